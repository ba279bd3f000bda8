"""What the commands of the queue share."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from motcua.kernel import clock
from motcua.services.counters.models import Desk, Ticket
from motcua.services.counters.types import NoDesk


def day_of(at: datetime) -> date:
    """The local day of a moment."""
    return clock.local(at).date()


def fresh_key() -> str:
    """A key nobody guesses."""
    return secrets.token_urlsafe(18)


def name_of(desk: Desk, ticket: Ticket) -> str:
    """How the ledger calls a ticket."""
    return f"ticket:{desk.code}:{ticket.day:%y%m%d}:{ticket.code}"


def locked(code: str) -> Desk:
    """The desk, locked until commit: every command of its queue stands in line here.

    Raises:
        NoDesk: no queue was set up there.
    """
    desk = Desk.objects.select_for_update().filter(code=code).first()
    if desk is None:
        raise NoDesk("Bộ phận này chưa bố trí quầy.", next="Người phụ trách mở trang Quầy, Bố trí quầy.")
    return desk


def moved(desk: Desk) -> None:
    """Boards ask by this version."""
    desk.version += 1
    desk.save(update_fields=["version", "is_open", "kiosk_key"])
