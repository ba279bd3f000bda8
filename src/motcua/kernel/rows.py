"""Statements composed once.

Django's mapper composes the text of a statement anew for every row it reads or writes, which costs a command three to four
times what the database needs to carry it out. The rooms a dossier passes at every step therefore keep their models on
`kernel.models.Row` (``save`` and ``create`` as ever), write many rows by `insert`, change rows by `change`, and read by `Prepared`.
Everywhere else the mapper does (decision 25).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache, lru_cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators

M = TypeVar("M")
Texts = dict[Any, str]

_INSERTS: Texts = {}
_UPDATES: Texts = {}


def _here() -> Any:
    """This thread's own connection; `django.db.connection` is one object for all threads, which asks at every touch."""
    return connections[DEFAULT_DB_ALIAS]


def of_this_thread() -> dict[str, Any]:
    """What is kept beside this thread's connection."""
    return _here().__dict__.setdefault("motcua", {})  # type: ignore[no-any-return]


def _run(text: str, values: Sequence[Any]) -> Any:
    """The cursor of a text that comes again, with its answer; PostgreSQL plans it once a connection (`prepare_threshold`).

    Each text keeps its cursor, which knows how its values are sent. Lists go on through the mapper's own cursor, whose
    values stand in the text: what is rare and what is common there needs a plan of its own each time.
    """
    connection = _here()
    if connection.vendor != "postgresql":
        cursor = connection.cursor()
    else:
        connection.ensure_connection()
        kept = of_this_thread().setdefault("cursors", {})
        raw = kept.get(text)
        if raw is None or raw.connection is not connection.connection or raw.told_zone != connection.timezone:
            raw = kept[text] = _server_cursor(connection)
        cursor = connection._prepare_cursor(raw)
    cursor.execute(text, values)
    return cursor


def _server_cursor(connection: Any) -> Any:
    from django.db.backends.postgresql.base import TIMESTAMPTZ_OID, ServerBindingCursor, register_tzloader
    from psycopg.pq import Format

    link = connection.connection
    raw = ServerBindingCursor(link)
    raw.told_zone = connection.timezone
    if connection.timezone != link.adapters.get_loader(TIMESTAMPTZ_OID, Format.TEXT).timezone:
        register_tzloader(connection.timezone, raw)
    return raw


@contextmanager
def in_a_row() -> Iterator[None]:
    """Statements go out one after the other; their answers are waited for where one is asked for, at the latest at the end."""
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def may_end_in_a_row() -> bool:
    """Whether COMMIT may be one of them: the transaction has begun, and nothing is to run right after it."""
    if connection.vendor != "postgresql" or connection.run_on_commit or not connection.in_atomic_block:
        return False
    from psycopg.pq import TransactionStatus

    return connection.connection.info.transaction_status == TransactionStatus.INTRANS  # type: ignore[no-any-return]


def insert(rows: Iterable[Model], *, ids: bool = True) -> None:
    """Write new rows of one model in one statement; each learns its id if the ids are wanted."""
    made = list(rows)
    if not made:
        return
    fields = _own_fields(made[0])
    relations = [field for field in fields if field.is_relation]
    for row in made:
        for field in relations:  # what it belongs to may have got its id since
            if getattr(row, field.attname) is None and field.is_cached(row):
                setattr(row, field.attname, field.get_cached_value(row).pk)
    for row, (pk,) in zip(made, insert_as(made, fields, told="id" if ids else ""), strict=ids):
        row.pk = pk
        row._state.adding, row._state.db = False, connection.alias


def insert_new(row: Model) -> bool:
    """Write a new row unless its like is there already; whether it was written."""
    made = insert_as([row], _own_fields(row), " ON CONFLICT DO NOTHING")
    for (pk,) in made:
        row.pk = pk
        row._state.adding, row._state.db = False, connection.alias
    return bool(made)


def insert_or_find(row: Model, unique: str, *others: str) -> None:
    """Write a new row, or learn the id of the one that has its value in ``unique``, and what that one says in the others."""
    values = insert_as([row], _own_fields(row), *_found(type(row), unique, others))[0]
    for name, value in zip(("pk", *others), values, strict=True):
        setattr(row, name, value)
    row._state.adding, row._state.db = False, connection.alias


@lru_cache
def _found(model: type[Model], unique: str, others: tuple[str, ...]) -> tuple[str, str]:
    held = f'"{unique}"'
    return (
        f" ON CONFLICT ({held}) DO UPDATE SET {held} = EXCLUDED.{held}",
        ", ".join(("id", *(f'"{name}"' for name in others))),
    )


def change_and_insert(row: Model, new: Sequence[Model], *, changed: tuple[str, ...], while_null: str) -> bool:
    """Write these columns of a row that is there, and new rows of its model, in one statement.

    False, and nothing is written, when ``while_null`` was no longer empty in the row: somebody was quicker.
    """
    fields = _own_fields(row)
    told = insert_as([row, *new], fields, _unless(type(row), changed, while_null), first_id=row.pk)
    if len(told) != 1 + len(new):
        type(row)._base_manager.filter(pk__in=[pk for (pk,) in told]).delete()
        return False
    for made, (pk,) in zip(new, told[1:], strict=True):
        made.pk = pk
        made._state.adding, made._state.db = False, connection.alias
    return True


@lru_cache
def _unless(model: type[Model], changed: tuple[str, ...], while_null: str) -> str:
    put = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in changed)
    return f' ON CONFLICT (id) DO UPDATE SET {put} WHERE "{model._meta.db_table}"."{while_null}" IS NULL'


def _own_fields(row: Model) -> list[Any]:
    return [field for field in row._meta.local_concrete_fields if field is not row._meta.auto_field]


def change(model: type[Model], where: dict[str, Any], **values: Any) -> int:
    """Set columns of the rows that have these values (None: that have none); returns how many."""
    return put(model, where, values).rowcount  # type: ignore[no-any-return]


def put(model: type[Model], where: dict[str, Any], values: dict[str, Any]) -> Any:
    """The same for who need not know how many: the cursor, whose answer may still be on its way."""
    field = model._meta.get_field
    return update_as(
        model,
        [(field(name), value) for name, value in where.items()],
        [(field(name), value) for name, value in values.items()],
    )


class Prepared(Generic[M]):
    """A query of texts, whole numbers and days, composed at its first use: ``Prepared(lambda code: X.objects.filter(code=code))``.

    Calling it asks the database and returns the rows. What ``build`` is given stands as a parameter; whatever else it
    says is part of the statement, so it must say the same each time.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, M]]) -> None:
        self._build = build

    def __call__(self, *given: Given) -> list[M]:
        plans: dict[Any, _Plan] = of_this_thread().setdefault("plans", {})
        key = (self, tuple(map(type, given)))
        plan = plans.get(key)
        if plan is None:
            plan = plans[key] = _Plan(self._build, given)
        return plan.ask(given)

    def one(self, *given: Given) -> M | None:
        """The first row, or None."""
        return next(iter(self(*given)), None)


Given = str | int | date


def _mark(number: int, value: Given) -> Given:
    """What stands for an argument of this kind while its query is composed."""
    if isinstance(value, str):
        return f"\x02{number}\x03"
    return date(1789, 7, 1 + number) if isinstance(value, date) else -7_000_000_001 - number


def _sent(value: Given) -> Any:
    """An argument as the database is told it."""
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


class _Plan:
    """One query on one connection: its text, where its parameters go, and how its rows become objects."""

    def __init__(self, build: Callable[..., QuerySet[Any]], given: Sequence[Given]) -> None:
        asked = [_mark(n, value) for n, value in enumerate(given)]
        query = build(*asked)
        marks = [_sent(mark) for mark in asked]
        self.locks = query.query.select_for_update and connection.features.has_select_for_update
        compiler = query.query.get_compiler(connection.alias)
        self.sql, params = compiler.as_sql()
        self.slots = [(marks.index(p), None) if p in marks else (None, p) for p in params]
        if {slot for slot, _ in self.slots} - {None} != set(range(len(marks))):
            raise ValueError("a prepared query uses each of its arguments as it is")
        columns = [column for column, *_ in compiler.select]
        self.converters = compiler.get_converters(columns)
        self.apply = compiler.apply_converters
        info = compiler.klass_info if query._iterable_class is ModelIterable else None
        self.model = info["model"] if info else None
        if info:
            own = info["select_fields"]
            self.span = slice(own[0], own[-1] + 1)
            self.names = [column.target.attname for column in columns[self.span]]
            self.related = get_related_populators(info, compiler.select, connection.alias)
            self.said = list((compiler.annotation_col_map or {}).items())

    def ask(self, given: Sequence[Given]) -> list[Any]:
        if self.locks and not connection.in_atomic_block:
            raise transaction.TransactionManagementError("a row is locked inside a transaction")
        found: Iterable[Any] = _run(
            self.sql, [value if slot is None else _sent(given[slot]) for slot, value in self.slots]
        ).fetchall()
        if self.converters:
            found = self.apply(found, self.converters)
        if self.model is None:
            return [tuple(row) for row in found]
        made = []
        for row in found:
            one = self.model.from_db(connection.alias, self.names, row[self.span])
            for related in self.related:
                related.populate(row, one)
            for name, place in self.said:
                setattr(one, name, row[place])
            made.append(one)
        return made


def insert_as(
    rows: Sequence[Model], fields: Sequence[Any], else_: str = "", told: str = "id", *, first_id: Any = None
) -> list[tuple[Any, ...]]:
    """Write these columns of new rows; what is to be told of them, in their order. The first may have its id already."""
    connection = _here()
    key = (type(rows[0]), len(fields), len(rows), else_, told, first_id is None)
    text = _INSERTS.get(key)
    if text is None:
        quote = connection.ops.quote_name
        columns = [quote(field.column) for field in fields]
        marks = ", ".join(["%s"] * len(fields))
        places = [f"({marks})"] * len(rows)
        if first_id is not None:
            columns.insert(0, "id")
            new = "DEFAULT" if connection.vendor == "postgresql" else "NULL"
            places = [f"(%s, {marks})"] + [f"({new}, {marks})"] * (len(rows) - 1)
        text = (
            f"INSERT INTO {quote(rows[0]._meta.db_table)} ({', '.join(columns)}) VALUES {', '.join(places)}"
            f"{else_}{f' RETURNING {told}' if told else ''}"
        )
        if len(rows) <= 20:
            _INSERTS[key] = text
    values = [] if first_id is None else [first_id]
    for row in rows:
        values += [_said(field, field.pre_save(row, add=True), connection) for field in fields]
    cursor = _run(text, values)
    return cursor.fetchall() if told else []


def update_as(model: type[Model], where: list[tuple[Any, Any]], values: list[tuple[Any, Any]]) -> Any:
    """Set (field, value) pairs of the rows that have others; the cursor."""
    connection = _here()
    key = (
        model,
        tuple((field.column, value is None) for field, value in where),
        tuple(field.column for field, _ in values),
    )
    text = _UPDATES.get(key)
    if text is None:
        quote = connection.ops.quote_name
        asked = " AND ".join(
            f"{quote(column)} IS NULL" if empty else f"{quote(column)} = %s" for column, empty in key[1]
        )
        put = ", ".join(f"{quote(column)} = %s" for column in key[2])
        text = _UPDATES[key] = f"UPDATE {quote(model._meta.db_table)} SET {put} WHERE {asked}"
    said = [_said(field, value, connection) for field, value in values]
    return _run(text, said + [_said(field, value, connection) for field, value in where if value is not None])


def _said(field: Any, value: Any, connection: Any) -> Any:
    """A value as the database is told it; what needs no translation is not sent through the mapper's."""
    if value is None or type(value) is _plain_kind(field):
        return value
    return field.get_db_prep_save(value, connection)


@cache
def _plain_kind(field: Any) -> type | None:
    """The type whose values a column of the framework's own kind takes as they are."""
    while field.is_relation:
        field = field.target_field
    if not type(field).__module__.startswith("django.db.models"):
        return None
    kinds: tuple[tuple[Any, type], ...] = (
        (models.CharField, str), (models.TextField, str), (models.BooleanField, bool), (models.IntegerField, int),
        (models.FloatField, float),
    )  # fmt: skip
    return next((plain for kind, plain in kinds if isinstance(field, kind)), None)
