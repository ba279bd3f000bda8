"""Xem phản ánh: an officer's look at what somebody wrote leaves a trace, once an officer, petition and day."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.kernel import audit
from motcua.kernel.access import Actor


@transaction.atomic
def note_look(*, code: str, by: Actor, at: datetime) -> None:
    """Write down that an officer opened a petition or a file of it; who may was asked before."""
    audit.record_once_a_day(by, "petitions.look", f"petition:{code}", at=at, reason="Giải quyết phản ánh")
