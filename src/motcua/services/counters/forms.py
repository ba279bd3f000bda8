"""What the page of setting up sends: one line a line of work, one line a counter."""

from __future__ import annotations

from collections.abc import Mapping

from motcua.kernel import text

from .types import BadSetUp

ROWS = 40
"""Lines and counters a desk may have: a page shows those that stand and three more."""


def lines_of(data: Mapping[str, str]) -> list[tuple[str, str]]:
    """(letter, name) of each line that is filled in."""
    rows = [
        (text.clean(data.get(f"nhom_{n}", ""))[:1], text.clean(data.get(f"ten_{n}", ""))[:120])
        for n in range(ROWS)
    ]
    return [(letter, name) for letter, name in rows if letter or name]


def counters_of(data: Mapping[str, str]) -> list[tuple[int, str, list[str]]]:
    """(number, name, letters) of each counter that is filled in.

    Raises:
        BadSetUp: a counter without a number.
    """
    found = []
    for n in range(ROWS):
        typed, name = text.clean(data.get(f"quay_{n}", "")), text.clean(data.get(f"quay_ten_{n}", ""))[:120]
        letters = sorted({one for one in data.get(f"phuc_vu_{n}", "").upper() if one.isalpha()})
        if not typed and not name and not letters:
            continue
        number = text.whole(typed, 2)
        if number is None:
            raise BadSetUp(f"“{typed or name}” chưa có số quầy.", next="Hãy ghi số từ 1 đến 99.")
        found.append((number, name, letters))
    return found
