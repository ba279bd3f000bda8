"""Thực hiện: a plan's stages in order, each chunk one transaction together with the mark of how far it is.

Killed in the middle, a chunk has never been; the next worker goes on at the mark. What a chunk moves no longer stands with
the old agency, and a passage is unique by plan, old agency and dossier, so nothing can move twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.db.models import Count, QuerySet

from motcua.kernel import audit, clock, numbers
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.registries.calendars import services as calendars
from motcua.registries.calendars import types as calendar_types
from motcua.registries.organizations import queries as organizations
from motcua.registries.organizations import services as register
from motcua.registries.organizations import types as register_types
from motcua.registries.organizations.types import HeirPosts, NewAgency
from motcua.registries.procedures import services as procedures
from motcua.registries.procedures import types as procedure_types
from motcua.services.clients import services as clients
from motcua.services.clients import types as client_types
from motcua.services.counters import services as counters
from motcua.services.counters import types as counter_types
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.queries import reorganising
from motcua.services.dossiers.types import MY_DRAFTS, MY_NEWS, Handed, Status
from motcua.services.notifications.queries import compose
from motcua.services.notifications.services import notify
from motcua.services.offline import services as offline
from motcua.services.offline import types as offline_types
from motcua.services.petitions import services as petitions
from motcua.services.reorganisations import queries, rules
from motcua.services.reorganisations.models import Minutes, Passage, Reorganisation
from motcua.services.reorganisations.types import (
    DOSSIERS_MOVED,
    DRAFT_MOVED,
    DRAFT_TO_CHOOSE,
    Heir,
    Kind,
    Line,
    State,
)
from motcua.services.reports import services as reports
from motcua.services.scans import services as scans

from .common import locked, move

CHUNK = 2000
TOGETHER = 25
BY = Actor.system(
    "reorganisations", register_types.EDIT, counter_types.SET_UP, client_types.MANAGE,
    calendar_types.EDIT, procedure_types.ADD_LOCAL, offline_types.OVERSEE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stage:
    """One thing to do; ``run`` says whether it is done, or has more of the same."""

    run: Callable[[Reorganisation, datetime], bool]


@command
def advance(*, code: str, at: datetime) -> bool:
    """Làm tiếp một đoạn; False: the plan is carried out."""
    row = locked(code, State.APPROVED, State.RUNNING, State.DONE, doing="thực hiện")
    if row.state == State.DONE or row.effective_on > clock.local(at).date():
        return False
    stages = _stages(json.dumps(row.lines))
    if row.state == State.APPROVED:
        row.started_at, row.stages = at, len(stages)
        row.last_dossier = reorganising.newest()
        row.counted_before = _count(row)
        move(row, State.RUNNING, "begin", by=BY, at=at)
        return True
    if row.position < len(stages):
        _go_on(row, stages, at)
        return True
    row.counted_after, row.finished_at = _count(row), at
    move(row, State.DONE, "finish", by=BY, at=at)
    return False


def _go_on(row: Reorganisation, stages: Sequence[Stage], at: datetime) -> None:
    """Stages until a chunk's worth of dossiers has moved: most hand over little, and a commit each would be the longer part."""
    enough = row.moved + CHUNK
    for stage in stages[row.position : row.position + TOGETHER]:
        if not stage.run(row, at):
            break
        row.position, row.cursor = row.position + 1, 0
        if row.moved >= enough:
            break
    row.save(update_fields=["position", "cursor", "moved", "left"])


@lru_cache(maxsize=4)
def _stages(kept: str) -> tuple[Stage, ...]:
    """The whole plan in order: found, pass on, rename; then what each room has; then minutes and news."""
    lines = queries.lines_of(json.loads(kept))
    names = {line.into: line.name for line in lines if line.founds}
    gone = rules.ending(lines)
    parts = rules.heirs(lines)
    each = [one for old in parts for one in parts[old]]
    stages = [_founding(line) for line in _parents_first(lines)]
    stages += [_passing_on(old, parts[old], gone, lines) for old in parts]
    stages += [_renaming(line) for line in lines if line.kind == Kind.RENAME]
    stages += [_rooms(parts[old], names) for old in parts]
    stages += [_dossiers(one, names) for one in each]
    stages += [_work(one, names) for one in each]
    stages += [_rest(parts[old], names) for old in parts]
    stages += [_minutes(one, names) for one in each]
    stages += [_news(one, names) for one in each]
    return tuple(stages)


def _parents_first(lines: tuple[Line, ...]) -> list[Line]:
    """New agencies so that each is founded after the new one it stands under."""
    waiting = {line.into: line for line in lines if line.founds}
    found: list[Line] = []
    while waiting:
        ready = [line for line in waiting.values() if line.parent not in waiting]
        found += ready or list(waiting.values())
        waiting = {code: line for code, line in waiting.items() if line not in found}
    return found


def _founding(line: Line) -> Stage:
    def run(row: Reorganisation, at: datetime) -> bool:
        model = organizations.agency(line.model_code, row.effective_on - timedelta(days=1))
        new = NewAgency(
            code=line.into, name=line.name, kind=line.agency_kind or model.kind, level=line.level or model.level,
            parent_code=line.parent, place_code=line.place_code or model.place_code,
            address=line.address or model.address, model_code=line.model_code, head_code=line.head,
        )  # fmt: skip
        register.found_agency(new=new, on=row.effective_on, basis=row.basis, by=BY, at=at)
        return True

    return Stage(run)


def _passing_on(old: str, heirs: list[Heir], gone: frozenset[str], lines: tuple[Line, ...]) -> Stage:
    def run(row: Reorganisation, at: datetime) -> bool:
        rest = heirs[-1]
        left = register.pass_on(
            old_code=old, heirs={one.new: one.share for one in heirs}, rest=rest.new,
            people={code: one.new for one in heirs for code in one.people}, kind=rest.kind,
            grow=rest.kind == register_types.SuccessionKind.MERGER, ending=gone, on=row.effective_on, basis=row.basis,
            by=BY, at=at,
        )  # fmt: skip
        names = organizations.names_of_officers(left)
        row.left = [*row.left, *({"code": code, "name": names.get(code, code), "from": old} for code in left)]
        return True

    return Stage(run)


def _renaming(line: Line) -> Stage:
    def run(row: Reorganisation, at: datetime) -> bool:
        code = line.old[0]
        register.rename_agency(code=code, name=line.name, on=row.effective_on, basis=row.basis, by=BY, at=at)
        row.moved += dossiers.rename_in_dossiers(code=code, name=line.name, by=BY, at=at)
        return True

    return Stage(run)


def _rooms(heirs: list[Heir], names: dict[str, str]) -> Stage:
    """Hours, counters, the agency's words in the catalogue, connected programs: of whoever takes the rest."""

    def run(row: Reorganisation, at: datetime) -> bool:
        rest = heirs[-1]
        name = _name(rest.new, names, row)
        calendars.hand_over_hours(old_code=rest.old, new_code=rest.new, on=row.effective_on, by=BY, at=at)
        counters.hand_over_desk(old_code=rest.old, new_code=rest.new, new_name=name, by=BY, at=at)
        offline.hand_over_machines(old_code=rest.old, new_code=rest.new, by=BY, at=at)
        for one in heirs:
            procedures.hand_over_additions(
                old_code=one.old, new_code=one.new, new_name=_name(one.new, names, row), by=BY, at=at
            )
        posts = _posts(rest, row)
        left = clients.hand_over_clients(
            old_code=rest.old, new_code=rest.new, posts=posts.posts, by=BY, at=at
        )
        row.left = [*row.left, *({"client": code, "from": rest.old} for code in left)]
        return True

    return Stage(run)


def _name(code: str, names: dict[str, str], row: Reorganisation) -> str:
    return names.get(code) or organizations.agency(code, row.effective_on).name


def _posts(one: Heir, row: Reorganisation) -> HeirPosts:
    return organizations.heir_posts(one.old, one.new, row.effective_on)


def _passing(one: Heir, names: dict[str, str], row: Reorganisation) -> dossiers.Passing:
    old = organizations.agency(one.old, row.effective_on - timedelta(days=1))
    return dossiers.Passing(one.old, old.name, one.new, _name(one.new, names, row), row.basis)


def _dossiers(one: Heir, names: dict[str, str]) -> Stage:
    def run(row: Reorganisation, at: datetime) -> bool:
        passing = _passing(one, names, row)
        handed = dossiers.hand_over_dossiers(passing=passing, portion=one.portion, size=CHUNK, by=BY, at=at)
        if handed:
            _keep(row, one, handed)
        return len(handed) < CHUNK

    return Stage(run)


def _keep(row: Reorganisation, one: Heir, handed: list[Handed]) -> None:
    Passage.objects.bulk_create(
        Passage(
            reorganisation=row, old=one.old, new=one.new, dossier_id=each.dossier_id, dossier_code=each.code,
            procedure_code=each.procedure_code, field_name=each.field_name, status=each.status, receiving=each.receiving,
            competent=each.competent, accepted_at=each.accepted_at, due_at=each.due_at, owner_user_id=each.owner_user_id,
        )
        for each in handed
    )  # fmt: skip
    reports.hand_over(
        dossier_ids=[each.dossier_id for each in handed if each.competent],
        old=one.old,
        new=one.new,
        on=row.effective_on,
    )
    scans.hand_over(references=[f"dossier:{each.code}" for each in handed], old=one.old, new=one.new)
    row.moved += len(handed)


def _work(one: Heir, names: dict[str, str]) -> Stage:
    def run(row: Reorganisation, at: datetime) -> bool:
        passing, posts = _passing(one, names, row), _posts(one, row)
        moved = dossiers.hand_over_work(
            passing=passing, portion=one.portion, posts=posts, size=CHUNK, by=BY, at=at
        )
        return moved < CHUNK

    return Stage(run)


def _rest(heirs: list[Heir], names: dict[str, str]) -> Stage:
    def run(row: Reorganisation, at: datetime) -> bool:
        rest, sole = heirs[-1], len(heirs) == 1
        heir = organizations.agency(rest.new, row.effective_on)
        drafts = dossiers.hand_over_rest(
            passing=_passing(rest, names, row), place_code=heir.place_code, sole=sole, by=BY, at=at
        )
        words, detail = compose(DRAFT_MOVED if sole else DRAFT_TO_CHOOSE, at=at, name=heir.name)
        petitions.hand_over_petitions(old=rest.old, new=rest.new, basis=row.basis, by=BY, at=at)
        for key, owner, procedure in drafts:
            notify(
                kind=MY_DRAFTS, key=f"reorganised:{row.code}:{key}", words=words, detail=detail, users=[owner],
                link=f"/nop-ho-so/{procedure}/", subject=f"draft:{key}", at=at,
            )  # fmt: skip
        return True

    return Stage(run)


def _minutes(one: Heir, names: dict[str, str]) -> Stage:
    """One minutes of each hand-over, numbered in the series of the heir; none where nothing changed hands."""

    def run(row: Reorganisation, at: datetime) -> bool:
        rows = Passage.objects.filter(reorganisation=row, old=one.old, new=one.new)
        if not rows.exists():
            return True
        passing = _passing(one, names, row)
        counts: dict[str, int] = {}
        for status, number in _by_status(rows):
            counts[Status(status).label] = number
        year = row.effective_on.year
        number = f"{numbers.take(f'paper:{one.new}:{year}:BBBG'):02d}/BBBG"
        made = Minutes.objects.create(
            reorganisation=row, old=one.old, new=one.new, number=number, made_at=at,
            data={
                "old_name": passing.old_name, "new_name": passing.new_name, "basis": row.basis, "share": one.share,
                "on": f"{row.effective_on:%d/%m/%Y}", "states": counts, "dossiers": sum(counts.values()),
                "work": rows.filter(competent=True).count(),
            },
        )  # fmt: skip
        audit.record(
            BY, "reorganisations.minutes", f"reorganisation:{row.code}", at=at,
            after={"number": number, "old": one.old, "new": one.new, "dossiers": made.data["dossiers"]},
        )  # fmt: skip
        return True

    return Stage(run)


def _by_status(rows: QuerySet[Passage]) -> list[tuple[int, int]]:
    return list(rows.order_by("status").values_list("status").annotate(n=Count("id")))


def _news(one: Heir, names: dict[str, str]) -> Stage:
    """People whose open dossier another agency has now; each hears it once a hand-over, however many dossiers they have."""

    def run(row: Reorganisation, at: datetime) -> bool:
        rows = Passage.objects.filter(
            reorganisation=row, old=one.old, new=one.new, id__gt=row.cursor, owner_user_id__isnull=False
        ).exclude(status=Status.RETURNED)
        found = list(rows.order_by("id").values_list("id", "owner_user_id")[:CHUNK])
        if not found:
            return True
        passing = _passing(one, names, row)
        words, detail = compose(
            DOSSIERS_MOVED, at=at, old=passing.old_name, new=passing.new_name, on=f"{row.effective_on:%d/%m/%Y}",
            basis=row.basis,
        )  # fmt: skip
        notify(
            kind=MY_NEWS, key=f"reorganised:{row.code}:{one.old}:{one.new}", words=words, detail=detail,
            users=sorted({owner for _, owner in found}), link="/ho-so-cua-toi/", subject=f"reorganisation:{row.code}", at=at,
        )  # fmt: skip
        row.cursor = found[-1][0]
        return len(found) < CHUNK

    return Stage(run)


def _count(row: Reorganisation) -> list[list]:
    """Dossiers by family of agencies, state and field, as a list that JSON keeps."""
    families = queries.families(queries.plan(row))
    tally = reorganising.tally(families, up_to=row.last_dossier)
    found: dict[tuple[str, str, int, str], int] = {}
    for (receiving, competent, status, field), number in tally.items():
        key = (families.get(receiving, receiving), families.get(competent, competent), status, field)
        found[key] = found.get(key, 0) + number
    return [[*key, number] for key, number in sorted(found.items())]
