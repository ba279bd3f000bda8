"""Xem phản ánh: an officer's look at what somebody wrote leaves a trace; each look at a file of a denunciation, with a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.kernel import audit
from motcua.kernel.access import Actor
from motcua.services.petitions import queries
from motcua.services.petitions.models import Enclosure

from .common import reason_of


@transaction.atomic
def note_look(*, code: str, by: Actor, at: datetime) -> None:
    """Write down that an officer opened a petition or a file of it; who may was asked before."""
    audit.record_once_a_day(by, "petitions.look", f"petition:{code}", at=at, reason="Giải quyết phản ánh")


@transaction.atomic
def open_enclosure(*, code: str, number: int, reason: str, by: Actor, at: datetime) -> Enclosure:
    """Mở tệp gửi kèm: a file may show who sent it, so one of a denunciation is opened as its sender's name is.

    Raises:
        PetitionNotThere: no such petition or file, or not theirs.
        PetitionInvalid: of a denunciation, and no reason.
    """
    row = queries.one(by, code)
    found = queries.enclosure(row, number)
    if row.kind_of.is_secret:
        reason = reason_of(reason, "mở tệp của đơn tố cáo", most=500)
        audit.record(
            by, "petitions.open_file", f"petition:{row.code}", at=at, reason=reason, after={"file": found.pk}
        )
    else:
        note_look(code=row.code, by=by, at=at)
    return found
