"""Codes of agencies, who does the work of a post on a day, and how a signature is introduced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from motcua.kernel.legal import basis

from .types import DelegationFact, Holder, LanePost, SignatureForm

_NOW = re.compile(r"[A-Z]\d{2}(\.[A-Z0-9]{1,6})*")
_FORMER = re.compile(r"(\d{3})\.(\d{2})\.(\d{2})\.([A-Z]\d{2})")
LONGEST = 35


def normal(code: str) -> str:
    """The form codes are compared in: case and blanks do not matter."""
    return "".join(code.split()).upper()


@basis("20/2020/QĐ-TTg", note="level one is a letter and two digits; every lower level appends a group")
def is_code(code: str) -> bool:
    """Whether this has the shape of a code in use now (H42, H42.15.3, H55.242, H37.DN.002)."""
    return len(code) <= LONGEST and _NOW.fullmatch(code) is not None


def code_fault(code: str) -> str:
    """Why this cannot be an agency code, in words; empty when it can."""
    if not code:
        return "Chưa có mã định danh."
    if len(code) > LONGEST:
        return f"Mã định danh dài {len(code)} ký tự; dài nhất là {LONGEST}."
    if is_code(code):
        return ""
    if is_former(code):
        return f"Đây là mã theo mẫu cũ; mã hiện nay là {from_former(code)}."
    if not re.match(r"[A-Z]\d{2}(\.|$)", code):
        return f"Mã “{code}” phải bắt đầu bằng một chữ cái và hai chữ số, ví dụ H42."
    return f"Mã “{code}” có nhóm không đúng: mỗi nhóm sau dấu chấm là 1 đến 6 chữ hoặc số."


def is_former(code: str) -> bool:
    """Whether this is written in the reversed form of QCVN 102:2016/BTTTT."""
    return _FORMER.fullmatch(normal(code)) is not None


@basis("20/2020/QĐ-TTg", note="replaces the reversed 13-character form of QCVN 102:2016/BTTTT")
def from_former(code: str) -> str:
    """The present form of a former code: empty groups go, the order turns round.

    Only a candidate: the directory decides, since real tables hold odd values.
    """
    matched = _FORMER.fullmatch(normal(code))
    if matched is None:
        return normal(code)
    fourth, third, second, first = matched.groups()
    return ".".join([first, *(group for group in (second, third, fourth) if group.strip("0"))])


def to_former(code: str) -> str:
    """The former form of a present code, or "" where the old form has no room for it."""
    if not is_code(code):
        return ""
    first, *rest = code.split(".")
    slots = {"second": "00", "third": "00", "fourth": "000"}
    order = ["second", "third", "fourth"]
    for group in rest:
        while order and not (group.isdigit() and group.strip("0") and len(group) == len(slots[order[0]])):
            order.pop(0)
        if not order:
            return ""
        slots[order.pop(0)] = group
    return f"{slots['fourth']}.{slots['third']}.{slots['second']}.{first}"


def level_one(code: str) -> str:
    """The province or ministry a code names first. For grouping only, never for the hierarchy."""
    return normal(code).split(".")[-1 if is_former(code) else 0]


def in_force(valid_from: date, valid_to: date | None, on: date) -> bool:
    """First and last day both count."""
    return valid_from <= on and (valid_to is None or on <= valid_to)


def holders(own: Iterable[Holder], delegations: Iterable[DelegationFact], on: date) -> list[Holder]:
    """Who does the work of a post on a day: those appointed, then those who stand in for them.

    A stand-in holds the post under the name of whom they act for and inside the lanes lent; they sign
    only when the paper says so, and then "thừa ủy quyền" unless they are a deputy of the same office.
    """
    appointed = [h for h in own if in_force(h.valid_from, h.valid_to, on)]
    found = list(appointed)
    for lent in delegations:
        if lent.revoked or not in_force(lent.valid_from, lent.valid_to, on):
            continue
        for holder in appointed:
            if lent.from_officer_code and lent.from_officer_code != holder.officer_code:
                continue
            if lent.to_officer_code == holder.officer_code:
                continue
            found.append(
                replace(
                    holder,
                    officer_code=lent.to_officer_code,
                    full_name=lent.to_full_name,
                    valid_from=lent.valid_from,
                    valid_to=lent.valid_to,
                    acting_for=f"{holder.full_name}, {holder.post_title}",
                    acting_for_code=holder.officer_code,
                    signature_form=SignatureForm.BY_POWER.value if lent.may_sign else "",
                    can_sign=holder.can_sign and lent.may_sign,
                    lanes=tuple(x for x in holder.lanes if not lent.lanes or x in lent.lanes),
                    delegation_id=lent.id,
                )
            )
    return found


@basis("30/2020/NĐ-CP", article=13, note="who signs, on whose behalf; annex I part I section II item 7")
def signature_lines(
    *, kind: str, title: str, form: str, head_title: str = "", collective_name: str = ""
) -> tuple[str, ...]:
    """The lines above a signature, in capitals: TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH.

    ``kind`` is the kind of agency, ``title`` the signer's post, ``head_title`` that of whom the signer signs for.
    """
    lines: list[str] = []
    collective = kind in ("ubnd_tinh", "ubnd_huyen", "ubnd_xa")
    if collective and form not in (SignatureForm.BY_ORDER, SignatureForm.BY_POWER):
        lines.append(f"TM. {(collective_name or 'Ủy ban nhân dân').upper()}")
    if form == SignatureForm.ACTING:
        return (*lines, f"Q. {title.removeprefix('Quyền ').upper()}")
    if form in (SignatureForm.FOR, SignatureForm.BY_ORDER, SignatureForm.BY_POWER):
        lines.append(f"{form} {(head_title or ('Chủ tịch' if collective else 'Giám đốc')).upper()}")
    return (*lines, title.upper())


def overlap(first: tuple[date, date | None], second: tuple[date, date | None]) -> bool:
    """Whether two spans share a day."""
    latest_start = max(first[0], second[0])
    ends = [end for end in (first[1], second[1]) if end is not None]
    return not ends or latest_start <= min(ends)


@basis(
    "30/2020/NĐ-CP",
    article=13,
    note="the head of an agency delegates by their own paper; others are given work by the head",
)
def needs_approval(leader_rank: int) -> bool:
    """Whether an absence waits for somebody's word: all but the head of an agency (rank 1) ask."""
    return leader_rank != 1


def may_approve(*, unit_code: str, leader_rank: int, of_unit: str) -> bool:
    """The head of the unit itself, or a leader of the agency."""
    return leader_rank > 0 or unit_code == of_unit


@basis(
    "118/2025/NĐ-CP",
    note="whoever takes a dossier over passes it to the unit that is to handle it; which one is the agency's own order",
)
def posts_taking(posts: Sequence[LanePost], *, procedure: str, field: str) -> tuple[LanePost, ...]:
    """Of the posts that serve a lane those whose unit takes a dossier of this procedure and (folded) field.

    The nearest word decides: units that name the procedure; without any, units that name the field; without any, units
    that name nothing and so take what nobody else names. Where every unit names only other matters all remain: what a
    unit names chooses between units and never leaves a lane without one.

    Worked cases, for a ward whose office names "hộ tịch", whose economic division names "đất đai" and the procedure
    1.001193, and whose culture division names nothing:

    - land certificate, field "đất đai": the economic division;
    - birth 1.001193, field "hộ tịch": the economic division, since a procedure outranks a field;
    - marriage, field "hộ tịch": the office;
    - social relief, field "bảo trợ xã hội": the culture division;
    - the same where the culture division names "văn hóa": all three, and somebody has to distribute.
    """
    for taken in (
        [post for post in posts if procedure in post.procedures],
        [post for post in posts if field and field in post.fields],
        [post for post in posts if not post.fields and not post.procedures],
    ):
        if taken:
            return tuple(taken)
    return tuple(posts)


def unit_taking(posts: Sequence[LanePost]) -> str:
    """The one unit among `posts_taking` where somebody is; empty where nobody is, or several units are: somebody has to
    distribute."""
    units = {post.unit_code for post in posts if post.is_held}
    return units.pop() if len(units) == 1 else ""
