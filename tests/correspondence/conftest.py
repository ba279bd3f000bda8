"""One small province for the registers; each test's own changes are rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from motcua.kernel import clock
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
