"""What became of agencies, and what they were called on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import F

from motcua.kernel import text

from .. import rules
from ..models import Agency, Appointment, OrgUnit, Post, Succession
from ..types import Heir, HeirPosts
from .keeping import kept


def names_on(codes: Iterable[str], on: date) -> dict[str, str]:
    """What agencies were called on a day, or called first or last where they were not there that day: one query."""
    rows = (
        Agency.objects.filter(code__in=set(codes))
        .order_by("-valid_from")
        .values_list("code", "name", "valid_from")
    )
    found: dict[str, tuple[date, str]] = {}
    for code, name, valid_from in rows:
        if code not in found or found[code][0] > on:
            found[code] = (valid_from, name)
    return {code: name for code, (_, name) in found.items()}


@kept
def heirs(on: date) -> dict[str, list[str]]:
    """Every agency that has been succeeded by a day, to the codes of its heirs, who took the rest of it first; a renamed one that
    kept its code has none."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = Succession.objects.filter(on__lte=on).exclude(old__code=F("new__code")).order_by("share", "pk")
    for old, new in rows.values_list("old__code", "new__code"):
        found[old].append(new)
    return dict(found)


def successors(code: str, on: date | None = None) -> list[Heir]:
    """What became of an agency: the rows of its own succession."""
    rows = Succession.objects.filter(old__code=rules.normal(code)).select_related("old", "new")
    if on is not None:
        rows = rows.filter(on__lte=on)
    return [_heir(row) for row in rows]


@kept
def became(code: str, on: date) -> str:
    """What an agency that has ended is called on a day: "nay là …, từ 01/07/2025"; empty while it stands."""
    last: dict[str, date] = {}
    ways = defaultdict(list)
    for old, new, day in (
        Succession.objects.filter(on__lte=on)
        .exclude(old__code=F("new__code"))
        .values_list("old__code", "new__code", "on")
    ):
        ways[old].append((new, day))
    ahead = list(ways.get(rules.normal(code), ()))
    while ahead:
        heir, day = ahead.pop()
        if ways.get(heir) and heir not in last:
            ahead += ways[heir]
        last[heir] = day
    ends = {heir: day for heir, day in last.items() if not ways.get(heir)}
    if not ends or Agency.objects.on(on).filter(code=rules.normal(code)).exists():
        return ""
    names = names_on(ends, on)
    return f"nay là {', '.join(sorted(names.values()))}, từ {min(ends.values()):%d/%m/%Y}"


@kept
def still_there(codes: frozenset[str], on: date) -> tuple[str, ...]:
    """Those of some agencies that stand on a day, in the order of their codes."""
    return tuple(Agency.objects.on(on).filter(code__in=codes).order_by("code").values_list("code", flat=True))


@kept
def standing_for(code: str, on: date) -> tuple[tuple[str, str], ...]:
    """Agencies that stand for one that has ended, as (code, name), who took the rest of it first; none while it stands."""
    ways = heirs(on)
    if code not in ways or Agency.objects.on(on).filter(code=code).exists():
        return ()
    ends, seen = list[str](), {code}

    def follow(one: str) -> None:
        for heir in ways[one]:
            if heir not in seen:
                seen.add(heir)
                if heir in ways:
                    follow(heir)
                else:
                    ends.append(heir)

    follow(code)
    names = names_on(ends, on)
    return tuple((one, names.get(one, one)) for one in ends)


@kept
def inherited(code: str, on: date) -> tuple[str, ...]:
    """Agencies that have ended and for which this one stands alone, or took the rest: what they left is in its keeping."""
    ways = heirs(on)
    found, ahead = set[str](), [code]
    while ahead:
        heir = ahead.pop()
        olds = {old for old, news in ways.items() if heir in news} - found
        found |= olds
        ahead += olds
    return tuple(sorted(old for old in found if [one for one, _ in standing_for(old, on)][:1] == [code]))


def predecessors(code: str) -> list[Heir]:
    rows = Succession.objects.filter(new__code=rules.normal(code)).select_related("old", "new")
    return [_heir(row) for row in rows]


def _heir(row: Succession) -> Heir:
    return Heir(
        old_code=row.old.code, old_name=row.old.name, new_code=row.new.code, new_name=row.new.name,
        kind=row.kind, share=row.share, basis=row.basis, on=row.on,
    )  # fmt: skip


def _tail(code: str, agency_code: str) -> str:
    """What a unit's or post's code says inside its agency: H42.15-TN-CB1 at H42.15 is TN-CB1."""
    return code.removeprefix(f"{agency_code}-")


def heir_posts(old_code: str, new_code: str, on: date) -> HeirPosts:
    """Units and posts of an agency that ended the day before, to those of its heir: by the code inside the agency, else by
    the words of unit and title."""
    before = on - timedelta(days=1)
    units = OrgUnit.objects.on(on).filter(agency__code=new_code)
    by_tail = {_tail(row.code, new_code): row.code for row in units}
    by_name = {text.fold(row.name): row.code for row in units}
    found_units = {
        row.code: there
        for row in OrgUnit.objects.on(before).filter(agency__code=old_code)
        if (there := by_tail.get(_tail(row.code, old_code)) or by_name.get(text.fold(row.name)))
    }
    new_posts = list(Post.objects.on(on).filter(agency__code=new_code).select_related("unit"))
    post_by_tail = {_tail(row.code, new_code): row.code for row in new_posts}
    post_by_title = {(row.unit.code, text.fold(row.title)): row.code for row in reversed(new_posts)}
    found_posts = {}
    for row in Post.objects.on(before).filter(agency__code=old_code).select_related("unit"):
        title = (found_units.get(row.unit.code, ""), text.fold(row.title))
        if there := post_by_tail.get(_tail(row.code, old_code)) or post_by_title.get(title):
            found_posts[row.code] = there
    held = Appointment.objects.on(on).filter(post__agency__code=new_code)
    return HeirPosts(
        units=found_units,
        posts=found_posts,
        post_units={row.code: row.unit.code for row in new_posts},
        officers=frozenset(held.values_list("officer__code", flat=True)),
    )


def heads_on(codes: Iterable[str], on: date) -> dict[str, list[tuple[str, str]]]:
    """Agency to (officer, full name) of who heads it on a day: one query."""
    rows = Appointment.objects.on(on).filter(post__agency__code__in=list(codes), post__leader_rank=1)
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for agency, code, name in rows.values_list("post__agency__code", "officer__code", "officer__full_name"):
        found[agency].append((code, name))
    return dict(found)


def signers_on(codes: Iterable[str], on: date) -> dict[str, int]:
    """Agency that has posts which sign to how many people hold one on a day, perhaps none: two queries."""
    posts = Post.objects.on(on).filter(agency__code__in=list(codes), can_sign=True)
    found = dict.fromkeys(posts.values_list("agency__code", flat=True), 0)
    held = Appointment.objects.on(on).filter(post__in=posts)
    for agency in held.values_list("post__agency__code", flat=True):
        found[agency] += 1
    return found


def size_of(codes: Iterable[str], on: date) -> dict[str, tuple[int, int, int]]:
    """Agency to how many units, posts and people it has on a day: three queries."""
    wanted = list(codes)
    found = {code: [0, 0, 0] for code in wanted}
    asked = (
        OrgUnit.objects.on(on).filter(agency__code__in=wanted).values_list("agency__code", flat=True),
        Post.objects.on(on).filter(agency__code__in=wanted).values_list("agency__code", flat=True),
        Appointment.objects.on(on).filter(post__agency__code__in=wanted).values_list("post__agency__code", flat=True),
    )  # fmt: skip
    for place, rows in enumerate(asked):
        for code in rows:
            found[code][place] += 1
    return {code: (units, posts, people) for code, (units, posts, people) in found.items()}


def children_of(codes: Iterable[str], on: date) -> list[tuple[str, str, str]]:
    """(parent, child, name of the child) of the agencies under these on a day: one query."""
    rows = Agency.objects.on(on).filter(parent__code__in=list(codes))
    return list(rows.order_by("code").values_list("parent__code", "code", "name"))
