"""Before one press on many dossiers: which can be done, which cannot and why; the commands ask again, under lock."""

from __future__ import annotations

from dataclasses import dataclass

from motcua.kernel import access
from motcua.kernel.access import Actor
from motcua.services.dossiers.models import Dossier, Work
from motcua.services.dossiers.rules import outcome_to_signer
from motcua.services.dossiers.types import PAUSED, PROCESS, REASSIGN, RUNNING, SUBMIT_FOR_SIGNATURE, Status
from motcua.services.workflow import queries as processes
from motcua.services.workflow.types import TaskKind

from .lists import my_work
from .placing import able, agency_of_lane, candidates, lane_agency
from .seeing import visible_to


@dataclass(frozen=True, slots=True)
class Outlook:
    """One dossier before the press: its name, and why not when it cannot be done; else the outcome its step records."""

    code: str
    name: str
    why: str = ""
    says: str = ""


def outlook(by: Actor, what: str, picked: list[tuple[str, int | None]]) -> list[Outlook]:
    """The rows of a preview in a few queries, however many were picked."""
    codes = [code for code, _ in picked]
    found = {row.code: row for row in visible_to(by).filter(code__in=codes)}
    work: dict[str, Work] = {}
    mine = set(my_work(by).filter(dossier__code__in=codes).order_by().values_list("token_id", flat=True))
    for row in Work.objects.filter(dossier__code__in=codes).select_related("dossier").order_by("id"):
        if row.dossier.code not in work or {row.token_id} & mine > {work[row.dossier.code].token_id} & mine:
            work[row.dossier.code] = row  # of several side by side one's own, as the commands take it
    facts = {f"dossier:{row.code}": row.facts for row in found.values()} if what == "trinh" else {}
    ways = processes.openings(facts)
    names = {
        token.id: {one.code: one.name for one in token.outcomes}
        for tokens in processes.open_tokens_of(list(facts)).values()
        for token in tokens
    }
    rows = []
    for code, seen in picked:
        dossier = found.get(code)
        if dossier is None:
            rows.append(Outlook(code, "", "Không tìm thấy trong phạm vi của bạn."))
            continue
        says = ""
        if seen is not None and seen != dossier.version:
            why = "Hồ sơ vừa thay đổi từ khi trang được mở."
        else:
            row = work.get(code)
            why = _why_not(by, what, dossier, row, row is not None and row.token_id in mine)
            if what == "trinh" and row is not None and not why:
                onward = outcome_to_signer(ways.get(row.token_id, {}))
                why = "" if onward is not None else f"Bước “{row.step_name}” không dẫn tới bước ký."
                says = names.get(row.token_id, {}).get(onward or "", "")
        rows.append(Outlook(code, dossier.applicant_name, why, says))
    return rows


def _why_not(by: Actor, what: str, dossier: Dossier, work: Work | None, mine: bool) -> str:
    if what in ("ghi", "theo", "bo-theo", "in"):
        return ""
    if work is None:
        return "Hồ sơ không còn bước nào đang mở."
    if what == "chuyen":
        agency = lane_agency(work.lane, dossier.receiving_agency, dossier.competent_agency)
        if not any(access.allows(by, REASSIGN, agency_code=one) for one in (agency, work.agency_code)):
            return "Bước này thuộc cơ quan khác."
        return "" if dossier.state in (*RUNNING, *PAUSED, Status.FINISHED) else _state(dossier)
    if not mine:
        return f"Bước “{work.step_name}” {f'do {work.officer_name} giữ' if work.officer_name else 'thuộc nơi khác'}."
    if what == "phan-cong":
        if work.task != TaskKind.ASSIGN:
            return f"Bước “{work.step_name}” không phải bước phân công."
        return "" if dossier.state in RUNNING else _state(dossier)
    if what == "nhan":
        if not access.allows(by, PROCESS):
            return "Chức vụ của bạn chưa được giao quyền giải quyết."
        return "Việc này đã có người nhận." if work.claimed_at else ""
    if not access.allows(by, SUBMIT_FOR_SIGNATURE):
        return "Chức vụ của bạn chưa được giao quyền trình ký."
    if work.task in ("sign", "return", "receive", TaskKind.ASSIGN, TaskKind.WAIT):
        return f"Bước “{work.step_name}” không trình ký từ đây."
    return "" if dossier.state in RUNNING else _state(dossier)


def _state(dossier: Dossier) -> str:
    return f"Hồ sơ đang ở trạng thái “{dossier.state.label}”."


def receivers(by: Actor, codes: list[str], what: str = "chuyen") -> list[tuple[str, str]]:
    """Colleagues who can do the open steps of all these dossiers (of a distribution: the steps that follow), else of
    some; the least loaded first."""
    rows = list(
        Work.objects.filter(dossier__code__in=codes, dossier__in=visible_to(by)).select_related("dossier")
    )
    if what == "phan-cong":
        after = processes.tasks_after(row.token_id for row in rows if row.task == TaskKind.ASSIGN)
        wanted = [
            (row.dossier, node.lane, node.task.value)
            for row in rows
            for node in after.get(row.token_id, ())[:1]
        ]
    else:
        wanted = [(row.dossier, row.lane, row.task) for row in rows]
    kinds = {
        (agency_of_lane(d, lane), d.procedure_code, d.field_name, lane): (d, lane, task)
        for d, lane, task in wanted
    }
    each = [able(*kinds[key]) for key in sorted(kinds)[:20]]
    if not each:
        return []
    people = {holder.officer_code: holder for one in each for holder in reversed(one)}
    shared = set.intersection(*({h.officer_code for h in one} for one in each)) or set(people)
    return [
        (one.officer_code, one.words) for one in candidates(people[code] for code in people if code in shared)
    ]


def holders_of(codes: list[str]) -> dict[str, dict[str, str | int]]:
    """Who holds the open step of each dossier, and its state, to be restored when a press is taken back."""
    rows = Work.objects.filter(dossier__code__in=codes).order_by("-id")
    return {
        row["dossier__code"]: row
        for row in rows.values(
            "dossier__code",
            "dossier__status",
            "token_id",
            "unit_code",
            "post_code",
            "officer_code",
            "officer_name",
        )
    }


def versions_of(codes: list[str]) -> dict[str, int]:
    """The present version of each dossier."""
    return dict(Dossier.objects.filter(code__in=codes).values_list("code", "version"))
