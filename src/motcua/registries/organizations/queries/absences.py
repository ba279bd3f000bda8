"""Who is away from a post, who stands in, and whose word an absence waits for."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q

from motcua.kernel import clock
from motcua.kernel.access import Actor

from .. import rules
from ..models import Absence, Appointment
from ..types import AbsenceRow, AbsenceState
from .keeping import kept
from .officers import appointments_with_posts, reach_of
from .register import post

AHEAD = timedelta(days=30)


def _absence(row: Absence, today: date) -> AbsenceRow:
    return AbsenceRow(
        id=row.pk,
        code=row.officer.code,
        name=row.officer.full_name,
        post_title=row.post.title,
        stand_in=row.to_officer.full_name,
        stand_in_code=row.to_officer.code,
        valid_from=row.valid_from,
        valid_to=row.valid_to,  # type: ignore[arg-type]
        reason=row.reason,
        may_sign=row.may_sign,
        paper=row.paper,
        state=row.state,
        decided_by=row.decided_by,
        decided_words=row.decided_words,
        running=row.in_force(today),
        over=row.valid_to < today,  # type: ignore[operator]
    )


def _absences():
    return Absence.objects.select_related("post__agency", "post__unit", "officer", "to_officer")


def absence(absence_id: int) -> AbsenceRow | None:
    row = _absences().filter(pk=absence_id).first()
    return _absence(row, clock.today()) if row else None


def absences_of(officer_code: str) -> list[AbsenceRow]:
    """An officer's own, newest first."""
    return [_absence(row, clock.today()) for row in _absences().filter(officer__code=officer_code)[:30]]


def absences_to_decide(by: Actor) -> list[AbsenceRow]:
    """What waits for this head's word; their own never does."""
    if not by.post_code:
        return []
    rank = post(by.post_code).leader_rank
    rows = _absences().filter(
        state=AbsenceState.ASKED.value, post__agency__code__in=by.agency_codes, valid_to__gte=clock.today()
    )
    return [
        _absence(row, clock.today())
        for row in rows.exclude(officer__code=by.id)
        .exclude(to_officer__code=by.id)
        .order_by("valid_from")[:100]
        if rules.may_approve(unit_code=by.unit_code, leader_rank=rank, of_unit=row.post.unit.code)
    ]


def absences_at(by: Actor, today: date) -> list[AbsenceRow]:
    """Who of the agencies this post reaches is away, or will be within a month."""
    rows = _absences().filter(
        state=AbsenceState.APPROVED.value,
        post__agency__code__in=by.agency_codes | {by.agency_code},
        valid_to__gte=today,
        valid_from__lte=today + AHEAD,
    )
    return [_absence(row, today) for row in rows.order_by("valid_from", "pk")[:60]]


@kept
def away_now(agency_code: str) -> dict[str, str]:
    """Officer code -> in words until when they are away and who stands in, for lists of people."""
    today = clock.today()
    rows = _absences().on(today).filter(state=AbsenceState.APPROVED.value, post__agency__code=agency_code)
    return {
        row.officer.code: f"vắng đến {row.valid_to:%d/%m}, {row.to_officer.full_name} làm thay"
        for row in rows
    }


def possible_stand_ins(post_code: str, officer_code: str, on: date) -> list[tuple[str, str]]:
    """(code, name and post) of colleagues who may stand in: everyone appointed at the agencies around the post."""
    _, around = reach_of(post(post_code).agency_code, on)
    rows = (
        appointments_with_posts()
        .on(on)
        .filter(post__agency__code__in=around)
        .order_by("post__position", "post__code")
    )
    found: dict[str, str] = {}
    for row in rows:
        if row.officer.code != officer_code:
            found.setdefault(row.officer.code, f"{row.officer.full_name}, {row.post.title}")
    return list(found.items())


def heads_around(absence_id: int) -> list[tuple[str, list[str]]]:
    """(officer, roles of the post) of those whose place lets them decide on an absence: same unit, or a leader above it."""
    row = _absences().filter(pk=absence_id).first()
    if row is None:
        return []
    _, around = reach_of(row.post.agency.code, clock.today())
    rows = Appointment.objects.on(clock.today()).filter(
        Q(post__unit=row.post.unit) | Q(post__leader_rank__gt=0), post__agency__code__in=around
    )
    return list(rows.values_list("officer__code", "post__roles"))
