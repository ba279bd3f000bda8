from datetime import UTC, date, datetime

from motcua.kernel import clock


def test_the_clock_stands_in_local_time():
    now = clock.now()
    assert now.utcoffset().total_seconds() == 7 * 3600
    assert clock.today() == now.date()


def test_a_fixed_clock_stands_still_and_goes_on_afterwards():
    held = datetime(2025, 8, 29, 16, 20, tzinfo=clock.TZ)
    with clock.fixed(held):
        assert clock.now() == held == clock.now()
        with clock.fixed(datetime(2024, 1, 1)):
            assert clock.today() == date(2024, 1, 1)
        assert clock.today() == date(2025, 8, 29)
    assert clock.now().year >= 2026


def test_the_local_day_is_not_the_day_of_greenwich():
    evening = datetime(2025, 3, 14, 18, 30, tzinfo=UTC)
    assert clock.local(evening).date() == date(2025, 3, 15)
    with clock.fixed(evening):
        assert clock.today() == date(2025, 3, 15)
