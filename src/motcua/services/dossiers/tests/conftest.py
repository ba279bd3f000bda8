"""One small province for all tests of the room; every test's own changes are rolled back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests.support.province import Province, standing

from motcua.kernel.outbox.models import Message


@pytest.fixture(scope="package")
def laid(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), standing():
        yield


@pytest.fixture
def province(laid: None, db: None) -> Province:
    return Province()


@pytest.fixture
def told(province: Province) -> Callable[[], list[str]]:
    """Names of the events published since the test began."""
    start = Message.objects.order_by("-id").values_list("id", flat=True).first() or 0
    return lambda: list(Message.objects.filter(id__gt=start).order_by("id").values_list("name", flat=True))
