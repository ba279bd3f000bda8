"""People of the demo are invented so that nobody wonders: their names go with what the answers say of them."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from motcua.demo.answers import vary
from motcua.demo.people import MEN, WOMEN


@pytest.mark.parametrize("seed", range(20))
def test_invented_people_bear_names_of_the_sex_their_answers_say(seed) -> None:
    told = vary(
        {
            "child_name": "Nguyễn Thanh Bình", "child_gender": "Nữ", "father_name": "Trần Thị Nhầm", "mother_name": "Lê Ngọc Mai",
            "members": [{"name": "PHẠM HỒNG ÂN", "sex": "Nam"}, {"name": "Đỗ Thị Ốc"}], "owner_name": "Nguyễn Thanh Bình",
        },
        Random(seed), date(2026, 11, 1),
    )  # fmt: skip
    women = [told[key].split()[-1] for key in ("child_name", "mother_name")]
    men = [told["father_name"].split()[-1], told["members"][0]["name"].title().split()[-1]]
    assert (
        set(women) <= set(WOMEN[1])
        and set(men) <= set(MEN[1])
        and told["members"][1]["name"].split()[-1] in WOMEN[1]
    )
    assert told["owner_name"] == told["child_name"], "the same person bears one name throughout"
