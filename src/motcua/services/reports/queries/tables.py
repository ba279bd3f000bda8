"""Reports as tables: one grouped question to the facts each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.calendars import queries as calendars
from motcua.registries.organizations import queries as organizations
from motcua.registries.procedures import queries as procedures
from motcua.services.dossiers.queries import reporting
from motcua.services.reports import rules
from motcua.services.reports.models import Fact
from motcua.services.reports.types import TITLES, Asked, Column, Line, Table

from .digital import digital
from .facts import agency_column, alive, cell, channel_cell, counted_until, facts_for, reach
from .fees import fees

NO_FIELD = "Chưa ghi lĩnh vực"
STANDING = (
    Column("total", "Tổng số", "(3)=(4)+(5)", "Số hồ sơ", "total"),
    Column("opening", "Kỳ trước chuyển qua", "(4)", "Số hồ sơ", "opening"),
    Column("received", "Tiếp nhận trong kỳ", "(5)", "Số hồ sơ", "received"),
    Column("done", "Tổng số", "(6)=(7)+(8)+(9)", "Đã giải quyết", "done"),
    Column("early", "Trước hạn", "(7)", "Đã giải quyết", "early"),
    Column("on_time", "Đúng hạn", "(8)", "Đã giải quyết", "on_time"),
    Column("late", "Trễ hạn", "(9)", "Đã giải quyết", "late"),
    Column("open", "Tổng số", "(10)=(11)+(12)", "Đang giải quyết", "open"),
    Column("running", "Chưa đến hạn", "(11)", "Đang giải quyết", "running"),
    Column("overdue", "Quá hạn", "(12)", "Đang giải quyết", "overdue"),
    Column("late_all", "Tổng số trễ hạn", "(13)=(9)+(12)", "Khác", "late_all"),
    Column("ended", "Rút, dừng", "(14)=(3)-(6)-(10)", "Khác", "ended"),
)
CHANNELS = (
    Column("received", "Tổng số", "(3)", "Tiếp nhận", "ch-received"),
    Column("received_counter", "Tại quầy", "(4)", "Tiếp nhận", "ch-received_counter"),
    Column("received_online", "Trực tuyến", "(5)", "Tiếp nhận", "ch-received_online"),
    Column("received_post", "Bưu chính", "(6)", "Tiếp nhận", "ch-received_post"),
    Column("received_saturday", "Vào thứ Bảy", "(7)", "Tiếp nhận", "ch-received_saturday"),
    Column("returned", "Tổng số", "(8)", "Trả kết quả", "ch-returned"),
    Column("returned_counter", "Tại quầy", "(9)", "Trả kết quả", "ch-returned_counter"),
    Column("returned_online", "Bản điện tử", "(10)", "Trả kết quả", "ch-returned_online"),
    Column("returned_post", "Bưu chính", "(11)", "Trả kết quả", "ch-returned_post"),
    Column("returned_saturday", "Vào thứ Bảy", "(12)", "Trả kết quả", "ch-returned_saturday"),
)
HANDED = (
    Column("given", "Đã giao", "(3)"),
    Column("same_day", "Nhận trong ngày", "(4)"),
    Column("next_day", "Nhận ngày làm việc kế tiếp", "(5)"),
    Column("later", "Nhận muộn hơn", "(6)"),
    Column("waiting", "Chưa ai nhận", "(7)"),
)
LATENESS = (
    Column("dossiers", "Hồ sơ trễ", "(3)"),
    Column("steps", "Lượt giữ", "(4)"),
    Column("minutes", "Phút làm việc bị trễ", "(5)"),
)
HOW_COUNTED = (
    "Kỳ tính từ 0 giờ ngày đầu đến trước 0 giờ sau ngày cuối, giờ Việt Nam; mỗi hồ sơ đứng ở đúng một cột nguồn (4), (5) và "
    "một cột kết quả (7), (8), (9), (11), (12), (14).",
    "Trước hạn: xong trước ngày hẹn; đúng hạn: xong trong ngày hẹn, trước giờ hẹn. Hẹn lại không biến trễ thành đúng hạn; "
    "hồ sơ đang dừng đồng hồ không tính là quá hạn.",
)


def table_of(by: Actor, asked: Asked, now: datetime) -> Table:
    """The report asked for, over what the post may count."""
    rows = facts_for(by, asked)
    if asked.kind == "kenh":
        return _channels(asked, rows)
    if asked.kind == "so-hoa":
        return digital(asked, rows)
    if asked.kind == "phi":
        return fees(asked, rows)
    if asked.kind == "ban-giao":
        return _handed(by, asked, rows)
    if asked.kind == "tre":
        return _late(by, asked, rows)
    return _standing(asked, rows, now)


def _standing(asked: Asked, rows: QuerySet[Fact], now: datetime) -> Table:
    at = counted_until(asked.period, now)
    by_agency = asked.kind == "co-quan"
    key = (agency_column(asked),) if by_agency else ("field_name", "procedure_code")
    # The single cells are counted, by a column of the index rather than the key, and the sums are made of them.
    single = ("opening", "received", "early", "on_time", "late", "running", "overdue", "ended")
    counted = {name: Count("received_on", filter=cell(name, asked.period, at)) for name in single}
    found = [
        (row[: len(key)], dict(zip(single, row[len(key) :], strict=True)))
        for row in rows.filter(alive(asked.period))
        .order_by()
        .values_list(*key)
        .annotate(**{f"n_{name}": one for name, one in counted.items()})
    ]
    if by_agency:
        lines = _agency_lines(asked, [(code, figures) for (code,), figures in found])
    elif asked.kind == "linh-vuc":
        fields: dict[str, Counter[str]] = {}
        for (field, _), figures in found:
            fields.setdefault(field, Counter()).update(figures)
        lines = [
            _line(name or NO_FIELD, figures, {"linh_vuc": name}) for name, figures in sorted(fields.items())
        ]
    else:
        names = procedures.names({code for (_, code), _ in found})
        lines = [
            _line(
                f"{names.get(code, '')} ({code})".strip(),
                figures,
                {"linh_vuc": field, "thu_tuc": code},
                field or NO_FIELD,
            )
            for (field, code), figures in sorted(found, key=lambda one: (one[0][0], names.get(one[0][1], "")))
        ]
    heads = {"linh-vuc": "Lĩnh vực", "thu-tuc": "Thủ tục", "co-quan": "Cơ quan"}
    seen = (
        ()
        if now >= at and at != now
        else (f"Hồ sơ đang giải quyết tính đến {clock.local(at):%H:%M ngày %d/%m/%Y}.",)
    )
    return Table(TITLES[asked.kind], heads[asked.kind], STANDING, lines, _sum(lines), (*HOW_COUNTED, *seen))


def _line(name: str, figures: Any, address: dict[str, str], under: str = "") -> Line:
    return Line(name, dict(rules.summed(figures)), address, under)


def _sum(lines: Sequence[Line], name: str = "Tổng cộng") -> Line | None:
    """The line beneath the others; a column where some line has no figure adds those that have one."""
    if not lines:
        return None
    total: Counter[str] = Counter()
    for line in lines:
        total.update({key: value for key, value in line.values.items() if value is not None})
    return Line(name, dict(total))


def _agency_lines(asked: Asked, found: Iterable[tuple[str, Any]]) -> list[Line]:
    """Agencies as they were called at the end of the period, or as what they are now."""
    today = clock.today()
    heirs = organizations.heirs(today) if asked.organised == "now" else {}
    figures: dict[str, Counter[str]] = {}
    for code, numbers in found:
        figures.setdefault(rules.now_of(code, heirs), Counter()).update(numbers)
    names = organizations.names_on(figures, today if asked.organised == "now" else asked.period.last_on)
    lines = [_line(names.get(code, code), numbers, {"cq": code}) for code, numbers in figures.items()]
    return sorted(lines, key=lambda line: line.name)


def _channels(asked: Asked, rows: QuerySet[Fact]) -> Table:
    names = [column.key for column in CHANNELS]
    merged: dict[str, dict[str, int]] = {}
    for what in ("received", "returned"):
        own = [name for name in names if name.startswith(what)]
        counted = {f"n_{name}": Count("field_name", filter=channel_cell(name, asked.period)) for name in own}
        found = (
            rows.filter(channel_cell(what, asked.period))
            .order_by()
            .values_list("field_name")
            .annotate(**counted)
        )
        for field, *numbers in found:
            merged.setdefault(field, dict.fromkeys(names, 0)).update(zip(own, numbers, strict=True))
    lines = [
        Line(field or NO_FIELD, dict(values), {"linh_vuc": field}) for field, values in sorted(merged.items())
    ]
    notes = ("Thứ Bảy: theo ngày tiếp nhận ở cột (7), theo ngày trả kết quả ở cột (12).",)
    return Table(TITLES["kenh"], "Lĩnh vực", CHANNELS, lines, _sum(lines), notes)


def _moments(asked: Asked) -> tuple[datetime, datetime]:
    first, after = (
        datetime.combine(on, time(), clock.TZ) for on in (asked.period.from_on, asked.period.before_on)
    )
    return first, after


def _handed(by: Actor, asked: Asked, rows: QuerySet[Fact]) -> Table:
    """Who gave to whom, and how soon it was taken; over the whole province only agency by agency."""
    title, head = TITLES["ban-giao"], "Nơi giao, nơi nhận"
    if reach(by) is None and not asked.agency:
        return Table(
            title, head, HANDED, [], None, ("Hãy chọn một cơ quan: giao nhận được xem theo từng cơ quan.",)
        )
    calendar = calendars.calendar(asked.agency or by.agency_code or None)
    after: dict[date, date] = {}
    found: dict[tuple[str, str], Counter[str]] = {}
    ids = rows.filter(received_on__lt=asked.period.before_on).values("dossier_id")
    for giver, taker, given_at, received_at in reporting.hand_overs(ids, *_moments(asked)):
        counts = found.setdefault((giver, taker), Counter())
        counts["given"] += 1
        if received_at is None:
            counts["waiting"] += 1
            continue
        given, taken = clock.local(given_at).date(), clock.local(received_at).date()
        if given not in after:
            after[given] = _next_worked(calendar, given)
        counts["same_day" if taken <= given else "next_day" if taken <= after[given] else "later"] += 1
    names = [column.key for column in HANDED]
    lines = [
        Line(f"{giver} → {taker}", {name: counts[name] for name in names})
        for (giver, taker), counts in sorted(found.items())
    ]
    notes = ("Đếm mỗi lần giao trên phiếu kiểm soát vào ngày giao; nhận là lúc có người nhận việc.",)
    return Table(title, head, HANDED, lines, _sum(lines), notes)


def _next_worked(calendar: Any, on: date) -> date:
    day = on + timedelta(days=1)
    while calendar.is_off(day):
        day += timedelta(days=1)
    return day


def _late(by: Actor, asked: Asked, rows: QuerySet[Fact]) -> Table:
    """Lateness by the step that held it, so by its agency, unit and officer."""
    whole = reach(by) is None and not asked.agency
    steps = reporting.late_steps(*_moments(asked), None if whole else rows.values("dossier_id"))
    found = reporting.lateness(steps)
    names = organizations.names_on({row["agency_code"] for row in found}, asked.period.last_on)
    units: dict[str, str] = {}
    for code in {row["agency_code"] for row in found} if not whole else ():
        units |= {unit["code"]: unit["name"] for unit in organizations.units(code)}
    merged: dict[tuple[str, str], Counter[str]] = {}
    for row in found:
        place = names.get(row["agency_code"], row["agency_code"]) or "Ngoài cơ quan"
        unit = units.get(row["unit_code"], "")
        who = "" if whole else ", ".join(filter(None, (unit, row["officer_name"] or "chưa có người nhận")))
        merged.setdefault((place, who), Counter()).update(
            {name: row[name] for name in ("dossiers", "steps", "minutes")}
        )
    lines = [
        Line(who or place, dict(counts), {}, place if who else "")
        for (place, who), counts in sorted(merged.items(), key=lambda one: (one[0][0], -one[1]["minutes"]))
    ]
    total = _sum(lines)
    if total is not None:
        total.values["dossiers"] = steps.values("dossier_id").distinct().count()
    notes = (
        "Số phút trễ của một hồ sơ chia cho các bước giữ quá hạn của mình; bước nào cũng đúng hạn thì chia theo thời gian giữ "
        "sau giờ hẹn. Bước được tính vào ngày nó kết thúc.",
        "Một hồ sơ có thể trễ ở nhiều nơi; dòng tổng đếm mỗi hồ sơ một lần.",
    )
    return Table(TITLES["tre"], "Nơi giữ, người giữ", LATENESS, lines, total, notes)
