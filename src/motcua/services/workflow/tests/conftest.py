"""One officer, one clerk, one moment, and the processes that come with the product."""

from datetime import datetime, timedelta

import pytest
from tests.support.laying import laid

from motcua.kernel.access import Actor
from motcua.kernel.clock import TZ
from motcua.services.workflow import services

AT = datetime(2026, 11, 23, 9, 15, tzinfo=TZ)
ADMIN = Actor("officer", "QT01", "Lê Văn E", permissions=frozenset({"workflow.edit"}))


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def admin() -> Actor:
    return ADMIN


@pytest.fixture
def officer() -> Actor:
    return Actor("officer", "CB01", "Phạm Văn D", post_title="Chuyên viên")


@pytest.fixture
def other() -> Actor:
    return Actor("officer", "CB02", "Trần Thị B", post_title="Chuyên viên")


@pytest.fixture(scope="module")
def standing_processes(django_db_setup: None, django_db_blocker):
    """Loaded once for the tests of a file."""
    with django_db_blocker.unblock(), laid(lambda: services.load_processes(by=ADMIN, at=AT)):
        yield


@pytest.fixture
def processes(standing_processes, db):
    """The processes that come with the product."""


@pytest.fixture
def births(processes, officer):
    """A birth registration that has just reached the desk."""
    return services.start(
        process_code="1.001193", subject="dossier:H42-1", by=officer, at=AT,
        due_calculator=lambda entered, hours: entered + timedelta(hours=hours),
    )  # fmt: skip
