"""A result signed by hand is recorded at the desk: what stands on it, its scan, and the signing step with it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.kernel import clock
from motcua.kernel.audit.models import Entry
from motcua.services.dossiers.models import Dossier, JournalEntry, Result
from motcua.services.dossiers.tests.factories import sign_in_as
from motcua.services.dossiers.tests.test_desk_intake import PDF
from motcua.services.workflow.types import TaskKind

PAPER = {"number": "125/GXN-UBND", "signed_on": "16/11/2026", "signer": "Chủ tịch Trần Văn Nam"}
NAME = "record_result"


@pytest.fixture(autouse=True)
def that_day(province):
    with clock.fixed(province.at):
        yield


@pytest.fixture
def waiting(province):
    """A dossier whose signing step waits."""
    return province.walk(province.taken_in(), to="sign")


@pytest.fixture
def registry(province):
    """Văn thư of the committee that decides."""
    return sign_in_as(Client(), province.officers("van_thu")[0])


def page_of(client, dossier) -> str:
    return client.get(f"/can-bo/ho-so/{dossier.code}/").text


def record(client, dossier, **fields):
    data = {f"{NAME}-{key}": value for key, value in (PAPER | fields).items()}
    return client.post(f"/can-bo/ho-so/{dossier.code}/lam/{NAME}/", {f"{NAME}-seen": dossier.version, **data})


def a_scan(content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile("ban quet.pdf", content, "application/pdf")


def test_the_registry_clerk_records_it_and_the_signing_step_is_done(province, waiting, registry):
    assert f"lam/{NAME}/" in page_of(registry, waiting)

    answer = record(registry, waiting, scan=a_scan())

    assert answer.status_code == 302
    result = Result.objects.get(dossier=waiting, superseded_at=None)
    assert (result.number, result.signer, result.on_paper) == (PAPER["number"], PAPER["signer"], True)
    shown = registry.get(f"/can-bo/ho-so/{waiting.code}/ket-qua/{result.pk}.pdf")
    assert b"".join(shown).startswith(b"%PDF")
    assert province.token(waiting).task != TaskKind.SIGN
    assert "số 125/GXN-UBND" in JournalEntry.objects.get(dossier=waiting, action=NAME).text
    entry = Entry.objects.get(action=f"dossiers.{NAME}")
    assert entry.after["signer"] == PAPER["signer"]
    page = registry.get(f"/can-bo/ho-so/{waiting.code}/?phan=ket-qua").text
    assert "Đã ký trên giấy" in page and f"lam/{NAME}/" not in page


def test_without_a_scan_the_paper_stays_at_the_desk(waiting, registry):
    assert record(registry, waiting).status_code == 302
    assert "Bản giấy, chưa có bản quét" in registry.get(f"/can-bo/ho-so/{waiting.code}/?phan=ket-qua").text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"number": " "}, "Số văn bản"),
        ({"signed_on": "31/02/2026"}, "Ngày ký"),
        ({"signed_on": "17/11/2026"}, "không muộn hơn hôm nay"),
        ({"signed_on": "01/11/2026"}, "sau khi nộp hồ sơ"),
        ({"signer": ""}, "Người ký"),
    ],
)
def test_what_cannot_stand_on_a_paper_is_refused_and_the_scan_is_not_lost(waiting, registry, fields, words):
    before = Dossier.objects.values().get(pk=waiting.pk)

    answer = record(registry, waiting, scan=a_scan(), **fields)

    assert answer.status_code in (409, 422) and words in answer.text
    assert "Đã giữ tệp “ban quet.pdf”" in answer.text
    assert Dossier.objects.values().get(pk=waiting.pk) == before
    assert not Result.objects.filter(dossier=waiting, on_paper=True).exists()
    kept = answer.text.split(f'name="{NAME}-kept" value="')[1].split('"')[0]
    assert record(registry, waiting, kept=kept).status_code == 302
    assert Result.objects.get(dossier=waiting, on_paper=True).signed_sha256


def _fault(page: str) -> str:
    return page.split(f'id="id_{NAME}-scan_error"')[1].split("</div>")[0]


def test_a_scan_that_is_no_pdf_is_refused_by_its_content(waiting, registry):
    answer = record(registry, waiting, scan=a_scan(b"MZ" + b"x" * 400))

    assert answer.status_code == 422 and "trong các kiểu: PDF" in _fault(answer.text)
    assert not Result.objects.filter(dossier=waiting, on_paper=True).exists()


def test_the_scan_of_another_dossier_is_not_taken(province, waiting, registry):
    other = province.walk(province.taken_in(), to="sign")
    page = record(registry, other, scan=a_scan(), number="").text
    kept = page.split(f'name="{NAME}-kept" value="')[1].split('"')[0]

    answer = record(registry, waiting, kept=kept)

    assert answer.status_code in (409, 422) and "chưa được gửi lên cho hồ sơ" in answer.text


def test_it_is_offered_only_while_a_signature_is_due_and_to_who_may(province, waiting, registry):
    early = province.taken_in()
    assert f"lam/{NAME}/" not in page_of(registry, early)
    clerk = sign_in_as(Client(), province.clerk)
    assert f"lam/{NAME}/" not in page_of(clerk, waiting)

    answer = record(clerk, waiting, scan=a_scan())

    assert answer.status_code == 403
    assert not Result.objects.filter(dossier=waiting, on_paper=True).exists()
    assert record(registry, waiting).status_code == 302
    assert record(registry, waiting).status_code == 409, "once"
