"""Certified copies and signatures: compared, numbered at the signature, proved by anybody, revoked; books without gaps."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta

import pytest
from django.conf import settings as house
from openpyxl import load_workbook
from pypdf import PdfReader, PdfWriter

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.refusals import NotAllowed
from motcua.registries.calendars import queries as calendars
from motcua.services.certifying import queries, rules, services
from motcua.services.certifying.models import Entry
from motcua.services.certifying.types import CannotCertify, EntryDone, EntryNotThere, Kind, Output, State
from motcua.services.dossiers.models import Dossier, IssuedPaper, JournalEntry, Paper
from motcua.services.dossiers.tests import factories
from motcua.services.dossiers.tests.factories import AT
from motcua.services.dossiers.types import DossierNotThere, Status
from motcua.services.files import queries as files
from motcua.services.files import services as file_store
from motcua.services.payments.types import Method
from motcua.services.scans.models import Scan, ScanPage
from motcua.services.signing import queries as verifying
from motcua.services.signing import services as signing
from motcua.services.signing.types import MANAGE, CannotSign
from tests.support.laying import laid

SYSTEM = Actor.system("tests", MANAGE)
TRAY = "/can-bo/chung-thuc/"


def _lay():
    town, other = factories.make_town(), factories.make_town("H42.96", "99601", "phường Bên Cạnh")
    rows = factories.dossier_rows(town, 2, field_name="Chứng thực", tails=False)
    factories.dossier_rows(town, 1, first=9, status=Status.RETURNED, tails=False)
    Paper.objects.create(dossier=rows[0], position=1, name="Bản chính bằng tốt nghiệp", originals=1)
    return town, other, rows


@pytest.fixture(scope="module")
def laid_down(django_db_setup, django_db_blocker, tmp_path_factory):
    before, house.VAR_DIR = house.VAR_DIR, tmp_path_factory.mktemp("certify")
    with django_db_blocker.unblock(), clock.fixed(AT), laid(_lay) as given:
        yield given
    house.VAR_DIR = before


@pytest.fixture
def office(laid_down, db):
    with clock.fixed(AT):
        yield laid_down


def original(pages: int) -> bytes:
    """A PDF of so many pages."""
    out = io.BytesIO()
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    writer.write(out)
    return out.getvalue()


def scanned(dossier: Dossier, town, *, state: str = "confirmed", pages: int = 3) -> Scan:
    """A digitised original of so many pages, as digitising leaves it."""
    data = original(pages)
    ref = file_store.store_issued(data=data, name="bang.pdf", media_type="application/pdf", by=SYSTEM, at=AT)
    scan = Scan.objects.create(
        key=f"k{dossier.pk}{state}", reference=f"dossier:{dossier.code}", slot="1", name="Bằng", agency_code=town.centre,
        state=state, product_sha256=ref.sha256, size=len(data), begun_by="x", begun_at=AT,
    )  # fmt: skip
    for number in range(pages):
        ScanPage.objects.create(
            scan=scan, position=number + 1, source_sha256=hashlib.sha256(b"page %d" % number).hexdigest(), source_name="a.jpg",
            source_size=9, state="read", added_at=AT,
        )  # fmt: skip
    return scan


def keys(town) -> None:
    signing.create_demo_authority(directory=house.VAR_DIR / "pki", at=AT)
    leader = town.actor("leader")
    for kind, holder, name in (
        ("person", leader.id, leader.name),
        ("agency", town.committee, "Ủy ban nhân dân"),
    ):
        signing.issue_certificate(holder_kind=kind, holder_code=holder, name=name, by=SYSTEM, at=AT)


def copy(dossier: Dossier, by, press: str, **changes) -> Entry:
    return services.prepare_copy(**({
        "code": dossier.code, "document": "Bằng tốt nghiệp số 12", "pages": 2, "copies": 3, "output": Output.PAPER, "scan_slot": "",
        "compared": True, "bars": (), "press": press, "by": by, "at": AT,
    } | changes))  # fmt: skip


def standing() -> tuple:
    return (
        list(Entry.objects.values_list("pk", "state", "number").order_by("pk")), IssuedPaper.objects.count(),
        JournalEntry.objects.count(),
    )  # fmt: skip


def test_an_electronic_copy_bears_its_number_both_signatures_and_the_fingerprint_of_what_was_compared(
    office, client
) -> None:
    town, _, (dossier, _) = office
    scan = scanned(dossier, town)
    entry = copy(
        dossier, town.actor("judge"), "a", output=Output.ELECTRONIC, scan_slot="1", pages=99, copies=99
    )
    assert (entry.pages, entry.copies, entry.fee_vnd) == (3, 1, 5000), "pages are those of the scan"
    assert entry.source_sha256 == scan.product_sha256 and len(entry.originals) == 3
    leader, before = town.actor("leader"), standing()
    with pytest.raises(CannotCertify):  # nobody has a certificate yet
        services.certify(entry_id=entry.pk, by=leader, at=AT)
    assert standing() == before
    keys(town)
    done = services.certify(entry_id=entry.pk, by=leader, at=AT)
    assert (done.state, done.number, done.year) == (State.CERTIFIED, 1, 2026)
    content = files.read(done.signed_sha256)
    verdict = verifying.verify(content)
    assert verdict.conclusion == "TOTAL-PASSED" and [one.kind for one in verdict.signatures] == [
        "person",
        "agency",
    ]
    pages = PdfReader(io.BytesIO(content)).pages
    words = " ".join(pages[-1].extract_text().split())
    assert (
        len(pages) == 4
        and "Số chứng thực: 01, quyển số: 01/2026-SCT/BS" in words
        and scan.product_sha256 in words
    )
    with pytest.raises(EntryDone):
        services.certify(entry_id=entry.pk, by=leader, at=AT)
    assert IssuedPaper.objects.get(dossier=dossier, kind="certified").signed_sha256 == done.signed_sha256
    url = f"/chung-thuc/{done.token}/"
    body = client.get(url).content.decode()
    assert "đang có hiệu lực" in body and done.signed_sha256 in body and dossier.applicant_name not in body
    for data, words in ((content, "Đúng tệp"), (content + b" ", "Không phải tệp")):
        file = io.BytesIO(data)
        file.name = "a.pdf"
        assert words in client.post(url, {"tep": file}).content.decode()
    assert client.post(url, {}).status_code == 422
    services.revoke(entry_id=entry.pk, reason="Chứng thực nhầm bản chính", by=leader, at=AT)
    assert "đã bị thu hồi" in client.get(url).content.decode()
    assert IssuedPaper.objects.get(dossier=dossier, kind="certified").revoked_at == AT
    assert client.get("/chung-thuc/khong-co/").status_code == 404
    first = " ".join(pages[0].extract_text().split())
    assert first == "BẢN SAO", "the first page of a copy says what it is"


def test_each_original_has_one_number_of_its_book_and_a_spoiled_one_stays(office, monkeypatch) -> None:
    town, _, (dossier, _) = office
    by, leader = town.actor("judge"), town.actor("leader")
    one, two = copy(dossier, by, "a"), copy(dossier, by, "b")
    assert copy(dossier, by, "a").pk == one.pk and Entry.objects.count() == 2, "a double click"
    mark = services.prepare_signature(
        code=dossier.code, document="Giấy ủy quyền", signer="Nguyễn Văn Ẫm", identity="Căn cước 036190000014", present=True,
        cases=1, press="c", by=by, at=AT,
    )  # fmt: skip
    numbers = [services.certify(entry_id=row.pk, by=leader, at=AT).number for row in (one, two, mark)]
    assert numbers == [1, 2, 1] and mark.fee_vnd == 10_000
    scanned(dossier, town)
    keys(town)
    broken = copy(dossier, by, "d", output=Output.ELECTRONIC, scan_slot="1")

    def fail(**_):
        raise CannotSign("Thiết bị ký không trả lời.")

    with monkeypatch.context() as patch:
        patch.setattr(services.signing, "sign_pdf", fail)
        with pytest.raises(CannotSign):
            services.certify(entry_id=broken.pk, by=leader, at=AT)
    broken.refresh_from_db()
    assert (broken.state, broken.number) == (State.NUMBERED, 3)
    assert services.certify(entry_id=broken.pk, by=leader, at=AT).number == 3, "the number already taken"
    again = copy(dossier, by, "e", output=Output.ELECTRONIC, scan_slot="1")
    with monkeypatch.context() as patch:
        patch.setattr(services.signing, "sign_pdf", fail)
        with pytest.raises(CannotSign):
            services.certify(entry_id=again.pk, by=leader, at=AT)
    with pytest.raises(CannotCertify):
        services.discard(entry_id=again.pk, reason="", by=leader, at=AT)
    services.discard(entry_id=again.pk, reason="Thiết bị ký hỏng", by=leader, at=AT)
    last = copy(dossier, by, "f")
    assert services.certify(entry_id=last.pk, by=leader, at=AT).number == 5
    book = list(queries.book(leader, Kind.COPY, 2026).page("", 50))
    assert [row.number for row in book] == [5, 4, 3, 2, 1] and queries.gaps(
        town.committee, Kind.COPY, 2026
    ) == []
    assert [row.state for row in book][1] == State.SPOILED


def test_what_may_not_be_certified_is_refused_and_nothing_moves(office) -> None:
    town, other, (dossier, second) = office
    by = town.actor("judge")
    ended = Dossier.objects.get(code__endswith="0009")
    scanned(dossier, town, state="ready")
    before = standing()
    for error, make in (
        (CannotCertify, lambda: copy(dossier, by, "x", bars=("secret",))),
        (CannotCertify, lambda: copy(dossier, by, "x", compared=False)),
        (CannotCertify, lambda: copy(dossier, by, "x", output=Output.ELECTRONIC, scan_slot="1")),
        (CannotCertify, lambda: copy(second, by, "x", output=Output.ELECTRONIC, scan_slot="")),
        (CannotCertify, lambda: copy(ended, by, "x")),
        (DossierNotThere, lambda: copy(dossier, other.actor("judge"), "x")),
    ):
        with pytest.raises(error):
            make()
        assert standing() == before
    entry = copy(dossier, by, "y")
    before = standing()
    for error, who in ((EntryNotThere, other.actor("leader")), (NotAllowed, town.actor("judge"))):
        with pytest.raises(error):
            services.certify(entry_id=entry.pk, by=who, at=AT)
        with pytest.raises((error, EntryDone)):
            services.revoke(entry_id=entry.pk, reason="Không được phép", by=who, at=AT)
        assert standing() == before


def test_the_fee_is_taken_once_at_the_counter_and_the_pages_answer_in_words(office, client) -> None:
    town, other, (dossier, _) = office
    url = f"/can-bo/ho-so/{dossier.code}/chung-thuc/"
    town.login(client, "clerk")
    assert client.get(url).status_code == 200
    good = {
        "loai": "copy",
        "giay": "Bằng tốt nghiệp",
        "so_trang": "3",
        "so_ban": "2",
        "dang": "paper",
        "doi_chieu": "1",
        "lan": "p",
    }
    for bad in (
        {"so_trang": "²"},
        {"so_ban": "9" * 30},
        {"giay": ""},
        {"can": "altered"},
        {"loai": "zz"},
        {"doi_chieu": None},
    ):
        sent = {name: value for name, value in (good | bad).items() if value is not None}
        answer = client.post(url, sent)
        assert answer.status_code == 422 and "Mã CER-01" in answer.content.decode()
    assert Entry.objects.count() == 0
    assert client.post(url, good).status_code == 302 and client.post(url, good).status_code == 302
    entry = Entry.objects.get()
    assert entry.fee_vnd == 10_000
    made = services.collect(code=dossier.code, method=Method.CASH, press="t", by=town.actor("clerk"), at=AT)
    assert sum(one.total_vnd for one in made) == 10_000
    with pytest.raises(CannotCertify):
        services.collect(code=dossier.code, method=Method.CASH, press="u", by=town.actor("clerk"), at=AT)
    assert client.get(TRAY).status_code == 403
    town.login(client, "leader")
    assert "Bằng tốt nghiệp" in client.get(TRAY).content.decode()
    assert (
        client.post(TRAY, {"ky": "999"}).status_code == 404
        and client.post(TRAY, {"ky": str(entry.pk)}).status_code == 302
    )
    assert client.post(TRAY, {"ky": str(entry.pk)}).status_code == 409
    text = " ".join(
        PdfReader(io.BytesIO(client.get(f"{TRAY}{entry.pk}.pdf").content)).pages[0].extract_text().split()
    )
    assert "Chứng thực bản sao đúng với bản chính" in text and "01/2026-SCT/BS" in text
    assert "Bằng tốt nghiệp" in client.get(f"{TRAY}so/?so=copy&nam=2026&tim=bằng").content.decode()
    for bad in ("?nam=99999", "?so=zz", "?trang=~", "?tim=%00"):
        assert client.get(f"{TRAY}so/{bad}").status_code == 200
    other.login(client, "leader")
    assert client.get(f"{TRAY}{entry.pk}.pdf").status_code == 404 and client.get(url).status_code == 404


def test_a_dossier_that_ended_and_a_comparison_too_old_are_not_signed(office) -> None:
    town, _, (dossier, second) = office
    entry, other = copy(dossier, town.actor("judge"), "a"), copy(second, town.actor("judge"), "b")
    Dossier.objects.filter(pk=dossier.pk).update(status=Status.WITHDRAWN)
    with pytest.raises(CannotCertify, match="không còn được giải quyết"):
        services.certify(entry_id=entry.pk, by=town.actor("leader"), at=AT)
    last = rules.last_day_to_sign(AT, calendars.calendar(other.agency_code))
    late = AT + timedelta(days=(last - AT.date()).days + 1)
    with pytest.raises(CannotCertify, match=f"{last:%d/%m/%Y}"):
        services.certify(entry_id=other.pk, by=town.actor("leader"), at=late)
    assert not Entry.objects.exclude(number=None).exists(), "no number was taken"
    assert (
        services.certify(entry_id=other.pk, by=town.actor("leader"), at=late - timedelta(days=1)).number == 1
    )


def test_many_are_signed_by_one_press_each_for_itself(office, client) -> None:
    town, _, (dossier, second) = office
    rows = [copy(dossier, town.actor("judge"), "a"), copy(second, town.actor("judge"), "b")]
    rows.append(copy(dossier, town.actor("judge"), "c"))
    Dossier.objects.filter(pk=second.pk).update(status=Status.WITHDRAWN)
    town.login(client, "leader")
    assert "Chưa chọn bản nào" in client.post(TRAY, {"ky_nhieu": "1"}).content.decode()
    sent = {"ky_nhieu": "1", "chon": [*(str(row.pk) for row in rows), "x", "999999"]}
    said = client.post(TRAY, sent, follow=True).content.decode()
    assert "Đã chứng thực 2 bản: số 01, 02" in said and "không còn được giải quyết" in said
    assert list(Entry.objects.order_by("pk").values_list("number", flat=True)) == [1, None, 2]
    said = client.post(TRAY, sent, follow=True).content.decode()
    assert (
        "Đã chứng thực" not in said.split("<main")[1].split("table")[0]
        or Entry.objects.filter(number=3).count() == 0
    )


def test_a_fee_is_waived_on_a_ground_and_the_book_says_so(office, client) -> None:
    town, other, (dossier, _) = office
    by, clerk = town.actor("judge"), town.actor("clerk")
    one = copy(dossier, by, "a", pages=3, copies=2)
    paid = services.collect(code=dossier.code, method=Method.TRANSFER, press="t", by=clerk, at=AT)
    assert paid[0].method is Method.TRANSFER
    two = copy(dossier, by, "b", pages=1, copies=1)
    for error, who, ground in (
        (CannotCertify, clerk, ""), (DossierNotThere, other.actor("clerk"), "Hộ nghèo, đã xem giấy"), (NotAllowed, by, "Hộ nghèo, đã xem giấy"),
    ):  # fmt: skip
        with pytest.raises(error):
            services.waive_fee(code=dossier.code, ground=ground, by=who, at=AT)
    url = f"/can-bo/ho-so/{dossier.code}/chung-thuc/"
    town.login(client, "clerk")
    assert client.post(url, {"mien": "1", "can_cu": "x"}).status_code == 422
    assert (
        client.post(url, {"mien": "1", "can_cu": "Vay vốn nông nghiệp, Nghị định 55/2015"}).status_code == 302
    )
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.waived_for, bool(two.waived_for)) == ("", True) and queries.owed(dossier.code) == []
    with pytest.raises(CannotCertify):
        services.waive_fee(code=dossier.code, ground="Hộ nghèo, đã xem giấy", by=clerk, at=AT)
    for row in (one, two):
        services.certify(entry_id=row.pk, by=town.actor("leader"), at=AT)
    town.login(client, "leader")
    page = client.get(f"{TRAY}so/").content.decode()
    assert "không thiếu số nào" in page and "từ số 01 đến số 2" in page and "Vay vốn nông nghiệp" in page
    assert queries.counted(town.actor("leader"), Kind.COPY, 2026)[0].fees_vnd == one.fee_vnd
    sheet = load_workbook(io.BytesIO(client.get(f"{TRAY}so/?dang=xlsx").content)).active
    told = [[cell.value for cell in row] for row in sheet.iter_rows()][2:]
    assert [(row[0], row[6], row[7]) for row in told] == [
        (1, 2, one.fee_vnd),
        (2, 1, 0),
    ] and "Miễn phí" in told[1][8]


def test_a_finger_print_and_what_bars_a_signature(office, client) -> None:
    town, _, (dossier, _) = office
    url = f"/can-bo/ho-so/{dossier.code}/chung-thuc/"
    town.login(client, "clerk")
    good = {
        "loai": "signature", "giay": "Giấy ủy quyền nhận lương hưu", "nguoi": "Nguyễn Thị Ốc", "tuy_than": "Căn cước 036190000014",
        "so_ban": "1", "truoc_mat": "1", "cach": "printed", "lan": "q",
    }  # fmt: skip
    refused = client.post(url, good | {"can_ck": "contract"})
    assert refused.status_code == 422 and "Điều 25" in refused.content.decode() and not Entry.objects.exists()
    assert client.post(url, good).status_code == 302
    entry = services.certify(entry_id=Entry.objects.get().pk, by=town.actor("leader"), at=AT)
    words = " ".join(PdfReader(io.BytesIO(services.attestation(entry))).pages[0].extract_text().split())
    assert "CHỨNG THỰC ĐIỂM CHỈ" in words and "đã điểm chỉ vào giấy tờ" in words and "SCT/CK,ĐC" in words
    assert "Nguyễn Thị Ốc, Căn cước 036190000014" in words


def test_the_sheet_is_filled_from_what_was_asked(office, client) -> None:
    town, _, (dossier, _) = office
    asked = [
        {"document_name": "Căn cước", "pages": 2, "copies": 3},
        {"document_name": "Bằng tốt nghiệp", "copies": 4, "output": "Bản điện tử"},
    ]
    Dossier.objects.filter(pk=dossier.pk).update(answers={"documents": asked})
    url = f"/can-bo/ho-so/{dossier.code}/chung-thuc/"
    town.login(client, "clerk")
    page = client.get(url).content.decode()
    assert page.count("Có trên VNeID") == 1 and 'href="?dong=1#ban-sao"' in page
    filled = client.get(f"{url}?dong=0").content.decode()
    assert (
        'value="Căn cước"' in filled
        and 'name="so_trang" inputmode="numeric" autocomplete="off" value="2"' in filled
    )
    assert 'value="electronic" checked' in client.get(f"{url}?dong=1").content.decode()
    for wrong in ("9", "-1", "²", "x"):
        assert client.get(f"{url}?dong={wrong}").status_code == 200
