"""A person compares, confirms, signs; or takes back what was wrong."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db import transaction

from motcua.kernel import access, audit, outbox, text
from motcua.kernel.access import Actor
from motcua.services.files import queries as files
from motcua.services.files import services as file_store
from motcua.services.scans.events import CopySigned, ScanConfirmed, ScanRemoved
from motcua.services.scans.models import Scan
from motcua.services.scans.services.gathering import locked
from motcua.services.scans.types import (
    DATES,
    FIELDS,
    SIGN_COPY,
    CannotSignCopy,
    FieldsWrong,
    NotReady,
    ScanDone,
    State,
)
from motcua.services.signing import queries as certificates
from motcua.services.signing import services as signing
from motcua.services.signing.types import PERSON, SEAL, SIGN, Place

SEALER = Actor.system("copy-seal", SEAL)
OFFICER_PLACE = Place(page=1, x=8, y=5, width=46, height=14)
"""The margin at the top left of the first page, over nothing that is written; the office's line stands at the right."""
LONGEST = 500


@transaction.atomic
def confirm(*, key: str, fields: dict[str, str], compared: bool, seen: int, by: Actor, at: datetime) -> None:
    """Xác nhận bản số hóa: the officer has compared it with the paper; only now it counts.

    Raises:
        NotReady: the machine has not finished, the pages changed meanwhile, or it was not compared.
        FieldsWrong: a field holds what cannot be.
    """
    row = locked(key, by)
    if row.state in (State.CONFIRMED, State.SIGNED, State.REMOVED):
        raise ScanDone("Bản số hóa này đã chốt ở lần bấm trước.", next="Hãy tải lại trang.")
    if row.state != State.READY or row.version != seen:
        raise NotReady(
            "Các trang vừa thay đổi hoặc chưa đọc xong.",
            next="Hãy tải lại trang, xem lại bản mới rồi xác nhận.",
        )
    if not compared:
        raise NotReady(
            "Cần đối chiếu với bản giấy trước khi xác nhận.",
            why="Bản số hóa được dùng thay giấy ở lần sau.",
            next="Hãy xem từng trang, rồi đánh dấu “Đã đối chiếu với bản giấy”.",
        )
    row.fields = _checked(fields)
    row.state, row.confirmed_by, row.confirmed_at = State.CONFIRMED, by.title, at
    row.save()
    proposed = {one["field"]: one["value"] for one in row.proposals}
    audit.record(
        by, "scans.confirm", f"scan:{key}", at=at, before=proposed,
        after={"reference": row.reference, "slot": row.slot, "sha256": row.product_sha256, **row.fields},
    )  # fmt: skip
    outbox.publish(
        ScanConfirmed(
            key=key, reference=row.reference, slot=row.slot, occurred_at=at, kind_code=row.kind_code, paper_name=row.name,
            owner_number=row.owner_number, owner_name=row.owner_name, agency_code=row.agency_code,
            sha256=row.product_sha256, size=row.size, pages=row.pages.count(), fields=row.fields, by_id=by.id,
            by_name=by.name,
        )
    )  # fmt: skip


def _checked(fields: dict[str, str]) -> dict[str, str]:
    """The fields a person left standing, cleaned; a day must be a day, a personal number twelve digits."""
    kept = {}
    for name in FIELDS:
        said = " ".join(text.clean(fields.get(name, "")).split())[:LONGEST]
        if not said:
            continue
        if name in DATES:
            try:
                said = date.fromisoformat(said).isoformat()
            except ValueError as error:
                raise FieldsWrong(
                    f"Ô “{FIELDS[name]}” không phải một ngày.", next="Hãy chọn lại ngày, hoặc để trống."
                ) from error
        if name == "id_number" and not re.fullmatch(r"\d{12}|\d{9}", said):
            raise FieldsWrong(
                f"Ô “{FIELDS[name]}” phải có 12 chữ số (giấy cũ: 9).",
                next="Hãy so với ảnh trang rồi gõ lại, hoặc để trống.",
            )
        kept[name] = said
    return kept


def sign_copy(*, key: str, by: Actor, at: datetime) -> None:
    """Ký bản số hóa: the officer, then the office, so that it may be used again instead of the paper.

    Keys work before the row is locked: a slow token holds nobody up.

    Raises:
        ScanDone: signed already, or not confirmed yet.
        CannotSignCopy: the officer or the office has no certificate.
    """
    row = Scan.objects.filter(key=key).first()
    row = _to_sign(row, by)
    for kind, code, whose in ((PERSON, by.id, "Bạn"), ("agency", row.agency_code, "Cơ quan của bạn")):
        if certificates.certificate_of(kind, code) is None:
            raise CannotSignCopy(
                f"{whose} chưa có chứng thư số để ký bản số hóa.",
                next="Bản đã xác nhận vẫn dùng được trong hồ sơ này. Hãy đề nghị quản trị viên cấp chứng thư.",
            )
    before = row.product_sha256
    signed = signing.sign_pdf(
        pdf=files.read(before), by=by.with_permissions(SIGN), signer_code=by.id, at=at, reason="Bản số hóa đúng với bản giấy",
        place=OFFICER_PLACE, seal_agency_code=row.agency_code, sealer=SEALER,
    )  # fmt: skip
    ref = file_store.store_issued(
        data=signed.content, name=f"{row.name[:80]}.pdf", media_type="application/pdf", by=by, at=at, owner="scans",
        reference=f"scan:{key}",
    )  # fmt: skip
    _keep_signed(key=key, before=before, sha256=ref.sha256, size=ref.size, by=by, at=at)


def _to_sign(row: Scan | None, by: Actor) -> Scan:
    access.require(by, SIGN_COPY, agency_code=row.agency_code if row else None)
    if row is None or row.state != State.CONFIRMED:
        raise ScanDone(
            "Bản số hóa này đã ký, hoặc chưa được xác nhận.", next="Hãy tải lại trang để xem bản đang ở đâu."
        )
    return row


@transaction.atomic
def _keep_signed(*, key: str, before: str, sha256: str, size: int, by: Actor, at: datetime) -> None:
    row = _to_sign(locked(key, by, SIGN_COPY), by)
    row.state, row.signed_sha256, row.size = State.SIGNED, sha256, size
    row.signed_by, row.signed_at = by.title, at
    row.save()
    audit.record(
        by, "scans.sign_copy", f"scan:{key}", at=at, before={"sha256": before}, after={"sha256": sha256}
    )
    outbox.publish(
        CopySigned(
            key=key,
            reference=row.reference,
            slot=row.slot,
            occurred_at=at,
            sha256_before=before,
            sha256=sha256,
            size=size,
        )
    )


@transaction.atomic
def remove(*, key: str, reason: str, by: Actor, at: datetime) -> None:
    """Bỏ bản số hóa, có lý do: it no longer counts and another may be made; nothing of it is erased."""
    row = locked(key, by)
    if row.state == State.REMOVED:
        raise ScanDone("Bản số hóa này đã được bỏ.", next="Hãy tải lại trang.")
    reason = text.clean(reason)[:500]
    if len(reason) < 5:
        raise FieldsWrong(
            "Cần ghi lý do bỏ bản số hóa.",
            why="Lý do được giữ trong nhật ký.",
            next="Hãy viết ít nhất một câu ngắn.",
        )
    before, sha256 = row.state, row.signed_sha256 or row.product_sha256
    row.state, row.removed_at, row.removed_for = State.REMOVED, at, reason
    row.save()
    audit.record(
        by, "scans.remove", f"scan:{key}", at=at, before={"state": before, "sha256": sha256}, reason=reason
    )
    if before in (State.CONFIRMED, State.SIGNED):
        outbox.publish(
            ScanRemoved(
                key=key,
                reference=row.reference,
                slot=row.slot,
                occurred_at=at,
                sha256=sha256,
                reason=reason,
                by_id=by.id,
            )
        )
