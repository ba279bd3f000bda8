"""The facts a post may count, the conditions of each cell, the dossiers behind a figure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from motcua.kernel import access, clock
from motcua.kernel.access import Actor
from motcua.kernel.pages import Rows, values_of
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers.queries import reporting
from motcua.services.reports import rules
from motcua.services.reports.models import Fact, FactMove, SavedReport
from motcua.services.reports.types import DONE, VIEW_AGENCY, VIEW_PROVINCE, Asked, Period, Side

COLUMN: dict[Side, str] = {"competent": "competent_agency", "receiving": "receiving_agency"}


def nothing_counted() -> bool:
    """Whether there are dossiers and no fact."""
    return not Fact.objects.exists() and reporting.how_many() > 0


def first_side(by: Actor) -> Side:
    """How a post asks first: a one-stop desk by what it took in, an agency by what it decides."""
    own = organizations.find_agency(by.agency_code) if by.agency_code else None
    return (
        "receiving" if own is not None and ("trung_tam" in own.kind or "mot_cua" in own.kind) else "competent"
    )


def counted_until(period: Period, now: datetime) -> datetime:
    """The moment a period is looked at: its end, or now where it has not ended."""
    return min(now, datetime.combine(period.before_on, time(), clock.TZ))


def reach(by: Actor) -> frozenset[str] | None:
    """Agencies whose figures the post sees; None is all of the province."""
    return None if access.allows(by, VIEW_PROVINCE) else by.agency_codes | {by.agency_code}


def by_agency(asked: Asked) -> tuple[QuerySet[Fact], str]:
    """The facts, and the column that says whose each is: as organised then, a dossier that a reorganisation has moved since is
    whoever's it was on the last day of the period. The receiving side is read from the code and never moves."""
    rows, column = Fact.objects.all(), COLUMN[asked.side]
    if asked.side == "receiving" or asked.organised != "then":
        return rows, column
    later = FactMove.objects.filter(moved_on__gte=asked.period.before_on)
    if not later.exists():
        return rows, column
    first = later.filter(dossier_id=OuterRef("pk")).order_by("moved_on").values("from_agency")[:1]
    return rows.annotate(decided_then=Coalesce(Subquery(first), F(column))), "decided_then"


def agency_column(asked: Asked) -> str:
    """The column of `facts_for` that says whose a fact is."""
    return by_agency(asked)[1]


def facts_for(by: Actor, asked: Asked) -> QuerySet[Fact]:
    """The facts of a report: the head of a unit counts what the unit handles, a leader the agency, the province all."""
    (rows, column), codes = by_agency(asked), reach(by)
    if codes is not None:
        rows = rows.filter(**{f"{column}__in": sorted(codes)})
        if not access.allows(by, VIEW_AGENCY):
            done, now = reporting.handled_by_unit(by.agency_code, by.unit_code)
            rows = rows.filter(Q(dossier_id__in=done) | Q(dossier_id__in=now))
    if asked.agency:
        rows = rows.filter(**{f"{column}__in": codes_of(asked)})
    return rows


def codes_of(asked: Asked) -> list[str]:
    """The agency asked for; as organised now, with all that have become it."""
    if asked.organised == "then":
        return [asked.agency]
    heirs = organizations.heirs(clock.today())
    return sorted({asked.agency, *(code for code in heirs if rules.now_of(code, heirs) == asked.agency)})


def agencies_to_ask(by: Actor, side: Side) -> list[tuple[str, str]]:
    """Agencies a report may be narrowed to, by name."""
    codes = reach(by)
    found = set(values_of(Fact, COLUMN[side])) if codes is None else set(codes)
    today = clock.today()
    heirs = organizations.heirs(today)
    found |= {rules.now_of(code, heirs) for code in found} if codes is None else set()
    names = organizations.names_on(found, today)
    return sorted(((code, names.get(code, code)) for code in found), key=lambda pair: pair[1])


def alive(period: Period) -> Q:
    """What a period counts at all."""
    return Q(received_on__lt=period.before_on, ended_on__gte=period.from_on)


def cell(name: str, period: Period, at: datetime) -> Q:
    """The facts of one cell: `rules.cells`, asked of the database. A figure counts by it and its list filters by it."""
    ended = Q(ended_on__lt=period.before_on)
    going_on = Q(ended_on__gte=period.before_on)
    # A clock that stands makes nobody late; one that was late when it stopped stays so.
    passed = Q(due_at__isnull=False, due_at__lt=at)
    overdue = going_on & passed & (Q(paused_at__isnull=True) | Q(paused_at__gt=F("due_at")))
    in_time = (
        Q(due_at__isnull=True) | Q(due_at__gte=at) | Q(paused_at__isnull=False, paused_at__lte=F("due_at"))
    )
    late = ended & Q(outcome="late")
    conditions: Mapping[str, Q] = {
        "total": Q(),
        "opening": Q(received_on__lt=period.from_on),
        "received": Q(received_on__gte=period.from_on),
        "done": ended & Q(outcome__in=DONE),
        "early": ended & Q(outcome="early"),
        "on_time": ended & Q(outcome="on_time"),
        "late": late,
        "open": going_on,
        "running": going_on & in_time,
        "overdue": overdue,
        "late_all": late | overdue,
        "ended": ended & Q(outcome=""),
    }
    return alive(period) & conditions[name]


def channel_cell(name: str, period: Period) -> Q:
    """The facts of one figure of the channels: received or returned in the period, by a channel or on a Saturday."""
    what, _, how = name.partition("_")
    column, channel = ("returned", "result_channel") if what == "returned" else ("received", "channel")
    found = Q(**{f"{column}_on__gte": period.from_on, f"{column}_on__lt": period.before_on})
    if how == "saturday":
        return found & Q(**{f"{column}_weekday": 6})
    return found & Q(**{channel: how}) if how else found


def digital_cell(name: str, period: Period) -> Q:
    """The facts of one figure of digitising: of those received in the period, or of those done in it."""
    received = Q(received_on__gte=period.from_on, received_on__lt=period.before_on)
    done = Q(ended_on__gte=period.from_on, ended_on__lt=period.before_on, outcome__in=DONE)
    conditions: Mapping[str, Q] = {
        "received": received,
        "with_papers": received & Q(digitised__isnull=False),
        "digitised": received & Q(digitised=True),
        "reused": received & Q(reused=True),
        "stored": received & Q(stored=True),
        "done": done,
        "electronic": done & Q(result_form="electronic"),
        "by_hand": done & Q(result_form__in=("scanned", "paper")),
        "scanned": done & Q(result_form="scanned"),
    }
    return conditions[name]


def behind(
    by: Actor, asked: Asked, what: str, at: datetime, *, field: str | None = None, procedure: str = ""
) -> Rows:
    """The dossiers of one figure: the facts it counted, as dossiers this post may see."""
    if what.startswith("ch-"):
        wanted = channel_cell(what.removeprefix("ch-"), asked.period)
    elif what.startswith("so-"):
        wanted = digital_cell(what.removeprefix("so-"), asked.period)
    else:
        wanted = cell(what, asked.period, at)
    rows = facts_for(by, asked).filter(wanted)
    if field is not None:
        rows = rows.filter(field_name=field)
    if procedure:
        rows = rows.filter(procedure_code=procedure)
    return reporting.among(by, rows.values("dossier_id"))


def saved(by: Actor) -> QuerySet[SavedReport]:
    """One's own kept reports, by name."""
    return SavedReport.objects.filter(officer_code=by.id, removed_at=None).order_by("name")
