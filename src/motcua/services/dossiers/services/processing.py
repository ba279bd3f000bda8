"""Giải quyết: take a task, finish it with an opinion, send it back, pass it on."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel import access, outbox, text
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.kernel.rows import Prepared
from motcua.services.dossiers.events import StepFinished, StepGiven
from motcua.services.dossiers.models import Dossier, HandOver, Pause, Result, Work
from motcua.services.dossiers.queries.placing import agency_of_lane, place_of
from motcua.services.dossiers.queries.seeing import is_owner
from motcua.services.dossiers.queries.waiting import CITIZEN_LANE
from motcua.services.dossiers.types import (
    PAUSED,
    PROCESS,
    REASSIGN,
    RUNNING,
    CannotAssign,
    MissingResult,
    PaperKind,
    Receipt,
    Status,
    WrongState,
)
from motcua.services.workflow import services as workflow
from motcua.services.workflow.types import Advance, Holder, TaskKind, TokenView

from . import papers as paper_data
from .approving import approved
from .assigning import Choice, require_able
from .clockwork import open_again
from .common import already, expect, locked, move, need_reason, not_there, note
from .may_stop import may_stand, once_only
from .steps import (
    assign,
    current_token,
    describe_holder,
    due_of,
    open_steps,
    require_step,
    settle,
)

WORKING = (Status.ACCEPTED, Status.PROCESSING, Status.FINISHED)


@command
def take_task(
    *, code: str, by: Actor, at: datetime, token_id: int | None = None, seen: int | None = None
) -> Receipt:
    """Nhận việc: from the unit's common queue into one officer's hands; the receiver signs the slip."""
    dossier = locked(code, seen=seen)
    access.require(by, PROCESS)
    expect(dossier, *WORKING, doing="nhận việc", action="take_task")
    token = current_token(dossier, token_id, by=by)
    require_step(by, dossier, token)
    if token.claimed_by:
        raise already(dossier)
    if not place_of(dossier, token).unit_code:  # nobody here takes what an outside agency does
        not_a_member(token)
    _claim(dossier, token, by=by, at=at)
    note(dossier, by, "take_task", f"Nhận việc: {token.name}", at=at, public=False)
    return Receipt(code=code, due_at=token.due_at)


def _claim(dossier: Dossier, token: TokenView, *, by: Actor, at: datetime) -> None:
    workflow.claim(token_id=token.id, by=by, at=at)
    if dossier.state is Status.ACCEPTED:
        move(dossier, Status.PROCESSING, at=at)
    Work.objects.filter(token_id=token.id).update(officer_code=by.id, officer_name=by.name, claimed_at=at)
    HandOver.objects.filter(dossier=dossier, step_name=token.name, received_at=None).update(
        received_at=at, to_name=by.name
    )
    describe_holder(dossier)


@command
def finish_step(
    *,
    code: str,
    outcome: str,
    opinion: str,
    by: Actor,
    at: datetime,
    token_id: int | None = None,
    node: str = "",
    draft_on_paper: bool = False,
    to_officer: str = "",
    to_unit: str = "",
    legal_basis: str = "",
    approved_by: str = "",
    seen: int | None = None,
) -> Receipt:
    """Hoàn thành bước với ý kiến: the process decides where it goes next.

    A step of distributing (Phân công thụ lý) says who does the next one: an officer, or a unit whose officers take it
    themselves; neither leaves it to the one unit that takes the dossier. A signing step is finished by `sign_result`, the return to the citizen by `return_result`.

    An outcome that asks for papers names each in a line of the opinion, on which law, and who approved.

    Raises:
        NotYourStep: the step belongs to another post or is in another officer's hands.
        DoneBySomeone: the step is done already.
    """
    dossier = locked(code, seen=seen)
    access.require(by, PROCESS)
    expect(
        dossier, *RUNNING, Status.SUPPLEMENT, Status.FINISHED, doing="hoàn thành bước", action="finish_step"
    )
    token = current_token(dossier, token_id, node, by=by)
    require_step(by, dossier, token)
    return finish_held(
        dossier, token, outcome=outcome, opinion=opinion, by=by, at=at, draft_on_paper=draft_on_paper,
        choice=_choice(dossier, token, outcome, to_officer, to_unit), legal_basis=legal_basis, approved_by=approved_by,
    )  # fmt: skip


def _choice(dossier: Dossier, token: TokenView, outcome: str, to_officer: str, to_unit: str) -> Choice | None:
    """What a step of distributing says of the next one; no other step says anything."""
    if token.task == TaskKind.ASSIGN and _is_onward(token, outcome):
        return Choice(dossier, to_officer=to_officer, to_unit=to_unit)
    if to_officer or to_unit:
        raise CannotAssign(
            f"Bước “{token.name}” không phải bước phân công.", next="Hãy hoàn thành bước mà không chọn người."
        )
    return None


def finish_held(
    dossier: Dossier,
    token: TokenView,
    *,
    outcome: str,
    opinion: str,
    by: Actor,
    at: datetime,
    draft_on_paper: bool = False,
    choice: Choice | None = None,
    legal_basis: str = "",
    approved_by: str = "",
) -> Receipt:
    """Finish a step that the caller has locked and asked for; a draft on paper lies before the signer, not here."""
    _only_the_supplement(dossier, token)
    if token.task == TaskKind.SIGN and _is_onward(token, outcome):
        raise MissingResult(
            "Bước ký chỉ hoàn thành bằng chữ ký số.", next="Hãy mở khay ký, xem dự thảo và ký kết quả."
        )
    if token.task == TaskKind.RETURN and _is_onward(token, outcome):
        raise WrongState(
            "Bước này hoàn thành khi trả kết quả.", next="Hãy dùng “Trả kết quả” và ghi người nhận."
        )
    advance = complete(dossier, token, outcome=outcome, opinion=opinion, by=by, at=at, choice=choice)
    to_sign = any(t.task == TaskKind.SIGN for t in advance.tokens)
    if to_sign and not draft_on_paper and not in_force(dossier):
        raise MissingResult(
            "Chưa có dự thảo kết quả để trình ký.",
            why="Lãnh đạo ký trên văn bản dự thảo, không ký trên hồ sơ trống.",
            next="Hãy soạn dự thảo kết quả rồi trình lại.",
        )
    ground: dict[str, str] = {}
    if any(t.task == TaskKind.SUPPLEMENT for t in advance.tokens):
        _ask_by_process(dossier, opinion, legal_basis, approved_by, by=by, at=at)
    elif legal_basis or approved_by:  # said without papers asked for: kept with the step all the same
        ground = {"legal_basis": text.clean(legal_basis)[:300], "approved_by": approved_by[:60]}
        opinion = "\n".join(part for part in (opinion, ground["legal_basis"]) if part)
    words = f"{token.name}: {token_outcome(token, outcome)}"
    if choice is not None:
        choice.require_used()
        choice.tell(advance.tokens, by=by, at=at)
        words = f"{token.name}: {choice.words}" if choice.words else words
    note(
        dossier,
        by,
        "finish_step",
        words,
        at=at,
        detail=opinion,
        after={"node": token.node, "outcome": outcome} | ({"given": choice.words} if choice else {}) | ground,
    )
    outbox.publish(StepFinished(code=dossier.code, occurred_at=at, node=token.node, outcome=outcome))
    return Receipt(code=dossier.code, due_at=dossier.due_at)


@command
def answer_step(
    *,
    code: str,
    outcome: str,
    answer: str,
    by: Actor,
    at: datetime,
    token_id: int | None = None,
    seen: int | None = None,
) -> Receipt:
    """Trả lời: the citizen finishes the step that waits for them (a draft to confirm, a choice to make).

    Silence may be an answer too: the system gives it when the process says so.
    """
    dossier = locked(code, seen=seen)
    if by.kind == "citizen" and not is_owner(by, dossier):
        raise not_there(code)
    expect(dossier, *WORKING, Status.SUPPLEMENT, doing="trả lời", action="answer_step")
    token = next((t for t in open_steps(dossier) if t.lane == CITIZEN_LANE), None)
    if token is None or token_id not in (None, token.id):
        raise already(dossier)
    _only_the_supplement(dossier, token)
    if by.kind not in ("citizen", "system"):
        require_step(by, dossier, token)
    complete(dossier, token, outcome=outcome, opinion=answer, by=by, at=at)
    note(dossier, by, "answer_step", f"{token.name}: {token_outcome(token, outcome)}", at=at, detail=answer)
    outbox.publish(StepFinished(code=code, occurred_at=at, node=token.node, outcome=outcome))
    return Receipt(code=code, due_at=dossier.due_at)


def complete(
    dossier: Dossier,
    token: TokenView,
    *,
    outcome: str,
    opinion: str,
    by: Actor,
    at: datetime,
    signed: bool = False,
    choice: Choice | None = None,
    done_at: datetime | None = None,
) -> Advance:
    """Finish a token of `open_steps` and settle what follows; ``signed`` where a signed result is known to be there,
    ``done_at`` where the step was done before the process could move on."""
    if done_at is None:  # the one who ends a part says when it was answered
        not_a_member(token)
    if dossier.state is Status.ACCEPTED:
        move(dossier, Status.PROCESSING, at=at)
    advance = workflow.complete(
        token_id=token.id,
        outcome=outcome,
        opinion=opinion,
        by=by,
        at=done_at or at,
        facts=dossier.facts,
        assign=assign(dossier, choice),
        due_calculator=due_of(dossier),
        held=dossier.held,
    )
    if advance.finished and not signed and not has_signed(dossier):
        raise MissingResult(
            "Quy trình chỉ kết thúc khi có văn bản trả lời đã ký.",
            why="Không giải quyết cũng phải trả lời người dân bằng văn bản, nêu rõ lý do.",
            next="Hãy soạn văn bản từ chối giải quyết và trình lãnh đạo ký.",
        )
    settle(dossier, advance, by=by, at=at, done=token)
    return advance


def token_outcome(token: TokenView, outcome: str) -> str:
    """The outcome in words."""
    return next((o.name for o in token.outcomes if o.code == outcome), outcome or "xong").lower()


def _only_the_supplement(dossier: Dossier, token: TokenView) -> None:
    """While the citizen is asked for papers, nothing moves but the step that waits for them."""
    if dossier.state is Status.SUPPLEMENT and token.task != TaskKind.SUPPLEMENT:
        raise WrongState(
            "Hồ sơ đang chờ công dân bổ sung giấy tờ.", next="Hãy chờ giấy tờ, hoặc ghi nhận giấy tờ đã nhận."
        )


def not_a_member(token: TokenView) -> None:
    """The part of another agency ends with its result or its reason, never by a plain outcome."""
    if token.is_member:
        raise WrongState(
            f"Phần “{token.name}” thuộc {token.lane_name}.",
            why="Phần việc liên thông kết thúc bằng kết quả có số, ngày, hoặc lý do không giải quyết.",
            next="Hãy dùng “Trả kết quả phần việc”, hoặc chờ cơ quan ấy trả lời.",
        )


def _ask_by_process(
    dossier: Dossier, opinion: str, legal_basis: str, approved_by: str, *, by: Actor, at: datetime
) -> None:
    """The process itself asks for papers: once, with the reason, on the statutory paper, like any supplement."""
    from .papers import issue

    reason = need_reason(opinion, "yêu cầu bổ sung")
    may_stand(dossier, "yêu cầu bổ sung", at=at)
    once_only(dossier, before_acceptance=False, at=at, but=1)
    legal_basis = text.clean(legal_basis)[:300]
    approved_by = approved(dossier, approved_by, "yêu cầu bổ sung", by=by, at=at)
    Pause.objects.filter(dossier=dossier, kind="supplement", to_at=None).update(
        reason=reason, legal_basis=legal_basis, approved_by=approved_by
    )
    told = {
        "wanted": [line.strip() for line in opinion.splitlines() if line.strip()], "reason": reason,
        "legal_basis": legal_basis, "approved_by": approved_by,
        "until": paper_data.day_words(dossier.supplement_until) if dossier.supplement_until else "",
    }  # fmt: skip
    issue(dossier, PaperKind.SUPPLEMENT, told, by=by, at=at)


def _is_onward(token: TokenView, outcome: str) -> bool:
    return not token.outcomes or outcome in ("", token.outcomes[0].code)


_IN_FORCE = Prepared(
    lambda pk: Result.objects.select_for_update().filter(dossier_id=pk, superseded_at=None).order_by("id")
)


def in_force(dossier: Dossier) -> list[Result]:
    """The results of a dossier that stand, drafted or signed, for the command that holds it: read once, and what it
    drafts or supersedes stands here too."""
    if dossier.results_held is None:
        dossier.results_held = _IN_FORCE(dossier.pk)
    return dossier.results_held


def has_signed(dossier: Dossier) -> bool:
    """Whether a signed answer stands."""
    return any(row.is_signed for row in in_force(dossier))


@command
def send_back_step(
    *,
    code: str,
    to_node: str,
    reason: str,
    by: Actor,
    at: datetime,
    token_id: int | None = None,
    seen: int | None = None,
) -> Receipt:
    """Chuyển lại bước trước, with the reason."""
    dossier = locked(code, seen=seen)
    access.require(by, PROCESS)
    expect(dossier, *RUNNING, Status.FINISHED, doing="chuyển lại bước trước", action="send_back_step")
    reason = need_reason(reason, "chuyển lại bước trước")
    token = current_token(dossier, token_id, by=by)
    require_step(by, dossier, token)
    not_a_member(token)
    advance = workflow.send_back(
        token_id=token.id,
        to_node=to_node,
        reason=reason,
        by=by,
        at=at,
        assign=assign(dossier),
        due_calculator=due_of(dossier),
    )
    if dossier.state is Status.FINISHED:
        move(dossier, Status.PROCESSING, at=at)
        open_again(dossier, at=at, answer=reason, by=by)
    Result.objects.filter(dossier=dossier).signed().update(superseded_at=at)
    dossier.results_held = None
    settle(dossier, advance, by=by, at=at, done=token)
    target = advance.tokens[0].name if advance.tokens else to_node
    note(dossier, by, "send_back_step", f"Chuyển lại bước “{target}”", at=at, detail=reason, public=False)
    return Receipt(code=code, due_at=dossier.due_at)


@command
def reassign(
    *,
    code: str,
    to_officer: str,
    reason: str,
    by: Actor,
    at: datetime,
    token_id: int | None = None,
    seen: int | None = None,
) -> Receipt:
    """Chuyển người giải quyết: the head of a unit hands a step to another officer of the right post."""
    dossier = locked(code, seen=seen)
    access.require(by, REASSIGN)
    expect(dossier, *RUNNING, *PAUSED, Status.FINISHED, doing="chuyển người giải quyết", action="reassign")
    reason = need_reason(reason, "chuyển người giải quyết")
    token = current_token(dossier, token_id, by=by)
    if by.kind != "system":
        _require_giver(by, dossier, token)
    chosen = require_able(dossier, token.lane, token.lane_name, token.task, to_officer)
    to = Holder(chosen.unit_code, chosen.post_code, chosen.officer_code)
    workflow.reassign(token_id=token.id, to=to, by=by, at=at)
    Work.objects.filter(token_id=token.id).update(
        officer_code=chosen.officer_code,
        officer_name=chosen.full_name,
        post_code=chosen.post_code,
        unit_code=chosen.unit_code,
        agency_code=chosen.agency_code,
        claimed_at=None,
    )
    describe_holder(dossier)
    words = f"Chuyển bước “{token.name}” cho {chosen.full_name}"
    note(dossier, by, "reassign", words, at=at, detail=reason, public=False)
    if chosen.officer_code != by.id:
        outbox.publish(
            StepGiven(
                code=code,
                occurred_at=at,
                token_id=token.id,
                step=token.name,
                to_officer=chosen.officer_code,
                by_name=by.name,
                reason=reason,
            )
        )
    return Receipt(code=code, due_at=dossier.due_at)


def _require_giver(by: Actor, dossier: Dossier, token: TokenView) -> None:
    """Who gives out work of the agency whose lane it is, or of the agency where it lies."""
    if not access.allows(by, REASSIGN, agency_code=place_of(dossier, token).agency_code):
        access.require(by, REASSIGN, agency_code=agency_of_lane(dossier, token.lane))
