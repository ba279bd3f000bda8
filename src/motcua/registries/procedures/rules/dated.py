"""What holds from one day to another: dated limits, and the codes a matter has borne. Rows are plain data, days as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from motcua.kernel.legal import basis
from motcua.registries.procedures.rules.codes import base_code
from motcua.registries.procedures.types import CHANNEL_LABELS, Limit, LimitUnit, State

Row = Mapping[str, Any]
LIMIT_COLUMNS = ("channel", "value", "unit", "valid_from", "valid_to", "legal_basis")
CODE_COLUMNS = ("code", "valid_from", "valid_to", "note")
UNITS: tuple[LimitUnit, ...] = ("working_days", "calendar_days", "working_hours")
_EVER, _NEVER = "0001-01-01", "9999-12-31"


def days(row: Row) -> tuple[str, str]:
    """First and last day of a row as text; open ends reach as far as days go."""
    return row.get("valid_from") or _EVER, row.get("valid_to") or _NEVER


def holds(row: Row, on: date) -> bool:
    """Whether a row holds on a day."""
    first, last = days(row)
    return first <= on.isoformat() <= last


def _limit(row: Row) -> Limit:
    return Limit(
        int(row["value"]), row["unit"], channel=row.get("channel") or "", source="province", same_day=row["value"] == 0
    )  # fmt: skip


@basis("61/2018/NĐ-CP", article=19, note="hồ sơ theo thời hạn công bố đang có hiệu lực vào ngày nộp")
def limits_on(
    rows: Sequence[Row], base: Limit | None, by_channel: Mapping[str, Limit], on: date
) -> tuple[Limit | None, dict[str, Limit]]:
    """The limit of a filing of this day, and those of channels that differ.

    A channel of which dated rows speak follows them alone: a day none of them covers has no limit, and an officer is asked.
    """
    spoken = {row.get("channel") or "" for row in rows}
    found = {row.get("channel") or "": _limit(row) for row in rows if holds(row, on)}
    usual = found.pop("", None) if "" in spoken else base
    kept = {channel: limit for channel, limit in by_channel.items() if channel not in spoken}
    return usual, kept | found


def since(rows: Sequence[Row], on: date) -> Row | None:
    """The row that gives everybody's limit on a day, with its first day and its basis."""
    return next((row for row in rows if not row.get("channel") and holds(row, on)), None)


def limit_faults(rows: Sequence[Row]) -> list[tuple[int, str]]:
    """(row number from 1, why) of rows that cannot stand: no number, no unit, turned days, two for one day."""
    faults = []
    for at, row in enumerate(rows, start=1):
        value = row.get("value")
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 2000:
            faults.append((at, "thời hạn phải là số nguyên từ 0 đến 2.000"))
        if row.get("unit") not in UNITS:
            faults.append((at, "thời hạn phải có đơn vị"))
        if (row.get("channel") or "") not in ("", *CHANNEL_LABELS):
            faults.append((at, "không có kênh này"))
        faults += _day_faults(at, row, rows[: at - 1], "channel")
    return faults


def day_faults(row: Row) -> list[str]:
    """Why the days of a row cannot stand."""
    for name in ("valid_from", "valid_to"):
        try:
            if row.get(name):
                date.fromisoformat(row[name])
        except (TypeError, ValueError):
            return ["ngày phải viết là năm-tháng-ngày"]
    first, last = days(row)
    return ["ngày hết hạn trước ngày áp dụng"] if last < first else []


def _day_faults(at: int, row: Row, earlier: Sequence[Row], key: str) -> list[tuple[int, str]]:
    if wrong := day_faults(row):
        return [(at, wrong[0])]
    first, last = days(row)
    for number, other in enumerate(earlier, start=1):
        if day_faults(other):
            continue
        begun, ended = days(other)
        if (row.get(key) or "") == (other.get(key) or "") and first <= ended and begun <= last:
            return [(at, f"trùng ngày với dòng {number}; hãy ghi ngày hết hạn cho dòng cũ")]
    return []


def code_faults(rows: Sequence[Row]) -> list[tuple[int, str]]:
    """(row number from 1, why) of codes that are none, or named twice for a day."""
    faults = []
    for at, row in enumerate(rows, start=1):
        code = str(row.get("code") or "")
        if base_code(code) != code:
            faults.append((at, "mã thủ tục phải viết như 1.001193"))
        faults += _day_faults(at, row, rows[: at - 1], "code")
    return faults


def with_limit(
    rows: Sequence[Row], limit: Limit | None, from_day: date, channel: str = ""
) -> list[dict[str, Any]]:
    """The rows with a limit that holds from a day on, until the next one already entered; the one before ends the day before."""
    day = from_day.isoformat()
    kept: list[dict[str, Any]] = []
    until: str | None = None
    for row in sorted(rows, key=days):
        first, last = days(row)
        if (row.get("channel") or "") != channel or last < day:
            kept.append(dict(row))
        elif first > day:
            until = until or first
            kept.append(dict(row))
        elif first < day:
            kept.append(dict(row) | {"valid_to": _before(day)})
    if limit is not None:
        ends = _before(until) if until else None
        kept.append(limit_row(limit, day, ends, channel))
    return sorted(kept, key=lambda row: (row.get("channel") or "", *days(row)))


def limit_row(limit: Limit, first: str | None, last: str | None, channel: str = "") -> dict[str, Any]:
    """A limit as a dated row."""
    return {
        "channel": channel, "value": limit.value, "unit": limit.unit, "valid_from": first, "valid_to": last,
        "legal_basis": "",
    }  # fmt: skip


def _before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def completed(rows: Sequence[Row], base: Limit | None, on: date) -> list[dict[str, Any]]:
    """The rows with what holds until the first of them: a limit entered in advance leaves today's in force."""
    firsts = [days(row)[0] for row in rows if not row.get("channel")]
    kept = [dict(row) for row in rows]
    if base is not None and firsts and min(firsts) > on.isoformat():
        kept.append(limit_row(base, None, _before(min(firsts))))
    return sorted(kept, key=lambda row: (row.get("channel") or "", *days(row)))


def settled(before: State, after: State, on: date) -> State:
    """A state whose plain limit is the one its dated rows give on a day, whichever of the two was changed."""
    rows = after.get("t_limits") or []
    if not rows or limit_faults(rows) or "t_level" not in after:
        return after
    plain = _plain(after)
    if rows == (before.get("t_limits") or []):
        if plain != _plain(before):
            rows = with_limit(rows, plain, on)
    else:
        rows = completed(rows, _plain(before) or plain, on)
    usual, _ = limits_on(rows, None, {}, on)
    told: State = {"t_limits": rows}
    if any(not row.get("channel") for row in rows):
        told |= {
            "t_limit_value": usual.value if usual else None, "t_limit_unit": usual.unit if usual else None,
            "t_return_same_day": usual is not None and usual.value == 0,
        }  # fmt: skip
    return after | told


def _plain(state: State) -> Limit | None:
    value, unit = state.get("t_limit_value"), state.get("t_limit_unit")
    return None if value is None or not unit else Limit(value, unit)


def owners(codes: Iterable[tuple[str, Sequence[Row]]]) -> dict[str, str]:
    """Other code → code of the procedure that lists it; a procedure's own code is nobody else's."""
    found: dict[str, str] = {}
    for owner, rows in codes:
        for row in rows:
            if row["code"] != owner:
                found.setdefault(row["code"], owner)
    return found
