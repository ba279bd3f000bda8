"""Shifts: what one has in hand now, what was closed, and whose money waits to be counted."""

from __future__ import annotations

import functools
import operator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from motcua.kernel import access, clock
from motcua.kernel.access import Actor
from motcua.kernel.pages import Rows
from motcua.registries.organizations import queries as organizations
from motcua.services.counters.models import Shift, Ticket
from motcua.services.counters.types import (
    SET_UP,
    ShiftNotThere,
    State,
)
from motcua.services.dossiers.queries.counter_work import CounterWork, counter_work
from motcua.services.payments import queries as payments
from motcua.services.payments.types import Method, ReceiptView


@dataclass(frozen=True, slots=True)
class ShiftNow:
    """What an officer did and has in hand since their last shift."""

    from_at: datetime
    work: CounterWork
    served: int
    receipts: list[ReceiptView]

    @property
    def live(self) -> list[ReceiptView]:
        """Receipts whose money was not given back."""
        return [one for one in self.receipts if one.cancelled_at is None]

    @property
    def cash_vnd(self) -> int:
        """Cash by the receipts."""
        return sum(one.total_vnd for one in self.live if one.method is Method.CASH)

    @property
    def transfer_vnd(self) -> int:
        """Money that went to the account of the office."""
        return sum(one.total_vnd for one in self.live if one.method is Method.TRANSFER)

    @property
    def something(self) -> bool:
        """Whether there is anything to close."""
        return bool(self.work.total or self.served or self.receipts)


def shift_now(by: Actor, at: datetime) -> ShiftNow:
    """From the last shift closed at this desk, or, before the first, from the morning of the oldest receipt in hand."""
    receipts = payments.in_hand(by.id, by.agency_code)
    last = Shift.objects.filter(officer_code=by.id, desk_code=by.agency_code).first()
    first = clock.local(min([at, *(one.collected_at for one in receipts)]))
    from_at = last.closed_at if last else first.replace(hour=0, minute=0, second=0, microsecond=0)
    work = counter_work(by.id, by.agency_code, from_at, at)
    served = Ticket.objects.filter(
        desk__code=by.agency_code,
        officer_code=by.id,
        state=State.DONE,
        ended_at__gte=from_at,
        ended_at__lt=at,
    ).count()
    return ShiftNow(from_at, work, served, receipts)


def colleagues_of(by: Actor) -> list[tuple[str, str]]:
    """Whom money may be handed to: people of the same office, and of the one above it, with what they are."""
    agency = organizations.find_agency(by.agency_code)
    codes = [by.agency_code, *([agency.parent_code] if agency and agency.parent_code else [])]
    found = {
        holder.officer_code: f"{holder.full_name}, {holder.post_title}"
        for code in codes
        for holder in organizations.officers_of(code)
        if holder.officer_code and holder.officer_code != by.id
    }
    return sorted(found.items(), key=lambda pair: pair[1])


def money_not_closed(by: Actor) -> list[payments.InHand]:
    """Cash by person that no shift has taken, for who sets the desk up: who went home without closing stands first."""
    return payments.in_hand_at(by.agency_code) if access.allows(by, SET_UP) else []


def _seen(by: Actor) -> tuple[Q, ...]:
    """One's own and those handed to one; who sets the desk up sees all of it."""
    own = (Q(officer_code=by.id), Q(handed_to_code=by.id))
    return (*own, Q(desk_code=by.agency_code)) if access.allows(by, SET_UP) else own


def shifts_seen(by: Actor) -> Rows:
    """The shifts closed, the latest first."""
    return Rows(Shift.objects.all(), ("-closed_at", "-id"), _seen(by))


def shifts_to_receive(by: Actor) -> list[Shift]:
    """Whose money is handed to one and waits for one's count."""
    return list(Shift.objects.filter(handed_to_code=by.id, received_at=None)[:20])


def shift_for(by: Actor, shift_id: int) -> Shift:
    """One of those.

    Raises:
        ShiftNotThere: no such shift, or not to be seen from this post.
    """
    found = Shift.objects.filter(functools.reduce(operator.or_, _seen(by)), pk=shift_id).first()
    if found is None:
        raise ShiftNotThere("Không tìm thấy ca này.", next="Hãy mở lại trang Chốt ca.")
    return found
