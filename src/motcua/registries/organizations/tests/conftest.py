"""A small province: one commune with its centre, one department, three officers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

import pytest

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.organizations import services
from motcua.registries.organizations.models import Agency, OrgUnit, Post, PostLane

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=clock.TZ)
START = date(2025, 7, 1)
ADMIN = Actor.system("test", "organizations.edit")


@dataclass
class Province:
    posts: dict[str, Post] = field(default_factory=dict)


def a_post(code: str, agency: Agency, unit: OrgUnit, title: str, *lanes: str, **more) -> Post:
    row = Post.objects.create(code=code, agency=agency, unit=unit, title=title, valid_from=START, **more)
    PostLane.objects.bulk_create(PostLane(post=row, lane=lane) for lane in lanes)
    return row


@pytest.fixture
def province(db) -> Province:
    made = Province()
    common = {"by": ADMIN, "at": NOON, "valid_from": START}
    services.open_agency(
        code="H42",
        name="Ủy ban nhân dân tỉnh Ninh Bình",
        kind="ubnd_tinh",
        level="province",
        place_code="37",
        **common,
    )
    services.open_agency(
        code="H42.01",
        name="Trung tâm Phục vụ hành chính công tỉnh",
        kind="trung_tam_hcc_tinh",
        level="province",
        parent_code="H42",
        place_code="37",
        **common,
    )
    services.open_agency(
        code="H42.06",
        name="Sở Xây dựng tỉnh Ninh Bình",
        short_name="Sở Xây dựng",
        kind="so",
        level="province",
        parent_code="H42",
        place_code="37",
        sectors=("Bộ Xây dựng",),
        **common,
    )
    services.open_agency(
        code="H42.101",
        name="Ủy ban nhân dân xã Hải Hậu",
        kind="ubnd_xa",
        level="commune",
        parent_code="H42",
        place_code="14215",
        **common,
    )
    services.open_agency(
        code="H42.101.01",
        name="Trung tâm Phục vụ hành chính công xã Hải Hậu",
        kind="trung_tam_hcc_xa",
        level="commune",
        parent_code="H42.101",
        place_code="14215",
        **common,
    )
    commune = Agency.objects.get(code="H42.101")
    centre = Agency.objects.get(code="H42.101.01")
    lead = OrgUnit.objects.create(agency=commune, code="H42.101-LD", name="Lãnh đạo", valid_from=START)
    desk = OrgUnit.objects.create(
        agency=centre, code="H42.101.01-TN", name="Quầy tiếp nhận", is_desk=True, valid_from=START
    )
    made.posts["chair"] = a_post(
        "H42.101-CT",
        commune,
        lead,
        "Chủ tịch",
        "lanh_dao_ubnd",
        leader_rank=1,
        can_sign=True,
        roles=["leader"],
    )
    made.posts["deputy"] = a_post(
        "H42.101-PCT",
        commune,
        lead,
        "Phó Chủ tịch",
        "lanh_dao_ubnd",
        leader_rank=2,
        can_sign=True,
        signature_form="KT.",
        roles=["leader"],
    )
    made.posts["registrar"] = a_post(
        "H42.101-HT", commune, lead, "Công chức Tư pháp - Hộ tịch", "tu_phap_ho_tich", roles=["specialist"]
    )
    made.posts["clerk"] = a_post(
        "H42.101.01-TN1", centre, desk, "Cán bộ tiếp nhận", "mot_cua", roles=["desk_clerk"]
    )
    for code, name in (
        ("CB1", "Đỗ Thanh Phong"),
        ("CB2", "Nguyễn Hữu Dũng"),
        ("CB3", "Lê Minh Ngân"),
        ("CB4", "Vũ Ngọc Vinh"),
    ):
        services.add_officer(code=code, full_name=name, by=ADMIN, at=NOON)
    for officer, post in (("CB1", "chair"), ("CB2", "deputy"), ("CB3", "clerk"), ("CB4", "registrar")):
        services.appoint(officer_code=officer, post_code=made.posts[post].code, **common)
    return made
