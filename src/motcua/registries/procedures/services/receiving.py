"""A procedure that comes from elsewhere, whole: it becomes a draft like any other, never something in force."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.kernel import access, audit
from motcua.kernel.access import Actor
from motcua.registries.procedures.models import Draft
from motcua.registries.procedures.queries import states
from motcua.registries.procedures.rules import drafts
from motcua.registries.procedures.services.drafting import EDITABLE, fit
from motcua.registries.procedures.types import EDIT, DraftMoved, State


@transaction.atomic
def receive_draft(*, code: str, state: State, by: Actor, at: datetime) -> Draft:
    """Nhận thành bản thảo: what the other province wrote, over what holds here; to be compared and published.

    Raises:
        DraftMoved: somebody is writing a draft of it here.
        BadTerms: it holds what cannot be.
    """
    access.require(by, EDIT)
    there = Draft.objects.select_for_update().filter(code=code).first()
    if there is not None:
        raise DraftMoved(
            f"{there.changed_by} đang soạn một bản thảo của thủ tục {code}.",
            why="Nhận gói sẽ ghi đè bản thảo đó.",
            next="Hãy công bố hoặc bỏ bản thảo đó trước.",
            edits=[], conflicts=[], revision=there.revision,
        )  # fmt: skip
    base = states.state(code)
    taken = {
        key: value
        for key, value in state.items()
        if key in EDITABLE or key in ("code", "source", "captured_on")
    }
    data = fit({"t_is_published": False} | base | taken)
    row = Draft.objects.create(
        code=code, base=base, data=data, started_at=at, changed_at=at, changed_by=by.title
    )
    keys = drafts.changed(base, data)
    audit.record(
        by, "procedures.receive_draft", f"procedure:{code}", at=at,
        before={key: base.get(key) for key in keys}, after={key: data.get(key) for key in keys},
    )  # fmt: skip
    return row
