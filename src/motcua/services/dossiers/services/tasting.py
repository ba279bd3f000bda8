"""Bộ lọc đã lưu, cột: an officer's own way of looking at a list. No dossier is touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from motcua.kernel import audit, text
from motcua.kernel.access import Actor
from motcua.services.dossiers.models import ListTaste, SavedFilter
from motcua.services.dossiers.queries import columns as known_columns
from motcua.services.dossiers.queries import tastes
from motcua.services.dossiers.types import LISTS, FilterNotSaved, FilterNotThere

MOST_KEPT = 50


@transaction.atomic
def save_filter(
    *, list_name: str, name: str, given: Mapping[str, str], shared: bool, opens: bool, by: Actor, at: datetime
) -> int:
    """Lưu bộ lọc: what the list is narrowed by now, under a name; the same name of one's own is written over.

    Raises:
        FilterNotSaved: no name, nothing narrowed, too many kept, or no unit to share with.
    """
    name = text.clean(name)[:80]
    query = tastes.query_of(list_name, given) if list_name in LISTS else ""
    mine = SavedFilter.objects.select_for_update().filter(
        officer_code=by.id, list_name=list_name, deleted_at=None
    )
    row = mine.filter(name=name).first()
    _check(name, query, shared, by, many=row is None and mine.count() >= MOST_KEPT)
    before = {"query": row.query, "shared": row.is_shared} if row else None
    row = row or SavedFilter(officer_code=by.id, list_name=list_name, name=name)
    row.officer_name, row.unit_code, row.is_shared = by.name, by.unit_code, shared
    row.query, row.saved_at = query, at
    row.save()
    if opens:
        _set(by, list_name, opens_with=row)
    audit.record(
        by, "dossiers.save_filter", f"filter:{row.pk}", at=at, before=before,
        after={"list": list_name, "name": name, "query": query, "shared": shared, "opens": opens},
    )  # fmt: skip
    return row.pk


def _check(name: str, query: str, shared: bool, by: Actor, *, many: bool) -> None:
    if not name:
        raise FilterNotSaved("Bộ lọc chưa có tên.", next="Hãy đặt một tên ngắn, như “Đất đai quá hạn”.")
    if not query or len(query) > 500:
        raise FilterNotSaved(
            "Danh sách chưa được lọc gì." if not query else "Điều kiện lọc quá dài.",
            next="Hãy lọc danh sách trước, rồi lưu.",
        )
    if many:
        raise FilterNotSaved(f"Bạn đã lưu {MOST_KEPT} bộ lọc.", next="Hãy xoá bớt bộ lọc không dùng nữa.")
    if shared and not by.unit_code:
        raise FilterNotSaved(
            "Chức vụ hiện tại không thuộc đơn vị nào để dùng chung.", next="Hãy lưu cho riêng bạn."
        )


@transaction.atomic
def delete_filter(*, filter_id: int, by: Actor, at: datetime) -> str:
    """Xoá bộ lọc: put away; it can be taken back for a month."""
    row = _own(filter_id, by)
    if row.deleted_at is None:
        row.deleted_at = at
        row.save(update_fields=["deleted_at"])
        audit.record(
            by,
            "dossiers.delete_filter",
            f"filter:{row.pk}",
            at=at,
            before={"name": row.name, "query": row.query},
        )
    return row.name


@transaction.atomic
def restore_filter(*, filter_id: int, by: Actor, at: datetime) -> str:
    """Hoàn tác xoá."""
    row = _own(filter_id, by)
    if row.deleted_at is not None:
        row.deleted_at = None
        row.save(update_fields=["deleted_at"])
        audit.record(by, "dossiers.restore_filter", f"filter:{row.pk}", at=at, after={"name": row.name})
    return row.name


@transaction.atomic
def open_with(*, list_name: str, filter_id: int | None, by: Actor, at: datetime) -> None:
    """Mở đầu bằng bộ lọc này: the list opens narrowed so from the rail; none gives the usual opening back."""
    row = None
    if filter_id is not None:
        wanted = SavedFilter.objects.filter(
            tastes.usable(by), deleted_at=None, list_name=list_name, pk=filter_id
        )
        row = wanted.first()
        if row is None:
            raise _not_there()
    _set(by, list_name, opens_with=row)
    audit.record(by, "dossiers.open_with", f"list:{list_name}", at=at, after={"filter": filter_id})


@transaction.atomic
def choose_columns(*, list_name: str, columns: Iterable[str], size: int, by: Actor, at: datetime) -> None:
    """Chọn cột: which columns, in which order, how many rows a page; none gives the usual ones back."""
    chosen = known_columns.known(columns)
    before = tastes.taste(by, list_name)
    _set(by, list_name, columns=chosen, size=size if size in tastes.SIZES else tastes.SIZES[0])
    audit.record(
        by, "dossiers.choose_columns", f"list:{list_name}", at=at, before={"columns": list(before.columns)},
        after={"columns": chosen, "size": size},
    )  # fmt: skip


def _set(by: Actor, list_name: str, **values: object) -> None:
    ListTaste.objects.update_or_create(officer_code=by.id, list_name=list_name, defaults=values)


def _own(filter_id: int, by: Actor) -> SavedFilter:
    row = SavedFilter.objects.select_for_update().filter(pk=filter_id, officer_code=by.id).first()
    if row is None:
        raise _not_there()
    return row


def _not_there() -> FilterNotThere:
    return FilterNotThere("Không tìm thấy bộ lọc này.", next="Hãy mở lại trang Bộ lọc đã lưu.")
