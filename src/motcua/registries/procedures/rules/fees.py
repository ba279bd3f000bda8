"""Phí, lệ phí: when "Miễn phí" is really nothing, and what is only a text."""

from __future__ import annotations

import re

from motcua.kernel.legal import basis
from motcua.kernel.text import fold

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
        return "Miễn phí"
    if vnd is not None:
        return money
    if text:
        return "Xem mức thu bên dưới"
    return "Chưa có mức thu đã kiểm tra"
