"""What an administrator changes by hand at once: terms, content, publication, fees, words. Drafts stand beside."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from motcua.kernel import access, audit, clock, outbox
from motcua.kernel.access import Actor
from motcua.kernel.refusals import AlreadyDone
from motcua.kernel.text import clean
from motcua.registries.eforms import queries as eforms
from motcua.registries.procedures import ports, queries
from motcua.registries.procedures.events import ProcedureEdited, ProcedurePublished, ProcedureWithdrawn
from motcua.registries.procedures.models import Adoption, FeeRule, Procedure, Synonym
from motcua.registries.procedures.queries import states
from motcua.registries.procedures.rules import cases, dated, drafts, missing
from motcua.registries.procedures.services.applying import check_dated, lock_catalogue, put
from motcua.registries.procedures.services.versioning import next_revision
from motcua.registries.procedures.types import (
    EDIT,
    BadTerms,
    LacksParts,
    NotAdopted,
    NotLinked,
    PapersElsewhere,
    Record,
    StalePage,
    State,
)

TERMS = set(states.TERMS) - {"is_published", "withdrawn_reason"}
LINKS = {"t_cases", "t_eform_code", "t_process_code"}
FOUND_BY = {"level", "online_level"}  # what the order of answers rests on


def _locked(code: str) -> Adoption:
    lock_catalogue()
    row = states.adoptions([code], lock=True).get(code)
    if row is None:
        raise NotAdopted(
            f"Tỉnh chưa áp dụng thủ tục {code}.", next="Hãy đưa thủ tục vào danh mục của tỉnh trước khi sửa."
        )
    return row


def _change(
    row: Adoption, verb: str, kind: str, new: State, *, by: Actor, at: datetime, reason: str = "",
    from_day: date | None = None,
) -> bool:  # fmt: skip
    """Terms at once: changed, recorded; whether anything changed."""
    before = states.terms_of(row)
    change = put(
        row.procedure.code, before, before | new, kind=kind, by=by, at=at, row=row, from_day=from_day
    )
    if change is not None:
        audit.record(
            by, verb, f"procedure:{row.procedure.code}", at=at,
            before=change.before, after=change.after, reason=reason,
        )  # fmt: skip
    return change is not None


@transaction.atomic
def edit_adoption(
    *, code: str, changes: dict[str, Any], by: Actor, at: datetime, seen_revision: int | None = None
) -> Adoption:
    """Sửa điều kiện áp dụng của tỉnh: limit, level, online level, who decides. Dossiers keep what they were given.

    Raises:
        StalePage: the page showed an older state (seen_revision).
        BadTerms: a value that cannot be.
        NotLinked: an e-form or a process that is not there.
    """
    access.require(by, EDIT)
    row = _locked(code)
    if seen_revision is not None and seen_revision != row.revision:
        raise StalePage(
            f"Thủ tục {code} đã được sửa lúc {clock.local(row.changed_at):%H:%M %d/%m/%Y}.",
            next="Hãy mở lại trang để thấy nội dung mới, rồi sửa tiếp.",
        )
    unknown = set(changes) - TERMS
    if unknown:
        raise BadTerms(f"Không có trường {', '.join(sorted(unknown))}.")
    new = {f"t_{key}": value for key, value in changes.items()}
    linked = states.terms_of(row) | new if LINKS & set(new) and (row.cases or new.get("t_cases")) else new
    refuse_unlinked(code, linked, clock.local(at).date())
    if _change(row, "procedures.edit_adoption", "edited", new, by=by, at=at):
        if FOUND_BY & set(changes):
            next_revision(at)
        outbox.publish(ProcedureEdited(code=code, version=0, occurred_at=at))
    return row


def turn_limits(*, by: Actor, at: datetime) -> int:
    """Thời hạn đến ngày: what was entered for today becomes the plain limit that lists and tables show; how many turned.

    Each holds from the day that was entered, however late the clock's job comes round; nobody did it, so nobody undoes it.
    """
    access.require(by, EDIT)
    return sum(_turn(code, by=by, at=at) for code in queries.limits_turning(clock.local(at).date()))


@transaction.atomic
def _turn(code: str, *, by: Actor, at: datetime) -> bool:
    row = _locked(code)
    begun = dated.since(row.limits, clock.local(at).date())
    first = begun.get("valid_from") if begun else None
    since = date.fromisoformat(first) if first else None
    if not _change(row, "procedures.turn_limit", "turned", {}, by=by, at=at, from_day=since):
        return False
    outbox.publish(ProcedureEdited(code=code, version=0, occurred_at=at))
    return True


@transaction.atomic
def publish_procedure(*, code: str, by: Actor, at: datetime, even_if_incomplete: bool = False) -> Adoption:
    """Công bố: new dossiers may come in.

    Raises:
        LacksParts: a part the law asks for is missing, named one by one.
        AlreadyDone: it is published.
    """
    access.require(by, EDIT)
    row = _locked(code)
    if row.is_published:
        raise AlreadyDone(f"Thủ tục {code} đang được công bố.")
    view = queries.procedure(code, clock.local(at).date())
    if not even_if_incomplete:
        refuse_lacking(code, view.missing)
    _change(
        row, "procedures.publish", "offered", {"t_is_published": True, "t_withdrawn_reason": ""}, by=by, at=at
    )
    next_revision(at)
    outbox.publish(ProcedurePublished(code=code, occurred_at=at))
    return row


def refuse_lacking(code: str, lacks: tuple[str, ...]) -> None:
    """Refuse to publish without the parts the decree demands.

    Raises:
        LacksParts: named one by one.
    """
    lacking = [missing.PARTS[key] for key in lacks if key in missing.REQUIRED]
    if lacking:
        raise LacksParts(
            f"Thủ tục {code} chưa công bố được.",
            why=f"Còn thiếu: {', '.join(lacking)}.",
            next="Hãy bổ sung, rồi công bố lại.",
            missing=list(lacks),
        )


def refuse_unlinked(code: str, terms: State, day: date) -> None:
    """Refuse an e-form or a process nobody has published: citizens would be given another one than the decision names.
    Refuse a case that the form cannot tell, or whose process does not fit its limit.

    Raises:
        NotLinked: naming the code and what to do.
    """
    form, process = terms.get("t_eform_code") or "", terms.get("t_process_code") or ""
    if form and not eforms.published_id(form, day):
        raise NotLinked(
            f"Mục “{drafts.LABELS['t_eform_code']}” ghi mã {form}, nhưng không có biểu mẫu nào mã ấy đã đăng.",
            next=f"Hãy đăng biểu mẫu {form} trước, sửa lại mã, hoặc để trống để dùng biểu mẫu theo mã thủ tục.",
            field="t_eform_code",
        )
    if process and not ports.process_in_force(process):
        raise NotLinked(
            f"Mục “{drafts.LABELS['t_process_code']}” ghi mã {process}, nhưng không có quy trình nào mã ấy đang áp dụng.",
            next=f"Hãy ban hành quy trình {process} trước, sửa lại mã, hoặc để trống để dùng quy trình theo mã thủ tục.",
            field="t_process_code",
        )
    if terms.get("t_cases"):
        _refuse_cases(code, terms, day)


def _refuse_cases(code: str, terms: State, day: date) -> None:
    check_dated(terms)
    rows = [row for row in terms["t_cases"] if dated.days(row)[1] >= day.isoformat()]
    told = [(rows[at - 1], why) for at, why in cases.form_faults(rows, queries.form_asked(code, terms, day))]
    for row in rows:
        own = row["process_code"]
        if own and not ports.process_in_force(own):
            told.append((row, f"quy trình {own} không đang áp dụng"))
            continue
        followed = [one for one in (own, terms.get("t_process_code"), code) if one]
        name = next((one for one in followed if ports.process_in_force(one)), "")
        limit = cases.limit_of(row)
        if name and limit and (over := ports.process_over_limit(name, limit.value, limit.unit)):
            told.append((row, f"quy trình {name} không vừa thời hạn: {over}"))
    if told:
        said = "; ".join(f"“{row['name']}”: {why.rstrip('.')}" for row, why in told[:5])
        raise NotLinked(
            f"Trường hợp chưa dùng được. {said}.",
            why="Hồ sơ thuộc trường hợp này sẽ được hẹn sai ngày hoặc đi sai quy trình.",
            next="Hãy sửa điều kiện theo câu hỏi đang có của tờ khai, đổi thời hạn, hoặc ban hành quy trình vừa thời hạn trước.",
            field="t_cases",
        )


def refuse_papers(code: str, before: State, after: State, day: date) -> None:
    """Refuse papers written beside a form that keeps the list: nobody would be asked for them.

    Raises:
        PapersElsewhere: naming the form to write them in.
    """
    if drafts.changed({"papers": before.get("papers")}, {"papers": after.get("papers")}) == ():
        return
    kept = queries.papers_kept(queries.form_asked(code, after, day))
    if kept is not None:
        raise PapersElsewhere(
            f"Giấy tờ của thủ tục {code} do biểu mẫu {kept.form_code} giữ.",
            why="Hồ sơ chỉ hỏi giấy tờ ghi trong biểu mẫu; sửa ở đây thì không ai bị hỏi khác đi.",
            next=f"Hãy sửa giấy tờ trong bản nháp của biểu mẫu {kept.form_code} rồi đăng.",
            form=kept.form_code,
        )


@transaction.atomic
def withdraw_procedure(*, code: str, reason: str, by: Actor, at: datetime) -> Adoption:
    """Rút công bố: no new dossiers; those under way go on."""
    access.require(by, EDIT)
    row = _locked(code)
    if not row.is_published:
        raise AlreadyDone(f"Thủ tục {code} không còn được công bố.")
    if not clean(reason):
        raise BadTerms("Cần ghi lý do rút.", why="Người dân đọc lý do này trên trang thủ tục.")
    new = {"t_is_published": False, "t_withdrawn_reason": clean(reason)}
    _change(row, "procedures.withdraw", "withdrawn", new, by=by, at=at, reason=clean(reason))
    next_revision(at)
    outbox.publish(ProcedureWithdrawn(code=code, reason=row.withdrawn_reason, occurred_at=at))
    return row


@transaction.atomic
def edit_procedure(*, code: str, changes: dict[str, Any], by: Actor, at: datetime, reason: str = "") -> int:
    """Sửa nội dung thủ tục: a new version from today; returns its number. The same content makes none."""
    access.require(by, EDIT)
    lock_catalogue()
    if not Procedure.objects.filter(code=code).exists():
        raise queries.NoSuchProcedure(f"Không có thủ tục mã “{code}”.")
    before = states.state(code, lock=True)
    if unknown := set(changes) - set(Record.model_fields):
        raise BadTerms(f"Không có trường {', '.join(sorted(unknown))}.")
    refuse_papers(code, before, before | changes, clock.local(at).date())
    change = put(code, before, before | changes, kind="published", by=by, at=at)
    if change is None or change.version is None:
        return Procedure.objects.get(code=code).versions.count()
    next_revision(at)
    audit.record(
        by,
        "procedures.edit",
        f"procedure:{code}",
        at=at,
        before=change.before,
        after=change.after,
        reason=reason,
    )
    outbox.publish(ProcedureEdited(code=code, version=change.version, occurred_at=at))
    return change.version


@transaction.atomic
def add_fee_rule(*, code: str, by: Actor, at: datetime, valid_from: date, **terms: Any) -> FeeRule:
    """Thêm mức thu: from a day on, by a resolution; an amount or a way to reckon it, never neither."""
    access.require(by, EDIT)
    row = _locked(code)
    rule = FeeRule(adoption=row, valid_from=valid_from, **terms)
    new = {"fees": [*states.terms_of(row)["fees"], states.fee_of(rule)]}
    _change(row, "procedures.add_fee", "edited", new, by=by, at=at)
    next_revision(at)
    outbox.publish(ProcedureEdited(code=code, version=0, occurred_at=at))
    return row.fee_rules.order_by("-pk").first() or rule


@transaction.atomic
def save_synonym(*, says: str, means: list[str], codes: list[str], by: Actor, at: datetime) -> Synonym:
    """Thêm hoặc sửa một từ đồng nghĩa."""
    access.require(by, EDIT)
    says = clean(says)
    if not says or not (means or codes):
        raise BadTerms("Cần lời người dân nói và nghĩa của nó.")
    row, _ = Synonym.objects.update_or_create(says=says, defaults={"means": means, "codes": codes})
    next_revision(at)
    audit.record(
        by, "procedures.save_synonym", f"synonym:{says}", at=at, after={"means": means, "codes": codes}
    )
    return row


@transaction.atomic
def remove_synonym(*, says: str, by: Actor, at: datetime) -> None:
    """Bỏ một từ đồng nghĩa from today on; it stays on record."""
    access.require(by, EDIT)
    changed = Synonym.objects.filter(says=clean(says), valid_to__isnull=True).update(
        valid_to=clock.local(at).date()
    )
    if not changed:
        raise BadTerms(f"Không có từ “{says}” đang dùng.")
    next_revision(at)
    audit.record(by, "procedures.remove_synonym", f"synonym:{clean(says)}", at=at)
