"""A catalogue file that came through the console: kept at once, read and taken by the worker, watched meanwhile.

A row of PendingImport is the whole memory of it. Reading and comparing hold no lock; taking is one transaction. A worker
that died is noticed by its silence, and the file is begun again from its start: nothing of it was written.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from motcua.kernel import access, audit, clock, outbox
from motcua.kernel.access import Actor
from motcua.kernel.refusals import Refusal
from motcua.registries.procedures import queries
from motcua.registries.procedures.models import PendingDifference, PendingImport
from motcua.registries.procedures.ports import open_dossiers
from motcua.registries.procedures.rules import files
from motcua.registries.procedures.services.applying import lock_catalogue
from motcua.registries.procedures.services.importing import (
    UnreadableCatalogue,
    compare_files,
    take_files,
)
from motcua.registries.procedures.types import (
    EDIT,
    IMPORTS_SILENT,
    ImportReport,
    ImportUnderWay,
    Orphans,
    ReadFile,
)

log = logging.getLogger("motcua.imports")

JOB = "procedures.imports"
MOST_TRIES = 3
SHOWN = 200
"""Faults kept for the page; a file with more of them is mended in its source, not row by row."""
_STAGE = PendingImport.Stage
_ASKING = ("kind", "id", "name", "post_code", "post_title", "unit_code", "agency_code", "agency_name",
           "acting_for", "acting_for_id")  # fmt: skip


class _Overtaken(Exception):
    """Another worker, or a person who gave up, has the file now."""


@transaction.atomic
def keep_upload(*, content: bytes, name: str, by: Actor, at: datetime) -> str:
    """Gửi tệp danh mục: kept until the worker has read it; returns the key of its page.

    Raises:
        ImportUnderWay: another file is being read or taken.
    """
    access.require(by, EDIT)
    lock_catalogue()
    _refuse_second()
    long_ago = Q(uploaded_at__lt=at - timedelta(days=30))
    PendingImport.objects.filter(
        long_ago | Q(uploaded_at__lt=at - timedelta(days=1)) & ~Q(stage=_STAGE.TAKEN)
    ).delete()
    digest = hashlib.sha256(content).hexdigest()
    asked = {"name": name[:300], "content": content, "uploaded_at": at, "stage": _STAGE.ASKED, "outcome": {}}
    kept, _ = PendingImport.objects.update_or_create(digest=digest, defaults=asked | _asked(by, at))
    kept.differences.all().delete()
    audit.record(by, "procedures.send_catalogue", _subject(digest), at=at, after={"file": name[:300]})
    outbox.wake(JOB, at=at)
    return digest


@transaction.atomic
def ask_import(*, key: str, by: Actor, at: datetime) -> None:
    """Nhập tệp đã xem khác biệt: the worker takes it, all or nothing.

    Raises:
        UnreadableCatalogue: the file is no longer kept, or was taken already.
        ImportUnderWay: this or another file is being read or taken.
        Orphans: dossiers under way would lose their procedure.
    """
    access.require(by, EDIT)
    lock_catalogue()
    _refuse_second()
    kept = PendingImport.objects.select_for_update().defer("content").filter(digest=key).first()
    if kept is None or kept.stage != _STAGE.READY:
        raise UnreadableCatalogue(
            "Tệp này đã được nhập hoặc không còn được giữ.", next="Hãy chọn lại tệp để xem khác biệt."
        )
    leaving = kept.differences.filter(kind="removed").values_list("code", flat=True)
    if waiting := open_dossiers(list(leaving)):
        raise _orphans(waiting)
    PendingImport.objects.filter(pk=kept.pk).update(stage=_STAGE.WANTED, outcome={}, **_asked(by, at))
    audit.record(by, "procedures.ask_import", _subject(key), at=at, after={"file": kept.name})
    outbox.wake(JOB, at=at)


@transaction.atomic
def give_up_import(*, key: str, by: Actor, at: datetime) -> None:
    """Thôi: a file no worker has begun, or whose worker fell silent, is left as it was before it was asked for.

    Raises:
        ImportUnderWay: a worker has it in hand.
    """
    access.require(by, EDIT)
    kept = PendingImport.objects.select_for_update().defer("content").filter(digest=key).first()
    if kept is None or kept.stage not in queries.UNDER_WAY:
        return
    if queries.in_hand(kept, at):
        raise ImportUnderWay(
            "Chương trình nền đang xử lý tệp này.",
            next="Hãy chờ xong; việc nhập là tất cả hoặc không gì cả.",
            key=key,
        )
    stage = _STAGE.READY if kept.stage in (_STAGE.WANTED, _STAGE.TAKING) else _STAGE.CLOSED
    said = {} if stage == _STAGE.READY else _refusal("Đã thôi đọc tệp này", "Chưa có gì đổi trong danh mục.")
    PendingImport.objects.filter(pk=kept.pk).update(
        stage=stage, tries=F("tries") + 1, done_at=at, outcome=said
    )
    audit.record(by, "procedures.give_up_import", _subject(key), at=at, after={"file": kept.name})


def work_on_imports() -> None:
    """Every file asked for, one after another; what failed stands on its page, and the job's light turns."""
    while kept := _claim(clock.now()):
        try:
            _Work(kept).run()
        except _Overtaken:
            log.warning("import %s was taken over", kept.digest[:12])
        except Refusal as refusal:
            _close(kept, refusal.title, refusal.message)
        except Exception:
            _close(
                kept,
                "Máy chủ gặp lỗi",
                "Chưa có gì đổi trong danh mục. Hãy thử lại; còn lỗi thì báo người vận hành.",
            )
            raise


def _claim(now: datetime) -> PendingImport | None:
    """The next file nobody works on, marked as ours; one that killed its worker again and again is left."""
    waiting = Q(stage__in=(_STAGE.ASKED, _STAGE.WANTED)) | Q(
        stage__in=(_STAGE.READING, _STAGE.TAKING), beat_at__lt=now - IMPORTS_SILENT
    )
    for one in PendingImport.objects.defer("content").filter(waiting).order_by("asked_at"):
        if one.tries >= MOST_TRIES:
            _close(
                one,
                "Không làm xong được",
                f"Đã thử {one.tries} lần, lần nào cũng dừng giữa chừng. Chưa có gì đổi.",
            )
            continue
        stage = _STAGE.READING if one.stage in (_STAGE.ASKED, _STAGE.READING) else _STAGE.TAKING
        ours = PendingImport.objects.filter(waiting, pk=one.pk, tries=one.tries).update(
            stage=stage, tries=one.tries + 1, begun_at=now, beat_at=now, part="", done=0, total=0
        )
        if ours:
            return PendingImport.objects.get(pk=one.pk)
    return None


class _Work:
    """One file in one worker's hands; ``tries`` tells this hold from any other."""

    def __init__(self, kept: PendingImport) -> None:
        self.kept = kept
        self.by = Actor(**kept.by, permissions=frozenset({EDIT}))
        self.held = PendingImport.objects.filter(pk=kept.pk, tries=kept.tries, stage=kept.stage)

    def run(self) -> None:
        """Read and compare, or take."""
        self.tell("read", 0, 0, now=True)
        try:
            read = files.read_bytes(bytes(self.kept.content), name=self.kept.name, tell=self.tell)
        except files.UnreadableFile as fault:
            raise UnreadableCatalogue(
                str(fault), next="Hãy chọn đúng tệp danh mục (YAML, JSONL, .gz)."
            ) from None
        self.compare(read) if self.kept.stage == _STAGE.READING else self.take(read)

    def tell(self, part: str, done: int, total: int, *, now: bool = False) -> None:
        """Say how far it is, about once a second.

        Raises:
            _Overtaken: it is no longer ours.
        """
        at = clock.now()
        if not now and self.kept.beat_at and at - self.kept.beat_at < timedelta(seconds=1):
            return
        self.kept.beat_at = at
        if not self.held.update(beat_at=at, part=part, done=done, total=total):
            raise _Overtaken

    def compare(self, read: ReadFile) -> None:
        """Its differences, for a person to see."""
        report = compare_files([read], tell=self.tell)
        adopted = queries.adopted_codes()
        waiting = open_dossiers([one.code for one in report.differences])
        rows = [
            PendingDifference(
                pending=self.kept, code=one.code, name=one.name, kind=one.kind,
                changes=[{"field": c.field, "old": c.old, "new": c.new} for c in one.changes],
                is_adopted=one.code in adopted, open_dossiers=waiting.get(one.code, 0),
            )
            for one in report.differences
        ]  # fmt: skip
        at = clock.now()
        useful = not read.errors and bool(report.differences)
        said: dict[str, Any] = {"stage": _STAGE.READY} if useful else {"stage": _STAGE.CLOSED, "content": b""}
        with transaction.atomic():
            if not self.held.update(
                done_at=at, tries=0, rows=report.rows, unchanged=report.unchanged, revision=queries.revision(),
                outcome=_told(report, errors=read.errors), **said,
            ):  # fmt: skip
                raise _Overtaken
            if useful:
                self.kept.differences.all().delete()
                PendingDifference.objects.bulk_create(rows, batch_size=200)

    def take(self, read: ReadFile) -> None:
        """All of it, in one transaction that also marks it taken."""

        def mine(report: ImportReport) -> bool:
            if not self.held.select_for_update().exists():
                raise _Overtaken
            said = {"stage": _STAGE.TAKEN, "content": b"", "tries": 0, "outcome": _told(report)}
            return bool(self.held.update(done_at=clock.now(), **said))

        def tell(part: str, done: int, total: int) -> None:
            self.tell(part, done, total, now=part == "write")

        report = take_files([read], by=self.by, at=clock.now(), tell=tell, mine=mine)
        if report.ok:
            return
        if read.errors:
            raise UnreadableCatalogue("Tệp có lỗi, chưa nhập gì.", next="Hãy gửi lại tệp để xem từng lỗi.")
        raise _orphans({one.code: one.why for one in report.errors})


def _close(kept: PendingImport, title: str, words: str) -> None:
    """Tell why it came to nothing: a file that was read stays to be looked at, any other is let go."""
    read = kept.differences.exists()
    said: dict[str, Any] = {"stage": _STAGE.READY} if read else {"stage": _STAGE.CLOSED, "content": b""}
    PendingImport.objects.filter(pk=kept.pk, tries=kept.tries).update(
        done_at=clock.now(), tries=0, outcome=_refusal(title, words), **said
    )


def second_import(other: PendingImport) -> ImportUnderWay:
    """Why a file is not begun while another is under way."""
    return ImportUnderWay(
        f"Tệp “{other.name}” của {other.by_name} đang được xử lý.",
        why="Mỗi lúc một tệp, để danh mục không bị hai tay cùng sửa.",
        next="Hãy chờ tệp ấy xong.",
        key=other.digest,
    )


def _refuse_second() -> None:
    if (other := queries.import_under_way()) is not None:
        raise second_import(other)


def _orphans(waiting: Mapping[str, object]) -> Orphans:
    told = [f"{code}: còn {said} hồ sơ đang giải quyết" if isinstance(said, int) else f"{code}: {said}" for code, said in sorted(waiting.items())]  # fmt: skip
    return Orphans(
        f"Chưa nhập gì: {len(told)} thủ tục bị bỏ khỏi danh mục vẫn còn hồ sơ đang giải quyết.",
        why="; ".join(told[:5]) + ".",
        next="Hãy giải quyết xong các hồ sơ này, hoặc giữ các thủ tục đó trong tệp.",
    )


def _asked(by: Actor, at: datetime) -> dict[str, Any]:
    who = {field: getattr(by, field) for field in _ASKING}
    return {"by": who, "by_name": by.title, "asked_at": at, "begun_at": None, "beat_at": None, "done_at": None,
            "tries": 0, "part": "", "done": 0, "total": 0}  # fmt: skip


def _told(report: ImportReport, *, errors: list[Any] = ()) -> dict[str, Any]:  # type: ignore[assignment]
    return {
        "rows": report.rows, "added": len(report.added), "changed": len(report.changed),
        "removed": len(report.removed), "unchanged": report.unchanged,
        "errors": [asdict(one) for one in errors[:SHOWN]], "faults": len(errors),
        "warnings": [asdict(one) for one in report.warnings[:SHOWN]], "remarks": len(report.warnings),
    }  # fmt: skip


def _refusal(title: str, words: str) -> dict[str, Any]:
    return {"refusal": {"title": str(title), "message": words}}


def _subject(key: str) -> str:
    return f"catalogue_file:{key[:12]}"
