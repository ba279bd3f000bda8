"""Verification: what a stranger with a file is told, for honest files and for each known trick."""

from __future__ import annotations

import dataclasses
import io
import zlib
from datetime import timedelta

import pypdf
import pytest
from asn1crypto import cms
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from motcua.services.signing import queries, services
from motcua.services.signing.models import Certificate, ValidationReport
from motcua.services.signing.rules import raw
from motcua.services.signing.rules.examine import examine
from motcua.services.signing.tests.conftest import NOW
from motcua.services.signing.types import INDETERMINATE, PERSON, TOTAL_FAILED, TOTAL_PASSED, Verdict

pytestmark = pytest.mark.django_db
name = generic.pdf_name


@pytest.fixture
def judge(var):
    """The judgement itself, in this process; the isolated door has tests of its own below."""

    def run(data, *, at=NOW, roots=None):
        folder = var / "pki"
        options = {
            "moment": at.isoformat(),
            "roots": [str(folder / "roots")] if roots is None else roots,
            "lists": [str(folder / "crl")],
        }
        return Verdict.from_dict(examine(data, options))

    return run


def update(pdf, change):
    """An attacker's incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def page_of(writer, index=0):
    return writer.prev.find_page_for_modification(index)[0].get_object()


def refused(verdict, *codes):
    """Whether the verdict is no, for one of these causes, with its reason in words."""
    return verdict.conclusion == TOTAL_FAILED and verdict.code in codes and bool(verdict.reason)


# --- honest files -------------------------------------------------------------------------------


def test_a_paper_signed_by_person_and_agency_passes_and_says_who_when_and_what(signed, judge):
    verdict = judge(signed)
    assert verdict.conclusion == TOTAL_PASSED
    assert verdict.covers == "Toàn bộ 2 trang"
    person, agency = verdict.signatures
    assert (person.kind, person.signer, person.title) == ("person", "Lê Văn Cường", "Chủ tịch")
    assert (agency.kind, agency.signer) == ("agency", "Ủy ban nhân dân phường Nam Định")
    assert person.signed_at == NOW.isoformat()
    assert person.time_source == "claimed"
    assert {s.revocation for s in verdict.signatures} == {"good"}
    assert person.stated_reason == "Cấp giấy"
    assert agency.coverage == "Toàn bộ tệp"


def test_an_unsigned_paper_is_told_as_such(letter, judge):
    assert refused(judge(letter), "NO_SIGNATURE")


def test_an_honest_signature_of_an_unknown_authority_is_neither_true_nor_false(signed, judge, tmp_path):
    verdict = judge(signed, roots=[str(tmp_path / "nothing")])
    assert verdict.conclusion == INDETERMINATE
    assert verdict.code == "NO_CERTIFICATE_CHAIN_FOUND"
    assert all(s.intact for s in verdict.signatures)


def test_rsa_keys_pass_too(hands, officer, manager, letter, judge):
    services.issue_certificate(
        holder_kind=PERSON,
        holder_code="CB-0001",
        name="Lê Văn Cường",
        by=manager,
        at=NOW,
        algorithm="rsa2048",
    )
    assert judge(services.sign_pdf(pdf=letter, by=officer, signer_code="CB-0001", at=NOW).content).passed


# --- tricks -------------------------------------------------------------------------------------


def test_one_changed_byte_of_content_is_found(signed, judge):
    at = signed.index(b"stream") + 20
    assert refused(judge(signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]), "HASH_FAILURE")


def test_a_changed_signature_value_is_found(signed, judge):
    match = next(raw.BYTE_RANGE.finditer(signed))
    _, length, second, _ = (int(v) for v in match.groups())
    contents = bytes.fromhex(signed[length + 1 : second - 1].decode())
    info = cms.ContentInfo.load(contents[: raw._der_size(contents)])
    value = info["content"]["signer_infos"][0]["signature"].native
    at = signed.lower().index(value.hex().encode(), length) + len(value) * 2 - 1
    changed = signed[:at] + (b"0" if signed[at : at + 1] != b"0" else b"1") + signed[at + 1 :]
    assert judge(changed).conclusion == TOTAL_FAILED


def test_a_page_added_after_signing_is_found(signed, judge):
    def add_page(w):
        pages_ref = w.root.raw_get("/Pages")
        page = w.add_object(
            generic.DictionaryObject(
                {
                    name("/Type"): name("/Page"),
                    name("/Parent"): pages_ref,
                    name("/MediaBox"): generic.ArrayObject(
                        [generic.NumberObject(n) for n in (0, 0, 595, 842)]
                    ),
                    name("/Resources"): generic.DictionaryObject(),
                }
            )
        )
        pages = pages_ref.get_object()
        pages["/Kids"].append(page)
        pages["/Count"] = generic.NumberObject(int(pages["/Count"]) + 1)
        w.mark_update(pages_ref)

    assert refused(judge(update(signed, add_page)), "MODIFIED_AFTER_SIGNING")


def test_a_page_replaced_after_signing_is_found(signed, judge):
    def replace_content(w):
        page_ref, _ = w.prev.find_page_for_modification(0)
        page = page_ref.get_object()
        page["/Contents"] = w.add_object(generic.StreamObject(stream_data=b"BT /F1 20 Tf (5.000.000) Tj ET"))
        w.mark_update(page_ref)

    assert refused(judge(update(signed, replace_content)), "MODIFIED_AFTER_SIGNING")


def test_a_content_stream_overwritten_in_place_is_found(signed, judge):
    def overwrite(w):
        contents = page_of(w).raw_get("/Contents")
        contents = contents if isinstance(contents, generic.IndirectObject) else contents.raw_get(0)
        stream = contents.get_object()
        stream._data = b"q Q"
        stream._encoded_data = None
        w.mark_update(contents)

    assert refused(judge(update(signed, overwrite)), "MODIFIED_AFTER_SIGNING")


@pytest.mark.parametrize("subtype", ["/FreeText", "/Stamp", "/Square", "/Link"])
def test_a_note_laid_over_the_page_after_signing_is_found(signed, judge, subtype):
    def annotate(w):
        page_ref, _ = w.prev.find_page_for_modification(0)
        page = page_ref.get_object()
        note = generic.DictionaryObject(
            {
                name("/Type"): name("/Annot"),
                name("/Subtype"): name(subtype),
                name("/Rect"): generic.ArrayObject([generic.NumberObject(n) for n in (50, 50, 500, 700)]),
                name("/Contents"): generic.TextStringObject("9.000.000 đồng"),
                name("/F"): generic.NumberObject(4),
            }
        )
        page["/Annots"] = generic.ArrayObject([*page.get("/Annots", []), w.add_object(note)])
        w.mark_update(page_ref)

    assert refused(judge(update(signed, annotate)), "MODIFIED_AFTER_SIGNING")


def test_an_empty_signature_field_with_a_picture_over_the_text_is_found(signed, judge):
    def cover(w):
        append_signature_field(
            w, SigFieldSpec("che", on_page=0, box=(50, 50, 500, 700), empty_field_appearance=True)
        )

    assert refused(judge(update(signed, cover)), "MODIFIED_AFTER_SIGNING")


def test_the_look_of_a_signature_changed_after_signing_is_found(signed, judge):
    def repaint(w):
        for field in w.root["/AcroForm"]["/Fields"]:
            field = field.get_object()
            look = field["/AP"].raw_get("/N") if "/AP" in field else None
            if look is not None:
                stream = look.get_object()
                stream._data = b"0 0 500 500 re f"
                stream._encoded_data = None
                w.mark_update(look)

    assert refused(judge(update(signed, repaint)), "MODIFIED_AFTER_SIGNING")


def test_a_text_field_filled_after_signing_is_found(hands, officer, letter, judge):
    def add_field(w):
        field = generic.DictionaryObject(
            {
                name("/FT"): name("/Tx"),
                name("/T"): generic.TextStringObject("so_tien"),
                name("/Type"): name("/Annot"),
                name("/Subtype"): name("/Widget"),
                name("/Rect"): generic.ArrayObject([generic.NumberObject(n) for n in (50, 50, 300, 80)]),
                name("/V"): generic.TextStringObject("5.000"),
            }
        )
        ref = w.add_object(field)
        w.root["/AcroForm"]["/Fields"].append(ref)
        w.update_container(w.root["/AcroForm"]["/Fields"])
        page_ref, _ = w.prev.find_page_for_modification(0)
        page_ref.get_object()["/Annots"] = generic.ArrayObject(
            [*page_ref.get_object().get("/Annots", []), ref]
        )
        w.mark_update(page_ref)

    def fill(w):
        field = next(f for f in w.root["/AcroForm"]["/Fields"] if f.get_object().get("/T") == "so_tien")
        field.get_object()["/V"] = generic.TextStringObject("5.000.000")
        w.update_container(field.get_object())

    paper = services.sign_pdf(
        pdf=update(letter, add_field), by=officer, signer_code="CB-0001", at=NOW
    ).content
    assert judge(paper).passed
    assert refused(judge(update(paper, fill)), "MODIFIED_AFTER_SIGNING")


def test_a_signature_taken_out_after_signing_is_found(signed, judge):
    def remove(w):
        fields = w.root["/AcroForm"]["/Fields"]
        del fields[0]
        w.update_container(fields)

    assert refused(judge(update(signed, remove)), "MODIFIED_AFTER_SIGNING")


def test_all_signatures_taken_out_leave_an_unsigned_file(signed, judge):
    def remove(w):
        del w.root["/AcroForm"]
        w.update_root()

    assert refused(judge(update(signed, remove)), "NO_SIGNATURE")


def test_a_page_added_by_another_library_is_found(signed, judge):
    writer = pypdf.PdfWriter(io.BytesIO(signed), incremental=True)
    writer.add_blank_page(595, 842)
    out = io.BytesIO()
    writer.write(out)
    assert refused(judge(out.getvalue()), "MODIFIED_AFTER_SIGNING")


def test_a_file_written_anew_by_another_library_is_found(signed, judge):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(signed))
    out = io.BytesIO()
    writer.write(out)
    assert judge(out.getvalue()).conclusion == TOTAL_FAILED


@pytest.mark.parametrize("trust", [True, False])
def test_a_careless_update_of_an_unknown_signer_is_no_less_a_forgery(signed, judge, trust):
    """Objects and a trailer thrown on the end by hand, with a table that is a little wrong."""
    here = len(signed) + 1
    last = signed.rindex(b"startxref")
    previous = int(signed[last + 9 :].split()[0])
    tail = b"\n9000 0 obj\n<</Type/Annot/Subtype/FreeText/Rect[0 0 500 500]/Contents(x)>>\nendobj\n"
    tail += (
        b"xref\n9000 1\n%010d 00000 n\ntrailer\n<</Size 9001/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF"
        % (
            here,
            previous,
            len(signed) + len(tail),
        )
    )
    assert judge(signed + tail, roots=None if trust else []).conclusion == TOTAL_FAILED


@pytest.mark.parametrize(
    "tail", [b"\nxin chao\n", b"\n%%EOF\n", b"\n1 0 obj\n<<>>\nendobj\n%%EOF\n", b"\x00" * 4000 + b"x"]
)
def test_bytes_hung_on_the_end_are_found(signed, judge, tail):
    verdict = judge(signed + tail)
    assert refused(verdict, "APPENDED_DATA", "MODIFIED_AFTER_SIGNING")


def test_a_second_hole_in_the_signed_range_is_found(signed, judge):
    """The hole widened by one byte on the left: what stands there is no longer covered."""
    last = list(raw.BYTE_RANGE.finditer(signed))[-1]
    _start, length, _second, _rest = last.groups()
    wider = f"{int(length) - 1}".encode().rjust(len(length), b"0")
    changed = signed[: last.start(2)] + wider + signed[last.end(2) :]
    assert refused(judge(changed), "HASH_FAILURE", "PARTIAL_COVERAGE")


def test_something_smuggled_into_the_padding_of_a_signature_is_found(signed, judge):
    last = list(raw.BYTE_RANGE.finditer(signed))[-1]
    second = int(last.group(3))
    assert refused(judge(signed[: second - 3] + b"ff" + signed[second - 1 :]), "PARTIAL_COVERAGE")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_short_never_passes(signed, judge, share):
    assert not judge(signed[: int(len(signed) * share)]).passed


def test_a_file_cut_inside_its_signed_part_has_failed(signed, judge):
    assert refused(judge(signed[:-40]), "HASH_FAILURE")


def test_cut_back_to_the_hand_alone_it_passes_as_what_it_then_is(signed, hands, officer, letter, judge):
    alone = services.sign_pdf(pdf=letter, by=officer, signer_code="CB-0001", at=NOW).content
    assert [s.kind for s in judge(alone).signatures] == ["person"]


def test_a_signature_moved_to_another_file_is_found(hands, officer, letter, judge):
    """Wrapping: the signed bytes are kept, the reader is led elsewhere by a new revision."""
    signed = services.sign_pdf(pdf=letter, by=officer, signer_code="CB-0001", at=NOW).content

    def lead_away(w):
        page = w.add_object(generic.DictionaryObject({name("/Type"): name("/Page")}))
        pages = generic.DictionaryObject(
            {
                name("/Type"): name("/Pages"),
                name("/Kids"): generic.ArrayObject([page]),
                name("/Count"): generic.NumberObject(1),
            }
        )
        w.root["/Pages"] = w.add_object(pages)
        w.update_root()

    assert refused(judge(update(signed, lead_away)), "MODIFIED_AFTER_SIGNING")


# --- certificates ---------------------------------------------------------------------------------


def test_a_certificate_withdrawn_since_leaves_the_question_open(
    signed, hands, manager, judge, django_capture_on_commit_callbacks
):
    later = NOW + timedelta(days=1)
    with django_capture_on_commit_callbacks(execute=True):
        services.revoke_certificate(code=hands.person.code, by=manager, at=later, reason="Mất thiết bị")
    services.publish_revocations(at=later)
    verdict = judge(signed, at=later + timedelta(days=1))
    assert (verdict.conclusion, verdict.code) == (INDETERMINATE, "REVOKED_NO_POE")
    assert verdict.signatures[0].revocation == "revoked"


def test_a_certificate_that_has_ended_leaves_the_question_open(hands, officer, manager, letter, judge):
    services.issue_certificate(
        holder_kind=PERSON,
        holder_code="CB-0001",
        name="Lê Văn Cường",
        by=manager,
        at=NOW,
        not_after=NOW + timedelta(days=30),
    )
    signed = services.sign_pdf(pdf=letter, by=officer, signer_code="CB-0001", at=NOW).content
    assert judge(signed).passed
    verdict = judge(signed, at=NOW + timedelta(days=60))
    assert (verdict.conclusion, verdict.code) == (INDETERMINATE, "OUT_OF_BOUNDS_NO_POE")


def test_without_a_revocation_list_nothing_is_said_to_be_valid(signed, judge, var):
    for path in (var / "pki/crl").iterdir():
        path.unlink()
    verdict = judge(signed)
    assert (verdict.conclusion, verdict.code) == (INDETERMINATE, "TRY_LATER")
    assert {s.revocation for s in verdict.signatures} == {"unknown"}


def test_an_old_revocation_list_says_nothing(signed, judge):
    assert judge(signed, at=NOW + timedelta(days=400)).code == "TRY_LATER"


# --- rubbish ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rubbish",
    [
        b"",
        b"\x00",
        b"hello",
        b"%PDF-1.7",
        b"%PDF-1.7\n%%EOF",
        b"%PDF-1.7\nstartxref\n99999999\n%%EOF",
        b"%PDF-1.7\n1 0 obj" + b"<<" * 50_000,
        b"%PDF-1.7\n" + b"[" * 100_000,
        b"<",
        b"<a>",
        b"PK\x03\x04",
        b"%PDF-1.7\n" + b"/ByteRange [0 1 2 3]" * 1000,
    ],
)
def test_rubbish_is_told_apart_from_a_no(judge, rubbish):
    verdict = judge(rubbish)
    assert verdict.conclusion in (INDETERMINATE, TOTAL_FAILED)
    assert verdict.reason


def test_a_file_with_a_password_cannot_be_judged(letter, judge):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(letter))
    writer.encrypt("mat khau", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    assert judge(out.getvalue()).conclusion == INDETERMINATE


@pytest.mark.sqlite_only  # the bytes of the file alone are judged
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_single_changed_byte_inside_the_signed_ranges_ever_passes(signed, judge, data):
    last = list(raw.BYTE_RANGE.finditer(signed))[-1]
    _, length, second, rest = (int(v) for v in last.groups())
    at = data.draw(st.integers(0, length - 1) | st.integers(second, second + rest - 1))
    flip = data.draw(st.integers(1, 255))
    changed = signed[:at] + bytes([signed[at] ^ flip]) + signed[at + 1 :]
    assert judge(changed).conclusion != TOTAL_PASSED


# --- the isolated door -------------------------------------------------------------------------------


def test_the_verdict_is_reached_in_another_process_and_remembered(signed, var):
    first = queries.verify(signed, at=NOW)
    assert first.passed
    assert first.size == len(signed)
    assert ValidationReport.objects.count() == 1
    ValidationReport.objects.update(verdict=dataclasses.replace(first, reason="nhớ lại").as_dict())
    assert queries.verify(signed, at=NOW).reason == "nhớ lại"
    (var / "pki/crl/root.crl").unlink()  # other trust, other question
    assert queries.verify(signed, at=NOW).code == "TRY_LATER"


def bomb(megabytes: int) -> bytes:
    """A PDF whose catalogue lies in an object stream that swells a thousandfold."""
    packer = zlib.compressobj(1)
    body = packer.compress(b"2 0 <</Type/Catalog>>" + b" " * 1024)
    body += b"".join(packer.compress(b" " * 2**20) for _ in range(megabytes)) + packer.flush()
    head = b"%PDF-1.7\n"
    stream = (
        b"1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%b\nendstream\nendobj\n"
        % (len(body), body)
    )
    here = len(head) + len(stream)
    rows = [(1, len(head), 0), (2, 1, 0), (1, here, 0)]
    table = b"".join(
        kind.to_bytes(1, "big") + a.to_bytes(4, "big") + b.to_bytes(2, "big") for kind, a, b in rows
    )
    xref = (
        b"3 0 obj\n<</Type/XRef/Size 4/W[1 4 2]/Index[1 3]/Root 2 0 R/Length %d>>stream\n%b\nendstream\nendobj\n"
        % (len(table), table)
    )
    return head + stream + xref + b"startxref\n%d\n%%%%EOF" % here


@pytest.mark.sqlite_only  # another process reads the file, and it keeps nothing
def test_a_file_that_swells_in_memory_is_stopped(var, settings):
    verdict = queries.verify(bomb(200), at=NOW)
    assert (verdict.conclusion, verdict.code) == (INDETERMINATE, "OUT_OF_MEMORY")


@pytest.mark.parametrize("megabytes", [30, 60, 70])
def test_too_little_memory_is_never_mistaken_for_a_no(signed, var, settings, megabytes):
    settings.VERIFY_MEMORY_MB = megabytes
    assert queries.verify(signed, at=NOW).conclusion == INDETERMINATE
    assert not ValidationReport.objects.exists()


def test_a_check_that_takes_too_long_is_stopped_and_not_remembered(signed, var, settings):
    settings.VERIFY_TIMEOUT_S = 0.01
    assert queries.verify(signed, at=NOW).code == "TIMEOUT"
    assert not ValidationReport.objects.exists()


def test_every_code_has_words(signed):
    from motcua.services.signing.rules.words import REASONS

    assert all(reason.endswith(".") and conclusion for conclusion, reason in REASONS.values())
    assert Certificate.objects.exists()
    assert PdfFileReader(io.BytesIO(signed))
