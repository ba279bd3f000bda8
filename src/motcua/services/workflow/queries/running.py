"""Reading tokens and queues. Whose dossiers a person may see is asked by the room that owns the subject."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from motcua.kernel.clock import local
from motcua.kernel.rows import Prepared
from motcua.services.workflow.models import Instance, ProcessVersion, Token
from motcua.services.workflow.rules import conditions, course, drawing, tokens, ways
from motcua.services.workflow.types import (
    Facts,
    Holder,
    Node,
    NoSuchStep,
    Place,
    StepView,
    TaskKind,
    TokenView,
)

from .versions import LEAN, definition_by

_BEHIND = tuple(
    f"instance__version__{field.name}"
    for field in ProcessVersion._meta.concrete_fields
    if field.attname not in LEAN
)


def rows() -> QuerySet[Token]:
    """Tokens with what is needed to tell them: one query, bodies left behind."""
    return Token.objects.select_related("instance__version").defer(*_BEHIND)


def token(token_id: int) -> TokenView:
    row = rows().filter(pk=token_id, via="").first()
    if row is None:
        raise NoSuchStep("Không tìm thấy bước này.", next="Tải lại trang để xem các bước hiện có.")
    return view(row)


_OPEN = Prepared(lambda subject: rows().filter(subject=subject, done_at=None, via="").order_by("id"))


def open_tokens(subject: str) -> list[TokenView]:
    """Steps that wait to be done, oldest first."""
    return [view(t) for t in _OPEN(subject)]


def open_tokens_of(subjects: Sequence[str]) -> dict[str, list[TokenView]]:
    """The same for a page of subjects, in one query."""
    found: dict[str, list[TokenView]] = {s: [] for s in subjects}
    for t in rows().filter(subject__in=subjects, done_at=None, via="").order_by("id"):
        found[t.subject].append(view(t))
    return found


def moved_since(moment: datetime, most: int = 5000) -> list[str]:
    """Subjects in which a step was opened since a moment, so that another was finished: read backwards from the newest."""
    found: dict[str, None] = {}
    newest = Token.objects.order_by("-id").values_list("subject", "entered_at")
    for subject, entered_at in newest[:most].iterator(chunk_size=500):
        if entered_at < moment:
            break
        found[subject] = None
    return list(found)


def history(subject: str) -> list[TokenView]:
    """Every visit of every step, oldest first."""
    return [view(t) for t in rows().filter(subject=subject, via="").order_by("id")]


def queue(
    *,
    lane: str | Sequence[str] | None = None,
    unit: str | Sequence[str] | None = None,
    post: str | None = None,
    officer: str | None = None,
    task: str | None = None,
    unclaimed: bool = False,
    due_before: datetime | None = None,
    after: tuple[datetime | None, int] | None = None,
    limit: int = 50,
) -> list[TokenView]:
    """What waits, by due moment; `after` is (due_at, id) of the last row seen, so deep pages cost the same."""
    found = waiting(lane=lane, unit=unit, post=post, officer=officer, task=task, unclaimed=unclaimed)
    if due_before is not None:
        found = found.filter(due_at__lt=due_before)
    if after is not None:
        due_at, last = after
        if due_at is None:
            found = found.filter(due_at=None, id__gt=last)
        else:
            found = found.filter(Q(due_at__gt=due_at) | Q(due_at=due_at, id__gt=last) | Q(due_at=None))
    return [view(t) for t in found.order_by(F("due_at").asc(nulls_last=True), "id")[:limit]]


def queue_count(**filters: Any) -> int:
    """How many wait: the same filters as the list."""
    return waiting(**filters).count()


def waiting(
    *,
    lane: str | Sequence[str] | None = None,
    unit: str | Sequence[str] | None = None,
    post: str | None = None,
    officer: str | None = None,
    task: str | None = None,
    unclaimed: bool = False,
) -> QuerySet[Token]:
    """Open tasks as a query other rooms may join by `subject`."""
    found = rows().filter(done_at=None, via="")
    if lane is not None:
        found = found.filter(lane=lane) if isinstance(lane, str) else found.filter(lane__in=list(lane))
    if unit is not None:
        found = (
            found.filter(unit_code=unit) if isinstance(unit, str) else found.filter(unit_code__in=list(unit))
        )
    if post is not None:
        found = found.filter(post_code=post)
    if officer is not None:
        found = found.filter(Q(officer_code=officer) | Q(claimed_by=officer))
    if task is not None:
        found = found.filter(task=task)
    if unclaimed:
        found = found.filter(claimed_by="")
    return found


def holder_of(token_id: int) -> Holder:
    t = token(token_id)
    return Holder(t.unit_code, t.post_code, t.officer_code)


@dataclass(frozen=True, slots=True)
class InstanceView:
    """One run of a process for a subject."""

    id: int
    key: str
    version_id: int
    subject: str
    state: str
    result: str


def instance(subject: str) -> InstanceView | None:
    """The newest run of a subject."""
    row = latest_run(subject)
    if row is None:
        return None
    return InstanceView(row.pk, str(row.key), row.version_id, row.subject, row.state, row.result)


def latest_run(subject: str, *, lock: bool = False) -> Instance | None:
    """The newest run as a row, for the commands of this room."""
    found = Instance.objects.select_related("version").defer("version__definition", "version__bpmn_xml")
    if lock:
        found = found.select_for_update(of=("self",))
    return found.filter(subject=subject).order_by("-id").first()


def tasks_after(token_ids: Iterable[int]) -> dict[int, tuple[Node, ...]]:
    """The tasks that may follow open steps, each in the version its subject runs on: one query."""
    found = rows().filter(pk__in=list(token_ids), via="")
    return {row.pk: ways.next_tasks(definition_by(row.instance.version), row.node) for row in found}


def openings(facts: dict[str, Facts]) -> dict[int, dict[str, tuple[TaskKind, ...]]]:
    """Of the open steps of each subject, the kinds of tasks each outcome opens with its facts: one query."""
    found: dict[str, list[Token]] = {}
    for row in rows().filter(subject__in=list(facts), done_at=None):
        found.setdefault(row.subject, []).append(row)
    return {
        token_id: ways
        for subject, beside in found.items()
        for token_id, ways in openings_of(beside, facts[subject]).items()
    }


def openings_of(beside: Sequence[Token], facts: Facts) -> dict[int, dict[str, tuple[TaskKind, ...]]]:
    """The same for the open tokens of one subject."""
    state = tokens.marking(Place(row.node, row.via) for row in beside)
    found = {}
    for row in beside:
        if not row.via:
            d = definition_by(row.instance.version)
            found[row.pk] = tokens.openings(d, state, row.node, conditions.known(d.fields, facts))
    return found


def describe(subject: str, facts: Facts | None = None) -> list[StepView]:
    """The course of a subject in plain words: what is done, where it stands, what comes with what was declared."""
    run = latest_run(subject)
    if run is None:
        return []
    visits = [view(t) for t in rows().filter(instance=run, via="").order_by("id")]
    d = definition_by(run.version)
    return course.describe(d, visits, facts=conditions.known(d.fields, facts), over=run.state != "running")


def diagram(subject: str) -> str:
    """The diagram of a subject's process as SVG, with the current step marked."""
    run = latest_run(subject)
    if run is None:
        return ""
    visits = list(Token.objects.filter(instance=run, via="").values_list("node", "ended", "done_at"))
    current = {node for node, _, done_at in visits if done_at is None}
    done = {node for node, ended, _ in visits if ended == "done"} - current
    return drawing.draw(definition_by(run.version), current=current, done=done)


def view(t: Token) -> TokenView:
    d = definition_by(t.instance.version)
    node = d.node(t.node)
    return TokenView(
        id=t.pk,
        instance_key=str(t.instance.key),
        subject=t.subject,
        node=t.node,
        name=t.name,
        lane=t.lane,
        lane_name=d.lane(t.lane).name,
        task=t.task,
        clock=node.clock.value,
        hours=t.hours,
        outcomes=node.outcomes,
        entered_at=local(t.entered_at),
        due_at=local(t.due_at) if t.due_at else None,
        unit_code=t.unit_code,
        post_code=t.post_code,
        officer_code=t.officer_code,
        from_elsewhere=t.from_elsewhere,
        claimed_by=t.claimed_by,
        claimed_by_name=t.claimed_by_name,
        claimed_at=local(t.claimed_at) if t.claimed_at else None,
        done_at=local(t.done_at) if t.done_at else None,
        done_by=t.done_by,
        done_by_name=t.done_by_name,
        outcome=t.outcome,
        outcome_name=node.outcome_name(t.outcome) if t.outcome else "",
        opinion=t.opinion,
        ended=t.ended,
        ask=node.ask,
        shows=node.shows,
        note=node.note,
        lane_kind=d.lane(t.lane).kind.value,
    )
