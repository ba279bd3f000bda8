"""A desk's queue: how long a call and a board's question take, beside the least the same database can: `python bench/hall.py`.

A day of 600 numbers at a desk of eight counters. A call is one durable command; its limit is a raw durable commit of one
update and one insert, measured in the same run. A board asks every half second and hears of a move when it next asks: the
server's part of that second is the question answered 304, and the page when it has moved. The figures of a quarter are
told from 92 days of 400 numbers; their limit is reading those rows, measured in the same run. SQLite, or what
MOTCUA_DATABASE_URL names (an empty database of its own).
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
NUMBERS, COUNTERS = 600, 8
DAYS, A_DAY = 92, 400


def main() -> None:
    """Print one JSON object."""
    sys.path.insert(0, str(HOUSE))
    os.environ.setdefault("MOTCUA_VAR", tempfile.mkdtemp(prefix="motcua-bench-"))
    os.environ.setdefault("MOTCUA_DATABASE_URL", "")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
    os.environ.setdefault("MOTCUA_SECRET_KEY", "bench")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test import Client

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from motcua.kernel import clock
    from motcua.kernel.access import Actor
    from motcua.services.counters import queries, services
    from motcua.services.counters.models import Desk, Ticket
    from motcua.services.counters.types import CALL, SET_UP

    desk, at = "H42.1", datetime(2026, 11, 23, 8, 0, tzinfo=clock.TZ)
    clerks = [
        Actor(
            kind="officer", id=f"o{n}", name=f"o{n}", agency_code=desk, permissions=frozenset({CALL, SET_UP})
        )
        for n in range(1, COUNTERS + 1)
    ]
    services.set_up(
        desk_code=desk, desk_name="Một cửa", lines=[("A", "Hộ tịch")],
        counters=[(n, "", []) for n in range(1, COUNTERS + 1)], by=clerks[0], at=at,
    )  # fmt: skip
    services.open_queue(desk_code=desk, is_open=True, by=clerks[0], at=at)
    for n, clerk in enumerate(clerks, start=1):
        services.sit_down(desk_code=desk, number=n, by=clerk, at=at)
    kiosk = Desk.objects.get().kiosk_key
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_row (id integer, value integer)")
        cursor.execute("INSERT INTO bench_row VALUES (1, 0)")

    def raw() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE bench_row SET value = value + 1 WHERE id = 1")
            cursor.execute("INSERT INTO bench_row VALUES (2, 0)")

    taking: list[float] = []
    calling: list[float] = []
    commits: list[float] = []
    done: dict[str, str] = {}
    for n in range(NUMBERS):
        moment = at + timedelta(seconds=20 * n)
        ground = "elderly" if n % 4 == 0 else ""
        taking.append(
            _ms(services.take_ticket, kiosk_key=kiosk, letter="A", ground=ground, press=f"p{n}", at=moment)
        )
        commits.append(_ms(raw))
        if n >= NUMBERS // 4:
            by = clerks[n % COUNTERS]
            calling.append(
                _ms(services.call_next, desk_code=desk, by=by, at=moment, done=done.get(by.id, ""))
            )
            done[by.id] = Desk.objects.get().tickets.get(counter=n % COUNTERS + 1, state="called").key
    browser, news = Client(SERVER_NAME="localhost"), f"/quay/{desk}/bang/moi/"
    with clock.fixed(at + timedelta(hours=4)):
        mark = browser.get(news).headers["ETag"]
        same = [_ms(browser.get, news, headers={"If-None-Match": mark}) for _ in range(200)]
        moved = [_ms(browser.get, news) for _ in range(100)]
    row, first = Desk.objects.get(), at.date() - timedelta(days=DAYS)
    Ticket.objects.bulk_create(
        (
            Ticket(
                desk=row, key=f"k{day}-{n}", press=f"k{day}-{n}", day=first + timedelta(days=day), letter="A", code=f"A{n:03d}",
                ground="elderly" if n % 4 == 0 else "", state="done", taken_at=(taken := at - timedelta(days=DAYS - day, seconds=-60 * n)),
                called_at=taken + timedelta(minutes=9), first_called_at=taken + timedelta(minutes=9),
                ended_at=taken + timedelta(minutes=15), counter=n % COUNTERS + 1, officer_name=f"o{n % COUNTERS + 1}",
            )
            for day in range(DAYS)
            for n in range(A_DAY)
        ),
        batch_size=2000,
    )  # fmt: skip
    columns = (
        "day",
        "letter",
        "state",
        "ground",
        "taken_at",
        "first_called_at",
        "called_at",
        "ended_at",
        "counter",
        "officer_name",
    )
    last = first + timedelta(days=DAYS - 1)
    span = {"desk__code": desk, "day__gte": first, "day__lte": last}
    reading = [
        _ms(lambda: list(Ticket.objects.filter(**span).order_by().values_list(*columns))) for _ in range(5)
    ]
    told = [_ms(queries.figures, desk, first, last) for _ in range(5)]
    assert queries.figures(desk, first, last).taken == DAYS * A_DAY
    print(
        json.dumps(
            {
                "figures_of_a_quarter_ms": round(statistics.median(told), 1),
                "figures_ratio": round(statistics.median(reading) / statistics.median(told), 3),
                "take_p95_ms": _p95(taking),
                "call_p95_ms": _p95(calling),
                "raw_commit_p50_ms": round(statistics.median(commits), 2),
                "call_ratio": round(statistics.median(commits) / statistics.median(calling), 3),
                "board_unchanged_p95_ms": _p95(same),
                "board_moved_p95_ms": _p95(moved),
                "board_delay_worst_ms": round(500 + _p95(same) + _p95(moved), 1),
            },
            indent=1,
        )
    )


def _ms(run: Callable[..., object], *given: object, **named: object) -> float:
    began = time.perf_counter()
    run(*given, **named)
    return (time.perf_counter() - began) * 1000


def _p95(times: list[float]) -> float:
    return round(statistics.quantiles(times, n=20)[-1], 2)


if __name__ == "__main__":
    main()
