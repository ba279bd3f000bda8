"""Việc của tôi, grouped as the page shows it: what is late first, then by day, what stands still last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from motcua.kernel import access, clock
from motcua.kernel.access import Actor
from motcua.kernel.pages import Rows
from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars import rules as counting
from motcua.services.dossiers.models import Dossier, JournalEntry, Work
from motcua.services.dossiers.types import REASSIGN, Status

from .lists import Filters, Row, due_key, my_work, rows_of_work, work_to_give

LATE, TODAY, NEXT, LATER, OPEN_END, TO_RETURN, PAUSED = range(7)
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
DOING = (
    "take_in",
    "accept",
    "refuse_at_reception",
    "request_supplement",
    "finish_step",
    "send_back_step",
    "draft_result",
    "sign_result",
    "hand_to_desk",
    "return_result",
)
"""Journal actions that count as work done."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one heading; ``count`` is of the whole list, not of the page."""

    title: str
    count: int
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Days:
    """The days the headings speak of."""

    now: datetime
    tomorrow: datetime
    next_day: date
    after_next: datetime

    @classmethod
    def of(cls, by: Actor) -> Days:
        now = clock.now()
        calendar = calendars.calendar(by.agency_code or None)
        ahead = counting.next_working_day(now.date(), calendar)
        return cls(
            now, _midnight(now.date() + timedelta(days=1)), ahead, _midnight(ahead + timedelta(days=1))
        )


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time.min, tzinfo=clock.TZ)


def inbox(
    by: Actor, days: Days, filters: Filters | None = None, *, unclaimed: bool = False, to_share: bool = False
) -> QuerySet[Work]:
    """My work, or with ``to_share`` what waits to be given to somebody, in the order of its headings."""
    rows = work_to_give(by, filters) if to_share else my_work(by, filters)
    if unclaimed:
        rows = rows.filter(officer_code="")
    return ranked(rows, days)


def ranked(rows: QuerySet[Work], days: Days) -> QuerySet[Work]:
    """Work with its heading, in the order of the headings."""
    rank = Case(
        When(is_paused=True, then=Value(PAUSED)),
        When(dossier__status=int(Status.FINISHED), then=Value(TO_RETURN)),
        When(due_at=None, then=Value(OPEN_END)),
        When(due_at__lt=days.now, then=Value(LATE)),
        When(due_at__lt=days.tomorrow, then=Value(TODAY)),
        When(due_at__lt=days.after_next, then=Value(NEXT)),
        default=Value(LATER),
        output_field=IntegerField(),
    )
    return rows.annotate(rank=rank, due_key=due_key())


def in_order(rows: QuerySet[Work], arms: tuple[Q, ...] = (Q(),), counted: int | None = None) -> Rows:
    """Ranked work as a list to turn pages in; ``counted`` where its headings have been counted."""
    return Rows(rows, ("rank", "due_key", "id"), arms, counted=counted)


@dataclass(frozen=True, slots=True)
class Standing:
    """What my work consists of: the figures of its headings, and what its filters offer."""

    all: Counter[int]
    unclaimed: Counter[int]
    steps: list[str]
    procedures: list[tuple[str, str]]


def standing(by: Actor, days: Days, *, to_share: bool = False) -> Standing:
    """The figures of every heading, claimed or not, and the steps and procedures there are: one query."""
    rows = ranked(work_to_give(by) if to_share else my_work(by), days).annotate(
        free=Case(When(officer_code="", then=1), default=0)
    )
    groups = (
        rows.order_by()
        .values_list("rank", "free", "step_name", "dossier__procedure_code", "dossier__procedure_name")
        .annotate(number=Count("pk"))
    )
    found = Standing(Counter(), Counter(), [], [])
    steps, procedures = set(), {}
    for rank, free, step, code, name, number in groups:
        found.all[rank] += number
        found.unclaimed[rank] += number if free else 0
        steps.add(step)
        procedures[code] = name
    found.steps.extend(sorted(steps))
    found.procedures.extend(sorted(procedures.items(), key=lambda pair: pair[1]))
    return found


def tallies(rows: QuerySet[Work]) -> Counter[int]:
    """How many stand under each heading."""
    return Counter(dict(rows.order_by().values_list("rank").annotate(number=Count("pk"))))


def grouped(page: list[Work], counts: Mapping[int, int], days: Days) -> list[Group]:
    """The rows of a page under their headings."""
    titles = _titles(days)
    groups: list[Group] = []
    last = None
    for row in rows_of_work(page):
        rank = row.work.rank  # type: ignore[union-attr]
        if rank != last:
            groups.append(Group(titles[rank], counts.get(rank, 0), []))
            last = rank
        groups[-1].rows.append(row)
    return groups


def _titles(days: Days) -> dict[int, str]:
    today, ahead = days.now.date(), days.next_day
    skipped = [today + timedelta(days=n) for n in range(1, (ahead - today).days)]
    skipped = [on for on in skipped if on.weekday() < 5]
    rest = f" ({', '.join(WEEKDAYS[on.weekday()] for on in skipped)} nghỉ)" if 0 < len(skipped) < 3 else ""
    return {
        LATE: "Quá hạn",
        TODAY: f"Hôm nay, {day_words(today)}",
        NEXT: f"{day_words(ahead)[:1].upper()}{day_words(ahead)[1:]}{rest}",
        LATER: f"Sau {day_words(ahead)}",
        OPEN_END: "Không có hạn ấn định",
        TO_RETURN: "Xong, chờ trả kết quả",
        PAUSED: "Đồng hồ đang dừng",
    }


def day_words(on: date) -> str:
    """`thứ Hai 23/11`"""
    return f"{WEEKDAYS[on.weekday()]} {on.day}/{on.month}"


def done_today(by: Actor) -> Rows:
    """Dossiers on which I finished something today, the latest first."""
    mine = JournalEntry.objects.filter(actor_id=by.id, at__gte=_midnight(clock.today()), action__in=DOING)
    return Rows(Dossier.objects.defer("answers").filter(pk__in=mine.values("dossier_id")), ("-id",))


def how_many_to_share(by: Actor) -> int | None:
    """How many steps wait for this officer to give them to somebody; None for who gives out no work."""
    return work_to_give(by).order_by().count() if access.allows(by, REASSIGN) else None


def picked(by: Actor, codes: list[str]) -> list[Work]:
    """The rows of my work among codes a page sent; others are left out."""
    found = my_work(by).filter(dossier__code__in=codes[:100])
    return list(found.select_related("dossier"))


def signed_today(by: Actor) -> int:
    """How many results I signed today."""
    return JournalEntry.objects.filter(
        actor_id=by.id, at__gte=_midnight(clock.today()), action="sign_result"
    ).count()
