"""When a session ends, who needs a second factor, where a person lands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from motcua.kernel.legal import basis
from motcua.kernel.words import say

from .types import ROLES, UserKind

#: whoever may do one of these must have a second factor
STRONG = frozenset(
    {
        "signing.sign",
        "dossiers.sign",
        "accounts.edit",
        "organizations.edit",
        "clients.manage",
        "outbox.operate",
    }
)


def session_over(
    *, started_at: datetime, seen_at: datetime, now: datetime, limits: Mapping[str, int]
) -> bool:
    """Idle too long, or open too long. ``limits`` are minutes: {"idle": 30, "whole": 480}."""
    return now - seen_at > timedelta(minutes=limits["idle"]) or now - started_at > timedelta(
        minutes=limits["whole"]
    )


@basis("23/2025/NĐ-CP", note="the signer alone controls what creates the signature")
def needs_second_factor(*, permissions: Iterable[str], can_sign: bool) -> bool:
    """A post that signs, or that gives rights to others, is never behind a password alone."""
    return can_sign or not STRONG.isdisjoint(permissions)


def landing(kind: str, permissions: Iterable[str]) -> str:
    """Where a person comes in after signing in."""
    if kind == UserKind.CITIZEN:
        return "/"
    held = set(permissions)
    if held & {"dossiers.view_agency", "dossiers.intake", "dossiers.process", "dossiers.sign"}:
        return "/can-bo/"
    if held & {"accounts.edit", "organizations.edit", "procedures.edit", "audit.view", "outbox.operate"}:
        return "/quan-tri/"
    return "/can-bo/" if kind == UserKind.OFFICER else "/quan-tri/"


def unknown_roles(roles: Iterable[str]) -> list[str]:
    """Role codes that do not exist."""
    return sorted(set(roles) - set(ROLES))


def device_of(user_agent: str) -> str:
    """Firefox trên Windows: enough for a person to know their own device."""
    browser = next(
        (label for key, label in (("Edg/", "Edge"), ("OPR/", "Opera"), ("coc_coc", say("Cốc Cốc")), ("Firefox/", "Firefox"),
                                  ("Chrome/", "Chrome"), ("Safari/", "Safari")) if key in user_agent),
        say("Trình duyệt khác"),
    )  # fmt: skip
    system = next(
        (label for key, label in (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
                                  ("Mac OS", "macOS"), ("Linux", "Linux")) if key in user_agent),
        "",
    )  # fmt: skip
    return say("{browser} trên {system}", browser=browser, system=system) if system else browser
