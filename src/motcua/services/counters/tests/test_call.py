"""A morning at a desk: numbers taken, called, brought back; every press once, nobody else's."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.audit.models import Entry
from motcua.kernel.refusals import NotAllowed, Refusal
from motcua.services.counters import queries, services
from motcua.services.counters.models import Desk, Ticket
from motcua.services.counters.types import (
    CALL,
    SET_UP,
    BadSetUp,
    CounterBusy,
    NoDesk,
    NoLine,
    NotHere,
    NotSeated,
    QueueClosed,
    State,
)

AT = datetime(2026, 11, 23, 8, 0, tzinfo=clock.TZ)
DESK = "H42.15.3"
LINES = [("A", "Hộ tịch, chứng thực"), ("B", "Đất đai")]
COUNTERS = [(1, "", ["A"]), (2, "", [])]


def officer(name: str, *permissions: str) -> Actor:
    return Actor(
        kind="officer", id=name, name=name, agency_code=DESK, permissions=frozenset(permissions or (CALL,))
    )


HEAD = officer("head", CALL, SET_UP)
LAN, MAI = officer("lan"), officer("mai")


@pytest.fixture
def key(db: None) -> str:
    """The kiosk of an open desk."""
    return laid()


def laid() -> str:
    services.set_up(desk_code=DESK, desk_name="Một cửa", lines=LINES, counters=COUNTERS, by=HEAD, at=AT)
    services.open_queue(desk_code=DESK, is_open=True, by=LAN, at=AT)
    return Desk.objects.get().kiosk_key


def take(key: str, letter: str = "A", ground: str = "", *, minute: int = 0, press: str = "") -> str:
    return services.take_ticket(
        kiosk_key=key, letter=letter, ground=ground, press=press, at=AT + timedelta(minutes=minute)
    )


def stands() -> list[tuple[str, str, int | None]]:
    return list(Ticket.objects.order_by("code").values_list("code", "state", "counter"))


def test_numbers_run_by_line_and_begin_anew_the_next_day(key):
    for letter in "AAB":
        take(key, letter)
    services.take_ticket(kiosk_key=key, letter="A", ground="", press="", at=AT + timedelta(days=1))
    assert sorted(Ticket.objects.values_list("day__day", "code")) == [
        (23, "A001"), (23, "A002"), (23, "B001"), (24, "A001"),
    ]  # fmt: skip


def test_one_press_is_one_number(key):
    assert take(key, press="p") == take(key, press="p")
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    ("letter", "ground", "refused"), [("C", "", NoLine), ("A", "vip", NoLine), ("", "", NoLine)]
)
def test_a_line_or_ground_nobody_has_is_refused_and_takes_no_number(key, letter, ground, refused):
    with pytest.raises(refused):
        take(key, letter, ground)
    take(key)
    assert stands() == [("A001", "waiting", None)]


def test_a_closed_queue_and_a_replaced_kiosk_give_no_number(key):
    services.open_queue(desk_code=DESK, is_open=False, by=LAN, at=AT)
    with pytest.raises(QueueClosed):
        take(key)
    services.open_queue(desk_code=DESK, is_open=True, by=LAN, at=AT)
    services.renew_kiosk(desk_code=DESK, by=HEAD, at=AT)
    with pytest.raises(NoDesk):
        take(key)
    assert not Ticket.objects.exists()


def test_a_morning(key):
    services.sit_down(desk_code=DESK, number=1, by=LAN, at=AT)
    services.sit_down(desk_code=DESK, number=2, by=MAI, at=AT)
    first, _second, elder, land = (
        take(key),
        take(key, minute=1),
        take(key, "A", "elderly", minute=2),
        take(key, "B", minute=3),
    )
    assert services.call_next(desk_code=DESK, by=LAN, at=AT + timedelta(minutes=4)) == "A003"
    with pytest.raises(CounterBusy):  # the second press of a double click
        services.call_next(desk_code=DESK, by=LAN, at=AT + timedelta(minutes=4))
    services.call_again(desk_code=DESK, key=elder, by=LAN, at=AT + timedelta(minutes=5))
    services.begin(desk_code=DESK, key=elder, by=LAN, at=AT + timedelta(minutes=5))
    assert queries.place(land).ahead == 0 and queries.place(first).ahead == 0
    done = AT + timedelta(minutes=10)
    assert services.call_next(desk_code=DESK, by=LAN, at=done, done=elder) == "A001"
    services.skip(desk_code=DESK, key=first, by=LAN, at=done)
    services.bring_back(desk_code=DESK, key=first, by=LAN, at=done)
    assert (
        services.call_next(desk_code=DESK, by=MAI, at=done) == "A001"
    )  # its place is that of when it was taken
    services.transfer(desk_code=DESK, key=first, letter="B", by=MAI, at=done)
    assert services.call_next(desk_code=DESK, by=MAI, at=done) == "A001"
    services.finish(desk_code=DESK, key=first, by=MAI, at=done + timedelta(minutes=2))
    assert stands() == [
        ("A001", "done", 2), ("A002", "waiting", None), ("A003", "done", 1), ("B001", "waiting", None),
    ]  # fmt: skip
    told = queries.figures(DESK, AT.date())
    assert (told.taken, told.served, told.waiting, told.priority) == (4, 2, 2, 1)
    assert told.longest_wait == timedelta(minutes=10)
    assert [(one.name, one.taken, one.served) for one in told.counters] == [
        ("Quầy 1", 1, 1),
        ("Quầy 2", 1, 1),
    ]
    assert Entry.objects.filter(action="counters.call", subject=f"ticket:{DESK}:261123:A003").count() == 1


def test_the_estimate_is_told_only_from_cases_of_today(key):
    services.sit_down(desk_code=DESK, number=2, by=MAI, at=AT)
    take(key), take(key, minute=1)
    last = take(key, minute=2)
    assert (queries.place(last).ahead, queries.place(last).minutes) == (2, None)
    services.call_next(desk_code=DESK, by=MAI, at=AT + timedelta(minutes=3))
    done = Ticket.objects.get(state=State.CALLED).key
    services.call_next(desk_code=DESK, by=MAI, at=AT + timedelta(minutes=9), done=done)
    assert (queries.place(last).ahead, queries.place(last).minutes) == (0, 0)
    assert queries.place(last).served == 1


def test_an_empty_queue_ends_the_one_served_and_calls_nobody(key):
    services.sit_down(desk_code=DESK, number=1, by=LAN, at=AT)
    only = take(key)
    services.call_next(desk_code=DESK, by=LAN, at=AT)
    assert services.call_next(desk_code=DESK, by=LAN, at=AT, done=only) == ""
    assert stands() == [("A001", "done", 1)]


def test_who_holds_the_number_may_give_it_up_until_it_is_called(key):
    services.sit_down(desk_code=DESK, number=1, by=LAN, at=AT)
    first, second = take(key), take(key, minute=1)
    services.leave(key=first, at=AT)
    services.leave(key=first, at=AT)
    assert services.call_next(desk_code=DESK, by=LAN, at=AT + timedelta(minutes=2)) == "A002"
    with pytest.raises(NotHere):
        services.leave(key=second, at=AT)
    assert stands() == [("A001", "left", None), ("A002", "called", 1)]


def test_a_counter_has_one_officer_and_an_officer_one_counter(key):
    services.sit_down(desk_code=DESK, number=1, by=LAN, at=AT)
    with pytest.raises(NotSeated):
        services.sit_down(desk_code=DESK, number=1, by=MAI, at=AT)
    with pytest.raises(NotSeated):
        services.call_next(desk_code=DESK, by=MAI, at=AT)
    services.sit_down(desk_code=DESK, number=2, by=LAN, at=AT)
    here = {one.number: one.officer_code for one in queries.desk(DESK, AT.date()).counters}
    assert here == {1: "", 2: "lan"}


def test_another_counters_number_is_not_mine_to_end(key):
    services.sit_down(desk_code=DESK, number=1, by=LAN, at=AT)
    services.sit_down(desk_code=DESK, number=2, by=MAI, at=AT)
    ticket = take(key)
    services.call_next(desk_code=DESK, by=LAN, at=AT)
    for does in (services.finish, services.skip, services.begin, services.call_again):
        with pytest.raises(NotHere):
            does(desk_code=DESK, key=ticket, by=MAI, at=AT)
    assert stands() == [("A001", "called", 1)]


def test_a_counter_is_not_left_with_somebody_standing_at_it(key):
    services.sit_down(desk_code=DESK, number=1, by=LAN, at=AT)
    take(key)
    services.call_next(desk_code=DESK, by=LAN, at=AT)
    for leaves in (
        lambda: services.stand_up(desk_code=DESK, number=1, by=LAN, at=AT),
        lambda: services.sit_down(desk_code=DESK, number=2, by=LAN, at=AT),
    ):
        with pytest.raises(CounterBusy):
            leaves()
    assert queries.desk(DESK, AT.date()).counters[0].officer_code == "lan"


@pytest.mark.parametrize("stranger", [officer("x", "dossiers.intake"), Actor.anonymous()])
def test_who_may_not_call_moves_nothing(key, stranger):
    take(key)
    for does in (
        lambda: services.sit_down(desk_code=DESK, number=1, by=stranger, at=AT),
        lambda: services.call_next(desk_code=DESK, by=stranger, at=AT),
        lambda: services.open_queue(desk_code=DESK, is_open=False, by=stranger, at=AT),
        lambda: services.set_up(
            desk_code=DESK, desk_name="x", lines=LINES, counters=COUNTERS, by=stranger, at=AT
        ),
    ):
        with pytest.raises(NotAllowed):
            does()
    assert stands() == [("A001", "waiting", None)] and Desk.objects.get().is_open


@pytest.mark.parametrize(
    ("lines", "counters"),
    [
        ([], COUNTERS), (LINES, []), ([("A", "x"), ("A", "y")], COUNTERS), ([("Đ", "x")], [(1, "", [])]),
        ([("A", "")], [(1, "", [])]), (LINES, [(1, "", []), (1, "", [])]), (LINES, [(100, "", [])]),
        (LINES, [(1, "", ["C"])]), ([("B", "Đất đai")], [(1, "", [])]),
    ],
)  # fmt: skip
def test_lines_and_counters_that_cannot_stand_are_refused_and_nothing_moves(key, lines, counters):
    take(key)
    before = queries.desk(DESK, AT.date())
    with pytest.raises(BadSetUp):
        services.set_up(desk_code=DESK, desk_name="x", lines=lines, counters=counters, by=HEAD, at=AT)
    assert queries.desk(DESK, AT.date()) == before


def test_a_new_day_closes_what_was_left(key):
    services.sit_down(desk_code=DESK, number=1, by=LAN, at=AT)
    take(key), take(key, minute=1)
    services.call_next(desk_code=DESK, by=LAN, at=AT)
    assert services.clear_past_days(at=AT) == 0
    assert services.clear_past_days(at=AT + timedelta(days=1)) == 2
    assert stands() == [("A001", "done", 1), ("A002", "left", None)]


@pytest.fixture
def sixteen(own_database: None) -> Iterator[str]:
    """A desk of sixteen counters, each with its officer."""
    services.set_up(
        desk_code=DESK, desk_name="Một cửa", lines=LINES, counters=[(n, "", []) for n in range(1, 17)],
        by=HEAD, at=AT,
    )  # fmt: skip
    services.open_queue(desk_code=DESK, is_open=True, by=HEAD, at=AT)
    for n in range(1, 17):
        services.sit_down(desk_code=DESK, number=n, by=officer(f"o{n}"), at=AT)
    yield Desk.objects.get().kiosk_key


def test_sixteen_taking_and_calling_at_once_have_neither_gap_nor_twin(sixteen):
    failed: list[BaseException] = []

    def work(n: int) -> None:
        try:
            services.take_ticket(kiosk_key=sixteen, letter="A", ground="", press=f"p{n}", at=AT)
            services.call_next(desk_code=DESK, by=officer(f"o{n}"), at=AT)
        except Refusal as refusal:
            failed.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(1, 17)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=30)
    rows = stands()
    assert not failed
    assert [code for code, *_ in rows] == [f"A{n:03d}" for n in range(1, 17)]
    assert sorted(counter for _, _, counter in rows) == list(range(1, 17))


def test_a_desk_set_up_again_is_called_as_the_register_calls_it_now(key: str) -> None:
    services.set_up(desk_code=DESK, desk_name="Trung tâm mới", lines=LINES, counters=COUNTERS, by=HEAD, at=AT)
    assert Desk.objects.get(code=DESK).name == "Trung tâm mới"


def test_the_officer_sees_who_stands_there_and_gives_or_takes_the_turn_before_others(key):
    services.sit_down(desk_code=DESK, number=1, by=LAN, at=AT)
    take(key), take(key, minute=1), take(key, "A", "elderly", minute=2)
    say = {"desk_code": DESK, "by": LAN, "at": AT + timedelta(minutes=3)}
    before, moves = stands(), queries.version(DESK)
    for code, ground in (
        ("A009", "elderly"),
        ("", "elderly"),
        ("A002", "king"),
        ("A002", ""),
        ("A003", "elderly"),
        ("A002", "booked"),
    ):
        with pytest.raises(Refusal):
            services.set_ground(code=code, ground=ground, **say)
    with pytest.raises(NotAllowed):
        services.set_ground(code="A002", ground="elderly", **(say | {"by": officer("x", "dossiers.view")}))
    assert (stands(), queries.version(DESK)) == (before, moves)
    assert services.set_ground(code=" a002 ", ground="elderly", **say) == "A002"
    services.set_ground(code="A003", ground="", **say)
    assert services.call_next(desk_code=DESK, by=LAN, at=AT + timedelta(minutes=4)) == "A002"
    with pytest.raises(NotHere):  # it does not wait any more
        services.set_ground(code="A002", ground="", **say)
    assert Entry.objects.filter(action="counters.set_ground").count() == 2


def test_figures_of_some_days_hold_each_number_once_and_a_second_call_adds_no_waiting(key):
    services.sit_down(desk_code=DESK, number=1, by=LAN, at=AT)
    for day in range(2):
        at = AT + timedelta(days=day)
        with clock.fixed(at):
            one = services.take_ticket(kiosk_key=key, letter="A", ground="", press=f"p{day}", at=at)
            services.call_next(desk_code=DESK, by=LAN, at=at + timedelta(minutes=10))
            services.skip(desk_code=DESK, key=one, by=LAN, at=at + timedelta(minutes=11))
            services.bring_back(desk_code=DESK, key=one, by=LAN, at=at + timedelta(minutes=12))
            services.call_next(desk_code=DESK, by=LAN, at=at + timedelta(minutes=40))
            services.finish(desk_code=DESK, key=one, by=LAN, at=at + timedelta(minutes=45))
    first, last = AT.date(), AT.date() + timedelta(days=1)
    told = queries.figures(DESK, first, last)
    assert (told.taken, told.served, told.average_wait, told.most_waited) == (
        2,
        2,
        timedelta(minutes=10),
        timedelta(minutes=10),
    )
    assert [(one.name, one.taken) for one in told.days] == [(f"{first:%d/%m/%Y}", 1), (f"{last:%d/%m/%Y}", 1)]
    for groups in (told.days, told.lines, told.kinds, told.counters, told.officers):
        assert sum(one.taken for one in groups) == 2 and all(
            one.average_case == timedelta(minutes=5) for one in groups
        )
    assert (
        queries.figures(DESK, last).taken == 1
        and queries.figures(DESK, first - timedelta(days=9), first).taken == 1
    )
