"""Chuẩn bị máy: while the line is there a machine is given numbers to use without it, and its officer the key."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from motcua.kernel import access, audit, clock, numbers, rows, text
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.services.dossiers.queries.intake import desk_for
from motcua.services.dossiers.types import INTAKE
from motcua.services.offline import rules
from motcua.services.offline.models import Block, Device, DeviceKey, Number
from motcua.services.offline.types import BadMachine, DeviceLocked, NumberInfo, NumberState, Prepared

AGAIN = timedelta(hours=12)
"""A key handed out again within half a day leaves no second line in the ledger: a page is opened often."""


@command
def prepare(
    *, device_key: str, name: str, waiting: int, clock_behind_s: int, used: list[str], by: Actor, at: datetime
) -> Prepared:
    """Chuẩn bị máy, or be in contact again: the officer's key on this machine and its unused numbers, filled up.

    ``used`` are numbers that stand on receipts the machine has not sent yet; they are not given again.

    Raises:
        BadMachine: the machine has no key of its own.
        DeviceLocked: its head has locked it, and the officer holds nothing on it.
    """
    if not access.allows(by, INTAKE) and (held := _key_of(device_key, by)) is not None:
        return _to_send_only(held, "Bạn không còn quyền tiếp nhận ở nơi này.", by, at)
    access.require(by, INTAKE)
    if len(device_key) < 20:
        raise BadMachine("Máy chưa có mã riêng.", next="Hãy tải lại trang.")
    desk = desk_for(by)
    device = _device(device_key, desk.code, name, by, at)
    if device.locked_at is not None:
        if (held := _key_of(device_key, by)) is not None:
            return _to_send_only(held, f"Máy này đã bị khóa: {device.locked_reason}.", by, at)
        raise DeviceLocked(
            "Máy này đã bị khóa, không nhận hồ sơ khi mất mạng được.",
            why=device.locked_reason,
            next="Hãy báo lãnh đạo Trung tâm, hoặc dùng máy khác.",
        )
    device.officer_code, device.officer_name, device.last_contact_at = by.id, by.name, at
    device.waiting, device.clock_behind_s = min(waiting, 100_000), max(min(clock_behind_s, 10**9), -(10**9))
    device.name = text.clean(name)[:120] or device.name
    device.save()
    secret = _release(device, by, at)
    on = clock.local(at).date()
    _annul_past(device, on.year, by, at)
    held = set(used[:1000])
    for year in rules.years_held(on):
        mine = Number.objects.filter(block__device=device, year=year, state=NumberState.OPEN)
        lacking = rules.block_size(on) - mine.exclude(code__in=held).count()
        if lacking * 2 > rules.block_size(on):
            _reserve(device, year, lacking, by, at)
    free = Number.objects.filter(block__device=device, state=NumberState.OPEN).exclude(code__in=held)
    return Prepared(
        office=desk.code,
        office_name=desk.name,
        secret=secret,
        numbers=tuple(
            NumberInfo(row.code, row.year, row.block.reserved_at)
            for row in free.select_related("block").order_by("year", "number")
        ),
    )


def _key_of(device_key: str, by: Actor) -> DeviceKey | None:
    """The key an officer was given on this machine before."""
    keys = DeviceKey.objects.select_related("device").filter(device__key=device_key, officer_code=by.id)
    return keys.order_by("-released_at").first()


def _to_send_only(held: DeviceKey, why: str, by: Actor, at: datetime) -> Prepared:
    """What was taken in already is sent, whatever happened since: the officer's own key, and no number more."""
    audit.record(by, "offline.release_key", f"device:{held.device_id}", at=at, reason=why)
    office = held.device.office
    return Prepared(office=office, office_name=office, secret=held.secret, numbers=(), stopped=why)


def _device(key: str, office: str, name: str, by: Actor, at: datetime) -> Device:
    """The machine, locked until commit: all that concerns its numbers stands in line here."""
    rows.insert_new(
        Device(
            key=key[:40], office=office, name=text.clean(name)[:120] or "Máy chưa đặt tên", officer_code=by.id,
            officer_name=by.name, registered_at=at, last_contact_at=at,
        )
    )  # fmt: skip
    return Device.objects.select_for_update().get(key=key[:40], office=office)


def _release(device: Device, by: Actor, at: datetime) -> str:
    """The officer's key on this machine, made at the first asking."""
    held, made = DeviceKey.objects.get_or_create(
        device=device,
        officer_code=by.id,
        defaults={"secret": secrets.token_hex(32), "released_at": at},
    )
    if made or at - held.released_at > AGAIN:
        held.released_at = at
        held.save(update_fields=["released_at"])
        audit.record(by, "offline.release_key", f"device:{device.pk}", at=at, after={"office": device.office})
    return held.secret


def _annul_past(device: Device, year: int, by: Actor, at: datetime) -> None:
    """Numbers of a past year that no receipt bears are annulled; one that does comes as a conflict and is settled."""
    past = Number.objects.filter(block__device=device, year__lt=year, state=NumberState.OPEN)
    count = past.update(
        state=NumberState.ANNULLED, closed_at=at, closed_by=by.title, reason="Hết năm, không dùng"
    )
    if count:
        audit.record(by, "offline.annul", f"device:{device.pk}", at=at, after={"numbers": count})


def _reserve(device: Device, year: int, count: int, by: Actor, at: datetime) -> None:
    run = numbers.take_run(f"provisional:{device.office}:{year}", count)
    block = Block.objects.create(
        device=device, office=device.office, year=year, first=run[0], last=run[-1], reserved_at=at,
        reserved_by=by.title,
    )  # fmt: skip
    Number.objects.bulk_create(
        Number(
            block=block, code=rules.number_code(device.office, year, one), office=device.office, year=year, number=one
        )
        for one in run
    )  # fmt: skip
    audit.record(
        by, "offline.reserve", f"device:{device.pk}", at=at,
        after={"year": year, "first": run[0], "last": run[-1]},
    )  # fmt: skip
