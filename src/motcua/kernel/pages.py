"""Long lists, read by key: a page deep in a million rows costs what the first does, and stays put while rows come in.

`Rows` is a list that is not read yet: a query, the arms it is seen through (each with an index of its own, together
an OR), and an order that ends in a unique key and holds no NULL. A page asks first for the keys of the rows, at most
`BOUND` of them: a list that short is counted exactly and sorted as it stands; a longer one is walked along the index
of its order, one arm at a time, and is told as "more than". So neither the size of the table nor the rarity of what
is asked decides the time.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connection, connections
from django.db.models import Case, Model, Q, QuerySet, When

from motcua.kernel import lookups

assert lookups

BOUND = 1000
"""How far a list is counted."""
SIZE = 25
LARGEST = 9_000_000_000_000_000_000


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page, where they stand, and the marks of the pages beside it."""

    rows: list[Any]
    total: int
    more: bool
    start_index: int
    previous: str
    next: str

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def end_index(self) -> int:
        """The place of the last row."""
        return self.start_index + len(self.rows) - 1

    @property
    def is_first(self) -> bool:
        """Whether nothing stands before it."""
        return not self.previous

    @property
    def has_other_pages(self) -> bool:
        """Whether there is anything to turn to."""
        return bool(self.previous or self.next)


@dataclass(frozen=True, slots=True)
class Rows:
    """A list that is not read yet."""

    query: QuerySet
    order: tuple[str, ...]
    arms: tuple[Q, ...] = (Q(),)
    keys: tuple[Any, ...] | None = None
    """Its primary keys, where they are known because it is short."""
    counted: int | None = None
    """How many rows it has, where whoever shows it has counted them anyway."""

    def filter(self, *wanted: Q, **columns: Any) -> Rows:
        """The same list, narrowed."""
        return replace(self, query=self.query.filter(*wanted, **columns))

    def ordered(self, *order: str) -> Rows:
        """The same list in another order."""
        return replace(self, order=order)

    def turned(self) -> Rows:
        """The same list from its end."""
        return replace(self, order=_turned(self.order))

    def total(self) -> int:
        """How many rows there are, each counted once; for what is short by its nature."""
        legs = [self.query.filter(arm).order_by().values("pk") for arm in self.arms]
        return (legs[0].union(*legs[1:]) if len(legs) > 1 else legs[0]).count()

    def tally(self, **kinds: Q) -> tuple[int, ...]:
        """How many rows there are and how many of each kind, each row counted once, in one statement."""
        marked = {name: Case(When(kind, then=1), default=0) for name, kind in kinds.items()}
        legs = [
            self.query.filter(arm).annotate(**marked).order_by().values_list("pk", *marked)
            for arm in self.arms
        ]
        sums = ", ".join(["COUNT(*)", *(f'COALESCE(SUM("{name}"), 0)' for name in marked)])
        found = _united(legs, f"SELECT {sums} FROM ({{}}) AS seen")
        return tuple(map(int, found[0])) if found else (0,) * (1 + len(marked))

    def up_to(self, most: int) -> int:
        """How many rows there are, counted no further than ``most``."""
        return len(self._keys(most))

    def values_at_head(self, most: int, column: str) -> list[Any]:
        """The different values of a column among the first so many rows that each arm sees."""
        legs = [
            self.query.filter(arm).order_by(*self.order).values_list(column, flat=True)[:most]
            for arm in self.arms
        ]
        return [value for (value,) in _united(legs, "{}")]

    def page(self, mark: str = "", size: int = SIZE, bound: int = BOUND) -> Page:
        """The page a mark names; a mark that says nothing gives the first."""
        rows = self if self.counted is not None else self._short(bound)
        known = _read(mark, self.order)
        try:
            found = rows._beside(known, size + 1) if known else []
        except (ValidationError, ValueError, TypeError):  # a mark made by hand
            found = []
        if not found:
            known, found = None, rows._beside(None, size + 1)
        return rows._page(known, found, size, bound)

    def beyond(self, key: Sequence[Any] | None, most: int) -> list[Any]:
        """So many rows after a key of the order, or from the start, counting nothing: what a program walks."""
        return self._beside(_Mark(True, 0, self.order, tuple(key)) if key is not None else None, most)

    def each(self, most: int, batch: int = 1000) -> Iterator[Any]:
        """Rows one after the other, so many at a time, never more than ``most``."""
        rows = self._short(BOUND)
        mark, left = None, most
        while left > 0:
            found = rows._beside(mark, min(batch, left))
            yield from found
            left -= len(found)
            if len(found) < batch:
                return
            mark = _Mark(True, 0, self.order, self._key(found[-1]))

    def mark_of(self, row: Any, place: int = 0) -> str:
        """The mark of the page that begins after a row."""
        return _Mark(True, place, self.order, self._key(row)).said()

    def _short(self, bound: int) -> Rows:
        """The list by the keys of its rows when there are at most ``bound``, else itself."""
        keys = self._keys(bound + 1)
        return self if len(keys) > bound else replace(self, keys=tuple(keys))

    def _keys(self, most: int, after: Q | None = None, order: Sequence[str] = ()) -> list[Any]:
        """Primary keys, each once; along the order where one is given."""
        query = self.query if after is None else self.query.filter(after)
        if len(self.arms) == 1:
            return list(query.filter(self.arms[0]).order_by(*order).values_list("pk", flat=True)[:most])
        names = [name.removeprefix("-") for name in order]
        legs = [query.filter(arm).order_by(*order).values_list(*names, "pk")[:most] for arm in self.arms]
        sorting = ", ".join(f"{n} {'DESC' if name[:1] == '-' else 'ASC'}" for n, name in enumerate(order, 1))
        whole = f"{{}}{f' ORDER BY {sorting}' if sorting else ''} LIMIT {int(most)}"
        return [key for (key,) in _united(legs, f'SELECT "pk" FROM ({whole}) AS seen')]

    def _beside(self, mark: _Mark | None, most: int) -> list[Any]:
        """Rows after a mark, or before it, in the order of the list."""
        rows = self.turned() if mark is not None and not mark.forward else self
        after = _after(rows.order, mark.key) if mark is not None else None
        if rows.keys is not None:
            query = rows._with_keys(rows.keys)
            found = list((query.filter(after) if after is not None else query).order_by(*rows.order)[:most])
        else:
            keys = rows._keys(most, after, rows.order)
            found = list(rows._with_keys(keys).order_by(*rows.order)) if keys else []
        return found if rows is self else found[::-1]

    def _with_keys(self, keys: Sequence[Any]) -> QuerySet:
        """The rows of keys that the conditions have already let through: asked again, they only mislead a planner."""
        query = self.query.all()
        query.query.clear_where()
        return query.filter(pk__among=keys)

    def _key(self, row: Any) -> tuple[Any, ...]:
        return tuple(getattr(row, name.removeprefix("-")) for name in self.order)

    def _page(self, mark: _Mark | None, found: list[Any], size: int, bound: int) -> Page:
        forward = mark is None or mark.forward
        over = len(found) > size
        rows = (found[:size] if forward else found[-size:]) if over else found
        before = mark is not None if forward else over
        after = over if forward else True
        start = 1 + (mark.place if mark else 0)
        total = self.counted if self.keys is None else len(self.keys)
        if not forward:
            start = max(1, mark.place - len(rows)) if before else 1  # type: ignore[union-attr]
        return Page(
            rows,
            bound if total is None else total,
            total is None,
            start,
            _Mark(False, start, self.order, self._key(rows[0])).said() if rows and before else "",
            self.mark_of(rows[-1], start - 1 + len(rows)) if rows and after else "",
        )


HOPS = """
WITH RECURSIVE hops(value) AS (
    SELECT min({column}) FROM {table}
    UNION ALL
    SELECT (SELECT min({column}) FROM {table} WHERE {column} > hops.value) FROM hops WHERE hops.value IS NOT NULL
) SELECT value FROM hops WHERE value IS NOT NULL
"""


def values_of(model: type[Model], column: str) -> list[Any]:
    """Every value of an indexed column: one hop over the index a value, where DISTINCT would read all rows."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(HOPS.format(table=table, column=model._meta.get_field(column).column))
        return [value for (value,) in cursor.fetchall()]


def _united(legs: list[QuerySet], whole: str) -> list[tuple[Any, ...]]:
    """What a statement says of several queries united. Each leg keeps its own ORDER BY and LIMIT, so that each walks
    its own index; the ORM's union refuses such legs on SQLite, so the outer statement is written here."""
    parts, values = [], []
    for number, leg in enumerate(legs):
        try:
            sql, given = leg.query.get_compiler(leg.db).as_sql()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT * FROM ({sql}) AS leg{number}")
        values += given
    if not parts:
        return []
    with connections[legs[0].db].cursor() as cursor:
        cursor.execute(whole.format(" UNION ".join(parts)), values)
        return cursor.fetchall()


def _turned(order: Sequence[str]) -> tuple[str, ...]:
    return tuple(name[1:] if name[:1] == "-" else f"-{name}" for name in order)


def _after(order: Sequence[str], key: Sequence[Any]) -> Q:
    """What stands after a key. The first column's bound stands alone, so that its index is entered there."""
    first = order[0]
    wanted = _beyond(first, key[0], "e") if len(order) > 1 else Q()
    further, same = Q(), Q()
    for name, value in zip(order, key, strict=True):
        further |= same & _beyond(name, value)
        same &= Q((name.removeprefix("-"), value))
    return wanted & further


def _beyond(name: str, value: Any, equal: str = "") -> Q:
    return Q((f"{name[1:]}__lt{equal}" if name[:1] == "-" else f"{name}__gt{equal}", value))


@dataclass(frozen=True, slots=True)
class _Mark:
    """A place in a list of one order: beyond a key, with so many rows before it."""

    forward: bool
    place: int
    order: tuple[str, ...]
    key: tuple[Any, ...]

    def said(self) -> str:
        packed = json.dumps(
            [int(self.forward), self.place, ",".join(self.order), *map(_pack, self.key)],
            ensure_ascii=False,
            separators=(",", ":"),
        )
        return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def _pack(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    return value


def _unpack(value: Any) -> Any:
    if isinstance(value, dict):
        if "t" in value:
            at = datetime.fromisoformat(value["t"])
            if at.tzinfo is None or not 1900 < at.year < 9500:
                raise ValueError("no moment")
            return at
        return date.fromisoformat(value["d"])
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) < LARGEST):
        return value
    if isinstance(value, str) and len(value) <= 300 and "\x00" not in value:
        value.encode()
        return value
    raise ValueError("no key")


def _read(mark: str, order: tuple[str, ...]) -> _Mark | None:
    """A mark from an address; what does not read as one of this order is none."""
    if not mark or len(mark) > 2000:
        return None
    try:
        packed = base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4))
        forward, place, names, *key = json.loads(packed)
        if names != ",".join(order) or len(key) != len(order):
            return None
        if not isinstance(place, int) or not 0 <= place < LARGEST:
            return None
        return _Mark(bool(forward), place, order, tuple(_unpack(value) for value in key))
    except (ValueError, TypeError, KeyError, RecursionError, binascii.Error):
        return None
