"""A browser of the provincial administrator, and one of an officer without any duty in the console."""

from datetime import datetime

import pytest
from django.test import Client

from motcua.kernel import access
from motcua.kernel.access import Actor
from motcua.kernel.clock import TZ
from motcua.services.accounts.types import ROLES

AT = datetime(2026, 11, 23, 9, 15, tzinfo=TZ)
ADMIN = Actor(
    "officer", "QT01", "Lê Văn E", post_title="Quản trị viên", permissions=ROLES["province_admin"].permissions
)
CLERK = Actor("officer", "CB01", "Phạm Văn D", post_title="Cán bộ tiếp nhận")


@pytest.fixture
def as_actor(db, monkeypatch):
    """A client whose every request comes from this actor."""

    def client(actor: Actor) -> Client:
        monkeypatch.setattr(access.Actor, "anonymous", classmethod(lambda cls: actor))
        return Client()

    return client


@pytest.fixture
def page(as_actor) -> Client:
    return as_actor(ADMIN)
