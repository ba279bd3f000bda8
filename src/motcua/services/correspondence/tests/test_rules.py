"""Numbers and notations as they are written, and until when a document is to be resolved."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.registries.calendars.rules import official_calendar
from motcua.services.correspondence import rules
from motcua.services.correspondence.types import SECRECY, TYPES

CALENDAR = official_calendar()
MONDAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("2432/UBND-KSTTHC", ("2432", "UBND-KSTTHC")),
        ("125/QĐ-UBND", ("125", "QĐ-UBND")),
        ("15/2026/QĐ-UBND", ("15", "2026/QĐ-UBND")),
        ("7816/VPCP-TTĐT", ("7816", "VPCP-TTĐT")),
        ("05/BC-STC", ("05", "BC-STC")),
        ("125a/QĐ-UBND", ("125a", "QĐ-UBND")),
        (" 125 / QĐ-UBND ", ("125", "QĐ-UBND")),
        ("09-NQ/TU", ("09", "NQ/TU")),
        ("123-CV/TU", ("123", "CV/TU")),
        ("", None),
        ("QĐ-UBND", None),
        ("125", None),
        ("125/", None),
        ("1234567/QĐ-UBND", None),
        ("125/<b>", None),
        ("²/QĐ-UBND", None),
    ],
)
def test_a_notation_is_read_as_government_and_party_write_it(said, parts) -> None:
    assert rules.split_notation(said) == parts


@given(st.text(max_size=60))
def test_any_words_are_a_notation_or_none_and_never_an_error(words) -> None:
    parts = rules.split_notation(words)
    assert parts is None or (parts[0] and parts[1] and len(parts[0]) <= 7)


@pytest.mark.parametrize(
    ("sign", "name"),
    [
        ("QĐ-UBND", "Quyết định"),
        ("2026/QĐ-UBND", "Quyết định"),
        ("UBND-KSTTHC", "Công văn"),
        ("TTr-STC", "Tờ trình"),
        ("QyĐ-UBND", "Quy định"),
        ("NQ/TU", "Nghị quyết"),
        ("CV/TU", "Công văn"),
    ],
)
def test_the_notation_tells_the_type(sign, name) -> None:
    assert rules.type_of(sign) == name


def test_the_29_types_and_the_marks_of_annex_iii() -> None:
    assert len(TYPES) == 29 and sum(not mark for mark in TYPES.values()) == 2
    assert len(marks := [mark for mark in TYPES.values() if mark]) == len(set(marks)) == 27


@pytest.mark.parametrize("words", [*SECRECY, "TUYỆT MẬT", " mật "])
def test_a_level_of_state_secrets_is_known_however_it_is_written(words) -> None:
    assert rules.is_secret(words) and not rules.is_secret("") and not rules.is_secret("Không mật")


DAYS = st.one_of(st.none(), st.dates(MONDAY, date(2027, 6, 1)))


@given(DAYS, DAYS)
def test_the_earlier_of_what_the_document_and_the_leader_say_else_ten_working_days(said, ordered) -> None:
    found = rules.resolve_by(MONDAY, said, ordered, CALENDAR)
    given_days = [day for day in (said, ordered) if day]
    assert found == min(given_days) if given_days else found == date(2026, 12, 1)
    assert found >= MONDAY and (given_days or CALENDAR.hours(found)) and found <= MONDAY + timedelta(days=400)
