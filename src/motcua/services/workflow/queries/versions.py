"""Reading definitions: processes, their versions, drawings and outlines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from motcua.kernel import clock, yamls
from motcua.kernel.rows import Prepared
from motcua.kernel.stamps import Kept
from motcua.kernel.text import fold
from motcua.registries.organizations import queries as organizations
from motcua.registries.organizations import types as register
from motcua.services.workflow.models import Instance, Process, ProcessVersion
from motcua.services.workflow.rules import definition, drawing, findings, paths, saying
from motcua.services.workflow.types import Lane, LaneKind, NoSuchProcess, ProcessDefinition


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
    revision: int = 1
    changed_at: datetime | None = None
    changed_by: str = ""
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
"""What running dossiers ask of a version."""
_PUBLISHED = Prepared(
    lambda *codes: (
        ProcessVersion.objects.filter(process__code__in=codes, status="published")
        .select_related("process")
        .defer("definition", "bpmn_xml")
    )
)
_BARE = Prepared(lambda version_id: ProcessVersion.objects.only(*LEAN).filter(pk=version_id))


def definition_by(version: ProcessVersion) -> ProcessDefinition:
    """The definition of a version row; read from the database once a process."""
    known = _DEFINITIONS.get(version.sha256)
    if known is None:
        if len(_DEFINITIONS) > 2_000:
            _DEFINITIONS.clear()
        data = ProcessVersion.objects.values_list("definition", flat=True).get(pk=version.pk)
        known = _DEFINITIONS[version.sha256] = definition.parse(data)
    return _as_organised(known)


def _as_organised(d: ProcessDefinition) -> ProcessDefinition:
    """The definition with the agencies it asks as they are today: one that has ended is asked through its heir.

    A version is never written anew for that: what was published stays what it was, and runs with whoever is there.
    """
    asked = sorted({lane.agency for lane in d.lanes if lane.agency})
    if not asked:
        return d
    on = clock.today()
    heirs = tuple((code, found) for code in asked if (found := organizations.standing_for(code, on)))
    return _handed(d, heirs) if heirs else d


def asking(agencies: Iterable[str]) -> list[str]:
    """Codes of processes in force with a step that asks one of some agencies, as they were published."""
    wanted = set(agencies)
    rows = ProcessVersion.objects.filter(status="published").values_list("process__code", "definition")
    return sorted(
        code for code, data in rows if {lane.agency for lane in definition.parse(data).lanes} & wanted
    )


@lru_cache(maxsize=256)
def _handed(
    d: ProcessDefinition, heirs: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
) -> ProcessDefinition:
    became = dict(heirs)
    lanes, former, now = list[Lane](), list[Lane](), dict[str, str]()
    for lane in d.lanes:
        ways = [
            replace(lane, code=f"{lane.post}@{code}", name=name) for code, name in became.get(lane.agency, ())
        ]
        if ways:
            now[lane.code] = ways[0].code
            former += [lane, *ways[1:]]
        if (stands := ways[0] if ways else lane).code not in {one.code for one in lanes}:
            lanes.append(stands)
    nodes = tuple(replace(n, lane=now.get(n.lane, n.lane)) for n in d.nodes)
    return replace(d, lanes=tuple(lanes), nodes=nodes, former=tuple(former))


def definition_of(version_id: int) -> ProcessDefinition:
    """The definition of a version by its id."""
    return definition_by(version_row(version_id))


def published_row(process_code: str) -> ProcessVersion:
    """The published version without its body, for the commands of this room."""
    row = ProcessVersion.objects.only(*LEAN).filter(process__code=process_code, status="published").first()
    if row is None:
        raise no_process(process_code)
    return row


def _enacted(version_id: int) -> ProcessVersion | None:
    row = _BARE.one(version_id)
    return row if row is not None and row.status in ("published", "retired") else None


_ENACTED = Kept(_enacted)


def version_row(version_id: int) -> ProcessVersion:
    """The row without its body, for the commands of this room; what has been published stays as it is."""
    row = _ENACTED.get(version_id) or _BARE.one(version_id)
    if row is None:
        raise no_process(str(version_id))
    return row


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
    found = {row.process.code: row for row in _PUBLISHED(*process_codes)} if process_codes else {}
    return next((_version(found[code]) for code in process_codes if code in found), None)


def has_published(process_code: str) -> bool:
    return ProcessVersion.objects.filter(process__code=process_code, status="published").exists()


def published_names() -> dict[str, str]:
    """Names of the processes that have a published version, by code."""
    rows = Process.objects.filter(versions__status="published").order_by("code")
    return dict(rows.values_list("code", "name"))


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


def diagram_of(version_id: int) -> str:
    return drawing.draw(definition_of(version_id))


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
        revision=v.revision,
        changed_at=v.changed_at,
        changed_by=v.changed_by,
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
    public: str = ""


def outline_of(version_id: int) -> tuple[TaskRow, ...]:
    """The steps of a version in words."""
    d = definition_of(version_id)
    clocks = {"run": "Chạy", "pause": "Dừng", "extend": "Hẹn lại"}
    return tuple(
        TaskRow(
            id=n.id, name=n.name, lane=d.lane(n.lane).name or "Chưa giao làn", kind=saying.KINDS[n.task],
            hours=findings.hours(n.hours) if n.hours else "", clock=clocks[n.clock.value],
            outcomes="; ".join(o.name for o in n.outcomes), documents="; ".join(n.documents), public=n.public,
        )
        for n in d.tasks
    )  # fmt: skip


@cache
def words() -> dict[str, Any]:
    """Names of lanes and outcomes that come with the product."""
    path = settings.DATA_DIR / "processes" / "words.yaml"
    return dict(yamls.read(path))


def lanes_for(d: ProcessDefinition) -> list[Lane]:
    """Lanes a step may be given to: those of the process, those of the words, those posts serve."""
    found = {lane.code: lane for lane in d.lanes}
    for code, row in words()["lanes"].items():
        found.setdefault(code, Lane(code, row["name"], LaneKind(row["kind"])))
    for code, name in register.LANES.items():
        found.setdefault(code, Lane(code, name))
    return sorted(found.values(), key=lambda lane: (lane.kind is not LaneKind.POST, lane.kind, lane.name))


@dataclass(frozen=True, slots=True)
class Totals:
    """Hours of the usual and of the longest way against the law, for the meter."""

    main: float
    longest: float
    limit: float | None
    way: tuple[str, ...]

    @property
    def over(self) -> bool:
        """The usual way does not fit."""
        return self.limit is not None and self.main > self.limit

    @property
    def words(self) -> str:
        """In one sentence."""
        said = f"Đường chính {findings.hours(self.main)}, đường dài nhất {findings.hours(self.longest)}"
        if self.limit is None:
            return f"{said}; thủ tục chưa có thời hạn trong danh mục."
        left = self.limit - self.main
        if left < 0:
            return (
                f"{said}: đường chính vượt thời hạn {findings.hours(self.limit)} là {findings.hours(-left)}."
            )
        return f"{said}; thời hạn {findings.hours(self.limit)}, còn {findings.hours(left)}."


def totals(d: ProcessDefinition, law: float | None) -> Totals:
    """The running sum of a draft."""
    limit = min((x for x in (law, d.limit_hours) if x is not None), default=None)
    most, way = paths.longest(d)
    return Totals(paths.main_hours(d), most, limit, tuple(d.node(n).name for n in way))
