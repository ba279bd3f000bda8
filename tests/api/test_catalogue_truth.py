"""A program is told what the page tells: one price in list and record, when each paper is asked, what was in force."""

from __future__ import annotations

import pytest

from motcua.registries.procedures import queries
from tests.facts.test_ten_procedures import FACTS

BIRTH = "/api/v1/procedures/1.001193"
UNKNOWN = ("Chưa có mức thu đã kiểm tra", "Xem mức thu bên dưới")


def test_the_list_and_the_record_of_every_procedure_say_the_same_of_money_and_time(wire):
    listed = {}
    cursor = ""
    while cursor is not None:
        said = wire.get(f"/api/v1/procedures?limit=100{cursor and f'&cursor={cursor}'}")[1]
        listed |= {row["code"]: row for row in said["items"]}
        cursor = said["next"]
    assert set(FACTS) <= set(listed)
    for code, row in listed.items():
        full = wire.get(f"/api/v1/procedures/{code}")[1]
        assert row["fee_words"] == ("" if full["fee_words"] in UNKNOWN else full["fee_words"]), code
    assert {code: listed[code]["fee_words"] for code in ("1.001193", "1.004873", "1.001612", "1.012783")} == {
        "1.001193": "Từ 0 đồng đến 8.000 đồng", "1.004873": "Từ 0 đồng đến 5.000 đồng",
        "1.001612": "100.000 đồng", "1.012783": "Xem bảng mức thu",
    }  # fmt: skip
    assert listed["2.000815"]["fee_words"] == "2.000 đồng một trang"


def test_a_search_says_the_same_of_money_as_the_list(wire):
    rows = wire.get("/api/v1/procedures?q=khai+sinh")[1]["items"]
    assert {row["code"]: row["fee_words"] for row in rows}["1.001193"] == "Từ 0 đồng đến 8.000 đồng"


def test_each_paper_says_when_it_is_asked_and_is_required_only_of_everybody(wire):
    papers = {one["code"]: one for one in wire.get(BIRTH)[1]["papers"]}
    assert len(papers) == 10 and not any(one["required"] for one in papers.values())
    assert papers["BIEN_BAN_TRE_BO_ROI"]["case"] == "Khi trẻ bị bỏ rơi"
    assert papers["GIAY_TO_TUY_THAN"]["case"].startswith("Khi nộp tại quầy và không tra được")
    assert papers["GIAY_TO_TUY_THAN"]["replaced_by"] == "dc"
    house = {one["code"]: one for one in wire.get("/api/v1/procedures/1.013225")[1]["papers"]}
    assert [code for code, one in house.items() if one["required"]] == ["BAN_VE"]
    assert house["BAN_VE"]["case"] == ""
    for code in FACTS:
        for one in wire.get(f"/api/v1/procedures/{code}")[1]["papers"]:
            assert one["required"] or one["case"] or one["replaced_by"], one


def test_fees_are_told_by_payer_channel_and_day_with_their_basis(wire):
    fees = wire.get(BIRTH)[1]["fees"]
    online = [one for one in fees if one["channel"] == "online"]
    assert [(one["amount_vnd"], one["valid_from"], one["valid_to"]) for one in online] == [
        (8000, "2018-01-01", "2026-08-07"),
        (0, "2026-08-08", None),
    ]
    assert all(one["legal_basis"] for one in fees)
    methods = {one["channel"]: one["fee_words"] for one in wire.get(BIRTH)[1]["methods"]}
    assert methods == {
        "online": "Miễn phí", "counter": "Từ 0 đồng đến 8.000 đồng", "post": "Từ 0 đồng đến 8.000 đồng",
    }  # fmt: skip


def test_a_day_before_the_first_version_is_refused_with_the_day_it_begins(wire):
    first = wire.get(BIRTH)[1]["published_from"]
    status, said, _ = wire.get(f"{BIRTH}?on=1900-01-01")
    assert (status, said["code"]) == (404, "PRC-14")
    assert "01/01/1900" in said["detail"] and "01/07/2025" in said["detail"]
    status, said, _ = wire.get(f"{BIRTH}?on={first}")
    assert status == 200 and said["published_from"] <= first


@pytest.mark.parametrize("asked", ["khai sinh", "lý lịch tư pháp", "hộ kinh doanh"])
def test_the_page_and_the_list_of_the_portal_agree(wire, client, asked):
    for card in queries.browse(asked=asked).listing:
        view = queries.procedure(card.code)
        assert card.fee_words == ("" if view.fee_words in UNKNOWN else view.fee_words), card.code


def test_no_page_calls_a_matter_free_beside_a_table_that_asks_money(wire, client):
    page = client.get("/thu-tuc/1.001193/").content.decode()
    ways = page[page.index("Cách thức thực hiện") :].split("</table>")[0]
    assert "Từ 0 đồng đến 8.000 đồng" in ways and "khai tâm" not in page


def test_examples_that_stand_for_a_legal_basis_are_named_to_the_administrator(wire):
    from motcua.kernel import clock
    from motcua.web.console import health

    found = queries.examples_published(clock.today())
    assert {"1.001193", "1.001612"} <= set(found) and "2.000815" not in found
    assert "real_basis" in queries.procedure("1.001193").missing
    (told,) = health.legal_bases()
    assert told.level == "warning" and "1.001612" in told.what
