"""Commands of forecasts: foretell a morning, tell a past one again from what was known on it, judge what has ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from motcua.kernel import clock
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers.queries import foreseeing
from motcua.services.dossiers.queries.foreseeing import Standing

from . import queries
from .models import UNKNOWN, Forecast
from .queries.foretelling import Minutes, Told
from .rules import Lately

KEPT = timedelta(days=400)


def foretell_morning(*, at: datetime) -> int:
    """Dự báo buổi sáng: one forecast for every open dossier whose clock runs; how many were made.

    A unit is one transaction, and a dossier has one forecast a morning: run again it writes nothing new. Where several
    steps of a dossier are open at once, the one that ends last stands for it.
    """
    lately = queries.learnt(at)
    return _write(list(foreseeing.standing_now()), lately, at=at, retold=False)


def retell_morning(*, at: datetime) -> int:
    """Dự báo lại một buổi sáng đã qua: of dossiers that have ended since, from what was known then; marked as such.

    So a new installation can show how good its forecasts are before it has made any.
    """
    return _write(list(foreseeing.standing_at(at)), queries.learnt(at), at=at, retold=True)


def _write(steps: list[Standing], lately: Lately, *, at: datetime, retold: bool) -> int:
    morning, minutes, made = clock.local(at).date(), Minutes(at), 0
    told = set(Forecast.objects.filter(morning=morning).values_list("dossier_id", flat=True))
    worst: dict[int, Told] = {}
    for unit, queue in sorted(queries.queues(steps).items()):
        absent = set() if retold else _not_at_work(unit, queue[0].agency_code, lately)
        for one in queries.foretold(queue, lately, at, minutes=minutes, absent=absent):
            kept = worst.get(one.step.dossier_id)
            if kept is None or (one.middle_at or at) > (kept.middle_at or at):
                worst[one.step.dossier_id] = one
    rows = [_row(one, at, retold) for dossier_id, one in sorted(worst.items()) if dossier_id not in told]
    for first in range(0, len(rows), 2000):
        with transaction.atomic():
            made += len(Forecast.objects.bulk_create(rows[first : first + 2000], ignore_conflicts=True))
    return made


def _not_at_work(unit: str, agency: str, lately: Lately) -> set[str]:
    """Of those who did a unit's work lately: who is away today, or has no post there any more."""
    hands = lately.hands.get(unit, set())
    if not hands:
        return set()
    appointed = {holder.officer_code for holder in organizations.officers_of(agency)}
    return (hands - appointed) | (hands & organizations.away_now(agency).keys())


def _row(one: Told, at: datetime, retold: bool) -> Forecast:
    step = one.step
    return Forecast(
        dossier_id=step.dossier_id, morning=clock.local(at).date(), made_at=at, retold=retold, code=step.code,
        procedure_code=step.procedure_code, step_name=step.step_name, agency_code=step.agency_code, unit_code=step.unit_code,
        officer_code=step.officer_code, officer_name=step.officer_name, due_at=step.due_at, middle_at=one.middle_at,
        four_fifths_at=one.four_fifths_at, late_percent=UNKNOWN if one.late_percent is None else one.late_percent,
    )  # fmt: skip


def judge(*, dossier_ids: list[int] | None = None) -> int:
    """Chấm dự báo: put what happened beside what was foretold, for dossiers that have ended; how many were judged.

    The stops of the clock between forecast and end are taken out: nobody foretold them, and the promise moved with them.
    """
    judged = 0
    for some in queries.unjudged(dossier_ids):
        ends = {one.dossier_id: one for one in foreseeing.ended({row.dossier_id for row in some})}
        running, minutes = foreseeing.Running(ends), None
        done = []
        for row in some:
            end = ends.get(row.dossier_id)
            if end is None:
                continue
            row.ended_at = end.ended_at
            row.was_late = end.timeliness == "late" if end.timeliness else None
            if row.middle_at is not None and row.four_fifths_at is not None:
                minutes = minutes or Minutes(row.made_at)
                took = running.minutes(row.dossier_id, row.made_at, end.ended_at, row.agency_code)
                if row.was_late is not None:  # of the promise as it stood, as the forecast was
                    row.was_late = took > minutes.between(row.made_at, row.due_at, row.agency_code)
                row.missed_by = took - minutes.between(row.made_at, row.middle_at, row.agency_code)
                row.ended_within = took <= minutes.between(row.made_at, row.four_fifths_at, row.agency_code)
            done.append(row)
        with transaction.atomic():
            Forecast.objects.bulk_update(
                done, ["ended_at", "was_late", "missed_by", "ended_within"], batch_size=500
            )
        judged += len(done)
    return judged


def clear(*, at: datetime) -> int:
    """Forecasts older than what any figure asks go."""
    return Forecast.objects.filter(made_at__lt=at - KEPT).delete()[0]
