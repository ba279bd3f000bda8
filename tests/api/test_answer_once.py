"""A call sent twice has one effect and one answer."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from motcua.kernel import clock
from motcua.services.clients import services as clients
from motcua.services.clients.models import Answer
from motcua.services.dossiers.models import Dossier


def test_the_same_key_and_body_get_the_first_answer_byte_for_byte(wire):
    body = wire.filing()
    first = _raw(wire, body)
    again = _raw(wire, body)

    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert first.headers["ETag"] == again.headers["ETag"]
    assert first.headers["Location"] == again.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true" and "Idempotency-Replayed" not in first.headers
    assert Dossier.objects.filter(external_code=body["external_code"]).count() == 1


def _raw(wire, body, key: str = "once-1") -> Any:
    with clock.fixed(wire.at):
        return wire.client.post(
            "/api/v1/dossiers", json.dumps(body), content_type="application/json",
            headers={"Authorization": f"Bearer {wire.programs.desk}", "Idempotency-Key": key},
        )  # fmt: skip


def test_the_same_key_with_another_body_is_refused_and_nothing_is_made(wire):
    _raw(wire, wire.filing())
    before = Dossier.objects.count()

    status, said, _ = wire.post(
        "/api/v1/dossiers", wire.programs.desk, wire.filing(summary="khác"), Idempotency_Key="once-1"
    )

    assert status == 422 and said["code"] == "API-03" and said["next"]
    assert Dossier.objects.count() == before


def test_a_refused_call_leaves_nothing_not_even_its_key(wire):
    status, said, _ = wire.post(
        "/api/v1/dossiers", wire.programs.desk, wire.filing(procedure_code="9.999999"), Idempotency_Key="k"
    )
    assert status == 422 and said["code"] == "DOS-08"
    assert not Answer.objects.exists()
    assert wire.post("/api/v1/dossiers", wire.programs.desk, wire.filing(), Idempotency_Key="k")[0] == 201


def test_two_programs_may_use_the_same_key(wire):
    code = wire.accepted()
    one = wire.post(f"/api/v1/dossiers/{code}/steps/s2/finish", wire.programs.specialist, Idempotency_Key="k")
    other = wire.post("/api/v1/dossiers", wire.programs.desk, wire.filing(), Idempotency_Key="k")
    assert (one[0], other[0]) == (200, 201)


@pytest.mark.parametrize("key", ["", "có dấu".encode().decode("latin-1"), "x" * 256, "a b"])
def test_a_key_that_cannot_be_kept_is_refused(wire, key):
    status, said, _ = wire.post("/api/v1/dossiers", wire.programs.desk, wire.filing(), Idempotency_Key=key)
    assert status == 422 and "Idempotency-Key" in said["detail"]


def test_kept_answers_are_cleared_after_their_days(wire):
    _raw(wire, wire.filing())
    assert clients.forget_answers(at=wire.at + timedelta(days=29)) == 0
    assert clients.forget_answers(at=wire.at + timedelta(days=31)) == 1
