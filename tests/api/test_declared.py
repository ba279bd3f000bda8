"""The description tells what is answered: no more than the code can raise, and no less."""

from __future__ import annotations

import pytest

from motcua.web.api.answers import INSIST
from motcua.web.api.views import schema
from tests.api.declared import operations, raised_by, require_declared

OPERATIONS = dict(operations())
DESCRIBED = {
    one["operationId"]: (method, address, one)
    for address, methods in schema()["paths"].items()
    for method, one in methods.items()
}
BY_THE_ROOF = {"400", "411", "413", "415", "422", "5XX", "412"}
"""Answered before an operation begins, or made of another refusal (a stale version); other tests show each."""


def test_every_operation_is_described():
    assert set(OPERATIONS) == set(DESCRIBED)


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_an_operation_may_refuse_is_what_its_code_can_raise(name):
    declared = {code for code in DESCRIBED[name][2]["responses"] if code >= "4"}
    raised = {str(one.http_status) for one in raised_by(*OPERATIONS[name])}
    raised = {"5XX" if one >= "5" else one for one in raised} - ({"428"} if name not in INSIST else set())
    assert raised <= declared
    assert declared - BY_THE_ROOF <= raised


def test_an_answer_that_is_not_described_is_noticed():
    with pytest.raises(AssertionError):
        require_declared("GET", "/api/v1/places", 409, {"Content-Type": "application/problem+json"})
    with pytest.raises(AssertionError):
        require_declared("GET", "/api/v1/places", 422, {"Content-Type": "text/html"})
    with pytest.raises(AssertionError):
        require_declared("POST", "/api/v1/tracking", 429, {"Content-Type": "application/problem+json"})


@pytest.mark.parametrize("name", OPERATIONS)
def test_headers_to_send_and_to_read_are_described(name):
    method, address, one = DESCRIBED[name]
    sent = {part["name"] for part in one["parameters"] if part["in"] == "header"}
    good = next(answer for code, answer in one["responses"].items() if code.startswith("2"))
    read = set(good.get("headers", ()))
    keyed = bool(one.get("security"))
    assert ("Idempotency-Key" in sent) == ("Idempotency-Replayed" in read) == (keyed and method == "post")
    assert ("If-None-Match" in sent) == ("304" in one["responses"]) == (method == "get" and "ETag" in read)
    assert ("If-Match" in sent) == (method != "get" and "{code}" in address and keyed)
    assert ("Location" in read) == ("201" in one["responses"])
    assert keyed == ("401" in one["responses"]) == address.startswith("/api/v1/dossiers")
