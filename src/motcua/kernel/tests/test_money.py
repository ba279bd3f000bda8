import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.money import in_words, vnd

DIGITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7,
    "tám": 8, "chín": 9,
}  # fmt: skip


def read(words: str) -> int:
    """An independent reader of Vietnamese number words, to hold the writer to its word."""
    if words.startswith("âm "):
        return -read(words.removeprefix("âm "))
    tokens = words.removesuffix(" đồng").split()
    total = group = pending = 0
    for token in tokens:
        if token in DIGITS:
            pending = DIGITS[token]
        elif token == "trăm":
            group, pending = group + pending * 100, 0
        elif token == "mươi":
            group, pending = group + pending * 10, 0
        elif token == "mười":
            group += 10
        elif token == "linh":
            pass
        elif token in ("nghìn", "triệu"):
            total += (group + pending) * {"nghìn": 10**3, "triệu": 10**6}[token]
            group = pending = 0
        elif token == "tỷ":
            total, group, pending = (total + group + pending) * 10**9, 0, 0
        else:
            raise AssertionError(f"unknown word {token!r} in {words!r}")
    return total + group + pending


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "không đồng"),
        (5000, "năm nghìn đồng"),
        (15, "mười lăm đồng"),
        (21, "hai mươi mốt đồng"),
        (24, "hai mươi tư đồng"),
        (105, "một trăm linh năm đồng"),
        (1_005_000, "một triệu không trăm linh năm nghìn đồng"),
        (2_000_000_000, "hai tỷ đồng"),
        (10_000_000_000_000_000_000, "mười tỷ tỷ đồng"),
        (-5000, "âm năm nghìn đồng"),
    ],
)
def test_amounts_read_as_on_a_receipt(amount, words):
    assert in_words(amount) == words


@given(st.integers(min_value=-(10**15), max_value=10**17))
def test_a_reader_gets_the_same_amount_back(amount):
    assert read(in_words(amount)) == amount


@given(st.integers(min_value=0, max_value=10**15))
def test_two_amounts_never_share_their_words_and_figures_group_by_three(amount):
    assert in_words(amount) != in_words(amount + 1)
    figures = vnd(amount).removesuffix(" đồng")
    assert int(figures.replace(".", "")) == amount
    assert all(len(part) == 3 for part in figures.split(".")[1:])
