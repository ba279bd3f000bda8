"""What a desk may charge: published rates times a quantity, or a waiver with its ground; nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.services.payments import rules
from motcua.services.payments.types import MOST_UNITS, MOST_VND, ChargeInvalid, Rate, Wanted

CHARGE = Rate("r1", "charge", "Lệ phí bản sao", 8000, "copy", basis="281/2016/TT-BTC")
FEE = Rate("r2", "fee", "Phí thẩm định", None, "dossier", formula="theo diện tích")
RATES = [CHARGE, FEE]


@given(st.integers(0, MOST_UNITS), st.one_of(st.none(), st.integers(0, 1_000_000)))
def test_an_amount_is_the_published_rate_times_the_quantity_whatever_is_typed(
    quantity: int, typed: int | None
) -> None:
    wanted = [Wanted("r1", quantity, typed)]
    if quantity and typed not in (None, 8000):
        with pytest.raises(ChargeInvalid):
            rules.charges(RATES, wanted)
        return
    lines, waived = rules.charges(RATES, wanted)
    assert [line.amount_vnd for line in lines] == ([8000 * quantity] if quantity else []) and waived == []


@given(st.integers(-5, MOST_UNITS * 2), st.integers(-5, MOST_VND * 2))
def test_a_rate_without_an_amount_takes_what_the_desk_sets_within_bounds(quantity: int, typed: int) -> None:
    good = 0 < quantity <= MOST_UNITS and typed >= 0 and quantity * typed <= MOST_VND
    if good or quantity == 0:
        lines, _ = rules.charges(RATES, [Wanted("r2", quantity, typed)])
        assert sum(line.amount_vnd for line in lines) == (quantity * typed if quantity else 0)
    else:
        with pytest.raises(ChargeInvalid):
            rules.charges(RATES, [Wanted("r2", quantity, typed)])


@pytest.mark.parametrize(
    "wanted",
    [
        [Wanted("r9", 1)],
        [Wanted("r1", 1), Wanted("r1", 2)],
        [Wanted("r1", 0, waived="x")],
        [Wanted("r2", 1)],
    ],
    ids=["not in force", "twice", "waived without a ground", "no amount"],
)
def test_what_no_rate_bears_is_refused(wanted: list[Wanted]) -> None:
    with pytest.raises(ChargeInvalid):
        rules.charges(RATES, wanted)


def test_a_waiver_takes_nothing_and_keeps_its_ground() -> None:
    lines, waived = rules.charges(RATES, [Wanted("r1", 3, waived="Hộ nghèo, Điều 10 Luật Phí và lệ phí")])
    assert lines == [] and waived == [(CHARGE, "Hộ nghèo, Điều 10 Luật Phí và lệ phí")]


def test_the_notation_bears_letters_and_year() -> None:
    assert rules.notation("AA", 2026) == "AA-26E" and rules.number_words(12) == "0000012"
