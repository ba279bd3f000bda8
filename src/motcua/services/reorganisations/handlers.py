"""What reorganisations hear of themselves: the people who stand for a plan are told how it goes."""

from motcua.kernel.outbox import handles
from motcua.services.notifications.services import notify

from . import queries
from .events import ReorganisationMoved
from .types import PROGRESS, State


@handles(ReorganisationMoved, name="reorganisations.tell")
def tell(event: ReorganisationMoved) -> None:
    """Who prepared a plan and who approved it, but for who has just moved it."""
    told = queries.told_of(event.code)
    if told is None:
        return
    row, officers = told
    notify(
        kind=PROGRESS,
        key=f"reorganisation:{event.code}:{event.state}:{event.occurred_at:%Y%m%d%H%M%S}",
        words=f"Phương án “{row.name}”: {State(event.state).label.lower()}",
        detail=row.reason,
        link=f"{queries.AREA}{event.code}/",
        subject=f"reorganisation:{event.code}",
        officers=[code for code in officers if code != event.by_id],
        at=event.occurred_at,
    )
