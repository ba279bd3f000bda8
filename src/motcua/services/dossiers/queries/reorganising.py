"""What an agency has in hand, counted and cut into the portions of its heirs, for a reorganisation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db.models import Count, Q

from motcua.kernel import text
from motcua.services.dossiers.models import Dossier, Draft, Work
from motcua.services.dossiers.types import OPEN, Portion, Status

Tally = Counter[tuple[str, str, int, str]]
"""(receiving agency, competent agency, status, field) to how many dossiers."""

OPEN_NOW = sorted(int(state) for state in OPEN)
WAITING = int(Status.FINISHED)
"""Decided, and the result not given out yet: only the desk that gives it out changes."""


def in_portion(portion: Portion, prefix: str = "") -> Q:
    """The dossiers of a portion as a condition; a portion begins where the earlier ones end, so each dossier is in one."""
    found = Q()
    if portion.fields:
        found |= Q(**{f"{prefix}field_name__in": portion.fields})
    for place in portion.places:
        for word in _spellings(place):
            found |= Q(**{f"{prefix}applicant_address__contains": word})
    for earlier in portion.after:
        found &= ~in_portion(earlier, prefix)
    return found


def _spellings(place: str) -> tuple[str, ...]:
    place = text.clean(place)
    return (place[:1].lower() + place[1:], place[:1].upper() + place[1:])


def to_hand_over(agency_code: str) -> Q:
    """Open dossiers that stand with an agency; of the finished ones those whose result its desk has yet to give out."""
    waiting = Q(status__in=OPEN_NOW) & (Q(receiving_agency=agency_code) | Q(competent_agency=agency_code))
    return waiting | Q(status=WAITING, receiving_agency=agency_code)


def newest() -> int:
    """The number of the newest dossier, 0 where there is none."""
    return Dossier.objects.order_by("-id").values_list("id", flat=True).first() or 0


def tally(codes: Iterable[str], *, up_to: int | None = None) -> Tally:
    """Every dossier, open or closed, of these agencies, ``up_to`` one of them: two queries, however many agencies."""
    wanted = sorted(set(codes))
    names = ("receiving_agency", "competent_agency", "status", "field_name")
    found: Tally = Counter()
    received = Dossier.objects.filter(receiving_agency__in=wanted)
    decided = Dossier.objects.filter(competent_agency__in=wanted).exclude(receiving_agency__in=wanted)
    for rows in (received, decided):
        rows = rows if up_to is None else rows.filter(id__lte=up_to)
        for *key, number in rows.order_by().values_list(*names).annotate(n=Count("pk")):
            found[tuple(key)] += number  # type: ignore[index]
    return found


def count_portions(agency_code: str, portions: Iterable[Portion]) -> list[int]:
    """How many dossiers each portion hands over: one query a portion; asked where an agency has several heirs."""
    waiting = Dossier.objects.filter(to_hand_over(agency_code))
    return [waiting.filter(in_portion(portion)).count() for portion in portions]


def open_work(codes: Iterable[str]) -> dict[str, int]:
    """Agency to how many open steps stand there: one query."""
    rows = Work.objects.filter(agency_code__in=sorted(set(codes))).order_by().values_list("agency_code")
    return dict(rows.annotate(n=Count("pk")))


def open_drafts(codes: Iterable[str]) -> dict[str, int]:
    """Agency to how many unfinished filings have chosen it: one query."""
    rows = Draft.objects.filter(competent_agency__in=sorted(set(codes)), dossier=None, discarded_at=None)
    return dict(rows.order_by().values_list("competent_agency").annotate(n=Count("pk")))


def lines_of_minutes(codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Code to procedure and applicant, as the list of a hand-over prints them: one query."""
    rows = Dossier.objects.filter(code__in=list(codes))
    return {
        code: (name, who) for code, name, who in rows.values_list("code", "procedure_name", "applicant_name")
    }
