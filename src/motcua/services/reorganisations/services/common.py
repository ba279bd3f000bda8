"""What the commands of a plan share."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel import audit, outbox
from motcua.kernel.access import Actor
from motcua.services.reorganisations.events import ReorganisationMoved
from motcua.services.reorganisations.models import Reorganisation
from motcua.services.reorganisations.queries.plans import no_plan
from motcua.services.reorganisations.types import PlanClosed, State


def locked(code: str, *states: State, doing: str, seen: int | None = None) -> Reorganisation:
    """The plan's row, locked until commit.

    Raises:
        NoPlan: no such code.
        PlanClosed: it stands where this cannot be done, or somebody has changed it since the page was shown.
    """
    row = Reorganisation.objects.select_for_update().filter(code=code[:24]).first()
    if row is None:
        raise no_plan(code)
    if State(row.state) not in states:
        raise PlanClosed(
            f"Không {doing} được phương án “{row.name}”.",
            why=f"Phương án đang ở trạng thái “{State(row.state).label}”.",
            next="Hãy tải lại trang; sau ngày thực hiện, sai sót được sửa bằng một phương án mới.",
        )
    if seen is not None and seen != row.version:
        raise PlanClosed(
            "Phương án vừa được sửa ở nơi khác.", next="Hãy tải lại trang, xem nội dung mới rồi làm tiếp."
        )
    return row


def move(row: Reorganisation, to: State, verb: str, *, by: Actor, at: datetime, reason: str = "") -> None:
    """Change the state, write it down and tell."""
    before, row.state = row.state, to.value
    row.version += 1
    row.save()
    audit.record(
        by, f"reorganisations.{verb}", f"reorganisation:{row.code}", at=at, before={"state": before},
        after={"state": row.state, "effective_on": row.effective_on}, reason=reason,
    )  # fmt: skip
    outbox.publish(ReorganisationMoved(code=row.code, state=row.state, by_id=by.id, occurred_at=at))
