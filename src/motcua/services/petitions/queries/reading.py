"""One petition as its office, or its sender, reads it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from motcua.kernel import access, clock, text
from motcua.kernel.access import Actor
from motcua.kernel.ciphers import cipher
from motcua.registries.organizations import queries as organizations
from motcua.services.petitions import rules
from motcua.services.petitions.models import Enclosure, Petition, Step
from motcua.services.petitions.types import GROUNDS, PUBLISH, Sender, Sent, State

from .scope import not_there, scope

PURPOSE = "petitions"


def province() -> str:
    """The agency where denunciations stand first."""
    return str(settings.PROVINCE_AGENCY)


def opened(row: Petition) -> tuple[Sender, str]:
    """Who sent it, and the words that rest with them; for commands and for pages whose reader has the right."""
    sender, words = json.loads(cipher(PURPOSE).decrypt(row.sealed.encode()))
    return Sender(**sender), str(words)


def one(by: Actor, code: str) -> Petition:
    """A petition an officer may see.

    Raises:
        PetitionNotThere: none, or not theirs.
    """
    found = Petition.objects.filter(scope(by), code=code).first()
    if found is None:
        raise not_there()
    return found


def is_seen(by: Actor, code: str) -> bool:
    """Whether an officer may see a petition."""
    return Petition.objects.filter(scope(by), code=code).exists()


def sent_before(press: str) -> Sent | None:
    """What this press of the form has sent already."""
    known = Petition.objects.filter(press=press[:64]).values_list("code", "token").first()
    return Sent(*known) if known is not None else None


def agency_called(words: str, on: date) -> tuple[str, str]:
    """Code and name of the agency that words name, by code or full name; no code where they name none, or several."""
    words = " ".join(text.clean(words).split())[:300]
    if not words:
        return "", ""
    found, _ = organizations.search(words, on=on, limit=20)
    alike = [one for one in found if text.fold(words) in (text.fold(one.name), one.code.lower())]
    only = alike if len(alike) == 1 else found if len(found) == 1 else []
    return (only[0].code, only[0].name) if only else ("", words)


@dataclass(frozen=True, slots=True)
class PetitionPage:
    """A petition with what its reader may know and do. ``sender`` is None for a denunciation: it is looked up by itself."""

    row: Petition
    content: str
    sender: Sender | None
    steps: list[Step]
    files: list[Enclosure]
    repeats: list[str]
    now: datetime
    in_hands: bool = False
    may_extend: bool = False
    may_publish: bool = False
    question: str = ""
    reply: str = ""

    @property
    def is_late(self) -> bool:
        return (self.row.ended_at or self.now) > self.row.due_at

    @property
    def was_taken_late(self) -> bool:
        """Whether it was taken up after the limit of doing so: what comes after does not undo it."""
        row = self.row
        return bool(row.accepted_at and row.accept_due_at and row.accepted_at > row.accept_due_at)

    @property
    def ground(self) -> str:
        return str(GROUNDS.get(self.row.ground, ""))


def page_for(by: Actor, code: str, now: datetime) -> PetitionPage:
    """The office's page.

    Raises:
        PetitionNotThere: none, or not theirs.
    """
    row = one(by, code)
    sender, words = opened(row)
    content, answered = words or row.content, row.standing is State.ANSWERED
    held = row.agency_code in by.agency_codes | {by.agency_code}
    given = rules.extension(row.kind_of, clock.local(row.accepted_at or now).date())
    return PetitionPage(
        row=row, content=content, sender=None if row.kind_of.is_secret else sender, steps=list(row.steps.all()),
        files=list(row.enclosures.all()), repeats=list(row.repeats.values_list("code", flat=True)), now=now,
        in_hands=held,
        may_extend=held and row.standing is State.WORKING and row.extended < given.times and now <= row.due_at,
        may_publish=held and answered and not row.kind_of.is_secret and access.allows(by, PUBLISH),
        question=row.public_question or rules.hide(content, sender) if answered else "",
        reply=row.public_answer or rules.hide(row.answer, sender) if answered else "",
    )  # fmt: skip


def page_by_token(token: str, now: datetime) -> PetitionPage:
    """The sender's page, behind the secret address.

    Raises:
        PetitionNotThere: it opens nothing.
    """
    row = Petition.objects.filter(token=token).first()
    if row is None:
        raise not_there()
    sender, words = opened(row)
    return PetitionPage(
        row=row, content=words or row.content, sender=sender, steps=[one for one in row.steps.all() if one.is_public],
        files=list(row.enclosures.all()), repeats=[], now=now,
    )  # fmt: skip


def enclosure(row: Petition, number: int) -> Enclosure:
    """A file of a petition whose reader was asked for already.

    Raises:
        PetitionNotThere: no such file of this one.
    """
    found = Enclosure.objects.filter(petition=row, pk=number).first()
    if found is None:
        raise not_there()
    return found
