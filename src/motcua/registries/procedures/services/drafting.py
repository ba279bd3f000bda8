"""Drafts: opened on what is in force, saved by several hands, published from a day on, taken back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from motcua.kernel import access, audit, clock, outbox
from motcua.kernel.access import Actor
from motcua.kernel.refusals import Refusal
from motcua.kernel.text import clean
from motcua.registries.procedures import ports, queries
from motcua.registries.procedures.events import DraftPublished, ProcedureEdited, PublicationUndone
from motcua.registries.procedures.models import Adoption, Change, Draft, Procedure
from motcua.registries.procedures.queries import states
from motcua.registries.procedures.rules import adopting, codes, drafts
from motcua.registries.procedures.services.applying import (
    check_dated,
    check_fees,
    check_terms,
    lock_catalogue,
    put,
)
from motcua.registries.procedures.services.editing import refuse_lacking, refuse_papers, refuse_unlinked
from motcua.registries.procedures.services.versioning import next_revision
from motcua.registries.procedures.types import (
    EDIT,
    BadTerms,
    CannotUndo,
    DraftMoved,
    ForceMoved,
    NoDraft,
    Orphans,
    Record,
    State,
)

EDITABLE = (
    set(Record.model_fields) - {"code", "overrides", "source", "captured_on", "listed", "status"}
    | {f"t_{key}" for key in states.TERMS} - {"t_is_published", "t_withdrawn_reason"}
    | {"fees"}
)


def _locked(code: str) -> Draft:
    row = Draft.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise NoDraft(
            f"Thủ tục {code} không có bản thảo đang mở.",
            why="Bản thảo có thể vừa được công bố hoặc bỏ đi.",
            next="Hãy mở trang thủ tục và bắt đầu bản thảo mới.",
        )
    return row


def _starting_terms(state: State) -> State:
    """What a province that does not offer it yet begins with."""
    record, _ = drafts.record_of(state)
    offer = record and adopting.default_offer(record, queries.province_short_name(), clock.today())
    blank = Adoption(level=offer.level if offer else "province", province_code="-")
    terms = {f"t_{key}": getattr(blank, key) for key in states.TERMS}
    return terms | {"t_is_published": False, "fees": []}


@transaction.atomic
def start_draft(
    *, code: str, by: Actor, at: datetime, name: str = "", from_version: int | None = None
) -> Draft:
    """Mở bản thảo on what is in force, on an old version's content, or of a procedure of the province's own.

    A draft that is open already is handed back as it is.

    Raises:
        BadTerms: a new procedure without a right code or a name.
        NoSuchProcedure: no such version.
    """
    access.require(by, EDIT)
    row = Draft.objects.select_for_update().filter(code=code).first()
    if row is not None:
        return row
    base = states.state(code)
    data = dict(base)
    if not base:
        if codes.base_code(code) != code:
            raise BadTerms(f"“{code}” không đúng dạng mã thủ tục.", next="Hãy ghi mã như 1.001193.")
        if not clean(name):
            raise BadTerms("Chưa ghi tên thủ tục.", next="Hãy ghi tên như trong quyết định công bố.")
        record = Record(code=code, name=clean(name), scope="local", papers=())
        data = states.content_state(record)
    if from_version is not None:
        data |= states.content_state(queries.record_of_number(code, from_version))
    if "t_level" not in data:
        data |= _starting_terms(data)
    row = Draft.objects.create(
        code=code, base=base, data=data, started_at=at, changed_at=at, changed_by=by.title
    )
    audit.record(
        by, "procedures.start_draft", f"procedure:{code}", at=at,
        after={"from_version": from_version, "changes": list(drafts.changed(base, data)) if base else ["new"]},
    )  # fmt: skip
    return row


@transaction.atomic
def save_draft(*, code: str, changes: State, seen: int, by: Actor, at: datetime) -> Draft:
    """Lưu bản thảo. What two hands changed apart is brought together; what both changed is refused and shown.

    Raises:
        DraftMoved: both changed the same field; facts name who, when and the fields.
        BadTerms: a value that cannot be; nothing is saved.
    """
    access.require(by, EDIT)
    if unknown := set(changes) - EDITABLE:
        raise BadTerms(f"Không có trường {', '.join(sorted(unknown))}.")
    row = _locked(code)
    seen_state = drafts.as_seen(row.data, row.edits, seen)
    later = [edit for edit in row.edits if edit["revision"] > seen]
    if seen_state is None or seen > row.revision:
        raise DraftMoved(
            "Bản thảo đã được lưu nhiều lần từ khi bạn mở trang.",
            next="Hãy mở lại trang để thấy nội dung mới, rồi sửa tiếp.",
            edits=later, conflicts=[], revision=row.revision,
        )  # fmt: skip
    mine = seen_state | changes
    merged, conflicts = drafts.merge(seen_state, mine, row.data)
    if conflicts:
        names = ", ".join(drafts.LABELS.get(key, key) for key in conflicts)
        who = ", ".join(dict.fromkeys(edit["by"] for edit in later))
        raise DraftMoved(
            f"{who} vừa sửa: {names}.",
            why="Chưa có gì của bạn được lưu, cũng chưa có gì bị ghi đè.",
            next="Hãy xem nội dung mới bên dưới, giữ hoặc sửa lại phần của bạn, rồi lưu lần nữa.",
            edits=later, conflicts=list(conflicts), revision=row.revision,
        )  # fmt: skip
    merged = fit(merged)
    if "papers" in changes:
        refuse_papers(code, row.data, merged, clock.local(at).date())
    keys = drafts.changed(row.data, merged)
    if not keys:
        return row
    before = {key: row.data.get(key) for key in keys}
    row.revision += 1
    row.edits = [
        *row.edits, {"revision": row.revision, "at": at.isoformat(), "by": by.title, "before": before}
    ][-drafts.KEPT_EDITS :]  # fmt: skip
    row.data, row.changed_at, row.changed_by, row.problem = merged, at, by.title, ""
    row.save()
    audit.record(
        by, "procedures.save_draft", f"procedure:{code}", at=at, before=before,
        after={key: merged.get(key) for key in keys},
    )  # fmt: skip
    return row


def fit(state: State) -> State:
    """The state in the one stored form.

    Raises:
        BadTerms: a value that cannot be.
    """
    record, faults = drafts.record_of(state)
    if record is None or faults:
        said = "; ".join(
            f"{drafts.LABELS.get(field.partition('[')[0], field)}: {why}" for field, why in faults[:5]
        )
        raise BadTerms(f"Chưa lưu được. {said}.", next="Hãy sửa mục này rồi lưu lại.", faults=faults)
    fees = state.get("fees", [])
    if any(set(fee) != set(states.FEE_FIELDS) for fee in fees):
        raise BadTerms("Dòng mức thu thiếu hoặc thừa cột.", next="Hãy điền lại mức thu trong trang soạn.")
    check_fees(fees)
    check_dated(state)
    check_terms(Adoption(**{key[2:]: value for key, value in state.items() if key.startswith("t_")}))
    return state | states.content_state(record)


@transaction.atomic
def rebase_draft(*, code: str, by: Actor, at: datetime) -> tuple[str, ...]:
    """Đưa bản thảo lên bản đang hiệu lực: what only the law in force changed is taken; what the draft changed stays.

    Returns the fields both changed, where the draft's word stays and should be looked at.
    """
    access.require(by, EDIT)
    row = _locked(code)
    now = states.state(code)
    own = (
        {}
        if "t_level" in now
        else {key: row.data[key] for key in row.data if key.startswith("t_") or key == "fees"}
    )
    theirs = now | own
    merged, conflicts = drafts.merge(row.base, row.data, theirs)
    before = {key: row.data.get(key) for key in drafts.changed(row.data, merged)}
    row.base, row.data = now, merged
    row.revision += 1
    row.edits = [
        *row.edits, {"revision": row.revision, "at": at.isoformat(), "by": by.title, "before": before}
    ][-drafts.KEPT_EDITS :]  # fmt: skip
    row.changed_at, row.changed_by, row.problem = at, by.title, ""
    row.save()
    audit.record(
        by, "procedures.rebase_draft", f"procedure:{code}", at=at, before=before,
        after={key: merged.get(key) for key in before},
    )  # fmt: skip
    return conflicts


@transaction.atomic
def discard_draft(*, code: str, by: Actor, at: datetime) -> None:
    """Bỏ bản thảo: what is in force stays; the ledger keeps what the draft said."""
    access.require(by, EDIT)
    row = _locked(code)
    audit.record(
        by, "procedures.discard_draft", f"procedure:{code}", at=at,
        before={key: row.data.get(key) for key in drafts.changed(row.base, row.data)},
    )  # fmt: skip
    row.delete()


@transaction.atomic
def publish_draft(*, code: str, seen: int, from_day: date, by: Actor, at: datetime) -> Change | None:
    """Công bố bản thảo from a day on: today it holds at once, a later day it waits for. None where it waits.

    Raises:
        DraftMoved: somebody saved since the differences were shown.
        ForceMoved: what is in force changed since the draft was opened.
        LacksParts, BadTerms, NotLinked: it may not be published like this.
    """
    access.require(by, EDIT)
    lock_catalogue()
    row = _locked(code)
    today = clock.local(at).date()
    if seen != row.revision:
        raise DraftMoved(
            f"{row.changed_by} vừa lưu bản thảo này.",
            next="Hãy xem lại khác biệt rồi công bố.",
            edits=[edit for edit in row.edits if edit["revision"] > seen], conflicts=[], revision=row.revision,
        )  # fmt: skip
    if from_day < today:
        raise BadTerms(
            f"Ngày áp dụng {from_day:%d/%m/%Y} đã qua.",
            why="Hồ sơ đã nhận giữ nguyên bản của ngày nhận.",
            next="Hãy chọn hôm nay hoặc một ngày sau.",
        )
    _refuse_moved(row)
    refuse_lacking(code, queries.draft_view(row.data, today).missing)
    refuse_unlinked(code, row.data, today)
    if from_day > today:
        before = row.publish_on
        row.publish_on, row.problem = from_day, ""
        row.save(update_fields=["publish_on", "problem"])
        audit.record(
            by, "procedures.schedule_draft", f"procedure:{code}", at=at,
            before={"publish_on": before}, after={"publish_on": from_day},
        )  # fmt: skip
        return None
    return _publish(row, by=by, at=at, day=today)


def _refuse_moved(row: Draft) -> None:
    moved = [key for key in drafts.changed(row.base, states.state(row.code)) if key != "t_is_published"]
    if moved:
        names = ", ".join(drafts.LABELS.get(key, key) for key in moved)
        raise ForceMoved(
            f"Từ khi mở bản thảo, bản đang hiệu lực đã đổi: {names}.",
            why="Công bố ngay sẽ ghi đè các thay đổi đó.",
            next="Hãy bấm “Cập nhật bản thảo”, xem lại khác biệt, rồi công bố.",
            fields=moved,
        )


def _publish(row: Draft, *, by: Actor, at: datetime, day: date) -> Change | None:
    before = states.state(row.code, lock=True)
    after = row.data | {"t_is_published": True, "t_withdrawn_reason": ""}
    if not Procedure.objects.filter(code=row.code).exists():
        Procedure.objects.create(code=row.code, name=row.data["name"])
    change = put(row.code, before, after, kind=_kind(row.code, before), by=by, at=at, from_day=day)
    row.delete()
    if change is None:
        return None
    next_revision(at)
    audit.record(
        by, "procedures.publish_draft", f"procedure:{row.code}", at=at,
        before=change.before, after=change.after,
    )  # fmt: skip
    outbox.publish(
        DraftPublished(code=row.code, version=change.version or 0, effective_on=day, occurred_at=at)
    )
    return change


def _kind(code: str, before: State) -> str:
    """What publishing is to a reader: a first beginning, also after one taken back; a beginning anew; or new content."""
    if before.get("t_is_published"):
        return "published"
    taken_back = Change.objects.filter(procedure__code=code, kind="adopted").values_list(
        "undone_at", flat=True
    )
    if before.get("t_level") and taken_back.first() is None:
        return "offered"
    return "adopted"


@transaction.atomic
def unschedule_draft(*, code: str, by: Actor, at: datetime) -> None:
    """Bỏ hẹn công bố: the draft stays."""
    access.require(by, EDIT)
    row = _locked(code)
    before, row.publish_on = row.publish_on, None
    row.save(update_fields=["publish_on"])
    audit.record(
        by, "procedures.unschedule_draft", f"procedure:{code}", at=at,
        before={"publish_on": before}, after={"publish_on": None},
    )  # fmt: skip


@transaction.atomic
def publish_due(*, code: str, by: Actor, at: datetime) -> bool:
    """The day a draft waited for has come; what may not be published now says why and waits for a person."""
    access.require(by, EDIT)
    lock_catalogue()
    row = Draft.objects.select_for_update().filter(code=code, publish_on__lte=clock.local(at).date()).first()
    if row is None:
        return False
    try:
        with transaction.atomic():
            _refuse_moved(row)
            refuse_lacking(code, queries.draft_view(row.data, clock.local(at).date()).missing)
            refuse_unlinked(code, row.data, clock.local(at).date())
            _publish(row, by=by, at=at, day=clock.local(at).date())
    except Refusal as refusal:
        return _stuck(row, refusal.message, by, at)
    return True


def _stuck(row: Draft, why: str, by: Actor, at: datetime) -> bool:
    if row.problem != why:
        row.problem = why
        row.save(update_fields=["problem"])
        audit.record(by, "procedures.publish_due", f"procedure:{row.code}", at=at, after={"problem": why})
    return False


@transaction.atomic
def undo_change(*, change_id: int, by: Actor, at: datetime) -> Change:
    """Hoàn tác: what was before holds again from today, as a new version; nothing of the history is lost.

    An undoing can be undone itself: the change holds again, and is told again.

    Raises:
        CannotUndo: undone already, longer ago than allowed, or somebody changed the same fields since.
        Orphans: people wait under a procedure the province would never have taken over.
    """
    access.require(by, EDIT)
    lock_catalogue()
    row = (
        Change.objects.select_for_update(of=("self",))
        .select_related("procedure")
        .filter(pk=change_id)
        .first()
    )
    if row is None:
        raise CannotUndo("Không có lần thay đổi này.", next="Hãy mở lại trang thủ tục.")
    now = states.state(row.procedure.code, lock=True)
    refuse_undoing(row, now, at)
    change = put(row.procedure.code, now, undone(row, now), kind="undone", by=by, at=at, undoes=row)
    assert change is not None
    row.undone_at = at
    row.save(update_fields=["undone_at"])
    if row.undoes_id is not None:
        Change.objects.filter(pk=row.undoes_id).update(undone_at=None)
    next_revision(at)
    audit.record(
        by,
        "procedures.undo",
        f"procedure:{row.procedure.code}",
        at=at,
        before=change.before,
        after=change.after,
    )
    outbox.publish(PublicationUndone(code=row.procedure.code, version=change.version or 0, occurred_at=at))
    outbox.publish(ProcedureEdited(code=row.procedure.code, version=change.version or 0, occurred_at=at))
    return change


def undone(row: Change, now: State) -> State:
    """The state with the change taken out. A procedure first offered by it is no longer offered."""
    if drafts.first_offered(row.kind, row.before):
        taken_back = {"t_is_published": False, "t_withdrawn_reason": "Tỉnh đã hoàn tác việc công bố."}
        return now | row.before | taken_back
    return now | row.before


def refuse_undoing(row: Change, now: State, at: datetime) -> None:
    """Refuse what may not be undone.

    Raises:
        CannotUndo: and why.
        Orphans: dossiers are under way, and what takes them in would be as if it had never been.
    """
    code = row.procedure.code
    if row.kind == "imported":
        raise CannotUndo(
            f"Nội dung thủ tục {code} theo danh mục quốc gia, không hoàn tác riêng được.",
            next="Nếu tỉnh cần giữ nội dung cũ, hãy mở bản thảo từ phiên bản cũ rồi công bố.",
        )
    if row.kind == "turned":
        raise CannotUndo(
            f"Thời hạn của thủ tục {code} đến ngày thì áp dụng, không phải một lần sửa để hoàn tác.",
            next="Nếu thời hạn ghi sai, hãy sửa trong bản thảo rồi công bố.",
        )
    if row.undone_at is not None:
        raise CannotUndo(f"Lần sửa này đã được hoàn tác lúc {clock.local(row.undone_at):%H:%M %d/%m/%Y}.")
    if at - row.at > drafts.UNDO_WITHIN:
        raise CannotUndo(
            f"Đã quá {drafts.UNDO_WITHIN.days} ngày từ lần sửa.",
            next="Hãy mở bản thảo từ phiên bản cũ, xem lại rồi công bố.",
        )
    moved: list[Any] = [key for key, value in row.after.items() if now.get(key) != value]
    if moved:
        names = ", ".join(drafts.LABELS.get(key, key) for key in moved)
        raise CannotUndo(
            f"Thủ tục {code} đã được sửa tiếp ở: {names}.",
            why="Hoàn tác sẽ ghi đè lần sửa sau.",
            next="Hãy hoàn tác lần sửa sau trước, hoặc mở bản thảo mới.",
        )
    waiting = ports.open_dossiers([code]).get(code, 0) if row.kind == "adopted" else 0
    if waiting:
        raise Orphans(
            f"Thủ tục {code} còn {waiting} hồ sơ đang giải quyết, nên chưa hoàn tác việc tỉnh bắt đầu áp dụng được.",
            why="Hoàn tác là coi như tỉnh chưa từng áp dụng thủ tục này.",
            next="Hãy giải quyết xong các hồ sơ ấy; hoặc rút công bố: không nhận hồ sơ mới, hồ sơ đang giải quyết vẫn tiếp tục.",
            dossiers={code: waiting},
        )
