"""Which unit handles what: the rule, the dated word, the press for all alike, the undo."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import yamls
from motcua.kernel.access import Actor
from motcua.kernel.audit.models import Entry
from motcua.kernel.refusals import NotAllowed
from motcua.kernel.text import fold
from motcua.registries.organizations import ports, queries, rules, services
from motcua.registries.organizations.models import Agency, OrgUnit, Remit
from motcua.registries.organizations.queries import UnitNotThere
from motcua.registries.organizations.services.change import BadDates, EndedAlready
from motcua.registries.organizations.services.remit import BadRemit
from motcua.registries.organizations.types import LanePost

from .conftest import ADMIN, NOON, START

TODAY = NOON.date()
LAND, JUSTICE = "H42.101-KT", "H42.101-TP"


def a_post(unit: str, *fields: str, procedures: tuple[str, ...] = (), held: bool = True) -> LanePost:
    return LanePost(f"{unit}-1", unit, unit, "A", held, frozenset(fields), frozenset(procedures))


OFFICE, ECONOMY, CULTURE = (
    a_post("VP", "ho tich"),
    a_post("KT", "dat dai", procedures=("1.001193",)),
    a_post("VHXH"),
)


@pytest.mark.parametrize(
    ("procedure", "field", "taken"),
    [
        ("1.012783", "dat dai", ["KT"]),
        ("1.001193", "ho tich", ["KT"]),
        ("1.000894", "ho tich", ["VP"]),
        ("1.001776", "bao tro xa hoi", ["VHXH"]),
        ("1.001776", "", ["VHXH"]),
    ],
)
def test_the_nearest_word_decides(procedure, field, taken):
    found = rules.posts_taking([OFFICE, ECONOMY, CULTURE], procedure=procedure, field=field)
    assert [post.unit_code for post in found] == taken


def test_where_all_name_other_matters_somebody_has_to_distribute():
    posts = [OFFICE, ECONOMY, a_post("VHXH", "van hoa")]
    found = rules.posts_taking(posts, procedure="1.001776", field="bao tro xa hoi")
    assert len(found) == 3 and rules.unit_taking(found) == ""


def test_a_unit_without_anybody_takes_nothing():
    assert rules.unit_taking([a_post("VP", held=False)]) == ""
    assert rules.unit_taking([a_post("VP", held=False), a_post("KT")]) == "KT"


OF_ECONOMY = """Biển và hải đảo|Chăn nuôi|Hoạt động xây dựng|Hàng hải và đường thủy|Hàng hải và đường thủy nội địa|Hạ tầng kỹ thuật
Hỗ trợ tổ hợp tác, hợp tác xã, liên hiệp hợp tác xã|Kinh doanh khí|Kiểm lâm|Lâm nghiệp và Kiểm lâm|Môi trường|Nhà ở và công sở
Nông nghiệp; Nông nghiệp|Quy hoạch đô thị và nông thôn|Quản lý chương trình mục tiêu quốc gia|Quản lý chất lượng công trình xây dựng
Quản lý công sản|Quản lý Đê điều và Phòng, chống thiên tai|Thành lập và hoạt động của tổ hợp tác|Thú y|Thủy lợi|Thủy sản|Trồng trọt
Thành lập và hoạt động của tổ hợp tác, hợp tác xã, liên hiệp hợp tác xã|Tài chính đất đai|Tài nguyên nước|Điện lực|Đăng ký biện pháp bảo đảm
Tài sản kết cấu hạ tầng chợ do Nhà nước đầu tư, quản lý|Đăng ký hộ kinh doanh|Đường bộ|Đất đai|Địa chất và khoáng sản
An toàn đập, hồ chứa thuỷ điện""".replace("\n", "|").split("|")
"""Fields of the commune's catalogue that are matters of the economic unit."""
OF_OTHERS = ("Cấp, quản lý căn cước", "Đăng ký, quản lý cư trú", "Nghĩa vụ quân sự", "Chính sách BQP")
"""Fields of the commune police and the military command, which are no units of the committee: its leader gives them out."""


@pytest.mark.parametrize("kind", ["commune", "ward"])
def test_no_field_of_the_economy_falls_to_culture_and_none_is_named_twice(kind):
    path = Path(settings.DATA_DIR) / "organizations" / "ninh_binh_2026.yaml"
    units = yamls.read(path)["templates"][kind]["units"]
    named = {unit["code"]: [fold(one) for one in unit.get("fields", [])] for unit in units}
    assert {fold(one) for one in OF_ECONOMY} <= set(named["KT"])
    posts = [a_post(code, *fields) for code, fields in named.items() if code != "LD"]
    for field in {one for fields in named.values() for one in fields}:
        assert len(rules.posts_taking(posts, procedure="", field=field)) == 1, field
    for field in OF_OTHERS:
        assert len(rules.posts_taking(posts, procedure="", field=fold(field))) == len(posts) > 1


NAMES = st.sampled_from(("a", "b", "c"))
POSTS = st.lists(
    st.builds(
        LanePost, code=st.text(max_size=3), unit_code=NAMES, unit_name=NAMES, agency_code=NAMES, is_held=st.booleans(),
        fields=st.frozensets(NAMES), procedures=st.frozensets(NAMES),
    )
)  # fmt: skip


@given(POSTS, NAMES, NAMES)
def test_no_lane_is_left_without_a_unit_and_no_better_one_is_passed_over(posts, procedure, field):
    found = rules.posts_taking(posts, procedure=procedure, field=field)
    assert bool(found) == bool(posts) and set(found) <= set(posts)
    if any(procedure in post.procedures for post in posts):
        assert all(procedure in post.procedures for post in found)
    elif any(field in post.fields for post in posts):
        assert all(field in post.fields for post in found)


# --- writing it down ----------------------------------------------------------------------------------------


@pytest.fixture
def as_admin(client: Client, monkeypatch) -> Client:
    """A browser in which somebody who may edit the register is logged in."""
    editor = replace(ADMIN, kind="officer")
    monkeypatch.setattr("motcua.kernel.web.Actor.anonymous", classmethod(lambda cls: editor))
    return client


@pytest.fixture
def units(province, monkeypatch):
    known = ports.Matters(("Hộ tịch", "Đất đai", "Hoạt động xây dựng"), {"1.001193": "Đăng ký khai sinh"})
    monkeypatch.setattr(ports, "matters", lambda codes=(): known)
    commune = Agency.objects.get(code="H42.101")
    other = Agency.objects.create(
        code="H42.102", name="Ủy ban nhân dân xã Khác", kind="ubnd_xa", level="commune", valid_from=START
    )
    for agency in (commune, other):
        OrgUnit.objects.create(
            agency=agency, code=f"{agency.code}-KT", name="Phòng Kinh tế", valid_from=START
        )
        OrgUnit.objects.create(
            agency=agency, code=f"{agency.code}-TP", name="Phòng Tư pháp", valid_from=START
        )
    return commune


def write(**more):
    given = {
        "unit_code": LAND,
        "fields": ["đất đai"],
        "procedures": [],
        "valid_from": TODAY,
        "by": ADMIN,
        "at": NOON,
    }
    return services.set_remit(**{**given, **more})


def standing(unit: str = LAND, on=TODAY):
    return queries.remits_of_agency(unit.partition("-")[0], on).get(unit)


def test_a_unit_takes_a_field_from_its_day_on_and_the_catalogue_writes_its_name(units):
    write(valid_from=TODAY + timedelta(3), procedures=["1.001193 "])
    assert standing() is None
    later = standing(on=TODAY + timedelta(3))
    assert (later.fields, later.procedures) == (("Đất đai",), ("1.001193",))
    line = Entry.objects.get(action="organizations.set_remit")
    assert line.after["fields"] == ["Đất đai"] and line.before == {"fields": [], "procedures": []}


@pytest.mark.parametrize(
    ("wrong", "refusal", "says"),
    [
        ({"fields": ["Đất đaj"]}, BadRemit, "Có phải: Đất đai"),
        ({"procedures": ["9.999999"]}, BadRemit, "9.999999"),
        ({"unit_code": "H42.101-XX"}, UnitNotThere, "H42.101-XX"),
        ({"valid_from": START - timedelta(1)}, BadDates, "không hoạt động"),
        ({"fields": ["Đất đai"] * 301}, BadRemit, "nhiều nhất"),
        ({"by": Actor.anonymous()}, NotAllowed, ""),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_written(units, wrong, refusal, says):
    with pytest.raises(refusal) as refused:
        write(**wrong)
    assert says in str(refused.value)
    assert not Remit.objects.exists() and not Entry.objects.filter(action="organizations.set_remit").exists()


def test_the_same_word_twice_is_refused(units):
    write()
    with pytest.raises(BadRemit, match="đã phụ trách"):
        write()


def test_one_press_serves_all_units_of_the_name_and_one_undo_takes_it_back(units):
    write(unit_code="H42.102-KT", fields=["Hoạt động xây dựng"])
    assert write(alike=True) == 2
    assert standing("H42.102-KT").fields == ("Đất đai",) and standing(JUSTICE) is None
    write(fields=["Hộ tịch"])  # written anew at one of them: its later word stands
    newest = queries.remits("H42.102-KT")[0]
    assert services.withdraw_remit(unit_code="H42.102-KT", remit_id=newest.id, by=ADMIN, at=NOON) == 1
    assert standing("H42.102-KT").fields == ("Hoạt động xây dựng",)
    assert standing().fields == ("Hộ tịch",)
    with pytest.raises(EndedAlready):
        services.withdraw_remit(unit_code="H42.102-KT", remit_id=newest.id, by=ADMIN, at=NOON)


def test_the_lanes_nobody_serves_are_named(units, province, as_admin):
    assert queries.empty_lanes(TODAY) == []
    services.end_appointment(
        officer_code="CB4",
        post_code="H42.101-HT",
        last_on=TODAY - timedelta(1),
        reason="nghỉ hưu",
        by=ADMIN,
        at=NOON,
    )
    assert queries.empty_lanes(TODAY) == [
        ("H42.101", "Ủy ban nhân dân xã Hải Hậu", ["Công chức tư pháp - hộ tịch"])
    ]
    page = as_admin.get("/quan-tri/co-quan/lan-trong/").text
    assert "xã Hải Hậu" in page and "Công chức tư pháp - hộ tịch" in page
    posts, lanes = queries.deserted(frozenset({"H42.101"}), TODAY)
    assert posts == {"H42.101-HT"} and "tu_phap_ho_tich" in lanes["H42.101-LD"]


def test_the_page_of_a_unit_says_what_it_handles_and_who_else_does(units, as_admin: Client):
    write()
    write(unit_code=JUSTICE, fields=["Đất đai", "Hộ tịch"])
    page = as_admin.get(f"/quan-tri/don-vi/{LAND}/").text
    assert "Đất đai" in page and "Phòng Tư pháp: Đất đai" in page and "Hoàn tác" in page
    answer = as_admin.post(
        f"/quan-tri/don-vi/{LAND}/", {"fields_named": "Đất đaj", "valid_from": "23/11/2026"}
    )
    assert answer.status_code == 422 and "Đất đaj" in answer.text
    assert as_admin.get("/quan-tri/don-vi/KHONG-CO/").status_code == 404
    assert "Phụ trách: Đất đai" in as_admin.get("/quan-tri/co-quan/H42.101/").text
