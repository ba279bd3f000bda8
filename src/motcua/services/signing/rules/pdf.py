"""Judging a signed PDF by what its signatures cover and what came after them."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils.misc import PdfDecodeLimitError, PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel

from motcua.kernel.legal import basis
from motcua.kernel.words import say
from motcua.services.signing.rules import chains, raw
from motcua.services.signing.rules.words import reason_of, worst
from motcua.services.signing.types import INDETERMINATE, TOTAL_FAILED, TOTAL_PASSED, Signature, Verdict

USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
MOST_SIGNATURES = 50


def verdict_of(code: str, **facts: Any) -> Verdict:
    """A verdict with the words of its code."""
    conclusion, reason = reason_of(code)
    return Verdict(conclusion=conclusion, code=code, reason=reason, kind="pdf", **facts)


@basis("30/2020/NĐ-CP", article=21, note="kiểm tra tính xác thực và toàn vẹn của văn bản điện tử")
async def judge(data: bytes, trust: chains.Trust, moment: datetime) -> Verdict:
    """The verdict on one PDF.

    A file that bends the format is read again leniently: such a reading may find a fault, or that the
    signer is unknown, but never that all is well.
    """
    for strict in (True, False):
        try:
            verdict = await _judge(data, trust, moment, strict=strict)
        except MemoryError:
            raise
        except PdfDecodeLimitError:  # a stream that swells beyond all measure
            return verdict_of(raw.broken_signature(data) or "OUT_OF_MEMORY")
        except Exception as error:
            fault = error
            continue
        if verdict.code == "FORMAT_FAILURE" or (verdict.passed and not strict):
            return verdict_of(raw.broken_signature(data) or "FORMAT_FAILURE", pages=verdict.pages)
        return verdict
    # A structure no reader can follow may still be proof of tampering: ask the bytes.
    broken = raw.broken_signature(data) or _unreadable_tail(data)
    if broken is not None:
        return verdict_of(broken)
    told = (PdfError, ValueError, KeyError, RecursionError)
    return verdict_of("FORMAT_FAILURE" if isinstance(fault, told) else "GENERIC")


def _unreadable_tail(data: bytes) -> str | None:
    """APPENDED_DATA when the file reads well up to the end of its last signature, and not beyond."""
    end = raw.signed_end(data)
    if not 0 < end < len(data) or not data[end:].strip():
        return None
    try:
        reader = PdfFileReader(io.BytesIO(data[:end]), strict=True)
        return "APPENDED_DATA" if _embedded(reader) else None
    except MemoryError:
        raise
    except Exception:
        return None


async def _judge(data: bytes, trust: chains.Trust, moment: datetime, *, strict: bool) -> Verdict:
    reader = PdfFileReader(io.BytesIO(data), strict=strict)
    if reader.encrypted:
        return verdict_of("ENCRYPTED")
    pages = int(reader.root["/Pages"]["/Count"])
    embedded = sorted(_embedded(reader), key=lambda s: s.signed_revision)
    if not embedded:
        return verdict_of("NO_SIGNATURE", pages=pages)
    if len(embedded) > MOST_SIGNATURES:
        return verdict_of("GENERIC", pages=pages)
    if reader.xrefs.hybrid_xrefs_present:
        return verdict_of("FORMAT_FAILURE", pages=pages)
    evidence = _evidence(reader, embedded)
    total = reader.xrefs.total_revisions
    signatures = [await _signature(data, s, trust, evidence, moment, total) for s in embedded]
    signatures = _after_the_last(data, reader, embedded, signatures)
    signatures = _order(signatures)
    hands = [s for s in signatures if s.kind != "timestamp"]
    # A time stamp over the document adds proof; one that nobody knows takes none away, a broken one does.
    counted = hands + [
        s for s in signatures if s.kind == "timestamp" and (not hands or s.conclusion == TOTAL_FAILED)
    ]
    code = worst([s.code for s in counted])
    if not hands and code == "OK":
        return verdict_of("NO_SIGNATURE", pages=pages, signatures=tuple(signatures))
    return replace(
        verdict_of(code, pages=pages, signatures=tuple(signatures)),
        covers=_covers(hands, pages),
    )


def _embedded(reader: PdfFileReader) -> list[EmbeddedPdfSignature]:
    found = []
    for name, value, field in enumerate_sig_fields(reader, filled_status=True):
        if value is not None:
            found.append(EmbeddedPdfSignature(reader, field, name))
    return found


async def _signature(
    data: bytes,
    embedded: EmbeddedPdfSignature,
    trust: chains.Trust,
    evidence: chains.Evidence,
    moment: datetime,
    total: int,
) -> Signature:
    """One signature, from the bytes up."""
    stamp_only = embedded.sig_object_type == "/DocTimeStamp"
    said = _said(embedded, total, stamp_only)
    byte_range = tuple(int(v) for v in embedded.byte_range)
    fault = None if len(byte_range) == 4 else "PARTIAL_COVERAGE"
    fault = fault or raw.gap_fault(data, byte_range) or raw.padding_fault(embedded.pkcs7_content)
    ctx = chains.context(trust, evidence, moment, revocation=False)
    status: Any
    try:
        if stamp_only:
            status = await async_validate_pdf_timestamp(embedded, ctx)
        else:
            status = await async_validate_pdf_signature(embedded, ctx, ctx, key_usage_settings=USAGE)
    except SignatureValidationError as error:
        broken = raw.broken_signature(data)
        code = fault or broken or error.ades_subindication.standard_name
        return _concluded(said, code if reason_of(code)[0] != TOTAL_PASSED else "GENERIC")
    level = getattr(status, "modification_level", None)
    said = replace(
        said,
        intact=bool(status.intact and status.valid),
        coverage=_coverage_words(status.coverage, total, said.revision),
        modification=level.name if level is not None else "UNKNOWN",
        algorithm=f"{status.md_algorithm} / {status.pkcs7_signature_mechanism}",
    )
    if not status.intact:
        return _concluded(said, "HASH_FAILURE")
    if not status.valid:
        return _concluded(said, "SIG_CRYPTO_FAILURE")
    if fault is not None:
        return _concluded(said, fault)
    if status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return _concluded(said, "PARTIAL_COVERAGE")
    if level is None or level > ModificationLevel.FORM_FILLING or not status.docmdp_ok:
        return _concluded(said, "MODIFIED_AFTER_SIGNING")
    if not _only_signatures_filled(embedded, status):
        return _concluded(said, "MODIFIED_AFTER_SIGNING")
    if stamp_only:
        said = replace(
            said, signed_at=_iso(status.timestamp), time_source="timestamp" if status.trusted else "claimed"
        )
        return _concluded(said, "OK" if status.trusted else "NO_CERTIFICATE_CHAIN_FOUND")
    stamp = status.timestamp_validity
    if stamp is not None and not (stamp.intact and stamp.valid):
        return _concluded(said, "SIG_CRYPTO_FAILURE")
    proven = stamp is not None and stamp.trusted
    when = stamp.timestamp if proven else moment
    claimed = status.signer_reported_dt
    said = replace(
        said,
        level="B-T" if stamp is not None else "B-B",
        signed_at=_iso(stamp.timestamp if proven else claimed),
        time_source="timestamp" if proven else ("claimed" if claimed else "none"),
    )
    found = await chains.standing(embedded.signer_cert, trust, evidence, when, proven=proven)
    warnings = list(said.warnings)
    if stamp is not None and not proven:
        warnings.append(
            say("Dấu thời gian do một nơi chưa được tin cậy cấp nên không dùng để chứng minh lúc ký.")
        )
    elif not proven:
        warnings.append(say("Thời gian ký do máy của người ký tự ghi, không có dấu thời gian."))
    if status.md_algorithm.lower() == "sha1":
        warnings.append(say("Chữ ký dùng SHA-1, thuật toán cũ."))
    said = replace(said, chain=found.chain, revocation=found.revocation, warnings=tuple(warnings))
    if found.code == "OK" and not status.seed_value_ok:
        return _concluded(said, "SIG_CONSTRAINTS_FAILURE")
    if found.code == "OK" and status.trust_problem_indic is not None and not proven:
        return _concluded(said, status.trust_problem_indic.standard_name)
    return _concluded(said, found.code)


def _only_signatures_filled(embedded: EmbeddedPdfSignature, status: Any) -> bool:
    """Later revisions may fill signature fields and nothing else: a form is not a place to add words."""
    changed: set[str] = (
        getattr(status.diff_result, "changed_form_fields", set()) if status.diff_result else set()
    )
    if not changed:
        return True
    signature_fields = {name for name, _, _ in enumerate_sig_fields(embedded.reader)}
    return changed <= signature_fields


def _after_the_last(
    data: bytes, reader: PdfFileReader, embedded: list[EmbeddedPdfSignature], signatures: list[Signature]
) -> list[Signature]:
    """What stands behind the last signature: maintenance of signatures at most, and no loose bytes."""
    last = max(range(len(embedded)), key=lambda i: embedded[i].signed_revision)
    ends = [int(s.byte_range[2]) + int(s.byte_range[3]) for s in embedded if len(s.byte_range) == 4]
    code = None
    if (
        max(ends, default=0) < len(data)
        and embedded[last].signed_revision + 1 >= reader.xrefs.total_revisions
    ):
        if data[max(ends) :].strip():
            code = "APPENDED_DATA"
    else:
        hands = [i for i, s in enumerate(signatures) if s.kind != "timestamp"]
        if hands:
            final = max(hands, key=lambda i: embedded[i].signed_revision)
            if signatures[final].modification not in ("NONE", "LTA_UPDATES", "", "UNKNOWN"):
                code, last = "MODIFIED_AFTER_SIGNING", final
    if code is None and _loose_tail(data, reader, max(ends, default=0)):
        code = "APPENDED_DATA"
    if code is not None and signatures[last].conclusion != TOTAL_FAILED:
        signatures[last] = _concluded(signatures[last], code)
    return signatures


def _loose_tail(data: bytes, reader: PdfFileReader, signed_end: int) -> bool:
    """Bytes behind the last end-of-file mark that no revision explains."""
    if signed_end >= len(data):
        return False
    end = data.rfind(b"%%EOF")
    return end < 0 or bool(data[end + 5 :].strip())


def _order(signatures: list[Signature]) -> list[Signature]:
    """Annex I: the person signs before the agency."""
    seals = [i for i, s in enumerate(signatures) if s.kind == "agency"]
    people = [i for i, s in enumerate(signatures) if s.kind == "person"]
    if seals and people and min(seals) < max(people):
        i = max(people)
        note = say("Người có thẩm quyền ký sau khi cơ quan đã đóng dấu.")
        signatures[i] = replace(signatures[i], warnings=(*signatures[i].warnings, note))
    return signatures


def _evidence(reader: PdfFileReader, embedded: list[EmbeddedPdfSignature]) -> chains.Evidence:
    certificates = [c for s in embedded for c in (*s.other_embedded_certs, s.signer_cert)]
    lists: list[Any] = []
    answers: list[Any] = []
    try:
        store = DocumentSecurityStore.read_dss(reader)
        certificates += list(store.load_certs())
        lists = [ref.get_object().data for ref in store.crls]
        answers = [ref.get_object().data for ref in store.ocsps]
    except NoDSSFoundError:
        pass
    return chains.Evidence(tuple(certificates), tuple(lists), tuple(answers))


def _said(embedded: EmbeddedPdfSignature, total: int, stamp_only: bool) -> Signature:
    """What the signature says of itself."""
    certificate = embedded.signer_cert
    names = chains.name_of(certificate)
    agency = chains.is_agency(certificate)
    validity = certificate["tbs_certificate"]["validity"]
    return Signature(
        field=str(embedded.fq_name),  # a plain word: the string of the file holds on to the whole file
        kind="timestamp" if stamp_only else ("agency" if agency else "person"),
        conclusion=INDETERMINATE,
        code="GENERIC",
        reason="",
        signer=names.get("common_name") or names.get("organization_name", ""),
        title=names.get("title", ""),
        organization=names.get("organization_name", ""),
        email=names.get("email_address", ""),
        serial=f"{certificate.serial_number:x}",
        issuer=chains.issuer_of(certificate),
        not_before=_iso(validity["not_before"].native),
        not_after=_iso(validity["not_after"].native),
        revision=embedded.signed_revision + 1,
        revisions=total,
        stated_reason=str(embedded.sig_object.get("/Reason", "")),
        stated_location=str(embedded.sig_object.get("/Location", "")),
    )


def _concluded(said: Signature, code: str) -> Signature:
    conclusion, reason = reason_of(code)
    return replace(said, conclusion=conclusion, code=code, reason=reason)


def _coverage_words(level: Any, total: int, revision: int) -> str:
    if level == SignatureCoverageLevel.ENTIRE_FILE:
        return say("Toàn bộ tệp")
    if level == SignatureCoverageLevel.ENTIRE_REVISION:
        return say("Toàn bộ bản thứ {revision} trong {total} bản nối tiếp", revision=revision, total=total)
    return say("Chỉ một phần của tệp")


def _covers(hands: list[Signature], pages: int) -> str:
    if hands and all(s.conclusion != TOTAL_FAILED for s in hands):
        return say("Toàn bộ {pages} trang", pages=pages)
    return say("Không còn bảo đảm cho toàn bộ văn bản")


def _iso(moment: Any) -> str:
    return moment.isoformat() if moment is not None else ""
