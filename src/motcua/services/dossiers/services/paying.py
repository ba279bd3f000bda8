"""Thu phí, lệ phí của hồ sơ: money and receipt in one transaction; a cancelled receipt keeps its number and paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.kernel.money import in_words, vnd
from motcua.services.dossiers.models import Dossier, IssuedPaper
from motcua.services.dossiers.queries import paying as queries
from motcua.services.dossiers.types import PaperKind, WrongState
from motcua.services.payments import queries as payments
from motcua.services.payments import services as money
from motcua.services.payments.types import UNITS, Charge, ChargeInvalid, Method, ReceiptView, Wanted

from .common import locked, not_there, note
from .papers import snapshot


@command
def collect_fees(
    *,
    code: str,
    wanted: Sequence[Wanted],
    method: Method,
    press: str,
    more: bool = False,
    by: Actor,
    at: datetime,
) -> list[ReceiptView]:
    """Thu phí, lệ phí: by the rates of the day of filing; what is waived is written down with its ground. The same press
    gives the same receipts. ``more`` takes again what was taken already (further copies).

    Raises:
        DossierNotThere: no such dossier, or another desk's.
        WrongState: not accepted, turned away or withdrawn.
        ChargeInvalid: a line the published rates do not bear, or one taken already.
        NothingToCollect: nothing filled in.
    """
    dossier = _owing(code, by)
    before = payments.receipts_of(queries.subject_of(code))
    if again := [one for one in before if one.press == press]:
        return again
    charges, waived = money.charges_of(queries.rates_of(dossier), wanted)
    taken = {(line.kind, line.name) for line in charges} & queries.paid_names(before)
    if taken and not more:
        name = sorted(taken)[0][1]
        raise ChargeInvalid(
            f"“{name}” đã thu cho hồ sơ này.",
            next="Thu thêm (như thêm bản sao) thì đánh dấu “Thu thêm”; thu nhầm thì hủy biên lai cũ.",
        )
    made = []
    if charges or not waived:
        made = _take(dossier, charges, method=method, press=press, by=by, at=at)
    said = [f"miễn {rate.name}: {ground}" for rate, ground in waived]
    _write(dossier, made, said, by=by, at=at, waived=[rate.key for rate, _ in waived])
    return made


@command
def collect_charges(
    *, code: str, charges: Sequence[Charge], method: Method, press: str, by: Actor, at: datetime
) -> list[ReceiptView]:
    """Thu khoản do nghiệp vụ khác đã tính (chứng thực theo trang): the other room answers for the lines.

    Raises:
        DossierNotThere: no such dossier, or another desk's.
        WrongState: not accepted, turned away or withdrawn.
    """
    dossier = _owing(code, by)
    if again := [one for one in payments.receipts_of(queries.subject_of(code)) if one.press == press]:
        return again
    made = _take(dossier, charges, method=method, press=press, by=by, at=at)
    _write(dossier, made, [], by=by, at=at, waived=[])
    return made


def _owing(code: str, by: Actor) -> Dossier:
    dossier = locked(code)
    if dossier.receiving_agency not in by.agency_codes | {by.agency_code}:
        raise not_there(code)
    if dossier.state in queries.NOT_CHARGED:
        raise WrongState(
            "Chưa thu tiền được cho hồ sơ này.", why=f"Hồ sơ đang ở trạng thái “{dossier.state.label}”.",
            next="Tiền được thu sau khi tiếp nhận.",
        )  # fmt: skip
    return dossier


def _take(
    dossier: Dossier, charges: Sequence[Charge], *, method: Method, press: str, by: Actor, at: datetime
) -> list[ReceiptView]:
    made = money.collect(
        subject=queries.subject_of(dossier.code), agency_code=dossier.receiving_agency,
        payer=dossier.submitter_name or dossier.applicant_name, payer_address=dossier.applicant_address, charges=charges,
        method=method, press=press, by=by, at=at,
    )  # fmt: skip
    for one in made:
        _issue(dossier, one, by=by, at=at)
    return made


def _write(
    dossier: Dossier, made: list[ReceiptView], said: list[str], *, by: Actor, at: datetime, waived: list[str]
) -> None:
    told = [f"{one.kind_label} {vnd(one.total_vnd)}, biên lai số {one.number}" for one in made] + said
    note(
        dossier, by, "collect_fees", f"Thu phí, lệ phí: {'; '.join(told)}.", at=at,
        after={"receipts": [one.id for one in made], "waived": waived},
    )  # fmt: skip


def _issue(dossier: Dossier, one: ReceiptView, *, by: Actor, at: datetime) -> None:
    """The receipt as a paper of the dossier: printed, sealed and reprinted like the others."""
    data = snapshot(dossier, PaperKind.FEE, number=one.number, by=by, at=at)
    data |= {
        "form_no": one.form_no, "notation": one.notation, "kind": one.kind_label, "total": vnd(one.total_vnd),
        "in_words": in_words(one.total_vnd), "method": one.method.label,
        "lines": [
            {
                "name": line.name, "quantity": f"{line.quantity} {UNITS.get(line.unit, '')}", "each": vnd(line.unit_vnd),
                "amount": vnd(line.amount_vnd), "basis": line.basis,
            }
            for line in one.charges
        ],
    }  # fmt: skip
    IssuedPaper.objects.create(
        dossier=dossier, kind=PaperKind.FEE.value, form_no=one.form_no, number=f"{one.notation} {one.number}", data=data,
        issued_at=at, issued_by=by.title, seal_at=at,
    )  # fmt: skip


@command
def cancel_receipt(*, code: str, receipt_id: int, reason: str, by: Actor, at: datetime) -> ReceiptView:
    """Hủy biên lai thu nhầm: the money goes back, the paper is marked, the number is never given again.

    Raises:
        DossierNotThere: no such dossier, or another desk's.
        ReceiptNotThere: not a receipt of this dossier in this officer's hand.
        ReceiptClosed: cancelled already, or handed over with a shift.
    """
    dossier = locked(code)
    if dossier.receiving_agency not in by.agency_codes | {by.agency_code}:
        raise not_there(code)
    one = money.cancel(receipt_id=receipt_id, subject=queries.subject_of(code), reason=reason, by=by, at=at)
    papers = dossier.issued.filter(kind=PaperKind.FEE, number=f"{one.notation} {one.number}")
    for paper in papers.filter(form_no=one.form_no, revoked_at=None):
        # The sealed file says "paid": what is printed from now on says "cancelled", and is sealed anew.
        paper.data = paper.data | {
            "cancelled": one.cancel_reason,
            "cancelled_at": f"{clock.local(at):%H:%M ngày %d/%m/%Y}",
        }
        paper.revoked_at, paper.revoked_reason = at, one.cancel_reason
        paper.signed_sha256, paper.signed_at, paper.seal_at = "", None, at
        paper.save()
    words = f"Hủy biên lai số {one.number}, trả lại {vnd(one.total_vnd)}."
    note(dossier, by, "cancel_receipt", words, at=at, detail=one.cancel_reason, after={"receipt": one.id})
    return one
