"""Xử lý điều không khớp: taken in all the same, tied to the dossier the citizen has already, or voided with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from motcua.kernel import access, audit, text
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.types import INTAKE, Filing
from motcua.services.offline import queries
from motcua.services.offline.models import Device, Intake
from motcua.services.offline.types import Conflict, IntakeState, NotSettled, Settled


@command
def settle(
    *,
    number: str,
    by: Actor,
    at: datetime,
    filing: Filing | None = None,
    limit: tuple[int, str] | None = None,
    into: str = "",
) -> str:
    """Nhận, or gắn vào hồ sơ đã có (``into``): the dossier the provisional number now belongs to.

    The moment of acceptance stays the one the citizen's receipt stands for.

    Raises:
        NumberNotThere: no such intake, or not of one's own desk.
        Settled: somebody did it before.
        NotSettled: ``into`` is none of the dossiers that stood against it.
    """
    intake = _open(number, by)
    if into:
        known = {code for row in intake.conflicts for code in Conflict.of(row).codes}
        if into not in known:
            raise NotSettled(
                f"Hồ sơ {into[:60]} không nằm trong các hồ sơ trùng.",
                next="Hãy chọn một hồ sơ trong danh sách.",
            )
        dossiers.tie_provisional(code=into, number=number, by=by, at=at)
        code, state = into, IntakeState.MERGED
    else:
        if filing is None:
            raise NotSettled("Chưa đọc được nội dung đã nhận.", next="Hãy chọn “Sửa rồi nhận”.")
        filing = replace(filing, provisional_number=number)
        code = dossiers.take_in(filing=filing, by=by, at=at, limit=limit, taken_at=intake.accepted_at).code
        state = IntakeState.TAKEN
    _end(intake, state, by, at, dossier_code=code)
    return code


@command
def void(*, number: str, reason: str, by: Actor, at: datetime) -> None:
    """Hủy số tạm: the citizen was told and the provisional receipt does not hold any more; the reason is kept.

    Raises:
        NumberNotThere: no such intake, or not of one's own desk.
        Settled: somebody did it before.
        NotSettled: without a reason.
    """
    intake = _open(number, by)
    reason = text.clean(reason)
    if len(reason) < 10:
        raise NotSettled(
            "Chưa ghi lý do hủy số tạm.",
            why="Người dân đang cầm phiếu tạm mang số này.",
            next="Hãy ghi vì sao và đã báo người dân thế nào.",
        )
    _end(intake, IntakeState.VOID, by, at, reason=reason[:1000])


def _open(number: str, by: Actor) -> Intake:
    """The intake that waits for a person, its machine locked; asked for by who may take in at its office."""
    intake = Intake.objects.select_related("number").filter(number__code=number).first()
    if intake is None or not access.allows(by, INTAKE, agency_code=intake.office):
        raise queries.no_number(number)
    Device.objects.select_for_update().get(pk=intake.device_id)
    intake.refresh_from_db()
    if intake.state != IntakeState.CONFLICT:
        raise Settled(
            f"Số tạm {number} đã được {intake.settled_by or intake.officer_name} xử lý.",
            next="Hãy tải lại trang để xem kết quả.",
        )
    return intake


def _end(
    intake: Intake, state: IntakeState, by: Actor, at: datetime, *, dossier_code: str = "", reason: str = ""
) -> None:
    intake.state, intake.settled_at, intake.settled_by = state, at, by.title
    intake.dossier_code, intake.reason = dossier_code, reason
    if state == IntakeState.TAKEN:
        intake.fields = []
    intake.save()
    audit.record(
        by, "offline.settle", f"intake:{intake.number.code}", at=at,
        after={"state": state, "dossier": dossier_code}, reason=reason,
    )  # fmt: skip
