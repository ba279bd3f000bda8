"""What a program sends is taken whole or refused by its place; what is sent again leaves the same."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from motcua.services.dossiers.forms.intake import IntakeForm
from motcua.services.dossiers.models import Dossier, JournalEntry
from motcua.services.files.tests.conftest import PDF


def test_a_paper_not_in_the_list_or_named_twice_is_refused_by_its_place(wire):
    body = wire.filing(papers=[{"position": 1}, {"position": 1, "copies": 2}, {"position": 77}])
    status, said, _ = wire.post("/api/v1/dossiers", wire.programs.desk, body)
    assert (status, said["code"]) == (422, "DOS-06")
    assert [one["pointer"] for one in said["errors"]] == ["#/papers/1/position", "#/papers/2/position"]
    assert "77" in said["errors"][1]["detail"] and Dossier.objects.count() == 0


@pytest.mark.parametrize("value", ["Nguyễn Văn A", ""])
def test_an_answer_without_field_is_refused_by_its_place(wire, value):
    body = wire.filing(answers={"khong/co": value})
    status, said, _ = wire.post("/api/v1/dossiers", wire.programs.desk, body)
    assert status == 422 and [one["pointer"] for one in said["errors"]] == ["#/answers/khong~1co"]
    assert Dossier.objects.count() == 0


def test_an_applicant_sent_again_after_a_broken_line_stands_as_wanted(wire):
    code, mark = wire.filed()
    path, person = f"/api/v1/dossiers/{code}/applicant", {"name": "Trần Thị Bưởi", "phone": "0912345678"}
    first = wire.send("PUT", path, wire.programs.desk, person, {"If-Match": mark})
    written = JournalEntry.objects.count()
    again = wire.send("PUT", path, wire.programs.desk, person, {"If-Match": mark})
    assert (
        first[0] == again[0] == 200 and again[1] == first[1] and again[2]["ETag"] == first[2]["ETag"] != mark
    )
    assert JournalEntry.objects.count() == written

    other = wire.send("PUT", path, wire.programs.desk, person | {"phone": "0912345679"}, {"If-Match": mark})
    assert other[0] == 412
    forced = wire.send("PUT", path, wire.programs.desk, person | {"phone": "0912345679"}, {"If-Match": "*"})
    assert forced[0] == 200 and Dossier.objects.get(code=code).applicant_phone == "0912345679"


def test_a_paper_sent_again_after_a_broken_line_stands_as_wanted(wire):
    code, mark = wire.filed()
    path, sent = f"/api/v1/dossiers/{code}/papers/30?file_name=a.pdf", PDF
    headers = {"If-Match": mark, "Content-Type": "application/pdf"}
    first = wire.send("PUT", path, wire.programs.desk, sent, dict(headers))
    again = wire.send("PUT", path, wire.programs.desk, sent, dict(headers))
    assert first[0] == again[0] == 200 and again[1] == first[1]
    changed = wire.send("PUT", path, wire.programs.desk, sent + b"\n", dict(headers))
    assert changed[0] == 412


def test_an_external_code_stands_for_one_dossier_of_a_program(wire):
    first = wire.post(
        "/api/v1/dossiers", wire.programs.desk, wire.filing(external_code="A-1"), Idempotency_Key="1"
    )
    again = wire.post(
        "/api/v1/dossiers", wire.programs.desk, wire.filing(external_code="A-1"), Idempotency_Key="2"
    )
    assert first[0] == 201 and (again[0], again[1]["code"]) == (409, "DOS-17")
    assert first[1]["code"] in again[1]["detail"] and again[1]["errors"][0]["pointer"] == "#/external_code"
    for other in ("A-2", "", ""):
        assert wire.post("/api/v1/dossiers", wire.programs.desk, wire.filing(external_code=other))[0] == 201
    assert Dossier.objects.count() == 4


def test_a_step_that_is_not_open_is_refused_with_those_that_are(wire):
    code = wire.accepted()
    status, said, _ = wire.post(f"/api/v1/dossiers/{code}/steps/s99/finish", wire.programs.specialist)
    assert status == 409 and "s99" in said["detail"] and "s2 (Thẩm tra hồ sơ)" in said["detail"]


@pytest.mark.parametrize(
    ("call", "who", "body", "place", "words"),
    [
        ("steps/s2/finish", "specialist", {"opinion": "a" * 4001}, "#/opinion", "Dài quá 4000 ký tự."),
        ("refuse", "desk", {"reason": "x"}, "#/reason", "Ngắn hơn 5 ký tự."),
        ("return", "desk", {"receiver": "  "}, "#/receiver", "Không được để trống."),
        (
            "result", "registry", {"number": "1", "signed_on": "2026-11-17", "signer": "A"}, "#/signed_on",
            "Ngày ký 17/11/2026 không thể có.",
        ),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_with_the_reason(wire, call, who, body, place, words):
    code = wire.accepted()
    status, said, _ = wire.post(f"/api/v1/dossiers/{code}/{call}", getattr(wire.programs, who), body)
    assert status == 422 and said["errors"] == [{"pointer": place, "detail": words}]


@pytest.mark.parametrize(
    "form", ["1.001193.000.00.00.H40", "1.001193.000.00.00.H42", "1001193", " 1.001193 ", "1.1193"]
)
def test_every_form_of_a_code_leads_to_the_same_procedure_on_every_door(wire, form):
    said = quote(form)
    assert wire.get(f"/api/v1/procedures/{said}")[1]["code"] == "1.001193"
    assert wire.get(f"/api/v1/procedures/{said}/form")[0] == 200
    status, made, _ = wire.post("/api/v1/dossiers", wire.programs.desk, wire.filing(procedure_code=form))
    assert status == 201, made
    listed = wire.get(f"/api/v1/dossiers?procedure={said}", wire.programs.desk)[1]["items"]
    assert [(row["code"], row["procedure_code"]) for row in listed] == [(made["code"], "1.001193")]


def test_a_declaration_not_on_paper_is_held_to_what_the_form_asks_online(wire):
    status, said, _ = wire.post("/api/v1/dossiers", wire.programs.desk, wire.filing(form_on_paper=False))
    assert (status, said["code"]) == (422, "DOS-06")
    asked = wire.get("/api/v1/procedures/1.001193/form")[1]["definition"]
    wanted = {f"#/answers/{one['code']}" for part in asked["sections"] for one in part["fields"]}
    assert said["errors"] and {one["pointer"] for one in said["errors"]} <= wanted
    assert Dossier.objects.count() == 0


def test_an_answer_that_would_be_left_out_is_refused_by_its_place(wire):
    answers = {"child_birth_date": "2026-11-09", "child_birth_date_words": "Ngày khác"}
    status, said, _ = wire.post("/api/v1/dossiers", wire.programs.desk, wire.filing(answers=answers))
    assert status == 422 and [one["pointer"] for one in said["errors"]] == [
        "#/answers/child_birth_date_words"
    ]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("id_number", "03719000001", "12 chữ số"),
        ("id_number", "099190000014", "nơi đăng ký khai sinh"),
        ("id_number", "037190000014 5", "12 chữ số"),
        ("email", "nguyen@", "ten@example.vn"),
        ("phone", "12345", "bắt đầu bằng số 0"),
        ("tax_code", "0102859049", "chữ số kiểm tra"),
        ("name", "\u202e\u2066", "Không được để trống"),
        ("name", "123", "Tên cần có chữ"),
    ],
)
def test_a_person_is_held_to_the_rules_of_the_desks_form(wire, field, value, words):
    person = {"name": "Trần Thị Bưởi"} | {field: value}
    code, mark = wire.filed()
    typed = {f"hs-{key.replace('tax_code', 'id_number')}": one for key, one in person.items()}
    at_desk = IntakeForm(typed | {"hs-result_channel": "counter"})
    refusals = [
        wire.post("/api/v1/dossiers", wire.programs.desk, wire.filing(applicant=person)),
        wire.send(
            "PUT", f"/api/v1/dossiers/{code}/applicant", wire.programs.desk, person, {"If-Match": mark}
        ),
    ]
    for (status, said, _), place in zip(refusals, ("#/applicant/", "#/"), strict=True):
        assert status == 422 and [one["pointer"] for one in said["errors"]] == [place + field], said
        assert words in said["errors"][0]["detail"]
    assert list(at_desk.errors) == [field.replace("tax_code", "id_number")]


def test_letters_nobody_sees_are_taken_out_of_what_is_written(wire):
    name = "Nguyễn\u202e Văn\u2066\u200b An\u2069\n"
    body = wire.filing(applicant={"name": name, "address": "Số\u061c 1"}, summary="a\U000e0041b")
    status, said, _ = wire.post("/api/v1/dossiers", wire.programs.desk, body)
    assert status == 201
    row = Dossier.objects.get(code=said["code"])
    assert (row.applicant_name, row.applicant_address, row.summary) == ("Nguyễn Văn An", "Số 1", "ab")


@pytest.mark.parametrize("said", ["1.001193'--", "mã 1.001193", "1.001193.000.00.00", "1.0011931", "x" * 40])
def test_what_is_not_a_code_and_nothing_else_leads_nowhere(wire, said):
    assert wire.get(f"/api/v1/procedures/{quote(said)}")[0] == 404
    status, refused, _ = wire.post("/api/v1/dossiers", wire.programs.desk, wire.filing(procedure_code=said))
    assert (status, refused["code"]) == (422, "DOS-08")


def test_a_declaration_on_paper_is_completed_over_the_wire_before_it_is_accepted(wire):
    body = wire.filing(procedure_code="1.012783", answers={}, papers=[], form_on_paper=True)
    status, said, headers = wire.post("/api/v1/dossiers", wire.programs.desk, body)
    assert (status, said["undecided"]) == (201, ["case"])
    code, path = said["code"], f"/api/v1/dossiers/{said['code']}/answers"
    offered = wire.get(f"/api/v1/dossiers/{code}/steps", wire.programs.desk)[1]["actions"]
    assert "declare" in offered and "accept" not in offered
    status, said, _ = wire.post(f"/api/v1/dossiers/{code}/accept", wire.programs.desk)
    assert (status, said["code"]) == (422, "DOS-22") and "Trường hợp cấp đổi" in said["detail"]
    assert wire.send("PUT", path, wire.programs.desk, {"answers": {"case": "a"}})[0] == 428
    wrong = {"answers": {"case": "zz"}}
    status, said, _ = wire.send("PUT", path, wire.programs.desk, wrong, {"If-Match": headers["ETag"]})
    assert status == 422 and said["errors"][0]["pointer"] == "#/answers/case"
    assert Dossier.objects.get(code=code).undecided == ["case"]

    told = {"answers": {"case": "h", "area_before": "100.5"}}
    first = wire.send("PUT", path, wire.programs.desk, told, {"If-Match": headers["ETag"]})
    written = JournalEntry.objects.count()
    again = wire.send("PUT", path, wire.programs.desk, told, {"If-Match": headers["ETag"]})
    assert first[0] == again[0] == 200 and first[1]["undecided"] == [] and again[1] == first[1]
    assert "accept" in wire.get(f"/api/v1/dossiers/{code}/steps", wire.programs.desk)[1]["actions"]
    row = Dossier.objects.get(code=code)
    assert (row.limit_value, row.answers["case"], JournalEntry.objects.count()) == (10, "h", written)
