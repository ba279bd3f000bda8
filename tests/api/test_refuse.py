"""What the API refuses, and how it says so."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from motcua.kernel import clock
from motcua.kernel.audit.models import Entry
from motcua.services.clients import services as clients
from motcua.services.clients.models import Key
from motcua.services.dossiers.models import Dossier
from tests.support.programs import KEEPER


def problem(said, headers, status: int, code: str | None = None) -> None:
    """The form every no has."""
    assert headers["Content-Type"] == "application/problem+json"
    assert (
        said["status"] == status
        and said["title"]
        and said["detail"]
        and said["type"].startswith("/api/v1/#loi-")
    )
    if code:
        assert said["code"] == code


@pytest.mark.parametrize("key", ["", "mc_0000000000_x", "rác", "mc__", "mc_" + "9" * 200])
def test_a_call_without_a_key_that_opens_is_told_how_to_bring_one(wire, key):
    _status, said, headers = wire.get("/api/v1/dossiers", key.encode().decode("latin-1"))
    problem(said, headers, 401)
    assert headers["WWW-Authenticate"].startswith("Bearer")


def test_a_key_taken_back_opens_nothing_from_the_next_call_on(wire):
    assert wire.get("/api/v1/dossiers", wire.programs.desk)[0] == 200
    prefix = wire.programs.desk.split("_")[1]
    with clock.fixed(wire.at):
        clients.revoke_key(code="mot-cua", prefix=prefix, by=KEEPER, at=wire.at)
    _status, said, headers = wire.get("/api/v1/dossiers", wire.programs.desk)
    problem(said, headers, 401, "API-01")


def test_a_changed_key_overlaps_for_two_days_and_an_expired_one_opens_nothing(wire):
    with clock.fixed(wire.at):
        new = clients.make_key(code="mot-cua", days=90, by=KEEPER, at=wire.at).secret
    wire.at += timedelta(days=1)
    assert wire.get("/api/v1/dossiers", wire.programs.desk)[0] == wire.get("/api/v1/dossiers", new)[0] == 200
    wire.at += timedelta(days=2)
    assert wire.get("/api/v1/dossiers", wire.programs.desk)[0] == 401
    assert wire.get("/api/v1/dossiers", new)[0] == 200


def test_a_stopped_program_is_told_so_and_its_secret_is_nowhere_in_the_tables(wire):
    assert not Key.objects.filter(digest=wire.programs.desk).exists()
    assert len(Key.objects.first().digest) == 64
    with clock.fixed(wire.at):
        clients.close(code="mot-cua", reason="Hết hợp đồng", by=KEEPER, at=wire.at)
    _status, said, headers = wire.get("/api/v1/dossiers", wire.programs.desk)
    problem(said, headers, 401, "API-01")
    assert "Hết hợp đồng" in said["detail"]


def test_a_part_of_the_api_not_given_is_refused(wire):
    _status, said, headers = wire.post("/api/v1/dossiers", wire.programs.specialist, wire.filing())
    problem(said, headers, 403, "API-02")
    assert "dossiers.file" in said["detail"]


def test_a_scope_never_gives_what_the_post_may_not(wire):
    with clock.fixed(wire.at):
        row = clients.queries.Client.objects.get(code="ho-tich")
        clients.change(
            code="ho-tich", name=row.name, purpose=row.purpose, contact=row.contact, post_code=row.post_code,
            scopes=["dossiers.file", "dossiers.receive"], by=KEEPER, at=wire.at,
        )  # fmt: skip
    _status, said, headers = wire.post("/api/v1/dossiers", wire.programs.specialist, wire.filing())
    problem(said, headers, 403, "MC-02")
    assert Dossier.objects.count() == 0


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""), ("GET", "/steps"), ("POST", "/accept"), ("POST", "/steps/s2/finish"), ("POST", "/result"),
        ("POST", "/return"), ("PUT", "/applicant"), ("PUT", "/papers/1"), ("POST", "/refuse"), ("POST", "/withdraw"), ("POST", "/supplement"),
        ("POST", "/supplement-request"), ("POST", "/stop"), ("POST", "/payment"),
    ],
)  # fmt: skip
def test_a_dossier_of_another_agency_answers_like_one_that_is_not_there(wire, method, path):
    code = wire.accepted()
    with clock.fixed(wire.at):
        stranger = wire.province.stranger
        scopes = [
            "dossiers.read",
            "dossiers.file",
            "dossiers.receive",
            "dossiers.process",
            "dossiers.result",
            "dossiers.return",
        ]
        clients.register(
            code="xa-khac", name="Xã khác", purpose="Thử", contact="A", post_code=stranger.post_code,
            scopes=scopes, by=KEEPER, at=wire.at,
        )  # fmt: skip
        key = clients.make_key(code="xa-khac", days=1, by=KEEPER, at=wire.at).secret
    body = {
        "/applicant": {"name": "A"}, "/result": {"number": "1", "signed_on": "2026-11-16", "signer": "B"},
        "/return": {"receiver": "C"}, "/accept": {}, "/supplement": {}, "/steps/s2/finish": {}, "/papers/1": {},
        "/stop": {"reason": "Không đúng nơi", "legal_basis": "Điều 19", "approved_by": "CB"},
    }.get(path, {"reason": "Không đúng nơi"})  # fmt: skip
    seen = Entry.objects.count()
    theirs = wire.send(method, f"/api/v1/dossiers/{code}{path}", key, body, {"If-Match": '"1"'})
    missing = wire.send(method, f"/api/v1/dossiers/{code[:-1]}x{path}", key, body, {"If-Match": '"1"'})
    problem(theirs[1], theirs[2], 404, "DOS-01")
    assert theirs[0] == missing[0] == 404
    assert {**theirs[1], "detail": ""} == {**missing[1], "detail": ""}
    assert Entry.objects.count() == seen


def test_a_stale_version_changes_nothing(wire):
    code, mark = wire.filed()
    path, person = f"/api/v1/dossiers/{code}/applicant", {"name": "Trần Thị Bưởi"}
    first = wire.send("PUT", path, wire.programs.desk, person, {"If-Match": mark})
    assert first[0] == 200 and first[2]["ETag"] != mark
    _, said, headers = wire.send("PUT", path, wire.programs.desk, {"name": "Người khác"}, {"If-Match": mark})
    problem(said, headers, 412, "DOS-04")
    _, said, headers = wire.send("PUT", path, wire.programs.desk, {"name": "Người khác"})
    problem(said, headers, 428, "API-09")
    assert Dossier.objects.get(code=code).applicant_name == "Trần Thị Bưởi"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "API-10"),
        (b"", 422, "API-13"),
        (b'{"a": 1, "a": 2}', 400, "API-10"),
        (b'{"a": NaN}', 400, "API-10"),
        (b'\xff\xfe"', 400, "API-10"),
        (b"[" * 100_000, 400, "API-10"),
        (b'{"a":' * 60 + b"1" + b"}" * 60, 400, "API-10"),
        (b'{"sets": 123456789012345678901234567890}', 422, "API-12"),
        (b'{"summary": "a\\u0000b"}', 422, "API-12"),
        (b'{"summary": "\\ud800"}', 422, "API-12"),
        (b'{"summary": 1e999}', 422, "API-12"),
        (b'"chu"', 422, "API-13"),
        (b"null", 422, "API-13"),
    ],
)
def test_a_body_that_cannot_be_read_is_answered_in_words(wire, body, status, code):
    got, said, headers = wire.send("POST", "/api/v1/dossiers", wire.programs.desk, body)
    assert got == status
    problem(said, headers, status, code)


def test_every_wrong_field_is_named_by_its_place(wire):
    body = wire.filing(sets=0, unknown=1, applicant={"name": "", "phone": "abc"}, result_channel="bồ câu")
    _status, said, headers = wire.post("/api/v1/dossiers", wire.programs.desk, body)
    problem(said, headers, 422, "API-13")
    assert {fault["pointer"] for fault in said["errors"]} == {
        "#/sets", "#/unknown", "#/applicant/name", "#/applicant/phone", "#/result_channel",
    }  # fmt: skip
    assert all(fault["detail"] for fault in said["errors"])


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/procedures?limit=101", 422),
        ("/api/v1/procedures?limit=0", 422),
        ("/api/v1/procedures?limit=99999999999999999999999", 422),
        ("/api/v1/procedures?cursor=abc", 422),
        ("/api/v1/places?on=2026-13-01", 422),
        ("/api/v1/places?on=0", 422),
        ("/api/v1/places?levle=ward", 422),
        ("/api/v1/places/abc", 422),
        ("/api/v1/places/99", 404),
        ("/api/v1/procedures/kh%C3%B4ng", 404),
        ("/api/v1/procedures?q=%00", 400),
        ("/api/v1/khong-co", 404),
        ("/api/v2/", 404),
    ],
)
def test_a_wrong_address_or_parameter_is_answered_in_words(wire, path, status):
    got, said, headers = wire.get(path)
    assert got == status
    problem(said, headers, status)


def test_a_method_an_address_does_not_take_names_those_it_does(wire):
    _, said, headers = wire.send("DELETE", "/api/v1/procedures")
    problem(said, headers, 405)
    assert headers["Allow"] == "GET, HEAD" and "nhận GET, HEAD" in said["detail"]


def test_other_kinds_of_content_and_too_much_of_it_are_refused(wire):
    _, said, headers = wire.send(
        "POST", "/api/v1/dossiers", wire.programs.desk, b"<a/>", {"Content-Type": "text/xml"}
    )
    problem(said, headers, 415, "API-11")
    _, said, headers = wire.send("POST", "/api/v1/dossiers", wire.programs.desk, b" " * 1_000_001)
    problem(said, headers, 413, "API-16")
    assert "1000001 byte" in said["detail"]


def test_a_body_that_does_not_say_how_long_it_is_is_told_so(wire):
    with clock.fixed(wire.at):
        response = wire.client.generic(
            "POST", "/api/v1/dossiers", b"", content_type="application/json", CONTENT_LENGTH="",
            headers={"Transfer-Encoding": "chunked", "Authorization": f"Bearer {wire.programs.desk}"},
        )  # fmt: skip
    assert response.status_code == 411
    problem(response.json(), response.headers, 411, "API-15")


def test_a_session_of_an_officer_opens_nothing_here(wire, client):
    from django.contrib.auth import get_user_model

    client.force_login(
        get_user_model().objects.create_user("ai-do", kind="admin", full_name="Ai đó", joined_at=wire.at)
    )
    response = client.get("/api/v1/dossiers")
    assert response.status_code == 401 and json.loads(response.content)["code"] == "API-07"


def test_tracking_tells_the_same_for_a_wrong_code_and_a_wrong_proof_and_then_waits(wire):
    code = wire.accepted()
    path, dossier = "/api/v1/tracking", Dossier.objects.get(code=code)
    dossier.applicant_phone = "0912345678"
    dossier.save(update_fields=["applicant_phone"])
    status, said, headers = wire.post(path, "", {"code": code.lower(), "proof": "0912 345 678"})
    assert (
        status == 200
        and said["status"] == 2
        and [step["state"] for step in said["steps"]][:2] == ["done", "now"]
    )
    assert "Mẫu" not in json.dumps(said, ensure_ascii=False) and headers["Cache-Control"] == "no-store"

    wrong = wire.post(path, "", {"code": code, "proof": "0999999999"})
    missing = wire.post(path, "", {"code": "H42.99-261116-0001", "proof": "0999999999"})
    assert wrong[0] == missing[0] == 404 and wrong[1] == missing[1]
    for _ in range(25):
        last = wire.post(path, "", {"code": code, "proof": "0999999999"})
    problem(last[1], last[2], 429, "DOS-20")
    assert last[2]["Retry-After"]
