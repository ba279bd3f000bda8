"""Reading the figures: live ones for the home page, a table by agency, what people come for, visits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.cache import caches
from django.db.models import F, Sum

from motcua.kernel import clock
from motcua.registries.calendars import queries as calendars
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers.queries import counting

from . import rules
from .models import DailyFact, DailyFiling, DailyVisits
from .types import AgencyRow, Period, PublicFigures, Tally, Visits

KEEP_SECONDS = 60
DAYS_SHOWN = 14
_SUMS = {
    "received": Sum("received", default=0),
    "early": Sum("finished_early", default=0),
    "on_time": Sum("finished_on_time", default=0),
    "late": Sum("finished_late", default=0),
    "returned": Sum("returned", default=0),
}
_SUMS_IN_ORDER = tuple(_SUMS.values())


def public_figures(now: datetime | None = None) -> PublicFigures:
    """The live figures, at most a minute old."""
    now = now or clock.now()
    key = f"indicators.public.{clock.local(now).date():%Y%m%d}"
    found = caches["quick"].get(key)
    if found is None:
        found = _public_figures(now)
        caches["quick"].set(key, found, KEEP_SECONDS)
    return found


def _public_figures(now: datetime) -> PublicFigures:
    today = clock.local(now).date()
    month = rules.month_of(today)
    tally = tally_of(month)
    days = last_working_days(today, DAYS_SHOWN)
    rows = DailyFact.objects.filter(day__gte=days[0], day__lte=today).values_list("day")
    by_day = {
        day: (received, returned)
        for day, received, returned in rows.annotate(_SUMS["received"], _SUMS["returned"])
    }
    today_received, today_returned = by_day.get(today, (0, 0))
    standing = counting.open_by_agency(now)
    return PublicFigures(
        at=now,
        month=month,
        month_tally=tally,
        share=rules.share_on_time(tally.early, tally.on_time, tally.late),
        received_today=today_received,
        returned_today=today_returned,
        late_now=sum(late for _, late in standing.values()),
        open_now=sum(opened for opened, _ in standing.values()),
        days=days,
        returned_by_day=tuple(by_day.get(day, (0, 0))[1] for day in days),
    )


def last_working_days(today: date, number: int) -> tuple[date, ...]:
    """The last working days up to today; today stands in the row when it is worked."""
    calendar, day = calendars.calendar(), today
    found: list[date] = []
    while len(found) < number:
        if not calendar.is_off(day):
            found.append(day)
        day -= timedelta(days=1)
    return tuple(reversed(found))


def tally_of(period: Period) -> Tally:
    """All agencies together in a period."""
    return Tally(**DailyFact.objects.filter(day__range=(period.from_on, period.to_on)).aggregate(**_SUMS))


def by_agency(period: Period, now: datetime) -> list[AgencyRow]:
    """One row an agency that had or has dossiers, by name."""
    facts = DailyFact.objects.filter(day__range=(period.from_on, period.to_on)).values_list("agency_code")
    tallies = {
        code: Tally(**dict(zip(_SUMS, sums, strict=True))) for code, *sums in facts.annotate(*_SUMS_IN_ORDER)
    }
    standing = counting.open_by_agency(now)
    names = organizations.agencies({*tallies, *standing})
    found = []
    for code in {*tallies, *standing}:
        tally = tallies.get(code, Tally())
        opened, late = standing.get(code, (0, 0))
        share = rules.share_on_time(tally.early, tally.on_time, tally.late)
        found.append(AgencyRow(code, names[code].name if code in names else code, tally, opened, late, share))
    return sorted(found, key=lambda row: row.name)


def agency_table(period: Period, now: datetime) -> tuple[datetime, list[AgencyRow]]:
    """The same, at most a minute old, with the moment it was counted."""
    key = f"indicators.by_agency.{period.kind}.{period.from_on:%Y%m%d}.{clock.local(now).date():%Y%m%d}"
    found = caches["quick"].get(key)
    if found is None:
        found = now, by_agency(period, now)
        caches["quick"].set(key, found, KEEP_SECONDS)
    return found[0], list(found[1])


def agency_name(code: str) -> str:
    """An agency's name, or its code when there is none."""
    found = organizations.agencies({code})
    return found[code].name if code in found else code


def wanted_codes(now: datetime, *, limit: int = 8, days: int = 30) -> list[str]:
    """Procedures filed most often of late, kept for ten minutes."""
    today = clock.local(now).date()
    key = f"indicators.wanted.{today:%Y%m%d}.{limit}.{days}"
    found = caches["quick"].get(key)
    if found is None:
        rows = DailyFiling.objects.filter(day__gt=today - timedelta(days=days), filed__gt=0).values(
            "procedure_code"
        )
        ranked = rows.annotate(times=Sum("filed")).order_by(F("times").desc(), "procedure_code")[:limit]
        found = [row["procedure_code"] for row in ranked]
        caches["quick"].set(key, found, 600)
    return found


def visits(today: date, *, waiting: int = 0) -> Visits:
    """Pages read, from the rows of the days, kept for a minute; ``waiting`` are those not written yet."""
    key = f"indicators.visits.{today:%Y%m%d}"
    found = caches["quick"].get(key)
    if found is None:
        rows: Iterable[tuple[date, int]] = DailyVisits.objects.filter(
            day__gte=today.replace(day=1)
        ).values_list("day", "pages")
        days = dict(rows)
        found = Visits(
            days.get(today, 0),
            sum(days.values()),
            DailyVisits.objects.aggregate(n=Sum("pages", default=0))["n"],
        )
        caches["quick"].set(key, found, KEEP_SECONDS)
    return Visits(found.today + waiting, found.month + waiting, found.total + waiting)


def share(tally: Tally) -> float | None:
    """Of one hundred finished, how many kept the promise."""
    return rules.share_on_time(tally.early, tally.on_time, tally.late)


period_of = rules.period_of
period_before = rules.before
