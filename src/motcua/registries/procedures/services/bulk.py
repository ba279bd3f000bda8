"""Many procedures changed in one go: seen first, then done all at once, and taken back all at once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from motcua.kernel import access, audit, clock, outbox
from motcua.kernel.access import Actor
from motcua.registries.procedures import queries
from motcua.registries.procedures.events import ManyChanged
from motcua.registries.procedures.models import Batch, Change, PendingBatch
from motcua.registries.procedures.queries import states
from motcua.registries.procedures.rules import bulk, drafts, missing
from motcua.registries.procedures.services.applying import lock_catalogue, put
from motcua.registries.procedures.services.versioning import next_revision
from motcua.registries.procedures.types import EDIT, BadTerms, CannotUndo, StalePage

MOST = 5000


@transaction.atomic
def preview_many(
    *, wanted: Mapping[str, Mapping[str, str]], title: str, by: Actor, at: datetime,
    errors: Sequence[Mapping[str, Any]] = (), places: Mapping[str, Mapping[str, Any]] | None = None,
) -> str:  # fmt: skip
    """What setting these cells would change, kept for an hour; returns the key of the preview. Changes nothing.

    ``errors`` are faults of a workbook already found; ``places`` names each code's sheet and row there.
    """
    access.require(by, EDIT)
    if len(wanted) > MOST:
        raise BadTerms(f"Nhiều nhất {MOST} thủ tục trong một lần.", next="Hãy lọc bớt rồi làm từng phần.")
    PendingBatch.objects.filter(created_at__lt=at - timedelta(hours=24)).delete()
    today = clock.local(at).date()
    rows, faults, unchanged = [], list(errors), 0
    adopted = states.adoptions(list(wanted))
    opening = [code for code, cells in wanted.items() if cells.get("published") == "yes"]
    lacks = {one.code: one.missing for one in queries.gaps(today, opening)} if opening else {}
    for code, cells in wanted.items():
        place = dict((places or {}).get(code, {}))
        row = adopted.get(code)
        if row is None:
            faults.append(
                place
                | {
                    "code": code,
                    "column": "",
                    "why": "tỉnh chưa áp dụng thủ tục này",
                    "next": "Hãy mở bản thảo của thủ tục và công bố trước.",
                }
            )
            continue
        before = states.terms_of(row)
        field = row.procedure.field.name if row.procedure.field else ""
        shown = bulk.shown_only(row.procedure.name, field, before, today)
        vain = bulk.changed_in_vain(shown, cells)
        after, own = bulk.wish(
            before, {key: value for key, value in cells.items() if key not in shown}, today
        )
        if after.get("t_is_published") and not before.get("t_is_published"):
            lacking = [missing.PARTS[key] for key in lacks.get(code, ()) if key in missing.REQUIRED]
            if lacking:
                own.append(("published", f"còn thiếu: {', '.join(lacking)}"))
        faults += [
            place
            | {"code": code, "column": bulk.COLUMNS[column], "why": why, "next": "Hãy sửa ô này rồi gửi lại."}
            for column, why in own
        ]
        faults += [
            place
            | {
                "code": code, "column": bulk.NOT_HERE[column], "why": why,
                "next": "Hãy trả ô này về như cũ hoặc để trống; muốn đổi thì sửa ở trang thủ tục.",
            }
            for column, why in vain
        ]  # fmt: skip
        if own or vain:
            continue
        keys = drafts.changed(before, after)
        unchanged += not keys
        if keys:
            rows.append(
                {
                    "code": code, "name": row.procedure.name, "note": shown["cases"],
                    "before": {key: before.get(key) for key in keys}, "after": {key: after[key] for key in keys},
                }
            )  # fmt: skip
    key = secrets.token_hex(16)
    PendingBatch.objects.create(
        key=key, title=title[:300], by_id=by.id, rows=rows, errors=faults, unchanged=unchanged, created_at=at
    )
    audit.record(
        by, "procedures.preview_many", f"preview:{key[:8]}", at=at,
        after={"title": title[:300], "rows": len(rows), "errors": len(faults)},
    )  # fmt: skip
    return key


@transaction.atomic
def change_many(*, key: str, by: Actor, at: datetime, only_good: bool = False) -> Batch:
    """Sửa hàng loạt as previewed: all rows or none; ``only_good`` leaves out rows with faults and rows moved meanwhile.

    Raises:
        StalePage: done already, too old, or somebody changed some of the rows meanwhile.
        BadTerms: rows have faults and the administrator did not choose the good ones only.
    """
    access.require(by, EDIT)
    lock_catalogue()
    kept = PendingBatch.objects.select_for_update().filter(key=key, by_id=by.id).first()
    if kept is None:
        raise StalePage(
            "Lượt sửa này đã làm xong hoặc quá lâu.", next="Hãy chọn lại thủ tục và xem trước lần nữa."
        )
    if kept.errors and not only_good:
        raise BadTerms(
            f"Còn {len(kept.errors)} lỗi, chưa sửa gì.",
            next="Hãy sửa các dòng lỗi rồi gửi lại, hoặc chọn chỉ lấy các dòng đúng.",
        )
    adopted = states.adoptions([row["code"] for row in kept.rows], lock=True)
    moved, going = [], []
    for row in kept.rows:
        now = states.terms_of(adopted.get(row["code"]))
        still = now and all(now.get(field) == value for field, value in row["before"].items())
        (going if still else moved).append((row, now))
    if moved and not only_good:
        codes = ", ".join(row["code"] for row, _ in moved[:10])
        raise StalePage(
            f"{len(moved)} thủ tục vừa được người khác sửa: {codes}.",
            why="Chưa sửa gì, để không ghi đè.",
            next="Hãy xem trước lại, hoặc chọn chỉ lấy các dòng còn đúng.",
        )
    if not going:
        raise BadTerms("Không có thủ tục nào để sửa.", next="Hãy chọn lại rồi xem trước.")
    batch = Batch.objects.create(title=kept.title, at=at, by_name=by.title, size=len(going))
    changes = [
        put(
            row["code"],
            now,
            now | row["after"],
            kind=_kind(row["after"]),
            by=by,
            at=at,
            batch=batch,
            row=adopted[row["code"]],
        )
        for row, now in going
    ]
    _tell(batch, [one for one in changes if one], "procedures.change_many", by=by, at=at, undone=False)
    kept.delete()
    return batch


def _kind(after: Mapping[str, Any]) -> str:
    if "t_is_published" in after:
        return "offered" if after["t_is_published"] else "withdrawn"
    return "edited"


def _tell(batch: Batch, changes: list[Change], verb: str, *, by: Actor, at: datetime, undone: bool) -> None:
    Change.objects.bulk_create(changes, batch_size=400)
    next_revision(at)
    audit.record(
        by, verb, f"batch:{batch.pk}", at=at,
        before={one.procedure.code: one.before for one in changes},
        after={one.procedure.code: one.after for one in changes},
        reason=batch.title,
    )  # fmt: skip
    outbox.publish(ManyChanged(batch=batch.pk, size=len(changes), undone=undone, occurred_at=at))


@transaction.atomic
def undo_many(*, batch_id: int, by: Actor, at: datetime) -> tuple[int, list[str]]:
    """Hoàn tác lượt sửa: what each row was before; rows somebody changed since stay and are named.

    Raises:
        CannotUndo: undone already, too long ago, or nothing is left to take back.
    """
    access.require(by, EDIT)
    lock_catalogue()
    batch = Batch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None or batch.undone_at is not None:
        raise CannotUndo("Lượt sửa này đã được hoàn tác, hoặc không có.", next="Hãy xem danh sách lượt sửa.")
    if at - batch.at > drafts.UNDO_WITHIN:
        raise CannotUndo(
            f"Đã quá {drafts.UNDO_WITHIN.days} ngày từ lượt sửa.", next="Hãy sửa lại bằng một lượt mới."
        )
    rows = list(batch.changes.select_related("procedure").filter(undone_at__isnull=True))
    adopted = states.adoptions([row.procedure.code for row in rows], lock=True)
    changes, skipped = [], []
    for row in rows:
        now = states.terms_of(adopted[row.procedure.code])
        if any(now.get(field) != value for field, value in row.after.items()):
            skipped.append(row.procedure.code)
            continue
        change = put(
            row.procedure.code, now, now | row.before, kind="undone", by=by, at=at, batch=batch,
            row=adopted[row.procedure.code], undoes=row,
        )  # fmt: skip
        row.undone_at = at
        changes += [change] if change else []
    if not changes:
        raise CannotUndo(
            "Mọi thủ tục của lượt này đã được sửa tiếp.",
            why="Hoàn tác sẽ ghi đè.",
            next="Hãy sửa từng thủ tục.",
        )
    Change.objects.bulk_update(rows, ["undone_at"], batch_size=400)
    batch.undone_at = at
    batch.save(update_fields=["undone_at"])
    _tell(batch, changes, "procedures.undo_many", by=by, at=at, undone=True)
    return len(changes), skipped
