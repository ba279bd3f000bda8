"""Bổ sung, sửa tờ khai: what an officer enters from the paper, or puts right, after a dossier was filed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from motcua.kernel import access, outbox, text
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.registries.eforms.rules import answer_files
from motcua.services.dossiers import rules
from motcua.services.dossiers.events import DeclarationChanged
from motcua.services.dossiers.models import Dossier, Paper, Result, Tail
from motcua.services.dossiers.queries.declaring import (
    CHANGED_IN,
    LAST_STEPS,
    decider_of,
    filer_of,
    frame_of,
)
from motcua.services.dossiers.queries.form_files import files_of
from motcua.services.dossiers.queries.offer import Offer
from motcua.services.dossiers.types import (
    ACCEPT,
    PROCESS,
    CaseSettled,
    Channel,
    FormNotValid,
    Receipt,
    ResultChannel,
    WrongState,
)

from .common import expect, locked, need_reason, note, require_seen
from .processing import has_signed, in_force
from .receiving import write_tails
from .results import draft_anew
from .steps import current_token, require_work

HEADS = ("principal", "owner", "house_owner", "applicant", "requester", "filer")
"""Whose name a declaration asks for, where that may be who stands in the dossier."""
MOST_NAMED = 4


@command
def declare(
    *,
    code: str,
    answers: dict[str, Any],
    by: Actor,
    at: datetime,
    reason: str = "",
    seen: int | None = None,
    exact: bool = False,
) -> Receipt:
    """Bổ sung, sửa tờ khai: the whole declaration as it is to stand, by the desk before acceptance, then by who does the
    open step.

    Sent again it finds the declaration as it wants it, and changes nothing whatever version it has seen.

    Raises:
        FormNotValid: answers that cannot stand; of a program (``exact``) also those that could not be kept as sent.
        CaseSettled: the dossier is accepted, and these answers would give it another limit or process.
        ReasonMissing: accepted already, or declared by the citizen online, and no reason is given.
    """
    dossier = locked(code)
    _require_theirs(by, dossier)
    frame = frame_of(dossier)
    told = _checked(dossier, frame, answers, exact=exact)
    if told == dossier.answers:
        return Receipt(code=code, due_at=dossier.due_at)
    require_seen(dossier, seen)
    expect(dossier, *CHANGED_IN, doing="sửa tờ khai", action="declare")
    if has_signed(dossier):
        raise WrongState(
            "Hồ sơ đã có kết quả được ký nên không sửa tờ khai được.",
            next="Hãy chuyển lại bước trước, hoặc trả kết quả rồi làm thủ tục cải chính.",
        )
    if dossier.accepted_at is not None or dossier.owner_user_id is not None:
        reason = need_reason(reason, "sửa tờ khai")
    earlier, dossier.answers = dossier.answers, told
    _require_files(dossier, frame, earlier)
    was = {name: getattr(dossier, name) for name in ("competent_agency", "case_name", "result_channel")}
    sent_on = _keep_agency(dossier, frame, earlier)
    _keep_case(dossier, frame, earlier, sent_on=sent_on, by=by, at=at)
    dossier.undecided = frame.undecided(dossier.channel, told)
    _keep_papers(dossier, frame)
    if (way := rules.way_said(told)) is not None and way != rules.way_said(earlier):
        dossier.result_channel = way.value
    if dossier.result_channel not in frame.result_ways(told):
        dossier.result_channel = ResultChannel.COUNTER.value
    moved = sorted(key for key in {*earlier, *told} if earlier.get(key) != told.get(key))
    before = {key: earlier.get(key) for key in moved}
    after = {key: told.get(key) for key in moved}
    for column, old in was.items():
        if (new := getattr(dossier, column)) != old:
            before[column], after[column] = old, new
    for column, (old, new) in _follow_names(dossier, earlier).items():
        before[column], after[column] = old, new
    anew = _set_drafts_aside(dossier, by=by, at=at)
    doing = "Sửa tờ khai" if any(key in earlier for key in moved) else "Bổ sung tờ khai"
    words = f"{doing}: {_labels(frame, moved)}" + (". Dự thảo kết quả phải soạn lại" if anew else "")
    note(dossier, by, "declare", words, at=at, detail=text.clean(reason), before=before, after=after)
    outbox.publish(DeclarationChanged(code=code, occurred_at=at, words=words, reason=text.clean(reason)))
    return Receipt(code=code, due_at=dossier.due_at)


def _require_theirs(by: Actor, dossier: Dossier) -> None:
    """The desk before acceptance; then who does an open step, while it is open."""
    if dossier.form_version_id is None:
        raise WrongState("Hồ sơ này không có tờ khai điện tử.", next="Hãy xem tờ khai giấy trong túi hồ sơ.")
    if dossier.accepted_at is None:
        access.require(by, ACCEPT, agency_code=dossier.receiving_agency)
    elif dossier.state in CHANGED_IN:
        access.require(by, PROCESS)
        token = current_token(dossier, by=by)
        require_work(by, dossier, token)
        if token.task in LAST_STEPS:
            raise WrongState(
                f"Hồ sơ đang ở bước “{token.name}” nên không sửa tờ khai được.",
                next="Hãy chuyển lại bước trước, sửa tờ khai và soạn lại kết quả.",
            )
    else:
        access.require(by, PROCESS, agency_code=dossier.competent_agency)


def _checked(dossier: Dossier, frame: Offer, answers: dict[str, Any], *, exact: bool) -> dict[str, Any]:
    """Held to what it was held to when it was filed: online to the whole form, else as at the counter."""
    open_yet = dossier.accepted_at is None
    code = decider_of(dossier, frame, answers) if open_yet else dossier.competent_agency
    decider = frame.agency(code, frame.on)
    told = frame.addressed(answers, decider, exact=exact)
    if exact:
        frame.require_exact_answers(answers)
    whole = dossier.channel == Channel.ONLINE
    return frame.checked_answers(
        told, on=frame.on, on_paper=not whole, channel=dossier.channel, filer=filer_of(dossier)
    )


def _require_files(dossier: Dossier, frame: Offer, earlier: dict[str, Any]) -> None:
    """A file named in an answer was given for this dossier, or stood in the declaration before."""
    if frame.definition is None:
        return
    kept = {one.sha256 for one in answer_files(frame.definition, earlier)}
    kept |= {one.sha256 for one in files_of(dossier)}
    strange = [one for one in answer_files(frame.definition, dossier.answers) if one.sha256 not in kept]
    if strange:
        words = "Tệp này chưa được gửi vào hồ sơ."
        raise FormNotValid(
            words,
            next="Hãy gửi tệp vào hồ sơ trước, rồi ghi vào tờ khai.",
            places=[(("answers", *_place(one.path)), words) for one in strange],
        )


def _place(path: str) -> tuple[str | int, ...]:
    return tuple(int(part) if part.isdecimal() else part for part in path.split("."))


def _keep_agency(dossier: Dossier, frame: Offer, earlier: dict[str, Any]) -> bool:
    """Before acceptance the declaration says who decides; afterwards whoever is at work on it stays."""
    found = decider_of(dossier, frame, dossier.answers)
    if found in (dossier.competent_agency, decider_of(dossier, frame, earlier)):
        return False
    agency = frame.agency(found, frame.on)
    if dossier.accepted_at is not None:
        raise CaseSettled(
            f"Khai như vậy thì hồ sơ do {agency.name} giải quyết, không phải {dossier.competent_agency_name}.",
            why="Hồ sơ đã tiếp nhận, đã hẹn và đang được giải quyết.",
            next="Hãy giữ câu trả lời cũ; nếu đúng là nơi khác, hãy rút hoặc trả lời từ chối và nhận hồ sơ mới.",
        )
    dossier.competent_agency, dossier.competent_agency_name = agency.code, agency.name
    return True


def _keep_case(
    dossier: Dossier, frame: Offer, earlier: dict[str, Any], *, sent_on: bool, by: Actor, at: datetime
) -> None:
    """Before acceptance limit and process follow the case; a promise already given stays, and so does its case."""
    was, case = frame.case(dossier.channel, earlier), frame.case(dossier.channel, dossier.answers)
    if was == case and not sent_on:
        return
    if was != case and dossier.accepted_at is not None:
        raise CaseSettled(
            "Sửa như vậy thì hồ sơ thành trường hợp khác: "
            f"“{case.name if case else 'thời hạn chung'}” thay cho “{was.name if was else 'thời hạn chung'}”.",
            why="Hồ sơ đã tiếp nhận theo thời hạn và quy trình đã hẹn với người dân.",
            next="Hãy giữ câu trả lời cũ; nếu trường hợp đúng là khác, hãy rút hoặc trả lời từ chối và nhận hồ sơ mới.",
        )
    limit = frame.limit_at(dossier.channel, dossier.competent_agency, case)
    dossier.case_name = case.name if case else ""
    dossier.limit_value, dossier.limit_unit = limit or (None, "")
    dossier.process_version_id = frame.process_version(dossier.channel, case, by=by, at=at)


def _keep_papers(dossier: Dossier, frame: Offer) -> None:
    """The check list asks what these answers ask; nothing received is taken away."""
    asked = {one.position: one for one in frame.papers_for(dossier.answers, dossier.channel)}
    rows = {row.position: row for row in dossier.papers.all()}
    for listed in frame.papers:
        row, wanted = rows.get(listed.position), asked.get(listed.position)
        if row is None and wanted is not None:
            Paper.objects.create(
                dossier=dossier, position=wanted.position, code=wanted.code, name=wanted.name[:2000],
                required=wanted.required, group=wanted.group,
            )  # fmt: skip
        elif row is not None and row.name == listed.name[:2000]:
            required = wanted is not None and wanted.required
            if wanted is None and not row.received:
                row.delete()
            elif row.required != required:
                row.required = required
                row.save(update_fields=["required"])
    dossier.check_list = None


def _follow_names(dossier: Dossier, earlier: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Who stands in the dossier as the declaration named them is called as it names them now; whose own account stands
    in it is called by the account."""
    if dossier.owner_user_id is not None and not dossier.submitter_name:
        return {}
    pairs = [("applicant_name", f"{head}_name") for head in HEADS]
    pairs += [("applicant_id_number", f"{head}_id_number") for head in HEADS]
    pairs += [("applicant_phone", f"{head}_phone") for head in HEADS]
    pairs += [("applicant_name", "organization_name"), ("applicant_id_number", "organization_code")]
    found: dict[str, tuple[str, str]] = {}
    for column, question in pairs:
        stands, was = getattr(dossier, column), earlier.get(question)
        new = text.clean(str(dossier.answers.get(question) or ""))[
            : 200 if column == "applicant_name" else 20
        ]
        if column not in found and was and text.clean(str(was)) == stands and new and new != stands:
            found[column] = (stands, new)
            setattr(dossier, column, new)
    if "applicant_name" in found:
        dossier.applicant_folded = text.fold(dossier.applicant_name)[:200]
        Tail.objects.filter(dossier=dossier).delete()
        write_tails(dossier)
    return found


def _set_drafts_aside(dossier: Dossier, *, by: Actor, at: datetime) -> bool:
    """A paper drafted from the earlier answers stands no longer; one whose number is reserved is drawn anew under it."""
    drafts = [row for row in in_force(dossier) if not row.is_signed]
    if not drafts:
        return False
    if drafts[-1].number:
        draft_anew(dossier, is_refusal=drafts[-1].is_refusal, by=by, at=at)
    else:
        Result.objects.filter(pk__in=[row.pk for row in drafts]).update(superseded_at=at)
        dossier.results_held = None
    return True


def _labels(frame: Offer, moved: list[str]) -> str:
    fields = {item.code: item.label for item in frame.definition.fields()} if frame.definition else {}
    names = [fields[code] for code in fields if code in moved] or moved
    more = len(names) - MOST_NAMED
    return "; ".join(names[:MOST_NAMED])[:400] + (f" và {more} mục khác" if more > 0 else "")
