"""Running processes. Called inside the transaction of the room that owns the subject.

That room asks whether the person may and writes the audit row; here the step is locked, changed and kept.
Every change closes a row only while its ``done_at`` is empty: of two officers exactly one wins, on both databases, and
the other is told who was first and when.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

from motcua.kernel import rows as table
from motcua.kernel.access import Actor
from motcua.kernel.clock import local
from motcua.kernel.rows import Prepared
from motcua.services.workflow import queries
from motcua.services.workflow.models import Instance, ProcessVersion, Token
from motcua.services.workflow.rules import conditions, tokens
from motcua.services.workflow.rules.course import moment
from motcua.services.workflow.types import (
    Advance,
    CannotMove,
    Facts,
    Holder,
    Node,
    NodeKind,
    NoSuchStep,
    Place,
    ProcessDefinition,
    StepAlreadyDone,
    StepHeld,
    TaskKind,
    TokenView,
)

P = ParamSpec("P")
R = TypeVar("R")


def inside(command: Callable[P, R]) -> Callable[P, R]:
    """Part of the owner's transaction: a refusal undoes the owner's whole command, so there is no savepoint of its own."""

    @functools.wraps(command)
    def within(*args: P.args, **kwargs: P.kwargs) -> R:
        if not connection.in_atomic_block:
            raise transaction.TransactionManagementError(
                f"{command.__name__} belongs inside the owner's transaction"
            )
        return command(*args, **kwargs)

    return within


_OPEN = Prepared(
    lambda subject: (
        queries.rows()
        .select_for_update(of=("self", "instance"))
        .filter(subject=subject, done_at=None)
        .order_by("id")
    )
)
_BESIDE = Prepared(
    lambda token_id: (
        queries.rows()
        .select_for_update(of=("self", "instance"))
        .filter(instance__tokens=token_id, done_at=None)
        .order_by("id")
    )
)
_CLOSING = ("done_at", "done_by", "done_by_name", "ended", "outcome", "opinion")


@dataclass(frozen=True, slots=True)
class Held:
    """The open steps of a subject, locked with their run until commit."""

    rows: tuple[Token, ...]

    @property
    def steps(self) -> list[TokenView]:
        """Those somebody is to do, oldest first."""
        return [queries.view(row) for row in self.rows if not row.via and row.name]

    def openings(self, token_id: int, facts: Facts) -> dict[str, tuple[TaskKind, ...]]:
        """The kinds of tasks each outcome of one of these steps would open."""
        return queries.openings_of(self.rows, facts).get(token_id, {})


@inside
def hold(*, subject: str) -> Held:
    """Lock where a subject stands, for the commands that move it."""
    return Held(tuple(_OPEN(subject)))


DueCalculator = Callable[[datetime, float], datetime | None]
"""From the moment a step is entered and its hours to the moment it is due (calendars room)."""

Assigner = Callable[[Node], Holder | None]
"""Which unit, post or officer stands behind a step's lane for this subject."""

AtOnce = Callable[[TokenView], str | None]
"""The outcome of a first step that is done with the start itself, else None."""


@inside
def start(
    *,
    process_code: str | None = None,
    version_id: int | None = None,
    subject: str,
    facts: Facts | None = None,
    by: Actor,
    at: datetime,
    due_calculator: DueCalculator | None = None,
    assign: Assigner | None = None,
    at_once: AtOnce | None = None,
) -> Advance:
    """Bắt đầu: the first tokens of a subject, on the published version unless one is named."""
    if version_id is None:
        if process_code is None:
            raise ValueError("start needs process_code or version_id")
        version = queries.published_row(process_code)
    else:
        version = queries.version_row(version_id)
        if version.status == ProcessVersion.Status.DRAFT:
            raise CannotMove("Bản thảo chưa chạy được.", next="Ban hành quy trình trước.")
    d = queries.definition_by(version)
    instance = Instance(version=version, subject=subject, started_at=at)
    if not table.insert_new(instance):
        raise CannotMove(
            "Hồ sơ đang có quy trình chạy.", why=f"{subject} chưa kết thúc quy trình trước.",
            next="Tải lại trang để thấy bước hiện tại.",
        )  # fmt: skip
    known, done = conditions.known(d.fields, facts), None
    moved = tokens.begin(d, known)
    if at_once is not None and len(moved.added) == 1 and not moved.added[0].via:
        first = _row(instance, d, moved.added[0], at, due_calculator, assign)
        outcome = at_once(queries.view(first))
        if outcome is not None:
            done, moved = first, tokens.advance(d, moved.added, first.node, outcome, known)
            _mark(done, "done", by, at, outcome=tokens.outcome_of(d.node(first.node), outcome) or "")
    return _settle(instance, d, moved, done, at, due_calculator, assign, still_open=False)


@inside
def claim(*, token_id: int, by: Actor, at: datetime) -> TokenView:
    """Nhận việc: this officer does the step from now on; a second officer is told who has it."""
    taken = Token.objects.filter(pk=token_id, via="", done_at=None, claimed_by="").update(
        claimed_by=by.id, claimed_by_name=by.title, claimed_at=at
    )
    row = _token(token_id)
    if not taken:
        if row.done_at is not None:
            raise _already(row)
        if row.claimed_by != by.id:
            raise StepHeld(
                f"Việc “{row.name}” đang có người làm.",
                why=f"{row.claimed_by_name} đã nhận lúc {_when(row.claimed_at)}.",
                next="Chọn việc khác, hoặc nhờ người phụ trách chuyển việc.",
            )
    return queries.view(row)


@inside
def release(*, token_id: int, by: Actor, at: datetime) -> TokenView:
    """Trả việc về hàng chờ: anyone of the lane may take it again."""
    changed = Token.objects.filter(pk=token_id, via="", done_at=None, claimed_by=by.id).update(
        claimed_by="", claimed_by_name="", claimed_at=None
    )
    row = _token(token_id)
    if not changed:
        if row.done_at is not None:
            raise _already(row)
        if row.claimed_by:
            raise StepHeld(
                "Việc này không phải của bạn.", why=f"{row.claimed_by_name} đang làm.",
                next="Nhờ người phụ trách chuyển việc.",
            )  # fmt: skip
    return queries.view(row)


@inside
def reassign(*, token_id: int, to: Holder, by: Actor, at: datetime) -> TokenView:
    """Chuyển người làm: another officer, post or unit holds the step; the claim is lifted."""
    changed = Token.objects.filter(pk=token_id, via="", done_at=None).update(
        unit_code=to.unit_code, post_code=to.post_code, officer_code=to.officer_code,
        claimed_by="", claimed_by_name="", claimed_at=None,
    )  # fmt: skip
    row = _token(token_id)
    if not changed:
        raise _already(row)
    return queries.view(row)


@inside
def complete(
    *,
    token_id: int,
    outcome: str | None = None,
    opinion: str = "",
    by: Actor,
    at: datetime,
    facts: Facts | None = None,
    due_calculator: DueCalculator | None = None,
    assign: Assigner | None = None,
    held: Held | None = None,
) -> Advance:
    """Xong bước: close this step with its outcome and open what follows; ``held`` is what the caller has locked already.

    Raises:
        StepAlreadyDone: somebody, perhaps the same click twice, has closed it; says who and when.
        BadOutcome: the step does not know this outcome; nothing moves.
    """
    row, d, state = _locked(token_id, held)
    node = d.node(row.node)
    said = tokens.outcome_of(node, outcome)
    moved = tokens.advance(d, state, row.node, said, conditions.known(d.fields, facts))
    _mark(row, "done", by, at, outcome=said or "", opinion=opinion)
    return _settle(row.instance, d, moved, row, at, due_calculator, assign, still_open=len(state) > 1)


@inside
def send_back(
    *,
    token_id: int,
    to_node: str,
    reason: str,
    by: Actor,
    at: datetime,
    due_calculator: DueCalculator | None = None,
    assign: Assigner | None = None,
) -> Advance:
    """Trả lại bước trước: the step closes as sent back and an earlier one opens again.

    Steps beside it stay when the process can be in such a state, else they close with it.
    """
    row, d, marking = _locked(token_id)
    if not reason.strip():
        raise CannotMove("Cần ghi lý do trả lại.", next="Ghi rõ cần làm lại việc gì rồi gửi lại.")
    target = d.node(to_node)
    visited = Token.objects.filter(instance=row.instance, node=to_node, ended="done").exists()
    if target.kind is not NodeKind.TASK or not visited or to_node == row.node:
        raise CannotMove(
            f"Không trả lại được về “{target.name or to_node}”.", why="Hồ sơ chưa làm xong bước ấy.",
            next="Chọn một bước đã làm.",
        )  # fmt: skip
    state = list(marking)
    state.remove(Place(row.node))
    known = tokens.states(d).markings
    keep = tokens.marking([*state, Place(to_node)]) in known
    if not keep and tokens.marking([Place(to_node)]) not in known:
        raise CannotMove(
            f"Không trả lại được về “{target.name}”.", why="Bước ấy nằm trong một nhánh song song đã gộp.",
            next="Chọn bước trước cổng chia nhánh.",
        )  # fmt: skip
    if not keep:
        _close_all(row.instance, by, at, but=row.pk)
    _mark(row, "sent_back", by, at, opinion=reason)
    added = tokens.Moved((Place(to_node),), (), ())
    return _settle(row.instance, d, added, row, at, due_calculator, assign, still_open=True)


@inside
def cancel(*, subject: str, reason: str, by: Actor, at: datetime) -> int:
    """Dừng quy trình: every open step closes; returns how many."""
    instance = (
        Instance.objects.select_for_update().filter(subject=subject, state=Instance.State.RUNNING).first()
    )
    if instance is None:
        return 0
    closed = _close_all(instance, by, at, opinion=reason)
    Instance.objects.filter(pk=instance.pk).update(
        state=Instance.State.CANCELLED, finished_at=at, result="stopped"
    )
    return closed


@inside
def uncancel(*, subject: str, by: Actor, at: datetime) -> list[TokenView]:
    """Thu hồi việc dừng: the steps `cancel` closed are open again, each where it stood and with who held it.

    Raises:
        StepAlreadyDone: the process was not stopped, or goes on already.
    """
    instance = queries.latest_run(subject, lock=True)
    if instance is None or instance.state != Instance.State.CANCELLED:
        raise StepAlreadyDone(
            "Quy trình không dừng, không có gì để thu hồi.", next="Tải lại trang để thấy bước hiện tại."
        )
    Token.objects.filter(instance=instance, ended="cancelled", done_at=instance.finished_at).update(
        done_at=None, done_by="", done_by_name="", ended="", opinion=""
    )
    Instance.objects.filter(pk=instance.pk).update(state=Instance.State.RUNNING, finished_at=None, result="")
    return hold(subject=subject).steps


@inside
def reopen(
    *,
    subject: str,
    node: str,
    reason: str,
    by: Actor,
    at: datetime,
    due_calculator: DueCalculator | None = None,
    assign: Assigner | None = None,
) -> Advance:
    """Mở lại: a closed process runs again from one step, on the version it started with."""
    instance = queries.latest_run(subject, lock=True)
    if instance is None:
        raise NoSuchStep("Hồ sơ chưa có quy trình.", next="Bắt đầu quy trình trước.")
    if instance.state == Instance.State.RUNNING:
        raise StepAlreadyDone(
            "Quy trình đang chạy, không cần mở lại.", next="Tải lại trang để thấy bước hiện tại."
        )
    d = queries.definition_by(instance.version)
    target = d.node(node)
    if target.kind is not NodeKind.TASK or tokens.marking([Place(node)]) not in tokens.states(d).markings:
        raise CannotMove(
            f"Không mở lại được ở “{target.name or node}”.", why="Bước ấy không đứng một mình trong quy trình.",
            next="Chọn bước ngoài nhánh song song.",
        )  # fmt: skip
    instance.state, instance.result, instance.finished_at = Instance.State.RUNNING, "", None
    instance.save(update_fields=["state", "result", "finished_at"])
    return _settle(
        instance, d, tokens.Moved((Place(node),), (), ()), None, at, due_calculator, assign, still_open=False
    )


@inside
def restate_due(*, subject: str, due: Callable[[TokenView], datetime | None]) -> int:
    """Đổi hạn bước: after a pause or a new appointment the owner restates what is due when."""
    rows = list(queries.rows().filter(subject=subject, done_at=None, via=""))
    for row in rows:
        row.due_at = due(queries.view(row))
    return Token.objects.bulk_update(rows, ["due_at"]) if rows else 0


# ---------- inside ----------


def _token(token_id: int) -> Token:
    row = queries.rows().filter(pk=token_id, via="").first()
    if row is None:
        raise NoSuchStep("Không tìm thấy bước này.", next="Tải lại trang để xem các bước hiện có.")
    return row


def _locked(token_id: int, held: Held | None = None) -> tuple[Token, ProcessDefinition, tokens.Marking]:
    """The open token, its process and where else that stands: all open tokens are locked with the run itself, so that
    two branches of one dossier come one after the other."""
    rows = held.rows if held is not None else tuple(_BESIDE(token_id))
    row = next((one for one in rows if one.pk == token_id and not one.via), None)
    if row is None:
        raise _already(_token(token_id))
    return (
        row,
        queries.definition_by(row.instance.version),
        tokens.marking(Place(t.node, t.via) for t in rows),
    )


def _mark(row: Token, ended: str, by: Actor, at: datetime, *, outcome: str = "", opinion: str = "") -> None:
    """Say in the row how it closes; `_settle` writes it."""
    row.done_at, row.done_by, row.done_by_name = at, by.id, by.title
    row.ended, row.outcome, row.opinion = ended, outcome, opinion


def _close_all(
    instance: Instance, by: Actor, at: datetime, *, opinion: str = "", but: int | None = None
) -> int:
    return (
        Token.objects.filter(instance=instance, done_at=None)
        .exclude(pk=but)
        .update(done_at=at, done_by=by.id, done_by_name=by.title, ended="cancelled", opinion=opinion)
    )


def _settle(
    instance: Instance,
    d: ProcessDefinition,
    moved: tokens.Moved,
    done: Token | None,
    at: datetime,
    due_calculator: DueCalculator | None,
    assign: Assigner | None,
    *,
    still_open: bool,
) -> Advance:
    for place in moved.joined:
        ids = Token.objects.filter(instance=instance, node=place.node, via=place.via, done_at=None)
        first = ids.order_by("id").values_list("pk", flat=True).first()
        if first is not None:
            Token.objects.filter(pk=first).update(done_at=at, ended="joined")
    created = [_row(instance, d, p, at, due_calculator, assign) for p in moved.added]
    for row in created:  # the start comes from outside, whoever does its first step
        row.from_elsewhere = done is None or done.pk is None or row.unit_code != done.unit_code
    if done is None or done.pk is None:
        table.insert(created if done is None else [done, *created])
    elif not table.change_and_insert(done, created, changed=_CLOSING, while_null="done_at"):
        raise _already(_token(done.pk))
    steps = tuple(queries.view(t) for t in created if not t.via)
    finished, result = False, ""
    if not moved.added and not (
        still_open and Token.objects.filter(instance=instance, done_at=None).exists()
    ):
        finished = True
        result = next((d.node(n).result or "done" for n in moved.ended), "done")
        table.change(
            Instance, {"id": instance.pk}, state=Instance.State.FINISHED.value, finished_at=at, result=result
        )
        instance.state, instance.result = Instance.State.FINISHED, result
    return Advance(
        instance_id=instance.pk,
        instance_key=str(instance.key),
        done=queries.view(done) if done is not None else None,
        tokens=steps,
        finished=finished,
        result=result,
        waiting_at_join=any(t.via for t in created),
        held=None if still_open else Held(tuple(created)),
    )


def _row(
    instance: Instance,
    d: ProcessDefinition,
    place: Place,
    at: datetime,
    due_calculator: DueCalculator | None,
    assign: Assigner | None,
) -> Token:
    node = d.node(place.node)
    row = Token(instance=instance, subject=instance.subject, node=node.id, via=place.via, entered_at=at)
    if node.kind is not NodeKind.TASK:
        return row
    row.name, row.lane, row.task, row.hours = node.name, node.lane, node.task.value, node.hours
    if due_calculator is not None and node.hours:
        row.due_at = due_calculator(at, node.hours)
    holder = assign(node) if assign is not None else None
    if holder is not None:
        row.unit_code, row.post_code, row.officer_code = (
            holder.unit_code,
            holder.post_code,
            holder.officer_code,
        )
    return row


def _when(at: datetime | None) -> str:
    return moment(local(at)) if at else ""


def _already(row: Token) -> StepAlreadyDone:
    verbs: dict[str, str] = {"sent_back": "trả lại", "cancelled": "dừng"}
    verb = verbs.get(row.ended, "làm xong")
    return StepAlreadyDone(
        f"Bước “{row.name}” đã được {verb} rồi.",
        why=f"Người làm: {row.done_by_name or 'Hệ thống'}, lúc {_when(row.done_at)}.",
        next="Tải lại trang để thấy bước hiện tại.",
        by=row.done_by_name,
        at=row.done_at,
    )
