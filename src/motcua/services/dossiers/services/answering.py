"""Giờ trả lời hồ sơ trực tuyến: each answer of the desk is kept with the hour it had, late or not."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel.access import Actor
from motcua.registries.calendars import rules as counting
from motcua.services.dossiers.models import Dossier, Pause, ReceptionAnswer

from .clockwork import answer_due, calendar_of


def keep_answer(dossier: Dossier, how: ReceptionAnswer.How, *, by: Actor, at: datetime) -> None:
    """Write down that the desk has answered; what was taken in over the counter had no hour."""
    if dossier.answer_due_at is None:
        return
    asked_at = dossier.submitted_at
    if dossier.answer_due_at != answer_due(dossier, asked_at):  # its papers were asked for before, and came
        came = Pause.objects.filter(
            dossier=dossier, kind="supplement", before_acceptance=True, to_at__isnull=False
        )
        asked_at = came.order_by("-to_at").values_list("to_at", flat=True).first() or asked_at
    late = counting.working_minutes_between(dossier.answer_due_at, at, calendar_of(dossier))
    ReceptionAnswer.objects.create(
        dossier=dossier, agency_code=dossier.receiving_agency, asked_at=asked_at, due_at=dossier.answer_due_at,
        answered_at=at, how=how, officer_code=by.id, officer_name=by.name[:250], late_minutes=max(0, late),
    )  # fmt: skip
