"""The dossier's way through its electronic process: where tokens go, who holds them, what the clock does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from fractions import Fraction

from django.db.models import Case, DateTimeField, F, Value, When

from motcua.kernel import access, clock, commands, rows
from motcua.kernel.access import Actor
from motcua.kernel.text import inside
from motcua.registries.calendars import rules as counting
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers import rules
from motcua.services.dossiers.models import Apology, Dossier, HandOver, Work
from motcua.services.dossiers.queries.placing import hat_of, is_abroad, place_of, standing, works_at
from motcua.services.dossiers.types import LATE, PROCESS, ApologyMissing, NotYourStep, Status, WrongState
from motcua.services.workflow import queries as processes
from motcua.services.workflow import services as workflow
from motcua.services.workflow.types import (
    Advance,
    Clock,
    Holder,
    Node,
    TaskKind,
    TokenView,
)

from .clockwork import close_pauses, open_pause
from .extending import ask_extension
from .limits import calendar_held
from .parts import open_members

_WORK_COLUMNS = tuple(
    field.attname for field in Work._meta.concrete_fields if field.attname not in ("id", "dossier_id")
)


Choose = Callable[[Node], Holder | None]
"""Who somebody has chosen for a step that opens; None leaves it to the rule."""


def assign(dossier: Dossier, choose: Choose | None = None) -> Callable[[Node], Holder]:
    """Who a step goes to: whoever was chosen, else by `queries.placing.standing`."""

    def find(node: Node) -> Holder:
        if choose is not None and (chosen := choose(node)) is not None:
            return chosen
        found = standing(dossier, node.lane)
        return Holder(unit_code=found.unit_code, post_code=found.post_code)

    return find


def due_of(dossier: Dossier) -> Callable[[datetime, float], datetime]:
    """The step limit as a moment: working hours on the agency's calendar."""
    calendar = calendar_held(dossier, dossier.competent_agency)

    def count(entered_at: datetime, hours: float) -> datetime:
        return counting.add_working_hours(entered_at, Fraction(hours).limit_denominator(60), calendar)

    return count


def may_do(by: Actor, dossier: Dossier, token: TokenView) -> bool:
    """Whether this step of the dossier is the actor's to do, or to take from a queue: `rules.is_mine`.

    What waits for somebody outside (the citizen, a national database) is in nobody's queue: whoever processes dossiers at
    the competent agency or its desk writes down the answer.
    """
    if by.kind == "system":
        return True
    step = place_of(dossier, token)
    if not step.unit_code:
        decides = access.allows(by, PROCESS, agency_code=dossier.competent_agency)
        at_desk = by.agency_code == dossier.receiving_agency and access.allows(by, PROCESS)
        return by.kind == "officer" and (decides or at_desk)
    return rules.is_mine(hat_of(by), step)


def require_step(by: Actor, dossier: Dossier, token: TokenView) -> None:
    """Refuse a step of another unit or post, or one that is another officer's."""
    if may_do(by, dossier, token):
        return
    step = place_of(dossier, token)
    if step.officer_code and not by.answers_for(step.officer_code):
        raise NotYourStep(
            f"Bước “{token.name}” đang do {token.claimed_by_name or _name_of(step.officer_code)} giữ.",
            next="Hãy nhờ người đó hoàn thành, hoặc nhờ lãnh đạo chuyển việc.",
        )
    if step.in_common:
        raise NotYourStep(
            f"Bước “{token.name}” đang chờ phân công ở hàng chờ chung của cơ quan.",
            why="Nhiều đơn vị cùng làm được bước này, hoặc chưa đơn vị nào có người làm.",
            next="Hãy nhờ lãnh đạo giao việc ở mục “Chờ phân công”.",
        )
    whose = inside(unit_words(dossier, token.lane, token.lane_name))
    agency = standing(dossier, token.lane).agency_code
    if agency != by.agency_code and "@" not in token.lane and (found := organizations.agencies([agency])):
        whose = f"{whose}, {inside(found[agency].name)}"  # one's own unit may bear the same name
    raise NotYourStep(
        f"Bước “{token.name}” thuộc {whose}.",
        why="Mỗi bước chỉ người giữ đúng chức vụ ở đúng đơn vị mới làm được.",
        next="Hãy chọn đúng chức vụ, hoặc báo người phụ trách chuyển việc.",
    )


def require_work(by: Actor, dossier: Dossier, token: TokenView) -> None:
    """Refuse work on the dossier itself at a step of somebody else, to who is only asked, and while it waits outside to all
    but who sent it there."""
    require_step(by, dossier, token)
    if works_at(by, dossier, token):
        return
    if token.task == TaskKind.CONSULT:
        raise NotYourStep(
            f"Bước “{token.name}” chỉ hỏi ý kiến của cơ quan bạn.",
            why="Tờ khai, dự thảo và việc yêu cầu bổ sung thuộc cơ quan đang giải quyết.",
            next="Hãy trả lời câu hỏi, và ghi điều cần sửa vào ý kiến.",
        )
    raise NotYourStep(
        f"Bước “{token.name}” đang chờ bên ngoài, nội dung hồ sơ do người đã gửi đi chờ giữ.",
        next="Hãy nhờ người đó sửa, hoặc ghi kết quả chờ rồi sửa ở bước sau.",
    )


def _name_of(officer_code: str) -> str:
    return organizations.names_of_officers([officer_code]).get(officer_code, officer_code)


def require_here(by: Actor, permission: str, dossier: Dossier) -> None:
    """Ask for a permission where it counts: processing at the agency that decides, the desk's own work at the desk.

    Whoever holds the open step may process it too, wherever the post stands; who is only asked for an opinion does not.
    """
    if permission != PROCESS:
        return access.require(by, permission, agency_code=dossier.receiving_agency)
    if access.allows(by, PROCESS, agency_code=dossier.competent_agency):
        return None
    access.require(by, PROCESS)
    steps = (token for token in open_steps(dossier) if token.task != TaskKind.CONSULT)
    if any(may_do(by, dossier, token) for token in steps):
        return None
    return access.require(by, PROCESS, agency_code=dossier.competent_agency)


def current_token(
    dossier: Dossier, token_id: int | None = None, node: str = "", *, by: Actor | None = None
) -> TokenView:
    """The open step named (by its row, or by its node in the process), or the only open one; of several side by side
    the one that is this person's."""
    from motcua.services.dossiers.services.common import already

    tokens = standing = open_steps(dossier)
    if token_id is not None:
        tokens = [t for t in tokens if t.id == token_id]
    if node:
        tokens = [t for t in tokens if t.node == node]
    if not tokens and node and all(step.node != node for step in processes.history(subject(dossier))):
        raise WrongState(
            f"Không có bước “{node[:64]}” đang mở.",
            why=f"Đang mở: {', '.join(f'{t.node} ({t.name})' for t in standing) or 'không bước nào'}.",
            next="Hãy gọi đúng mã bước trong “steps” của hồ sơ.",
        )
    if not tokens:
        raise already(dossier)
    if by is not None and len(tokens) > 1:
        return next((t for t in tokens if may_do(by, dossier, t)), tokens[0])
    return tokens[0]


def open_steps(dossier: Dossier) -> list[TokenView]:
    """The steps somebody is to do now, held by this command until it commits."""
    dossier.held = workflow.hold(subject=subject(dossier))
    return dossier.held.steps


def subject(dossier: Dossier) -> str:
    """How the process room names this dossier."""
    return f"dossier:{dossier.code}"


def settle(
    dossier: Dossier, advance: Advance, *, by: Actor, at: datetime, done: TokenView | None = None
) -> None:
    """After a move: queues, hand-over lines, holder in words, pauses the process itself asks for."""
    works = [_work(dossier, token, by) for token in advance.tokens]
    if done is not None:
        if done.from_elsewhere:
            _close_hand_over(dossier, done, by=by, at=at)
        _replace(done, works)
    else:
        rows.insert(works)
    for token in advance.tokens:
        if token.from_elsewhere:
            commands.leave(_hand_over(dossier, token, by=by, at=at))
    open_members(dossier, advance.tokens, due_of=due_of, at=at)
    _status_by_steps(dossier, advance.tokens, waited=done is None or done.clock == Clock.PAUSE, by=by, at=at)
    describe_holder(dossier, works if advance.held is not None else None)


def stand_again(dossier: Dossier, tokens: Iterable[TokenView]) -> None:
    """Queue rows of steps that were closed in error; one that waits for somebody outside is watched by who sent it there."""
    last = next(
        (t for t in reversed(processes.history(subject(dossier))) if t.ended == "done" and t.done_by), None
    )
    works = []
    for token in tokens:
        work = _work(dossier, token, Actor.system("dossiers.take_back"))
        if is_abroad(dossier, token.lane, token.lane_kind) and last is not None and not work.officer_code:
            work.officer_code, work.officer_name = last.done_by, last.done_by_name[:200]
        elif token.claimed_by:
            work.officer_code, work.officer_name, work.claimed_at = (
                token.claimed_by,
                token.claimed_by_name,
                token.claimed_at,
            )
        works.append(work)
    rows.insert(works)
    describe_holder(dossier, works)


def _replace(done: TokenView, works: list[Work]) -> None:
    """The queue row of a step that is done becomes the first that follows it."""
    if works:
        columns = {name: getattr(works[0], name) for name in _WORK_COLUMNS}
        if rows.change(Work, {"token_id": done.id}, **columns):
            works = works[1:]
        rows.insert(works)
    else:
        Work.objects.filter(token_id=done.id).delete()


def _work(dossier: Dossier, token: TokenView, by: Actor) -> Work:
    """The queue row of an open step; one that waits for somebody outside stays with the officer who sent it there."""
    abroad = is_abroad(dossier, token.lane, token.lane_kind)
    sends = (
        by.kind == "officer" and not token.is_member
    )  # who signs has not sent a part anywhere: the process has
    watcher = by if abroad and sends else None
    return Work(
        dossier=dossier,
        token_id=token.id,
        node=token.node,
        step_name=token.name,
        task=token.task,
        lane=token.lane,
        lane_name=token.lane_name,
        agency_code=standing(dossier, token.lane).agency_code,
        unit_code="" if abroad else token.unit_code,
        post_code=token.post_code,
        officer_code=watcher.id if watcher else token.officer_code,
        officer_name=watcher.name if watcher else _name_of(token.officer_code) if token.officer_code else "",
        entered_at=token.entered_at,
        step_due_at=token.due_at,
        due_at=token.due_at if token.is_member else dossier.due_at,
        own_due=token.is_member,
        is_paused=dossier.paused_at is not None,
    )


def _hand_over(dossier: Dossier, token: TokenView, *, by: Actor, at: datetime) -> HandOver:
    return HandOver(
        dossier=dossier,
        step_name=token.name,
        from_agency=by.agency_name or "Người nộp hồ sơ",
        from_name=by.name,
        given_at=at,
        to_agency=unit_words(dossier, token.lane, token.lane_name),
    )


def _close_hand_over(dossier: Dossier, done: TokenView, *, by: Actor, at: datetime) -> None:
    """The line of the slip that opened with this step: received at the latest now, and on time or late."""
    values: dict[str, object] = {}
    if not done.claimed_by:
        values |= {"received_at": at, "to_name": by.name[:200]}
    if done.due_at is not None:
        ran_until = min(at, dossier.paused_at or at)  # while the clock stands nobody grows late
        values["timeliness"] = "on_time" if ran_until <= done.due_at else "late"
    if values:
        where = {"dossier": dossier.pk, "step_name": done.name, "given_at": done.entered_at}
        commands.leave_changed(commands.Change(HandOver, where, values))


def unit_words(dossier: Dossier, lane: str, lane_name: str) -> str:
    """The unit behind a lane in words, for slips and pages; another agency is called by its name, whatever its room."""
    if "@" in lane:
        return lane_name
    where = standing(dossier, lane)
    if where.unit_name and where.agency_code not in (dossier.competent_agency, dossier.receiving_agency):
        return organizations.agency(where.agency_code, clock.today()).name
    return where.unit_name or lane_name


def _status_by_steps(
    dossier: Dossier, tokens: Iterable[TokenView], *, waited: bool, by: Actor, at: datetime
) -> None:
    """The clock stands with a step that waits, and runs on with what follows it: the end of another branch ends no wait."""
    from .common import move

    for token in tokens:
        if token.clock == Clock.PAUSE and dossier.paused_at is None:
            kind = "supplement" if token.task == TaskKind.SUPPLEMENT else "wait"
            open_pause(dossier, kind=kind, reason=token.name, legal_basis=token.note[:300], by=by, at=at)
            if token.task == TaskKind.SUPPLEMENT:
                move(dossier, Status.SUPPLEMENT, at=at)
        elif (
            waited
            and token.clock != Clock.PAUSE
            and dossier.paused_at is not None
            and dossier.state not in (Status.PAYING, Status.STOPPED)
        ):
            close_pauses(dossier, at=at, kinds=("wait", "supplement"))
            if dossier.state is Status.SUPPLEMENT:
                move(dossier, Status.PROCESSING, at=at)
        if token.clock == Clock.EXTEND:
            ask_extension(dossier, token, by=by, at=at)
        if token.task == TaskKind.RETURN and dossier.state in (Status.ACCEPTED, Status.PROCESSING):
            finish(dossier, at=at)


def finish(dossier: Dossier, *, at: datetime) -> None:
    """The result is at the desk: processing has ended, on time or late by the rule (first promise or new one)."""
    from .common import move

    require_apology(dossier, at=at)
    move(dossier, Status.FINISHED, at=at)
    dossier.finished_at = at
    due_at = dossier.lawful_due_at or dossier.due_at
    if dossier.timeliness != LATE:  # late once, before it was opened again, is late for good
        dossier.timeliness = counting.classify(at, due_at) if due_at else "on_time"


def require_apology(dossier: Dossier, *, at: datetime) -> None:
    """Refuse to close a dossier that is late by law before its apology has been signed.

    Raises:
        ApologyMissing: with where the apology is written.
    """
    if is_apologised(dossier, at=at):
        return
    raise ApologyMissing(
        "Hồ sơ đã quá hạn mà chưa có văn bản xin lỗi và hẹn lại.",
        why="Hồ sơ quá hạn chỉ kết thúc khi người dân đã được xin lỗi, biết lý do và ngày hẹn mới.",
        next=f"Hãy mở trang hồ sơ {dossier.code}, mục “Xin lỗi và hẹn lại ngày trả”: ghi lý do, ngày mới và trình lãnh "
        "đạo ký; ký xong thì làm tiếp được.",
    )


def is_apologised(dossier: Dossier, *, at: datetime) -> bool:
    """Whether the citizen has nothing left to be told before the dossier ends: it is in time, or the apology is signed."""
    if not rules.was_late(dossier.paused_at or at, dossier.lawful_due_at or dossier.due_at):
        return True
    return Apology.objects.filter(dossier=dossier, signed_at__isnull=False).exists()


def describe_holder(dossier: Dossier, works: list[Work] | None = None) -> None:
    """Keep the present step and holder in words on the dossier, for lists; ``works`` are all open steps where known."""
    if works is None:
        works = list(Work.objects.filter(dossier=dossier).order_by("id"))
    dossier.step_name = "; ".join(dict.fromkeys(row.step_name for row in works))[:300]
    names = [_holder_words(dossier, row) for row in works]
    dossier.holder = "; ".join(dict.fromkeys(names))[:300]


def _holder_words(dossier: Dossier, row: Work) -> str:
    """The officer who has the step, else the unit; outside the house, whom it waits for."""
    if not row.unit_code:
        return row.lane_name
    if row.officer_name:
        return row.officer_name
    if row.unit_code == row.agency_code:
        return f"{row.lane_name} (chờ phân công)"
    return unit_words(dossier, row.lane, row.lane_name)


def spread_due(dossier: Dossier) -> None:
    """Copy the dossier's clock to its open steps, where lists read it; an agency's part keeps its own hour."""
    own = Case(When(own_due=True, then=F("due_at")), default=Value(dossier.due_at, DateTimeField()))
    Work.objects.filter(dossier=dossier).update(due_at=own, is_paused=dossier.paused_at is not None)
