"""What may be done to a page."""

from __future__ import annotations

from motcua.services.scans.types import BadPages, Box, Edits

MOST_SKEW = 15.0
LEAST_SIDE = 50
"""Thousandths of the page a cropped side keeps at least."""


def edits_of(*, rotation: int, skew: float | None, crop: Box | None) -> Edits:
    """Edits that can be carried out.

    Raises:
        BadPages: a turn that is no quarter, a slant or a crop out of bounds.
    """
    if rotation not in (0, 90, 180, 270):
        raise BadPages("Trang chỉ xoay từng góc vuông.", next="Hãy bấm nút xoay trái hoặc xoay phải.")
    if skew is not None and not -MOST_SKEW <= skew <= MOST_SKEW:
        raise BadPages(
            f"Chỉ chỉnh nghiêng được tối đa {MOST_SKEW:.0f} độ.",
            next="Trang lệch nhiều hơn thì hãy quét lại.",
        )
    if crop is not None:
        left, top, right, bottom = crop
        if not (0 <= left < right <= 1000 and 0 <= top < bottom <= 1000):
            raise BadPages("Khung cắt nằm ngoài trang.", next="Hãy kéo lại khung, hoặc bỏ cắt.")
        if right - left < LEAST_SIDE or bottom - top < LEAST_SIDE:
            raise BadPages("Khung cắt quá nhỏ.", next="Hãy kéo khung rộng hơn, hoặc bỏ cắt.")
        if crop == (0, 0, 1000, 1000):
            crop = None
    return Edits(rotation, skew, crop)
