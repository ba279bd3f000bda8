"""Lists of the desk: my work, the agency's dossiers, the signing tray. Each is one indexed query and a count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from motcua.kernel import access, clock, text
from motcua.kernel.access import Actor
from motcua.registries.calendars import queries as calendars
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers.models import Dossier, Result, Work
from motcua.services.dossiers.rules import is_dossier_code
from motcua.services.dossiers.types import ACCEPT, OPEN, RETURN, SIGN, Status

from .chips import Chip, chip_of
from .seeing import visible_to


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list, ready for the page."""

    dossier: Dossier
    chip: Chip
    work: Work | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """What the officer narrowed a list by; empty means all."""

    q: str = ""
    procedure: str = ""
    status: str = ""
    channel: str = ""
    step: str = ""
    due: str = ""
    agency: str = ""
    sort: str = "due"


def my_work(by: Actor, filters: Filters | None = None) -> QuerySet[Work]:
    """Steps in my hands, of my post, or of my unit's lanes that nobody has taken; by the promised hour."""
    held = Q(officer_code=by.id)
    if by.post_code:  # an account without a post holds only what was given to it by name
        held |= Q(officer_code="", post_code=by.post_code)
        held |= Q(officer_code="", post_code="", unit_code=by.unit_code, lane__in=_lanes(by))
    rows = Work.objects.filter(held).filter(_work_filter(filters or Filters()))
    return rows.select_related("dossier").order_by("is_paused", F("due_at").asc(nulls_last=True), "id")


def _lanes(by: Actor) -> tuple[str, ...]:
    return organizations.post(by.post_code).lanes


def _work_filter(filters: Filters) -> Q:
    wanted = Q()
    if filters.q:
        wanted &= _words(filters.q, "dossier__")
    if filters.procedure:
        wanted &= Q(dossier__procedure_code=filters.procedure)
    if filters.channel:
        wanted &= Q(dossier__channel=filters.channel)
    if filters.step:
        wanted &= Q(step_name=filters.step)
    if filters.due == "late":
        wanted &= Q(due_at__lt=clock.now(), is_paused=False)
    elif filters.due == "today":
        wanted &= Q(due_at__lt=_tomorrow(), is_paused=False)
    elif filters.due == "paused":
        wanted &= Q(is_paused=True)
    return wanted


def _tomorrow() -> datetime:
    now = clock.now()
    return now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _words(q: str, prefix: str = "") -> Q:
    """Code, identity number, phone, or the applicant's name with or without marks."""
    q = text.clean(q)
    folded = text.fold(q)
    digits = q.replace(" ", "").replace(".", "")
    wanted = Q(**{f"{prefix}applicant_folded__contains": folded})
    if is_dossier_code(q.upper()):
        return Q(**{f"{prefix}code": q.upper()})
    if digits.isdigit() and len(digits) >= 9:
        return (
            Q(**{f"{prefix}applicant_id_number": digits})
            | Q(**{f"{prefix}applicant_phone": digits})
            | Q(**{f"{prefix}submitter_id_number": digits})
        )
    if any(letter.isdigit() for letter in q):
        wanted |= Q(**{f"{prefix}code__contains": q.upper()}) | Q(**{f"{prefix}external_code": q})
    return wanted


def rows_of_work(work: Iterable[Work]) -> list[Row]:
    """Page of work with its chips; the calendar is read once an agency."""
    now, known = clock.now(), {}
    found = []
    for item in work:
        agency = item.dossier.receiving_agency
        if agency not in known:
            known[agency] = calendars.calendar(agency)
        found.append(Row(item.dossier, chip_of(item.dossier, now=now, calendar=known[agency]), item))
    return found


def rows_of(dossiers: Iterable[Dossier]) -> list[Row]:
    """Page of dossiers with their chips."""
    now, known = clock.now(), {}
    found = []
    for dossier in dossiers:
        agency = dossier.receiving_agency
        if agency not in known:
            known[agency] = calendars.calendar(agency)
        found.append(Row(dossier, chip_of(dossier, now=now, calendar=known[agency])))
    return found


def dossiers(by: Actor, filters: Filters | None = None) -> QuerySet[Dossier]:
    """All an officer may see, narrowed and sorted."""
    filters = filters or Filters()
    rows = visible_to(by)
    if filters.q:
        rows = rows.filter(_words(filters.q))
    if filters.procedure:
        rows = rows.filter(procedure_code=filters.procedure)
    if filters.status == "open":
        rows = rows.filter(status__in=[int(s) for s in OPEN])
    elif (status := text.whole(filters.status, 4)) is not None:
        rows = rows.filter(status=status)
    if filters.channel:
        rows = rows.filter(channel=filters.channel)
    if filters.agency:
        rows = rows.filter(Q(receiving_agency=filters.agency) | Q(competent_agency=filters.agency))
    if filters.due == "late":
        rows = rows.filter(late_now())
    elif filters.due == "today":
        rows = rows.filter(status__in=[2, 4], due_at__lt=_tomorrow(), paused_at=None)
    elif filters.due == "was_late":
        rows = rows.filter(timeliness="late")
    order = {
        "new": ("-submitted_at", "-id"),
        "code": ("code",),
        "name": ("applicant_folded", "id"),
    }.get(filters.sort, (F("due_at").asc(nulls_last=True), "id"))
    return rows.order_by(*order)


def late_now(now: datetime | None = None) -> Q:
    """Open, running and past the promised moment."""
    return Q(
        status__in=[int(Status.ACCEPTED), int(Status.PROCESSING)],
        due_at__lt=now or clock.now(),
        paused_at=None,
    )


def at_desk(by: Actor, status: Status) -> QuerySet[Dossier]:
    """What the officer's own desk has in one status: online filings to answer, results to hand out."""
    codes = by.agency_codes | {by.agency_code}
    due = "answer_due_at" if status is Status.SUBMITTED else "due_at"
    return Dossier.objects.filter(receiving_agency__in=codes, status=status).order_by(
        F(due).asc(nulls_last=True), "id"
    )


def signing_tray(by: Actor) -> QuerySet[Work]:
    """What waits for this person's signature: signing steps of their post, and drafted refusals of their agency."""
    mine = Q(pk__in=my_work(by).filter(task="sign").order_by().values("pk"))
    if access.allows(by, SIGN) and by.agency_code:
        refusals = Result.objects.filter(is_refusal=True, signed_at=None, superseded_at=None)
        mine |= Q(dossier__competent_agency=by.agency_code, dossier_id__in=refusals.values("dossier_id"))
    rows = Work.objects.filter(mine, is_paused=False).select_related("dossier")
    return rows.order_by(F("due_at").asc(nulls_last=True), "id")


def counts(by: Actor) -> dict[str, int]:
    """The figures beside the rail, from the same queries as the lists."""
    now = clock.now()
    mine = (
        my_work(by)
        .order_by()
        .aggregate(
            all=Count("id"),
            late=Count("id", filter=Q(due_at__lt=now, is_paused=False)),
            sign=Count("id", filter=Q(task="sign", is_paused=False)),
        )
    )
    found = {"mine": mine["all"], "mine_late": mine["late"]}
    if access.allows(by, SIGN):
        found["sign"] = mine["sign"]
    if access.allows(by, ACCEPT):
        found["online"] = at_desk(by, Status.SUBMITTED).order_by().count()
        found["supplement"] = at_desk(by, Status.SUPPLEMENT).order_by().count()
    if access.allows(by, RETURN):
        found["to_return"] = at_desk(by, Status.FINISHED).order_by().count()
    return found


def agency_counts(by: Actor) -> dict[str, int]:
    """Open and late dossiers of the agencies this post reaches."""
    return (
        visible_to(by)
        .order_by()
        .aggregate(
            open=Count("id", filter=Q(status__in=[int(s) for s in OPEN]), distinct=True),
            late=Count("id", filter=late_now(), distinct=True),
        )
    )


def unit_load(by: Actor) -> list[dict[str, object]]:
    """Who of the officer's agency holds how much, how much of it is late or due today: for the head of a unit."""
    now, tomorrow = clock.now(), _tomorrow()
    codes = by.agency_codes | {by.agency_code}
    return list(
        Work.objects.filter(agency_code__in=codes)
        .annotate(
            who=Case(When(officer_name="", then=Value("Chưa có người nhận")), default=F("officer_name"))
        )
        .values("unit_code", "who", "officer_code")
        .annotate(
            total=Count("id"),
            late=Count("id", filter=Q(due_at__lt=now, is_paused=False)),
            step_late=Count("id", filter=Q(step_due_at__lt=now, is_paused=False)),
            today=Count("id", filter=Q(due_at__gte=now, due_at__lt=tomorrow, is_paused=False)),
            paused=Count("id", filter=Q(is_paused=True)),
        )
        .order_by("-late", "-total")[:200]
    )


def steps_of(by: Actor) -> list[str]:
    """Step names for the filter of my work."""
    return sorted(set(my_work(by).order_by().values_list("step_name", flat=True)[:2000]))


def procedures_of(rows: QuerySet) -> list[tuple[str, str]]:
    """Procedures present in a list, for its filter."""
    prefix = "dossier__" if rows.model is Work else ""
    found = rows.order_by().values_list(f"{prefix}procedure_code", f"{prefix}procedure_name").distinct()[:200]
    return sorted(set(found), key=lambda pair: pair[1])
