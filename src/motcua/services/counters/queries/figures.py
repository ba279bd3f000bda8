"""The queue in figures, over a day or a span of days."""

from __future__ import annotations

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from motcua.kernel import clock
from motcua.services.counters.models import Line, Ticket
from motcua.services.counters.rules import average, nine_in_ten
from motcua.services.counters.types import Group, QueueFigures, State


class _Row(NamedTuple):
    day: date
    letter: str
    state: str
    ground: str
    taken_at: datetime
    first_called_at: datetime | None
    called_at: datetime | None
    ended_at: datetime | None
    counter: int | None
    officer_name: str

    @property
    def waited(self) -> timedelta | None:
        return self.first_called_at - self.taken_at if self.first_called_at else None

    @property
    def took(self) -> timedelta | None:
        if self.state != State.DONE or self.called_at is None or self.ended_at is None:
            return None
        return self.ended_at - self.called_at


def figures(desk_code: str, first: date, last: date | None = None) -> QueueFigures:
    """The queue of a desk from one day to another, both counted; a few hundred rows a day, read once."""
    found = Ticket.objects.filter(desk__code=desk_code, day__gte=first, day__lte=last or first).order_by()
    rows = [_Row(*row) for row in found.values_list(*_Row._fields)]
    states = Tally(row.state for row in rows)
    waits = _all(row.waited for row in rows)
    names = dict(Line.objects.filter(desk__code=desk_code).values_list("letter", "name"))
    called = [row for row in rows if row.counter is not None]
    return QueueFigures(
        taken=len(rows),
        waiting=states[State.WAITING],
        served=states[State.DONE],
        no_show=states[State.NO_SHOW],
        left=states[State.LEFT],
        priority=sum(1 for row in rows if row.ground),
        average_wait=average(waits),
        most_waited=nine_in_ten(waits),
        longest_wait=max(waits, default=None),
        hours=tuple(sorted(Tally(clock.local(row.taken_at).hour for row in rows).items())),
        days=_groups([(f"{row.day:%d/%m/%Y}", row.day.isoformat(), row) for row in rows]),
        lines=_groups([(f"{row.letter}, {names.get(row.letter, '')}", row.letter, row) for row in rows]),
        kinds=_groups(
            [
                ("Có ưu tiên" if row.ground else "Không ưu tiên", "0" if row.ground else "1", row)
                for row in rows
            ]
        ),
        counters=_groups([(f"Quầy {row.counter}", f"{row.counter:03d}", row) for row in called]),
        officers=_groups([(row.officer_name, row.officer_name, row) for row in called if row.officer_name]),
    )


def _all(spans: Iterable[timedelta | None]) -> list[timedelta]:
    return [span for span in spans if span is not None]


def _groups(named: Sequence[tuple[str, str, _Row]]) -> tuple[Group, ...]:
    """One line of a table for each name, in the order of the keys."""
    found: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    for name, key, row in named:
        found[key, name].append(row)
    return tuple(
        Group(
            name, len(rows), sum(1 for row in rows if row.state == State.DONE),
            average(waits := _all(row.waited for row in rows)), nine_in_ten(waits), average(_all(row.took for row in rows)),
        )
        for (_, name), rows in sorted(found.items())
    )  # fmt: skip
