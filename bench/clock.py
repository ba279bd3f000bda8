"""How fast the clock is, beside what the machine can do at all: `python bench/clock.py`.

The limit is measured in the same run: reading, cutting and writing the same lines with no counting in between.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from motcua.registries.calendars import rules
from motcua.registries.calendars.types import TZ

ROUNDS = 5


def best(run: Callable[[], object]) -> float:
    """Seconds of the quickest of a few rounds."""
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        run()
        took.append(time.perf_counter() - began)
    return min(took)


def main() -> None:
    began = time.perf_counter()
    calendar = rules.official_calendar()
    rules.remaining(datetime(2026, 1, 5, 9, tzinfo=TZ), datetime(2026, 1, 6, 9, tzinfo=TZ), calendar)
    loaded = time.perf_counter() - began
    chance = random.Random(1)
    units = ("working_days", "calendar_days", "working_hours")
    first = datetime(2018, 1, 1, tzinfo=TZ)
    asked = [
        (first + timedelta(minutes=chance.randrange(9 * 525_600)), chance.randrange(60), chance.choice(units))
        for _ in range(5000)
    ]
    lines = [f"{unit}\t{at:%Y-%m-%dT%H:%M}\t{limit}" for at, limit, unit in asked]

    def pass_through() -> str:
        out = []
        for line in lines:
            unit, at, limit = line.split("\t")
            out.append(f"{unit}\t{datetime.fromisoformat(at):%Y-%m-%dT%H:%M}\t{int(limit)}")
        return "\n".join(out)

    now = datetime(2026, 11, 22, 10, tzinfo=TZ)
    limit_s = best(pass_through)
    due_s = best(lambda: [rules.due_at(at, limit, unit, calendar) for at, limit, unit in asked])
    page_s = best(
        lambda: [
            rules.say_remaining(rules.remaining(now, now + timedelta(hours=7 * row), calendar))
            for row in range(50)
        ]
    )
    print(
        json.dumps(
            {
                "calendar_loaded_ms": round(loaded * 1000, 1),
                "due_moments_per_s": round(len(asked) / due_s),
                "pass_through_lines_per_s": round(len(asked) / limit_s),
                "ratio": round(limit_s / due_s, 2),
                "remaining_of_50_rows_ms": round(page_s * 1000, 2),
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
