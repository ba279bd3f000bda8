"""Lists of the desk: my work, the agency's dossiers, the signing tray. Each is one indexed query and a count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, DateTimeField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from motcua.kernel import access, clock, text
from motcua.kernel.access import Actor
from motcua.kernel.legal import parameter
from motcua.kernel.pages import Rows, values_of
from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars import rules as counting
from motcua.registries.procedures import queries as procedures
from motcua.services.dossiers.models import Dossier, Result, Work
from motcua.services.dossiers.types import ACCEPT, OPEN, RETURN, SIGN, VIEW_ALL, Status

from .chips import Chip, chip_of
from .finding import matching, narrowed
from .placing import deserted_near, hat_of, mine, to_give
from .seeing import agency_arms, arms

OPEN_CODES = sorted(int(status) for status in OPEN)
NOT_OVER = ~Q(status=int(Status.STOPPED), finished_at__isnull=False)
"""A dossier that ended because nobody answered stands in the national status 8, like one that may go on."""
NEVER = datetime(9000, 1, 1, tzinfo=clock.TZ)
"""Where a dossier without a promised moment stands in the order of promises."""
LATEST = 2000
ORDERS = {
    "due": ("due_key", "id"),
    "submitted": ("submitted_at", "id"),
    "name": ("applicant_folded", "id"),
}


LISTED = (
    "id", "code", "version", "status", "channel", "procedure_code", "procedure_name", "field_name", "applicant_name",
    "applicant_folded", "applicant_id_number", "applicant_phone", "applicant_address", "receiving_agency",
    "competent_agency_name", "submitted_at", "answer_due_at", "accepted_at", "first_due_at", "due_at", "paused_at",
    "finished_at", "returned_at", "timeliness", "step_name", "holder", "wakes_at",
)  # fmt: skip
UNLISTED = tuple(f"dossier__{each.name}" for each in Dossier._meta.concrete_fields if each.name not in LISTED)


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
    sort: str = ""

    @property
    def open_only(self) -> bool:
        """Whether all it lets through still runs, so that an order by the promise means something."""
        return (
            self.status == "open" or self.due in ("late", "today") or text.whole(self.status, 4) in OPEN_CODES
        )

    @property
    def order(self) -> tuple[str, bool]:
        """The order to show, and whether from its end: the asked one where it is offered."""
        name, turned = self.sort.removeprefix("-"), self.sort[:1] == "-"
        if name in ORDERS and (name != "due" or self.open_only):
            return name, turned
        return ("due", False) if self.open_only else ("submitted", True)


def due_key(column: str = "due_at") -> Coalesce:
    """A promise to sort by, never NULL."""
    return Coalesce(F(column), Value(NEVER, DateTimeField()), output_field=DateTimeField())


def my_work(by: Actor, filters: Filters | None = None) -> QuerySet[Work]:
    """Steps this post may do (`rules.is_mine`): in my hands, or waiting in a queue of mine; by the promised hour."""
    return with_dossiers(Work.objects.filter(mine(hat_of(by))).filter(_work_filter(filters or Filters())))


def work_to_give(by: Actor, filters: Filters | None = None) -> QuerySet[Work]:
    """Steps nobody has that wait for this officer to give them to somebody."""
    hat = hat_of(by)
    waiting = Work.objects.filter(to_give(hat, deserted_near(hat)))
    return with_dossiers(waiting.filter(_work_filter(filters or Filters())))


def with_dossiers(work: QuerySet[Work]) -> QuerySet[Work]:
    """Work and what a list shows of its dossiers, in one query."""
    return work.select_related("dossier").defer(*UNLISTED)


def _work_filter(filters: Filters) -> Q:
    wanted = Q()
    if filters.q:
        wanted &= matching(filters.q, "dossier__")
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


def rows_of_work(work: Iterable[Work]) -> list[Row]:
    """Page of work with its chips."""
    work = list(work)
    return [row for row, item in zip(rows_of([item.dossier for item in work], work), work, strict=True)]


def rows_of(dossiers: Iterable[Dossier], work: Iterable[Work | None] = ()) -> list[Row]:
    """Page of dossiers with their chips; the calendar is read once an agency."""
    now, known = clock.now(), {}
    found, steps = [], iter(work)
    for dossier in dossiers:
        agency = dossier.receiving_agency
        if agency not in known:
            known[agency] = calendars.calendar(agency)
        item = next(steps, None)
        own = item.due_at if item is not None and item.own_due else None
        seen = chip_of(dossier, now=now, calendar=known[agency], own_due_at=own)
        found.append(Row(dossier, seen, item))
    return found


def _light() -> QuerySet[Dossier]:
    """Dossiers as a list shows them: what its columns, its order and its chip read, and nothing of the e-form."""
    return Dossier.objects.only(*LISTED)


def dossiers(by: Actor, filters: Filters | None = None) -> Rows:
    """All an officer may see, narrowed and sorted."""
    filters = filters or Filters()
    name, turned = filters.order
    query = _light().annotate(due_key=due_key()) if name == "due" else _light()
    rows = Rows(query, ORDERS[name], arms(by)).filter(_narrow(filters))
    if filters.q:
        rows = narrowed(rows, filters.q)
    return rows.turned() if turned else rows


def _narrow(filters: Filters) -> Q:
    wanted = Q()
    if filters.procedure:
        wanted &= Q(procedure_code=filters.procedure)
    if filters.status == "open":
        wanted &= Q(status__in=OPEN_CODES) & NOT_OVER
    elif (status := text.whole(filters.status, 4)) is not None:
        wanted &= Q(status=status)
    if filters.channel:
        wanted &= Q(channel=filters.channel)
    if filters.agency:
        wanted &= Q(receiving_agency=filters.agency) | Q(competent_agency=filters.agency)
    if filters.due == "late":
        wanted &= late_now()
    elif filters.due == "today":
        wanted &= Q(status__in=[2, 4], due_at__lt=_tomorrow(), paused_at=None)
    elif filters.due == "again":
        wanted &= late_by_law(clock.now()) & Q(due_at__gte=clock.now())
    elif filters.due == "stands":
        wanted &= standing_long(clock.now())
    elif filters.due == "was_late":
        wanted &= Q(timeliness="late")
    return wanted


def late_now(now: datetime | None = None) -> Q:
    """Open, running and past the promised moment."""
    return Q(
        status__in=[int(Status.ACCEPTED), int(Status.PROCESSING)],
        due_at__lt=now or clock.now(),
        paused_at=None,
    )


def late_by_law(now: datetime) -> Q:
    """Open, running and past the hour the law holds the agency to: a new appointment takes none of these out."""
    running = Q(status__in=[int(Status.ACCEPTED), int(Status.PROCESSING)], paused_at=None)
    return running & (Q(lawful_due_at__lt=now) | Q(lawful_due_at=None, due_at__lt=now))


def standing_long(now: datetime) -> Q:
    """Open dossiers whose clock has stood for longer than the days after which their heads are told."""
    days = int(parameter("dossiers.stands_days", on=clock.local(now).date()))
    since = counting.working_hours_before(now, 8 * days, calendars.calendar(None))
    return Q(status__in=OPEN_CODES, paused_at__lte=since) & NOT_OVER


def at_desk(by: Actor, status: Status) -> Rows:
    """What the officer's own desk has in one status: online filings to answer, results to hand out."""
    due = {Status.SUBMITTED: "answer_due_at", Status.SUPPLEMENT: "wakes_at"}.get(status, "due_at")
    query = _light().filter(status=status, receiving_agency__in=_codes(by)).annotate(due_key=due_key(due))
    return Rows(query, ORDERS["due"])


def _codes(by: Actor) -> list[str]:
    return sorted(by.agency_codes | {by.agency_code})


def signing_tray(by: Actor) -> tuple[QuerySet[Work], tuple[Q, ...]]:
    """What waits for this person's signature, and the arms it is seen through: signing steps of their post, and
    drafted refusals of their agency."""
    own = Q(pk__in=my_work(by).filter(task="sign").order_by().values("pk"))
    arms_of_tray = [own]
    if access.allows(by, SIGN) and by.agency_code:
        refusals = Result.objects.filter(is_refusal=True, signed_at=None, superseded_at=None)
        arms_of_tray.append(
            Q(dossier__competent_agency=by.agency_code, dossier_id__in=refusals.values("dossier_id"))
        )
    return with_dossiers(Work.objects.filter(is_paused=False)), tuple(arms_of_tray)


def counts(by: Actor) -> dict[str, int]:
    """The figures beside the rail, from the same queries as the lists: one over my work, one over the desk."""
    now = clock.now()
    own = (
        my_work(by)
        .order_by()
        .aggregate(
            all=Count("id"),
            late=Count("id", filter=Q(due_at__lt=now, is_paused=False)),
            sign=Count("id", filter=Q(task="sign", is_paused=False)),
        )
    )
    found = {"mine": own["all"], "mine_late": own["late"]}
    if access.allows(by, SIGN):
        found["sign"] = own["sign"]
    asked = {"online": Status.SUBMITTED, "supplement": Status.SUPPLEMENT} if access.allows(by, ACCEPT) else {}
    if access.allows(by, RETURN):
        asked["to_return"] = Status.FINISHED
    if asked:
        at_hand = Dossier.objects.filter(
            receiving_agency__in=_codes(by), status__in=[int(status) for status in asked.values()]
        )
        number = dict(at_hand.order_by().values_list("status").annotate(Count("id")))
        found |= {name: number.get(int(status), 0) for name, status in asked.items()}
    return found


def agency_counts(by: Actor) -> dict[str, int]:
    """Open and late dossiers this post may see: over the open ones alone, however many are done."""
    rows = Rows(Dossier.objects.filter(NOT_OVER, status__in=OPEN_CODES), ("id",), arms(by, walked=False))
    opened, late = rows.tally(late=late_now())
    return {"open": opened, "late": late}


def procedures_of(by: Actor) -> list[tuple[str, str]]:
    """Procedures for the filter of the agency's list: all that were ever asked for, for who sees the province; those
    of the agency's latest dossiers for the others."""
    if access.allows(by, VIEW_ALL):
        codes = values_of(Dossier, "procedure_code")
    else:
        rows = Rows(Dossier.objects.all(), ORDERS["submitted"], tuple(agency_arms(by))).turned()
        codes = rows.values_at_head(LATEST, "procedure_code")
    pairs = procedures.names(codes)
    return sorted(pairs.items(), key=lambda pair: pair[1])
