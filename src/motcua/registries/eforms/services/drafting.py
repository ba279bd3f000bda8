"""A draft worked on in the browser: begun from a version, changed step by step, any step taken back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.kernel import access, audit
from motcua.kernel.access import Actor
from motcua.kernel.text import clean
from motcua.registries.eforms import ports, queries, rules
from motcua.registries.eforms.models import DraftStep, Form, FormVersion
from motcua.registries.eforms.services.publishing import locked, require_seen
from motcua.registries.eforms.types import (
    DRAFT,
    EDIT,
    WITHDRAWN,
    AddSection,
    BadEdit,
    BadForm,
    Edit,
    Edited,
    FormDefinition,
    InUse,
    NotADraft,
    Version,
)

KEPT_STEPS = 100


def _keep(row: FormVersion, definition: FormDefinition, *, by: Actor, at: datetime) -> None:
    row.definition, row.sha256 = rules.dump(definition), rules.fingerprint(definition)
    row.revision += 1
    row.saved_at, row.saved_by = at, by.title
    row.save(update_fields=["definition", "sha256", "revision", "saved_at", "saved_by"])


def _draft(code: str, number: int) -> FormVersion:
    row = locked(code, number)
    if row.status != DRAFT:
        raise NotADraft(
            f"Phiên bản {number} không còn là bản nháp.",
            why="Bản đã đăng hoặc đã rút không sửa được nữa; hồ sơ giữ nguyên bản của mình.",
            next="Hãy soạn một bản nháp mới từ phiên bản này.",
        )
    return row


@transaction.atomic
def start_draft(*, code: str, number: int, by: Actor, at: datetime) -> Version:
    """Soạn: the draft that stands already, else a new one beginning as the version named."""
    access.require(by, EDIT)
    source = locked(code, number)
    standing = source.form.versions.filter(status=DRAFT).order_by("-number").first()
    if standing is not None:
        return queries.version(standing.pk)
    shared = queries.lists()
    definition = rules.read(
        {**source.definition, "lists": {}}, {**queries.version(source.pk).definition.lists, **shared}
    )[0]
    row = _new(source.form, definition, by=by, at=at)
    audit.record(by, "eforms.start", f"eform:{code}", at=at, after={"number": row.number, "from": number})
    return queries.version(row.pk)


def _new(form: Form, definition: FormDefinition, *, by: Actor, at: datetime) -> FormVersion:
    newest = form.versions.order_by("-number").first()
    return FormVersion.objects.create(
        form=form,
        number=(newest.number if newest else 0) + 1,
        definition=rules.dump(definition),
        sha256=rules.fingerprint(definition),
        status=DRAFT,
        saved_at=at,
        saved_by=by.title,
    )


@transaction.atomic
def create_form(*, code: str, name: str, like: str = "", by: Actor, at: datetime) -> Version:
    """Lập biểu mẫu mới: a draft of its own, empty or beginning like another form in force.

    Raises:
        BadEdit: the code is taken.
        BadForm: the code is not one.
    """
    access.require(by, EDIT)
    code, name = clean(code), clean(name)
    if Form.objects.filter(code=code).exists():
        raise BadEdit(f"Mã {code} đã có biểu mẫu.", next="Hãy mở biểu mẫu ấy để soạn bản mới.")
    start: dict[str, object] = {"sections": []}
    if like:
        version = queries.published(like, at.date())
        if version is None:
            raise BadEdit(f"Biểu mẫu {like} chưa có bản đang dùng.", next="Hãy chọn biểu mẫu khác.")
        start = rules.dump(version.definition)
    definition, faults = rules.read(
        {"schema": 1, **start, "code": code, "name": name, "as_of": at.date().isoformat()}, queries.lists()
    )
    if wrong := [one for one in faults if one.path.startswith("biểu mẫu.")]:
        raise BadForm(wrong[0].message, next="Hãy sửa rồi gửi lại.", faults=wrong)
    if not definition.sections:
        definition = rules.edit(definition, AddSection("Phần một")).definition
    form = Form.objects.create(code=code, name=name)
    row = _new(form, definition, by=by, at=at)
    audit.record(by, "eforms.create", f"eform:{code}", at=at, after={"name": name, "like": like})
    return queries.version(row.pk)


@transaction.atomic
def edit_draft(*, code: str, number: int, seen: int, edit: Edit, by: Actor, at: datetime) -> Edited:
    """Sửa bản nháp: one change, kept with what stood before it.

    Raises:
        NotADraft: it has been published or taken back meanwhile.
        Overtaken: somebody changed it after ``seen``; nothing is overwritten.
        BadEdit: the change does not fit.
        InUse: a condition, a computed value, a paper, a process or a result paper still refers to it.
    """
    access.require(by, EDIT)
    row = _draft(code, number)
    require_seen(row, seen)
    before = rules.read(row.definition)[0]
    done = rules.edit(before, edit, lists=queries.lists())
    _require_unread(before, done.definition)
    if done.definition == before:
        return done
    DraftStep.objects.create(
        version=row,
        revision=row.revision + 1,
        words=done.words[:700],
        who=by.title[:200],
        at=at,
        before=row.definition,
    )
    DraftStep.objects.filter(version=row, revision__lte=row.revision + 1 - KEPT_STEPS).delete()
    changes = rules.diff(before, done.definition)[:20]
    _keep(row, done.definition, by=by, at=at)
    if row.form.name != done.definition.name and not row.form.versions.exclude(status=DRAFT).exists():
        row.form.name = done.definition.name
        row.form.save(update_fields=["name"])
    audit.record(
        by,
        "eforms.edit",
        f"eform:{code}",
        at=at,
        before={one.words: one.before[:300] for one in changes},
        after={"number": number, "revision": row.revision, "done": done.words}
        | {one.words: one.after[:300] for one in changes},
    )
    return done


def _require_unread(before: FormDefinition, after: FormDefinition) -> None:
    """A field that a process or a result paper reads does not leave the form silently."""
    gone = rules.vanished(before, after)
    readers = [need for need in ports.fields_needed(before.code) if need.field in gone] if gone else []
    if readers:
        told = "; ".join(f"{need.who} đọc “{need.field}”" for need in readers)
        raise InUse(
            f"Chưa bỏ được: {len(readers)} nơi ngoài biểu mẫu đang dùng.",
            why=f"Đó là: {told}.",
            next="Hãy sửa các nơi ấy trước.",
            uses=[],
        )


@transaction.atomic
def undo_edit(*, code: str, number: int, seen: int, by: Actor, at: datetime) -> str:
    """Hoàn tác: the draft as it was before its latest change; returns what was taken back.

    Raises:
        BadEdit: nothing to take back.
        Overtaken: somebody changed it after ``seen``.
    """
    access.require(by, EDIT)
    row = _draft(code, number)
    require_seen(row, seen)
    step = row.steps.filter(is_undone=False).order_by("-revision").first()
    if step is None:
        raise BadEdit("Không còn việc nào để hoàn tác.")
    step.is_undone = True
    step.save(update_fields=["is_undone"])
    DraftStep.objects.create(
        version=row,
        revision=row.revision + 1,
        words=f"Hoàn tác: {step.words}"[:700],
        who=by.title[:200],
        at=at,
        before=row.definition,
        is_undone=True,
    )
    _keep(row, rules.read(step.before)[0], by=by, at=at)
    audit.record(
        by,
        "eforms.undo",
        f"eform:{code}",
        at=at,
        after={"number": number, "revision": row.revision, "undone": step.words},
    )
    return step.words


@transaction.atomic
def discard_draft(*, code: str, number: int, seen: int, by: Actor, at: datetime) -> None:
    """Bỏ bản nháp: it stands among the versions as taken back, and may be begun from again."""
    access.require(by, EDIT)
    row = _draft(code, number)
    require_seen(row, seen)
    row.status = WITHDRAWN
    row.save(update_fields=["status"])
    audit.record(
        by, "eforms.discard", f"eform:{code}", at=at, before={"status": DRAFT}, after={"number": number, "status": WITHDRAWN}
    )  # fmt: skip
