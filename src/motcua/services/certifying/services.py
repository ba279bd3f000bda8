"""Commands of certification: prepare, sign and number, note a spoiled number, revoke."""

from __future__ import annotations

import io
import secrets
from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pikepdf
from django.conf import settings

from motcua.kernel import access, audit, clock, numbers, text
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.kernel.money import vnd
from motcua.registries.calendars import queries as calendars
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.queries.attested import ATTESTATION, addressed, attested, status_of
from motcua.services.dossiers.queries.heads import day_words, desk_head
from motcua.services.dossiers.queries.seeing import dossier_for
from motcua.services.dossiers.services.results import signature_titles
from motcua.services.dossiers.types import Status
from motcua.services.files import queries as files
from motcua.services.files import services as file_store
from motcua.services.payments.types import COLLECT, Charge, Method, ReceiptView
from motcua.services.scans import queries as scans
from motcua.services.scans.types import ScanView
from motcua.services.scans.types import State as ScanState
from motcua.services.signing import queries as certificates
from motcua.services.signing import services as signing
from motcua.services.signing.types import PERSON, SEAL, Place
from motcua.ui import paper

from . import queries, rules
from .models import Entry
from .types import CERTIFY, PREPARE, CannotCertify, EntryDone, EntryNotThere, Kind, Manner, Output, State

SEALER = Actor.system("certified-seal", SEAL)
TEMPLATE = Path(__file__).parent / "templates/certifying/paper/loi_chung.typ"
MARK = Path(__file__).parent / "templates/certifying/paper/ban_sao.typ"
EDGE = 14
"""Points between the mark on the first page of a copy and the edges of that page."""
PERSON_PLACE = Place(page=-1, x=115, y=170, width=60, height=26)
OPEN = (Status.ACCEPTED, Status.PROCESSING, Status.SUPPLEMENT, Status.PAYING, Status.FINISHED)


@command
def prepare_copy(
    *,
    code: str,
    document: str,
    pages: int,
    copies: int,
    output: Output,
    scan_slot: str,
    compared: bool,
    bars: Collection[str],
    press: str,
    by: Actor,
    at: datetime,
) -> Entry:
    """Lập bản chứng thực: one original that was compared. An electronic copy is made of a digitised original that a person has
    confirmed; its pages are those of the scan. The same press gives the same entry.

    Raises:
        DossierNotThere: not there, or not theirs.
        CannotCertify: a bar of Article 22, not compared, no confirmed scan, numbers out of bounds.
    """
    dossier = _open_dossier(code, by)
    if (again := Entry.objects.filter(dossier_code=code, press=press).first()) is not None:
        return again
    scan = _scan_of(code, scan_slot) if output is Output.ELECTRONIC else None
    if scan is not None:
        pages, copies = len(scan.pages), 1
    document = " ".join(text.clean(document).split())
    rules.check_copy(document=document, pages=pages, copies=copies, compared=compared, bars=bars)
    on = clock.local(at).date()
    entry = Entry(
        kind=Kind.COPY, output=output, document=document, pages=pages, copies=copies,
        fee_vnd=rules.copy_fee(pages, copies, queries.rates(on)), scan_slot=scan_slot if scan else "",
        source_sha256=scan.product_sha256 if scan else "",
        originals=sorted({page.source_sha256 for page in scan.pages}) if scan else [],
    )  # fmt: skip
    return _keep_prepared(entry, dossier, press=press, by=by, at=at)


def _scan_of(code: str, slot: str) -> ScanView:
    scan = scans.scan_of(f"dossier:{code}", slot) if slot else None
    if scan is None or scan.state not in (ScanState.CONFIRMED, ScanState.SIGNED):
        raise CannotCertify(
            "Bản điện tử cần bản số hóa đã đối chiếu của bản chính.",
            next="Hãy quét bản chính ở trang hồ sơ, xác nhận rồi quay lại.",
        )
    return scan


@command
def prepare_signature(
    *,
    code: str,
    document: str,
    signer: str,
    identity: str,
    present: bool,
    cases: int,
    press: str,
    by: Actor,
    at: datetime,
    bars: Collection[str] = (),
    manner: Manner = Manner.SIGNED,
) -> Entry:
    """Lập việc chứng thực chữ ký: who signed, or put a finger's print, before the officer, known by which paper.

    Raises:
        DossierNotThere: not there, or not theirs.
        CannotCertify: a bar of Article 25, nobody saw it, no signer or identity paper.
    """
    dossier = _open_dossier(code, by)
    if (again := Entry.objects.filter(dossier_code=code, press=press).first()) is not None:
        return again
    document, signer, identity = (" ".join(text.clean(one).split()) for one in (document, signer, identity))
    rules.check_signature(
        document=document, signer=signer, identity=identity, present=present, cases=cases, bars=bars
    )
    entry = Entry(
        kind=Kind.SIGNATURE, output=Output.PAPER, manner=manner, document=document, signers=f"{signer}, {identity}"[:600], copies=cases,
        fee_vnd=cases * queries.signature_rate(clock.local(at).date()),
    )  # fmt: skip
    return _keep_prepared(entry, dossier, press=press, by=by, at=at)


def _open_dossier(code: str, by: Actor):  # type: ignore[no-untyped-def]
    dossier = dossier_for(by, code)
    access.require(by, PREPARE)
    if dossier.state not in OPEN:
        raise CannotCertify(
            "Hồ sơ này không lập được bản chứng thực.", why=f"Hồ sơ đang ở trạng thái “{dossier.state.label}”.",
            next="Hãy tiếp nhận hồ sơ trước; hồ sơ đã trả thì lập hồ sơ mới.",
        )  # fmt: skip
    return dossier


def _keep_prepared(entry: Entry, dossier: Any, *, press: str, by: Actor, at: datetime) -> Entry:
    office = dossier.competent_agency
    entry.agency_code, entry.agency_name = office, organizations.agency(office, clock.local(at).date()).name
    entry.dossier_code, entry.requester, entry.press = dossier.code, dossier.applicant_name, press[:64]
    entry.token, entry.prepared_by, entry.prepared_at = secrets.token_urlsafe(18), by.title, at
    entry.save(force_insert=True)
    after = {
        "dossier": entry.dossier_code,
        "kind": entry.kind,
        "document": entry.document,
        "source": entry.source_sha256,
    }
    audit.record(by, "certifying.prepare", f"certified:{entry.pk}", at=at, after=after)
    return entry


def certify(*, entry_id: int, by: Actor, at: datetime) -> Entry:
    """Ký chứng thực: the number is taken, the keys work outside any lock, the signed copy is kept (decision 4). A paper copy
    gets its number and its attestation to print; hand and stamp follow on paper. A crash in between loses nothing: signing
    again uses the number already taken.

    Raises:
        EntryNotThere: another office's.
        EntryDone: signed, spoiled or revoked already.
        CannotCertify: compared too long ago, or the signer or office has no certificate.
    """
    entry = _number(entry_id=entry_id, by=by, at=at)
    if entry.output == Output.PAPER:
        return _keep(entry_id=entry_id, content=b"", by=by, at=at)
    pdf = _with_attestation(files.read(entry.source_sha256), entry)
    signed = signing.sign_pdf(
        pdf=pdf, by=by, signer_code=by.id, at=at, reason="Chứng thực bản sao đúng với bản chính", place=PERSON_PLACE,
        seal_agency_code=entry.agency_code, sealer=SEALER,
    )  # fmt: skip
    return _keep(entry_id=entry_id, content=signed.content, by=by, at=at)


@command
def _number(*, entry_id: int, by: Actor, at: datetime) -> Entry:
    entry = _locked(entry_id, by, State.PREPARED, State.NUMBERED)
    on = clock.local(at).date()
    if (state := status_of(entry.dossier_code)) not in OPEN:
        raise CannotCertify(
            "Hồ sơ của bản này không còn được giải quyết.", why=f"Hồ sơ đang ở trạng thái “{state.label}”." if state else "",
            next="Hãy bỏ bản này; người dân cần thì lập hồ sơ mới.",
        )  # fmt: skip
    last = rules.last_day_to_sign(clock.local(entry.prepared_at), calendars.calendar(entry.agency_code))
    if on > last:
        raise CannotCertify(
            f"Bản này đối chiếu đã quá lâu: ký được đến hết {last:%d/%m/%Y}.",
            why="Chứng thực xong trong ngày, nhiều giấy tờ thì thêm không quá hai ngày làm việc (Điều 7 Nghị định 23/2015/NĐ-CP).",
            next="Hãy bỏ bản này, đối chiếu với bản chính rồi lập lại.",
        )  # fmt: skip
    if entry.output == Output.ELECTRONIC:
        for kind, code, whose in ((PERSON, by.id, "Bạn"), ("agency", entry.agency_code, "Cơ quan")):
            if certificates.certificate_of(kind, code) is None:
                raise CannotCertify(
                    f"{whose} chưa có chứng thư số.", next="Hãy đề nghị quản trị cấp chứng thư rồi ký lại."
                )
    if entry.number is not None and entry.year != on.year:
        raise CannotCertify(
            "Số đã lấy thuộc quyển năm trước.",
            next="Hãy ghi số hỏng rồi lập lại: ngày chứng thực là ngày ký.",
        )
    if entry.number is None:
        entry.year, entry.number = (
            on.year,
            numbers.take(queries.series(entry.agency_code, Kind(entry.kind), on.year)),
        )
    entry.state, entry.certified_on = State.NUMBERED, on
    entry.words = _words(entry, by=by, on=on)
    entry.save()
    return entry


def _words(entry: Entry, *, by: Actor, on: date) -> dict[str, Any]:
    head = desk_head(entry.agency_code, on)
    kind = Kind(entry.kind)
    assert entry.number is not None
    return {
        "parent": head["parent"], "agency": head["agency"], "kind": entry.kind, "electronic": entry.output == Output.ELECTRONIC,
        "document": entry.document, "signers": entry.signers, "manner": entry.manner, "pages": f"{entry.pages:02d}", "copies": f"{entry.copies:02d}",
        "number": rules.number_words(entry.number), "book": rules.book_words(kind, on.year),
        "place_date": f"{head['place']}, {day_words(on)}", "titles": signature_titles(by, "ban_sao", on), "name": by.name,
        "office": entry.agency_name, "source": entry.source_sha256, "fee": vnd(entry.fee_vnd),
        "address": f"{settings.PUBLIC_URL}/chung-thuc/{entry.token}/",
    }  # fmt: skip


def attestation(entry: Entry) -> bytes:
    """The page of the attestation, drawn from what was settled at the signature: the same for ever."""
    return paper.render(TEMPLATE, entry.words | {"qr": paper.qr_svg(entry.words["address"])})


def _with_attestation(copy: bytes, entry: Entry) -> bytes:
    out = io.BytesIO()
    mark = paper.render(MARK, {})
    with (
        pikepdf.open(io.BytesIO(copy)) as book,
        pikepdf.open(io.BytesIO(attestation(entry))) as last,
        pikepdf.open(io.BytesIO(mark)) as words,
    ):
        front, label = book.pages[0], words.pages[0]
        right, top = float(front.cropbox[2]), float(front.cropbox[3])
        wide, high = (float(label.mediabox[2]), float(label.mediabox[3]))
        front.add_overlay(
            label, pikepdf.Rectangle(right - wide - EDGE, top - high - EDGE, right - EDGE, top - EDGE)
        )
        book.pages.extend(last.pages)
        book.save(out, deterministic_id=True)
    return out.getvalue()


@command
def _keep(*, entry_id: int, content: bytes, by: Actor, at: datetime) -> Entry:
    """Ask again under lock: seconds have passed."""
    entry = _locked(entry_id, by, State.NUMBERED)
    if content:
        ref = file_store.store_issued(
            data=content, name=f"{entry.dossier_code}_chung-thuc-{entry.number}.pdf", media_type="application/pdf", by=by, at=at,
            owner="certifying", reference=f"certified:{entry.pk}",
        )  # fmt: skip
        entry.signed_sha256 = ref.sha256
    entry.state, entry.certified_at, entry.signer = State.CERTIFIED, at, by.title
    entry.save()
    if content:
        dossiers.hand_out_certified(
            code=entry.dossier_code, number=f"{entry.words['number']} quyển {entry.words['book']}", sha256=entry.signed_sha256,
            by=by, at=at,
        )  # fmt: skip
    audit.record(by, "certifying.certify", f"certified:{entry.pk}", at=at, after=_told(entry))
    return entry


def _told(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number, "year": entry.year, "kind": entry.kind, "dossier": entry.dossier_code,
        "sha256": entry.signed_sha256, "source": entry.source_sha256,
    }  # fmt: skip


def _locked(entry_id: int, by: Actor, *states: State) -> Entry:
    entry = Entry.objects.select_for_update().filter(pk=entry_id).first()
    if entry is None or entry.agency_code not in by.agency_codes | {by.agency_code}:
        raise EntryNotThere(
            "Không tìm thấy bản chứng thực này trong phạm vi của bạn.", next="Hãy mở lại trang Chứng thực."
        )
    access.require(by, CERTIFY, agency_code=entry.agency_code)
    if entry.state not in states:
        raise EntryDone(f"Bản này {State(entry.state).label.lower()}.", next="Hãy tải lại trang.")
    return entry


@command
def discard(*, entry_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Bỏ bản chưa ký: one without a number goes; one with a number stays in the book as spoiled, with the note.

    Raises:
        EntryNotThere, EntryDone: as for signing.
        CannotCertify: a number is given up without a reason.
    """
    entry = Entry.objects.select_for_update().filter(pk=entry_id).first()
    if entry is None or entry.agency_code not in by.agency_codes | {by.agency_code}:
        raise EntryNotThere(
            "Không tìm thấy bản chứng thực này trong phạm vi của bạn.", next="Hãy mở lại trang Chứng thực."
        )
    access.require(by, PREPARE if entry.number is None else CERTIFY)
    if entry.state not in (State.PREPARED, State.NUMBERED):
        raise EntryDone(f"Bản này {State(entry.state).label.lower()}.", next="Hãy tải lại trang.")
    after = _told(entry)
    if entry.number is None:
        entry.delete()
    else:
        _end(entry, State.SPOILED, reason, by=by, at=at)
    audit.record(by, "certifying.discard", f"certified:{entry_id}", at=at, after=after, reason=reason[:500])


@command
def revoke(*, entry_id: int, reason: str, by: Actor, at: datetime) -> Entry:
    """Thu hồi bản chứng thực: it says so to whoever checks it from now on; number and file stay.

    Raises:
        EntryNotThere, EntryDone: as for signing.
        CannotCertify: no reason.
    """
    entry = _locked(entry_id, by, State.CERTIFIED)
    _end(entry, State.REVOKED, reason, by=by, at=at)
    if entry.signed_sha256:
        dossiers.take_back_certified(
            code=entry.dossier_code, sha256=entry.signed_sha256, reason=entry.ended_for, by=by, at=at
        )
    audit.record(
        by, "certifying.revoke", f"certified:{entry.pk}", at=at, after=_told(entry), reason=entry.ended_for
    )
    return entry


def _end(entry: Entry, state: State, reason: str, *, by: Actor, at: datetime) -> None:
    reason = text.clean(reason)[:500]
    if len(reason) < 5:
        raise CannotCertify("Cần ghi lý do.", why="Lý do ở lại trong sổ.", next="Hãy viết một câu ngắn.")
    entry.state, entry.ended_at, entry.ended_by, entry.ended_for = state, at, by.title, reason
    entry.save()


@command
def collect(*, code: str, method: Method, press: str, by: Actor, at: datetime) -> list[ReceiptView]:
    """Thu phí chứng thực của hồ sơ: what the entries come to by pages and copies, less what was taken before.

    Raises:
        CannotCertify: nothing is owed any more.
    """
    owed = queries.owed(code)
    if not owed:
        raise CannotCertify(
            "Phí chứng thực của hồ sơ này đã thu đủ.", next="Hãy xem biên lai ở trang Phí, lệ phí."
        )
    charges = [
        Charge("fee", name, 1, "case", amount, amount, "Thông tư 226/2016/TT-BTC") for name, amount in owed
    ]
    return dossiers.collect_charges(code=code, charges=charges, method=method, press=press, by=by, at=at)


@command
def waive_fee(*, code: str, ground: str, by: Actor, at: datetime) -> int:
    """Miễn phí chứng thực: nothing more is owed for what was prepared and not paid, on the ground written down; how many
    entries.

    Raises:
        DossierNotThere: not there, or not theirs.
        CannotCertify: nothing is owed, or no ground.
    """
    dossier = dossier_for(by, code)
    access.require(by, COLLECT, agency_code=dossier.receiving_agency)
    ground = text.clean(ground)[:300]
    if len(ground) < 5:
        raise CannotCertify(
            "Chưa ghi căn cứ miễn phí.", next="Hãy ghi văn bản, điều, và giấy tờ chứng minh đã xem."
        )
    names = {name for name, _ in queries.owed(code)}
    rows = [row for row in queries.entries_of(code) if queries.name_on_receipt(row) in names]
    if not rows:
        raise CannotCertify(
            "Phí chứng thực của hồ sơ này đã thu đủ.", next="Hãy xem biên lai ở trang Phí, lệ phí."
        )
    Entry.objects.filter(pk__in=[row.pk for row in rows]).update(waived_for=ground)
    for row in rows:
        audit.record(
            by,
            "certifying.waive_fee",
            f"certified:{row.pk}",
            at=at,
            before={"fee_vnd": row.fee_vnd},
            reason=ground,
        )
    return len(rows)


@command
def end_signing(*, code: str, by: Actor, at: datetime) -> None:
    """Hoàn thành bước ký bằng các bản đã chứng thực: they are the result of the dossier, under the numbers they have.

    Raises:
        CannotCertify: nothing is certified, or something still waits for its signature.
        NotYourStep, DoneBySomeone: as for signing a result.
    """
    rows = [row for row in queries.entries_of(code) if row.state not in (State.SPOILED, State.REVOKED)]
    if not rows or any(row.state != State.CERTIFIED for row in rows):
        raise CannotCertify(
            "Hồ sơ còn bản chứng thực chưa ký." if rows else "Hồ sơ chưa có bản chứng thực nào đã ký.",
            next="Hãy ký hoặc bỏ từng bản ở khay chứng thực rồi làm lại.",
        )
    access.require(by, CERTIFY, agency_code=rows[0].agency_code)
    first = next((row for row in rows if row.signed_sha256), rows[0])
    what = "Chứng thực chữ ký" if all(row.kind == Kind.SIGNATURE for row in rows) else "Bản sao chứng thực"
    number = f"{rules.number_words(first.number or 0)} quyển {rules.book_words(Kind(first.kind), first.year or at.year)}"
    dossiers.sign_by_certified(
        code=code, name=what if len(rows) == 1 else f"{what} ({len(rows)} giấy tờ)", number=number,
        sha256=first.signed_sha256, by=by, at=at,
    )  # fmt: skip


@command
def note_result(*, code: str, number: str, at: datetime) -> None:
    """Vào sổ kết quả đã ký: an attestation signed as the result of a dossier stands in the same book. Heard twice it is
    written once."""
    told = attested(code, number)
    if told is None:
        return
    Entry.objects.get_or_create(
        dossier_code=code, press=f"result:{number}",
        defaults={
            "agency_code": told.agency_code, "agency_name": told.agency_name, "kind": Kind.COPY, "output": Output.PAPER,
            "state": State.CERTIFIED, "year": told.year, "number": int(number), "requester": told.requester,
            "document": told.document[:300], "pages": told.pages, "copies": told.copies, "signer": told.signer,
            "fee_vnd": rules.copy_fee(told.pages, told.copies, queries.rates(told.signed_on)), "certified_on": told.signed_on,
            "certified_at": told.signed_at, "prepared_at": told.signed_at, "prepared_by": told.signer,
            "signed_sha256": told.sha256, "token": secrets.token_urlsafe(18), "words": {},
        },
    )  # fmt: skip


@command
def note_voided(*, code: str, number: str, year: int, template: str, reason: str, at: datetime) -> None:
    """Vào sổ số bỏ: taken for an attestation that was never signed. Heard twice it is written once."""
    told = addressed(code)
    if template != ATTESTATION or told is None or not number.isdigit():
        return
    agency_code, agency_name, requester = told
    Entry.objects.get_or_create(
        dossier_code=code, press=f"void:{year}:{number}",
        defaults={
            "agency_code": agency_code, "agency_name": agency_name, "kind": Kind.COPY, "output": Output.PAPER,
            "state": State.SPOILED, "year": year, "number": int(number), "requester": requester,
            "document": "Không phát hành", "pages": 0, "copies": 0, "fee_vnd": 0, "prepared_at": at, "prepared_by": "Hệ thống",
            "token": secrets.token_urlsafe(18), "words": {}, "ended_at": at, "ended_by": "Hệ thống",
            "ended_for": reason[:500],
        },
    )  # fmt: skip
