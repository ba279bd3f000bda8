"""Signed XML: one signature, at one place, over everything."""

from __future__ import annotations

import copy

import pytest
from lxml import etree
from signxml import XMLSigner, methods

from motcua.services.signing.models import Certificate
from motcua.services.signing.rules.examine import examine
from motcua.services.signing.services import keys
from motcua.services.signing.tests.conftest import NOW
from motcua.services.signing.types import INDETERMINATE, TOTAL_FAILED, TOTAL_PASSED, Verdict

pytestmark = pytest.mark.django_db
DS = "{http://www.w3.org/2000/09/xmldsig#}"


@pytest.fixture
def judge(var):
    def run(root, roots=None):
        data = root if isinstance(root, bytes) else etree.tostring(root)
        options = {
            "moment": NOW.isoformat(),
            "roots": [str(var / "pki/roots")] if roots is None else roots,
            "lists": [str(var / "pki/crl")],
        }
        return Verdict.from_dict(examine(data, options))

    return run


@pytest.fixture
def signed(hands):
    row = Certificate.objects.get(code=hands.agency.code)
    key = keys.signer_for(row).hand().writer.key
    root = etree.fromstring(b"<hoSo><ma>H42.15-261120-0014</ma><lePhi>5000</lePhi></hoSo>")
    return XMLSigner(method=methods.enveloped, signature_algorithm="ecdsa-sha256").sign(
        root, key=key, cert=row.pem + row.chain_pem
    )


def test_a_signed_document_passes(signed, judge):
    verdict = judge(signed)
    assert verdict.conclusion == TOTAL_PASSED, verdict
    assert verdict.signatures[0].signer == "Ủy ban nhân dân phường Nam Định"
    assert verdict.covers == "Toàn bộ văn bản"


def test_an_unknown_authority_is_neither_true_nor_false(signed, judge):
    verdict = judge(signed, roots=[])
    assert (verdict.conclusion, verdict.code) == (INDETERMINATE, "NO_CERTIFICATE_CHAIN_FOUND")


def test_a_changed_figure_is_found(signed, judge):
    signed.find("lePhi").text = "0"
    assert judge(signed).conclusion == TOTAL_FAILED


def test_a_signed_part_wrapped_in_another_document_is_found(signed, judge):
    outer = etree.Element("hoSo")
    etree.SubElement(outer, "lePhi").text = "0"
    outer.append(copy.deepcopy(signed))
    assert judge(outer).code == "WRAPPED_SIGNATURE"


def test_a_second_signature_is_found(signed, judge):
    signed.append(copy.deepcopy(signed.find(f"{DS}Signature")))
    assert judge(signed).code == "WRAPPED_SIGNATURE"


def test_a_signature_over_a_part_only_is_found(signed, judge):
    signed.find("ma").set("Id", "phan")
    signed.find(f".//{DS}Reference").set("URI", "#phan")
    assert judge(signed).conclusion == TOTAL_FAILED


def test_a_transform_that_hides_a_part_is_found(signed, judge):
    transforms = signed.find(f".//{DS}Transforms")
    etree.SubElement(transforms, f"{DS}Transform").set(
        "Algorithm", "http://www.w3.org/TR/1999/REC-xpath-19991116"
    )
    assert judge(signed).conclusion == TOTAL_FAILED


def test_entities_are_not_expanded(judge):
    bomb = b'<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c SYSTEM "file:///etc/passwd">]><a>&b;&c;</a>'
    assert judge(bomb).code == "FORMAT_FAILURE"


def test_an_unsigned_document_is_told_as_such(judge):
    assert judge(b"<a/>").code == "NO_SIGNATURE"
