"""Bàn giao quầy khi sắp xếp bộ máy."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel import access, audit
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.services.counters.models import Counter, Desk, Line
from motcua.services.counters.types import SET_UP

from .common import fresh_key, moved


@command
def hand_over_desk(*, old_code: str, new_code: str, new_name: str, by: Actor, at: datetime) -> bool:
    """The new desk begins with the lines and counters of the old one, unless it has its own; the old one gives no more numbers.
    False: the old desk had no queue."""
    access.require(by, SET_UP, agency_code=new_code)
    old = Desk.objects.select_for_update().filter(code=old_code).first()
    if old is None:
        return False
    if not Desk.objects.filter(code=new_code).exists():
        new = Desk.objects.create(code=new_code, name=new_name, kiosk_key=fresh_key(), is_open=old.is_open)
        Line.objects.bulk_create(
            Line(desk=new, letter=line.letter, name=line.name) for line in old.lines.filter(removed=False)
        )
        Counter.objects.bulk_create(
            Counter(desk=new, number=one.number, name=one.name, letters=one.letters)
            for one in old.counters.filter(removed=False)
        )
    old.is_open = False
    old.counters.exclude(officer_code="").update(officer_code="", officer_name="")
    moved(old)
    audit.record(by, "counters.hand_over_desk", f"desk:{old_code}", at=at, after={"new": new_code})
    return True
