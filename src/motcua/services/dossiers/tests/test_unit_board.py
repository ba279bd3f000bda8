"""The board of a unit's head: every figure opens as many dossiers as it says, at a fixed number of questions."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from motcua.kernel import clock
from motcua.services.dossiers.models import Dossier, Work
from motcua.services.dossiers.queries import unit_page
from motcua.services.dossiers.types import Status

from .factories import AT, dossier_rows, make_town, work_rows

pytestmark = pytest.mark.django_db
ADDRESS = "/can-bo/don-vi/"


@pytest.fixture(autouse=True)
def monday():
    with clock.fixed(AT):
        yield


@pytest.fixture
def town():
    """Work of every age: of this morning, of last week, late, soon, paused, in nobody's hands, and elsewhere."""
    town = make_town()
    spans = [("judge", 0, 48), ("judge", 1, 2), ("judge2", 5, -3), ("head", 20, 72), ("", 3, 100)]
    for number, (who, days, due) in enumerate(spans):
        rows = dossier_rows(town, 2, first=1 + number * 10, due_at=AT + timedelta(hours=due))
        work_rows(town, rows, who=who, entered_at=AT - timedelta(days=days), lane="chuyen_vien")
    paused = dossier_rows(town, 1, first=91, paused_at=AT)
    work_rows(town, paused, is_paused=True, lane="chuyen_vien")
    away = dossier_rows(town, 3, first=95)
    work_rows(town, away, who="", lane="thue", lane_name="Cơ quan thuế", unit_code="")
    return town


def figures(page: str) -> list[tuple[str, int]]:
    """(address, number) of every linked figure."""
    found = re.findall(r'href="(\?[^"]*)"[^>]*>(?:<[^>]+>)*\s*(\d+)', page)
    return [(href.replace("&amp;", "&"), int(number)) for href, number in found]


def test_every_figure_opens_as_many_rows_as_it_says(client, town):
    town.login(client, "head")
    found = figures(client.get(ADDRESS).text)
    assert len(found) >= 12
    for href, number in found:
        page = client.get(ADDRESS + href).text
        shown = len(set(re.findall(r'name="chon" value="([^~"]+)', page)))
        assert shown == number, href


def test_the_figures_are_those_of_the_work(town):
    loads = {load.officer_name: load for load in unit_page.loads(town.actor("head"))}
    assert loads["Ngô Thị Đào"].late == 2
    assert loads["Phạm Văn Duối"].total == 5 and loads["Phạm Văn Duối"].paused == 1
    assert loads["Vũ Văn Gạo"].age3 == 2
    for load in loads.values():
        assert load.age0 + load.age1 + load.age2 + load.age3 + load.paused == load.total


def test_a_result_waiting_to_be_handed_over_has_an_age_and_is_never_late(town):
    ready = dossier_rows(town, 2, first=61, status=Status.FINISHED, due_at=AT - timedelta(days=1))
    work_rows(town, ready, who="judge2", entered_at=AT - timedelta(days=1), lane="chuyen_vien")
    load = next(one for one in unit_page.loads(town.actor("head")) if one.officer_name == "Ngô Thị Đào")
    assert (load.total, load.late) == (4, 2)
    assert load.age0 + load.age1 + load.age2 + load.age3 + load.paused == load.total


def test_whom_the_unit_waits_for_is_told_with_its_dossiers(town):
    waits, _ = unit_page.waits(town.actor("head"))
    assert [(w.whom, w.total) for w in waits] == [("Cơ quan thuế", 3)]


def test_the_desk_waits_for_the_committee(town):
    _, waits = unit_page.waits(town.actor("head"))
    assert {w.who for w in waits} == {"Trung tâm Phục vụ hành chính công phường Thử Nghiệm"}
    assert sum(w.total for w in waits) == Work.objects.exclude(lane="thue").count()


def test_the_board_asks_as_much_for_four_hundred_as_for_fourteen(client, town, django_assert_max_num_queries):
    town.login(client, "head")
    client.get(ADDRESS)
    for first in (0, 200):
        if first:
            work_rows(town, dossier_rows(town, 400, first=first), lane="chuyen_vien")
        for address in (ADDRESS, ADDRESS + "?loai=late", ADDRESS + "?loai=out"):
            with django_assert_max_num_queries(26):
                assert client.get(address).status_code == 200


def test_another_agency_sees_nothing_of_it(client, town):
    other = make_town("H42.96", "99502", "xã Bên Cạnh")
    assert unit_page.loads(other.actor("head")) == []
    assert unit_page.waits(other.actor("head")) == ([], [])
    other.login(client, "head")
    assert not Dossier.objects.filter(
        code__in=re.findall(r"H42\.95\S+-\d{4}", client.get(ADDRESS).text)
    ).exists()
