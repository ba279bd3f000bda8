"""A throw-away authority, an officer, an agency and a paper to sign."""

from __future__ import annotations

import shutil
from datetime import datetime
from types import SimpleNamespace

import pytest

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.services.signing import services
from motcua.services.signing.services import keys
from motcua.services.signing.types import AGENCY, MANAGE, PERSON, SEAL, SIGN
from motcua.ui import paper

NOW = datetime(2026, 11, 20, 10, 42, 7, tzinfo=clock.TZ)
LETTER = "services/signing/tests/letter.typ"


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    """Keys are slow to make: once a session, copied for each test."""
    folder = tmp_path_factory.mktemp("pki")
    services.create_demo_authority(directory=folder, at=NOW)
    return folder


@pytest.fixture
def var(authority, tmp_path, settings):
    settings.VAR_DIR = tmp_path
    settings.TIME_STAMP_URL = ""
    settings.TRUST_ROOTS = ""
    shutil.copytree(authority, tmp_path / "pki")
    keys.forget()
    yield tmp_path
    keys.forget()


@pytest.fixture
def manager():
    return Actor.system("tests", MANAGE)


@pytest.fixture
def officer():
    return Actor(
        kind="officer",
        id="CB-0001",
        name="Lê Văn Cường",
        post_title="Chủ tịch",
        agency_code="H42.15",
        permissions=frozenset({SIGN, SEAL}),
    )


@pytest.fixture
def hands(db, var, manager):
    """An officer's and an agency's certificate."""
    person = services.issue_certificate(
        holder_kind=PERSON,
        holder_code="CB-0001",
        name="Lê Văn Cường",
        title="Chủ tịch",
        organization="Ủy ban nhân dân phường Nam Định",
        email="cuong@vidu.example",
        by=manager,
        at=NOW,
    )
    agency = services.issue_certificate(
        holder_kind=AGENCY,
        holder_code="H42.15",
        name="Ủy ban nhân dân phường Nam Định",
        by=manager,
        at=NOW,
    )
    return SimpleNamespace(person=person, agency=agency)


@pytest.fixture(scope="session")
def letter():
    return paper.render(LETTER, {"pages": 2})


@pytest.fixture
def signed(hands, officer, letter):
    """A letter signed by the person, then sealed by the agency."""
    return services.sign_pdf(
        pdf=letter,
        by=officer,
        signer_code="CB-0001",
        at=NOW,
        reason="Cấp giấy",
        location="Nam Định",
        seal_agency_code="H42.15",
    ).content
