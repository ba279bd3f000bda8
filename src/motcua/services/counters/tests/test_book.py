"""A half hour booked from home: never more than there are places, given back, and called before others in its time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.services.counters import queries, rules, services
from motcua.services.counters.models import Booking, Desk, Ticket
from motcua.services.counters.types import (
    CALL,
    SET_UP,
    BadSetUp,
    BookingInvalid,
    BookingNotThere,
    NoDesk,
    NoLine,
)

DESK = "H42.1"
AT = datetime(2026, 11, 23, 8, 10, tzinfo=clock.TZ)
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=clock.TZ)
HEAD = Actor(kind="officer", id="o1", name="o1", agency_code=DESK, permissions=frozenset({CALL, SET_UP}))
ONE, TWO, THREE = (Actor(kind="citizen", id=f"03730199900{n}", name=f"c{n}", user_id=n) for n in (1, 2, 3))


@pytest.fixture
def hall(db):
    with clock.fixed(AT):
        services.set_up(
            desk_code=DESK,
            desk_name="Một cửa",
            lines=[("A", "Hộ tịch")],
            counters=[(1, "", [])],
            by=HEAD,
            at=AT,
        )
        services.open_queue(desk_code=DESK, is_open=True, by=HEAD, at=AT)
        services.set_places(desk_code=DESK, places=2, by=HEAD, at=AT)
        yield Desk.objects.get()


def book(
    by: Actor = ONE, press: str = "p", begins_at: datetime = NINE, letter: str = "A", desk: str = DESK
) -> Booking:
    return services.book(desk_code=desk, letter=letter, begins_at=begins_at, press=press, by=by, at=AT)


@given(st.lists(st.tuples(st.integers(0, 1400), st.integers(1, 300)), max_size=3))
def test_half_hours_lie_whole_within_the_hours(spans) -> None:
    hours = [(begin, begin + length) for begin, length in spans]
    for minute in rules.slots_of(hours):
        assert any(begin <= minute and minute + rules.SLOT <= end for begin, end in hours)
    assert len(rules.slots_of(hours)) == sum((end - begin) // rules.SLOT for begin, end in hours)


def test_never_more_than_the_places_and_a_place_given_back_is_free(hall) -> None:
    first = book(ONE)
    assert book(ONE).pk == first.pk, "a double click"
    book(TWO)
    with pytest.raises(BookingInvalid):
        book(THREE)
    assert Booking.objects.count() == 2 and queries.halves(DESK, NINE.date(), AT)[0].left in (0, 2)
    with pytest.raises(BookingNotThere):
        services.cancel_booking(booking_id=first.pk, by=TWO, at=AT)
    services.cancel_booking(booking_id=first.pk, by=ONE, at=AT)
    services.cancel_booking(booking_id=first.pk, by=ONE, at=AT)
    assert book(THREE).begins_at == NINE


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"desk": "H42.9"}, NoDesk),
        ({"letter": "Z"}, NoLine),
        ({"begins_at": AT - timedelta(minutes=40)}, BookingInvalid),
        ({"begins_at": NINE + timedelta(minutes=7)}, BookingInvalid),
        ({"begins_at": NINE.replace(hour=21)}, BookingInvalid),
        ({"begins_at": NINE + timedelta(days=21)}, BookingInvalid),
    ],
    ids=["no such desk", "no such line", "past", "not a half hour", "at night", "too far ahead"],
)
def test_what_cannot_be_booked_is_refused_and_nothing_is_kept(hall, changes, error) -> None:
    with pytest.raises(error):
        book(**changes)
    assert Booking.objects.count() == 0


def test_nobody_holds_more_than_the_rule_lets_them(hall) -> None:
    for n in range(2):
        book(ONE, press=f"p{n}", begins_at=NINE + timedelta(minutes=30 * n))
    with pytest.raises(BookingInvalid):
        book(ONE, press="p9", begins_at=NINE + timedelta(minutes=60))
    with pytest.raises(BadSetUp):
        services.set_places(desk_code=DESK, places=51, by=HEAD, at=AT)
    assert Booking.objects.count() == 2


def take(code: str, press: str, at: datetime) -> Ticket:
    key = services.take_ticket(
        kiosk_key=Desk.objects.get().kiosk_key, letter="A", ground="", press=press, at=at, booking=code
    )
    return Ticket.objects.get(key=key)


def test_a_booking_is_used_once_in_its_time_and_called_before_who_waits(hall) -> None:
    row, other = book(ONE), book(TWO)
    plain = take("", "a", NINE - timedelta(minutes=20))
    for code, error in (
        ("000000" if row.code != "000000" else "000001", BookingNotThere),
        (row.code, BookingInvalid),
    ):
        with pytest.raises(error):
            take(code, "b", NINE - timedelta(minutes=20))
    assert Ticket.objects.count() == 1, "a refused press takes no number"
    booked = take(row.code, "c", NINE - timedelta(minutes=10))
    assert (booked.ground, booked.code) == (rules.BOOKED, "A002")
    assert take(row.code, "c", NINE).pk == booked.pk
    with pytest.raises(BookingNotThere):
        take(row.code, "d", NINE)
    with pytest.raises(BookingInvalid):
        services.cancel_booking(booking_id=row.pk, by=ONE, at=NINE)
    late = take(other.code, "e", NINE + timedelta(hours=2))
    assert late.ground == "" and plain.ground == "", "who comes too late waits like everybody"


def test_the_pages_book_show_and_cancel_and_a_desk_without_places_is_not_there(
    hall, client, django_user_model
) -> None:
    user = django_user_model.objects.create(
        username="037301999001", full_name="Trần Bích Lan", kind="citizen", joined_at=AT
    )
    page = f"/dat-lich/{DESK}/"
    assert client.get("/dat-lich/").status_code == 200 and client.get(page).status_code in (302, 403)
    client.force_login(user)
    body = client.get(page).content.decode()
    assert "còn 2 chỗ" in body and "Hộ tịch" in body
    for bad in ({"gio": "²"}, {"gio": "2026-11-23T09:00:00"}, {"nhom": "Z", "gio": NINE.isoformat()}, {}):
        assert client.post(page, {"nhom": "A", "lan": "x", **bad}).status_code in (404, 422)
    assert Booking.objects.count() == 0
    assert client.post(page, {"nhom": "A", "gio": NINE.isoformat(), "lan": "x"}).status_code == 302
    row = Booking.objects.get()
    assert row.code in client.get("/dat-lich/cua-toi/").content.decode()
    assert client.post("/dat-lich/cua-toi/", {"huy": "999"}).status_code == 404
    assert client.post("/dat-lich/cua-toi/", {"huy": str(row.pk)}).status_code == 302
    services.set_places(desk_code=DESK, places=0, by=HEAD, at=AT)
    assert client.get(page).status_code == 404
