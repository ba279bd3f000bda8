"""Which papers a dossier needs: told by its answers and by the way it is filed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Protocol

from motcua.registries.eforms.rules.conditions import empty, holds, in_words
from motcua.registries.eforms.rules.values import as_date
from motcua.registries.eforms.types import (
    SOURCES,
    Answers,
    Condition,
    FormDefinition,
    PaperAsked,
    PaperNeed,
)

PAPER_MODES = {"submit": "Nộp", "present": "Xuất trình"}
CHANNELS = {"counter": "tại quầy", "online": "trực tuyến", "post": "qua bưu chính"}
PAPER_CODE = re.compile(r"^[A-Z][A-Z0-9_]{0,59}$")
_GROUP = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
_KEYS = {
    "code", "name", "mode", "original", "copies", "when", "required", "one_of", "declaration",
    "channels", "when_words", "replaced_by", "note",
}  # fmt: skip
_MOST = 99


class Reader(Protocol):
    """What reading a paper asks of the reader of the whole definition."""

    def say(self, path: str, message: str) -> None: ...
    def mapping(self, value: Any, path: str, keys: set[str]) -> dict[str, Any]: ...
    def words(
        self, data: dict[str, Any], key: str, path: str, *, need: bool = ..., most: int = ...
    ) -> str: ...
    def condition(self, value: Any, path: str) -> Condition | None: ...


def papers_asked(
    definition: FormDefinition, answers: Answers, on: date | None, *, channel: str
) -> list[PaperNeed]:
    """Every paper of the form, in order, judged for these answers.

    A condition nobody has answered yet (the counter need not fill the form) asks for the paper without
    demanding it. What is only presented is asked at the counter alone.
    """
    seen, open_yet = _told(definition, answers, on)
    return [_need(paper, seen, open_yet, on, channel) for paper in definition.papers]


def _need(paper: PaperAsked, seen: Answers, open_yet: set[str], on: date | None, channel: str) -> PaperNeed:
    if paper.mode == "present" and channel != "counter":
        return PaperNeed(paper, False, False, "Chỉ xuất trình khi nộp tại quầy.")
    if paper.channels and channel not in paper.channels:
        ways = ", ".join(CHANNELS[one] for one in paper.channels)
        return PaperNeed(paper, False, False, f"Chỉ cần khi nộp {ways}.")
    if paper.declaration and channel == "online":
        return PaperNeed(paper, True, False, "Tờ khai điện tử thay cho giấy này.")
    so = _truth(paper.when, seen, open_yet, on)
    if so is False:
        return PaperNeed(paper, False, False, "Không cần trong trường hợp này.")
    if so is None:
        return PaperNeed(paper, True, False, paper.when_words or "Cần hay không tùy nội dung tờ khai.")
    if not paper.required:
        return PaperNeed(paper, True, False, paper.when_words or "Nộp nếu có.")
    reason = "Chỉ cần một trong các giấy tờ cùng nhóm." if paper.one_of else paper.when_words or "Bắt buộc."
    return PaperNeed(paper, True, True, reason)


def _told(definition: FormDefinition, answers: Answers, on: date | None) -> tuple[dict[str, Any], set[str]]:
    """Answers to open questions, and the questions nobody has come to: no answer in their whole section."""
    seen: dict[str, Any] = {}
    open_yet: set[str] = set()
    day = on or as_date(answers.get("declared_on"))
    for section in definition.sections:
        shown = _truth(section.show_when, seen, open_yet, day)
        touched = any(not item.computed and not empty(answers.get(item.code)) for item in section.fields)
        for item in section.fields:
            open_field = _truth(item.show_when, seen, open_yet, day)
            if shown is False or open_field is False:
                continue
            if not empty(answers.get(item.code)):
                seen[item.code] = answers[item.code]
            elif not touched or open_field is None:
                open_yet.add(item.code)
    return seen, open_yet


def _truth(condition: Condition | None, seen: Answers, open_yet: set[str], on: date | None) -> bool | None:
    """Yes, no, or not known yet."""
    if condition is None:
        return True
    if not condition.parts:
        unknown = condition.field in open_yet and condition.field not in seen
        return None if unknown else holds(condition, seen, on)
    parts = [_truth(part, seen, open_yet, on) for part in condition.parts]
    if condition.op == "all":
        return False if False in parts else None if None in parts else True
    some = True if True in parts else None if None in parts else False
    return some if condition.op == "any" else None if some is None else not some


def read_papers(reader: Reader, value: Any) -> tuple[PaperAsked, ...]:
    """The list of papers of a definition; faults are told to the reader."""
    if value is None:
        return ()
    if not isinstance(value, list):
        reader.say("papers", "Giấy tờ phải là danh sách.")
        return ()
    found = [_read(reader, one, f"papers[{at}]") for at, one in enumerate(value)]
    papers = tuple(one for one in found if one)
    codes = [one.code for one in papers]
    for code in sorted({one for one in codes if codes.count(one) > 1}):
        reader.say("papers", f"Giấy tờ “{code}” có hai lần.")
    for group in sorted({one.one_of for one in papers if one.one_of}):
        members = [one for one in papers if one.one_of == group]
        if len(members) < 2 or len({one.required for one in members}) > 1:
            reader.say("papers", f"Nhóm “{group}” cần ít nhất hai giấy tờ, cùng bắt buộc hoặc cùng không.")
    return papers


def _read(reader: Reader, value: Any, path: str) -> PaperAsked | None:
    data = reader.mapping(value, path, _KEYS)
    if not data:
        return None
    code = data.get("code")
    if not isinstance(code, str) or not PAPER_CODE.match(code):
        reader.say(f"{path}.code", "Mã giấy tờ viết chữ hoa không dấu, số và gạch dưới.")
        return None
    path = f"{path}({code})"
    mode = data.get("mode", "submit")
    if mode not in PAPER_MODES:
        reader.say(f"{path}.mode", f"Không biết “{mode}”. Dùng một trong: {', '.join(PAPER_MODES)}.")
    group = data.get("one_of", "")
    if group != "" and not (isinstance(group, str) and _GROUP.match(group)):
        reader.say(f"{path}.one_of", "Tên nhóm viết chữ thường không dấu, số và gạch dưới.")
        group = ""
    for key in ("required", "declaration"):
        if not isinstance(data.get(key, False), bool):
            reader.say(f"{path}.{key}", "Chỉ nhận true hoặc false.")
    required = data.get("required") is True
    sources = _names(reader, data.get("replaced_by"), f"{path}.replaced_by", SOURCES, "nguồn")
    if required and sources and not group:
        reader.say(f"{path}.required", "Giấy tờ có dữ liệu thay thế thì không bắt buộc.")
    return PaperAsked(
        code=code,
        name=reader.words(data, "name", path, need=True, most=1000),
        mode=str(mode),
        original=_pieces(reader, data.get("original", 0), f"{path}.original"),
        copies=_pieces(reader, data.get("copies", 0), f"{path}.copies"),
        when=reader.condition(data.get("when"), f"{path}.when"),
        required=required,
        one_of=group,
        declaration=data.get("declaration") is True,
        channels=_names(reader, data.get("channels"), f"{path}.channels", CHANNELS, "cách nộp"),
        when_words=reader.words(data, "when_words", path, most=500),
        replaced_by=sources,
        note=reader.words(data, "note", path, most=1000),
    )


def _pieces(reader: Reader, value: Any, path: str) -> int:
    if type(value) is int and 0 <= value <= _MOST:
        return value
    reader.say(path, f"Số bản là số từ 0 đến {_MOST}.")
    return 0


def _names(reader: Reader, value: Any, path: str, known: dict[str, str], what: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        reader.say(path, "Mục này phải là danh sách.")
        return ()
    for at, one in enumerate(value):
        if not isinstance(one, str) or one not in known:
            reader.say(f"{path}[{at}]", f"Không biết {what} “{one}”. Dùng một trong: {', '.join(known)}.")
    return tuple(str(one) for one in value if isinstance(one, str) and one in known)


def paper_said(form: FormDefinition, paper: PaperAsked) -> dict[str, str]:
    """What a paper says, by the words an administrator compares."""
    return {
        "tên": paper.name,
        "cách nộp": " ".join([PAPER_MODES[paper.mode], *(CHANNELS[one] for one in paper.channels)]),
        "số bản": f"{paper.original} bản chính, {paper.copies} bản sao",
        "bắt buộc": "có" if paper.required else "không",
        "nhóm thay nhau": paper.one_of,
        "tờ khai": "có" if paper.declaration else "không",
        "điều kiện": in_words(paper.when, form) if paper.when else "",
        "lời nói khi nào cần": paper.when_words,
        "dữ liệu thay thế": ", ".join(paper.replaced_by),
        "ghi chú": paper.note,
    }
