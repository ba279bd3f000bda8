"""Chốt ca: counts, papers handed on and cash by person; the money goes to somebody who says that they have it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from motcua.kernel import access, audit, clock, numbers, text
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.kernel.money import in_words, vnd
from motcua.services.counters.models import Shift
from motcua.services.counters.queries import ShiftNow, colleagues_of, shift_now
from motcua.services.counters.types import ShiftInvalid, ShiftNotThere
from motcua.services.dossiers.queries.heads import day_words, desk_head, moment_words
from motcua.services.payments import services as payments
from motcua.services.payments.types import COLLECT

MARK = "BBCC"


@command
def close_shift(
    *, counted_vnd: int | None, handed_to: str, reason: str, press: str, by: Actor, at: datetime
) -> Shift:
    """Chốt ca của mình: everything since the last one, each receipt in one shift only. The same press gives the same shift.

    Raises:
        ShiftInvalid: nothing was done, money is handed to nobody or to oneself, or the count differs without a reason.
    """
    access.require(by, COLLECT)
    if (again := Shift.objects.filter(officer_code=by.id, press=press).first()) is not None:
        return again
    desk, on = by.agency_code, clock.local(at).date()
    words = f"{numbers.take(f'shift:{desk}:{on.year}'):02d}/{MARK}"  # who closes at the same desk waits here
    now, reason = shift_now(by, at), text.clean(reason)[:500]
    counted, name = _checked(now, counted_vnd, handed_to, reason, by)
    made = Shift.objects.create(
        number=words, year=on.year, desk_code=desk, press=press[:64], officer_code=by.id, officer_name=by.name,
        from_at=now.from_at, closed_at=at, cash_vnd=now.cash_vnd, counted_vnd=counted, transfer_vnd=now.transfer_vnd,
        difference_reason=reason if counted != now.cash_vnd else "", handed_to_code=handed_to, handed_to_name=name, data={},
    )  # fmt: skip
    payments.settle(shift=f"shift:{made.pk}", officer_code=by.id, agency_code=desk, by=by, at=at)
    made.data = _minutes(made, now, by=by, at=at)
    made.save(update_fields=["data"])
    after = {"number": words, "cash_vnd": made.cash_vnd, "counted_vnd": counted, "handed_to": handed_to}
    audit.record(
        by, "counters.close_shift", f"shift:{made.pk}", at=at, after=after, reason=made.difference_reason
    )
    return made


def _checked(now: ShiftNow, counted: int | None, handed_to: str, reason: str, by: Actor) -> tuple[int, str]:
    """The money counted and the name of who takes it."""
    if not now.something:
        raise ShiftInvalid(
            "Không có gì để chốt từ lần trước.", next="Ca mới bắt đầu khi có việc hoặc thu tiền."
        )
    if counted is None or counted < 0:
        raise ShiftInvalid(
            "Chưa ghi số tiền mặt đếm được.", next="Hãy đếm tiền rồi ghi số đồng; không có thì ghi 0."
        )
    if counted != now.cash_vnd and len(reason) < 5:
        raise ShiftInvalid(
            f"Tiền đếm được khác biên lai {vnd(abs(counted - now.cash_vnd))}.",
            next="Hãy đếm lại, hoặc ghi lý do chênh lệch.",
        )
    people = dict(colleagues_of(by))
    if handed_to not in people and (handed_to or counted):
        raise ShiftInvalid(
            "Chưa chọn người nhận tiền.", next="Hãy chọn thủ quỹ hoặc người nhận ca ở cùng bộ phận."
        )
    return counted, people.get(handed_to, "")


def _minutes(shift: Shift, now: ShiftNow, *, by: Actor, at: datetime) -> dict[str, Any]:
    head = desk_head(shift.desk_code, clock.local(at).date())
    work = now.work
    return {
        "parent": head["parent"], "agency": head["agency"], "number": shift.number,
        "place_date": f"{head['place']}, {day_words(clock.local(at).date())}", "officer": by.name, "title": by.post_title,
        "from_at": moment_words(now.from_at), "closed_at": moment_words(at), "receiver": shift.handed_to_name,
        "counts": [
            ["Hồ sơ tiếp nhận", work.accepted], ["Yêu cầu bổ sung", work.supplement], ["Từ chối tiếp nhận", work.refused],
            ["Kết quả đã trả", work.returned], ["Lượt gọi số đã phục vụ", now.served],
        ],
        "papers": [
            {
                "code": one.code, "applicant": one.applicant,
                "pieces": f"{one.originals} chính, {one.certified} chứng thực, {one.copies} sao", "given_to": one.given_to or "còn ở quầy",
                "received": "đã nhận" if one.received else ("chờ nhận" if one.given_to else ""),
            }
            for one in work.taken_in
        ],
        "receipts": [
            {
                "number": f"{one.notation} {one.number}", "kind": one.kind_label, "payer": one.payer, "method": one.method.label,
                "total": vnd(one.total_vnd), "cancelled": one.cancel_reason if one.cancelled_at else "",
            }
            for one in now.receipts
        ],
        "cash": vnd(shift.cash_vnd), "transfer": vnd(shift.transfer_vnd), "counted": vnd(shift.counted_vnd),
        "in_words": in_words(shift.counted_vnd), "difference": shift.counted_vnd - shift.cash_vnd,
        "difference_words": vnd(abs(shift.counted_vnd - shift.cash_vnd)), "reason": shift.difference_reason,
    }  # fmt: skip


@command
def receive_shift(*, shift_id: int, by: Actor, at: datetime) -> Shift:
    """Nhận tiền của ca: by who was named, whatever their post lets them do, once.

    Raises:
        ShiftNotThere: no such shift, or handed to somebody else.
    """
    row = Shift.objects.select_for_update().filter(pk=shift_id, handed_to_code=by.id).first()
    if row is None:
        raise ShiftNotThere("Không có ca nào như vậy giao cho bạn.", next="Hãy tải lại trang Chốt ca.")
    if row.received_at is None:
        row.received_at = at
        row.data = row.data | {"received_at": moment_words(at)}
        row.save(update_fields=["received_at", "data"])
        audit.record(
            by, "counters.receive_shift", f"shift:{row.pk}", at=at, after={"counted_vnd": row.counted_vnd}
        )
    return row
