"""The words of the list of administrative units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from motcua.kernel.refusals import Invalid, NotThere


class Level(StrEnum):
    """Three levels until 30/06/2025, two since."""

    PROVINCE = "province"
    DISTRICT = "district"
    WARD = "ward"

    @property
    def label(self) -> str:
        return {"province": "Cấp tỉnh", "district": "Cấp huyện", "ward": "Cấp xã"}[self.value]


SHARES = {
    "whole": "nhập toàn bộ",
    "main_part": "nhập phần lớn",
    "part": "nhập một phần",
}


@dataclass(frozen=True, slots=True)
class Place:
    """One unit as it stood from ``valid_from`` to ``valid_to`` (its last day; None: still stands).

    ``path`` is the full address line ("phường Nam Định, tỉnh Ninh Bình"); ``formerly`` says through
    which old name a search found it.
    """

    code: str
    kind: str
    name: str
    level: str
    parent_code: str
    valid_from: date
    valid_to: date | None
    path: str
    formerly: str = ""

    @property
    def full_name(self) -> str:
        """Kind and name: "phường Nam Định"."""
        return f"{self.kind} {self.name}"

    @property
    def title(self) -> str:
        """The full name at the head of a line: "Phường Nam Định"."""
        return self.full_name[:1].upper() + self.full_name[1:]

    @property
    def level_label(self) -> str:
        return Level(self.level).label

    @property
    def valid_to_text(self) -> str:
        return f"{self.valid_to:%d/%m/%Y}" if self.valid_to else ""

    def stands(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Successor:
    """What became of a unit, or what it came from."""

    place: Place
    on: date
    share: str
    legal_basis: str

    @property
    def share_label(self) -> str:
        return SHARES[self.share]


class NoSuchPlace(NotThere):
    """No unit has this code."""

    code = "PLA-01"
    title = "Không có đơn vị hành chính này"


class BadPlacesFile(Invalid):
    """The list of units cannot be taken in."""

    code = "PLA-02"
    title = "Danh mục đơn vị hành chính chưa hợp lệ"
