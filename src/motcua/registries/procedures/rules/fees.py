"""Phí, lệ phí: when "Miễn phí" is really nothing, and what is only a text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from motcua.kernel.legal import basis
from motcua.kernel.money import vnd as money_of
from motcua.kernel.text import fold
from motcua.kernel.words import join, say

Rated = TypeVar("Rated", bound=Any)

_FREE = re.compile(
    r"^(mien phi|khong|khong co|khong thu|phi ?: ?(0|khong) ?(dong|vnd)?|le phi ?: ?(0|khong) ?(dong|vnd)?)$"
)
_FREE_REMARK = re.compile(r"^mien phi ?\((.*)\)\.?$", re.DOTALL)
_SAYS_NONE = re.compile(r"^(khong|khong co|khong thu phi|khong thu|mien phi|khong mat phi)\.?$")
_AMOUNT = re.compile(r"\d[\d.,]*\s*(dong|vnd|viet nam dong|d\b|usd|%)")


def contradicts_free(text: str) -> bool:
    """ "Miễn phí (Lệ phí … 135.000 đồng)" takes back in brackets what it gives before."""
    folded = " ".join(fold(text).split())
    if not folded.startswith("mien phi"):
        return False
    remark = _FREE_REMARK.match(folded)
    return bool(remark and not _SAYS_NONE.match(remark.group(1).strip()))


@basis(
    "97/2015/QH13",
    article=8,
    note="mức thu do cơ quan có thẩm quyền quy định; thiếu số liệu không phải là miễn phí",
)
def settled_fee(vnd: int | None, text: str) -> int | None:
    """The one amount in đồng a row settles, or None where only the text may be shown. Missing is never zero."""
    folded = " ".join(fold(text).split())
    if contradicts_free(text):
        return None
    if vnd is None:
        return 0 if folded and _FREE.match(folded) else None
    if vnd == 0 and _AMOUNT.search(re.sub(r"^(phi|le phi) ?: ?0 ?(dong|vnd)?", "", folded)):
        return None
    return vnd


def fee_words(vnd: int | None, text: str, money: str) -> str:
    """What a citizen reads beside "Bao nhiêu tiền?"."""
    if vnd == 0:
        return say("Miễn phí")
    if vnd is not None:
        return money
    if text:
        return say("Xem mức thu bên dưới")
    return say("Chưa có mức thu đã kiểm tra")


def in_force(rates: Sequence[Rated], channel: str, on: date) -> list[Rated]:
    """Rates that hold on a day for a channel; one written for the channel takes the place of the general one of its name."""
    held = [
        rate
        for rate in rates
        if rate.valid_from <= on
        and (rate.valid_to is None or on <= rate.valid_to)
        and rate.channel in ("", channel)
    ]
    exact = {(rate.kind, rate.name) for rate in held if rate.channel}
    return [rate for rate in held if rate.channel or (rate.kind, rate.name) not in exact]


PER_UNIT = {
    "dossier": say("một hồ sơ"), "page": say("một trang"), "copy": say("một bản"),
    "certificate": say("một giấy chứng nhận"), "case": say("một trường hợp"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Price:
    """What "Bao nhiêu tiền?" is answered with, everywhere alike; ``known`` where an amount or a table stands behind it."""

    words: str
    note: str = ""
    known: bool = True


def price(
    table: Sequence[tuple[int | None, str]],
    checked: int | None,
    told: Sequence[tuple[int | None, str]],
    *,
    own: bool = False,
) -> Price:
    """The one answer for lists, pages and programs: the province's table where it stands, else what is known.

    ``table`` is (amount, unit) of the rows that hold on the day, ``checked`` the hand-checked amount, ``told`` (amount,
    words) of the national list. A procedure of the province's ``own`` costs what its table says: words alone set no fee, and
    make nothing free.
    """
    if table:
        return _of_table(table)
    if own:
        return Price(say("Chưa công bố mức phí"), known=False)
    if checked is not None:
        return Price(
            fee_words(checked, "", money_of(checked)),
            say("Mức tham khảo; Hội đồng nhân dân tỉnh có thể quy định khác."),
        )
    texts = [text for _, text in told if text]
    settled = {amount for amount, text in told if text}
    if len(settled) == 1 and (amount := settled.pop()) is not None:
        return Price(fee_words(amount, texts[0], money_of(amount)), say("Theo danh mục quốc gia."))
    return Price(fee_words(None, texts[0] if texts else "", ""), known=False)


def _of_table(table: Sequence[tuple[int | None, str]]) -> Price:
    # Extra copies are asked for or not: they do not make a free matter cost something.
    matter = [row for row in table if row[1] != "copy"] or list(table)
    amounts = sorted({amount for amount, _ in matter if amount is not None})
    open_ended = any(amount is None for amount, _ in matter)
    if amounts == [0] and not open_ended:
        return Price(
            say("Miễn phí"), "" if len(matter) == len(table) else say("Bản sao thêm: xem bảng bên dưới.")
        )
    if not amounts or amounts == [0]:
        return Price(say("Xem bảng mức thu"))
    low, high = money_of(amounts[0]), money_of(amounts[-1])
    units = {unit for _, unit in matter}
    if len(amounts) > 1:
        words: str = say("Từ {low} đến {high}", low=low, high=high)
    elif len(units) == 1 and "dossier" not in units:
        words = join(" ", (low, PER_UNIT[units.pop()]))
    else:
        words = low
    if len(set(matter)) > 1:
        return Price(words, say("Tùy đối tượng và kênh nộp, xem bảng bên dưới."))
    return Price(words, "" if len(matter) == len(table) else say("Bản sao thêm: xem bảng bên dưới."))


def _days(fee: Mapping[str, Any]) -> tuple[str, str]:
    return fee["valid_from"], fee.get("valid_to") or "9999-12-31"


def _same_payer(one: Mapping[str, Any], two: Mapping[str, Any]) -> bool:
    return all(
        (one.get(key) or "") == (two.get(key) or "") for key in ("kind", "name", "applicant_kind", "channel")
    )


@basis("97/2015/QH13", article=8, note="một khoản thu, một đối tượng, một kênh chỉ có một mức trong một ngày")
def fee_faults(fees: Sequence[Mapping[str, Any]]) -> list[tuple[int, str]]:
    """(row number from 1, why) of rows that cannot stand: neither amount nor formula, turned days, two for one day."""
    faults = []
    for at, fee in enumerate(fees, start=1):
        amount, formula = fee.get("amount_vnd"), fee.get("formula_text")
        if amount is None and not formula:
            faults.append((at, "cần số tiền hoặc cách tính; để trống không có nghĩa là miễn phí"))
        if amount is not None and (not isinstance(amount, int) or not 0 <= amount <= 10**12):
            faults.append((at, "số tiền phải là số nguyên đồng, từ 0 trở lên"))
        first, last = _days(fee)
        if last < first:
            faults.append((at, "ngày hết hạn trước ngày áp dụng"))
        for earlier, other in enumerate(fees[: at - 1], start=1):
            begun, ended = _days(other)
            if _same_payer(fee, other) and first <= ended and begun <= last:
                why = f"cùng khoản, đối tượng, kênh và trùng ngày với dòng {earlier}; hãy ghi ngày hết hạn cho dòng cũ"
                faults.append((at, why))
                break
    return faults


class NotGeneral(ValueError):
    """A table with several rows, or a way of reckoning, has no one amount to set."""


def _general(fees: Sequence[Mapping[str, Any]], on: date) -> Mapping[str, Any] | None:
    """The only row that holds on a day, for everybody by every channel; None where nothing holds.

    Raises:
        NotGeneral: the day has several rows, or one that is not for everybody.
    """
    day = on.isoformat()
    held = [fee for fee in fees if _days(fee)[0] <= day <= _days(fee)[1]]
    if len(held) > 1 or (held and (held[0].get("applicant_kind") or held[0].get("channel"))):
        raise NotGeneral
    return held[0] if held else None


def general_fee(fees: Sequence[Mapping[str, Any]], on: date) -> int | None:
    """The one amount for everybody by every channel on a day, where there is one."""
    try:
        fee = _general(fees, on)
    except NotGeneral:
        return None
    return fee.get("amount_vnd") if fee else None


def has_table(fees: Sequence[Mapping[str, Any]], on: date) -> bool:
    """Whether what is paid on a day is a table, of which no one amount can be said."""
    try:
        fee = _general(fees, on)
    except NotGeneral:
        return True
    return fee is not None and fee.get("amount_vnd") is None


def with_general_fee(fees: Sequence[Mapping[str, Any]], amount: int, from_day: date) -> list[dict[str, Any]]:
    """The rows with another amount for everybody from a day on: the same charge under its name, until the day it ended
    anyway; where nothing was charged, a new one until the next row already entered.

    Raises:
        NotGeneral: the day has a table.
    """
    if has_table(fees, from_day):
        raise NotGeneral
    day, old = from_day.isoformat(), _general(fees, from_day)
    if old is None:
        later = min((_days(fee)[0] for fee in fees if _days(fee)[0] > day), default=None)
        new: dict[str, Any] = {
            "kind": "charge", "name": "", "applicant_kind": "", "channel": "", "formula_text": "", "per_unit": "dossier",
            "valid_to": _day_before(later) if later else None, "exemptions": "",
        }  # fmt: skip
    else:
        new = dict(old)
    new |= {"amount_vnd": amount, "valid_from": day, "legal_basis": ""}
    kept = [dict(fee) for fee in fees if fee is not old]
    if old is not None and _days(old)[0] < day:
        kept.append(dict(old) | {"valid_to": _day_before(day)})
    return [*kept, new]


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def fees_on(fees: Sequence[Mapping[str, Any]], on: date) -> list[dict[str, Any]]:
    """The rows that hold on a day, days as days."""
    day, kept = on.isoformat(), []
    for fee in fees:
        first, last = _days(fee)
        if first <= day <= last:
            until = fee.get("valid_to")
            kept.append(
                dict(fee)
                | {
                    "valid_from": date.fromisoformat(first),
                    "valid_to": date.fromisoformat(until) if until else None,
                }
            )
    return kept
