"""Reading the list of units by code, by place in the tree, by name old or new."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from motcua.registries.places import rules
from motcua.registries.places.models import Succession, Unit
from motcua.registries.places.types import Level, Place, Successor


def _place(row: Unit, formerly: str = "") -> Place:
    return Place(
        row.code,
        row.kind,
        row.name,
        row.level,
        row.parent_code,
        row.valid_from,
        row.valid_to,
        row.path,
        formerly,
    )


def _standing(rows: QuerySet[Unit], on: date | None) -> QuerySet[Unit]:
    """Units that stand on a day; without a day, those that stand still."""
    if on is None:
        return rows.filter(valid_to=None)
    return rows.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on))


def unit(code: str, on: date | None = None) -> Place | None:
    """The unit with a code on a day; without a day the one that stands now, else the latest that stood."""
    rows = Unit.objects.filter(code=code)
    if on is not None:
        rows = _standing(rows, on)
    row = rows.order_by("-valid_from").first()
    return _place(row) if row else None


def history(code: str) -> list[Place]:
    """Every unit that bore the code, newest first."""
    return [_place(row) for row in Unit.objects.filter(code=code).order_by("-valid_from")]


def units(level: str, on: date | None = None) -> list[Place]:
    """All units of a level on a day (without a day: standing now), by code."""
    return [_place(row) for row in _standing(Unit.objects.filter(level=level), on).order_by("code")]


def children(code: str, on: date | None = None) -> list[Place]:
    """Units directly under one, on a day, by name."""
    rows = _standing(Unit.objects.filter(parent_code=code), on)
    return sorted(
        map(_place, rows),
        key=lambda place: (place.level, place.kind, rules.folded_path(place.name), place.name),
    )


def page_after(
    last: Sequence[str] | None, *, level: str = "", parent_code: str = "", on: date | None = None, limit: int
) -> list[Place]:
    """Units by code and first day, going on after one: as quick deep in the list as at its head."""
    rows = Unit.objects.all() if on is None else _standing(Unit.objects.all(), on)
    if level:
        rows = rows.filter(level=level)
    if parent_code:
        rows = rows.filter(parent_code=parent_code)
    if last is not None:
        code, first_day, of = last
        rows = rows.filter(
            Q(code__gt=code)
            | Q(code=code, valid_from__gt=first_day)
            | Q(code=code, valid_from=first_day, level__gt=of),
            code__gte=code,
        )
    return [_place(row) for row in rows.order_by("code", "valid_from", "level")[:limit]]


def path(code: str, on: date | None = None) -> str:
    """ "phường Nam Định, tỉnh Ninh Bình"; empty when there is no such unit."""
    place = unit(code, on)
    return place.path if place else ""


def successors(code: str, level: str | None = None) -> list[Successor]:
    """What stands where an ended unit stood, the largest part first; a district is answered by its communes."""
    old = Unit.objects.filter(code=code).exclude(valid_to=None)
    if level:
        old = old.filter(level=level)
    row = old.order_by("-valid_to").first()
    if row is None:
        return []
    codes = [code]
    share = ""
    if (
        row.level == Level.DISTRICT
        and not Succession.objects.filter(level=Level.DISTRICT, old_code=code).exists()
    ):
        codes = list(Unit.objects.filter(parent_code=code, level=Level.WARD).values_list("code", flat=True))
        share = "part"
        links = Succession.objects.filter(level=Level.WARD, old_code__in=codes)
    else:
        links = Succession.objects.filter(level=row.level, old_code=code)
    return _linked(links, "new_code", started=True, share=share)


def predecessors(code: str, level: str | None = None) -> list[Successor]:
    """What a unit came from."""
    new = Unit.objects.filter(code=code)
    if level:
        new = new.filter(level=level)
    row = new.order_by("-valid_from").first()
    if row is None:
        return []
    levels = [Level.PROVINCE] if row.level == Level.PROVINCE else [Level.WARD, Level.DISTRICT]
    links = Succession.objects.filter(new_code=code, level__in=levels, on_date=row.valid_from)
    return _linked(links, "old_code", started=False)


_ORDER = {"whole": 0, "main_part": 1, "part": 2}


def _linked(links: Iterable[Succession], field: str, *, started: bool, share: str = "") -> list[Successor]:
    rows = list(links)
    found: dict[tuple[str, date], Unit] = {}
    for row in Unit.objects.filter(code__in={getattr(link, field) for link in rows}):
        if started:
            found[row.code, row.valid_from] = row
        elif row.valid_to is not None:
            found[row.code, date.fromordinal(row.valid_to.toordinal() + 1)] = row
    answer: dict[str, Successor] = {}
    for link in rows:
        there = found.get((getattr(link, field), link.on_date))
        if there is not None:
            answer.setdefault(
                there.code, Successor(_place(there), link.on_date, share or link.share, link.legal_basis)
            )
    return sorted(answer.values(), key=lambda one: (_ORDER[one.share], one.place.level, one.place.path))


def search(text: str, on: date | None = None, level: str | None = None, limit: int = 20) -> list[Place]:
    """Units by name, with or without marks, short forms and "ward, old district, old province" included.

    With a day, only units standing on it are answered: an older name leads to its successors, which
    say `formerly`. Without a day old and new units are answered, those standing first.
    """
    found = [_place(row) for row in _ranked(text, level, on)]
    if on is None:
        return found[:limit]
    standing = [place for place in found if place.stands(on)][:limit]
    ended = [place for place in found if not place.stands(on)][: 3 * limit]
    if len(standing) < limit and ended:
        standing += _through_old_names(ended, {place.code for place in standing}, on)
    return standing[:limit]


def _through_old_names(ended: list[Place], seen: set[str], on: date) -> list[Place]:
    """What stands on the day where ended units stood, in the order these were found; three queries in all."""
    districts = [place.code for place in ended if place.level == Level.DISTRICT]
    wards: dict[str, str] = dict(
        Unit.objects.filter(parent_code__in=districts, level=Level.WARD).values_list("code", "parent_code")
    )
    old = {place.code for place in ended} | set(wards)
    heirs: dict[tuple[str, str], list[Succession]] = {}
    for link in Succession.objects.filter(old_code__in=old):
        heirs.setdefault((link.level, link.old_code), []).append(link)
        if link.level == Level.WARD and link.old_code in wards:
            heirs.setdefault((Level.DISTRICT.value, wards[link.old_code]), []).append(link)
    codes = {link.new_code for links in heirs.values() for link in links}
    now = {(row.code, row.valid_from): row for row in _standing(Unit.objects.filter(code__in=codes), on)}
    answer = []
    for place in ended:
        for link in sorted(heirs.get((place.level, place.code), ()), key=lambda one: _ORDER[one.share]):
            row = now.get((link.new_code, link.on_date))
            if row is not None and row.code not in seen:
                seen.add(row.code)
                answer.append(_place(row, place.path))
    return answer


def _ranked(text: str, level: str | None, on: date | None) -> list[Unit]:
    code = text.strip()
    rows = Unit.objects.all()
    if level:
        rows = rows.filter(level=level)
    if code.isdecimal() and len(code) in (2, 3, 5):
        return sorted(rows.filter(code=code), key=lambda row: row.valid_to is not None)
    parts = rules.search_words(text)
    if not parts:
        return []
    for words in parts:
        for word in words:
            rows = rows.filter(folded__contains=f" {word}")
    head = " " + " ".join(parts[0])

    def order(row: Unit) -> tuple[object, ...]:
        bare = rules.folded_path(row.name)
        full = rules.folded_path(f"{row.kind} {row.name}")
        if head in (bare, full):
            fit = 0
        elif (bare + " ").startswith(head + " ") or (full + " ").startswith(head + " "):
            fit = 1
        elif f"{head} " in row.folded + " ":
            fit = 2
        else:
            fit = 3
        ended = row.valid_to is not None if on is None else False
        return (fit, ended, ("province", "district", "ward").index(row.level), row.path, row.code)

    return sorted(rows[:2000], key=order)


class Listing:
    """A filtered list that reads only the page asked for; its count is of the very same filter."""

    def __init__(self, rows: QuerySet[Unit]) -> None:
        self._rows = rows

    def count(self) -> int:
        return self._rows.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[Place]:
        return [_place(row) for row in self._rows[part]]


def listing(*, text: str = "", level: str = "", on: date | None = None, parent_code: str = "") -> Listing:
    """The list for a page of the console; without a day, old and new units together."""
    rows = Unit.objects.all()
    if on is not None:
        rows = _standing(rows, on)
    if level:
        rows = rows.filter(level=level)
    if parent_code:
        rows = rows.filter(parent_code=parent_code)
    for words in rules.search_words(text):
        for word in words:
            rows = rows.filter(Q(folded__contains=f" {word}") | Q(code=word))
    return Listing(rows.order_by(F("valid_to").desc(nulls_first=True), "folded", "code"))


def counts(on: date) -> dict[str, int]:
    """How many units of each level stand on a day."""
    rows = _standing(Unit.objects.all(), on).order_by().values_list("level").annotate(number=Count("pk"))
    return {level.value: 0 for level in Level} | dict(rows)


def is_loaded() -> bool:
    """Whether the list stands in the database."""
    return Unit.objects.exists()
