"""What a machine posts: itself at a contact, and one intake with its files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.kernel import clock, text

from .types import BadMachine, SentFile

KEY = re.compile(r"[A-Za-z0-9-]{20,40}")
HEX = re.compile(r"[0-9a-f]{64}")
LONGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Contact:
    """What a machine says of itself."""

    device_key: str
    name: str
    waiting: int
    clock_behind_s: int
    used: list[str]


@dataclass(frozen=True, slots=True)
class Parcel:
    """One intake as it was posted, its files still to be stored: what is announced of each is its hash."""

    device: str
    key: str
    number: str
    claimed_at: datetime
    digest: str
    fields: tuple[tuple[str, str], ...]
    procedure: dict[str, Any]
    announced: dict[int, dict[str, str]]


def contact_of(data: Mapping[str, str], now: datetime) -> Contact:
    """A machine's contact. The clock's fault is told from the hour the machine says it is."""
    said = _moment(data.get("gio", ""))
    return Contact(
        device_key=data.get("may", "")[:40],
        name=text.clean(data.get("ten", ""))[:120],
        waiting=text.whole(data.get("cho", ""), 5) or 0,
        clock_behind_s=round((now - said).total_seconds()) if said else 0,
        used=[text.clean(one)[:60] for one in data.get("da_dung", "").split(",") if one][:1000],
    )


def parcel_of(raw: str) -> Parcel:
    """One intake's own words, read from the JSON beside its files.

    Raises:
        BadMachine: it cannot be read.
    """
    if len(raw) > LONGEST:
        raise _unreadable("quá dài")
    try:
        said = json.loads(raw)
        fields = tuple(
            (str(name)[:200], text.without_controls(str(value))[:20_000]) for name, value in said["fields"]
        )
        procedure = _procedure(said["procedure"])
        announced = {
            int(one["position"]): {"name": str(one["name"])[:200], "sha256": str(one["sha256"])}
            for one in said["files"]
        }
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise _unreadable(type(fault).__name__) from fault
    claimed = _moment(str(said.get("claimed_at", "")))
    key, device, digest = (str(said.get(name, "")) for name in ("key", "device", "digest"))
    if claimed is None or not KEY.fullmatch(key) or not KEY.fullmatch(device) or not HEX.fullmatch(digest):
        raise _unreadable("thiếu mã, giờ hoặc số")
    return Parcel(
        device,
        key,
        text.clean(str(said.get("number", "")))[:60],
        claimed,
        digest,
        fields,
        procedure,
        announced,
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """Which file a piece belongs to, and where in it the piece begins."""

    device: str
    number: str
    sha256: str
    offset: int


def piece_of(data: Mapping[str, str]) -> Piece:
    """The address of a piece.

    Raises:
        BadMachine: it cannot be read.
    """
    device, sha256 = data.get("may", ""), data.get("sha", "")
    if not KEY.fullmatch(device) or not HEX.fullmatch(sha256):
        raise _unreadable("thiếu mã của máy hoặc của tệp")
    offset = text.whole(data.get("tu", "0"), 9)
    if offset is None:
        raise _unreadable("thiếu chỗ bắt đầu")
    return Piece(device, text.clean(data.get("so", ""))[:60], sha256, offset)


def check_files(parcel: Parcel, stored: list[SentFile]) -> list[str]:
    """Papers whose files did not come as they were announced; told by their place, for a machine keeps the words in clear."""
    return [
        f"giấy thứ {one.position}" for one in stored if one.sha256 != parcel.announced[one.position]["sha256"]
    ]


def _procedure(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": str(said["code"])[:30],
        "name": str(said["name"])[:1000],
        "version": int(said["version"]),
        "limit": str(said.get("limit", ""))[:100],
        "papers": [
            {
                "position": int(one.get("position", 0)),
                "name": str(one["name"])[:2000],
                "required": bool(one["required"]),
            }
            for one in said["papers"][:200]
        ],
    }


def _moment(said: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(said[:40])
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=clock.TZ)


def _unreadable(why: str) -> BadMachine:
    return BadMachine(
        "Chưa đọc được điều máy gửi lên.",
        why=f"({why})",
        next="Hãy tải lại trang rồi gửi lại; bản trên máy vẫn còn.",
    )
