"""Judging signed XML: one signature, at one place, over the whole document."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import datetime
from typing import Any

from asn1crypto import pem
from asn1crypto import x509 as asn1
from lxml import etree
from signxml import DigestAlgorithm, SignatureConfiguration, SignatureMethod, XMLVerifier
from signxml.exceptions import InvalidCertificate, InvalidDigest, InvalidInput, InvalidSignature

from motcua.services.signing.rules import chains
from motcua.services.signing.rules.words import reason_of
from motcua.services.signing.types import INDETERMINATE, Signature, Verdict

DS = "{http://www.w3.org/2000/09/xmldsig#}"
ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
C14N = (
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
    "http://www.w3.org/2006/12/xml-c14n11",
    "http://www.w3.org/2001/10/xml-exc-c14n#",
)
METHODS = frozenset(
    m
    for m in SignatureMethod
    if "SHA1" not in m.name and "HMAC" not in m.name and m.name.startswith(("RSA", "ECDSA", "SHA"))
)
DIGESTS = frozenset(d for d in DigestAlgorithm if "SHA1" not in d.name)


async def judge(data: bytes, trust: chains.Trust, moment: datetime) -> Verdict:
    """The verdict on one XML document."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return _verdict("FORMAT_FAILURE")
    if root.getroottree().docinfo.doctype:
        return _verdict("FORMAT_FAILURE")  # entities can make one text of another
    signatures = root.findall(f".//{DS}Signature")
    if root.tag == f"{DS}Signature":
        return _verdict("WRAPPED_SIGNATURE")
    if not signatures:
        return _verdict("NO_SIGNATURE")
    if len(signatures) != 1 or signatures[0].getparent() is not root:
        return _verdict("WRAPPED_SIGNATURE")
    element = signatures[0]
    fault = _place_fault(root, element)
    try:
        certificates = [
            asn1.Certificate.load(base64.b64decode("".join(node.itertext())))
            for node in element.iterfind(f"{DS}KeyInfo/{DS}X509Data/{DS}X509Certificate")
        ]
        said = _said(certificates[0]) if certificates else None
    except (ValueError, TypeError):
        return _verdict("FORMAT_FAILURE")
    if said is None:
        return _verdict("NO_SIGNING_CERTIFICATE_FOUND")
    if fault is not None:
        return _concluded(said, fault)
    code = _signed_code(root, certificates[0], len(element.findall(f"{DS}SignedInfo/{DS}Reference")))
    said = replace(said, intact=code == "OK", coverage="Toàn bộ văn bản" if code == "OK" else "")
    if code != "OK":
        return _concluded(said, code)
    found = await chains.standing(
        certificates[0], trust, chains.Evidence(tuple(certificates)), moment, proven=False
    )
    return _concluded(replace(said, chain=found.chain, revocation=found.revocation), found.code)


def _place_fault(root: Any, element: Any) -> str | None:
    """The first reference is the whole document less the signature; others stay inside the signature."""
    references = element.findall(f"{DS}SignedInfo/{DS}Reference")
    if not references:
        return "WRAPPED_SIGNATURE"
    identities = [
        n.get(a) for n in root.iter() if isinstance(n.tag, str) for a in ("Id", "ID", "id") if n.get(a)
    ]
    if len(identities) != len(set(identities)):
        return "WRAPPED_SIGNATURE"
    inside = {
        n.get(a) for n in element.iter() if isinstance(n.tag, str) for a in ("Id", "ID", "id") if n.get(a)
    }
    own = {"", *(f"#{root.get(a)}" for a in ("Id", "ID", "id") if root.get(a))}
    whole = 0
    for reference in references:
        target = reference.get("URI")
        transforms = [t.get("Algorithm") for t in reference.iterfind(f"{DS}Transforms/{DS}Transform")]
        if any(t not in (ENVELOPED, *C14N) for t in transforms):
            return "WRAPPED_SIGNATURE"
        if target in own:
            whole += 1
            if ENVELOPED not in transforms:
                return "WRAPPED_SIGNATURE"
        elif not (target or "").startswith("#") or target[1:] not in inside:
            return "WRAPPED_SIGNATURE"
    return None if whole == 1 else "WRAPPED_SIGNATURE"


def _signed_code(root: Any, certificate: asn1.Certificate, references: int) -> str:
    config = SignatureConfiguration(
        location="./",
        expect_references=references,
        signature_methods=METHODS,
        digest_algorithms=DIGESTS,
        ignore_ambiguous_key_info=False,
        verification_time=certificate["tbs_certificate"]["validity"]["not_before"].native,
    )
    own = pem.armor("CERTIFICATE", certificate.dump()).decode()
    try:
        results = XMLVerifier().verify(root, x509_cert=own, expect_config=config)
    except InvalidDigest:
        return "HASH_FAILURE"
    except InvalidSignature:
        return "SIG_CRYPTO_FAILURE"
    except (InvalidCertificate, InvalidInput, etree.XMLSchemaError, etree.DocumentInvalid):
        return "FORMAT_FAILURE"
    results = results if isinstance(results, list) else [results]
    if not any(r.signed_xml is not None and r.signed_xml.tag == root.tag for r in results):
        return "WRAPPED_SIGNATURE"
    return "OK"


def _said(certificate: asn1.Certificate) -> Signature:
    names = chains.name_of(certificate)
    validity = certificate["tbs_certificate"]["validity"]
    return Signature(
        field="Signature",
        kind="agency" if chains.is_agency(certificate) else "person",
        conclusion=INDETERMINATE,
        code="GENERIC",
        reason="",
        signer=names.get("common_name") or names.get("organization_name", ""),
        title=names.get("title", ""),
        organization=names.get("organization_name", ""),
        email=names.get("email_address", ""),
        serial=f"{certificate.serial_number:x}",
        issuer=chains.issuer_of(certificate),
        not_before=validity["not_before"].native.isoformat(),
        not_after=validity["not_after"].native.isoformat(),
        level="XML-DSig",
        revision=1,
        revisions=1,
    )


def _verdict(code: str, **facts: Any) -> Verdict:
    conclusion, reason = reason_of(code)
    return Verdict(conclusion=conclusion, code=code, reason=reason, kind="xml", **facts)


def _concluded(said: Signature, code: str) -> Verdict:
    conclusion, reason = reason_of(code)
    return _verdict(
        code,
        signatures=(replace(said, conclusion=conclusion, code=code, reason=reason),),
        covers=said.coverage,
    )
