"""Sắp xếp bộ máy: machines and what they sent go with their office."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel import access, audit
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.services.offline.models import Device, Intake
from motcua.services.offline.types import OVERSEE


@command
def hand_over_machines(*, old_code: str, new_code: str, by: Actor, at: datetime) -> int:
    """The machines of an office and the intakes they sent belong to the one that takes its place; how many machines.

    Numbers keep the office they were reserved for: they stand on receipts. A machine the new office has prepared too
    stays where it is, and is prepared anew when it is in contact.
    """
    access.require(by, OVERSEE, agency_code=new_code)
    there = Device.objects.filter(office=new_code).values("key")
    moved = Device.objects.filter(office=old_code).exclude(key__in=list(there.values_list("key", flat=True)))
    count = moved.update(office=new_code)
    intakes = Intake.objects.filter(office=old_code).update(office=new_code)
    if count or intakes:
        audit.record(
            by, "offline.hand_over", f"office:{old_code}", at=at,
            after={"new": new_code, "machines": count, "intakes": intakes},
        )  # fmt: skip
    return count
