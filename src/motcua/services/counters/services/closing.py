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
from motcua.services.counters.types import CASH, ShiftInvalid, ShiftNotThere
from motcua.services.dossiers.queries.heads import day_words, desk_head, moment_words
from motcua.services.notifications.services import notify
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
    _hand_on(made, at=at)
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
    return _counted(counted, now.cash_vnd, "biên lai", reason), _receiver(handed_to, counted or 0, by)


def _counted(counted: int | None, wanted: int, than: str, reason: str) -> int:
    """The money somebody counted, where a difference has its reason."""
    if counted is None or counted < 0:
        raise ShiftInvalid(
            "Chưa ghi số tiền mặt đếm được.", next="Hãy đếm tiền rồi ghi số đồng; không có thì ghi 0."
        )
    if counted != wanted and len(reason) < 5:
        raise ShiftInvalid(
            f"Tiền đếm được khác {than} {vnd(abs(counted - wanted))}.",
            next="Hãy đếm lại, hoặc ghi lý do chênh lệch.",
        )
    return counted


def _receiver(handed_to: str, counted: int, by: Actor) -> str:
    people = dict(colleagues_of(by))
    if handed_to not in people and (handed_to or counted):
        raise ShiftInvalid(
            "Chưa chọn người nhận tiền.", next="Hãy chọn thủ quỹ hoặc người nhận ca ở cùng bộ phận."
        )
    return people.get(handed_to, "")


def _tell(row: Shift, officers: list[str], key: str, words: str, *, at: datetime, detail: str = "") -> None:
    """To whom it is handed, or who handed it: what was said of the money, with the page of the shift."""
    notify(
        kind=CASH, key=f"shift:{row.pk}:{key}", words=words, detail=detail, link=f"/can-bo/chot-ca/{row.pk}/",
        subject=f"shift:{row.pk}", officers=[code for code in officers if code], at=at,
    )  # fmt: skip


def _hand_on(row: Shift, *, at: datetime) -> None:
    if row.handed_to_code:
        words = f"{row.officer_name} chốt ca {row.number}, giao bạn {vnd(row.counted_vnd)}"
        _tell(row, [row.handed_to_code], f"to:{at:%Y%m%d%H%M%S}", words, at=at)


def _minutes(shift: Shift, now: ShiftNow, *, by: Actor, at: datetime) -> dict[str, Any]:
    head = desk_head(shift.desk_code, clock.local(at).date())
    work = now.work
    return {
        "parent": head["parent"], "agency": head["agency"], "number": shift.number,
        "place_date": f"{head['place']}, {day_words(clock.local(at).date())}", "officer": by.name, "title": by.post_title,
        "from_at": moment_words(now.from_at), "closed_at": moment_words(at),
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
    } | _money(shift)  # fmt: skip


def _money(shift: Shift) -> dict[str, Any]:
    """The part of the minutes that a correction writes anew."""
    return {
        "receiver": shift.handed_to_name,
        "cash": vnd(shift.cash_vnd), "transfer": vnd(shift.transfer_vnd), "counted": vnd(shift.counted_vnd),
        "in_words": in_words(shift.counted_vnd), "difference": shift.counted_vnd - shift.cash_vnd,
        "difference_words": vnd(abs(shift.counted_vnd - shift.cash_vnd)), "reason": shift.difference_reason,
    }  # fmt: skip


@command
def restate_shift(
    *, shift_id: int, counted_vnd: int | None, handed_to: str, reason: str, by: Actor, at: datetime
) -> Shift:
    """Ghi lại ca đã chốt: counted wrongly or given to the wrong person, by who closed it, until somebody has received it.

    Raises:
        ShiftNotThere: no such shift of one's own.
        ShiftInvalid: received already, nothing changed, no reason, or a count or receiver that cannot stand.
    """
    row = Shift.objects.select_for_update().filter(pk=shift_id, officer_code=by.id).first()
    if row is None:
        raise _not_there()
    reason = text.clean(reason)[:500]
    if row.received_at is not None:
        raise ShiftInvalid(
            f"{row.handed_to_name} đã nhận ca này.",
            next="Hãy báo người nhận; số của hai bên đã ghi trong biên bản.",
        )
    if len(reason) < 5:
        raise ShiftInvalid(
            "Chưa ghi vì sao ghi lại.", next="Hãy viết một câu ngắn: đếm nhầm, giao người khác."
        )
    counted = _counted(counted_vnd, row.cash_vnd, "biên lai", reason)
    name, before = _receiver(handed_to, counted, by), (row.counted_vnd, row.handed_to_code)
    if (counted, handed_to) == before:
        raise ShiftInvalid("Số tiền và người nhận vẫn như cũ.", next="Không cần ghi lại.")
    was, to = f"{vnd(row.counted_vnd)}, giao {row.handed_to_name or 'không ai'}", row.handed_to_code
    row.counted_vnd, row.handed_to_code, row.handed_to_name = counted, handed_to, name
    row.difference_reason = reason if counted != row.cash_vnd else ""
    line = {"at": moment_words(at), "was": was, "reason": reason}
    row.data |= _money(row) | {"restated": [*row.data.get("restated", []), line]}
    row.save()
    if to != handed_to:
        words = f"{row.officer_name} ghi lại ca {row.number}: tiền không giao cho bạn nữa"
        _tell(row, [to], f"not:{at:%Y%m%d%H%M%S}", words, detail=reason, at=at)
    _hand_on(row, at=at)
    audit.record(
        by, "counters.restate_shift", f"shift:{row.pk}", at=at, reason=reason,
        before={"counted_vnd": before[0], "handed_to": before[1]}, after={"counted_vnd": counted, "handed_to": handed_to},
    )  # fmt: skip
    return row


@command
def receive_shift(
    *, shift_id: int, counted_vnd: int | None, reason: str = "", by: Actor, at: datetime
) -> Shift:
    """Nhận tiền của ca: by who was named, whatever their post lets them do, once, with what they counted themselves.

    Raises:
        ShiftNotThere: no such shift, or handed to somebody else.
        ShiftInvalid: no count, or one that differs from what was handed over without a reason.
    """
    row = Shift.objects.select_for_update().filter(pk=shift_id, handed_to_code=by.id).first()
    if row is None:
        raise _not_there()
    if row.received_at is not None:
        return row
    reason = text.clean(reason)[:500]
    counted = _counted(counted_vnd, row.counted_vnd, "số người chốt ca ghi", reason)
    row.received_at, row.received_vnd = at, counted
    row.received_reason = reason if counted != row.counted_vnd else ""
    row.data |= {
        "received_at": moment_words(at),
        "received": vnd(counted),
        "received_reason": row.received_reason,
    }
    row.save(update_fields=["received_at", "received_vnd", "received_reason", "data"])
    if row.received_reason:
        words = f"Ca {row.number}: {row.handed_to_name} đếm được {vnd(counted)}, khác số bạn ghi"
        _tell(row, [row.officer_code], "differs", words, detail=row.received_reason, at=at)
    audit.record(
        by, "counters.receive_shift", f"shift:{row.pk}", at=at, reason=row.received_reason,
        after={"handed_vnd": row.counted_vnd, "received_vnd": counted},
    )  # fmt: skip
    return row


def _not_there() -> ShiftNotThere:
    return ShiftNotThere("Không tìm thấy ca này.", next="Hãy mở lại trang Chốt ca.")
