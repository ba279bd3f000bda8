"""Fees by the circular, and what may not be certified."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import clock
from motcua.kernel.legal import parameter
from motcua.registries.calendars.rules import official_calendar
from motcua.services.certifying import rules
from motcua.services.certifying.types import BARS, SIGNATURE_BARS, CannotCertify, Kind, Rates

RATES = Rates(**parameter("certifying.copy_fee", on=date(2026, 11, 23)))


@pytest.mark.parametrize(
    ("pages", "copies", "fee"),
    [
        (1, 1, 2000),
        (2, 1, 4000),
        (3, 1, 5000),
        (250, 1, 200_000),
        (198, 1, 200_000),
        (197, 1, 199_000),
        (3, 5, 25_000),
    ],
)
def test_the_fee_of_the_circular(pages: int, copies: int, fee: int) -> None:
    assert rules.copy_fee(pages, copies, RATES) == fee


@given(st.integers(1, 2000), st.integers(1, 99))
def test_a_fee_grows_with_pages_never_past_the_cap_and_is_the_same_for_each_copy(
    pages: int, copies: int
) -> None:
    one = rules.copy_fee(pages, 1, RATES)
    assert one <= rules.copy_fee(pages + 1, 1, RATES) <= min(one + 2000, RATES.most)
    assert rules.copy_fee(pages, copies, RATES) == copies * one


GOOD = {"document": "Bằng tốt nghiệp", "pages": 2, "copies": 3, "compared": True, "bars": ()}


@pytest.mark.parametrize(
    "change",
    [{"compared": False}, {"document": " "}, {"pages": 0}, {"pages": 2001}, {"copies": 0}, {"copies": 100}]
    + [{"bars": (bar,)} for bar in BARS],
)
def test_what_may_not_be_certified_is_refused(change) -> None:
    rules.check_copy(**GOOD)
    with pytest.raises(CannotCertify):
        rules.check_copy(**(GOOD | change))


def test_a_signature_is_put_before_the_officer_by_somebody_known() -> None:
    good = {
        "document": "Giấy ủy quyền",
        "signer": "Nguyễn Văn Ẫm",
        "identity": "Căn cước 036190000014",
        "present": True,
        "cases": 1,
        "bars": (),
    }
    rules.check_signature(**good)
    for change in (
        {"present": False},
        {"signer": ""},
        {"identity": "x"},
        {"cases": 0},
        *({"bars": (bar,)} for bar in SIGNATURE_BARS),
    ):
        with pytest.raises(CannotCertify):
            rules.check_signature(**(good | change))


def test_books_and_numbers_as_they_are_written() -> None:
    assert (
        rules.book_words(Kind.COPY, 2026) == "01/2026-SCT/BS"
        and rules.book_words(Kind.SIGNATURE, 2026) == "01/2026-SCT/CK,ĐC"
    )
    assert (rules.number_words(7), rules.number_words(147)) == ("07", "147")


CALENDAR = official_calendar()


@pytest.mark.parametrize(
    ("prepared", "last"),
    [
        ("2026-12-07 09:15", "2026-12-09"),  # Monday: that day and two more working days
        ("2026-12-07 14:59", "2026-12-09"),
        ("2026-12-07 15:00", "2026-12-10"),  # after 15:00 the first day is the next
        ("2026-11-23 09:15", "2026-11-26"),  # the day after is a holiday
        ("2026-11-27 10:00", "2026-12-01"),  # Friday: a week-end lies between
        ("2026-11-28 10:00", "2026-12-02"),  # a Saturday without hours
    ],
)
def test_what_was_compared_is_signed_in_the_time_the_decree_gives(prepared, last) -> None:
    at = datetime.fromisoformat(prepared).replace(tzinfo=clock.TZ)
    assert rules.last_day_to_sign(at, CALENDAR).isoformat() == last


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)))
def test_the_last_day_to_sign_is_a_working_day_and_never_comes_earlier_for_what_was_compared_later(
    when,
) -> None:
    at = when.replace(tzinfo=clock.TZ)
    last = rules.last_day_to_sign(at, CALENDAR)
    assert CALENDAR.hours(last) and last >= at.date()
    assert rules.last_day_to_sign(at + timedelta(hours=1), CALENDAR) >= last


def test_papers_that_stand_on_vneid_are_known_by_their_name() -> None:
    on = date(2026, 11, 23)
    for name, known in (
        ("Căn cước công dân", True),
        ("GIẤY PHÉP LÁI XE hạng A1", True),
        ("Bằng tốt nghiệp", False),
        ("", False),
    ):
        assert rules.is_on_vneid(name, on) is known
