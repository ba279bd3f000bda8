"""The text behind the QR code of a citizen card, as a hand-held scanner types it.

Pure: text in, values out. The parts stand in this order, divided by bars::

    personal number | old identity number | full name | birth ddmmyyyy | sex | address | issued ddmmyyyy

Cards issued since 2024 append further parts; they are left alone.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

NUMBER = re.compile(r"\d{12}")
OLD_NUMBER = re.compile(r"\d{9}|\d{12}")
DAY = re.compile(r"(\d{2})(\d{2})(\d{4})")
MOST = 1000


@dataclass(frozen=True, slots=True)
class CitizenCard:
    """What a card says of its holder."""

    number: str
    old_number: str
    name: str
    born_on: date | None
    sex: str
    address: str
    issued_on: date | None


class NotACard(ValueError):
    """The text is not that of a citizen card; the message says which part is wrong, in Vietnamese."""


def read_card(text: str) -> CitizenCard:
    """The card behind a scanned line.

    Raises:
        NotACard: too short, a number that is not twelve digits, no name.
    """
    line = unicodedata.normalize("NFC", text).strip().strip("\r\n\t ")
    if len(line) > MOST:
        raise NotACard("Dòng quét dài bất thường. Hãy quét lại mã QR ở mặt trước thẻ.")
    parts = [" ".join(part.split()) for part in line.split("|")]
    if len(parts) < 6:
        raise NotACard("Chưa đọc được mã QR của thẻ căn cước. Hãy quét lại, hoặc gõ số định danh và họ tên.")
    number, old, name, born, sex, address = parts[:6]
    if not NUMBER.fullmatch(number):
        raise NotACard("Số định danh trong mã QR không đủ 12 chữ số. Hãy quét lại.")
    if not name or any(letter.isdigit() for letter in name):
        raise NotACard("Mã QR không có họ tên. Hãy quét lại, hoặc gõ họ tên như trên thẻ.")
    return CitizenCard(
        number=number,
        old_number=old if OLD_NUMBER.fullmatch(old) else "",
        name=name,
        born_on=_day(born),
        sex=sex,
        address=address,
        issued_on=_day(parts[6]) if len(parts) > 6 else None,
    )


def looks_like_card(text: str) -> bool:
    """Whether a field holds a scanned line rather than something typed."""
    return text.count("|") >= 5


def _day(text: str) -> date | None:
    found = DAY.fullmatch(text)
    if found is None:
        return None
    day, month, year = map(int, found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None
