"""Hẹn lại vì phải xác minh: where the law adds the time of a step to the limit, its paper is put before who signs at once."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.calendars import rules as counting
from motcua.registries.calendars.types import Calendar
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers import rules
from motcua.services.dossiers.models import Apology, Dossier
from motcua.services.dossiers.types import CLOCKS
from motcua.services.notifications.services import notify
from motcua.services.workflow.types import TokenView

from .limits import calendar_held


def ask_extension(dossier: Dossier, token: TokenView, *, by: Actor, at: datetime) -> None:
    """Propose the new date when the step is entered: the limit is longer only once the citizen has been told in writing,
    and only where it had not passed. A dossier that was given a new date before has had its one."""
    lawful = dossier.lawful_due_at or dossier.due_at
    if dossier.due_at is None or not token.hours or rules.was_late(at, lawful):
        return
    row = Apology.objects.select_for_update().filter(dossier=dossier).first() or Apology(dossier=dossier)
    if not rules.may_reappoint(row.signed_at is not None):
        return
    calendar = calendar_held(dossier, dossier.receiving_agency)
    row.agency_code, row.due_was_at, row.asked_at = dossier.competent_agency, dossier.due_at, at
    row.reason, row.proposed_by, row.proposed_at, row.closed_at = f"{token.name}.", by.title, at, None
    row.extends_minutes = round(token.hours * 60)
    row.new_due_at = counting.add_working_hours(dossier.due_at, Fraction(row.extends_minutes, 60), calendar)
    row.save()
    until = clock.local(lawful or dossier.due_at)
    notify(
        kind=CLOCKS, key=f"extend:{dossier.code}:{token.id}",
        words=f"Hồ sơ {dossier.code} phải xác minh: ký phiếu hẹn lại trước {until:%H:%M %d/%m}",
        detail=f"{token.name}. Ký trước hạn thì thời hạn được tính thêm; không ký, hồ sơ trễ theo hạn cũ.",
        link=f"/can-bo/ho-so/{dossier.code}/#viec-sign_apology", subject=f"dossier:{dossier.code}", at=at,
        officers=[one.officer_code for one in organizations.leaders(dossier.competent_agency, until.date()) if one.can_sign],
    )  # fmt: skip


def extended(row: Apology, lawful: datetime, calendar: Calendar, *, at: datetime) -> datetime:
    """The limit of the law with the time a step of verification adds, where its paper was signed before it had passed."""
    if not row.extends_minutes or row.new_due_at is None or rules.was_late(at, lawful):
        return lawful
    return min(
        row.new_due_at, counting.add_working_hours(lawful, Fraction(row.extends_minutes, 60), calendar)
    )
