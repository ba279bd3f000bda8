"""Editing drafts in the browser: begun from a version or from the standard, changed one wish at a time, undone, set aside.

Two administrators may have the same draft open. Each change names the revision its page was made from; the second is
told who has changed what in between, and nothing of either is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from motcua.kernel import access, audit, clock
from motcua.kernel.access import Actor
from motcua.kernel.text import clean
from motcua.registries.procedures import queries as procedures
from motcua.services.workflow import queries
from motcua.services.workflow.models import DraftEdit, Process, ProcessVersion
from motcua.services.workflow.rules import bpmn, changes, definition, editing, outline
from motcua.services.workflow.rules.course import moment
from motcua.services.workflow.types import EDIT, BadProcess, DraftMoved, NotADraft, ProcessDefinition

from .definitions import Draft, keep

Change = Callable[[ProcessDefinition], ProcessDefinition]


@transaction.atomic
def start_draft(*, process_code: str, number: int, by: Actor, at: datetime) -> Draft:
    """Soạn bản thảo từ một bản: the open draft when there is one, else a copy of that version."""
    access.require(by, EDIT)
    version = queries.version_by_number(process_code, number)
    Process.objects.select_for_update().get(code=process_code)
    waiting = queries.open_draft(process_code)
    if waiting is not None:
        found = queries.version_by_number(process_code, waiting)
        return Draft(found.id, process_code, waiting, (), unchanged=True)
    draft = keep(queries.definition_of(version.id), by=by.title, at=at, again=True)
    audit.record(
        by, "workflow.start_draft", f"process:{process_code}", at=at, after={"number": draft.number, "from": number}
    )  # fmt: skip
    return draft


@transaction.atomic
def new_process(*, procedure_code: str, by: Actor, at: datetime) -> Draft:
    """Soạn quy trình cho một thủ tục chưa có: a draft from the standard process, fitted to the procedure's limit."""
    access.require(by, EDIT)
    use = next(
        (one for one in procedures.uses_of_process(procedure_code) if one.code == procedure_code), None
    )
    if use is None:
        raise BadProcess(
            f"Tỉnh chưa áp dụng thủ tục “{procedure_code[:30]}”, hoặc thủ tục ấy đã chọn quy trình khác.",
            next="Kiểm tra mã thủ tục trong danh mục, rồi thử lại.",
        )
    if Process.objects.filter(code=use.code).exists():
        raise BadProcess(
            f"Thủ tục {use.code} đã có quy trình.",
            next="Mở quy trình ấy trong danh sách rồi chọn “Soạn bản thảo”.",
        )
    limit = queries.demands_on(use.code, clock.local(at).date()).limit or 40.0
    base = outline.same_day(queries.words()) if limit < 8 else outline.standard(limit, queries.words())
    named = definition.parse(
        definition.dump(base) | {"code": use.code, "name": clean(use.name)[:300], "limit_hours": limit}
    )
    draft = keep(named, by=by.title, at=at)
    audit.record(by, "workflow.new_process", f"process:{use.code}", at=at, after={"number": draft.number})
    return draft


@transaction.atomic
def change_draft(*, version_id: int, seen: int, change: Change, by: Actor, at: datetime) -> tuple[str, ...]:
    """Sửa bản thảo: what changed in words; nothing where the wish changes nothing.

    Raises:
        DraftMoved: somebody has changed it since revision ``seen``; says who, when and what.
        NotADraft: it has been published or set aside meanwhile.
        BadProcess: the engine could not run what is wished.
    """
    access.require(by, EDIT)
    row = _locked(version_id, seen)
    before = definition.parse(row.definition)
    after = definition.parse(definition.dump(editing.merged(before, change(before))))  # as strictly as a file
    if after.code != before.code:
        raise BadProcess(
            "Sơ đồ này thuộc quy trình khác.", why=f"Mã trong sơ đồ là “{after.code}”.", next="Mở đúng quy trình."
        )  # fmt: skip
    if definition.dump(after) == definition.dump(before):
        return ()
    said = changes.between(before, after) or ("Sắp xếp lại thứ tự, không đổi nội dung.",)
    _write(row, after, said, by, at)
    return said


@transaction.atomic
def save_drawing(*, version_id: int, seen: int, xml: str | bytes, by: Actor, at: datetime) -> tuple[str, ...]:
    """Lưu sơ đồ vẽ tay: the drawing's BPMN, read as strictly as a file."""
    access.require(by, EDIT)
    drawn = bpmn.read(xml)
    return change_draft(version_id=version_id, seen=seen, change=lambda _: drawn, by=by, at=at)


@transaction.atomic
def undo_change(*, version_id: int, seen: int, by: Actor, at: datetime) -> tuple[str, ...]:
    """Hoàn tác một lần sửa: the draft as it stood before it; pressed again, one change further back.

    An undoing is written down like any change, and what is done after it can be undone in its turn.
    """
    access.require(by, EDIT)
    row = _locked(version_id, seen)
    goes_back_to = queries.undo_goes_to(version_id)
    earlier = DraftEdit.objects.filter(version=row, revision=goes_back_to).first() if goes_back_to else None
    if earlier is None:
        raise BadProcess("Chưa có lần sửa nào để hoàn tác.", next="Sửa bản thảo trong bảng hoặc trên sơ đồ.")
    after = definition.parse(earlier.definition)
    said = changes.between(definition.parse(row.definition), after) or (
        "Sắp xếp lại thứ tự, không đổi nội dung.",
    )
    said = ("Hoàn tác một lần sửa.", *said)
    _write(row, after, said, by, at, restores=earlier.revision)
    return said


@transaction.atomic
def discard_draft(*, version_id: int, seen: int, by: Actor, at: datetime) -> None:
    """Bỏ bản thảo: it is set aside, not erased; a new draft may begin from it."""
    access.require(by, EDIT)
    row = _locked(version_id, seen)
    row.status, row.changed_at, row.changed_by = ProcessVersion.Status.DISCARDED, at, by.title
    row.save(update_fields=["status", "changed_at", "changed_by"])
    audit.record(
        by, "workflow.discard_draft", f"process:{row.process.code}", at=at,
        before={"number": row.number, "status": "draft"}, after={"number": row.number, "status": "discarded"},
    )  # fmt: skip


def _locked(version_id: int, seen: int) -> ProcessVersion:
    row = (
        ProcessVersion.objects.select_for_update(of=("self",))
        .select_related("process")
        .filter(pk=version_id)
        .first()
    )
    if row is None:
        raise queries.no_process(str(version_id))
    if row.status != ProcessVersion.Status.DRAFT:
        raise NotADraft(
            f"Bản {row.number} không còn là bản thảo.", why=f"Trạng thái hiện tại: {row.get_status_display().lower()}.",
            next="Tạo bản thảo mới từ bản này để sửa tiếp.",
        )  # fmt: skip
    if row.revision != seen:
        raise _moved(row, seen)
    return row


def _moved(row: ProcessVersion, seen: int) -> DraftMoved:
    since = [edit for edit in queries.edits(row.pk, since=seen) if edit.words]
    told = [
        f"{edit.by_name}, {moment(clock.local(edit.at))}: {' '.join(edit.words[:6])}"
        + (f" (và {len(edit.words) - 6} thay đổi khác)" if len(edit.words) > 6 else "")
        for edit in reversed(since[:5])
    ]
    return DraftMoved(
        "Bản thảo đã đổi từ khi bạn mở trang, nên thay đổi của bạn chưa được lưu.",
        why=" ".join(told) or f"{row.changed_by} đã sửa.",
        next="Xem bản mới bên dưới rồi làm lại thay đổi của bạn nếu còn cần.",
        changes=told,
    )


def _write(
    row: ProcessVersion,
    after: ProcessDefinition,
    said: tuple[str, ...],
    by: Actor,
    at: datetime,
    *,
    restores: int | None = None,
) -> None:
    before = {"revision": row.revision, "sha256": row.sha256}
    if not DraftEdit.objects.filter(version=row, revision=row.revision).exists():
        DraftEdit.objects.create(
            version=row,
            revision=row.revision,
            at=row.created_at,
            by_name=row.created_by,
            definition=row.definition,
        )
    row.revision += 1
    row.definition, row.bpmn_xml, row.sha256 = (
        definition.dump(after),
        bpmn.write(after),
        definition.digest(after),
    )
    row.changed_at, row.changed_by = at, by.title
    row.save(update_fields=["revision", "definition", "bpmn_xml", "sha256", "changed_at", "changed_by"])
    DraftEdit.objects.create(
        version=row,
        revision=row.revision,
        at=at,
        by_name=by.title,
        words=list(said),
        restores=restores,
        definition=row.definition,
    )
    audit.record(
        by, "workflow.change_draft", f"process:{row.process.code}", at=at, before=before,
        after={"number": row.number, "revision": row.revision, "sha256": row.sha256, "words": list(said)[:40]},
    )  # fmt: skip
