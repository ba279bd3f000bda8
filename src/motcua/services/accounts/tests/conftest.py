"""One commune with a chair and a clerk, an administrator, and their accounts."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.organizations import services as organizations
from motcua.registries.organizations.models import Agency, OrgUnit, Post
from motcua.services.accounts import services

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=clock.TZ)
START = date(2025, 7, 1)
ADMIN = Actor.system("test", "organizations.edit", "accounts.edit")
PASSWORD = "rau muống luộc"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _fresh_limits():
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def commune(db) -> dict[str, str]:
    common = {"by": ADMIN, "at": NOON, "valid_from": START}
    organizations.open_agency(
        code="H42.101", name="Ủy ban nhân dân xã Hải Hậu", kind="ubnd_xa", level="commune", **common
    )
    organizations.open_agency(
        code="H42.101.01", name="Trung tâm PVHCC xã Hải Hậu", kind="trung_tam_hcc_xa", level="commune",
        parent_code="H42.101", **common,
    )  # fmt: skip
    posts = {
        "chair": ("H42.101", "Chủ tịch", ["leader"], True),
        "registrar": ("H42.101", "Công chức Tư pháp - Hộ tịch", ["specialist"], False),
        "clerk": ("H42.101.01", "Cán bộ tiếp nhận", ["desk_clerk"], False),
        "admin": ("H42.101", "Quản trị hệ thống", ["province_admin"], False),
    }
    agencies = {row.code: row for row in Agency.objects.filter(code__startswith="H42.101")}
    units = OrgUnit.objects.bulk_create(
        OrgUnit(agency=agencies[agency], code=f"{agency}-{name}", name=f"Bộ phận {title}", valid_from=START)
        for name, (agency, title, _, _) in posts.items()
    )
    Post.objects.bulk_create(
        Post(
            code=f"P-{name}", agency=agencies[agency], unit=unit, title=title, roles=roles, can_sign=sign,
            leader_rank=1 if sign else 0, valid_from=START,
        )
        for unit, (name, (agency, title, roles, sign)) in zip(units, posts.items(), strict=True)
    )  # fmt: skip
    for code, full_name in (("CB1", "Đỗ Thanh Phong"), ("CB2", "Lê Minh Ngân"), ("CB3", "Vũ Trọng Duy")):
        organizations.add_officer(code=code, full_name=full_name, by=ADMIN, at=NOON)
    for officer, post in (("CB1", "P-chair"), ("CB2", "P-clerk"), ("CB2", "P-registrar"), ("CB3", "P-admin")):
        organizations.appoint(officer_code=officer, post_code=post, **common)
    made = {"by": ADMIN, "at": NOON, "password": PASSWORD}
    services.create_officer_user(officer_code="CB1", username="phong", **made)
    services.create_officer_user(officer_code="CB2", username="ngan", **made)
    services.create_officer_user(officer_code="CB3", username="duy", totp_secret=SECRET, **made)
    return {"chair": "phong", "clerk": "ngan", "admin": "duy"}


@pytest.fixture
def elsewhere(commune) -> str:
    """Another commune, whose dossiers nobody here works on."""
    organizations.open_agency(
        code="H42.102", name="Ủy ban nhân dân xã Hải Anh", kind="ubnd_xa", level="commune",
        valid_from=START, by=ADMIN, at=NOON,
    )  # fmt: skip
    return "H42.102"


@pytest.fixture
def sign_in():
    def into(username: str, *, code: bool = False, password: str = PASSWORD) -> Client:
        client = Client()
        client.post("/dang-nhap/", {"login": username, "password": password})
        if code:
            client.post("/dang-nhap/ma/", {"code": services.one_time_code(username)[0]})
        return client

    return into
