"""Jobs of forecasts: every working morning before the doors open."""

import logging
from datetime import datetime, time, timedelta

from motcua.kernel import clock
from motcua.kernel.outbox import periodic
from motcua.registries.calendars import queries as calendars
from motcua.registries.organizations import queries as organizations
from motcua.services.accounts.types import permissions_of_post
from motcua.services.dossiers.types import REASSIGN
from motcua.services.notifications.services import notify

from . import queries, services
from .types import RED_LIST

BEFORE_THE_DOORS = time(6, 30)
MORNINGS_BACK = 15

log = logging.getLogger("motcua.forecasts")


@periodic(name="forecasts.each_morning", at=BEFORE_THE_DOORS.isoformat())
def each_morning() -> None:
    """Forecasts of the day, then the red list to every head of an agency that has one. The first time, the mornings of
    the last weeks are told again, so that the page can say how good such forecasts are."""
    now = clock.now()
    calendar = calendars.calendar(None)
    if calendar.is_off(clock.local(now).date()):
        return
    if not queries.any_made():
        tell_past_mornings(now)
    made = services.foretell_morning(at=now)
    services.clear(at=now)
    log.info("%d forecasts", made)
    tell_heads(now)


def tell_past_mornings(now: datetime) -> None:
    """The last working mornings, from what was known on each."""
    calendar, day, told = calendars.calendar(None), clock.local(now).date(), 0
    while told < MORNINGS_BACK:
        day -= timedelta(days=1)
        if (clock.local(now).date() - day).days > 3 * MORNINGS_BACK:
            break
        if not calendar.is_off(day):
            services.retell_morning(at=datetime.combine(day, BEFORE_THE_DOORS, clock.TZ))
            told += 1
    services.judge()


def tell_heads(now: datetime) -> None:
    """Danh sách đỏ: who distributes work at an agency hears once a morning how many are likely late."""
    day = clock.local(now).date()
    for agency, likely, possible in queries.reds_by_unit(day):
        heads = [
            holder.officer_code
            for holder in organizations.officers_of(agency, day)
            if REASSIGN in permissions_of_post(holder.roles, holder.can_sign)
        ]
        notify(
            kind=RED_LIST, key=f"forecasts.red:{agency}:{day}",
            words=f"{likely} hồ sơ nhiều khả năng trễ hạn, {possible} hồ sơ có thể trễ",
            detail="Dự báo sáng nay, từ thời gian các bước gần đây và hàng chờ của đơn vị.",
            link="/can-bo/du-bao/?muc=likely", subject=f"agency:{agency}", officers=heads, at=now,
        )  # fmt: skip
