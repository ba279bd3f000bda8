"""One small province for all tests of the room; every test's own changes are rolled back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.support.province import Province, standing

from motcua.services.dossiers import services as dossiers


@pytest.fixture(scope="package")
def laid(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), standing():
        yield


@pytest.fixture
def province(laid: None, db: None) -> Province:
    return Province()


@pytest.fixture
def told(province: Province, news: Callable[..., list[Any]]) -> Callable[[], list[str]]:
    """Names of the events published since the test began."""
    return lambda: [one.name for one in news()]


@pytest.fixture
def waiting(province):
    """A birth filed online whose draft the citizen is asked to confirm."""
    dossier = province.taken_in("1.001193")
    officer = province.officers("tu_phap_ho_tich")[0]
    dossiers.finish_step(
        code=dossier.code,
        outcome="hop_le_truc_tuyen",
        opinion="Mời công dân xem bản nháp.",
        by=officer,
        at=province.at,
    )
    dossier.refresh_from_db()
    return dossier, officer
