"""The checks of a plan against the register, and its dry run: counts of every room, nothing written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from motcua.registries.organizations import queries as organizations
from motcua.registries.organizations.models import Agency
from motcua.registries.procedures import queries as procedures
from motcua.services.dossiers.queries import reorganising
from motcua.services.petitions import queries as petitions
from motcua.services.reorganisations import rules
from motcua.services.reorganisations.models import Reorganisation
from motcua.services.reorganisations.types import (
    Body,
    DryRun,
    Fault,
    Heir,
    Kind,
    Known,
    Line,
    Pair,
    State,
)
from motcua.services.workflow import queries as processes

from .plans import plan

LIVE = (State.SUBMITTED.value, State.APPROVED.value, State.RUNNING.value)


def known(lines: Sequence[Line], on: date, today: date, *, own: str = "") -> Known:
    """What the checks of a plan need, in a bounded number of queries."""
    last = rules.last_day_to_undo(on)
    gone = rules.ending(lines)
    named = {code for line in lines for code in (*line.old, line.into, line.parent, line.model_code) if code}
    standing = {
        row.code: Body(row.code, row.name, row.kind, row.level, row.place_code, row.parent.code if row.parent else "")
        for row in Agency.objects.on(last).filter(code__in=named).select_related("parent")
    }  # fmt: skip
    return Known(
        today=today,
        on=on,
        standing=standing,
        used=organizations.all_codes(),
        children=tuple(organizations.children_of(gone, last)),
        officers=organizations.names_of_officers(
            {code for line in lines for code in (*line.people, line.head) if code}
        ),
        signers=organizations.signers_on(gone, last),
        heads=organizations.heads_on(gone, last),
        fields=frozenset(procedures.field_names()) if any(line.fields for line in lines) else frozenset(),
        elsewhere=_elsewhere(gone, own),
    )


def _elsewhere(codes: frozenset[str], own: str) -> dict[str, str]:
    found = {}
    for row in Reorganisation.objects.filter(state__in=LIVE).exclude(code=own):
        for code in codes & rules.ending(plan(row)):
            found[code] = row.name
    return found


def checked(row: Reorganisation, today: date) -> list[Fault]:
    """Everything that is wrong with a plan today; stopping ones first."""
    lines = plan(row)
    found = rules.faults(lines, known(lines, row.effective_on, today, own=row.code))
    return sorted(found, key=lambda fault: not fault.stops)


def families(lines: Sequence[Line]) -> dict[str, str]:
    """Agency to its family: old ones and heirs that are bound by succession, named by the least code."""
    above: dict[str, str] = {}

    def top(code: str) -> str:
        while above.setdefault(code, code) != code:
            code = above[code]
        return code

    for parts in rules.heirs(lines).values():
        for one in parts:
            first, second = sorted((top(one.old), top(one.new)))
            above[second] = first
    return {code: top(code) for code in above}


def dry_run(row: Reorganisation) -> DryRun:
    """What each heir would get today: dossiers, open steps, drafts, units, posts, people."""
    lines = plan(row)
    parts = rules.heirs(lines)
    last = row.effective_on - timedelta(days=1)
    tally = reorganising.tally(parts)
    open_at, closed = _by_agency(tally, parts)
    work, drafts = reorganising.open_work(parts), reorganising.open_drafts(parts)
    sizes = organizations.size_of(parts, last)
    names = organizations.names_on({one.new for heirs in parts.values() for one in heirs} | set(parts), last)
    names |= {line.into: line.name for line in lines if line.founds}
    pairs = []
    for old, heirs in parts.items():
        whole = len(heirs) == 1
        counts = [open_at[old]] if whole else reorganising.count_portions(old, [one.portion for one in heirs])
        for one, number in zip(heirs, counts, strict=True):
            pairs.append(_pair(one, names, number, work, drafts, sizes))
    return DryRun(
        pairs=tuple(pairs),
        moved=sum(pair.dossiers for pair in pairs),
        closed=closed,
        work=sum(work.values()),
        drafts=sum(drafts.values()),
        petitions=petitions.open_at(parts),
        processes=tuple(processes.asking(parts)),
        people=sum(people for _, _, people in sizes.values()),
        founded=len({line.into for line in lines if line.founds}),
        ended=len(parts),
        renamed=sum(line.kind == Kind.RENAME for line in lines),
    )


def _pair(
    one: Heir, names: dict[str, str], number: int, work: dict[str, int], drafts: dict[str, int], sizes: dict
) -> Pair:
    """Steps, drafts, posts and people stand at the line that takes the rest; a portion is told by its dossiers."""
    rest = one.is_rest
    units, posts, people = sizes[one.old] if rest else (0, 0, len(one.people))
    return Pair(
        old=one.old, old_name=names.get(one.old, one.old), new=one.new, new_name=names.get(one.new, one.new),
        share=one.share, dossiers=number, work=work.get(one.old, 0) if rest else 0,
        drafts=drafts.get(one.old, 0) if rest else 0, units=units, posts=posts, people=people, is_rest=rest,
    )  # fmt: skip


def _by_agency(tally: reorganising.Tally, codes: Iterable[str]) -> tuple[dict[str, int], int]:
    """Agency to how many it hands over, by the condition the command moves by; and how many closed ones stay."""
    moving = dict.fromkeys(codes, 0)
    closed = 0
    for (receiving, competent, status, _), number in tally.items():
        hands = {receiving, competent} if status in reorganising.OPEN_NOW else set()
        hands |= {receiving} if status == reorganising.WAITING else set()
        hands &= moving.keys()
        for code in hands:
            moving[code] += number
        closed += 0 if hands else number
    return moving, closed
