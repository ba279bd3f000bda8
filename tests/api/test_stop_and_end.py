"""What stops a dossier's clock or ends its way early, by programs; what may be done is what has a door."""

from __future__ import annotations

import pytest

from motcua.kernel.audit.models import Entry
from motcua.services.dossiers.models import Dossier, Pause
from motcua.services.dossiers.types import Status
from motcua.web.api.views import schema
from tests.api.test_refuse import problem

DOORS = {
    "accept": ("accept", {}), "refuse_at_reception": ("refuse", {"reason": "Không đúng nơi nhận"}),
    "request_supplement": ("supplement-request", {"reason": "Thiếu giấy chứng sinh"}),
    "receive_supplement": ("supplement", {}), "withdraw": ("withdraw", {"reason": "Theo đơn xin rút"}),
    "request_payment": ("payment-request", {"reason": "Lệ phí 8.000 đồng"}),
    "confirm_payment": ("payment", {"reason": "Biên lai 0000123"}), "stop": ("stop", {"reason": "Chờ xác minh", "legal_basis": "Điều 19 Nghị định 61/2018/NĐ-CP"}),
    "resume": ("resume", {"reason": "Đã xác minh xong"}), "finish_step": ("steps/{step}/finish", {}),
    "record_result": ("result", {"number": "1", "signed_on": "2026-11-16", "signer": "Trần Văn Bách"}),
    "return_result": ("return", {"receiver": "Trần Thị Bưởi"}),
}  # fmt: skip


def may(wire, code: str, who: str) -> list[str]:
    return wire.get(f"/api/v1/dossiers/{code}/steps", getattr(wire.programs, who))[1]["actions"]


def do(wire, code: str, action: str, who: str, mark: str = "", **more):
    door, body = DOORS[action]
    headers = {"Idempotency-Key": f"{code}:{action}"} | ({"If-Match": mark} if mark else {})
    return wire.send(
        "POST", f"/api/v1/dossiers/{code}/{door}", getattr(wire.programs, who), body | more, headers
    )


def test_every_action_told_to_a_program_has_an_address():
    told = set(schema()["components"]["schemas"]["Offered"]["properties"]["actions"]["items"]["enum"])
    assert told == {*DOORS, "declare"}
    assert "put" in schema()["paths"]["/api/v1/dossiers/{code}/answers"]
    for door, _body in DOORS.values():
        assert "post" in schema()["paths"][f"/api/v1/dossiers/{{code}}/{door}"]


def test_papers_are_asked_for_and_received_at_the_desk(wire):
    code, mark = wire.filed()
    assert "request_supplement" in may(wire, code, "desk")
    status, said, headers = do(
        wire, code, "request_supplement", "desk", mark, items=["Giấy chứng sinh", "Căn cước"], expires_on="2026-11-30"
    )  # fmt: skip
    assert (status, said["status"]) == (200, Status.SUPPLEMENT) and said["paper_number"].endswith("/HDHS")
    again = do(
        wire, code, "request_supplement", "desk", mark, items=["Giấy chứng sinh", "Căn cước"], expires_on="2026-11-30"
    )  # fmt: skip
    assert again[1] == said and again[2]["Idempotency-Replayed"] == "true" and Pause.objects.count() == 1
    assert may(wire, code, "desk") == ["receive_supplement", "refuse_at_reception", "withdraw", "declare"]

    missing = do(wire, code, "receive_supplement", "desk", papers=[{"position": 1}, {"position": 199}])
    problem(missing[1], missing[2], 422, "DOS-06")
    assert missing[1]["errors"][0]["pointer"] == "#/papers/1/position"
    stale = do(wire, code, "receive_supplement", "desk", mark)
    problem(stale[1], stale[2], 412)
    status, said, _ = do(
        wire, code, "receive_supplement", "desk", headers["ETag"], papers=[{"position": 1, "copies": 2}]
    )
    assert (status, said["status"]) == (200, Status.SUBMITTED)
    paper = Dossier.objects.get(code=code).papers.get(position=1)
    assert (paper.copies, Entry.objects.filter(action="dossiers.receive_supplement").count()) == (2, 1)
    status, said, headers = wire.post(
        f"/api/v1/dossiers/{code}/supplement-request", wire.programs.desk, {"reason": "Lại thiếu nữa"}
    )
    problem(said, headers, 409)  # once only at each stage


def test_a_program_of_the_working_step_stops_asks_for_money_and_goes_on(wire):
    code = wire.accepted()
    for action, state in (
        ("stop", Status.STOPPED), ("resume", Status.PROCESSING), ("request_payment", Status.PAYING),
        ("confirm_payment", Status.PROCESSING), ("request_supplement", Status.SUPPLEMENT),
    ):  # fmt: skip
        assert action in may(wire, code, "specialist")
        more = {"approved_by": wire.province.leader.id} if action == "stop" else {}
        status, said, _ = do(wire, code, action, "specialist", **more)
        assert (status, said["status"]) == (200, state), action
    status, said, headers = do(wire, code, "stop", "desk")
    problem(said, headers, 403, "API-02")


def test_who_approved_a_stop_is_one_who_signs_here(wire):
    code = wire.accepted()
    for given, where in (({"approved_by": "CB.khong-co"}, "#/approved_by"), ({}, "#/approved_by")):
        _, said, headers = do(wire, code, "stop", "specialist", **given)
        problem(said, headers, 422)
        assert said["errors"][0]["pointer"] == where
    assert not Pause.objects.exists()


def test_a_dossier_is_withdrawn_for_the_citizen_and_its_steps_end(wire):
    code = wire.accepted()
    status, said, headers = wire.post(f"/api/v1/dossiers/{code}/withdraw", wire.programs.specialist)
    problem(said, headers, 403, "API-02")
    assert "withdraw" in may(wire, code, "desk")
    status, said, _ = do(wire, code, "withdraw", "desk")
    assert (status, said["status"], said["steps"]) == (200, Status.WITHDRAWN, [])
    assert may(wire, code, "desk") == []
    status, said, headers = wire.post(
        f"/api/v1/dossiers/{code}/withdraw", wire.programs.desk, {"reason": "Lần nữa"}
    )
    problem(said, headers, 409)


@pytest.mark.parametrize("day", ["2026-11-15", "30/11/2026"])
def test_a_term_for_papers_that_cannot_be_is_refused_by_its_place(wire, day):
    code, _ = wire.filed()
    _status, said, headers = do(wire, code, "request_supplement", "desk", expires_on=day)
    problem(said, headers, 422)
    assert said["errors"][0]["pointer"] == "#/expires_on"
    assert Dossier.objects.get(code=code).state is Status.SUBMITTED
