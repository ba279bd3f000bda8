"""What a subject owes by published rates and what the desk filled in."""

from __future__ import annotations

from collections.abc import Sequence

from motcua.kernel.legal import basis
from motcua.kernel.money import vnd

from .types import MOST_UNITS, MOST_VND, Charge, ChargeInvalid, Rate, Wanted


@basis("97/2015/QH13", article=8, note="the rate is set by who has the power to; the desk fills in how many")
def charges(rates: Sequence[Rate], wanted: Sequence[Wanted]) -> tuple[list[Charge], list[tuple[Rate, str]]]:
    """Lines to collect and rates waived with their ground, in the order of the rates.

    Raises:
        ChargeInvalid: a rate that is not in force, twice the same, a number out of bounds, an amount beside a rate that has
            its own, none where one is needed, a waiver without a ground.
    """
    known = {rate.key: rate for rate in rates}
    asked = {one.key: one for one in wanted}
    if len(asked) < len(wanted) or not asked.keys() <= known.keys():
        raise ChargeInvalid("Mức thu đã thay đổi.", next="Hãy tải lại trang rồi chọn lại khoản thu.")
    lines: list[Charge] = []
    waived: list[tuple[Rate, str]] = []
    for rate in rates:
        one = asked.get(rate.key)
        if one is None:
            continue
        if one.waived:
            if len(one.waived) < 5:
                raise ChargeInvalid(
                    f"Miễn “{rate.name}” cần căn cứ.", next="Hãy ghi đối tượng và điều khoản được miễn."
                )
            waived.append((rate, one.waived[:300]))
        elif one.quantity:
            lines.append(_line(rate, one))
    return lines, waived


def _line(rate: Rate, one: Wanted) -> Charge:
    if not 0 < one.quantity <= MOST_UNITS:
        raise ChargeInvalid(
            f"Số lượng của “{rate.name}” phải từ 1 đến {MOST_UNITS}.", next="Hãy sửa số lượng."
        )
    each = rate.amount_vnd
    if each is None:
        if one.amount_vnd is None or one.amount_vnd < 0:
            raise ChargeInvalid(
                f"“{rate.name}” chưa có số tiền.",
                next=f"Hãy ghi số tiền theo cách tính: {rate.formula or rate.basis}.",
            )
        each = one.amount_vnd
    elif one.amount_vnd not in (None, each):
        raise ChargeInvalid(
            f"“{rate.name}” thu theo mức đã công bố {vnd(each)}.", next="Hãy bỏ số tiền tự ghi."
        )
    amount = each * one.quantity
    if amount > MOST_VND:
        raise ChargeInvalid(f"Số tiền của “{rate.name}” quá lớn.", next="Hãy kiểm tra số lượng và số tiền.")
    return Charge(rate.kind, rate.name, one.quantity, rate.per_unit, each, amount, rate.basis)


def number_words(number: int) -> str:
    """`0000012`: receipts are numbered with seven digits."""
    return f"{number:07d}"


def notation(letters: str, year: int) -> str:
    """`AA-26E`: letters of the collecting office, the year, electronic."""
    return f"{letters}-{year % 100:02d}E"
