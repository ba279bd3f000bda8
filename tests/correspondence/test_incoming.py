"""Văn bản đến: one number each, instructed, resolved, printed; nobody else's, nothing secret, nothing twice."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pypdf import PdfReader

from motcua.kernel.audit.models import Entry
from motcua.kernel.refusals import NotAllowed
from motcua.services.correspondence import services
from motcua.services.correspondence.models import Assignee, Incoming, Step
from motcua.services.correspondence.types import (
    CameBefore,
    Letter,
    LetterInvalid,
    LetterMoved,
    LetterNotThere,
    Priority,
    SecretRefused,
    State,
)
from motcua.services.dossiers.tests.factories import sign_in_as
from motcua.services.files.models import StoredFile

HERE = "/can-bo/van-ban-den/"
LETTER = Letter(
    author="Sở Tư pháp tỉnh Ninh Bình", notation="412/STP-HC", issued_on=date(2026, 11, 12), type_name="Công văn",
    subject="V/v rà soát số liệu hộ tịch quý IV", pages=2,
)  # fmt: skip
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


@pytest.fixture
def office(province):
    """Who keeps the register, who instructs, who works; a clerk of another agency."""
    registry = next(
        one for one in province.officers("van_thu") if "correspondence.register" in one.permissions
    )
    worker = province.officers("tu_phap_ho_tich")[0]
    return province, registry, province.leader, worker


def put(office, press="a", **changes) -> Incoming:
    province, registry, *_ = office
    return services.register(letter=replace(LETTER, **changes), press=press, by=registry, at=province.at)


def stands() -> tuple:
    return (
        list(Incoming.objects.values_list("number", "state", "version")),
        Step.objects.count(),
        Assignee.objects.count(),
    )


def given_to(office, row, **changes) -> Incoming:
    province, _, leader, worker = office
    said = {
        "document_id": row.pk, "lead": worker.id, "helpers": (), "readers": (), "words": "Tham mưu trả lời.", "due_on": None,
        "seen": row.version, "by": leader, "at": province.at,
    }  # fmt: skip
    return services.instruct(**(said | changes))


def test_each_document_has_one_number_of_the_year_and_a_second_press_gives_the_same(office) -> None:
    province, registry, leader, worker = office
    first, second = put(office), put(office, "b", notation="413/STP-HC")
    assert (first.number, second.number, first.year) == (1, 2, 2026) and put(office).pk == first.pk
    with pytest.raises(CameBefore, match="số đến 1/2026"):
        put(office, "c")
    third = services.register(letter=LETTER, press="c", again=True, by=registry, at=province.at)
    assert third.number == 3 and third.notation == "412/STP-HC" and third.due_on > province.at.date()
    before = stands()
    for changes in (
        {"author": ""}, {"author": "x" * 201}, {"notation": "không số"}, {"notation": f"1/{'X' * 31}"}, {"issued_on": None},
        {"issued_on": date(2026, 11, 30)}, {"issued_on": date(1900, 1, 1)}, {"subject": ""}, {"subject": "x" * 501}, {"pages": 0},
        {"pages": 1000}, {"due_on": date(2026, 11, 1)}, {"type_name": ""},
    ):  # fmt: skip
        with pytest.raises(LetterInvalid) as refused:
            put(office, "d", **changes)
        assert refused.value.facts["places"], changes
    for by in (worker, leader, province.stranger):
        with pytest.raises(NotAllowed):
            services.register(letter=LETTER, press="e", by=by, at=province.at)
    assert stands() == before
    assert put(office, "f", notation="414/STP-HC").number == 4, "what was refused took no number"


def test_a_state_secret_leaves_nothing_behind(office, settings, tmp_path) -> None:
    settings.VAR_DIR = tmp_path
    _, registry, *_ = office
    before = (stands(), Entry.objects.count(), StoredFile.objects.count())
    with pytest.raises(SecretRefused):
        put(office, secrecy="Tối mật")
    client = sign_in_as(Client(), registry)
    scan = io.BytesIO(PDF)
    scan.name = "a.pdf"
    answer = client.post(f"{HERE}vao-so/", form(secrecy="Mật", scan=scan))
    assert "độ mật" in answer.content.decode() and answer.status_code >= 400
    assert (stands(), StoredFile.objects.count()) == (before[0], before[2])
    assert not Entry.objects.filter(action__startswith="correspondence").exists()


def test_a_document_is_instructed_reported_and_ended_with_its_answer(office, monkeypatch) -> None:
    province, registry, leader, worker = office
    told: list[dict] = []
    monkeypatch.setattr(services, "notify", lambda **said: told.append(said))
    row = put(office, due_on=date(2026, 11, 20))
    before = stands()
    for error, changes in (
        (LetterInvalid, {"lead": ""}), (LetterInvalid, {"lead": province.stranger.id}), (LetterInvalid, {"readers": [province.stranger.id]}),
        (LetterInvalid, {"due_on": province.at.date() - timedelta(days=1)}), (NotAllowed, {"by": registry}),
        (LetterNotThere, {"by": province.stranger}), (LetterNotThere, {"by": worker}), (LetterMoved, {"seen": 9}), (LetterNotThere, {"document_id": 0}),
    ):  # fmt: skip
        with pytest.raises(error):
            given_to(office, row, **changes)
        assert stands() == before
    row = given_to(office, row, due_on=date(2026, 12, 30), readers=[registry.id])
    assert (row.state, row.due_on) == (State.ASSIGNED, date(2026, 11, 20)), (
        "the day the document asks for is the earlier"
    )
    assert [sorted(one["officers"]) for one in told] == [sorted([worker.id, registry.id])]
    say = {"document_id": row.pk, "by": worker, "at": province.at}
    with pytest.raises(LetterInvalid):
        services.report(**say | {"by": registry}, words="Đã đọc rồi.", seen=row.version)
    row = services.report(**say, words="Đã xin số liệu của công an.", seen=row.version)
    for reply, outcome in (("", ""), ("không số", "Đã trả lời")):
        with pytest.raises(LetterInvalid):
            services.finish(**say, reply=reply, outcome=outcome, seen=row.version)
    row = services.finish(**say, reply="55/UBND-TP", outcome="", seen=row.version)
    assert (row.state, row.reply, row.ended_by) == (State.DONE, "55/UBND-TP", worker.title)
    with pytest.raises(LetterMoved):
        services.finish(**say, reply="56/UBND-TP", outcome="", seen=row.version)
    row = services.reopen(
        document_id=row.pk, reason="Trả lời còn thiếu biểu 2.", seen=row.version, by=leader, at=province.at
    )
    assert (
        row.state == State.ASSIGNED and row.due_on == date(2026, 11, 20) and row.is_late(date(2026, 11, 21))
    )
    assert [one.action for one in row.steps.all()] == ["register", "instruct", "report", "finish", "reopen"]


def test_a_number_taken_in_error_stays_in_the_register_with_why(office) -> None:
    province, registry, leader, _ = office
    row, other = put(office), put(office, "b", notation="413/STP-HC")
    say = {"document_id": row.pk, "seen": row.version, "by": registry, "at": province.at}
    for error, changes in (
        (LetterInvalid, {"reason": ""}),
        (NotAllowed, {"reason": "Vào sổ nhầm.", "by": leader}),
    ):
        with pytest.raises(error):
            services.cancel_number(**(say | changes))
    services.cancel_number(**say, reason="Vào sổ nhầm.")
    other = given_to(office, other)
    with pytest.raises(LetterMoved):
        services.cancel_number(
            document_id=other.pk, seen=other.version, by=registry, at=province.at, reason="Vào sổ nhầm."
        )
    assert put(office, "c").number == 3, "the same document may come again once its number was cancelled"
    assert [one.number for one in Incoming.objects.order_by("number")] == [1, 2, 3]


def form(**changes):
    good = {
        "author": LETTER.author, "notation": "500/STP-HC", "issued_on": "2026-11-12", "type_name": "", "subject": LETTER.subject,
        "pages": "2", "priority": "1", "secrecy": "", "due_on": "", "how": "paper", "note": "", "press": "p",
    }  # fmt: skip
    return good | changes


def test_the_clerk_registers_one_after_the_other_and_bad_input_is_told_in_words(
    office, settings, tmp_path
) -> None:
    settings.VAR_DIR = tmp_path
    province, registry, leader, worker = office
    client = sign_in_as(Client(), registry)
    page = client.get(f"{HERE}vao-so/").content.decode()
    assert "Vào sổ, lấy số đến" in page and '<option value="Tờ trình">' in page
    for bad in (
        {"author": ""},
        {"notation": "²"},
        {"issued_on": "hôm qua"},
        {"pages": "9" * 30},
        {"priority": "9"},
        {"how": "bồ câu"},
    ):
        answer = client.post(f"{HERE}vao-so/", form(**bad))
        assert answer.status_code == 422 and not Incoming.objects.exists(), bad
    wrong = client.post(f"{HERE}vao-so/", form(notation="không số")).content.decode()
    assert "Số, ký hiệu viết như" in wrong and "Chưa ghi tên loại" not in wrong, "one fault is told as one"
    scan = io.BytesIO(PDF)
    scan.name = "công văn.pdf"
    answer = client.post(f"{HERE}vao-so/", form(scan=scan), follow=True).content.decode()
    assert "Số đến 1/2026: 500/STP-HC" in answer and LETTER.author in answer
    row = Incoming.objects.get()
    assert (row.type_name, row.urgency, bool(row.sha256)) == ("Công văn", Priority.URGENT, True)
    fake = io.BytesIO(b"<html>")
    fake.name = "a.pdf"
    assert client.post(f"{HERE}vao-so/", form(press="q", notation="501/STP-HC", scan=fake)).status_code == 422
    again = client.post(f"{HERE}vao-so/", form(press="r"))
    assert (
        again.status_code == 409 and "Vẫn vào sổ" in again.content.decode() and Incoming.objects.count() == 1
    )
    file = client.get(f"{HERE}{row.pk}/tep/")
    assert file.status_code == 200 and Entry.objects.filter(action="correspondence.look").count() == 1
    for who, seen in ((worker, 404), (province.stranger, 404), (leader, 200)):
        assert sign_in_as(Client(), who).get(f"{HERE}{row.pk}/").status_code == seen
        assert sign_in_as(Client(), who).get(f"{HERE}{row.pk}/tep/").status_code == seen
    assert (
        Client().get(HERE).status_code in (302, 401, 403) and client.get(f"{HERE}999999/").status_code == 404
    )


def test_the_pages_instruct_and_end_it_and_the_printed_register_is_the_decrees(office) -> None:
    _, registry, leader, worker = office
    row = put(office)
    head, hand = sign_in_as(Client(), leader), sign_in_as(Client(), worker)
    assert (
        f"{HERE}{row.pk}/" in head.get(HERE).content.decode()
        and f"{HERE}{row.pk}/" not in hand.get(HERE).content.decode()
    )
    url = f"{HERE}{row.pk}/"
    assert head.post(url, {"viec": "but-phe", "seen": row.version}).status_code == 422
    assert head.post(url, {"viec": "zz", "seen": "²"}).status_code == 422
    sent = {
        "viec": "but-phe",
        "seen": row.version,
        "chu_tri": worker.id,
        "loi": "Tham mưu.",
        "han": "2026-11-19",
    }
    assert head.post(url, sent).status_code == 302 and head.post(url, sent).status_code == 409
    page = hand.get(HERE).content.decode()
    assert url in page and "19/11/2026" in page
    row.refresh_from_db()
    done = {"viec": "xong", "seen": row.version, "tra_loi": "", "loi": "Chỉ để biết, không yêu cầu trả lời."}
    assert hand.post(url, done).status_code == 302
    clerk = sign_in_as(Client(), registry)
    text = " ".join(
        PdfReader(io.BytesIO(clerk.get(f"{HERE}so/?tu=2026-11-01&den=2026-11-30").content))
        .pages[0]
        .extract_text()
        .split()
    )
    assert (
        "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN" in text
        and "412/STP-HC" in text
        and worker.name in text
        and "Tổng số: 1 văn bản" in text
    )
    sheet = load_workbook(io.BytesIO(clerk.get(f"{HERE}so/?tep=xlsx").content)).active
    assert [cell.value for cell in sheet[3]][1:4] == ["1", LETTER.author, "412/STP-HC"]
    assert hand.get(f"{HERE}so/").status_code == 404
    for leaf in ("cua-toi", "cho", "lam", "tre", "tat-ca", "zz"):
        assert clerk.get(f"{HERE}?phan={leaf}&tim=ho tich&nam=²&trang=x").status_code == 200
    assert url in clerk.get(f"{HERE}?phan=tat-ca&tim=ra soat stp").content.decode()


def test_a_list_of_forty_asks_as_much_as_one_of_two(office) -> None:
    _, _, leader, _ = office
    client, counts = sign_in_as(Client(), leader), []
    client.get(HERE)
    for number in (2, 40):
        for n in range(Incoming.objects.count(), number):
            put(office, f"p{n}", notation=f"{n + 1}/STP-HC")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(HERE).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
