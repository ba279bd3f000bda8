"""The words of the file store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from motcua.kernel.refusals import Invalid, NotThere, Unavailable

Kind = Literal["pdf", "image", "office"]
KINDS: tuple[Kind, ...] = ("pdf", "image", "office")


class Scan(StrEnum):
    """What the virus scanner said, in so many words."""

    NOT_SCANNED = "not_scanned"  # no scanner in this installation
    WAITING = "waiting"  # the scanner did not answer; it will be asked again
    CLEAN = "clean"
    INFECTED = "infected"


SCAN_LABELS = {
    Scan.NOT_SCANNED: "Chưa quét vi-rút: nơi này chưa có máy quét",
    Scan.WAITING: "Đang chờ quét vi-rút",
    Scan.CLEAN: "Đã quét, không thấy vi-rút",
    Scan.INFECTED: "Có vi-rút",
}


@dataclass(frozen=True, slots=True)
class FileRef:
    """One file as other rooms keep it: content and the name people see."""

    sha256: str
    size: int
    media_type: str
    name: str

    @property
    def is_shown_inline(self) -> bool:
        return self.media_type == "application/pdf" or self.media_type in INLINE_IMAGES


INLINE_IMAGES = frozenset({"image/jpeg", "image/png", "image/webp"})


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the store knows of a content."""

    sha256: str
    size: int
    media_type: str
    created_at: datetime
    scan: str
    scan_label: str
    scanned_at: datetime | None


@dataclass(frozen=True, slots=True)
class Found:
    """What a content turned out to be."""

    kind: Kind
    media_type: str
    extension: str
    pixels: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """Dated bounds, from law/parameters/files."""

    file_bytes: int
    image_pixels: int
    office_entries: int
    office_bytes: int
    office_ratio: int


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding of the store's own check."""

    sha256: str
    what: Literal["missing", "corrupt", "orphan", "temporary"]
    message: str


class BadFile(Invalid):
    """A file that is not taken, and why."""

    code = "FIL-01"
    title = "Chưa nhận được tệp"


class TooLarge(BadFile):
    code = "FIL-02"
    title = "Tệp quá lớn"


class Infected(BadFile):
    code = "FIL-03"
    title = "Tệp có vi-rút"


class NoFile(NotThere):
    code = "FIL-04"
    title = "Không tìm thấy tệp"


class StoreUnavailable(Unavailable):
    code = "FIL-05"
    title = "Kho tệp tạm thời không ghi được"
