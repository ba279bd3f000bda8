"""Thành phần hồ sơ: of whom a paper is asked, as far as its words tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from motcua.kernel.legal import basis
from motcua.kernel.text import fold
from motcua.registries.eforms import rules as forms
from motcua.registries.eforms.types import FormDefinition, PaperAsked
from motcua.registries.procedures.types import PaperRecord

_WAYS = {"counter": "tại quầy", "online": "trực tuyến", "post": "qua bưu chính"}

_OPENS = re.compile(r"^(chỉ khi|khi|nếu|trừ khi|trừ trường hợp)\b", re.IGNORECASE)
_NARROWS = re.compile(r"\b(khi|nếu|trường hợp|đối với|trừ)\b", re.IGNORECASE)


def asked_when(paper: PaperRecord) -> str:
    """The heading and the condition a paper stands under, in the catalogue's own words; empty where it names none."""
    heading = paper.case.strip(" -:")
    condition = next((one for one in re.split(r"(?<=\.)\s+", paper.notes) if _OPENS.match(one)), "")
    return ". ".join(one.rstrip(".") for one in (heading, condition) if one)


@basis(
    "61/2018/NĐ-CP",
    article=17,
    note="không yêu cầu giấy tờ ngoài quy định; giấy tờ đã có trong cơ sở dữ liệu thì tra",
)
def asked_of_all(paper: PaperRecord) -> bool:
    """Whether everybody must bring it by every way of filing: no condition is named and no register answers for it."""
    narrowed = any(_NARROWS.search(words) for words in (asked_when(paper), paper.name))
    return paper.required and not narrowed and not paper.replaced_by


def papers_of_form(definition: FormDefinition | None) -> tuple[PaperRecord, ...] | None:
    """The list of a form that keeps one, as the catalogue's lines; None where the procedure's own list holds."""
    if definition is None or not definition.papers:
        return None
    return tuple(
        PaperRecord.model_construct(
            case="", code=one.code, name=one.name, form_name="", original=one.original or None,
            copies=one.copies or None, required=True, notes=_told(one, definition),
            replaced_by=one.replaced_by[0] if one.replaced_by else "",
        )
        for one in definition.papers
    )  # fmt: skip


def _told(paper: PaperAsked, definition: FormDefinition) -> str:
    """When a paper is asked, in the form's own words; where it has none, in those of its conditions."""
    when = paper.when_words
    if not when and paper.declaration:
        when = "Khi nộp tại quầy hoặc qua bưu chính; nộp trực tuyến thì khai biểu mẫu điện tử"
    if not when and paper.when is not None:
        when = f"Khi {forms.in_words(paper.when, definition)}"
    if not when and paper.channels:
        when = f"Khi nộp {' hoặc '.join(_WAYS[one] for one in paper.channels)}"
    if not when and paper.one_of:
        when = "Khi không nộp giấy tờ khác cùng nhóm"
    if not when and not paper.required:
        when = "Nếu có"
    shown = "Xuất trình" if paper.mode == "present" else ""
    return " ".join(f"{one.rstrip('.')}." for one in (shown, when, paper.note) if one)


@dataclass(frozen=True, slots=True)
class PaperDifference:
    """Where the list of the form and the catalogue's list part: names of papers only one of them has."""

    only_listed: tuple[str, ...]
    only_asked: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.only_listed or self.only_asked)


def difference(listed: Sequence[PaperRecord], definition: FormDefinition) -> PaperDifference:
    """The catalogue's papers the form does not ask, and the reverse; a paper is known by its code, else by its name."""
    own = [one for one in listed if one.required]  # the others are remarks
    codes = {one.code for one in own if one.code} & {one.code for one in definition.papers}
    named = {fold(one.name) for one in own}, {fold(one.name) for one in definition.papers}
    return PaperDifference(
        tuple(one.name for one in own if one.code not in codes and fold(one.name) not in named[1]),
        tuple(
            one.name for one in definition.papers if one.code not in codes and fold(one.name) not in named[0]
        ),
    )
