"""Việc làm tiếp: what this person, in this post, may do with this dossier now.

The page offers only these; the commands ask again, under lock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from motcua.kernel import access
from motcua.kernel.access import Actor
from motcua.services.dossiers.models import Apology, Dossier, Result
from motcua.services.dossiers.queries.declaring import may_declare
from motcua.services.dossiers.queries.placing import (
    Candidate,
    able,
    agency_of_lane,
    candidates,
    gone,
    place_of,
    posts_for,
    works_at,
)
from motcua.services.dossiers.rules import outcome_to_signer
from motcua.services.dossiers.types import (
    ACCEPT,
    PAUSED,
    PROCESS,
    REASSIGN,
    RECORD_RESULT,
    REFUSE,
    REOPEN,
    RETURN,
    RUNNING,
    SIGN,
    SUBMIT_FOR_SIGNATURE,
    Status,
)
from motcua.services.workflow import queries as processes
from motcua.services.workflow.types import StepView, TaskKind, TokenView

from .assigning import NOT_CHOSEN
from .steps import may_do, subject, unit_words

BEFORE_DECISION = frozenset(
    {Status.SUBMITTED, Status.ACCEPTED, Status.PROCESSING, Status.SUPPLEMENT, Status.PAYING, Status.STOPPED}
)


@dataclass(slots=True)
class NextSteps:
    """Names of actions in the order of the page, the first being the main one, and what their forms choose from."""

    actions: list[str] = field(default_factory=list)
    token: TokenView | None = None
    outcomes: list[tuple[str, str]] = field(default_factory=list)
    back_to: list[tuple[str, str]] = field(default_factory=list)
    officers: list[tuple[str, str]] = field(default_factory=list)
    assignees: Assignees | None = None
    submits: str = ""
    """The outcome that “Trình ký” records, where the step has a name for it."""
    asks: bool = False
    """Whether an outcome of the step asks the citizen for papers."""
    held_by: str = ""
    may_declare: bool = False
    where: str = ""
    elsewhere: str = ""

    @property
    def main(self) -> str:
        """The one solid button."""
        return self.actions[0] if self.actions else ""


def next_steps(
    dossier: Dossier,
    by: Actor,
    *,
    tokens: Sequence[TokenView],
    course: Sequence[StepView],
    result: Result | None,
) -> NextSteps:
    """What may be done now; an empty list is an answer too."""
    found = NextSteps()
    if by.kind != "officer":
        return found
    near = by.agency_codes | {by.agency_code}
    at_desk = dossier.receiving_agency in near
    state = dossier.state
    doable = [token for token in tokens if not token.is_member and may_do(by, dossier, token)]
    found.may_declare = may_declare(by, dossier, doable)
    if state is Status.SUBMITTED and at_desk:
        _add(found, by, ACCEPT, "accept", "request_supplement")
        _add(found, by, REFUSE, "refuse_at_reception")
        _add(found, by, ACCEPT, "withdraw")
        return found
    mine = doable[0] if doable else None
    if mine is None:
        found.held_by = next((token.claimed_by_name for token in tokens if token.claimed_by), "")
    found.token = mine or _to_give(by, dossier, tokens)
    if found.token is not None:
        found.where = unit_words(dossier, found.token.lane, found.token.lane_name)
    if mine is not None:
        _steps_of(found, dossier, by, mine, course, result)
    if (
        (state in RUNNING or (state is Status.STOPPED and dossier.finished_at is None))
        and result is not None
        and result.is_refusal
        and not result.is_signed
        and access.allows(by, SIGN, agency_code=dossier.competent_agency)
        and "sign_result" not in found.actions
    ):
        found.actions.insert(0, "sign_result")
    if (
        state in RUNNING
        and _may_be_signed(tokens, course, result)
        and access.allows(by, RECORD_RESULT, agency_code=dossier.competent_agency)
    ):
        found.actions.append("record_result")
    if state is Status.NOT_ACCEPTED and at_desk:
        _add(found, by, REFUSE, "take_back_refusal")
    if state is Status.WITHDRAWN and at_desk:
        _add(found, by, ACCEPT, "take_back_withdrawal")
    if state is Status.FINISHED and not tokens and at_desk:
        _add(found, by, RETURN, "return_result")
    asked_by_process = found.token is not None and found.token.task == TaskKind.SUPPLEMENT
    if state is Status.SUPPLEMENT and at_desk and not asked_by_process:
        _add(found, by, ACCEPT, "receive_supplement")
        if dossier.accepted_at is None:
            _add(found, by, REFUSE, "refuse_at_reception")
    worker = mine is not None and mine.task != TaskKind.CONSULT
    if worker and state in RUNNING and mine.task != TaskKind.SIGN:  # type: ignore[union-attr]
        _add(found, by, PROCESS, "request_supplement", "request_payment")
    if worker and state is Status.PAYING:
        _add(found, by, PROCESS, "confirm_payment")
    if worker and state is Status.STOPPED and dossier.finished_at is None:
        _add(found, by, PROCESS, "resume")
    if worker and state in (*RUNNING, Status.FINISHED) and mine.task != TaskKind.RECEIVE:  # type: ignore[union-attr]
        found.back_to = _earlier(dossier, mine)  # type: ignore[arg-type]
        if found.back_to:
            _add(found, by, PROCESS, "send_back_step")
    if found.token is not None and state in (*RUNNING, *PAUSED, Status.FINISHED):
        if _may_give(by, dossier, found.token):
            holder = found.token.claimed_by or found.token.officer_code
            found.officers = officers_for(dossier, found.token, holder)
            if found.officers:
                found.actions.append("reassign")
        elif "@" in found.token.lane and access.allows(by, REASSIGN):
            found.elsewhere = (
                f"Bước “{found.token.name}” đang ở {found.token.lane_name}: chỉ lãnh đạo cơ quan đó chuyển cho "
                "người khác được, ở trang câu hỏi của họ."
            )
    if state in RUNNING and dossier.due_at is not None and not _was_reappointed(dossier):
        if access.allows(by, SIGN, agency_code=dossier.competent_agency):
            found.actions.append("sign_apology")
        elif worker:
            _add(found, by, PROCESS, "propose_apology")
    if worker and state in RUNNING:
        _add(found, by, PROCESS, "stop")
    if worker and mine is not None and mine.claimed_by == by.id:
        _add(found, by, PROCESS, "release_task")
    ended = dossier.finished_at is not None  # stopped for good when the time for papers ran out
    if state in BEFORE_DECISION and at_desk and not ended and not (result is not None and result.is_signed):
        _add(found, by, ACCEPT, "withdraw")
    if state in (Status.FINISHED, Status.RETURNED) and dossier.competent_agency in near:
        found.back_to = found.back_to or _earlier(dossier, None)
        if found.back_to:
            _add(found, by, REOPEN, "reopen")
    return found


def _add(found: NextSteps, by: Actor, permission: str, *names: str) -> None:
    if access.allows(by, permission):
        found.actions += [name for name in names if name not in found.actions]


def _to_give(by: Actor, dossier: Dossier, tokens: Sequence[TokenView]) -> TokenView | None:
    """The open step this person may give to somebody, else the first: beside it another agency may be asked."""
    near = (one for one in tokens if _may_give(by, dossier, one))
    return next(near, tokens[0] if tokens else None)


def _may_be_signed(tokens: Sequence[TokenView], course: Sequence[StepView], result: Result | None) -> bool:
    """A result signed by hand is recorded while its signing step waits, or where no step of the process is to sign."""
    if result is not None and result.is_signed:
        return False
    ahead = any(step.task == TaskKind.SIGN and step.state != "done" for step in course)
    return any(token.task == TaskKind.SIGN for token in tokens) or not ahead


def _steps_of(
    found: NextSteps,
    dossier: Dossier,
    by: Actor,
    token: TokenView,
    course: Sequence[StepView],
    result: Result | None,
) -> None:
    state = dossier.state
    signed = result is not None and result.is_signed
    outcomes = [(outcome.code, outcome.name) for outcome in token.outcomes]
    if state is Status.FINISHED:
        if token.task == TaskKind.RETURN:
            _add(found, by, RETURN, "return_result")
        return
    if state is Status.SUPPLEMENT and token.task == TaskKind.SUPPLEMENT:
        found.outcomes = outcomes
        _add(found, by, PROCESS, "finish_step")
    if state not in RUNNING:
        return
    if token.task == TaskKind.SIGN:
        if result is not None and not signed:
            _add(found, by, SIGN, "sign_result")
        found.outcomes = outcomes[1:]
        if found.outcomes:
            _add(found, by, PROCESS, "finish_step")
        return
    opened = _opened(dossier, by, token)
    found.asks = any(TaskKind.SUPPLEMENT in tasks for tasks in opened.values())
    if signed and outcomes:
        _add(found, by, PROCESS, "hand_to_desk")
        outcomes = outcomes[1:]
    elif (onward := _to_signer(by, opened)) is not None:
        _add(found, by, SUBMIT_FOR_SIGNATURE, "submit_for_signature")
        found.submits = dict(outcomes).get(onward, "")
        outcomes = [one for one in outcomes if one[0] != onward]
    found.outcomes = outcomes or ([] if token.outcomes else [("", "Hoàn thành bước")])
    if found.outcomes and not (signed and not token.outcomes):
        _add(found, by, PROCESS, "finish_step")
        if token.task == TaskKind.ASSIGN:
            found.assignees = assignees(dossier, token)
    if not token.claimed_by:
        _add(found, by, PROCESS, "take_task")
    if not signed and token.task != TaskKind.RECEIVE and works_at(by, dossier, token):
        _add(found, by, PROCESS, "draft_result")


def _opened(dossier: Dossier, by: Actor, token: TokenView) -> dict[str, tuple[TaskKind, ...]]:
    """What each outcome of the step opens; asked only where it leads to more than one place, or before a signer."""
    leads = len(token.outcomes) > 1 or access.allows(by, SUBMIT_FOR_SIGNATURE)
    if not leads or token.task in (TaskKind.ASSIGN, TaskKind.WAIT):
        return {}
    return processes.openings({subject(dossier): dossier.facts}).get(token.id, {})


def _to_signer(by: Actor, opened: Mapping[str, tuple[TaskKind, ...]]) -> str | None:
    """The outcome that brings it before the signer, for who may submit."""
    return outcome_to_signer(opened) if access.allows(by, SUBMIT_FOR_SIGNATURE) else None


def _earlier(dossier: Dossier, token: TokenView | None) -> list[tuple[str, str]]:
    """Steps done before the present one, latest first; reception and return are not gone back to."""
    skip = {TaskKind.RECEIVE, TaskKind.RETURN, TaskKind.SUPPLEMENT, TaskKind.WAIT, TaskKind.CONSULT}
    found: dict[str, str] = {}
    for visit in reversed(processes.history(subject(dossier))):
        if visit.done_at is None or visit.task in skip or (token is not None and visit.node == token.node):
            continue
        found.setdefault(visit.node, visit.name)
    return list(found.items())


def _was_reappointed(dossier: Dossier) -> bool:
    """Whether its one new date was given; asked only of a dossier whose promise has moved."""
    if dossier.due_at == dossier.first_due_at:
        return False
    return Apology.objects.filter(dossier=dossier, signed_at__isnull=False).exists()


def _may_give(by: Actor, dossier: Dossier, token: TokenView) -> bool:
    """Whether this person gives out work of the agency whose lane it is, or of the agency where it lies."""
    return any(
        access.allows(by, REASSIGN, agency_code=agency)
        for agency in (agency_of_lane(dossier, token.lane), place_of(dossier, token).agency_code)
    )


def officers_for(dossier: Dossier, token: TokenView, holder: str = "") -> list[tuple[str, str]]:
    """People a step may be given to with their load, but for who holds it."""
    people = able(dossier, token.lane, token.task)
    return [(row.officer_code, row.words) for row in candidates(people) if row.officer_code != holder]


@dataclass(slots=True)
class Assignees:
    """Whom the step after a distributing one may go to: people by how free they are, and units that take it themselves."""

    people: list[Candidate] = field(default_factory=list)
    units: list[tuple[str, str]] = field(default_factory=list)

    @property
    def first(self) -> str:
        """Who is proposed: the least loaded who is present."""
        return next((one.officer_code for one in self.people if not one.away), "")


def assignees(dossier: Dossier, token: TokenView) -> Assignees:
    """The people and units behind the step that follows."""
    for node in processes.tasks_after([token.id]).get(token.id, ()):
        posts = posts_for(dossier, node.lane)
        if posts and node.task not in NOT_CHOSEN:
            people = able(dossier, node.lane, node.task)
            free = [one for one in people if not gone(people, one)]
            return Assignees(
                candidates(free), sorted({p.unit_code: p.unit_name for p in posts if p.is_held}.items())
            )
    return Assignees()
