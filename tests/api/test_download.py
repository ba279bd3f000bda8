"""Files come out as they went in, to whom they belong, and never as a page of ours; HEAD is GET without a body."""

from __future__ import annotations

import hashlib

import pytest

from motcua.kernel import clock
from motcua.kernel.audit.models import Entry
from motcua.services.clients import services as clients
from motcua.services.clients.types import SCOPES
from motcua.services.files.tests.conftest import PDF
from tests.api.test_refuse import problem
from tests.support.programs import KEEPER, live


@pytest.fixture
def scanned(wire):
    """A dossier with a file at its first paper, and the file's address."""
    code, _ = wire.filed()
    path = f"/api/v1/dossiers/{code}/papers/1"
    sent = wire.send(
        "PUT", f"{path}?file_name=đơn.pdf", wire.programs.desk, PDF, {"Content-Type": "application/pdf"}
    )
    assert sent[0] == 200
    return code, path


def test_a_paper_comes_out_as_it_went_in_and_the_look_is_written_down(wire, scanned):
    code, path = scanned
    status, said, headers = wire.get(path, wire.programs.desk)
    mark = f'"{hashlib.sha256(PDF).hexdigest()}"'
    assert (status, said, headers["Content-Type"], headers["ETag"]) == (200, PDF, "application/pdf", mark)
    assert headers["Content-Disposition"].startswith("attachment")
    assert (
        headers["X-Content-Type-Options"] == "nosniff"
        and "default-src 'none'" in headers["Content-Security-Policy"]
    )
    for held in (mark, f"W/{mark}", f'"x", {mark}'):
        assert wire.get(path, wire.programs.desk, **{"If-None-Match": held})[:2] == (304, b"")
    assert Entry.objects.filter(subject=f"dossier:{code}", action="dossiers.look").count() == 1


def test_a_file_sent_for_a_paper_leaves_the_copies_counted_at_the_desk(wire, scanned):
    code, _ = scanned
    papers = wire.get(f"/api/v1/dossiers/{code}", wire.programs.desk)[1]["papers"]
    assert (papers[0]["originals"], papers[0]["sha256"]) == (1, hashlib.sha256(PDF).hexdigest())


def test_the_signed_result_comes_as_the_file_it_was_signed_or_scanned_as(wire):
    code = live(wire.send, wire.programs, wire.filing(), f"{wire.at:%Y-%m-%d}")
    path = f"/api/v1/dossiers/{code}/result"
    status, said, headers = wire.get(path, wire.programs.desk)
    problem(said, headers, 404, "DOS-01")  # recorded without a scan

    code = wire.accepted()
    path = f"/api/v1/dossiers/{code}/result"
    here = f"/api/v1/dossiers/{code}"
    wire.post(f"{here}/steps/s2/finish", wire.programs.specialist)
    wire.post(f"{here}/steps/s3/finish", wire.programs.specialist, {"draft_on_paper": True})
    sent = wire.send(
        "PUT", f"{here}/papers/100", wire.programs.desk, PDF, {"Content-Type": "application/pdf"}
    )
    assert sent[0] == 200
    signed = {"number": "12/XN", "signed_on": "2026-11-16", "signer": "Trần Văn Bách"}
    signed["sha256"] = hashlib.sha256(PDF).hexdigest()
    assert wire.post(path, wire.programs.registry, signed)[0] == 200
    status, said, headers = wire.get(path, wire.programs.desk)
    assert (status, said) == (200, PDF)
    assert headers["Content-Disposition"] == f'attachment; filename="{code}_KQ.pdf"'


def test_a_file_of_another_agency_answers_like_one_that_is_not_there(wire, scanned):
    code, path = scanned
    with clock.fixed(wire.at):
        clients.register(
            code="xa-khac", name="Xã khác", purpose="Thử", contact="A", scopes=list(SCOPES), by=KEEPER, at=wire.at,
            post_code=wire.province.stranger.post_code,
        )  # fmt: skip
        key = clients.make_key(code="xa-khac", days=1, by=KEEPER, at=wire.at).secret
    for part in ("papers/1", "papers/2", "result"):
        theirs = wire.get(f"/api/v1/dossiers/{code}/{part}", key)
        missing = wire.get(f"/api/v1/dossiers/{code[:-1]}x/{part}", key)
        problem(theirs[1], theirs[2], 404, "DOS-01")
        assert {**theirs[1], "detail": ""} == {**missing[1], "detail": ""}
    problem(*wire.get(f"/api/v1/dossiers/{code}/papers/2", wire.programs.desk)[1:], 404, "DOS-01")
    assert wire.get(path, "")[0] == 401


@pytest.mark.parametrize(
    "path", ["/api/v1/procedures?limit=3", "/api/v1/places/13669", "/api/v1/dossiers", "{paper}", "/api/v1/khong-co",
             "/api/v1/dossiers/X", "/api/v1/openapi.json"],
)  # fmt: skip
def test_head_answers_like_get_without_a_body(wire, scanned, path):
    path = path.format(paper=scanned[1])
    got = wire.get(path, wire.programs.desk)
    headed = wire.send("HEAD", path, wire.programs.desk)
    assert (headed[0], headed[1]) == (got[0], b"")
    for name in ("Content-Type", "ETag", "Content-Length", "Content-Disposition"):
        assert headed[2].get(name) == got[2].get(name), name


def test_an_address_without_get_names_what_it_takes(wire):
    for method in ("HEAD", "GET", "DELETE"):
        status, _, headers = wire.send(method, "/api/v1/tracking")
        assert (status, headers["Allow"]) == (405, "POST")
    assert wire.send("POST", "/api/v1/places")[2]["Allow"] == "GET, HEAD"
