"""Bàn giao lượt việc: open steps of many processes at once, when the agency they stood at has an heir."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from motcua.services.workflow.models import Token


@transaction.atomic
def hand_over(*, token_ids: Sequence[int], unit_code: str, post_code: str, lane: str, keep: bool) -> int:
    """Open steps to a unit and post; with ``keep`` whoever holds one goes on with it, else the claim is lifted. Called inside
    the transaction of the room that owns the subjects, which asks and audits; how many moved."""
    changes = {"unit_code": unit_code, "post_code": post_code, "lane": lane}
    if not keep:
        changes |= {"officer_code": "", "claimed_by": "", "claimed_by_name": "", "claimed_at": None}
    return Token.objects.filter(pk__in=token_ids, done_at=None).update(**changes)
