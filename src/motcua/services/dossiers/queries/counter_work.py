"""What one officer did at the desk in a span: for the minutes of a shift."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from motcua.services.dossiers.models import Dossier, HandOver, JournalEntry, Paper

KINDS: dict[str, tuple[str, ...]] = {
    "accepted": ("take_in", "accept"),
    "supplement": ("request_supplement",),
    "refused": ("refuse_at_reception",),
    "returned": ("return_result",),
}


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A dossier somebody took in: its pieces of paper, and where they went first."""

    code: str
    applicant: str
    originals: int
    certified: int
    copies: int
    given_to: str
    given_at: datetime | None
    received: bool


@dataclass(frozen=True, slots=True)
class CounterWork:
    """Figures by kind and the dossiers taken in."""

    accepted: int
    supplement: int
    refused: int
    returned: int
    taken_in: tuple[TakenIn, ...]

    @property
    def total(self) -> int:
        """All that was done."""
        return self.accepted + self.supplement + self.refused + self.returned


def counter_work(officer_code: str, agency_code: str, from_at: datetime, before: datetime) -> CounterWork:
    """Deeds of an officer at one receiving unit, from a moment (counted) to another (not counted)."""
    wanted = {action: kind for kind, actions in KINDS.items() for action in actions}
    rows = JournalEntry.objects.filter(
        actor_id=officer_code, at__gte=from_at, at__lt=before, action__in=wanted, dossier__receiving_agency=agency_code
    )  # fmt: skip
    found = list(rows.order_by("id").values_list("action", "dossier_id"))
    counted = Counter(wanted[action] for action, _ in found)
    ids = list(dict.fromkeys(pk for action, pk in found if wanted[action] == "accepted"))
    return CounterWork(
        counted["accepted"],
        counted["supplement"],
        counted["refused"],
        counted["returned"],
        tuple(_taken_in(ids)),
    )


MOST = 10


def worked_on(officer_code: str, agency_code: str, since: datetime) -> list[str]:
    """Codes of the dossiers an officer took in, asked papers for, refused or handed out at one receiving unit since then,
    the latest first."""
    rows = JournalEntry.objects.filter(
        actor_id=officer_code, at__gte=since, action__in=[one for kind in KINDS.values() for one in kind],
        dossier__receiving_agency=agency_code,
    )  # fmt: skip
    return list(dict.fromkeys(rows.order_by("-id").values_list("dossier__code", flat=True)[:50]))[:MOST]


def _taken_in(ids: list[int]) -> list[TakenIn]:
    pieces = {
        row["dossier_id"]: row
        for row in Paper.objects.filter(dossier_id__in=ids)
        .order_by()
        .values("dossier_id")
        .annotate(o=Sum("originals"), c=Sum("certified"), n=Sum("copies"))
    }
    given: dict[int, HandOver] = {}
    for row in HandOver.objects.filter(dossier_id__in=ids).order_by("-id"):
        given[row.dossier_id] = row
    people = dict(Dossier.objects.filter(pk__in=ids).values_list("pk", "applicant_name"))
    codes = dict(Dossier.objects.filter(pk__in=ids).values_list("pk", "code"))
    found = []
    for pk in ids:
        some, slip = pieces.get(pk, {"o": 0, "c": 0, "n": 0}), given.get(pk)
        found.append(
            TakenIn(
                codes[pk], people[pk], some["o"] or 0, some["c"] or 0, some["n"] or 0, slip.to_agency if slip else "",
                slip.given_at if slip else None, bool(slip and slip.received_at),
            )
        )  # fmt: skip
    return found
