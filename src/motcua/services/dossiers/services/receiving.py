"""Tiếp nhận: from the citizen's hand to a code, a receipt and a promised hour."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel import access, clock, commands, numbers, outbox, rows, text
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.kernel.words import say
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers import rules
from motcua.services.dossiers.events import DossierAccepted, DossierSubmitted
from motcua.services.dossiers.models import Dossier, ExternalCode, Paper, ReceptionAnswer, Tail
from motcua.services.dossiers.queries.declaring import open_questions
from motcua.services.dossiers.queries.offer import Offer, offer_of
from motcua.services.dossiers.types import (
    ACCEPT,
    INTAKE,
    REFUSE,
    CaseUndecided,
    Channel,
    FiledAlready,
    Filing,
    FormNotValid,
    MissingPapers,
    NotOffered,
    PaperKind,
    Receipt,
    Status,
    WrongState,
)
from motcua.services.workflow import services as workflow

from . import papers as paper_data
from .answering import keep_answer
from .clockwork import answer_due, end_pauses, promise, wind
from .common import authority_missing, expect, locked, move, need_reason, note
from .papers import issue
from .steps import assign, due_of, may_do, settle, subject


@command
def submit(*, filing: Filing, by: Actor, at: datetime, channel: Channel = Channel.ONLINE) -> Receipt:
    """Nộp hồ sơ: a dossier that waits for the desk's answer within eight working hours.

    Raises:
        NotOffered: the procedure is not taken online here.
        FormNotValid: the e-form has answers that cannot stand.
    """
    dossier, papers = _create(filing, by=by, at=at, channel=channel, status=Status.SUBMITTED)
    if filing.exact and dossier.external_code:
        _claim(dossier, by)
    dossier.answer_due_at = answer_due(dossier, at)
    wind(dossier)
    dossier.step_name = "Chờ tiếp nhận"
    dossier.holder = organizations.agency(dossier.receiving_agency, clock.local(at).date()).name
    note(dossier, by, "submit", f"Nộp hồ sơ {channel.label.lower()}", at=at, save=False)
    _store(dossier, papers)
    outbox.publish(
        DossierSubmitted(
            code=dossier.code, occurred_at=at, procedure_code=dossier.procedure_code, channel=channel.value
        )
    )
    return Receipt(code=dossier.code, due_at=dossier.answer_due_at)


@command
def take_in(
    *,
    filing: Filing,
    by: Actor,
    at: datetime,
    channel: Channel = Channel.COUNTER,
    limit: tuple[int, str] | None = None,
    taken_at: datetime | None = None,
) -> Receipt:
    """Nhận tại quầy: take the papers in and promise an hour, in one move.

    ``limit`` is asked of the officer only where the catalogue has none that can be trusted. ``taken_at`` is when the
    citizen handed the papers in, where the line was down and it is written only now: law, code and promise go by it.
    """
    access.require(by, INTAKE)
    proxy = filing.submitter
    if (
        proxy is not None
        and not text.clean(proxy.authority)
        and rules.needs_authority(proxy.name, filing.applicant.name)
    ):
        raise authority_missing(text.clean(proxy.name))
    moment = taken_at or at
    dossier, papers = _create(filing, by=by, at=moment, channel=channel, status=Status.ACCEPTED)
    _store(dossier, papers)
    words = "Nhận hồ sơ tại quầy và hẹn trả kết quả"
    if taken_at is not None:
        words += (
            f"; nhận lúc mất mạng, {clock.local(moment):%H:%M %d/%m/%Y}, số tạm {filing.provisional_number}"
        )
    return _accept(dossier, by=by, at=at, taken_at=moment, limit=limit, action="take_in", words=words)


@command
def accept(
    *, code: str, by: Actor, at: datetime, seen: int | None = None, limit: tuple[int, str] | None = None
) -> Receipt:
    """Tiếp nhận: the desk answers an online or posted filing with a receipt.

    Raises:
        MissingPapers: a required paper is not there.
        CaseUndecided: the declaration does not answer the question that decides limit and process.
        DoneBySomeone: accepted already.
    """
    dossier = locked(code, seen=seen)
    access.require(by, ACCEPT, agency_code=dossier.receiving_agency)
    expect(dossier, Status.SUBMITTED, doing="tiếp nhận", action="accept")
    keep_answer(dossier, ReceptionAnswer.How.ACCEPTED, by=by, at=at)
    move(dossier, Status.ACCEPTED, at=at)
    return _accept(dossier, by=by, at=at, limit=limit, action="accept", words="Tiếp nhận và hẹn trả kết quả")


@command
def refuse_at_reception(
    *, code: str, reason: str, by: Actor, at: datetime, seen: int | None = None
) -> Receipt:
    """Từ chối tiếp nhận, with a concrete reason on the statutory paper."""
    dossier = locked(code, seen=seen)
    access.require(by, REFUSE, agency_code=dossier.receiving_agency)
    expect(
        dossier, Status.SUBMITTED, Status.SUPPLEMENT, doing="từ chối tiếp nhận", action="refuse_at_reception"
    )
    if dossier.accepted_at is not None:
        raise WrongState(
            say("Hồ sơ đã được tiếp nhận nên không từ chối tiếp nhận được nữa."),
            next=say("Nếu không đủ điều kiện, cơ quan trả lời bằng văn bản từ chối giải quyết có ký số."),
        )
    reason = need_reason(reason, "từ chối tiếp nhận")
    was = dossier.state
    if was is Status.SUBMITTED:
        keep_answer(dossier, ReceptionAnswer.How.REFUSED, by=by, at=at)
    end_pauses(dossier, at=at, answer=reason)
    move(dossier, Status.NOT_ACCEPTED, at=at)
    dossier.finished_at = at
    dossier.step_name = dossier.holder = ""
    issued = issue(dossier, PaperKind.REFUSAL, {"reason": reason, "was": int(was)}, by=by, at=at)
    note(dossier, by, "refuse_at_reception", "Từ chối tiếp nhận hồ sơ", at=at, detail=reason)
    return Receipt(code=dossier.code, due_at=None, paper_number=issued.number)


def _accept(
    dossier: Dossier,
    *,
    by: Actor,
    at: datetime,
    limit: tuple[int, str] | None,
    action: str,
    words: str,
    taken_at: datetime | None = None,
) -> Receipt:
    require_decided(dossier)
    _require_papers(dossier)
    if dossier.limit_value is None:
        if limit is None:
            raise WrongState(
                say("Thủ tục này chưa có thời hạn trong danh mục."),
                why=say("Người dân cần một giờ hẹn có căn cứ."),
                next=say("Hãy ghi thời hạn theo quyết định công bố rồi tiếp nhận."),
            )
        dossier.limit_value, dossier.limit_unit = limit
    dossier.accepted_at = taken_at or at
    on = clock.local(dossier.accepted_at).date()
    dossier.rule_set = rules.form_set(on)["name"]
    promise(dossier, at=dossier.accepted_at)
    dossier.register_volume = rules.register_volume(on)
    _begin_process(dossier, by=by, at=at)
    dossier.register_number, number = numbers.take_each(
        f"register:{dossier.receiving_agency}:{dossier.register_volume}",
        paper_data.series(dossier.receiving_agency, PaperKind.RECEIPT, clock.local(at).date()),
    )
    issued = issue(dossier, PaperKind.RECEIPT, _replaces(dossier), by=by, at=at, number=number)
    note(dossier, by, action, words, at=at, after={"due_at": dossier.due_at, "receipt": issued.number})
    outbox.publish(
        DossierAccepted(
            code=dossier.code,
            occurred_at=at,
            procedure_code=dossier.procedure_code,
            due_at=dossier.due_at,
            competent_agency=dossier.competent_agency,
        )
    )
    return Receipt(code=dossier.code, due_at=dossier.due_at, paper_number=issued.number)


def _replaces(dossier: Dossier) -> dict[str, object]:
    """What a receipt says of the provisional one it takes the place of."""
    if not dossier.provisional_number:
        return {}
    return {"notes": [f"Giấy này thay phiếu tiếp nhận tạm số {dossier.provisional_number}."]}


def _begin_process(dossier: Dossier, *, by: Actor, at: datetime) -> None:
    """Start the electronic process; its reception step is what the desk is doing now."""
    advance = workflow.start(
        version_id=dossier.process_version_id,
        subject=subject(dossier),
        facts=dossier.facts,
        at=at,
        by=by,
        assign=assign(dossier),
        due_calculator=due_of(dossier),
        at_once=lambda token: (
            token.outcomes[0].code
            if token.task == "receive" and token.outcomes and may_do(by, dossier, token)
            else None
        ),
    )
    dossier.instance_key = advance.instance_key
    settle(dossier, advance, by=by, at=at)


def require_decided(dossier: Dossier) -> None:
    """Refuse a promise while the question that decides it has no answer.

    Raises:
        CaseUndecided: with the questions by code and in words.
    """
    if not dossier.undecided:
        return
    asked = open_questions(dossier)
    raise CaseUndecided(
        "Tờ khai chưa trả lời: " + "; ".join(f"“{label}”" for label in asked.values()) + ".",
        why="Ngày hẹn và quy trình tùy theo câu trả lời này.",
        next="Hãy bổ sung tờ khai của hồ sơ rồi tiếp nhận.",
        codes=list(asked),
    )


def _require_papers(dossier: Dossier) -> None:
    asked = [
        (paper.name, paper.required, paper.received, paper.group) for paper in paper_data.check_list(dossier)
    ]
    missing = rules.missing_papers(asked)
    if missing:
        raise MissingPapers(
            say("Chưa đủ giấy tờ bắt buộc: ") + "; ".join(missing) + ".",
            why=say("Chỉ tiếp nhận khi hồ sơ đủ thành phần theo quy định."),
            next=say("Hãy nhận đủ giấy tờ, hoặc lập phiếu yêu cầu bổ sung."),
            names=missing,
        )


def _create(
    filing: Filing, *, by: Actor, at: datetime, channel: Channel, status: Status
) -> tuple[Dossier, list[Paper]]:
    """A dossier and its check list, not stored yet."""
    on = clock.local(at).date()
    offer = offer_of(filing.procedure_code, on)
    if channel is Channel.ONLINE and not offer.online:
        raise NotOffered(
            say("Thủ tục {code} chưa nhận hồ sơ trực tuyến.", code=offer.code),
            next=say("Bạn có thể nộp tại Trung tâm Phục vụ hành chính công hoặc qua bưu chính."),
        )
    offer.require_desk(filing.helper_agency, on)
    if filing.exact:
        offer.require_exact(filing)
    on_paper = filing.form_on_paper if filing.exact else channel is not Channel.ONLINE
    competent = offer.competent(filing.place_code, filing.helper_agency, on, filing.answers)
    decider = offer.agency(competent, on)
    answers = offer.addressed(filing.answers, decider, exact=filing.exact)
    applicant, submitter = filing.applicant, filing.submitter
    filer = by.id if by.kind == "citizen" else (submitter or applicant).id_number
    answers = offer.checked_answers(answers, on=on, on_paper=on_paper, channel=channel.value, filer=filer)
    offer.require_result_way(filing.result_channel, answers)
    receiving = filing.helper_agency  # the dossier bears the code of the centre that took it in
    if not text.clean(applicant.name):
        raise FormNotValid(
            say("Chưa có tên chủ hồ sơ."),
            why=say("Kết quả được cấp cho người đứng tên hồ sơ."),
            next=say("Hãy ghi họ, chữ đệm và tên như trên căn cước."),
        )
    case = offer.case(channel.value, answers)
    limit = offer.limit_at(channel.value, competent, case)
    process_version_id = offer.process_version(channel.value, case, by=by, at=at)
    number = numbers.take(f"dossier:{receiving}:{on:%y%m%d}")  # last: others wait for it until commit
    dossier = Dossier(
        code=rules.dossier_code(receiving, on, number),
        external_code=filing.external_code,
        provisional_number=filing.provisional_number,
        status=status,
        channel=channel.value,
        procedure_code=offer.code,
        procedure_name=offer.name[:1000],
        procedure_version_id=offer.version_id,
        field_name=offer.field_name[:200],
        form_version_id=offer.form_version_id,
        process_version_id=process_version_id,
        rule_set=rules.form_set(on)["name"],
        applicant_name=text.clean(applicant.name)[:200],
        applicant_folded=text.fold(applicant.name)[:200],
        applicant_id_number=applicant.id_number or applicant.tax_code,
        applicant_phone=applicant.phone,
        applicant_email=applicant.email,
        applicant_address=text.clean(applicant.address)[:500],
        applicant_kind=applicant.kind,
        submitter_name=text.clean(submitter.name)[:200] if submitter else "",
        submitter_id_number=submitter.id_number if submitter else "",
        submitter_phone=submitter.phone if submitter else "",
        submitter_authority=text.clean(submitter.authority)[:300] if submitter else "",
        owner_user_id=by.user_id if by.kind == "citizen" else None,
        summary=text.clean(filing.summary)[:1000],
        answers=answers,
        sets=filing.sets,
        result_channel=filing.result_channel.value,
        helper_agency=filing.helper_agency,
        receiving_agency=receiving,
        competent_agency=competent,
        competent_agency_name=decider.name,
        case_name=case.name if case else "",
        undecided=offer.undecided(channel.value, answers),
        limit_value=limit[0] if limit else None,
        limit_unit=limit[1] if limit else "",
        submitted_at=at,
    )
    return dossier, _check_list(dossier, offer, filing)


def _claim(dossier: Dossier, by: Actor) -> None:
    """The program's own code is this dossier's from now on; of two calls at once the second waits for the first."""
    own = ExternalCode(client=by.id, code=dossier.external_code, dossier_code=dossier.code)
    if rows.insert_new(own):
        return
    first = ExternalCode.objects.get(client=own.client, code=own.code).dossier_code
    words = f"Mã “{own.code}” đã dùng cho hồ sơ {first}."
    raise FiledAlready(
        words,
        next=f"Hãy làm tiếp với hồ sơ {first}; việc khác thì dùng mã khác.",
        places=[(("external_code",), words)],
    )


def _store(dossier: Dossier, papers: list[Paper]) -> None:
    dossier.save(force_insert=True)
    write_tails(dossier)
    for paper in papers:
        commands.leave(paper)
    dossier.check_list = papers
    dossier.remember()


def write_tails(dossier: Dossier) -> None:
    """The beginnings a dossier is found by: each word of the name with what follows it, and of the code."""
    for tail in rules.tails_of(dossier.code, dossier.applicant_folded):
        commands.leave(Tail(dossier=dossier, tail=tail))


def _check_list(dossier: Dossier, offer: Offer, filing: Filing) -> list[Paper]:
    """A row for every paper asked with these answers, and for whatever else of the list was handed in."""
    given = {count.position: count for count in filing.papers}
    asked = {wanted.position: wanted for wanted in offer.papers_for(dossier.answers, dossier.channel)}
    return [
        Paper(
            dossier=dossier,
            position=wanted.position,
            code=wanted.code,
            name=wanted.name[:2000],
            required=wanted.position in asked and asked[wanted.position].required,
            group=wanted.group,
            **paper_data.received(given.get(wanted.position)),
        )
        for wanted in offer.papers
        if wanted.position in asked or wanted.position in given
    ]
