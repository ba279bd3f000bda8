"""Rules of intake without a line, pure: numbers, the moment that counts, what differs from the catalogue then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from motcua.kernel.legal import basis, parameter

from .types import Conflict, Kind, Moment

LAST_DAYS = (12, 15)
"""From the middle of December numbers of the next year are reserved too: a line may be down on New Year's Eve."""


def number_code(office: str, year: int, number: int) -> str:
    """`TAM-H42.15.3-26-00012`: never to be taken for a dossier's code."""
    return f"TAM-{office}-{year % 100:02d}-{number:05d}"


def block_size(on: date) -> int:
    """How many unused numbers a machine holds after it was in contact."""
    return int(parameter("offline.block_size", on=on))


def years_held(on: date) -> list[int]:
    """The years whose numbers a machine holds."""
    return [on.year, on.year + 1] if (on.month, on.day) >= LAST_DAYS else [on.year]


@basis(
    "118/2025/NĐ-CP",
    note="the limit counts from the day the papers were received, which the citizen's receipt says",
)
@basis("61/2018/NĐ-CP", article=17, note="what counts is acceptance")
def accepted_at(claimed: datetime, *, reserved_at: datetime, received_at: datetime) -> Moment:
    """The moment on the receipt the citizen holds, where it can be true: after the number was reserved, not after now.

    A machine's clock that stands wrong is moved to the nearest moment that can be.
    """
    if claimed < reserved_at:
        return Moment(reserved_at, "giờ trên phiếu tạm sớm hơn lúc số tạm được cấp")
    if claimed > received_at:
        return Moment(received_at, "giờ trên phiếu tạm muộn hơn lúc hệ thống nhận được")
    return Moment(claimed)


def catalogue_conflicts(then: dict[str, Any], now: dict[str, Any]) -> list[Conflict]:
    """What differs between the procedure as the machine had it and as it holds on the day of acceptance."""
    found = []
    if then.get("version") != now["version"]:
        found.append(
            Conflict(
                Kind.VERSION,
                "Thủ tục có bản mới sau lần cuối máy này có mạng.",
                then=_said(then),
                now=_said(now),
            )
        )
    before, after = _papers(then), _papers(now)
    if before != after:
        gone = [name for name in before if name not in after]
        new = [name for name in after if name not in before]
        changed = [name for name in after if name in before and before[name] != after[name]]
        words = [f"thêm {_quoted(new)}"] * bool(new) + [f"bỏ {_quoted(gone)}"] * bool(gone)
        words += [f"đổi bắt buộc hay không: {_quoted(changed)}"] * bool(changed)
        found.append(
            Conflict(
                Kind.PAPERS,
                f"Thành phần hồ sơ nay khác: {'; '.join(words) or 'thứ tự'}.",
                then=_listed(before),
                now=_listed(after),
            )
        )
    return found


def _papers(side: dict[str, Any]) -> dict[str, bool]:
    return {str(paper["name"]): bool(paper["required"]) for paper in side.get("papers", ())}


def _said(side: dict[str, Any]) -> str:
    limit = side.get("limit")
    return f"{side.get('name', '')}{f' ({limit})' if limit else ''}"


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"“{name[:120]}”" for name in names)


def _listed(papers: dict[str, bool]) -> str:
    return "\n".join(f"{name[:300]}{' (bắt buộc)' if required else ''}" for name, required in papers.items())
