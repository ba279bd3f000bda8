import errno
import hashlib
import io
import os
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.kernel.clock import TZ
from motcua.services.files import ports, queries, services
from motcua.services.files.models import FileUse, StoredFile
from motcua.services.files.rules import names
from motcua.services.files.tests.conftest import DOCX, PDF, huge_png, office, picture
from motcua.services.files.types import BadFile, Infected, NoFile, StoreUnavailable, TooLarge

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, 15, tzinfo=TZ)


def put(data, citizen, name="Giấy tờ.pdf", **more):
    return services.store(stream=data, name=name, by=citizen, at=AT, **more)


def files_in(root):
    return [p for p in root.rglob("*") if p.is_file()]


@pytest.mark.parametrize(
    ("data", "media_type", "name"),
    [
        (PDF, "application/pdf", "Giấy tờ.pdf"),
        (picture("JPEG"), "image/jpeg", "Giấy tờ.jpg"),
        (picture("PNG"), "image/png", "Giấy tờ.png"),
        (picture("WEBP"), "image/webp", "Giấy tờ.webp"),
        (picture("TIFF"), "image/tiff", "Giấy tờ.tif"),
        (office(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Giấy tờ.docx"),
    ],
)
def test_a_paper_is_kept_under_what_its_content_is(data, media_type, name, citizen, store_root):
    ref = put(data, citizen, owner="dossiers", reference="dossier:H42-1")
    assert (ref.media_type, ref.name, ref.size) == (media_type, name, len(data))
    assert ref.sha256 == hashlib.sha256(data).hexdigest()
    assert queries.read(ref.sha256) == data
    assert queries.stat(ref.sha256).scan_label.startswith("Chưa quét vi-rút")
    assert queries.uses(ref.sha256) == [("dossiers", "dossier:H42-1")]
    assert list(queries.fsck()) == []


def test_the_same_paper_twice_is_one_content_with_two_uses(citizen, store_root):
    one = put(PDF, citizen, owner="dossiers", reference="dossier:1")
    two = put(io.BytesIO(PDF), citizen, name="khác.pdf", owner="dossiers", reference="dossier:2")
    put(PDF, citizen, owner="dossiers", reference="dossier:1")
    assert one.sha256 == two.sha256
    assert StoredFile.objects.count() == 1 and FileUse.objects.count() == 2
    assert len(files_in(store_root)) == 1


REFUSED = {
    "empty": b"",
    "web page": b"<!DOCTYPE html><html><script>alert(1)</script></html>",
    "svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
    "plain text": "Tôi tên là".encode(),
    "shell script": b"#!/bin/sh\nrm -rf /\n",
    "program": b"MZ\x90\x00" + b"\x00" * 200,
    "cut pdf": PDF[:40],
    "locked pdf": PDF.replace(b"trailer<<", b"trailer<</Encrypt 5 0 R "),
    "pdf that is a zip": PDF + office(),
    "pdf that is a page": PDF[:9] + b"<html><script>1</script></html>" + PDF[9:],
    "jpeg with a page behind": picture() + b"<script>alert(1)</script>",
    "jpeg that is a zip": picture() + office(),
    "cut jpeg": picture(size=(400, 300))[:2000],
    "huge picture": huge_png(50_000, 50_000),
    "plain zip": office(types="nothing"),
    "macros": office(types="application/vnd.ms-word.document.macroEnabled.main+xml"),
    "hidden macros": office(**{"word__vbaProject.bin": b"x"}),
    "bomb": office(**{"word__media.bin": b"\0" * 150_000_000}),
    "many parts": office(**{f"word__p{i}.xml": b"" for i in range(4100)}),
    "climbing part": office(**{"..__..__etc__passwd": b"x"}),
    "old word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "iphone picture": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\0" * 100,
    "broken zip": b"PK\x03\x04" + b"\xff" * 100,
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_must_not_stand_in_an_office_is_refused_with_a_way_on_and_nothing_stays(
    what, citizen, store_root
):
    with pytest.raises(BadFile) as refused:
        put(REFUSED[what], citizen, name="giay-to.pdf")
    assert refused.value.what and refused.value.why and refused.value.next
    assert refused.value.http_status == 422
    assert files_in(store_root) == []
    assert StoredFile.objects.count() == 0


def test_a_picture_is_refused_where_only_pdf_is_asked(citizen, store_root):
    with pytest.raises(BadFile) as refused:
        put(picture(), citizen, kinds=("pdf",))
    assert "PDF" in refused.value.next and files_in(store_root) == []


def test_two_gigabytes_are_refused_after_twenty_megabytes_not_after_two_thousand(citizen, store_root):
    read = 0

    def endless():
        nonlocal read
        while read < 2_000_000_000:
            read += 1_000_000
            yield b"%PDF-" + b"x" * 999_995

    with pytest.raises(TooLarge) as refused:
        put(endless(), citizen)
    assert read == 21_000_000
    assert "20 MB" in refused.value.why
    assert files_in(store_root) == []


def test_a_full_disk_is_said_and_nothing_half_written_stays(citizen, store_root, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreUnavailable) as refused:
        put(PDF, citizen)
    assert refused.value.http_status == 503
    monkeypatch.undo()
    assert files_in(store_root) == [] and StoredFile.objects.count() == 0


def test_an_upload_that_breaks_off_leaves_nothing(citizen, store_root):
    def broken():
        yield PDF
        raise ConnectionError("gone")

    with pytest.raises((StoreUnavailable, ConnectionError)):
        put(broken(), citizen)
    assert files_in(store_root) == []


class _Scanner:
    def __init__(self, answer):
        self.answer = answer

    def scan(self, stream):
        assert stream.read() == PDF
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_a_virus_is_refused_by_name_and_a_clean_file_says_so(citizen, store_root, monkeypatch):
    monkeypatch.setattr(ports, "virus_scanner", lambda: _Scanner(ports.Verdict(False, "Eicar-Signature")))
    with pytest.raises(Infected, match="Eicar-Signature"):
        put(PDF, citizen)
    assert files_in(store_root) == []
    monkeypatch.setattr(ports, "virus_scanner", lambda: _Scanner(ports.Verdict(True)))
    assert queries.stat(put(PDF, citizen).sha256).scan == "clean"


def test_while_the_scanner_is_away_files_wait_and_an_infected_one_is_shut_later(
    citizen, store_root, monkeypatch
):
    monkeypatch.setattr(ports, "virus_scanner", lambda: _Scanner(OSError("no answer")))
    ref = put(PDF, citizen)
    assert queries.stat(ref.sha256).scan == "waiting"
    assert services.scan_waiting(at=AT)["waiting"] == 1
    monkeypatch.setattr(ports, "virus_scanner", lambda: _Scanner(ports.Verdict(False, "Eicar")))
    assert services.scan_waiting(at=AT) == {"clean": 0, "infected": 1, "waiting": 0}
    with pytest.raises(NoFile):
        queries.open_file(ref.sha256)
    with pytest.raises(BadFile):
        put(PDF, citizen)


def test_the_store_notices_what_went_missing_or_was_changed(citizen, store_root):
    gone, changed = put(PDF, citizen), put(picture(), citizen)
    queries.path_of(gone.sha256).unlink()
    path = queries.path_of(changed.sha256)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    assert {(f.sha256, f.what) for f in queries.fsck()} == {
        (gone.sha256, "missing"),
        (changed.sha256, "corrupt"),
    }


@pytest.mark.parametrize("sha", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64])
def test_no_hash_leads_outside_the_store(sha, store_root):
    with pytest.raises(NoFile):
        queries.open_file(sha)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\A\\Đơn xin.doc", "Đơn xin.pdf"),
        ("hóa đơn.pdf.exe", "hóa đơn.pdf"),
        ("gpj\u202efdp.exe", "gpjfdp.pdf"),
        ("Đơn\r\nSet-Cookie: a=b", "Đơn Set-Cookie_ a=b.pdf"),
        ("", "tep.pdf"),
        ("CON", "tep CON.pdf"),
        ("Quyết định số 12.2026", "Quyết định số 12.2026.pdf"),
        ("Giấy tờ".encode().decode(), "Giấy tờ.pdf"),
    ],
)
def test_a_name_is_one_safe_line_with_the_true_extension(given, shown):
    assert names.safe(given, "pdf") == shown


def test_a_very_long_name_is_cut_between_letters():
    name = names.safe("ộ" * 500, "pdf")
    assert len(name.encode()) <= 184 and name.endswith("ộ.pdf")


def test_limits_of_macro_types_are_read_from_the_package_not_the_name(citizen, store_root):
    assert put(office(types=DOCX), citizen, name="a.exe").name == "a.docx"


KEY = "ab" * 32


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)), max_size=40))
def test_pieces_sent_in_any_order_and_again_make_the_content_and_no_other(store_root, tries):
    content = bytes(range(30))
    services.drop_parts(KEY)
    for offset, length in tries:
        before = services.part_size(KEY)
        have = services.add_part(key=KEY, offset=offset, piece=content[offset : offset + length], at=AT)
        assert have == services.part_size(KEY) == (min(offset + length, 30) if offset == before else before)
        if have:
            with services.open_parts(KEY) as stream:
                assert stream.read() == content[:have]


def test_pieces_are_bounded_named_by_a_digest_and_go_when_their_rest_never_comes(store_root):
    with pytest.raises(TooLarge):
        services.add_part(key=KEY, offset=services.limits(AT).file_bytes, piece=b"x", at=AT)
    for key in ("", "../../etc/passwd", "AB" * 32):
        with pytest.raises(ValueError):
            services.add_part(key=key, offset=0, piece=b"x", at=AT)
    assert services.open_parts(KEY) is None and services.part_size(KEY) == 0
    services.add_part(key=KEY, offset=0, piece=b"x", at=AT)
    now = datetime.now(TZ)
    assert services.drop_old_parts(at=now) == 0 and list(queries.fsck(now=now + timedelta(days=3))) == []
    assert services.drop_old_parts(at=now + services.PART_KEPT + timedelta(hours=1)) == 1
    assert services.part_size(KEY) == 0


def test_a_full_disc_is_told_and_the_pieces_that_are_here_stay(store_root, monkeypatch):
    services.add_part(key=KEY, offset=0, piece=b"abc", at=AT)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreUnavailable):
        services.add_part(key=KEY, offset=3, piece=b"def", at=AT)
    with services.open_parts(KEY) as stream:
        assert stream.read().startswith(b"abc")
