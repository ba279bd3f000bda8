"""The audit ledger: every command leaves one append-only row.

`record` writes it with the command (`commands.leave`); `seal` folds new rows into a Merkle tree (RFC 6962)
so that a later change of any row, by whoever, shows; `verify` recomputes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from motcua.kernel import clock, commands
from motcua.kernel.audit.proofs import node

if TYPE_CHECKING:
    from django.db.models import Model

    from motcua.kernel.access import Actor
    from motcua.kernel.audit.models import Entry, TreeHead


LINE = 6962
"""The advisory lock that inserts share and sealing takes alone (PostgreSQL)."""


def record(
    by: Actor,
    action: str,
    subject: Model | str,
    *,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Write one row. ``subject`` is a model (its public ``code`` is used where it has one) or ``kind:code``."""
    from motcua.kernel.audit.models import Entry

    entry = Entry(
        at=at,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
        post_code=by.post_code,
        post_title=by.post_title,
        agency_code=by.agency_code,
        acting_for=by.acting_for,
        action=action,
        subject=subject if isinstance(subject, str) else subject_of(subject),
        before=_plain(before),
        after=_plain(after),
        reason=reason,
    )
    entry.leaf = leaf_hash(entry)
    commands.leave(entry)


def record_once_a_day(
    by: Actor, action: str, subject: Model | str, *, at: datetime, reason: str = ""
) -> bool:
    """Write one row unless this person's day has one; whether it was written. For looks, which come by the dozen."""
    from motcua.kernel.audit.models import Entry

    name = subject if isinstance(subject, str) else subject_of(subject)
    midnight = clock.local(at).replace(hour=0, minute=0, second=0, microsecond=0)
    if Entry.objects.filter(subject=name, actor_id=by.id, action=action, at__gte=midnight).exists():
        return False
    record(by, action, name, at=at, reason=reason)
    return True


def subject_of(model: Model) -> str:
    """``dossier:H42.15-261122-0001``: kind and public code of a row."""
    return f"{model._meta.model_name}:{getattr(model, 'code', None) or model.pk}"


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if values is None:
        return None
    return json.loads(json.dumps(dict(values), default=str, ensure_ascii=False))


def leaf_content(entry: Entry) -> str:
    """The canonical text of a row: what its hash is made of, and what a proof shows."""
    content = [
        int(entry.at.timestamp() * 1_000_000),
        entry.actor_kind,
        entry.actor_id,
        entry.actor_name,
        entry.post_code,
        entry.post_title,
        entry.agency_code,
        entry.acting_for,
        entry.action,
        entry.subject,
        entry.before,
        entry.after,
        entry.reason,
    ]
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def leaf_hash(entry: Entry) -> bytes:
    """RFC 6962 leaf hash over the canonical content of a row."""
    return hashlib.sha256(b"\x00" + leaf_content(entry).encode()).digest()


def _add(peaks: list[tuple[int, bytes]], leaf: bytes) -> None:
    """Append a leaf to the list of perfect subtrees (largest first)."""
    peaks.append((1, leaf))
    while len(peaks) > 1 and peaks[-1][0] == peaks[-2][0]:
        size, right = peaks.pop()
        _, left = peaks.pop()
        peaks.append((size * 2, node(left, right)))


def _root(peaks: list[tuple[int, bytes]]) -> bytes:
    if not peaks:
        return hashlib.sha256(b"").digest()
    root = peaks[-1][1]
    for _, left in reversed(peaks[:-1]):
        root = node(left, root)
    return root


def seal(*, at: datetime, batch: int = 5000) -> TreeHead | None:
    """Fold the rows written since the last head into the tree; None when there are none."""
    from django.db import connection, transaction

    from motcua.kernel.audit.models import Entry, TreeHead

    with transaction.atomic():
        if connection.vendor == "postgresql":
            # Wait for rows whose id is taken but not committed yet: a lower id must not appear later. Inserts hold
            # this lock shared (a trigger takes it); it keeps two sealers apart too, and the role needs no right to change
            # either table. SQLite lets one transaction write at a time.
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LINE])
        head = TreeHead.objects.order_by("-size").first()
        peaks = [(size, bytes.fromhex(digest)) for size, digest in head.peaks] if head else []
        last, size = (head.last_entry_id, head.size) if head else (0, 0)
        rows = list(Entry.objects.filter(id__gt=last).order_by("id")[:batch])
        if not rows:
            return None
        for row in rows:
            _add(peaks, bytes(row.leaf))
        return TreeHead.objects.create(
            size=size + len(rows),
            last_entry_id=rows[-1].id,
            root=_root(peaks),
            peaks=[(count, digest.hex()) for count, digest in peaks],
            sealed_at=at,
        )


def verify() -> str | None:
    """Recompute every leaf and head; the first thing that does not agree, or None.

    Rows still unsealed are checked against their own leaf.
    """
    from motcua.kernel.audit.models import Entry, TreeHead

    # One reading of the heads: a head sealed meanwhile must not be half known.
    known = list(TreeHead.objects.order_by("size").values_list("size", "root", "last_entry_id"))
    heads = {size: bytes(root) for size, root, _ in known}
    sealed = known[-1][2] if known else 0
    peaks: list[tuple[int, bytes]] = []
    count = 0
    for entry in Entry.objects.order_by("id").iterator(chunk_size=2000):
        leaf = leaf_hash(entry)
        if leaf != bytes(entry.leaf):
            return f"dòng {entry.id} ({entry.action}) đã bị sửa sau khi ghi"
        if entry.id > sealed:
            continue
        _add(peaks, leaf)
        count += 1
        if count in heads and heads[count] != _root(peaks):
            return f"đỉnh cây tại {count} dòng không khớp: có dòng bị thêm, bớt hoặc thay"
    if heads and count != max(heads):
        return f"thiếu {max(heads) - count} dòng đã niêm phong"
    return None


def inspect(*, at: datetime) -> str | None:
    """Verify the whole ledger and keep what was found, for the light an administrator reads."""
    from motcua.kernel.audit.models import Inspection, TreeHead

    finding = verify()
    sealed = TreeHead.objects.order_by("-size").values_list("size", flat=True).first() or 0
    Inspection.objects.create(at=at, entries=sealed, finding=finding or "")
    return finding
