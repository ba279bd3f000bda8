"""The course of a dossier in plain words, from the process and the steps taken so far."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from motcua.kernel.words import say
from motcua.services.workflow.rules import paths
from motcua.services.workflow.types import Facts, Node, ProcessDefinition, StepView, TaskKind, TokenView

LABELS = {"done": "Đã xong", "now": "Đang làm", "next": "Sắp tới"}


def describe(
    d: ProcessDefinition, visits: Sequence[TokenView], *, facts: Facts, over: bool = False
) -> list[StepView]:
    """Steps done in their order, the current ones, then the usual way from there, as far as declared facts tell it."""
    steps = [_visited(d, v, "done") for v in visits if v.ended == "done"]
    current = [v for v in visits if v.done_at is None]
    steps += [_visited(d, v, "now") for v in current]
    if over:
        return steps
    seen = {v.node for v in current}
    ahead: list[str] = []
    for start in [v.node for v in current] or ([d.start.id] if not visits else []):
        ahead += [n for n in paths.path_told(d, start, facts) if n not in seen and n not in ahead]
    return steps + [_ahead(d, d.node(n)) for n in ahead]


def _visited(d: ProcessDefinition, v: TokenView, state: str) -> StepView:
    who = v.done_by_name if state == "done" else v.claimed_by_name
    if state == "done":
        sentence = f"{v.lane_name} đã làm xong lúc {moment(v.done_at)}." if v.done_at else ""
    elif v.task == TaskKind.CONSULT and not v.is_member:
        until = f", đến hạn {moment(v.due_at)}" if v.due_at else ""
        sentence = f"Đang hỏi ý kiến {v.lane_name}{until}."
    elif v.due_at:
        sentence = f"{v.lane_name} đang làm, hạn của bước là {moment(v.due_at)}."
    else:
        sentence = f"{v.lane_name} đang làm."
    return StepView(
        node=v.node, name=v.name, lane=v.lane, lane_name=v.lane_name, state="done" if state == "done" else "now",
        state_label=LABELS[state], hours=v.hours, task=v.task, who=who, entered_at=v.entered_at, due_at=v.due_at,
        done_at=v.done_at, public=d.node(v.node).public if d.has(v.node) else "", outcome_name=v.outcome_name, opinion=v.opinion, sentence=sentence,
    )  # fmt: skip


def _ahead(d: ProcessDefinition, n: Node) -> StepView:
    lane = d.lane(n.lane).name
    hours = f"{n.hours:g}".replace(".", ",") if n.hours else ""
    facts = {"lane": say(lane), "hours": hours}
    if n.task is TaskKind.CONSULT:
        sentence = (
            say("Hỏi ý kiến {lane} trong {hours} giờ làm việc.", **facts)
            if hours
            else say("Hỏi ý kiến {lane}.", **facts)
        )
    elif hours:
        sentence = say("{lane} sẽ làm trong {hours} giờ làm việc.", **facts)
    else:
        sentence = say("{lane} sẽ làm.", **facts)
    return StepView(
        node=n.id, name=n.name, lane=n.lane, lane_name=lane, state="next", state_label=LABELS["next"], hours=n.hours,
        task=n.task.value, public=n.public, sentence=sentence,
    )  # fmt: skip


def moment(at: datetime) -> str:
    """An hour and a day as citizens read them; the moment comes in local time."""
    minutes = f" {at.minute:02d}" if at.minute else ""
    return f"{at.hour} giờ{minutes} ngày {at.day:02d}/{at.month:02d}/{at.year}"
