"""Checks of tables: how many rows, one main one, no two alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from motcua.kernel import text
from motcua.kernel.legal import basis
from motcua.kernel.words import say
from motcua.registries.eforms.rules.conditions import empty
from motcua.registries.eforms.rules.values import as_mapping, as_rows, as_text
from motcua.registries.eforms.rules.words.base import CODE, Answer, Finding, Question, word
from motcua.registries.eforms.types import FieldType


def vsic_digits(code: str) -> str:
    """ "56 10" and "56.10" are 5610."""
    return re.sub(r"[\s.]", "", code)


@word("min_rows", r"\d{1,3}", on_empty=True)
def min_rows(asked: Question, arg: str) -> Answer:
    """At least so many rows with something in them."""
    rows = [row for row in as_rows(asked.value) if not empty(dict(row))]
    if len(rows) < int(arg):
        return say(
            "{me}: cần ít nhất {arg} dòng. Hãy ghi vào các ô của dòng; thiếu dòng thì bấm “Thêm dòng”.",
            me=asked.me,
            arg=arg,
        )
    return None


@word("exactly_one_main")
def exactly_one_main(asked: Question, arg: str) -> Answer:
    """HK03: one main line of business, neither none nor two."""
    mains = [at for at, row in enumerate(as_rows(asked.value)) if row.get("main") is True]
    if len(mains) == 1:
        return None
    if not mains:
        return say("Phải chọn đúng một ngành, nghề chính. Hãy đánh dấu “ngành chính” ở một dòng.")
    return Finding(
        say("Đang có {it} ngành, nghề chính. Hãy chỉ để một dòng là ngành chính.", it=len(mains)),
        mains[1],
        "main",
    )


@word("vsic_level4_for_main")
def vsic_level4_for_main(asked: Question, arg: str) -> Answer:
    """HK03: the main line has a four-digit code; other codes, where given, too."""
    found = []
    for at, row in enumerate(as_rows(asked.value)):
        code = vsic_digits(as_text(row.get("vsic")))
        if row.get("main") is True and not re.fullmatch(r"\d{4}", code):
            words = say(
                "Ngành chính cần mã ngành cấp bốn, gồm 4 chữ số, ví dụ 5610. Gõ tên ngành để tìm mã, hoặc hỏi bộ phận một cửa."
            )
            found.append(Finding(words, at, "vsic"))
        elif code and not re.fullmatch(r"\d{4}", code):
            found.append(
                Finding(say("Mã ngành gồm 4 chữ số, ví dụ 4711. Không rõ mã thì để trống."), at, "vsic")
            )
    return found


@word("not_banned")
def not_banned(asked: Question, arg: str) -> Answer:
    """Lines closed to business by the investment law, as a dated list."""
    found = []
    for at, row in enumerate(as_rows(asked.value)):
        name = text.fold(as_text(row.get("name")))
        for banned in asked.facts.banned_lines:
            if text.fold(banned) in name:
                found.append(
                    Finding(
                        say(
                            "“{banned}” là ngành, nghề cấm đầu tư kinh doanh, không đăng ký được. Hãy xóa dòng này.",
                            banned=banned,
                        ),
                        at,
                        "name",
                    )
                )
    return found


def _pick(row: Mapping[str, Any], key: str, columns: dict[str, FieldType]) -> str:
    if key in columns:
        return text.fold(str(row.get(key) or ""))
    if f"{key}_no" in columns:
        return text.fold(str(row.get(f"{key}_no") or ""))
    for code, kind in columns.items():
        if key == "commune" and kind is FieldType.ADDRESS:
            return as_text(as_mapping(row.get(code)).get("commune"))
    return ""


@word("unique", rf"{CODE}(\+{CODE})*")
def unique(asked: Question, arg: str) -> Answer:
    """DD01: no two rows with the same key."""
    columns = {one.code: one.type for one in asked.item.columns}
    seen: dict[tuple[str, ...], int] = {}
    found = []
    for at, row in enumerate(as_rows(asked.value)):
        key = tuple(_pick(row, part, columns) for part in arg.split("+"))
        if not any(key):
            continue
        if key in seen:
            found.append(
                Finding(
                    say(
                        "Dòng này trùng với dòng {it}. Hãy xóa một dòng, hoặc sửa cho đúng.", it=seen[key] + 1
                    ),
                    at,
                )
            )
        seen.setdefault(key, at)
    return found


@word("one_number_per_row")
@basis("23/2015/NĐ-CP", article=14)
def one_number_per_row(asked: Question, arg: str) -> Answer:
    """CT01: a row is one original and takes one number; the same original twice is one row with more copies."""
    seen: dict[tuple[str, str, str], int] = {}
    found = []
    for at, row in enumerate(as_rows(asked.value)):
        number = text.fold(as_text(row.get("document_no")))
        key = (
            text.fold(as_text(row.get("document_name"))),
            number,
            text.fold(as_text(row.get("holder_name"))),
        )
        if number and key in seen:
            words = say(
                "Giấy tờ này đã có ở dòng {row}. Mỗi bản chính một dòng, một số chứng thực: hãy tăng số bản sao ở dòng đó và xóa dòng này.",
                row=seen[key] + 1,
            )
            found.append(Finding(words, at, "document_no"))
        seen.setdefault(key, at)
    return found


@word("legalised_when_foreign")
def legalised_when_foreign(asked: Question, arg: str) -> Answer:
    """CT05: a foreign paper is legalised first, except those the decree names."""
    exempt = (
        "ho chieu",
        "can cuoc",
        "the thuong tru",
        "the cu tru",
        "giay phep lai xe",
        "bang tot nghiep",
        "van bang",
        "chung chi",
        "bang diem",
    )
    found = []
    for at, row in enumerate(as_rows(asked.value)):
        words = text.fold(f"{as_text(row.get('document_type'))} {as_text(row.get('document_name'))}")
        if (
            row.get("foreign") is True
            and row.get("legalised") is not True
            and not any(one in words for one in exempt)
        ):
            found.append(
                Finding(
                    say(
                        "Giấy tờ nước ngoài chưa hợp pháp hóa lãnh sự thì chưa chứng thực được. Hãy hợp pháp hóa trước, hoặc xóa dòng này."
                    ),
                    at,
                    "legalised",
                )
            )
    return found
