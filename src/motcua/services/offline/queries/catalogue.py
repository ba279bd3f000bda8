"""What a machine takes with it: the matters its desk takes in, their papers and limits, and the days they fall due."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.refusals import Refusal
from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars import rules as counting
from motcua.registries.calendars.types import Calendar
from motcua.registries.eforms import queries as eforms
from motcua.registries.eforms.types import GENERIC
from motcua.registries.procedures import queries as procedures
from motcua.services.dossiers.queries.counting import taken_at_desk
from motcua.services.dossiers.queries.intake import desk_for
from motcua.services.dossiers.queries.offer import Offer, offer_of
from motcua.services.dossiers.queries.paying import fees_in_words
from motcua.services.dossiers.types import Channel, Filing

MOST = 150
"""Matters a machine takes with it: those its desk took in within a year, then those people come for most."""
DAYS = 14
"""For so many days ahead the due days are worked out beforehand: the machine looks up, it never counts."""


def catalogue(by: Actor, at: datetime) -> dict[str, Any]:
    """All a counter needs without a line. Nobody's data is in it."""
    desk = desk_for(by)
    on = clock.local(at).date()
    calendar = calendars.calendar(desk.code)
    rows, limits = [], {}
    codes = _codes(desk.code, on)
    fees = fees_in_words(codes, Channel.COUNTER.value, on)
    for code in codes:
        try:
            offer = offer_of(code, on)
        except Refusal:
            continue
        if any(one["code"] == offer.code for one in rows):  # an older code of the same matter
            continue
        row = _procedure(offer, desk.code, desk.place_code) | {"fee": fees.get(offer.code, "")}
        rows.append(row)
        if row["due"]:
            limits[row["due"]] = offer.expected(
                "counter", {}, place_code=desk.place_code, helper_agency=desk.code
            )[1]
    days = [on + timedelta(days=n) for n in range(DAYS)]
    return {
        "office": desk.code,
        "office_name": desk.name,
        "place": desk.place_code,
        "on": on.isoformat(),
        "procedures": rows,
        "closes": {day.isoformat(): _closes(day, calendar) for day in days},
        "due": {key: _due(limit, days, calendar) for key, limit in limits.items() if limit},
    }


def _codes(desk: str, on: date) -> list[str]:
    own = taken_at_desk(desk, on - timedelta(days=365), MOST)
    often = procedures.asked_most(MOST).codes or []
    return list(dict.fromkeys([*own, *often]))[:MOST]


def _procedure(offer: Offer, desk: str, place: str) -> dict[str, Any]:
    limit = offer.expected("counter", {}, place_code=place, helper_agency=desk)[1]
    own_form = offer.form_version_id not in (None, eforms.published_id(GENERIC, offer.on))
    return facts_of(offer, limit) | {
        "field": offer.field_name,
        "commune": offer.level == "commune",
        "needs_limit": limit is None,
        "due": f"{limit[0]}{limit[1]}" if limit and not offer.cases else "",
        "ways": [way.value for way in offer.result_ways({})],
        "form": own_form or bool(offer.cases),
        "asked": sorted(offer.telling("counter")),
        "cases": [{"name": one.name, "limit": str(one.limit) if one.limit else ""} for one in offer.cases],
    }


def facts_of(offer: Offer, limit: tuple[int, str] | None) -> dict[str, Any]:
    """What is compared when an intake is sent: the procedure's version, its papers, its limit in words."""
    return {
        "code": offer.code,
        "name": offer.name,
        "version": offer.version_id,
        "limit": counting.say_limit(*limit) if limit else "",
        "papers": [
            {"position": one.position, "name": one.name, "required": one.required, "group": one.group}
            for one in offer.papers
        ],
    }


def procedure_on(
    code: str, on: date, office: str, filing: Filing | None
) -> tuple[dict[str, Any] | None, str]:
    """The same facts as they hold on a day, or None and the refusal in words where it is not taken in any more."""
    try:
        offer = offer_of(code, on)
    except Refusal as refusal:
        return None, refusal.message
    place = filing.place_code if filing else ""
    return facts_of(offer, offer.expected("counter", {}, place_code=place, helper_agency=office)[1]), ""


def _closes(on: date, calendar: Calendar) -> str:
    """When the office closes that day, `17:00`; nothing on a day off."""
    hours = calendar.hours(on)
    return f"{hours[-1][1] // 60:02d}:{hours[-1][1] % 60:02d}" if hours else ""


def _due(limit: tuple[int, str], days: list[date], calendar: Calendar) -> dict[str, list[str]]:
    """For each day of acceptance the due day within office hours and after closing; hours and same-day matters are left to
    the server."""
    value, unit = limit
    if unit == "working_hours" or value == 0:
        return {}
    found = {}
    for day in days:
        hours = calendar.hours(day)
        begin = hours[0][0] if hours else 0
        morning = datetime.combine(day, time(begin // 60, begin % 60), clock.TZ)
        night = datetime.combine(day, time(23, 59), clock.TZ)
        found[day.isoformat()] = [
            clock.local(counting.due_at(at, value, unit, calendar)).date().isoformat()  # type: ignore[arg-type]
            for at in (morning, night)
        ]
    return found
