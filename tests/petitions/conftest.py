"""A commune, its neighbour, the province's inspector and an administrator of nothing; laid once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache

from motcua.kernel import clock, text
from motcua.kernel.access import Actor
from motcua.registries.organizations.models import Agency, Appointment, Officer, OrgUnit, Post
from motcua.services.accounts import queries as accounts
from motcua.services.dossiers.tests.factories import AT, FROM, Town, User, make_town, sign_in
from motcua.services.petitions import services
from motcua.services.petitions.models import Petition
from motcua.services.petitions.types import Kind, Sender
from tests.support.laying import laid

SENDER = Sender("Nguyễn Thị Kín", "0912345678", "", "Tổ 4, phường Thử Nghiệm")
WORDS = (
    "Ngày 20/11 tôi đến nộp hồ sơ, cán bộ yêu cầu thêm giấy tờ không có trong danh mục, phải đi lại ba lần."
)


@dataclass
class Offices:
    """Who handles petitions."""

    town: Town
    other: Town
    inspector: Actor
    inspector_user: Any
    chairman: Actor

    def login(self, client: Any) -> Any:
        return sign_in(client, self.inspector_user, self.inspector.post_code)


def _at_province(unit: OrgUnit, code: str, role: str, name: str) -> tuple[Actor, Any]:
    post = Post.objects.create(
        code=code, title=role, agency=unit.agency, unit=unit, roles=[role], valid_from=FROM
    )
    officer = Officer.objects.create(code=f"CB-{code}", full_name=name, folded=text.fold(name))
    Appointment.objects.create(officer=officer, post=post, valid_from=FROM)
    user = User.objects.create(
        username=code.lower(), full_name=name, kind="officer", officer=officer, joined_at=AT
    )
    return accounts.actor_for(user, post.code, AT), user


def _lay() -> Offices:
    town, other = make_town(), make_town("H42.96", "99601", "phường Bên Cạnh")
    unit = OrgUnit.objects.create(
        agency=Agency.objects.get(code="H42"), code="H42-TCD", name="Tiếp công dân", valid_from=FROM
    )
    inspector, user = _at_province(unit, "H42-TCD-1", "inspector", "Bùi Văn Thanh")
    chairman, _ = _at_province(unit, "H42-TCD-2", "leader", "Hà Văn Chủ")
    return Offices(town, other, inspector, user, chairman)


@pytest.fixture(scope="package")
def laid_down(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), clock.fixed(AT), laid(_lay) as given:
        yield given


@pytest.fixture
def offices(laid_down, db):
    cache.clear()
    with clock.fixed(AT):
        yield laid_down
    cache.clear()


def sent(kind: Kind = Kind.CONDUCT, press: str = "p1", **changes: Any) -> Petition:
    told = services.send(
        **({
            "kind": kind, "content": WORDS, "sender": SENDER, "press": press, "by": Actor.anonymous(), "at": AT,
            "about": "H42.95",
        } | changes)
    )  # fmt: skip
    return Petition.objects.get(code=told.code)


def stands() -> list[tuple]:
    """Everything a refusal must leave as it was."""
    return list(
        Petition.objects.order_by("pk").values_list(
            "state", "agency_code", "version", "due_at", "answer", "published_at"
        )
    )
