"""The forecasts of a morning, and those that can be judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, F, Max, Q, QuerySet, SmallIntegerField, When

from motcua.kernel.access import Actor
from motcua.kernel.pages import Rows
from motcua.services.forecasts import rules
from motcua.services.forecasts.models import UNKNOWN, Forecast
from motcua.services.forecasts.types import BANDS, Band, Judged, Score

JUDGED_LATELY = timedelta(days=90)
MOST_JUDGED = 20_000


@dataclass(frozen=True, slots=True)
class Reach:
    """The agencies whose forecasts a post reads."""

    codes: tuple[str, ...]

    @classmethod
    def of(cls, by: Actor) -> Reach:
        """Those of the post."""
        return cls(tuple(sorted(by.agency_codes | {by.agency_code})))


def morning_of(reach: Reach) -> date | None:
    """The last morning with forecasts made on it."""
    rows = Forecast.objects.filter(agency_code__in=reach.codes, retold=False)
    found: date | None = rows.aggregate(last=Max("morning"))["last"]
    return found


def any_made() -> bool:
    """Whether there are forecasts at all."""
    return Forecast.objects.exists()


def _of_morning(reach: Reach, morning: date, unit: str = "") -> QuerySet[Forecast]:
    rows = Forecast.objects.filter(agency_code__in=reach.codes, morning=morning, retold=False)
    return rows.filter(unit_code=unit) if unit else rows


OVERDUE = Q(due_at__lte=F("made_at"))
"""What was late already when the morning was foretold: a fact, and no forecast."""
SOON = timedelta(days=3)


def _band(name: Band | str) -> Q:
    if name == "overdue":
        return OVERDUE
    if name == "unknown":
        return Q(late_percent=UNKNOWN) & ~OVERDUE
    if name not in BANDS:
        return Q()
    least = BANDS[name]  # type: ignore[index]
    most = min((other for other in BANDS.values() if other > least), default=101)
    return Q(late_percent__gte=least, late_percent__lt=most) & ~OVERDUE


def _rank() -> Case:
    """What a head looks at first: the overdue, the endangered, what nobody can foretell and is due soon, the rest."""
    soon = Q(late_percent=UNKNOWN, due_at__lte=F("made_at") + SOON)
    danger = Q(late_percent__gte=BANDS["possible"])
    return Case(
        When(OVERDUE, then=0), When(danger, then=1), When(soon, then=2), When(late_percent__gt=UNKNOWN, then=3),
        default=4, output_field=SmallIntegerField(),
    )  # fmt: skip


def tally(reach: Reach, morning: date, unit: str = "") -> dict[str, int]:
    """How many forecasts of a morning stand in each band."""
    counted = {name: Count("pk", filter=_band(name)) for name in (*BANDS, "unknown", "overdue")}
    found: dict[str, int] = _of_morning(reach, morning, unit).aggregate(
        total=Count("pk"), ended=Count("pk", filter=Q(ended_at__isnull=False)), **counted
    )
    return found


def red_list(reach: Reach, morning: date, *, band: str = "", unit: str = "") -> Rows:
    """Forecasts of a morning: what is overdue, then the likeliest late, then what is due soon and cannot be foretold."""
    rows = _of_morning(reach, morning, unit).filter(_band(band)).annotate(rank=_rank())
    return Rows(rows, ("rank", "-late_percent", "due_at", "id"), (Q(),))


def reds_by_unit(morning: date) -> list[tuple[str, int, int]]:
    """Agency, how many are likely late, how many possibly, for the message of the morning."""
    rows = Forecast.objects.filter(morning=morning, retold=False, ended_at=None).order_by()
    counted = rows.values("agency_code").annotate(
        likely=Count("pk", filter=_band("likely")), possible=Count("pk", filter=_band("possible"))
    )
    return [(row["agency_code"], row["likely"], row["possible"]) for row in counted if row["likely"]]


def of_dossier(dossier_id: int) -> list[Forecast]:
    """Every forecast made of a dossier, newest first, at most thirty."""
    return list(Forecast.objects.filter(dossier_id=dossier_id).order_by("-morning")[:30])


def unjudged(ids: Iterable[int] | None = None) -> Iterator[list[Forecast]]:
    """Forecasts without an outcome, a few thousand at a time."""
    rows, last = Forecast.objects.filter(ended_at=None), 0
    if ids is not None:
        rows = rows.filter(dossier_id__in=list(ids))
    while found := list(rows.filter(pk__gt=last).order_by("pk")[:2000]):
        last = found[-1].pk
        yield found


@dataclass(frozen=True, slots=True)
class Goodness:
    """A score and how much of it was told after the morning, from what was known on it."""

    score: Score
    retold: int


def score_of(reach: Reach, now: datetime) -> Goodness:
    """How good the forecasts were of dossiers that ended lately; those overdue when foretold are no forecast."""
    rows = Forecast.objects.filter(
        agency_code__in=reach.codes, ended_at__gte=now - JUDGED_LATELY, was_late__isnull=False, late_percent__gt=UNKNOWN
    ).order_by("-ended_at")  # fmt: skip
    found = [
        (retold, Judged(chance, was_late, within, missed))
        for chance, was_late, within, missed, retold, due_at, made_at in rows.values_list(
            "late_percent", "was_late", "ended_within", "missed_by", "retold", "due_at", "made_at"
        )[:MOST_JUDGED]
        if due_at > made_at
    ]
    return Goodness(rules.score([one for _, one in found]), sum(retold for retold, _ in found))
