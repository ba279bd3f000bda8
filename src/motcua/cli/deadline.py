"""`motcua deadline`: the due moment of a dossier and how it is counted. Needs no database and no server."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from motcua.registries.calendars import rules
from motcua.registries.calendars.types import LONGEST_LIMIT, TZ, UNIT_WORDS, Calendar, Due

YEARS = range(1900, 2200)
COLUMNS = ("đơn vị", "thời điểm tiếp nhận", "thời hạn")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
)
_LIMIT = re.compile(r"[0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class Fault(Exception):
    """What is wrong with one field, in Vietnamese."""

    column: int
    why: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: when accepted (a bare date means in office hours that day), how long, in which unit."""

    accepted_at: datetime
    limit: int
    unit: Any
    bare_date: bool


def read(unit: str, accepted: str, limit: str) -> Asked:
    """Read the three fields.

    Raises:
        Fault: names the field and the reason.
    """
    if unit not in UNIT_WORDS:
        raise Fault(1, f"không có đơn vị “{unit}”; dùng {', '.join(UNIT_WORDS)}")
    if not _MOMENT.fullmatch(accepted):
        raise Fault(2, f"“{accepted}” không phải ngày NNNN-TT-NN hay thời điểm NNNN-TT-NNTgg:pp")
    try:
        moment = datetime.fromisoformat(accepted)
        moment = moment.replace(tzinfo=TZ) if moment.tzinfo is None else moment.astimezone(TZ)
    except (ValueError, OverflowError):
        raise Fault(2, f"“{accepted}” không phải ngày giờ có thật") from None
    if moment.year not in YEARS:
        raise Fault(2, f"năm {moment.year} nằm ngoài khoảng {YEARS[0]}–{YEARS[-1]}")
    if not _LIMIT.fullmatch(limit) or int(limit) > LONGEST_LIMIT:
        raise Fault(3, f"“{limit}” không phải số nguyên từ 0 đến {LONGEST_LIMIT}")
    return Asked(moment, int(limit), unit, len(accepted) == 10)


def wrong(message: str) -> NoReturn:
    """The input cannot be read: say so and leave with 2."""
    click.echo(message, err=True)
    sys.exit(2)


@click.command(short_help="due moment and the day-by-day count with its legal basis")
@click.option("--accepted", help="2025-03-14T16:20, or a date (received in office hours that day)")
@click.option("--limit", help="how many; 0 working_days is the same-day rule")
@click.option("--unit", help="working_days, calendar_days or working_hours")
@click.option("--batch", help="file of lines: unit, accepted, limit, parted by tabs; - reads standard input")
@click.option(
    "--due-hour",
    type=click.Choice(["accepted_clock_time", "close_of_office"]),
    help="hour of the appointment",
)
@click.option(
    "--start-rule",
    type=click.Choice(["day_zero", "day_one"]),
    help="the next working day after a late reception",
)
@click.option("--json", "as_json", is_flag=True, help="answer as JSON")
def command(
    accepted: str | None,
    limit: str | None,
    unit: str | None,
    batch: str | None,
    due_hour: Any,
    start_rule: Any,
    as_json: bool,
) -> None:
    """Tính hạn trả kết quả: the due moment, counted by the official calendar 2018-2027."""
    single = (accepted, limit, unit)
    if batch is not None:
        if any(value is not None for value in single):
            wrong("Chọn một cách: --batch TỆP, hoặc --accepted, --limit và --unit.")
        count_file(batch, rules.official_calendar(), start_rule, as_json)
        return
    if accepted is None or limit is None or unit is None:
        wrong("Cần đủ --accepted, --limit và --unit, hoặc --batch TỆP. Xem: motcua deadline --help")
    try:
        asked = read(unit, accepted, limit)
    except Fault as fault:
        option = ("--unit", "--accepted", "--limit")[fault.column - 1]
        wrong(f"{option}: {fault.why}.")
    if asked.bare_date:
        due_hour = due_hour or "close_of_office"
    due = rules.due(
        asked.accepted_at,
        asked.limit,
        asked.unit,
        rules.official_calendar(),
        due_hour=due_hour,
        start_rule=start_rule,
    )
    for warning in due.warnings:
        click.echo(f"Lưu ý: {warning}", err=True)
    click.echo(
        json.dumps(as_plain(due, asked), ensure_ascii=False, indent=2) if as_json else "\n".join(as_text(due))
    )


def as_text(due: Due) -> list[str]:
    """What a person reads."""
    return [
        f"Tiếp nhận: {rules.say_moment(due.accepted_at)}",
        f"Thời hạn: {rules.say_limit(due.limit, due.unit)}",
        f"Hạn trả: {rules.say_moment(due.due_at)}",
        "",
        "Cách tính:",
        *(f"  {line}" for line in rules.explain(due)),
    ]


def shown(moment: datetime, unit: str) -> str:
    """A date for the day units, a local minute for hours."""
    return f"{moment:%Y-%m-%dT%H:%M}" if unit == "working_hours" else moment.date().isoformat()


def as_plain(due: Due, asked: Asked) -> dict[str, Any]:
    """What a program reads."""
    return {
        "accepted_at": due.accepted_at.isoformat(),
        "unit": due.unit,
        "limit": due.limit,
        "due": shown(due.due_at, due.unit),
        "due_at": due.due_at.isoformat(),
        "day_zero": due.start.day_zero.isoformat(),
        "started_at": due.start.moment.isoformat(),
        "start_reason": due.start.reason,
        "hour_known": not asked.bare_date,
        "days": [
            {
                "date": day.date.isoformat(),
                "counted": day.counted,
                "number": day.number or None,
                "minutes": day.minutes or None,
                "reason": day.reason,
                "basis": day.basis,
            }
            for day in due.days
        ],
        "warnings": list(due.warnings),
    }


def count_file(name: str, calendar: Calendar, start_rule: Any, as_json: bool) -> None:
    """Answer a whole file, or refuse it whole: nothing is printed when one line is wrong."""
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        wrong(f"Không đọc được tệp {name}: {error.strerror}.")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        wrong(f"{name}, dòng {line}: không phải chữ UTF-8. Chưa in dòng nào.")
    answers: list[str] = []
    unknown: set[int] = set()
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.rstrip("\r")
        if not line.strip():
            continue
        fields = line.split("\t")
        if len(fields) != 3:
            wrong(
                f"{name}, dòng {number}, cột {min(len(fields) + 1, 4)}: cần đúng 3 cột cách nhau bằng dấu tab "
                f"({', '.join(COLUMNS)}), dòng này có {len(fields)}. Chưa in dòng nào."
            )
        try:
            asked = read(*(field.strip() for field in fields))
        except Fault as fault:
            wrong(
                f"{name}, dòng {number}, cột {fault.column} ({COLUMNS[fault.column - 1]}): {fault.why}. "
                "Chưa in dòng nào."
            )
        end = rules.due_at(asked.accepted_at, asked.limit, asked.unit, calendar, start_rule=start_rule)
        unknown.update(
            year
            for year in range(asked.accepted_at.year, end.year + 1)
            if not calendar.known_from.year <= year <= calendar.known_to.year
        )
        due = shown(end, asked.unit)
        if as_json:
            answers.append(
                json.dumps(
                    {"unit": asked.unit, "accepted": fields[1].strip(), "limit": asked.limit, "due": due}
                )
            )
        else:
            answers.append(f"{line}\t{due}")
    if unknown:
        click.echo(f"Lưu ý: {rules.say_unknown(unknown)}", err=True)
    if answers:
        click.echo("\n".join(answers))
