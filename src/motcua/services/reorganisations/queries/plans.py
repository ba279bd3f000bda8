"""A plan as it is kept and as its pages show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from motcua.kernel import access
from motcua.kernel.access import Actor
from motcua.kernel.pages import Rows
from motcua.registries.organizations import queries as organizations
from motcua.services.reorganisations.models import Minutes, Passage, Reorganisation
from motcua.services.reorganisations.types import PREPARE, Line, NoPlan, State

AREA = "/quan-tri/sap-xep/"
LISTS = ("old", "fields", "places", "people")


def reorganisation(code: str, *, by: Actor) -> Reorganisation:
    """One plan.

    Raises:
        NoPlan: no such code, or not for this person: both answer alike.
    """
    row = Reorganisation.objects.filter(code=code[:24]).first() if access.allows(by, PREPARE) else None
    if row is None:
        raise no_plan(code)
    return row


def no_plan(code: str) -> NoPlan:
    """One answer for "not there" and "not yours"."""
    return NoPlan(f"Không có phương án “{code[:24]}”.", next="Hãy mở trang Sắp xếp bộ máy và chọn phương án.")


def plan(row: Reorganisation) -> tuple[Line, ...]:
    """The lines of a plan."""
    return lines_of(row.lines)


def lines_of(kept: Sequence[dict[str, Any]]) -> tuple[Line, ...]:
    """Lines as they are kept."""
    return tuple(
        Line(**{key: tuple(value) if key in LISTS else value for key, value in line.items()}) for line in kept
    )


def listing(*, by: Actor, state: str = "") -> list[Reorganisation]:
    """Every plan, newest first; a province has some dozens."""
    access.require(by, PREPARE)
    rows = Reorganisation.objects.defer("lines", "counted_before", "counted_after", "left")
    return list(rows.filter(state=state) if state else rows)


def approved_due(today: date) -> list[str]:
    """Codes of plans whose day has come, and of those begun; the oldest day first."""
    begun = Reorganisation.objects.filter(state=State.RUNNING.value)
    due = Reorganisation.objects.filter(state=State.APPROVED.value, effective_on__lte=today)
    rows = (begun | due).order_by("effective_on", "id")
    return list(rows.values_list("code", flat=True))


def progress(row: Reorganisation) -> int:
    """How far a plan is carried out, of a hundred."""
    if row.state == State.DONE:
        return 100
    return 100 * row.position // row.stages if row.stages else 0


def name_line(line: Line, names: dict[str, str]) -> dict[str, Any]:
    """A line of the plan in words."""
    return {
        "line": line,
        "old": [(code, names.get(code, code)) for code in line.old],
        "into": line.into or (line.old[0] if line.old else ""),
        "into_name": line.name or names.get(line.into, line.into),
    }


def page_of(row: Reorganisation) -> dict[str, Any]:
    """What the page of a plan shows of its lines and of what it has done."""
    lines = plan(row)
    codes = {code for line in lines for code in (*line.old, line.into) if code}
    names = organizations.names_on(codes, row.effective_on)
    found = {item["code"]: item["name"] for item in row.left if "code" in item}
    return {
        "lines": [name_line(line, names) for line in lines],
        "minutes": list(row.minutes.all()),
        "left": row.left,
        "names": names | found,
        "sums": sums(row),
        "progress": progress(row),
    }


def sums(row: Reorganisation) -> dict[str, Any]:
    """Counts before and after by family, state and field, side by side, and whether they are equal."""
    before, after = (
        Counter({tuple(key): number for *key, number in kept})
        for kept in (row.counted_before, row.counted_after)
    )
    differ = sorted(key for key in before.keys() | after.keys() if before[key] != after[key])
    return {
        "before": before.total(),
        "after": after.total(),
        "groups": len(before),
        "equal": not differ,
        "differ": [(key, before[key], after[key]) for key in differ[:50]],
        "counted": row.finished_at is not None,
    }


def minutes_of(row: Reorganisation, old: str, new: str) -> Minutes:
    """The minutes of one hand-over.

    Raises:
        NoPlan: these two hand nothing over in this plan.
    """
    found = Minutes.objects.filter(reorganisation=row, old=old, new=new).first()
    if found is None:
        raise NoPlan(
            f"Không có biên bản {old} bàn giao cho {new}.", next="Hãy chọn trong danh sách biên bản."
        )
    return found


def passages_of(row: Reorganisation, old: str, new: str) -> Rows:
    """The dossiers one agency handed over to another."""
    return Rows(Passage.objects.filter(reorganisation=row, old=old, new=new), ("id",))


def told_of(code: str) -> tuple[Reorganisation, list[str]] | None:
    """A plan and the officers who hear how it goes: who prepared it, who approved it."""
    row = Reorganisation.objects.filter(code=code).first()
    return (row, sorted({row.prepared_id, row.approved_id} - {""})) if row else None


def waiting() -> tuple[int, int]:
    """How many plans wait for a word or for their day, and how many are being carried out: one query."""
    states = Reorganisation.objects.order_by().values_list("state", flat=True)
    found = Counter(states.filter(state__in=[State.SUBMITTED, State.APPROVED, State.RUNNING]))
    return found[State.SUBMITTED] + found[State.APPROVED], found[State.RUNNING]
