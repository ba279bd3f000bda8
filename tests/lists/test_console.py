"""Every list of the console: as many questions of the database for three hundred rows as for ten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from motcua.kernel import access, clock
from motcua.kernel.access import Actor
from motcua.kernel.audit.models import Entry
from motcua.registries.eforms.models import Form, FormVersion
from motcua.registries.organizations.models import Agency, OrgUnit, Post
from motcua.registries.places.models import Unit
from motcua.registries.procedures.models import Adoption, Draft, Procedure, Synonym
from motcua.services.accounts.models import User
from motcua.services.accounts.types import ROLES
from motcua.services.clients.models import Client
from motcua.services.workflow.models import Process, ProcessVersion

AT = datetime(2026, 11, 23, 9, 15, tzinfo=clock.TZ)
pytestmark = pytest.mark.django_db
MOST = 30
STAMP = "_revision"
"""Whether a kept copy is still good: believed for a second in an office, looked up each time in a test."""


@pytest.fixture
def page(monkeypatch) -> Browser:
    """A browser of the province's administrator."""
    admin = Actor("officer", "QT01", "Lê Văn E", permissions=ROLES["province_admin"].permissions)
    monkeypatch.setattr(access.Actor, "anonymous", classmethod(lambda cls: admin))
    return Browser()


def accounts(numbers: range) -> None:
    User.objects.bulk_create(
        User(username=f"036{n:09d}", full_name=f"Trần Thị {n}", kind="citizen", joined_at=AT) for n in numbers
    )


def places(numbers: range) -> None:
    Unit.objects.bulk_create(
        Unit(code=f"{60000 + n}", kind="xã", name=f"Mẫu {n}", level="ward", valid_from=date(2025, 7, 1),
             path=f"xã Mẫu {n}", folded=f" xa mau {n}")
        for n in numbers
    )  # fmt: skip


def agencies(numbers: range) -> None:
    Agency.objects.bulk_create(
        Agency(code=f"H42.{5000 + n}", name=f"Ủy ban nhân dân xã Mẫu {n}", kind="ubnd_xa", level="commune",
               valid_from=date(2025, 7, 1))
        for n in numbers
    )  # fmt: skip


def procedures(numbers: range) -> None:
    made = Procedure.objects.bulk_create(
        Procedure(code=f"1.7{n:05d}", name=f"Thủ tục mẫu {n}") for n in numbers
    )
    Adoption.objects.bulk_create(
        Adoption(procedure=one, province_code=settings.PROVINCE_AGENCY, level="commune", changed_at=AT)
        for one in made
    )


def drafts(numbers: range) -> None:
    Draft.objects.bulk_create(
        Draft(code=f"1.7{n:05d}", started_at=AT, changed_at=AT, changed_by="Lê Văn E") for n in numbers
    )


def sayings(numbers: range) -> None:
    Synonym.objects.bulk_create(Synonym(says=f"lời {n}", means=["khai sinh"], codes=[]) for n in numbers)


def forms(numbers: range) -> None:
    made = Form.objects.bulk_create(Form(code=f"mau-{n}", name=f"Biểu mẫu {n}") for n in numbers)
    FormVersion.objects.bulk_create(
        FormVersion(
            form=one,
            number=1,
            definition={},
            sha256=f"{n:064d}",
            status="published",
            saved_at=AT,
            saved_by="E",
        )
        for n, one in zip(numbers, made, strict=True)
    )


def processes(numbers: range) -> None:
    made = Process.objects.bulk_create(
        Process(code=f"mau-{n}", name=f"Quy trình {n}", folded=f"quy trinh {n}") for n in numbers
    )
    ProcessVersion.objects.bulk_create(
        ProcessVersion(
            process=one,
            number=1,
            definition={},
            bpmn_xml="",
            sha256=f"{n:064d}",
            created_at=AT,
            created_by="E",
        )
        for n, one in zip(numbers, made, strict=True)
    )


def clients(numbers: range) -> None:
    """All of one post: a province has some dozens, in fewer posts; what a post is called is remembered."""
    first = date(2025, 7, 1)
    agency, _ = Agency.objects.get_or_create(
        code="H42", defaults={"name": "Tỉnh", "kind": "ubnd_tinh", "level": "province", "valid_from": first}
    )
    unit, _ = OrgUnit.objects.get_or_create(
        code="H42-VP", agency=agency, defaults={"name": "Văn phòng", "valid_from": first}
    )
    Post.objects.get_or_create(
        code="P-1", agency=agency, unit=unit, defaults={"title": "Chuyên viên", "valid_from": first}
    )
    Client.objects.bulk_create(
        Client(code=f"mau-{n}", name=f"Phần mềm {n}", purpose="Thử", contact="Trần Thị Bưởi", post_code="P-1",
               agency_code="H42", created_at=AT, created_by="E")
        for n in numbers
    )  # fmt: skip


def ledger(numbers: range) -> None:
    Entry.objects.bulk_create(
        Entry(at=AT, actor_kind="officer", actor_id=f"CB{n}", actor_name="Lê Văn E", action="dossiers.look",
              subject=f"dossier:{n}", leaf=b"1" * 32)
        for n in numbers
    )  # fmt: skip


LISTS: dict[str, Callable[[range], None]] = {
    "/quan-tri/": accounts,
    "/quan-tri/tai-khoan/": accounts,
    "/quan-tri/tai-khoan/?q=tran": accounts,
    "/quan-tri/don-vi-hanh-chinh/": places,
    "/quan-tri/co-quan/": agencies,
    "/quan-tri/thu-tuc/": procedures,
    "/quan-tri/thu-tuc/?trang=3": procedures,
    "/quan-tri/thu-tuc/con-thieu/": procedures,
    "/quan-tri/thu-tuc/ban-thao/": drafts,
    "/quan-tri/thu-tuc/tu-dong-nghia/": sayings,
    "/quan-tri/thu-tuc/goi/": procedures,
    "/quan-tri/bieu-mau/": forms,
    "/quan-tri/quy-trinh/": processes,
    "/quan-tri/ung-dung/": clients,
    "/quan-tri/nhat-ky/": ledger,
}


@pytest.mark.parametrize(("address", "fill"), LISTS.items())
def test_a_list_asks_as_much_for_three_hundred_rows_as_for_ten(page, address, fill):
    asked = []
    for numbers in (range(10), range(10, 300)):
        fill(numbers)
        page.get(address)
        with CaptureQueriesContext(connection) as counted:
            assert page.get(address).status_code == 200
        asked.append([one["sql"] for one in counted if STAMP not in one["sql"]])
    few, many = asked
    assert len(many) <= len(few) + 2, "\n".join(sql[:150] for sql in many)
    assert len(many) <= MOST
