"""Shared lists: the file's where the province has none of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Max

from motcua.kernel import clock
from motcua.registries.eforms import rules
from motcua.registries.eforms.models import FormVersion, ListVersion
from motcua.registries.eforms.types import (
    PUBLISHED,
    Choice,
    Entry,
    FormDefinition,
    NoSuchList,
    SharedList,
)

OF_THE_LAW = ("banned_lines",)
"""Lists that rules read, not people: they change with the law, by a new version of the software."""


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    path = settings.DATA_DIR / "eforms" / "lists.yaml"
    data: dict[str, Any] = rules.read_yaml(path.read_text(encoding="utf-8"))[0]
    return data


@lru_cache(maxsize=1)
def lists_of_file() -> dict[str, tuple[Choice, ...]]:
    """The shared lists as they came with the software."""
    return rules.parse_lists(_file())


def _own() -> dict[str, ListVersion]:
    standing = ListVersion.objects.filter(is_undone=False).values("name").annotate(newest=Max("pk"))
    return {row.name: row for row in ListVersion.objects.filter(pk__in=standing.values("newest"))}


def lists() -> dict[str, tuple[Choice, ...]]:
    """The shared lists by name, as the next version of a form will take them along; ended entries stay out."""
    today = clock.today()
    own = {name: rules.offered(rules.stored(row.entries), today) for name, row in _own().items()}
    return {**lists_of_file(), **own}


def own_lists() -> set[str]:
    """Lists the province has changed."""
    return set(_own())


def entries_of_file(name: str) -> tuple[Entry, ...]:
    """A list as the file has it.

    Raises:
        NoSuchList: no list of that name, or none that people may change.
    """
    if name in OF_THE_LAW or name not in lists_of_file():
        raise NoSuchList(f"Không có danh mục {name}.", next="Hãy chọn trong các danh mục dùng chung.")
    return rules.entries_of(lists_of_file()[name])


def _held() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Code, name and definition of every version that is in force or will be."""
    today, rows = clock.today(), FormVersion.objects.filter(status=PUBLISHED)
    found: dict[str, list[tuple[str, str, dict[str, Any]]]] = {}
    for code, name, begins, definition in rows.order_by("form__code", "published_from", "number").values_list(
        "form__code", "form__name", "published_from", "definition"
    ):
        if begins is not None and begins <= today:
            found[code] = []  # a later one has taken its place
        found.setdefault(code, []).append((code, name, definition))
    for versions in found.values():
        yield from versions


def forms_with_list(name: str) -> list[FormDefinition]:
    """Forms in force or to come that offer a list."""
    return [rules.read(data)[0] for _, _, data in _held() if name in data.get("lists", {})]


def shared_lists() -> list[SharedList]:
    """Every list that people may change, with the forms that offer it, in three questions however many there are."""
    own, revisions, today = _own(), _revisions(), clock.today()
    held = list(_held())
    found = []
    for name in sorted(set(lists_of_file()) - set(OF_THE_LAW)):
        one, row = _shared(name, own.get(name), revisions.get(name, 0)), own.get(name)
        now = [{"value": c.value, "label": c.label} for c in rules.offered(one.entries, today)]
        users = tuple(
            (code, title, _bare(data["lists"][name]) == now)
            for code, title, data in held
            if name in data.get("lists", {})
        )
        newer = (
            rules.list_differences(rules.stored(row.begun_from), rules.entries_of(lists_of_file()[name]))
            if row
            else ()
        )
        found.append(replace(one, forms=users, newer=newer))
    return sorted(found, key=lambda one: one.title)


def _bare(choices: list[Any]) -> list[dict[str, str]]:
    return [
        {"value": one["value"], "label": one.get("label", one["value"])}
        if isinstance(one, dict)
        else {"value": one, "label": one}
        for one in choices
    ]


def _shared(name: str, row: ListVersion | None, revision: int) -> SharedList:
    title = str(_file()[name].get("title", name))
    if row is None:
        return SharedList(name, title, entries_of_file(name), revision)
    return SharedList(name, title, rules.stored(row.entries), revision, row.words, row.saved_by, row.saved_at)


def _revisions() -> dict[str, int]:
    return dict(ListVersion.objects.values("name").annotate(last=Max("revision")).values_list("name", "last"))


def shared_list(name: str) -> SharedList:
    """One list as it stands.

    Raises:
        NoSuchList: no such list.
    """
    entries_of_file(name)
    return next(one for one in shared_lists() if one.name == name)
