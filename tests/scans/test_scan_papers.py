"""Scanning at the desk: pages in, machine, comparison, signed copy; what is refused moves nothing."""

import io
import os
import shutil
import subprocess

import pytest
from PIL import Image

from motcua.kernel.outbox import HANDLERS
from motcua.services.dossiers import services
from motcua.services.dossiers.models import Paper
from motcua.services.dossiers.services import take_in
from motcua.services.dossiers.tests.factories import AT, make_procedure, make_town
from motcua.services.files import queries as files
from motcua.services.scans import queries as scans
from motcua.services.scans.models import Scan, ScanPage
from motcua.services.scans.services import work_once
from motcua.ui import paper

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def print_300():
    """A birth certificate printed and scanned at 300 dpi, a little askew."""
    import json
    from pathlib import Path

    import pypdfium2

    folder = Path(services.__file__).parents[1] / "templates/dossiers/paper/results"
    pdf = paper.render(
        folder / "giay_khai_sinh.typ", json.loads((folder / "giay_khai_sinh.example.json").read_text())
    )
    drawn = (
        pypdfium2.PdfDocument(pdf)[0].render(scale=300 / 72).to_pil().convert("L").rotate(1.1, fillcolor=255)
    )
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=85, dpi=(300, 300))
    return out.getvalue()


@pytest.fixture
def desk(client, tmp_path, settings):
    settings.VAR_DIR = tmp_path
    town = make_town()
    make_procedure()
    code = take_in(filing=town.filing(), by=town.actor("clerk"), at=AT).code
    town.login(client, "clerk")
    return client, f"/can-bo/ho-so/{code}/quet/1/", code, town


def picture(shade=200):
    out = io.BytesIO()
    Image.new("RGB", (600, 800), (shade, shade, shade)).save(out, "PNG")
    return out.getvalue()


def sent(client, at, *files_in, **more):
    many = [io.BytesIO(data) for data in files_in]
    for number, one in enumerate(many):
        one.name = f"trang-{number}.png"
    return client.post(at, {"viec": "them", "tep": many, **more})


def work():
    done = 0
    while done < 30 and work_once():
        done += 1
    return done


def words_of_machine(monkeypatch):
    from motcua.services.scans.types import Ability

    monkeypatch.setattr(
        scans, "ability", lambda: Ability(False, "Máy chủ chưa có máy đọc chữ (tesseract).", "Cài.")
    )


def test_a_printed_paper_becomes_a_confirmed_pdf_a_with_text_and_fields(desk, print_300, published_scans):
    if shutil.which("tesseract") is None:
        assert not os.environ.get("CI"), "CI installs tesseract-ocr and tesseract-ocr-vie"
        pytest.skip("tesseract is not installed")
    client, at, code, _ = desk
    assert sent(client, at, print_300).status_code == 302
    assert "Chờ mở tệp" in client.get(at).content.decode()
    steps = work()
    assert steps == 3  # opened, read, bound
    shown = client.get(at).content.decode()
    assert 'value="037326000015"' in shown and 'value="08/11/2026"' in shown
    scan = Scan.objects.get()
    assert abs(scan.pages.get().skew_found + 1.1) <= 0.3
    wrong = client.post(at, {"viec": "xac-nhan", "ban": scan.version, "truong_number": "15/2026"})
    assert wrong.status_code == 422 and "đối chiếu" in wrong.content.decode() and published_scans() == []
    fields = {f"truong_{k}": v for k, v in (("number", "15/2026"), ("issued_on", "20/11/2026"))}
    assert (
        client.post(at, {"viec": "xac-nhan", "ban": scan.version, "da_doi_chieu": "1", **fields}).status_code
        == 302
    )
    row = Paper.objects.get(dossier__code=code, position=1)
    assert row.digitised_at is not None and row.scan_key == scan.key
    (event,) = published_scans()
    assert (
        event["fields"] == {"number": "15/2026", "issued_on": "2026-11-20"}
        and event["sha256"] == scan.product_sha256
    )
    text = subprocess.run(
        ["pdftotext", "-", "-"], input=files.read(scan.product_sha256), capture_output=True
    ).stdout
    assert "QUỲNH GIAO" in text.decode()
    assert client.get(f"{at}ban")["Content-Type"] == "application/pdf"
    assert files.read(scan.pages.get().source_sha256) == print_300


@pytest.fixture
def published_scans(monkeypatch):
    """Events told to a store of papers; the outbox keeps nothing that nobody hears."""
    from motcua.kernel.outbox.models import Delivery
    from motcua.services.scans.events import ScanConfirmed

    monkeypatch.setitem(HANDLERS, ScanConfirmed.name, {"tests.hear": lambda event: None})
    return lambda: list(Delivery.objects.filter(name=ScanConfirmed.name).values_list("payload", flat=True))


def test_without_a_reading_machine_pages_are_kept_bound_and_the_page_says_what_is_missing(desk, monkeypatch):
    client, at, _, _ = desk
    words_of_machine(monkeypatch)
    sent(client, at, picture(), picture(90))
    work()
    shown = client.get(at).content.decode()
    assert "chưa có máy đọc chữ" in shown and Scan.objects.get().state == "ready"


def test_the_same_file_is_not_taken_twice_and_turning_reads_again(desk, monkeypatch):
    client, at, _, _ = desk
    words_of_machine(monkeypatch)
    sent(client, at, picture(), picture(90))
    assert (
        "không thêm lần nữa" in sent(client, at, picture()).wsgi_request._messages._queued_messages[0].message
    )
    assert ScanPage.objects.count() == 2
    work()
    first, second = ScanPage.objects.all()
    version = Scan.objects.get().version
    client.post(at, {"viec": f"phai:{first.pk}"})
    client.post(at, {"viec": f"len:{second.pk}"})
    scan = Scan.objects.get()
    assert (scan.state, scan.product_sha256) == ("open", "") and scan.version == version + 2
    assert [page.pk for page in scan.pages.all()] == [second.pk, first.pk]
    first.refresh_from_db()
    assert (first.rotation, first.state, first.image_sha256) == (90, "waiting", "")
    assert client.post(at, {"viec": f"sua:{first.pk}", "nghieng": "99"}).status_code == 422


def test_a_worker_killed_over_a_page_leaves_it_to_the_next_and_a_page_that_kills_three_is_given_up(
    desk, monkeypatch
):
    from datetime import timedelta

    from motcua.kernel import clock

    client, at, _, _ = desk
    sent(client, at, picture())
    now = clock.now()
    from motcua.services.scans.services import working

    for turn in range(3):
        with clock.fixed(now + turn * timedelta(minutes=5)):
            assert working._take_page().attempts == turn + 1  # and dies here
            assert working._take_page() is None
    with clock.fixed(now + timedelta(minutes=20)):
        assert working._take_page() is None
    page = ScanPage.objects.get()
    assert page.state == "failed" and "3 lần" in page.fault


def test_who_may_not_digitise_sees_and_moves_nothing_and_another_s_dossier_is_not_there(desk, monkeypatch):
    client, at, _, town = desk
    town.login(client, "judge")
    assert client.post(at, {"viec": "them"}).status_code == 403 and Scan.objects.count() == 0
    other = make_town("H42.96", "99502", "phường Khác")
    other.login(client, "clerk")
    assert client.get(at).status_code == 404 and client.get(f"{at}goc-1").status_code == 404


def test_a_copy_taken_back_says_why_and_another_may_be_made(desk, monkeypatch):
    client, at, code, _ = desk
    words_of_machine(monkeypatch)
    sent(client, at, picture())
    work()
    client.post(at, {"viec": "xac-nhan", "ban": Scan.objects.get().version, "da_doi_chieu": "1"})
    assert client.post(at, {"viec": "go-bo", "ly_do": ""}).status_code == 422
    assert client.post(at, {"viec": "go-bo", "ly_do": "Quét nhầm giấy"}).status_code == 302
    assert Paper.objects.get(dossier__code=code, position=1).digitised_at is None
    sent(client, at, picture())
    assert [row.state for row in Scan.objects.order_by("id")] == ["removed", "open"]


def test_a_book_of_too_many_pages_is_refused_whole(desk, monkeypatch):
    from motcua.services.scans.services import working

    client, at, _, _ = desk
    monkeypatch.setattr(working, "parameter", lambda name, on: 2)
    out = io.BytesIO()
    leaves = [Image.new("L", (60, 80), shade) for shade in (10, 90, 200)]
    leaves[0].save(out, "PDF", save_all=True, append_images=leaves[1:])
    sent(client, at, out.getvalue())
    work_once()
    page = ScanPage.objects.get()
    assert page.state == "failed" and "Tệp có 3 trang" in page.fault
    client.post(at, {"viec": f"bo:{page.pk}"})
    monkeypatch.undo()
    sent(client, at, out.getvalue())
    work_once()
    assert [(p.position, p.source_index) for p in ScanPage.objects.all()] == [(1, 0), (2, 1), (3, 2)]


def test_the_signed_copy_bears_the_officer_and_the_office_and_without_keys_nothing_moves(desk, monkeypatch):
    from motcua.kernel.access import Actor
    from motcua.services.signing import queries as verifying
    from motcua.services.signing import services as signing
    from motcua.services.signing.types import MANAGE

    client, at, _, town = desk
    words_of_machine(monkeypatch)
    sent(client, at, picture())
    work()
    client.post(at, {"viec": "xac-nhan", "ban": Scan.objects.get().version, "da_doi_chieu": "1"})
    refused = client.post(at, {"viec": "ky"})
    assert refused.status_code == 409 and "chưa có chứng thư số" in refused.content.decode()
    assert Scan.objects.get().state == "confirmed"
    manager, clerk = Actor.system("tests", MANAGE), town.actor("clerk")
    from django.conf import settings

    signing.create_demo_authority(directory=settings.VAR_DIR / "pki", at=AT)
    for kind, holder, name in (("person", clerk.id, clerk.name), ("agency", town.centre, "Trung tâm")):
        signing.issue_certificate(holder_kind=kind, holder_code=holder, name=name, by=manager, at=AT)
    assert client.post(at, {"viec": "ky"}).status_code == 302
    scan = Scan.objects.get()
    assert scan.state == "signed" and scan.signed_sha256 != scan.product_sha256
    verdict = verifying.verify(files.read(scan.signed_sha256))
    assert verdict.conclusion == "TOTAL-PASSED" and [one.kind for one in verdict.signatures] == [
        "person",
        "agency",
    ]
    assert client.post(at, {"viec": "ky"}).status_code == 409


def test_what_a_slow_worker_read_of_an_earlier_edition_never_stands_for_the_edited_page(desk, monkeypatch):
    from motcua.services.files import queries as files
    from motcua.services.scans.services import gathering, working

    client, at, _, town = desk
    words_of_machine(monkeypatch)
    sent(client, at, picture(30))
    assert work_once()
    slow = working._take_page()
    gathering.edit_page(
        key=slow.scan.key,
        page_id=slow.pk,
        rotation=0,
        skew=None,
        crop=(0, 0, 1000, 500),
        by=town.actor("clerk"),
        at=AT,
    )
    quick = working._take_page()
    assert quick is not None and quick.attempts == slow.attempts, "told apart by the edition alone"
    working._read(slow)
    assert ScanPage.objects.get().state == "waiting", "the whole page, with what was cut away, is not kept"
    working._read(quick)
    page = ScanPage.objects.get()
    wide, high = Image.open(io.BytesIO(files.read(page.image_sha256))).size
    assert page.state == "read" and high < wide, "the upper half of a page that stood upright"


def test_what_was_digitised_of_a_dossier_that_was_handed_out_stays(desk, monkeypatch):
    from motcua.services.dossiers.models import Dossier
    from motcua.services.dossiers.types import Status

    client, at, code, _ = desk
    words_of_machine(monkeypatch)
    sent(client, at, picture(30))
    work()
    Dossier.objects.filter(code=code).update(status=Status.RETURNED)
    answer = client.post(at, {"viec": "go-bo", "ly_do": "Quét nhầm giấy."})
    assert answer.status_code == 409 and Scan.objects.get().removed_at is None


def test_who_may_not_digitise_begins_nothing_and_leaves_no_line(desk):
    from motcua.kernel.audit.models import Entry
    from motcua.kernel.refusals import NotAllowed
    from motcua.services.dossiers import services as dossiers

    _, _, code, town = desk
    with pytest.raises(NotAllowed):
        dossiers.scan_uploads(code=code, by=town.actor("judge"), at=AT)
    assert not Scan.objects.exists() and not Entry.objects.filter(action="dossiers.scan_uploads").exists()
