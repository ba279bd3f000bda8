"""The wizard over HTTP: from an empty list to the minutes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.kernel import clock
from motcua.registries.organizations.models import Agency, Appointment, Officer, OrgUnit, Post
from motcua.services.dossiers.tests.factories import AT, FROM, User, sign_in
from motcua.services.reorganisations.models import Reorganisation

from .conftest import MIDNIGHT, Two, carry_out, merging

BASE = "/quan-tri/sap-xep/"


def an_admin(two: Two, number: int) -> Callable[[], Client]:
    """An administrator at the provincial committee; asked again, signed in anew."""
    unit, _ = OrgUnit.objects.get_or_create(
        agency=Agency.objects.get(code="H42"),
        code="H42-QT",
        defaults={"name": "Quản trị", "valid_from": FROM},
    )
    post = Post.objects.create(
        code=f"H42-QT-{number}", title="Quản trị viên", agency=unit.agency, unit=unit, roles=["province_admin"], valid_from=FROM
    )  # fmt: skip
    officer = Officer.objects.create(code=f"QT-{number}", full_name=f"Bùi Văn Quản {number}", folded="bui")
    Appointment.objects.create(officer=officer, post=post, valid_from=FROM)
    user = User.objects.create(
        username=f"qt{number}", full_name=officer.full_name, kind="officer", officer=officer, joined_at=AT
    )
    return lambda: sign_in(Client(), user, post.code)


@pytest.fixture
def admins(two: Two) -> tuple[Callable[[], Client], Callable[[], Client]]:
    return an_admin(two, 1), an_admin(two, 2)


def test_a_plan_goes_from_a_file_to_its_minutes(two: Two, admins) -> None:
    with clock.fixed(AT):
        first, second = (sign() for sign in admins)
        answer = first.post(f"{BASE}moi/", {"name": "Hợp nhất hai phường", "basis": "Nghị quyết 12/NQ-HĐND",
                                            "effective_on": "01/12/2026"})  # fmt: skip
        row = Reorganisation.objects.get()
        assert answer["Location"] == f"{BASE}{row.code}/"
        one = f"{BASE}{row.code}/"
        lines = "".join(f"  - {line.plain()}\n" for line in merging(two))
        file = SimpleUploadedFile("pa.yaml", f"lines:\n{lines}".encode())
        assert first.post(f"{one}nap/", {"file": file, "seen": 1})["Location"] == one
        assert "Trình duyệt" in first.get(one).content.decode()
        dry = first.get(f"{one}chay-thu/").content.decode()
        assert "12</td>" in dry and "Ủy ban nhân dân phường Mới" in dry
        first.post(f"{one}lam/trinh/", {"seen": 2})
        assert "người lập không tự duyệt" in first.get(one).content.decode()
        second.post(f"{one}lam/duyet/", {"seen": 3})
    with clock.fixed(MIDNIGHT):
        carry_out(row.code)
        first = admins[0]()
        assert "Số hồ sơ trước và sau bằng nhau" in first.get(one).content.decode()
        paper = first.get(f"{one}bien-ban/{two.east.committee}/H42.97/")
        assert paper.content.startswith(b"%PDF-")
        rows = b"".join(first.get(f"{one}ho-so/{two.east.committee}/H42.97/?dang=csv")).decode()  # type: ignore[call-overload]
        assert rows.count("\n") == 1 + 12
        assert first.get(f"{one}ho-so/{two.east.committee}/H42.97/").status_code == 200
        assert first.get(f"{one}bien-ban/{two.east.committee}/H42.96/").status_code == 404


def test_who_prepared_a_plan_finds_no_way_to_approve_it(two: Two, admins) -> None:
    with clock.fixed(AT):
        first, _ = (sign() for sign in admins)
        first.post(
            f"{BASE}moi/", {"name": "Đổi tên phường", "basis": "Nghị quyết 12", "effective_on": "01/12/2026"}
        )
        one = f"{BASE}{Reorganisation.objects.get().code}/"
        line = {
            "kind": "rename",
            "old": two.east.committee,
            "name": "Ủy ban nhân dân phường Rạng Đông",
            "seen": "1",
        }
        assert first.post(f"{one}them/", line)["Location"] == one
        first.post(f"{one}lam/trinh/", {"seen": 2})
        answer = first.post(f"{one}lam/duyet/", {"seen": 3}, follow=True)
    assert "Người lập phương án không tự duyệt" in answer.content.decode()
    assert Reorganisation.objects.get().state == "submitted"
    assert two.east.login(Client(), "judge").get(one).status_code in (403, 404)
