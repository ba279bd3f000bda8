"""Reading the ledger. Pages go by key, not by number, so the last page of a million costs what the first does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from motcua.kernel import access, clock
from motcua.kernel.access import Actor
from motcua.kernel.audit import leaf_content, proofs, record
from motcua.kernel.audit.models import Entry, Inspection, TreeHead
from motcua.kernel.audit.types import VIEW, Asked, Line, NoProof, Page, Standing, changes
from motcua.kernel.pages import values_of

PAGE = 50
EXPORT_LIMIT = 50_000


def page(*, by: Actor, asked: Asked, before: str = "", after: str = "", size: int = PAGE) -> Page:
    """Lines older than the mark `before`, or newer than `after`; without a mark the newest.

    Raises:
        NotAllowed: the reader has no audit.view.
    """
    access.require(by, VIEW)
    rows = _rows(asked)
    mark, newer = _mark(before), _mark(after)
    if newer:
        at, key = newer
        found = list(
            rows.filter(at__gte=at).filter(Q(at__gt=at) | Q(id__gt=key)).order_by("at", "id")[: size + 1]
        )
        more_newer, more_older = len(found) > size, True
        found = found[:size][::-1]
    else:
        if mark:
            at, key = mark
            rows = rows.filter(at__lte=at).filter(Q(at__lt=at) | Q(id__lt=key))
        found = list(rows.order_by("-at", "-id")[: size + 1])
        more_newer, more_older = bool(mark), len(found) > size
        found = found[:size]
    sealed = _sealed_to()
    return Page(
        tuple(_line(row, sealed) for row in found),
        older=_mark_of(found[-1]) if found and more_older else "",
        newer=_mark_of(found[0]) if found and more_newer else "",
    )


def export(*, by: Actor, asked: Asked, at: datetime) -> Iterator[Line]:
    """The lines asked for, newest first, up to EXPORT_LIMIT. Taking them out is itself recorded."""
    access.require(by, VIEW)
    asked_for = {name: str(value) for name in Asked.__slots__ if (value := getattr(asked, name))}
    record(by, "audit.export", "ledger:all", at=at, after=asked_for)
    sealed = _sealed_to()
    rows = _rows(asked).order_by("-at", "-id")[:EXPORT_LIMIT]
    return (_line(row, sealed) for row in rows.iterator(chunk_size=1000))


def standing() -> Standing:
    """How far it is sealed and what the last inspection found; costs two index reads and a short count."""
    head = TreeHead.objects.order_by("-size").first()
    seen = Inspection.objects.first()
    waiting = Entry.objects.filter(id__gt=head.last_entry_id if head else 0).count()
    return Standing(
        sealed=head.size if head else 0,
        waiting=waiting,
        root=bytes(head.root).hex() if head else "",
        sealed_at=head.sealed_at if head else None,
        inspected_at=seen.at if seen else None,
        finding=seen.finding if seen else "",
    )


def proof(entry_id: int, *, by: Actor) -> dict[str, Any]:
    """That a line stands in the sealed ledger, for anyone to check: its content, its place, the way to the root.

    Raises:
        NoProof: no such line, or not sealed yet.
    """
    access.require(by, VIEW)
    row = Entry.objects.filter(pk=entry_id).first()
    head = TreeHead.objects.filter(last_entry_id__gte=entry_id).order_by("-size").first()
    if row is None or head is None:
        raise NoProof(
            "Dòng này chưa được niêm phong.",
            why="Nhật ký niêm phong mỗi 5 phút.",
            next="Hãy thử lại sau ít phút.",
        )
    index = Entry.objects.filter(id__lt=entry_id).count()
    stored = Entry.objects.filter(id__lte=head.last_entry_id).order_by("id").values_list("leaf", flat=True)
    leaves = [bytes(leaf) for leaf in stored.iterator(chunk_size=5000)]
    return {
        "hash": "SHA-256, RFC 6962: leaf = H(0x00 || content), node = H(0x01 || left || right)",
        "content": leaf_content(row),
        "leaf": bytes(row.leaf).hex(),
        "index": index,
        "size": head.size,
        "path": [step.hex() for step in proofs.inclusion(index, leaves)],
        "root": bytes(head.root).hex(),
        "sealed_at": clock.local(head.sealed_at).isoformat(),
    }


def actions() -> list[str]:
    """Every action the ledger knows."""
    return values_of(Entry, "action")


def _rows(asked: Asked) -> QuerySet[Entry]:
    rows = Entry.objects.all()
    if asked.actor:
        rows = rows.filter(actor_id=asked.actor)
    if asked.action:
        rows = rows.filter(action=asked.action)
    if asked.subject:
        rows = rows.filter(subject__in=_subjects(asked.subject))
    if asked.from_on:
        rows = rows.filter(at__gte=clock.local(datetime.combine(asked.from_on, datetime.min.time())))
    if asked.to_on:
        rows = rows.filter(
            at__lt=clock.local(datetime.combine(asked.to_on + timedelta(days=1), datetime.min.time()))
        )
    return rows


def _subjects(words: str) -> list[str]:
    """``dossier:H42…`` as it stands; a bare code is looked for under every kind that rows are made of."""
    if ":" in words:
        return [words]
    kinds = {model._meta.model_name for model in apps.get_models()}
    return [words, *(f"{kind}:{words}" for kind in sorted(kinds))]


def _sealed_to() -> int:
    return TreeHead.objects.order_by("-size").values_list("last_entry_id", flat=True).first() or 0


def _mark_of(row: Entry) -> str:
    return f"{row.at.isoformat()}~{row.id}"


def _mark(text: str) -> tuple[datetime, int] | None:
    """A mark from an address; what does not read as one is no mark."""
    moment, _, key = text.partition("~")
    try:
        at = datetime.fromisoformat(moment.replace(" ", "+"))
        number = int(key)
    except ValueError:
        return None
    return (at, number) if at.tzinfo is not None and 0 <= number < 2**63 else None


def _line(row: Entry, sealed: int) -> Line:
    return Line(
        row.id, clock.local(row.at), row.actor_kind, row.actor_id, row.actor_name, row.post_title, row.agency_code,
        row.acting_for, row.action, row.subject, row.reason, changes(row.before, row.after),
        bytes(row.leaf).hex(), row.id <= sealed,
    )  # fmt: skip
