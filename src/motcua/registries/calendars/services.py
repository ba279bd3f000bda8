"""Changing the calendar: official days in, a day marked or unmarked, office hours of an agency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path

from django.db import transaction

from motcua.kernel import access, audit, outbox
from motcua.kernel.access import Actor
from motcua.kernel.text import clean
from motcua.registries.calendars import rules, types
from motcua.registries.calendars.events import CalendarChanged
from motcua.registries.calendars.models import DayRule, OfficeHours, Version
from motcua.registries.calendars.rules.official import OFFICIAL_DAYS
from motcua.registries.calendars.types import BadCalendar, DayKind, NoSuchDay

YEARS = range(1990, 2101)


def _changed(*, what: str, at: datetime, agency_code: str = "") -> None:
    """Make every process read anew, and tell."""
    Version.touch()
    outbox.publish(CalendarChanged(agency_code=agency_code, what=what, occurred_at=at))


@transaction.atomic
def load_days(*, file: Path = OFFICIAL_DAYS, by: Actor, at: datetime) -> int:
    """Take in a file of official days; days an administrator touched stay. Returns how many rows changed."""
    access.require(by, types.EDIT)
    marks = rules.read_days(file)
    known = {row.on_date: row for row in DayRule.objects.select_for_update()}
    new, changed = [], []
    for mark in marks:
        row = known.get(mark.on)
        values = {
            "kind": mark.kind.value,
            "name": mark.name,
            "basis": mark.basis,
            "confirmed": mark.confirmed,
        }
        if row is None:
            new.append(DayRule(on_date=mark.on, **values))
        elif (
            row.source == "official"
            and not row.confirmed_by
            and any(getattr(row, k) != v for k, v in values.items())
        ):
            for key, value in values.items():
                setattr(row, key, value)
            changed.append(row)
    DayRule.objects.bulk_create(new)
    if changed:
        DayRule.objects.bulk_update(changed, ["kind", "name", "basis", "confirmed"])
    count = len(new) + len(changed)
    if count:
        audit.record(by, "calendars.load", f"calendar:{file.name}", at=at, after={"days": count})
        _changed(what="days", at=at)
    return count


@transaction.atomic
def set_day(
    *,
    on: date,
    kind: DayKind | str,
    name: str,
    basis: str,
    reason: str,
    by: Actor,
    at: datetime,
    confirmed: bool = True,
) -> None:
    """Mark a day as off or worked, or confirm one; says who did and why."""
    access.require(by, types.EDIT)
    name, basis, reason = clean(name), clean(basis), clean(reason)
    if on.year not in YEARS:
        raise BadCalendar(f"Năm {on.year} nằm ngoài lịch.", next=f"Chọn năm từ {YEARS[0]} đến {YEARS[-1]}.")
    if kind not in set(DayKind):
        raise BadCalendar(f"Không có loại ngày “{kind}”.")
    if not (name and basis and reason):
        raise BadCalendar(
            "Chưa đủ nội dung.", why="Mỗi ngày cần tên, căn cứ và lý do.", next="Hãy điền đủ ba ô."
        )
    weekend = on.weekday() >= 5
    if DayKind(kind) is DayKind.WORKING_SWAP and not weekend:
        raise BadCalendar(
            f"{on:%d/%m/%Y} vốn là ngày làm việc.", why="Ngày làm bù phải là thứ Bảy hoặc Chủ nhật.",
            next="Nếu muốn bỏ ngày nghỉ này, hãy xóa ngày khỏi lịch.",
        )  # fmt: skip
    if DayKind(kind) in (DayKind.SWAPPED_OFF, DayKind.COMPENSATORY) and weekend:
        raise BadCalendar(
            f"{on:%d/%m/%Y} vốn là ngày nghỉ hằng tuần.", next="Hãy chọn một ngày từ thứ Hai đến thứ Sáu."
        )
    row = DayRule.objects.select_for_update().filter(on_date=on).first()
    before = _plain(row) if row else None
    row = row or DayRule(on_date=on)
    row.kind, row.name, row.basis, row.confirmed = DayKind(kind).value, name, basis, confirmed
    row.confirmed_by = by.title if confirmed else ""
    row.source = "edited"
    row.save()
    audit.record(by, "calendars.set_day", row, at=at, before=before, after=_plain(row), reason=reason)
    _changed(what="days", at=at)


@transaction.atomic
def remove_day(*, on: date, reason: str, by: Actor, at: datetime) -> None:
    """Unmark a day: it follows the plain week again."""
    access.require(by, types.EDIT)
    if not clean(reason):
        raise BadCalendar(
            "Chưa có lý do.", why="Mỗi thay đổi lịch đều được ghi lại kèm lý do.", next="Hãy nêu lý do."
        )
    row = DayRule.objects.select_for_update().filter(on_date=on).first()
    if row is None:
        raise NoSuchDay(f"Ngày {on:%d/%m/%Y} không được đánh dấu trong lịch.", next="Hãy tải lại trang lịch.")
    before = _plain(row)
    subject = f"dayrule:{on.isoformat()}"
    row.delete()
    audit.record(by, "calendars.remove_day", subject, at=at, before=before, reason=clean(reason))
    _changed(what="days", at=at)


@transaction.atomic
def confirm_year(*, year: int, reason: str, by: Actor, at: datetime) -> int:
    """Confirm every day of a year that is still a forecast, after the official notice. Returns how many."""
    access.require(by, types.EDIT)
    if not clean(reason):
        raise BadCalendar(
            "Chưa có căn cứ xác nhận.", next="Hãy ghi số, ngày của thông báo nghỉ lễ chính thức."
        )
    rows = DayRule.objects.select_for_update().filter(on_date__year=year, confirmed=False)
    count = rows.update(confirmed=True, confirmed_by=by.title, source="edited")
    if count:
        audit.record(
            by, "calendars.confirm", f"calendar:{year}", at=at, after={"days": count}, reason=clean(reason)
        )
        _changed(what="days", at=at)
    return count


def _plain(row: DayRule) -> dict[str, object]:
    return {"kind": row.kind, "name": row.name, "basis": row.basis, "confirmed": row.confirmed}


Hours = Mapping[int, Sequence[tuple[time, time]]]


@transaction.atomic
def set_office_hours(
    *, agency_code: str, valid_from: date, hours: Hours, by: Actor, at: datetime, reason: str = ""
) -> None:
    """Set the week table of an agency (empty code: the default) from a day on.

    Monday to Friday each need at least one interval; a Saturday with hours is worked only when swapped in.
    """
    access.require(by, types.EDIT)
    rows = []
    for weekday in range(7):
        end = None
        for begins, ends in sorted(hours.get(weekday, ())):
            if begins >= ends or (end is not None and begins < end):
                raise BadCalendar(
                    f"{types.WEEKDAYS[weekday]}: giờ làm việc chồng nhau hoặc kết thúc trước khi bắt đầu.",
                    next="Hãy sửa lại các buổi theo thứ tự sáng, chiều.",
                )
            rows.append(
                OfficeHours(
                    agency_code=agency_code, valid_from=valid_from, weekday=weekday, begins=begins, ends=ends
                )
            )
            end = ends
        if weekday < 5 and end is None:
            raise BadCalendar(
                f"{types.WEEKDAYS[weekday]} chưa có giờ làm việc.",
                why="Cơ quan nhà nước làm việc từ thứ Hai đến thứ Sáu.",
                next="Hãy nhập ít nhất một buổi.",
            )
    old = OfficeHours.objects.select_for_update().filter(agency_code=agency_code, valid_from=valid_from)
    before = _plain_hours(old)
    old.delete()
    OfficeHours.objects.bulk_create(rows)
    audit.record(
        by, "calendars.set_office_hours", f"officehours:{agency_code or 'default'}", at=at,
        before={"hours": before}, after={"valid_from": valid_from, "hours": _plain_hours(rows)}, reason=clean(reason),
    )  # fmt: skip
    _changed(what="hours", at=at, agency_code=agency_code)


def _plain_hours(rows: object) -> list[str]:
    return [f"{row.weekday + 2} {row.begins:%H:%M}-{row.ends:%H:%M}" for row in rows]  # type: ignore[attr-defined]


@transaction.atomic
def hand_over_hours(*, old_code: str, new_code: str, on: date, by: Actor, at: datetime) -> bool:
    """Giờ làm việc của cơ quan mới: as those of the old one stand on that day, unless it has its own. False: nothing to copy."""
    access.require(by, types.EDIT)
    rows = list(OfficeHours.objects.filter(agency_code=old_code, valid_from__lte=on))
    if not rows or OfficeHours.objects.filter(agency_code=new_code).exists():
        return False
    newest = max(row.valid_from for row in rows)
    OfficeHours.objects.bulk_create(
        OfficeHours(
            agency_code=new_code, valid_from=on, weekday=row.weekday, begins=row.begins, ends=row.ends
        )
        for row in rows
        if row.valid_from == newest
    )
    audit.record(
        by,
        "calendars.hand_over_hours",
        f"officehours:{new_code}",
        at=at,
        after={"like": old_code, "valid_from": on},
    )
    _changed(what="hours", at=at, agency_code=new_code)
    return True
