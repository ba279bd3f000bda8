"""A morning in the hall of the main desk: lines, counters, numbers taken and called, through the commands."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.organizations import queries as organizations
from motcua.services.accounts import queries as accounts
from motcua.services.counters import queries, services

from .play import Desk

LINES = [
    ("A", "Hộ tịch, chứng thực"),
    ("B", "Đất đai, xây dựng, kinh doanh"),
    ("C", "Chính sách xã hội, việc khác"),
    ("D", "Nhận kết quả"),
]
COUNTERS = [
    (1, "Hộ tịch", ["A"]),
    (2, "Đất đai, kinh doanh", ["B"]),
    (3, "Chính sách xã hội", ["C"]),
    (4, "Trả kết quả", ["D"]),
]
PEOPLE = 34


def morning(desk: Desk, *, until: datetime) -> int:
    """Play the last hour and a half of the queue; how many numbers were taken."""
    on = clock.local(until).date()
    head = _officers("lanh_dao_trung_tam", desk.code, on)[0]
    clerks = _officers("mot_cua", desk.code, on)[: len(COUNTERS) - 1]
    start = max(datetime.combine(on, time(0, 1), clock.TZ), until - timedelta(minutes=90))
    services.set_up(
        desk_code=desk.code, desk_name=desk.name, lines=LINES, counters=COUNTERS, by=head, at=start
    )
    services.open_queue(desk_code=desk.code, is_open=True, by=head, at=start)
    services.set_places(desk_code=desk.code, places=2, by=head, at=start)
    for number, clerk in enumerate(clerks, start=1):
        services.sit_down(desk_code=desk.code, number=number, by=clerk, at=start)
    kiosk = queries.desk(desk.code, on).kiosk_key
    chance = random.Random(7)
    step = (until - start) / (PEOPLE + 2)
    for n in range(PEOPLE):
        at = start + step * n
        services.take_ticket(
            kiosk_key=kiosk,
            letter=chance.choices("ABCD", [5, 3, 2, 3])[0],
            ground=chance.choices(["", "elderly", "pregnant", "disabled"], [10, 2, 1, 1])[0],
            press=f"demo-{n}",
            at=at,
        )
        if n % 2:
            _serve(desk.code, clerks[n // 2 % len(clerks)], chance, at + step / 2)
    return PEOPLE


def _officers(lane: str, agency: str, on: date) -> list[Actor]:
    holders = organizations.officers_for_lane(lane, agency, on)
    return [accounts.actor_of_officer(one.officer_code, one.post_code) for one in holders]


def _serve(desk_code: str, by: Actor, chance: random.Random, at: datetime) -> None:
    on = clock.local(at).date()
    own = next(one for one in queries.desk(desk_code, on).counters if one.officer_code == by.id)
    done = own.ticket.key if own.ticket else ""
    if done and chance.random() < 0.1:
        services.skip(desk_code=desk_code, key=done, by=by, at=at)
        done = ""
    if services.call_next(desk_code=desk_code, by=by, at=at, done=done):
        mine = next(one for one in queries.desk(desk_code, on).counters if one.number == own.number).ticket
        assert mine is not None
        services.begin(desk_code=desk_code, key=mine.key, by=by, at=at + timedelta(seconds=20))
