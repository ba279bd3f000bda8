"""A list of dossiers was opened or left the house."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.kernel import access, audit
from motcua.kernel.access import Actor
from motcua.services.reorganisations.types import PREPARE


@transaction.atomic
def note_look(*, code: str, what: str, rows: int, kind: str, by: Actor, at: datetime) -> None:
    """Ghi lượt xem biên bản, lượt tải danh sách."""
    access.require(by, PREPARE)
    audit.record(
        by, f"reorganisations.{kind}", f"reorganisation:{code}", at=at, after={"pair": what, "rows": rows}
    )
