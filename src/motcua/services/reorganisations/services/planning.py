"""Soạn phương án: its head, its lines one by one or from one file."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import yaml

from motcua.kernel import access, audit, clock, numbers, text, yamls
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.services.reorganisations import rules
from motcua.services.reorganisations.models import Reorganisation
from motcua.services.reorganisations.queries.plans import LISTS, plan
from motcua.services.reorganisations.types import (
    PREPARE,
    DateGone,
    Kind,
    Line,
    LineUnread,
    PlanUnread,
    State,
)

from .common import locked

COLUMNS = {
    "cach": "kind", "cu": "old", "ma": "into", "ten": "name", "loai": "agency_kind", "cap": "level", "truc_thuoc": "parent",
    "dia_ban": "place_code", "dia_chi": "address", "co_cau": "model", "dung_dau": "head", "linh_vuc": "fields",
    "noi_o": "places", "nguoi": "people",
}  # fmt: skip
"""Column of a CSV file to the word of a line; several values stand in one cell with a semicolon between."""
CODES = ("old", "people")


@command
def draft(*, name: str, basis: str, effective_on: date, by: Actor, at: datetime) -> str:
    """Lập phương án; returns its code."""
    access.require(by, PREPARE)
    _require_later(effective_on, at)
    year = clock.local(at).year
    row = Reorganisation.objects.create(
        code=f"{year}-{numbers.take(f'reorganisation:{year}'):02d}", name=_words(name, "tên"), basis=_words(basis, "căn cứ"),
        effective_on=effective_on, prepared_id=by.id, prepared_by=by.title, prepared_at=at,
    )  # fmt: skip
    audit.record(
        by, "reorganisations.draft", f"reorganisation:{row.code}", at=at,
        after={"name": row.name, "effective_on": effective_on}, reason=row.basis,
    )  # fmt: skip
    return row.code


@command
def change_head(
    *, code: str, name: str, basis: str, effective_on: date, seen: int, by: Actor, at: datetime
) -> None:
    """Sửa tên, căn cứ, ngày thực hiện."""
    access.require(by, PREPARE)
    row = locked(code, State.DRAFT, doing="sửa", seen=seen)
    _require_later(effective_on, at)
    before = {"name": row.name, "basis": row.basis, "effective_on": row.effective_on}
    row.name, row.basis, row.effective_on = _words(name, "tên"), _words(basis, "căn cứ"), effective_on
    after = {"name": row.name, "basis": row.basis, "effective_on": row.effective_on}
    row.version += 1
    row.save()
    audit.record(by, "reorganisations.change", f"reorganisation:{code}", at=at, before=before, after=after)


@command
def add_line(*, code: str, line: Line, seen: int, by: Actor, at: datetime) -> None:
    """Thêm một dòng vào phương án."""
    access.require(by, PREPARE)
    row = locked(code, State.DRAFT, doing="sửa", seen=seen)
    _keep(row, (*plan(row), line), "add_line", by=by, at=at, after=line.plain())


@command
def remove_line(*, code: str, number: int, seen: int, by: Actor, at: datetime) -> Line:
    """Bỏ một dòng; returns it, so that it can be put back."""
    access.require(by, PREPARE)
    row = locked(code, State.DRAFT, doing="sửa", seen=seen)
    lines = plan(row)
    if not 1 <= number <= len(lines):
        raise LineUnread(f"Không có dòng {number}.", next="Hãy tải lại trang.")
    gone = lines[number - 1]
    rest = (*lines[: number - 1], *lines[number:])
    _keep(row, rest, "remove_line", by=by, at=at, before=gone.plain())
    return gone


@command
def load_file(*, code: str, name: str, content: bytes, seen: int, by: Actor, at: datetime) -> int:
    """Nạp phương án từ tệp YAML hoặc CSV: all lines of the file take the place of those that stood; how many there are.

    Raises:
        PlanUnread: not such a file; says where.
    """
    access.require(by, PREPARE)
    row = locked(code, State.DRAFT, doing="nạp", seen=seen)
    lines = _read(name, content)
    after = {"lines": len(lines), "file": name[:120]}
    _keep(row, lines, "load", by=by, at=at, before={"lines": len(row.lines)}, after=after)
    return len(lines)


def _keep(
    row: Reorganisation, lines: Sequence[Line], verb: str, *, by: Actor, at: datetime, **facts: Any
) -> None:
    if len(lines) > rules.MOST_LINES:
        raise PlanUnread(
            f"Một phương án nhiều nhất {rules.MOST_LINES} dòng.", next="Hãy chia thành nhiều phương án."
        )
    row.lines = [line.plain() for line in lines]
    row.version += 1
    row.save()
    audit.record(by, f"reorganisations.{verb}", f"reorganisation:{row.code}", at=at, **facts)


def _require_later(on: date, at: datetime) -> None:
    if on <= clock.local(at).date():
        raise DateGone(
            f"Ngày thực hiện {on:%d/%m/%Y} phải sau hôm nay.", why="Phương án cần người thứ hai duyệt, và hủy được đến trước ngày ấy.",
            next="Hãy chọn ngày muộn hơn.",
        )  # fmt: skip


def _words(said: str, what: str) -> str:
    said = text.clean(said)[:200]
    if len(said) < 5:
        raise LineUnread(f"Phương án cần {what}.", next="Hãy ghi số, ký hiệu nghị quyết hoặc quyết định.")
    return said


# --- files ------------------------------------------------------------------------------------------------


def _read(name: str, content: bytes) -> list[Line]:
    if not content or len(content) > 4_000_000:
        raise PlanUnread("Tệp trống, hoặc lớn quá 4 MB.", next="Hãy chọn tệp YAML hoặc CSV theo mẫu.")
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise PlanUnread("Tệp không viết bằng UTF-8.", next="Hãy lưu lại tệp với bảng mã UTF-8.") from fault
    rows = _of_csv(words) if name.lower().endswith(".csv") else _of_yaml(words)
    lines, wrong = [], []
    for number, row in enumerate(rows, start=1):
        try:
            lines.append(line_of(row))
        except LineUnread as fault:
            wrong.append(f"dòng {number}: {fault.what}")
    if wrong:
        more = f" và {len(wrong) - 5} dòng khác" if len(wrong) > 5 else ""
        raise PlanUnread(
            f"Tệp có lỗi: {' '.join(wrong[:5])}{more}", next="Hãy sửa tệp rồi nạp lại; chưa có gì thay đổi."
        )
    return lines


def _of_csv(words: str) -> list[dict[str, Any]]:
    first = words.split("\n", 1)[0]
    rows = list(csv.reader(io.StringIO(words), delimiter=max(";,", key=first.count)))
    heads = [text.fold(head).replace(" ", "_") for head in rows[0]]
    if "cach" not in heads or "cu" not in heads:
        raise PlanUnread("Tệp CSV thiếu cột “cach” hoặc “cu”.", next=f"Các cột: {', '.join(COLUMNS)}.")
    return [
        {COLUMNS[head]: cell for head, cell in zip(heads, row, strict=False) if head in COLUMNS}
        for row in rows[1:]
        if any(row)
    ]


def _of_yaml(words: str) -> list[dict[str, Any]]:
    try:
        content = yamls.read(words)
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        where = f" Dòng {mark.line + 1}." if mark else ""
        raise PlanUnread(f"Tệp YAML viết chưa đúng.{where}", next="Hãy sửa tệp rồi nạp lại.") from fault
    rows = content.get("lines") if isinstance(content, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise PlanUnread("Tệp YAML phải có danh sách “lines”.", next="Hãy xem mẫu ở sách hướng dẫn.")
    return rows


def line_of(given: Mapping[str, Any]) -> Line:
    """A line from what a file or a form gives; a list may be one text with semicolons.

    Raises:
        LineUnread: a word nobody knows, or a kind or old agency missing.
    """
    known = set(Line.__dataclass_fields__)
    if strange := sorted(set(given) - known):
        raise LineUnread(f"không có mục “{strange[0]}”.", next=f"Các mục: {', '.join(sorted(known))}.")
    said: dict[str, Any] = {}
    for key, value in given.items():
        if key in LISTS:
            parts = (
                value if isinstance(value, list | tuple) else str(value or "").replace("\n", ";").split(";")
            )
            said[key] = tuple(found for part in parts if (found := text.clean(str(part))[:200]))
        else:
            said[key] = text.clean(str(value or ""))[:255]
    for key in CODES:
        said[key] = tuple("".join(code.split()).upper() for code in said.get(key, ()))
    for key in ("into", "parent", "model", "head"):
        said[key] = "".join(said.get(key, "").split()).upper()
    line = Line(**({"kind": "", "old": ()} | said))
    if line.kind not in set(Kind):
        raise LineUnread(f"không có cách sắp xếp “{line.kind}”.", next=f"Chọn một trong: {', '.join(Kind)}.")
    if not line.old:
        raise LineUnread("chưa có cơ quan cũ.", next="Hãy ghi mã cơ quan cũ.")
    return line
