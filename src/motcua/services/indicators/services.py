"""Commands of indicators: count a dossier as it now stands, count everything again, count visits."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import date, datetime

from django.core.cache import caches
from django.db import transaction
from django.db.models import F

from motcua.kernel import audit, clock
from motcua.kernel.access import Actor
from motcua.services.dossiers.queries import counting

from . import rules
from .models import Counted, DailyFact, DailyFiling, DailyVisits

_STATE = (
    "procedure_code",
    "field_name",
    "agency_code",
    "filed_on",
    "received_on",
    "finished_on",
    "timeliness",
    "returned_on",
)


@transaction.atomic
def count_dossier(*, code: str) -> bool:
    """Đếm lại một hồ sơ: move the figures by the difference to how it was counted last; True when something moved."""
    new = counting.countable(code)
    if new is None:
        return False
    old = Counted.objects.select_for_update().filter(code=code).first()
    moved = rules.moves(old, new)
    for (column, day, key, field_name), by in moved:
        _add(column, day, key, field_name, by)
    if old is None or moved:
        Counted.objects.update_or_create(code=code, defaults={name: getattr(new, name) for name in _STATE})
    return bool(moved)


def _add(column: str, day: date, key: str, field_name: str, by: int) -> None:
    if column == "filed":
        DailyFiling.objects.get_or_create(day=day, procedure_code=key)
        DailyFiling.objects.filter(day=day, procedure_code=key).update(filed=F("filed") + by)
        return
    DailyFact.objects.get_or_create(day=day, agency_code=key, field_name=field_name)
    DailyFact.objects.filter(day=day, agency_code=key, field_name=field_name).update(
        **{column: F(column) + by}
    )


@transaction.atomic
def recount(*, by: Actor, at: datetime) -> int:
    """Đếm lại tất cả: every fact from the dossiers themselves; returns how many dossiers were counted."""
    Counted.objects.all().delete()
    DailyFact.objects.all().delete()
    DailyFiling.objects.all().delete()
    found: Counter[rules.Cell] = Counter()
    waiting: list[Counted] = []
    number = 0
    for state in counting.all_countable():
        found.update(rules.cells(state))
        waiting.append(Counted(code=state.code, **{name: getattr(state, name) for name in _STATE}))
        number += 1
        if len(waiting) == 2000:
            Counted.objects.bulk_create(waiting)
            waiting = []
    Counted.objects.bulk_create(waiting)
    facts: dict[tuple[date, str, str], DailyFact] = {}
    filings = []
    for (column, day, key, field_name), value in found.items():
        if column == "filed":
            filings.append(DailyFiling(day=day, procedure_code=key, filed=value))
            continue
        fact = facts.setdefault(
            (day, key, field_name), DailyFact(day=day, agency_code=key, field_name=field_name)
        )
        setattr(fact, column, value)
    DailyFact.objects.bulk_create(facts.values(), batch_size=2000)
    DailyFiling.objects.bulk_create(filings, batch_size=2000)
    audit.record(by, "indicators.recount", "indicators", at=at, after={"dossiers": number})
    transaction.on_commit(caches["quick"].clear)
    return number


class VisitCounter:
    """Pages read since the last writing, kept in this process; written every ``every`` pages or ``seconds``."""

    def __init__(self, every: int = 50, seconds: int = 30) -> None:
        self.every, self.seconds = every, seconds
        self._lock = threading.Lock()
        self._waiting: Counter[date] = Counter()
        self._written_at: datetime | None = None

    def add(self, at: datetime) -> None:
        """One page more."""
        with self._lock:
            self._waiting[clock.local(at).date()] += 1
            self._written_at = self._written_at or at
            due = (
                sum(self._waiting.values()) >= self.every
                or (at - self._written_at).total_seconds() >= self.seconds
            )
        if due:
            self.flush(at)

    def waiting(self, on: date) -> int:
        """Counted here and not written yet."""
        with self._lock:
            return self._waiting[on]

    def flush(self, at: datetime) -> None:
        """Write what waits; what cannot be written now waits on."""
        with self._lock:
            taken, self._waiting, self._written_at = self._waiting, Counter(), at
        try:
            for day, number in taken.items():
                add_visits(day=day, number=number)
        except Exception:
            with self._lock:
                self._waiting.update(taken)
            raise


VISITS = VisitCounter()


@transaction.atomic
def add_visits(*, day: date, number: int) -> None:
    """Ghi lượt truy cập."""
    if not DailyVisits.objects.filter(day=day).update(pages=F("pages") + number):
        _, made = DailyVisits.objects.get_or_create(day=day, defaults={"pages": number})
        if not made:
            DailyVisits.objects.filter(day=day).update(pages=F("pages") + number)
