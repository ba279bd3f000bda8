"""Signing: what the signer, the reader and the register get."""

import io
import os
import shutil
import subprocess

import pypdf
import pytest

from motcua.kernel.access import Actor
from motcua.kernel.audit.models import Entry
from motcua.kernel.refusals import NotAllowed
from motcua.services.signing import services
from motcua.services.signing.models import SignatureRecord
from motcua.services.signing.tests.conftest import NOW
from motcua.services.signing.types import SIGN, CannotSign, KeyUnavailable, NoCertificate, NotYourHand, Place

pytestmark = pytest.mark.django_db


def signatures(pdf):
    return {
        n: f
        for n, f in pypdf.PdfReader(io.BytesIO(pdf)).get_fields().items()
        if f["/FT"] == "/Sig" and "/V" in f
    }


def test_a_signature_only_adds_bytes_and_the_pages_stay_as_they_were(hands, officer, letter):
    signed = services.sign_pdf(pdf=letter, by=officer, signer_code="CB-0001", at=NOW)
    assert signed.content.startswith(letter)
    assert signed.level == "B-B"
    assert signed.field == "nguoi_ky"
    before, after = (pypdf.PdfReader(io.BytesIO(x)) for x in (letter, signed.content))
    assert [p.extract_text() for p in before.pages] == [p.extract_text() for p in after.pages]


def test_the_person_signs_first_and_the_seal_stands_on_the_left_third_of_the_hand(signed):
    found = signatures(signed)
    assert set(found) == {"nguoi_ky", "co_quan"}
    hand, seal = (
        pypdf.PdfReader(io.BytesIO(signed)).get_fields()[n].indirect_reference
        for n in ("nguoi_ky", "co_quan")
    )
    hand, seal = ([float(v) for v in ref.get_object()["/Rect"]] for ref in (hand, seal))
    third = hand[0] + (hand[2] - hand[0]) / 3
    assert seal[2] == pytest.approx(third, abs=2)
    assert seal[2] - seal[0] == pytest.approx(36 * 72 / 25.4, abs=2)


def test_every_signature_leaves_a_record_and_an_audit_row(signed, hands):
    assert list(SignatureRecord.objects.order_by("id").values_list("field", "level")) == [
        ("nguoi_ky", "B-B"),
        ("co_quan", "B-B"),
    ]
    first, second = SignatureRecord.objects.order_by("id")
    assert first.sha256_after == second.sha256_before
    assert set(Entry.objects.values_list("action", flat=True)) >= {"signing.sign", "signing.seal"}


def test_the_letters_of_the_stamp_are_vietnamese_and_subset(hands, officer, letter):
    signed = services.sign_pdf(pdf=letter, by=officer, signer_code="CB-0001", at=NOW)
    assert len(signed.content) - len(letter) < 40_000


def test_nobody_signs_with_the_hand_of_another(hands, officer, letter):
    with pytest.raises(NotYourHand):
        services.sign_pdf(pdf=letter, by=officer, signer_code="CB-0002", at=NOW)
    assert not SignatureRecord.objects.exists()


def test_without_the_permission_nothing_is_signed(hands, letter):
    with pytest.raises(NotAllowed):
        services.sign_pdf(pdf=letter, by=Actor.system("tests"), signer_code="CB-0001", at=NOW)
    with pytest.raises(NotAllowed):  # the right to sign is not the right to seal
        services.sign_pdf(
            pdf=letter,
            by=Actor.system("tests", SIGN),
            signer_code="CB-0001",
            at=NOW,
            seal_agency_code="H42.15",
        )
    assert not SignatureRecord.objects.exists()


def test_a_certificate_outside_its_time_does_not_sign(hands, officer, letter):
    with pytest.raises(NoCertificate):
        services.sign_pdf(pdf=letter, by=officer, signer_code="CB-0001", at=NOW.replace(year=2040))


def test_a_revoked_certificate_does_not_sign(hands, officer, letter, manager):
    services.revoke_certificate(code=hands.person.code, by=manager, at=NOW, reason="Mất thiết bị")
    with pytest.raises(NoCertificate):
        services.sign_pdf(pdf=letter, by=officer, signer_code="CB-0001", at=NOW)


def test_a_second_person_signs_beside_the_first(hands, officer, letter):
    once = services.sign_pdf(pdf=letter, by=officer, signer_code="CB-0001", at=NOW)
    twice = services.sign_pdf(pdf=once.content, by=officer, signer_code="CB-0001", at=NOW)
    assert set(signatures(twice.content)) == {"nguoi_ky", "nguoi_ky_2"}


def test_a_copy_without_a_field_is_sealed_in_words_at_the_top_right(hands, officer):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(595, 842)
    plain = io.BytesIO()
    writer.write(plain)
    sealed = services.seal_pdf(pdf=plain.getvalue(), by=officer, agency_code="H42.15", at=NOW, words="SAO Y")
    field = signatures(sealed.content)["co_quan"]
    _x1, _y1, x2, y2 = (float(v) for v in field.indirect_reference.get_object()["/Rect"])
    assert x2 > 550 and y2 > 800


@pytest.mark.parametrize("rubbish", [b"", b"hello", b"%PDF-1.7\n%%EOF", b"%PDF-1.7\nstartxref\n9\n%%EOF"])
def test_what_is_no_pdf_is_refused_in_words(hands, officer, rubbish):
    with pytest.raises(CannotSign):
        services.sign_pdf(pdf=rubbish, by=officer, signer_code="CB-0001", at=NOW)


def test_a_place_outside_the_paper_is_refused(hands, officer, letter):
    with pytest.raises(CannotSign):
        services.sign_pdf(
            pdf=letter,
            by=officer,
            signer_code="CB-0001",
            at=NOW,
            place=Place(page=9, x=1, y=1, width=9, height=9),
            field="o_moi",
        )


def test_a_key_file_that_others_may_read_is_not_used(hands, officer, letter, var):
    (var / "pki/passphrase").chmod(0o644)
    with pytest.raises(KeyUnavailable):
        services.sign_pdf(pdf=letter, by=officer, signer_code="CB-0001", at=NOW)


def test_hand_and_seal_are_written_down_together_or_not_at_all(hands, officer, letter):
    count = SignatureRecord.objects.count()
    with pytest.raises(NoCertificate):
        services.sign_pdf(
            pdf=letter,
            by=officer,
            signer_code="CB-0001",
            at=NOW,
            seal_agency_code="H42.99",
            sealer=Actor.system("x", "signing.seal"),
        )
    assert SignatureRecord.objects.count() == count


@pytest.mark.skipif(
    shutil.which("pdfsig") is None and os.environ.get("CI") != "true", reason="poppler is not installed"
)
def test_poppler_agrees(signed, tmp_path):
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)
    said = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True).stdout
    assert said.count("Signature is Valid") == 2
    assert said.count("ETSI.CAdES.detached") == 2
    assert "Total document signed" in said
