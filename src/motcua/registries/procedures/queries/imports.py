"""Reading a kept import: its differences by kind, by what the province uses, by who waits."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from motcua.registries.procedures.models import PendingDifference, PendingImport
from motcua.registries.procedures.types import NoDraft

KINDS = ("added", "changed", "removed")


def pending_import(key: str) -> PendingImport:
    """A kept file.

    Raises:
        NoDraft: taken already, or kept too long ago.
    """
    row = PendingImport.objects.defer("content").filter(digest=key).first()
    if row is None:
        raise NoDraft(
            "Tệp này đã được nhập hoặc không còn được giữ.", next="Hãy chọn lại tệp để xem khác biệt."
        )
    return row


def pending_differences(
    kept: PendingImport, *, kind: str = "", ours: str = "", words: str = ""
) -> QuerySet[PendingDifference]:
    """Its differences, narrowed."""
    rows = kept.differences.order_by("code")
    if kind in KINDS:
        rows = rows.filter(kind=kind)
    if ours == "ap-dung":
        rows = rows.filter(is_adopted=True)
    elif ours == "ho-so":
        rows = rows.filter(open_dossiers__gt=0)
    if words:
        rows = rows.filter(Q(code__startswith=words) | Q(name__icontains=words))
    return rows


def pending_counts(kept: PendingImport) -> dict[str, int]:
    """How many of each kind, how many the province uses, how many somebody waits under."""
    return kept.differences.aggregate(
        **{kind: Count("pk", filter=Q(kind=kind)) for kind in KINDS},
        ours=Count("pk", filter=Q(is_adopted=True)),
        waiting=Count("pk", filter=Q(open_dossiers__gt=0)),
        orphans=Count("pk", filter=Q(open_dossiers__gt=0, kind="removed")),
    )
