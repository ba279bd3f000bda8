"""Trình, duyệt, trả lại, hủy: two people stand for a plan, and it can be called off until its day."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel import access, clock, text
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.services.reorganisations import queries
from motcua.services.reorganisations.models import Reorganisation
from motcua.services.reorganisations.types import (
    APPROVE,
    PREPARE,
    DateGone,
    LineUnread,
    PlanFaulty,
    SamePerson,
    State,
)

from .common import locked, move


@command
def submit(*, code: str, seen: int, by: Actor, at: datetime) -> None:
    """Trình duyệt: checked once more; from now on its lines stand still.

    Raises:
        PlanFaulty: the checks found what stops it.
    """
    access.require(by, PREPARE)
    row = locked(code, State.DRAFT, doing="trình", seen=seen)
    _require_sound(row, at)
    row.submitted_at, row.reason = at, ""
    move(row, State.SUBMITTED, "submit", by=by, at=at)


@command
def approve(*, code: str, seen: int, by: Actor, at: datetime) -> None:
    """Duyệt: another person than who prepared it; checked again, since the register may have moved.

    Raises:
        SamePerson: who prepared a plan does not approve it.
        PlanFaulty: the checks found what stops it.
    """
    access.require(by, APPROVE)
    row = locked(code, State.SUBMITTED, doing="duyệt", seen=seen)
    if by.id == row.prepared_id or by.acting_for_id == row.prepared_id:
        raise SamePerson(
            "Người lập phương án không tự duyệt.", why="Sắp xếp bộ máy động đến mọi hồ sơ của các cơ quan, nên cần hai người.",
            next="Hãy nhờ quản trị viên khác của tỉnh.",
        )  # fmt: skip
    _require_sound(row, at)
    row.approved_id, row.approved_by, row.approved_at = by.id, by.title, at
    move(row, State.APPROVED, "approve", by=by, at=at)


@command
def send_back(*, code: str, reason: str, seen: int, by: Actor, at: datetime) -> None:
    """Trả lại để sửa."""
    access.require(by, PREPARE)
    row = locked(code, State.SUBMITTED, doing="trả lại", seen=seen)
    row.reason = _reason(reason, "trả lại")
    move(row, State.DRAFT, "send_back", by=by, at=at, reason=row.reason)


@command
def call_off(*, code: str, reason: str, seen: int, by: Actor, at: datetime) -> None:
    """Hủy: until the day itself nothing has been written, so nothing has to be undone.

    Raises:
        DateGone: the day has come; a correction is a new plan.
    """
    access.require(by, PREPARE)
    row = locked(code, State.DRAFT, State.SUBMITTED, State.APPROVED, doing="hủy", seen=seen)
    if row.state == State.APPROVED and row.effective_on <= clock.local(at).date():
        raise DateGone(
            f"Phương án có hiệu lực từ {row.effective_on:%d/%m/%Y} nên không hủy được nữa.",
            why="Từ ngày ấy cơ quan mới đã nhận việc.", next="Hãy lập phương án mới để sửa.",
        )  # fmt: skip
    row.reason, row.cancelled_by, row.cancelled_at = _reason(reason, "hủy"), by.title, at
    move(row, State.CANCELLED, "call_off", by=by, at=at, reason=row.reason)


def _require_sound(row: Reorganisation, at: datetime) -> None:
    stopping = [fault for fault in queries.checked(row, clock.local(at).date()) if fault.stops]
    if stopping:
        more = f" và {len(stopping) - 3} điểm khác" if len(stopping) > 3 else ""
        raise PlanFaulty(
            " ".join(fault.words for fault in stopping[:3]) + more,
            next="Hãy sửa theo phần Kiểm tra rồi làm lại.",
        )


def _reason(said: str, doing: str) -> str:
    said = text.clean(said)[:500]
    if len(said) < 5:
        raise LineUnread(f"Cần ghi lý do {doing}.", next="Hãy viết ít nhất một câu ngắn.")
    return said
