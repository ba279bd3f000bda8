"""schemathesis against the whole WSGI stack: what the description allows is taken, what it forbids is refused, no 5xx."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from motcua.config.wsgi import application
from motcua.kernel import clock
from motcua.services.clients import services as clients
from motcua.services.clients.types import SCOPES
from tests.support.programs import KEEPER

EXAMPLES = 25
DOSSIERS: dict[str, list[str]] = {}


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def stage(wire) -> Iterator[None]:
    """A program that may ask for everything, and dossiers at two stages to speak of.

    The end of a request closes the connection; here it holds the test's own transaction.
    """
    with clock.fixed(wire.at):
        clients.register(
            code="thu-moi-thu", name="Thử", purpose="Thử", contact="A", post_code=wire.province.clerk.post_code,
            scopes=SCOPES, by=KEEPER, at=wire.at,
        )  # fmt: skip
        DOSSIERS["key"] = [clients.make_key(code="thu-moi-thu", days=9, by=KEEPER, at=wire.at).secret]
        DOSSIERS["codes"] = [wire.filed()[0], wire.accepted()]
        for moment in (request_started, request_finished):
            moment.disconnect(close_old_connections)  # last: the test client puts it back after each request
        yield
    for moment in (request_started, request_finished):
        moment.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_keeps_to_its_description(stage: None, case: Case) -> None:
    parts = case.path_parameters or {}
    if case.meta is None or case.meta.generation.mode.is_positive:
        if case.path.startswith("/api/v1/dossiers/{code}"):
            chosen = len(str(parts.get("code"))) % 3
            if chosen < 2:
                parts["code"] = DOSSIERS["codes"][chosen]
        elif case.path.startswith("/api/v1/procedures/{code}"):
            parts["code"] = "1.001193"
    # What the shape allows a rule may still refuse: a signed cursor, a procedure not offered, a step of another post.
    excluded = [positive_data_acceptance]
    if any(isinstance(value, list) and len(value) < 2 for value in (case.query or {}).values()):
        excluded.append(negative_data_rejection)  # in an address a list of one is written as its only element
    case.call_and_validate(
        headers={"Authorization": f"Bearer {DOSSIERS['key'][0]}", "Accept-Encoding": "identity"},
        excluded_checks=excluded,
    )
