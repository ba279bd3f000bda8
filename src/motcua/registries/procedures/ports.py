"""What the catalogue asks of those above it: who is still waiting under a procedure, which processes
are in force and how long they take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class CountByProcedure(Protocol):
    """Counts by procedure code; codes without any are left out."""

    def __call__(self, codes: Sequence[str]) -> dict[str, int]: ...


def open_dossiers(codes: Sequence[str]) -> dict[str, int]:
    """Dossiers under way by procedure code, asked of whom settings name."""
    count: CountByProcedure = import_string(settings.OPEN_DOSSIERS)
    return count(codes) if codes else {}


def citizens_drafts(codes: Sequence[str]) -> dict[str, int]:
    """Filings citizens have begun and not sent, by procedure code, asked of whom settings name."""
    count: CountByProcedure = import_string(settings.CITIZENS_DRAFTS)
    return count(codes) if codes else {}


class ProcessesInForce(Protocol):
    """Names of the electronic processes that have a published version, by code."""

    def __call__(self) -> dict[str, str]: ...


def processes_in_force() -> dict[str, str]:
    """The processes new dossiers can follow, asked of whom settings name."""
    ask: ProcessesInForce = import_string(settings.PROCESSES_IN_FORCE)
    return ask()


class ProcessInForce(Protocol):
    """Tells whether an electronic process of this code has a published version."""

    def __call__(self, code: str) -> bool: ...


def process_in_force(code: str) -> bool:
    """Whether new dossiers could follow the process of this code, asked of whom settings name."""
    ask: ProcessInForce = import_string(settings.PROCESS_IN_FORCE)
    return ask(code)


class ProcessOverLimit(Protocol):
    """Tells in words by how much the process of this code passes a limit; empty where it fits."""

    def __call__(self, code: str, value: int, unit: str) -> str: ...


def process_over_limit(code: str, value: int, unit: str) -> str:
    """What speaks against following a process under a limit, asked of whom settings name."""
    ask: ProcessOverLimit = import_string(settings.PROCESS_OVER_LIMIT)
    return ask(code, value, unit)
