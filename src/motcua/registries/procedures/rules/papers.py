"""Thành phần hồ sơ: of whom a paper is asked, as far as its words tell."""

from __future__ import annotations

import re

from motcua.kernel.legal import basis
from motcua.registries.procedures.types import PaperRecord

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
