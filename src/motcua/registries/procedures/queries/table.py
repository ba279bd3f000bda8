"""The administrators' table: adopted procedures filtered, sorted, with the columns that may be set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import QuerySet

from motcua.registries.procedures.models import Adoption, Batch, PendingBatch
from motcua.registries.procedures.queries import states
from motcua.registries.procedures.rules import bulk
from motcua.registries.procedures.rules.fees import has_table
from motcua.registries.procedures.types import NoDraft

SORTS = {
    "ma": "procedure__code", "ten": "procedure__name", "linh-vuc": "procedure__field__name", "cap": "level",
    "thoi-han": "limit_value", "truc-tuyen": "online_level", "cong-bo": "is_published",
    "co-quan": "competent_name", "sua": "changed_at",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableRow:
    """One procedure in the table."""

    code: str
    name: str
    field: str
    published: bool
    changed_at: datetime
    cases: str
    cells: dict[str, str]
    words: dict[str, str]


class Table:
    """Rows for a paginator: counted with the query that lists, read a page at a time."""

    def __init__(self, rows: QuerySet[Adoption], on: date) -> None:
        self.rows, self.on = rows, on

    def count(self) -> int:
        """How many there are in all."""
        return self.rows.count()

    __len__ = count

    def codes(self) -> list[str]:
        """Every code of the filter, for a change of all of them."""
        return list(self.rows.order_by("procedure__code").values_list("procedure__code", flat=True))

    def __getitem__(self, part: slice) -> list[TableRow]:
        rows = self.rows.select_related("procedure", "procedure__field").prefetch_related("fee_rules")[part]
        return [_row(row, self.on) for row in rows]


def _row(row: Adoption, on: date) -> TableRow:
    state = states.terms_of(row)
    cells = {column: bulk.cell(column, state, on) for column in bulk.COLUMNS}
    words = {column: bulk.CHOICES.get(column, {}).get(value, value) for column, value in cells.items()}
    words["limit"] = f"{words['limit_value']} {words['limit_unit']}".strip()
    if cells["limit_value"] == "0":
        words["limit"] = "Trong ngày"
    if cells["fee"]:
        words["fee"] = "Miễn phí" if cells["fee"] == "0" else f"{int(cells['fee']):,} đồng".replace(",", ".")
    elif has_table(state.get("fees", []), on):
        words["fee"] = "Bảng mức thu"
    field = row.procedure.field.name if row.procedure.field else ""
    shown = bulk.shown_only(row.procedure.name, field, state, on)
    if shown["cases"]:
        words["limit"] = f"{words['limit']} ({shown['cases']})".strip()
    return TableRow(
        row.procedure.code,
        **shown,
        published=row.is_published,
        changed_at=row.changed_at,
        cells=cells,
        words=words,
    )


def table(
    on: date, *, codes: Sequence[str] | None = None, field_name: str = "", level: str = "", online: str = "",
    published: str = "", gap: str = "", agency: str = "", sort: str = "ma",
) -> Table:  # fmt: skip
    """Adopted procedures by what is asked of them."""
    rows = Adoption.objects.filter(province_code=settings.PROVINCE_AGENCY)
    if codes is not None:
        rows = rows.filter(procedure__code__in=list(codes))
    if field_name:
        rows = rows.filter(procedure__field__name=field_name)
    if level:
        rows = rows.filter(level=level)
    if online:
        rows = rows.filter(online_level="" if online == "unknown" else online)
    if published:
        rows = rows.filter(is_published=published == "yes")
    if agency:
        rows = rows.filter(competent_name=agency)
    if gap == "limit":
        rows = rows.filter(limit_value__isnull=True)
    elif gap == "online":
        rows = rows.filter(online_level="")
    elif gap == "detail":
        rows = rows.filter(procedure__detail="index-only")
    elif gap == "fee":
        rows = rows.filter(fee_rules__isnull=True, procedure__current__fee_vnd__isnull=True)
    key, down = sort.lstrip("-"), sort.startswith("-")
    order = SORTS.get(key, SORTS["ma"])
    return Table(rows.order_by(f"-{order}" if down else order, "procedure__code"), on)


def agencies() -> list[str]:
    """Who decides, for filters."""
    rows = Adoption.objects.filter(province_code=settings.PROVINCE_AGENCY).exclude(competent_name="")
    return list(rows.values_list("competent_name", flat=True).distinct().order_by("competent_name"))


def pending_batch(key: str, by_id: str) -> PendingBatch:
    """A preview of its own sender.

    Raises:
        NoDraft: done, too old, or another's.
    """
    row = PendingBatch.objects.filter(key=key, by_id=by_id).first()
    if row is None:
        raise NoDraft(
            "Lượt sửa này đã làm xong hoặc quá lâu.", next="Hãy chọn lại thủ tục và xem trước lần nữa."
        )
    return row


def batches() -> QuerySet[Batch]:
    """Bulk changes, newest first."""
    return Batch.objects.order_by("-pk")
