"""Money is a whole number of đồng."""

from __future__ import annotations

from motcua.kernel.words import Figure, say

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_UNITS = ("", " nghìn", " triệu", " tỷ")


def vnd(amount: int) -> str:
    """5000 → "5.000 đồng"."""
    return say("{amount} đồng", amount=Figure(amount))


def _three(number: int, *, full: bool) -> str:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = []
    if hundreds or full:
        words += [_DIGITS[hundreds], "trăm"]
    if tens > 1:
        words += [_DIGITS[tens], "mươi"]
        if ones:
            words.append({1: "mốt", 4: "tư", 5: "lăm"}.get(ones, _DIGITS[ones]))
    elif tens == 1:
        words.append("mười")
        if ones:
            words.append("lăm" if ones == 5 else _DIGITS[ones])
    elif ones:
        if hundreds or full:
            words.append("linh")
        words.append(_DIGITS[ones])
    return " ".join(words)


def in_words(amount: int) -> str:
    """The amount as receipts must spell it: 1005000 → "một triệu không trăm linh năm nghìn đồng"."""
    if amount < 0:
        return "âm " + in_words(-amount)
    if amount == 0:
        return "không đồng"
    billions, below = divmod(amount, 1_000_000_000)
    parts: list[str] = []
    if billions:
        parts.append(in_words(billions).removesuffix(" đồng") + " tỷ")
    groups = [(below // 1000**power) % 1000 for power in (2, 1, 0)]
    for power, group in zip((2, 1, 0), groups, strict=True):
        if group:
            parts.append(_three(group, full=bool(parts)) + _UNITS[power])
    return " ".join(parts) + " đồng"
