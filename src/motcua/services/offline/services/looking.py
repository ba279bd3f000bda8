"""Xem hồ sơ nhận lúc mất mạng: what a citizen told the counter is read by somebody, and that leaves a trace."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.kernel import audit
from motcua.kernel.access import Actor
from motcua.registries.people import queries as people


@transaction.atomic
def note_look(*, number: str, id_number: str, by: Actor, at: datetime) -> None:
    """Write down that an officer opened an intake that waits to be settled, once a day; a known person reads it."""
    reason = f"Xử lý hồ sơ nhận bằng phiếu tạm {number}"
    first = audit.record_once_a_day(by, "offline.look", f"intake:{number}", at=at, reason=reason)
    if first and id_number.isdigit() and len(id_number) == 12:
        people.find_person(id_number, by=by, reason=reason)
