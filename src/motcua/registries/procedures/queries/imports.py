"""Reading a kept import: its differences by kind, by what the province uses, by who waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from motcua.kernel.outbox import queries as outbox
from motcua.registries.procedures.models import PendingDifference, PendingImport
from motcua.registries.procedures.types import IMPORTS_SILENT, NoDraft

KINDS = ("added", "changed", "removed")
STAGE = PendingImport.Stage
UNDER_WAY = (STAGE.ASKED, STAGE.READING, STAGE.WANTED, STAGE.TAKING)
PATIENCE = timedelta(seconds=10)
"""A worker at rest takes a file within a second; after this long the page says that none has come."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file is: steps with their tone, and what holds it up."""

    heading: str
    steps: list[tuple[str, str]]
    """The name of a step, and done, now or later."""
    part: str
    done: int
    total: int
    waits: bool
    """No worker has taken it yet."""
    silent: bool
    """The worker that had it has said nothing for long."""
    worker_seen_at: datetime | None


def pending_import(key: str) -> PendingImport:
    """A kept file.

    Raises:
        NoDraft: taken already, or kept too long ago.
    """
    row = PendingImport.objects.defer("content").filter(digest=key).first()
    if row is None:
        raise NoDraft(
            "Tệp này đã được nhập hoặc không còn được giữ.", next="Hãy chọn lại tệp để xem khác biệt."
        )
    return row


def import_under_way() -> PendingImport | None:
    """The file being read or taken, or waiting for it; there is one at most."""
    return PendingImport.objects.defer("content").filter(stage__in=UNDER_WAY).order_by("asked_at").first()


def recent_imports() -> QuerySet[PendingImport]:
    """What was sent lately, newest first."""
    return PendingImport.objects.defer("content").order_by("-uploaded_at", "-pk")


def in_hand(kept: PendingImport, now: datetime) -> bool:
    """Whether a living worker has it."""
    return kept.stage in (STAGE.READING, STAGE.TAKING) and bool(
        kept.beat_at and now - kept.beat_at < IMPORTS_SILENT
    )


def progress_of(kept: PendingImport, now: datetime) -> Progress:
    """For the page of a file under way."""
    taking = kept.stage in (STAGE.WANTED, STAGE.TAKING)
    names = {"read": "Đọc và kiểm tra từng thủ tục", "compare": "So với danh mục đang dùng"}
    names |= {"write": "Ghi vào danh mục, tất cả hoặc không gì cả"} if taking else {}
    here = list(names).index(kept.part) if kept.part in names else -1
    begun = kept.stage in (STAGE.READING, STAGE.TAKING)
    waits = not begun and now - (kept.asked_at or now) > PATIENCE
    return Progress(
        heading="Đang nhập danh mục" if taking else "Đang đọc tệp",
        steps=[
            (name, "done" if at < here else "now" if at == here else "later")
            for at, name in enumerate(names.values())
        ],
        part=kept.part, done=kept.done, total=kept.total, waits=waits, silent=begun and not in_hand(kept, now),
        worker_seen_at=outbox.worker_seen_at() if waits else None,
    )  # fmt: skip


def pending_differences(
    kept: PendingImport, *, kind: str = "", ours: str = "", words: str = ""
) -> QuerySet[PendingDifference]:
    """Its differences, narrowed."""
    rows = kept.differences.order_by("code")
    if kind in KINDS:
        rows = rows.filter(kind=kind)
    if ours == "ap-dung":
        rows = rows.filter(is_adopted=True)
    elif ours == "ho-so":
        rows = rows.filter(open_dossiers__gt=0)
    if words:
        rows = rows.filter(Q(code__startswith=words) | Q(name__icontains=words))
    return rows


def pending_counts(kept: PendingImport) -> dict[str, int]:
    """How many of each kind, how many the province uses, how many somebody waits under."""
    return kept.differences.aggregate(
        **{kind: Count("pk", filter=Q(kind=kind)) for kind in KINDS},
        ours=Count("pk", filter=Q(is_adopted=True)),
        waiting=Count("pk", filter=Q(open_dossiers__gt=0)),
        orphans=Count("pk", filter=Q(open_dossiers__gt=0, kind="removed")),
    )
