"""One small province for the stories; each story's own changes are rolled back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.services.accounts import queries as accounts
from motcua.services.accounts import services as account_commands
from tests.support.province import MORNING, Province, standing


@pytest.fixture(scope="package")
def laid(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), standing():
        yield


@pytest.fixture
def province(laid: None, db: None) -> Iterator[Province]:
    cache.clear()
    with clock.fixed(MORNING):
        yield Province()
    cache.clear()


@pytest.fixture
def sign_up(province: Province) -> Callable[..., tuple[Client, Actor]]:
    """`sign_up("037096000014", "Nguyễn Văn Ẫm")`: a citizen with an account, and a browser signed in."""

    def make(
        number: str = "037096000014", name: str = "Nguyễn Văn Ẫm", at: datetime = MORNING
    ) -> tuple[Client, Actor]:
        user = account_commands.create_citizen_user(
            personal_number=number,
            full_name=name,
            phone="0912345678",
            password=None,
            by=Actor.system("test"),
            at=at,
        )
        client = Client()
        client.force_login(user)
        return client, accounts.actor_for(user)

    return make
