"""The pages of petitions over HTTP: a stranger's form, their own address, the office's list as flat as it is long."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from motcua.kernel import text
from motcua.kernel.audit.models import Entry
from motcua.services.files.models import StoredFile
from motcua.services.petitions.models import Enclosure, Petition
from motcua.services.petitions.types import Kind, State

from .conftest import SENDER, WORDS, sent

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF"
FORM = {
    "kind": "conduct",
    "content": WORDS,
    "name": SENDER.name,
    "phone": SENDER.phone,
    "about": "",
    "press": "trang-1",
}


def test_a_stranger_sends_and_follows_without_an_account_or_a_script(offices) -> None:
    page = Client()
    asked = page.get("/phan-anh/?ho-so=H42.95.1-261120-0001")
    assert asked.status_code == 200 and "H42.95.1-261120-0001" in asked.text
    assert page.post("/phan-anh/", FORM | {"kind": ""}).status_code == 422
    bad = page.post("/phan-anh/", FORM | {"phone": "12"})
    assert bad.status_code == 422 and WORDS in bad.text, "what was typed stays"
    assert not Petition.objects.exists()
    file = SimpleUploadedFile("biên nhận.pdf", PDF)
    done = page.post("/phan-anh/", FORM | {"tep1": file})
    assert done.status_code == 302
    assert page.post("/phan-anh/", FORM)["Location"] == done["Location"], "a double click sends once"
    row = Petition.objects.get()
    mine = page.get(done["Location"])
    assert row.code in mine.text and "biên nhận.pdf" in mine.text
    kept = Enclosure.objects.get()
    assert b"".join(page.get(f"/phan-anh/{row.token}/tep/{kept.pk}/").streaming_content) == PDF
    for wrong in (
        f"/phan-anh/{row.token}x/",
        f"/phan-anh/{row.token}/tep/999/",
        "/phan-anh/da-tra-loi/PA26-000001/",
    ):
        assert page.get(wrong).status_code == 404
    assert page.get("/phan-anh/cua-toi/").status_code in (302, 401)
    left = page.post(f"/phan-anh/{row.token}/", {"viec": "rut", "loi": "Đã xong việc."})
    assert left.status_code == 302 and "Người gửi đã rút" in page.get(f"/phan-anh/{row.token}/").text


@pytest.mark.parametrize("name", ["trang.html", "ma.exe"])
def test_a_file_that_is_no_document_is_refused_by_its_content_and_nothing_is_sent(offices, name) -> None:
    file = SimpleUploadedFile(name, b"<script>alert(1)</script>" * 9)
    answer = Client().post("/phan-anh/", FORM | {"tep1": file})
    assert answer.status_code == 422 and not Petition.objects.exists()


def test_the_office_works_from_its_list_to_the_answer(offices) -> None:
    row, page = sent(), offices.login(Client())
    where = f"/can-bo/phan-anh/{row.code}/"
    assert (
        row.code in page.get("/can-bo/phan-anh/").text
        and row.code in page.get("/can-bo/phan-anh/?phan=cho").text
    )
    assert row.code not in page.get("/can-bo/phan-anh/?phan=lam").text
    assert row.code in page.get("/can-bo/phan-anh/?tim=giấy tờ").text
    assert page.post(where, {"viec": "take_up", "kind": "conduct", "seen": "1"}).status_code == 302
    assert page.post(where, {"viec": "take_up", "kind": "conduct", "seen": "1"}).status_code == 409
    refused = page.post(
        where, {"viec": "pass_on", "to": "Không có", "words": "Thuộc thẩm quyền.", "seen": "2"}
    )
    assert refused.status_code == 409 and "Thuộc thẩm quyền." in refused.text
    assert page.post(where, {"viec": "bay", "seen": "2"}).status_code == 422
    assert (
        page.post(where, {"viec": "answer", "words": "Đã kiểm tra và nhắc nhở.", "seen": "2"}).status_code
        == 302
    )
    assert row.code in page.get("/can-bo/phan-anh/?phan=xong").text
    assert "Đã kiểm tra và nhắc nhở." in Client().get(f"/phan-anh/{row.token}/").text
    assert page.get("/can-bo/phan-anh/so-lieu/").status_code == 200
    file = page.get("/can-bo/phan-anh/so-lieu/?dang=csv").content.decode("utf-8-sig")
    assert re.search(r"H42,[^\n]+,1,1,0,0,1,0", file)
    page.get(where)
    assert Entry.objects.filter(action="petitions.look", subject=f"petition:{row.code}").count() == 1
    clerk = offices.town.login(Client(), "clerk")
    assert clerk.get("/can-bo/phan-anh/").status_code == 403 and clerk.get(where).status_code == 403


def test_the_list_asks_as_many_questions_for_sixty_as_for_six(offices) -> None:
    first = sent()
    page = offices.login(Client())
    asked = []
    for number in (6, 60):
        Petition.objects.bulk_create(
            Petition(
                code=f"PA26-{number:03d}{n:03d}", token=f"t{number}-{n}", press=f"q{number}-{n}", kind=Kind.RULE, sealed="x",
                content=WORDS, agency_code="H42", agency_name="Ủy ban", received_at=first.received_at, due_at=first.due_at,
            )
            for n in range(number)
        )  # fmt: skip
        page.get("/can-bo/phan-anh/")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert page.get("/can-bo/phan-anh/").status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_anybody_searches_and_turns_the_published_answers_as_flat_as_they_are_many(offices) -> None:
    first, page, asked = sent(), Client(), []
    for number in (5, 40):
        Petition.objects.bulk_create(
            Petition(
                code=f"PA26-{number:03d}{n:03d}", token=f"t{number}-{n}", press=f"q{number}-{n}", kind=Kind.RULE, sealed="x",
                content=WORDS, agency_code="H42", agency_name="Ủy ban", received_at=first.received_at, due_at=first.due_at,
                state=State.ANSWERED, ended_at=first.due_at, public_question=f"Câu hỏi {number}-{n}",
                public_answer="Đã bỏ giấy.", public_folded=text.fold(f"Câu hỏi {number}-{n} Đã bỏ giấy."),
                published_at=first.received_at,
            )
            for n in range(number)
        )  # fmt: skip
        page.get("/phan-anh/da-tra-loi/")
        with CaptureQueriesContext(connection) as seen:
            shown = page.get("/phan-anh/da-tra-loi/").text
        asked.append(len(seen))
        assert first.code not in shown and WORDS[:40] not in shown
    assert asked[0] == asked[1]
    after = re.search(r'href="(\?[^"]*trang=[^"]+)"', shown)
    assert after is not None
    turned = page.get("/phan-anh/da-tra-loi/" + html.unescape(after[1])).text
    codes = [set(re.findall(r"PA26-\d{6}", one)) for one in (shown, turned)]
    assert len(codes[0]) == len(codes[1]) == 20 and not codes[0] & codes[1]
    found = page.get("/phan-anh/da-tra-loi/?tim=CAU HOI 40-7").text
    assert set(re.findall(r"PA26-\d{6}", found)) == {"PA26-040007"}
    assert "Không có câu trả lời nào khớp" in page.get("/phan-anh/da-tra-loi/?tim=xyz").text


def test_one_place_of_the_network_fills_neither_the_office_nor_the_disk(offices, monkeypatch) -> None:
    from motcua.services.petitions.services import sending

    monkeypatch.setattr(sending, "FROM_ONE_PLACE", 2)
    page, files = Client(), StoredFile.objects.count()
    for n in range(2):
        assert page.post("/phan-anh/", FORM | {"press": f"n{n}"}).status_code == 302
    late = page.post("/phan-anh/", FORM | {"press": "n3", "tep1": SimpleUploadedFile("a.pdf", PDF)})
    assert late.status_code == 429 and Petition.objects.count() == 2
    assert StoredFile.objects.count() == files, "nothing it sends is kept"


def test_a_day_of_petitions_from_one_place_is_a_day_in_the_cache_the_office_shares(db, monkeypatch) -> None:
    from motcua.services.petitions import services
    from motcua.services.petitions.services import sending
    from motcua.services.petitions.types import TooManyPetitions

    def hours_pass(n: int) -> None:
        later = datetime.now(UTC) + timedelta(hours=n)
        monkeypatch.setattr("django.core.cache.backends.db.tz_now", lambda: later)

    monkeypatch.setattr(sending, "FROM_ONE_PLACE", 2)
    with override_settings(CACHES=import_module("motcua.config.settings").CACHES):
        for hours in (0, 1):
            hours_pass(hours)
            services.admit(address="192.0.2.7")
        for hours in (2, 23):
            hours_pass(hours)
            with pytest.raises(TooManyPetitions):
                services.admit(address="192.0.2.7")
        hours_pass(25)
        services.admit(address="192.0.2.7")


def test_who_passes_a_petition_on_stands_in_their_list_and_not_before_a_closed_door(offices) -> None:
    row = sent()
    Petition.objects.filter(pk=row.pk).update(agency_code=offices.town.committee)
    page = offices.town.login(Client(), "leader")
    said = {
        "viec": "pass_on",
        "to": offices.other.committee,
        "words": "Thuộc thẩm quyền nơi ấy.",
        "seen": str(row.version),
    }
    done = page.post(f"/can-bo/phan-anh/{row.code}/", said, follow=True)
    assert done.redirect_chain == [("/can-bo/phan-anh/", 302)] and "Đã chuyển đơn." in done.text
    row.refresh_from_db()
    assert row.agency_code == offices.other.committee and row.code not in done.text
