"""What machines sent and what became of it; the machines of a desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q

from motcua.kernel import access
from motcua.kernel.access import Actor
from motcua.kernel.pages import Rows
from motcua.services.dossiers.types import INTAKE
from motcua.services.offline import models
from motcua.services.offline.types import (
    OVERSEE,
    Answer,
    Conflict,
    IntakeState,
    NumberNotThere,
    NumberState,
)


@dataclass(frozen=True, slots=True)
class Annulled:
    """Numbers annulled at one stroke, and why."""

    count: int
    first: str
    last: str
    reason: str
    closed_at: datetime
    closed_by: str


@dataclass(frozen=True, slots=True)
class Device:
    """A machine as the head of the desk sees it."""

    id: int
    name: str
    officer_name: str
    registered_at: datetime
    last_contact_at: datetime
    clock_behind_s: int
    waiting: int
    locked_at: datetime | None
    locked_reason: str
    open: int
    used: int
    annulled: int
    first: str
    last: str
    strokes: tuple[Annulled, ...] = ()

    @property
    def clock_words(self) -> str:
        """How wrong its clock stands, where that matters."""
        minutes = round(abs(self.clock_behind_s) / 60)
        if minutes < 2:
            return ""
        return f"Đồng hồ máy {'chậm' if self.clock_behind_s > 0 else 'nhanh'} {minutes} phút"


@dataclass(frozen=True, slots=True)
class Received:
    """One intake as pages show it."""

    number: str
    state: IntakeState
    applicant_name: str
    procedure_name: str
    procedure_code: str
    officer_name: str
    claimed_at: datetime
    accepted_at: datetime
    moment_reason: str
    received_at: datetime
    device_name: str
    dossier_code: str
    conflicts: tuple[Conflict, ...]
    settled_at: datetime | None
    settled_by: str
    reason: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[dict[str, Any], ...]
    papers: tuple[tuple[int, str], ...] = ()
    """Places and names of the papers as the machine had them."""

    @property
    def tone(self) -> str:
        """The tone of its state."""
        return {"taken": "done", "conflict": "soon", "merged": "done", "void": "mute"}[self.state]


def answer_of(intake: models.Intake) -> Answer:
    """What its machine is told."""
    return Answer(
        number=intake.number.code,
        state=IntakeState(intake.state),
        dossier_code=intake.dossier_code,
        accepted_at=intake.accepted_at,
        moved=bool(intake.moment_reason),
        conflicts=tuple(Conflict.of(row) for row in intake.conflicts),
    )


def settled_of(by: Actor, device_key: str, numbers: list[str]) -> list[Answer]:
    """How things stand with numbers a machine sent before: what was in conflict may be settled by now."""
    rows = models.Intake.objects.select_related("number").filter(
        number__code__in=numbers[:500], device__key=device_key, officer_code=by.id
    )
    return [answer_of(row) for row in rows]


def received(by: Actor) -> Rows:
    """Intakes of the officer's desk, the latest first."""
    access.require(by, INTAKE)
    offices = tuple(Q(office=code) for code in sorted(by.agency_codes | {by.agency_code}))
    rows = models.Intake.objects.select_related("number", "device")
    return Rows(rows, ("-office", "-received_at", "-id"), offices)


def to_settle(by: Actor) -> int:
    """How many of them wait for a person."""
    offices = by.agency_codes | {by.agency_code}
    return models.Intake.objects.filter(office__in=offices, state=IntakeState.CONFLICT).count()


def shown(row: models.Intake) -> Received:
    """A row as pages show it."""
    return Received(
        number=row.number.code, state=IntakeState(row.state), applicant_name=row.applicant_name,
        procedure_name=row.procedure_name, procedure_code=str(row.procedure.get("code", "")),
        officer_name=row.officer_name, claimed_at=row.claimed_at, accepted_at=row.accepted_at,
        moment_reason=row.moment_reason, received_at=row.received_at, device_name=row.device.name,
        dossier_code=row.dossier_code, conflicts=tuple(Conflict.of(one) for one in row.conflicts),
        settled_at=row.settled_at, settled_by=row.settled_by, reason=row.reason,
        fields=tuple((name, value) for name, value in row.fields), files=tuple(row.files),
        papers=tuple((one["position"], one["name"]) for one in row.procedure.get("papers", ()) if "position" in one),
    )  # fmt: skip


def conflict(by: Actor, number: str) -> Received:
    """One intake of one's own desk.

    Raises:
        NumberNotThere: no such number, or not of one's own desk.
    """
    row = models.Intake.objects.select_related("number", "device").filter(number__code=number).first()
    if row is None or not access.allows(by, INTAKE, agency_code=row.office):
        raise no_number(number)
    return shown(row)


def own_office(number: str) -> str:
    """The office an intake belongs to."""
    return models.Intake.objects.values_list("office", flat=True).get(number__code=number)


def office_of(number: str, device_key: str) -> str:
    """The office whose number a machine holds.

    Raises:
        NumberNotThere: the number was never this machine's.
    """
    rows = models.Number.objects.filter(code=number, block__device__key=device_key)
    found = rows.values_list("block__device__office", flat=True).first()
    if found is None:
        raise no_number(number)
    return found


def devices(by: Actor) -> list[Device]:
    """The machines of the desks one oversees, who was in contact last first; a desk has a few dozen at most."""
    access.require(by, OVERSEE)
    rows = models.Device.objects.filter(office__in=by.agency_codes | {by.agency_code}).order_by(
        "-last_contact_at", "id"
    )
    open_ones = Q(blocks__numbers__state=NumberState.OPEN)
    counted = rows.annotate(
        open=Count("blocks__numbers", filter=open_ones),
        used=Count("blocks__numbers", filter=Q(blocks__numbers__state=NumberState.USED)),
        annulled=Count("blocks__numbers", filter=Q(blocks__numbers__state=NumberState.ANNULLED)),
        first=Min("blocks__numbers__code", filter=open_ones),
        last=Max("blocks__numbers__code", filter=open_ones),
    )[:200]
    strokes = _strokes([row.pk for row in counted])
    return [
        Device(
            id=row.pk, name=row.name, officer_name=row.officer_name, registered_at=row.registered_at,
            last_contact_at=row.last_contact_at, clock_behind_s=row.clock_behind_s, waiting=row.waiting,
            locked_at=row.locked_at, locked_reason=row.locked_reason, open=row.open, used=row.used,
            annulled=row.annulled, first=row.first or "", last=row.last or "",
            strokes=tuple(strokes.get(row.pk, ())),
        )
        for row in counted
    ]  # fmt: skip


STROKES = 20
"""So many strokes of annulling are shown of a machine, the latest first."""


def _strokes(devices: list[int]) -> dict[int, list[Annulled]]:
    """Annulled numbers of some machines, those of one stroke together."""
    rows = (
        models.Number.objects.filter(block__device__in=devices, state=NumberState.ANNULLED)
        .order_by()
        .values("block__device_id", "reason", "closed_at", "closed_by")
        .annotate(count=Count("id"), first=Min("code"), last=Max("code"))
        .order_by("-closed_at", "-last")
    )
    found: dict[int, list[Annulled]] = {}
    for row in rows:
        mine = found.setdefault(row.pop("block__device_id"), [])
        if len(mine) < STROKES:
            mine.append(Annulled(**row))
    return found


def no_number(code: str) -> NumberNotThere:
    """One answer for "no such number" and "not yours"."""
    return NumberNotThere(
        f"Không có số tạm “{code[:60]}” trong phạm vi của bạn.",
        next="Hãy kiểm tra lại số in trên phiếu tạm, hoặc chọn đúng chức vụ.",
    )


def no_device() -> NumberNotThere:
    """One answer for "no such machine" and "not yours"."""
    return NumberNotThere("Không có máy này trong phạm vi của bạn.", next="Hãy tải lại trang.")
