"""Sign and seal: PAdES signatures as incremental updates."""

from __future__ import annotations

import hashlib
import io
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import tsp
from django.db import transaction
from pkcs11.exceptions import PKCS11Error
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import TimeStamper as PdfTimeStamper
from pyhanko.sign.timestamps import TimestampRequestError

from motcua.kernel import access, audit, outbox
from motcua.kernel.access import Actor
from motcua.services.signing import ports
from motcua.services.signing.events import DocumentSigned
from motcua.services.signing.models import Certificate, SignatureRecord
from motcua.services.signing.services import appearance, keys
from motcua.services.signing.types import (
    AGENCY,
    PERSON,
    SEAL,
    SIGN,
    CannotSign,
    KeyUnavailable,
    Level,
    NoCertificate,
    NotYourHand,
    Place,
    SignedPdf,
)

logger = logging.getLogger(__name__)

MM = 72 / 25.4
FIELDS = {PERSON: "nguoi_ky", AGENCY: "co_quan"}
PERSON_PLACE = Place(page=-1, x=115, y=225, width=50, height=22)
LINE_PLACE = Place(page=1, x=85, y=5, width=115, height=9)  # element 14 of Annex I
MAX_BYTES = 60 * 1024 * 1024


def sign_pdf(
    *,
    pdf: bytes,
    by: Actor,
    signer_code: str,
    at: datetime,
    reason: str = "",
    location: str = "",
    field: str | None = None,
    place: Place | None = None,
    seal_agency_code: str | None = None,
    sealer: Actor | None = None,
) -> SignedPdf:
    """Ký: a person signs; with `seal_agency_code` the agency seals right after, by the hand of `sealer`.

    The signature goes into the empty field `nguoi_ky` of the paper (a second person into
    `nguoi_ky_2` …), or into `place` where the file has none. Only the person signs as the person.
    Keys work before the transaction that writes it down: a slow token must not hold the database.
    """
    access.require(by, SIGN)
    if by.kind != "system" and by.id != signer_code:
        raise NotYourHand(
            "Bạn không thể ký bằng chữ ký số của người khác.",
            next="Hãy chuyển hồ sơ cho đúng người ký.",
        )
    hand = _Hand(PERSON, signer_code, by, at, reason, location)
    if seal_agency_code is None:
        return _written_down([hand.write(pdf, field=field, place=place)])
    access.require(sealer or by, SEAL)
    signed = hand.write(pdf, field=field, place=place)
    sealed = _Hand(AGENCY, seal_agency_code, sealer or by, at, "", location).write(signed.content)
    return _written_down([signed, sealed])


def require_keys(*, signer_code: str, seal_agency_code: str, at: datetime) -> None:
    """Refuse before anything is numbered where the signer or the office could not sign at all.

    Raises:
        NoCertificate, CannotSign: none in use, or not valid at that hour.
    """
    _certificate(PERSON, signer_code, at)
    _certificate(AGENCY, seal_agency_code, at)


def seal_pdf(
    *,
    pdf: bytes,
    by: Actor,
    agency_code: str,
    at: datetime,
    reason: str = "",
    location: str = "",
    field: str | None = None,
    place: Place | None = None,
    words: str = "",
) -> SignedPdf:
    """Đóng dấu số: the agency signs after the person, over the left third of the hand.

    Where the paper has no field `co_quan`, the seal is a line of words at the top right of the
    first page (copies, attachments); `words` says what it is, for example "SAO Y".
    """
    access.require(by, SEAL)
    hand = _Hand(AGENCY, agency_code, by, at, reason, location)
    return _written_down([hand.write(pdf, field=field, place=place, words=words)])


@dataclass(frozen=True, slots=True)
class _Written:
    """One signature made and not yet written down."""

    hand: _Hand
    certificate: Certificate
    before: str
    content: bytes
    level: str
    field: str

    @property
    def after(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class _Hand:
    """Whose key, moved by whom, why and where."""

    kind: str
    code: str
    by: Actor
    at: datetime
    reason: str
    location: str

    def write(
        self, pdf: bytes, *, field: str | None = None, place: Place | None = None, words: str = ""
    ) -> _Written:
        """Put the signature into the file."""
        certificate = _certificate(self.kind, self.code, self.at)
        content, level, name = write_signature(
            pdf,
            certificate,
            at=self.at,
            reason=self.reason,
            location=self.location,
            field=field,
            place=place,
            words=words,
        )
        return _Written(self, certificate, hashlib.sha256(pdf).hexdigest(), content, level, name)


@transaction.atomic
def _written_down(made: list[_Written]) -> SignedPdf:
    """Record, audit and tell all that was signed in one go; the last is the paper as it stands."""
    for one in made:
        hand = one.hand
        SignatureRecord.objects.create(
            sha256_before=one.before,
            sha256_after=one.after,
            certificate=one.certificate,
            signed_by=hand.by.id,
            field=one.field,
            level=one.level,
            reason=hand.reason[:250],
            signed_at=hand.at,
        )
        audit.record(
            hand.by,
            "signing.sign" if hand.kind == PERSON else "signing.seal",
            f"file:{one.after}",
            at=hand.at,
            before={"sha256": one.before},
            after={"sha256": one.after, "certificate": one.certificate.code, "level": one.level},
            reason=hand.reason,
        )
        outbox.publish(
            DocumentSigned(
                sha256_before=one.before,
                sha256_after=one.after,
                holder_kind=hand.kind,
                holder_code=hand.code,
                level=one.level,
                occurred_at=hand.at,
            )
        )
    last = made[-1]
    return SignedPdf(content=last.content, level=last.level, sha256=last.after, field=last.field)


def _certificate(holder_kind: str, holder_code: str, at: datetime) -> Certificate:
    certificate = Certificate.objects.filter(
        holder_kind=holder_kind, holder_code=holder_code, status=Certificate.Status.ACTIVE
    ).first()
    whose = "Người ký" if holder_kind == PERSON else "Cơ quan"
    if certificate is None:
        raise NoCertificate(
            f"{whose} {holder_code} chưa có chứng thư số đang dùng.",
            next="Hãy nhờ quản trị viên đăng ký chứng thư số cho bạn.",
        )
    if not certificate.not_before_at <= at <= certificate.not_after_at:
        raise NoCertificate(
            f"Chứng thư số của {certificate.name} không còn trong thời hạn.",
            why=f"Chứng thư dùng được từ {certificate.not_before_at:%d/%m/%Y} đến {certificate.not_after_at:%d/%m/%Y}.",
            next="Hãy đề nghị cấp chứng thư mới.",
        )
    return certificate


def write_signature(
    pdf: bytes,
    certificate: Certificate,
    *,
    at: datetime,
    reason: str = "",
    location: str = "",
    field: str | None = None,
    place: Place | None = None,
    words: str = "",
) -> tuple[bytes, Level, str]:
    """The bytes with one more signature, its level and the field it stands in; no record is kept."""
    if len(pdf) > MAX_BYTES:
        raise CannotSign(
            "Tệp quá lớn để ký.", why=f"Giới hạn là {MAX_BYTES // 2**20} MB.", next="Hãy chia tệp."
        )
    signer = keys.signer_for(certificate).hand()
    stamper = _stamper()
    try:
        return _write(pdf, certificate, signer, stamper, at, reason, location, field, place, words)
    except TimestampRequestError as error:
        # The office does not stand still when the time service does: sign without it, and say so.
        logger.warning("time-stamp service did not answer, signing at level B-B: %s", error)
        return _write(pdf, certificate, signer, None, at, reason, location, field, place, words)
    except PKCS11Error as error:
        keys.forget()  # the token may have been pulled out: the next signature opens it anew
        raise KeyUnavailable(
            f"Thiết bị ký của {certificate.name} không trả lời.",
            why="Thiết bị đã rút ra hoặc đang bận.",
            next="Hãy cắm lại thiết bị và thử lại.",
        ) from error


def _write(
    pdf: bytes,
    certificate: Certificate,
    signer: Any,
    stamper: PdfTimeStamper | None,
    at: datetime,
    reason: str,
    location: str,
    field: str | None,
    place: Place | None,
    words: str,
) -> tuple[bytes, Level, str]:
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        if writer.prev.encrypted:
            raise CannotSign("Tệp PDF đang đặt mật khẩu.", next="Hãy bỏ mật khẩu rồi ký lại.")
        slot = _slot(writer, certificate.holder_kind, field, place)
        reserve = 2 * (2048 + sum(len(c.dump()) for c in (signer.signing_cert, *signer.cert_registry)))
        out = io.BytesIO()
        _Signer(
            PdfSignatureMetadata(
                field_name=slot.name,
                md_algorithm="sha256",
                subfilter=SigSeedSubFilter.PADES,
                reason=reason or None,
                location=location or None,
                name=certificate.name,
            ),
            signer,
            timestamper=stamper,
            stamp_style=appearance.style(_page(certificate, slot, at, words)),
            new_field_spec=slot.spec,
            at=at,
        ).sign_pdf(
            writer,
            existing_fields_only=slot.spec is None,
            bytes_reserved=reserve + (2 * 8192 if stamper else 0),
            output=out,
        )
    except (PdfError, SigningError, ValueError, KeyError, RecursionError) as error:
        raise CannotSign(
            "Tệp này không ký được.",
            why="Tệp không phải PDF nguyên vẹn, hoặc có cấu trúc mà chữ ký số không cho phép.",
            next="Hãy xuất lại tệp PDF rồi ký.",
        ) from error
    return out.getvalue(), "B-T" if stamper else "B-B", slot.name


class _Signer(PdfSigner):
    """Writes the moment it is given instead of reading the clock of the machine."""

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


class _Stamper(PdfTimeStamper):
    """Our port in the words of the library."""

    def __init__(self, port: ports.TimeStamper) -> None:
        super().__init__()
        self.port = port

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        try:
            answer = tsp.TimeStampResp.load(self.port.token(req.dump()))
            answer["time_stamp_token"]["content"]  # read now: a refusal carries no token
            return answer
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise TimestampRequestError(str(error)) from error


def _stamper() -> PdfTimeStamper | None:
    port = ports.time_stamper()
    return _Stamper(port) if port is not None else None


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where the signature goes; `spec` only when the field must be made."""

    name: str
    width: float
    height: float
    spec: SigFieldSpec | None
    in_words: bool


def _slot(
    writer: IncrementalPdfFileWriter, holder_kind: str, field: str | None, place: Place | None
) -> _Slot:
    fields = {name: (value, ref.get_object()) for name, value, ref in enumerate_sig_fields(writer.prev)}
    base = field or FIELDS[holder_kind]
    name, n = base, 1
    while name in fields and fields[name][0] is not None:
        if field is not None:
            raise CannotSign(
                f"Ô chữ ký “{field}” đã có người ký.", next="Hãy tải lại trang để xem bản mới nhất."
            )
        n += 1
        name = f"{base}_{n}"
    if name in fields and place is None:
        x1, y1, x2, y2 = (float(v) for v in fields[name][1]["/Rect"])
        return _Slot(name, abs(x2 - x1), abs(y2 - y1), None, False)
    in_words = holder_kind == AGENCY and place is None
    place = place or (PERSON_PLACE if holder_kind == PERSON else LINE_PLACE)
    count = int(writer.prev.root["/Pages"]["/Count"])
    index = (place.page if place.page > 0 else count + 1 + place.page) - 1
    if not 0 <= index < count:
        raise CannotSign(f"Văn bản không có trang {place.page}.", next="Hãy chọn lại chỗ ký.")
    page = writer.prev.find_page_for_modification(index)[0].get_object()
    box = page.get("/MediaBox") or page["/Parent"]["/MediaBox"]
    left, top = float(box[0]), float(box[3])
    # A second hand without a field of its own stands to the left of the first.
    x = place.x - (n - 1) * (place.width + 5)
    rect = (
        round(left + x * MM),
        round(top - (place.y + place.height) * MM),
        round(left + (x + place.width) * MM),
        round(top - place.y * MM),
    )
    spec = SigFieldSpec(sig_field_name=name, on_page=index, box=rect)
    return _Slot(name, rect[2] - rect[0], rect[3] - rect[1], spec, in_words)


def _page(certificate: Certificate, slot: _Slot, at: datetime, words: str) -> bytes:
    if certificate.holder_kind == PERSON:
        return appearance.person(certificate, at, slot.width, slot.height)
    if slot.in_words:
        text = [words] if words else []
        return appearance.line(
            [*text, certificate.name.upper(), appearance.moment(at)], slot.width, slot.height
        )
    return appearance.seal(certificate, slot.width, slot.height)
