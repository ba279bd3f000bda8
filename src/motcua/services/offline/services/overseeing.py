"""Trông coi máy: the head of the desk takes unused numbers back and locks a machine that is lost."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel import access, audit, text
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.services.offline import queries
from motcua.services.offline.models import Device, Number
from motcua.services.offline.types import OVERSEE, NotSettled, NumberState


@command
def annul_unused(*, device_id: int, reason: str, by: Actor, at: datetime) -> int:
    """Thu hồi số chưa dùng của một máy; how many. A receipt that bears one of them all the same comes as a conflict."""
    device = _own(device_id, by)
    reason = _reason(reason, "thu hồi số")
    count = Number.objects.filter(block__device=device, state=NumberState.OPEN).update(
        state=NumberState.ANNULLED, closed_at=at, closed_by=by.title, reason=reason
    )
    audit.record(by, "offline.annul", f"device:{device.pk}", at=at, after={"numbers": count}, reason=reason)
    return count


@command
def lock_device(*, device_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Khóa máy: it is given no numbers, and nobody new a key; what it holds its officers still send. Twice is once."""
    device = _own(device_id, by)
    if device.locked_at is None:
        device.locked_at, device.locked_reason = at, _reason(reason, "khóa máy")
        device.save(update_fields=["locked_at", "locked_reason"])
        audit.record(by, "offline.lock", f"device:{device.pk}", at=at, reason=device.locked_reason)


@command
def unlock_device(*, device_id: int, by: Actor, at: datetime) -> None:
    """Mở khóa máy. Twice is once."""
    device = _own(device_id, by)
    if device.locked_at is not None:
        device.locked_at, device.locked_reason = None, ""
        device.save(update_fields=["locked_at", "locked_reason"])
        audit.record(by, "offline.unlock", f"device:{device.pk}", at=at)


def _own(device_id: int, by: Actor) -> Device:
    device = Device.objects.select_for_update().filter(pk=device_id).first()
    if device is None or not access.allows(by, OVERSEE, agency_code=device.office):
        raise queries.no_device()
    return device


def _reason(said: str, doing: str) -> str:
    reason = text.clean(said)[:500]
    if len(reason) < 5:
        raise NotSettled(
            f"Chưa ghi lý do {doing}.", why="Lý do đứng bên từng số trong sổ.", next="Hãy ghi một câu ngắn."
        )
    return reason
