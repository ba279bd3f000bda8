"""Agencies lay their own words over the province's, within what it allows; the public reads what changed."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.access import Actor
from motcua.kernel.refusals import NotAllowed
from motcua.registries.procedures import queries, services
from motcua.registries.procedures.rules.additions import shorter
from motcua.registries.procedures.tests.conftest import NOON
from motcua.registries.procedures.types import ADD_LOCAL, BadTerms, Limit, StalePage

BIRTH = "1.001193"


@pytest.fixture
def head(monkeypatch) -> Actor:
    """The head of one commune's centre."""
    named = type("Agency", (), {"name": "UBND xã Gia Hưng"})
    monkeypatch.setattr(
        "motcua.registries.procedures.services.additions.organizations.agency", lambda code, on: named
    )
    return Actor(
        kind="officer", id="CB-9", name="Trưởng", agency_code="H42.1", agency_name="UBND xã Gia Hưng",
        permissions=frozenset({ADD_LOCAL}),
    )  # fmt: skip


def add(head, seen=0, agency="H42.1", **changes):
    return services.set_addition(code=BIRTH, agency_code=agency, changes=changes, seen=seen, by=head, at=NOON)


@pytest.mark.django_db
def test_a_commune_promises_less_and_the_province_stays_as_it_is(client, catalogue, head):
    add(head, contact="0229 000 111", limit_value=1, limit_unit="working_days")
    province = Limit(3, "working_days")
    assert queries.limit_at(BIRTH, "H42.1", province).value == 1
    assert queries.limit_at(BIRTH, "H42.2", province) == province
    assert queries.procedure(BIRTH).limit.value == 3
    page = client.get(f"/thu-tuc/{BIRTH}/").content.decode()
    assert "UBND xã Gia Hưng" in page and "0229 000 111" in page


@pytest.mark.django_db
def test_a_promise_the_province_later_undercuts_gives_way(catalogue, head, editor):
    add(head, limit_value=2, limit_unit="working_days")
    services.edit_adoption(code=BIRTH, changes={"limit_value": 1}, by=editor, at=NOON)
    assert queries.limit_at(BIRTH, "H42.1", Limit(1, "working_days")).value == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "unit"), [(3, "working_days"), (9, "working_days"), (1, "calendar_days"), (1, "")]
)
def test_no_agency_takes_longer_than_the_province_allows(catalogue, head, value, unit):
    with pytest.raises(BadTerms):
        add(head, limit_value=value, limit_unit=unit)
    assert queries.additions(BIRTH) == []


@pytest.mark.django_db
def test_one_agency_does_not_write_for_another_and_colleagues_do_not_overwrite(catalogue, head, clerk):
    with pytest.raises(NotAllowed):
        add(head, agency="H42.2", note="x")
    with pytest.raises(NotAllowed):
        add(clerk, note="x")
    add(head, note="Một")
    with pytest.raises(StalePage, match="Trưởng vừa sửa"):
        add(head, note="Hai")
    assert add(head, seen=1, note="") is None
    assert queries.additions(BIRTH) == []


@given(
    st.integers(0, 300),
    st.integers(0, 300),
    st.sampled_from(["working_days", "calendar_days", "working_hours"]),
)
def test_shorter_is_strict_and_never_both_ways(one, two, unit):
    first, second = Limit(one, unit), Limit(two, unit)
    assert shorter(first, second) == (one < two)
    assert not (shorter(first, Limit(two, "working_days")) and shorter(Limit(two, "working_days"), first))


@pytest.mark.django_db
def test_the_public_reads_what_changed_on_a_page_and_as_atom(client, catalogue, editor):
    assert "Chưa có thay đổi nào" in client.get("/thu-tuc/thay-doi/").content.decode()
    services.edit_adoption(code=BIRTH, changes={"limit_value": 1}, by=editor, at=NOON)
    services.edit_adoption(code="1.000894", changes={"note": "nội bộ"}, by=editor, at=NOON)
    services.withdraw_procedure(code="1.000894", reason="Chờ quy định mới", by=editor, at=NOON)
    page = client.get("/thu-tuc/thay-doi/").content.decode()
    assert "thời hạn" in page and "Chờ quy định mới" in page and "nội bộ" not in page
    assert "1.001193" not in client.get("/thu-tuc/thay-doi/?loai=withdrawn").content.decode()
    feed = client.get("/thu-tuc/thay-doi/atom.xml")
    entries = ElementTree.fromstring(feed.content).findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == 2 and feed["Content-Type"].startswith("application/atom+xml")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/thu-tuc/thay-doi/", ("Birth registration", "Terms changed", "time limit", "No longer taken in")),
        ("/thu-tuc/thay-doi/atom.xml", ("what is new", "Birth registration", "terms changed", "Changed: time limit.")),
    ],
)  # fmt: skip
def test_a_reader_of_english_reads_what_changed_in_english(client, catalogue, editor, address, said):
    services.edit_adoption(code=BIRTH, changes={"limit_value": 1}, by=editor, at=NOON)
    page = client.get(address + "?ngon-ngu=en").content.decode()
    for words in said:
        assert words in page, words
    for kept in ("Đổi điều kiện áp dụng", "Ngừng tiếp nhận", "thời hạn"):
        assert kept not in page, kept
