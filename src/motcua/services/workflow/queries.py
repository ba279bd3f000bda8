"""Reading processes and queues. Whose dossiers a person may see is asked by the room that owns the subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from motcua.kernel.clock import local
from motcua.kernel.text import fold
from motcua.services.workflow.models import Instance, Process, ProcessVersion, Token
from motcua.services.workflow.rules import course, definition, drawing, findings, layout, paths
from motcua.services.workflow.types import (
    Finding,
    Holder,
    NoSuchProcess,
    NoSuchStep,
    ProcessDefinition,
    StepView,
    TokenView,
)


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of a process, without its body."""

    id: int
    process_code: str
    process_name: str
    number: int
    status: str
    status_label: str
    sha256: str
    created_at: datetime
    created_by: str
    published_from: datetime | None
    retired_at: datetime | None
    running: int = 0


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """One line of the console's list."""

    code: str
    name: str
    published: int | None
    drafts: int
    running: int


_DEFINITIONS: dict[str, ProcessDefinition] = {}
"""Parsed definitions by their hash: what is remembered can never be another version's."""

LEAN = ("id", "sha256", "status", "process_id", "number")


def definition_by(version: ProcessVersion) -> ProcessDefinition:
    """The definition of a version row; read from the database once a process."""
    known = _DEFINITIONS.get(version.sha256)
    if known is None:
        if len(_DEFINITIONS) > 2_000:
            _DEFINITIONS.clear()
        data = ProcessVersion.objects.values_list("definition", flat=True).get(pk=version.pk)
        known = _DEFINITIONS[version.sha256] = definition.parse(data)
    return known


def definition_of(version_id: int) -> ProcessDefinition:
    """The definition of a version by its id."""
    return definition_by(version_row(version_id))


def published_row(process_code: str) -> ProcessVersion:
    """The published version without its body, for the commands of this room."""
    row = ProcessVersion.objects.only(*LEAN).filter(process__code=process_code, status="published").first()
    if row is None:
        raise no_process(process_code)
    return row


def version_row(version_id: int) -> ProcessVersion:
    """The row without its body, for the commands of this room."""
    row = ProcessVersion.objects.only(*LEAN).filter(pk=version_id).first()
    if row is None:
        raise no_process(str(version_id))
    return row


def rows() -> QuerySet[Token]:
    """Tokens with what is needed to tell them: one query, bodies left behind."""
    return Token.objects.select_related("instance__version").defer(
        "instance__version__definition", "instance__version__bpmn_xml"
    )


def no_process(code: str) -> NoSuchProcess:
    return NoSuchProcess(
        "Không có quy trình này.",
        why=f"Không tìm thấy quy trình đang áp dụng có mã “{code}”.",
        next="Kiểm tra mã, hoặc ban hành quy trình trong trang quản trị.",
    )


# ---------- definitions ----------


def published(process_code: str) -> VersionView:
    """The version new dossiers start with."""
    found = find_published(process_code)
    if found is None:
        raise no_process(process_code)
    return found


def find_published(*process_codes: str) -> VersionView | None:
    """The version new dossiers start with, of the first of these processes that has one."""
    rows = ProcessVersion.objects.filter(process__code__in=process_codes, status="published")
    bare = rows.select_related("process").defer("definition", "bpmn_xml")
    found = {row.process.code: row for row in bare}
    return next((_version(found[code]) for code in process_codes if code in found), None)


def has_published(process_code: str) -> bool:
    return ProcessVersion.objects.filter(process__code=process_code, status="published").exists()


def version(version_id: int) -> VersionView:
    row = ProcessVersion.objects.filter(pk=version_id).select_related("process").first()
    if row is None:
        raise no_process(str(version_id))
    return _version(row)


def version_by_number(process_code: str, number: int) -> VersionView:
    row = (
        ProcessVersion.objects.filter(process__code=process_code, number=number)
        .select_related("process")
        .first()
    )
    if row is None:
        raise no_process(f"{process_code} bản {number}")
    return _version(row)


def versions(process_code: str) -> list[VersionView]:
    """All versions of a process, newest first, with how many dossiers still run on each."""
    rows = (
        ProcessVersion.objects.filter(process__code=process_code)
        .select_related("process")
        .defer("definition", "bpmn_xml")
        .annotate(running=Count("instances", filter=Q(instances__state="running")))
        .order_by("-number")
    )
    return [_version(r, r.running) for r in rows]


def bpmn_of(version_id: int) -> str:
    xml = ProcessVersion.objects.filter(pk=version_id).values_list("bpmn_xml", flat=True).first()
    if xml is None:
        raise no_process(str(version_id))
    return xml


def processes(*, q: str = "", state: str = "", page: int | str | None = 1, size: int = 30) -> Page[Any]:
    """The console's list: one page of `ProcessRow`."""
    rows: QuerySet[Process] = Process.objects.order_by("code")
    for word in fold(q).split()[:8]:
        rows = rows.filter(folded__contains=word)
    drafts = ProcessVersion.objects.filter(process=OuterRef("pk"), status="draft")
    live = ProcessVersion.objects.filter(process=OuterRef("pk"), status="published")
    if state == "draft":
        rows = rows.filter(Exists(drafts))
    elif state == "published":
        rows = rows.filter(Exists(live))
    elif state == "none":
        rows = rows.filter(~Exists(live))
    found: Page[Any] = Paginator(rows, size).get_page(page)
    found.object_list = _rows(list(found.object_list))
    return found


def _rows(picked: list[Process]) -> list[ProcessRow]:
    per: dict[int, dict[str, Any]] = {p.pk: {"published": None, "drafts": 0, "running": 0} for p in picked}
    of_picked = ProcessVersion.objects.filter(process_id__in=per)
    for v in of_picked.values("process_id", "status", "number"):
        if v["status"] == "published":
            per[v["process_id"]]["published"] = v["number"]
        elif v["status"] == "draft":
            per[v["process_id"]]["drafts"] += 1
    for row in (
        Instance.objects.filter(version__process_id__in=per, state="running")
        .values("version__process_id").annotate(n=Count("id"))
    ):  # fmt: skip
        per[row["version__process_id"]]["running"] = row["n"]
    return [ProcessRow(p.code, p.name, **per[p.pk]) for p in picked]


def process_name(code: str) -> str:
    name = Process.objects.filter(code=code).values_list("name", flat=True).first()
    if name is None:
        raise no_process(code)
    return name


def findings_of(version_id: int, legal_limit_hours: float | None = None) -> tuple[Finding, ...]:
    return findings.check(definition_of(version_id), legal_limit_hours)


# ---------- tokens ----------


def token(token_id: int) -> TokenView:
    row = rows().filter(pk=token_id, via="").first()
    if row is None:
        raise NoSuchStep("Không tìm thấy bước này.", next="Tải lại trang để xem các bước hiện có.")
    return view(row)


def open_tokens(subject: str) -> list[TokenView]:
    """Steps that wait to be done, oldest first."""
    return [view(t) for t in rows().filter(subject=subject, done_at=None, via="").order_by("id")]


def open_tokens_of(subjects: Sequence[str]) -> dict[str, list[TokenView]]:
    """The same for a page of subjects, in one query."""
    found: dict[str, list[TokenView]] = {s: [] for s in subjects}
    for t in rows().filter(subject__in=subjects, done_at=None, via="").order_by("id"):
        found[t.subject].append(view(t))
    return found


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


# ---------- in words and in lines ----------


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


def describe(subject: str) -> list[StepView]:
    """The course of a subject in plain words: what is done, where it stands, what comes."""
    run = latest_run(subject)
    if run is None:
        return []
    visits = [view(t) for t in rows().filter(instance=run, via="").order_by("id")]
    return course.describe(definition_by(run.version), visits, over=run.state != "running")


def diagram(subject: str) -> str:
    """The diagram of a subject's process as SVG, with the current step marked."""
    run = latest_run(subject)
    if run is None:
        return ""
    visits = list(Token.objects.filter(instance=run, via="").values_list("node", "ended", "done_at"))
    current = {node for node, _, done_at in visits if done_at is None}
    done = {node for node, ended, _ in visits if ended == "done"} - current
    return drawing.draw(definition_by(run.version), current=current, done=done)


def diagram_of(version_id: int) -> str:
    return drawing.draw(definition_of(version_id))


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
    )


def _version(v: ProcessVersion, running: int = 0) -> VersionView:
    return VersionView(
        id=v.pk,
        process_code=v.process.code,
        process_name=v.process.name,
        number=v.number,
        status=v.status,
        status_label=ProcessVersion.Status(v.status).label,
        sha256=v.sha256,
        created_at=v.created_at,
        created_by=v.created_by,
        published_from=v.published_from,
        retired_at=v.retired_at,
        running=running,
    )


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One line of the table beside the diagram."""

    id: str
    name: str
    lane: str
    kind: str
    hours: str
    clock: str
    outcomes: str
    documents: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A version told as a table: its steps, hours and findings."""

    tasks: tuple[TaskRow, ...]
    main_hours: str
    longest_hours: str
    limit_hours: str
    findings: tuple[Finding, ...]


def outline_of(version_id: int) -> Outline:
    """The steps of a version in words, with what the checker says."""
    d = definition_of(version_id)
    clocks = {"run": "Chạy", "pause": "Dừng", "extend": "Hẹn lại"}
    rows = tuple(
        TaskRow(
            id=n.id, name=n.name, lane=d.lane(n.lane).name or "Chưa giao làn", kind=layout.KIND_WORDS.get(n.task, "Việc"),
            hours=findings.hours(n.hours) if n.hours else "", clock=clocks[n.clock.value],
            outcomes="; ".join(o.name for o in n.outcomes), documents="; ".join(n.documents),
        )
        for n in d.tasks
    )  # fmt: skip
    return Outline(
        rows, findings.hours(paths.main_hours(d)), findings.hours(paths.longest(d)[0]),
        findings.hours(d.limit_hours) if d.limit_hours is not None else "", findings.check(d),
    )  # fmt: skip
