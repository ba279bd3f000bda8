"""Commands of receipts: collect, cancel, hand over with a shift."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from motcua.kernel import access, audit, clock, numbers, text
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.kernel.legal import parameter

from . import queries, rules
from .models import Receipt
from .types import (
    COLLECT,
    KINDS,
    Charge,
    Method,
    NothingToCollect,
    Rate,
    ReceiptClosed,
    ReceiptNotThere,
    ReceiptView,
    Wanted,
)


def charges_of(
    rates: Sequence[Rate], wanted: Sequence[Wanted]
) -> tuple[list[Charge], list[tuple[Rate, str]]]:
    """Lines to collect and rates waived, as `rules.charges` has them."""
    return rules.charges(rates, wanted)


@command
def collect(
    *,
    subject: str,
    agency_code: str,
    payer: str,
    payer_address: str,
    charges: Sequence[Charge],
    method: Method,
    press: str,
    by: Actor,
    at: datetime,
) -> list[ReceiptView]:
    """Thu tiền, lập biên lai: one receipt for the fees, one for the charges. The same press again gives the same receipts.

    Raises:
        NotAllowed: who may not collect for this office.
        NothingToCollect: the lines come to nothing.
    """
    access.require(by, COLLECT, agency_code=agency_code)
    before = list(Receipt.objects.filter(subject=subject, press=press))
    if before:
        return [queries.view(row) for row in before]
    on, made = clock.local(at).date(), []
    for kind in KINDS:
        lines = [line for line in charges if line.kind == kind and line.amount_vnd]
        if not lines:
            continue
        form = str(parameter("payments.receipt_form", on=on)[kind])
        marks = rules.notation(str(parameter("payments.receipt_letters", on=on)[kind]), on.year)
        row = Receipt.objects.create(
            agency_code=agency_code, form_no=form, notation=marks,
            number=numbers.take(f"receipt:{agency_code}:{form}:{marks}"), kind=kind, subject=subject, press=press[:64],
            payer=payer[:200], payer_address=payer_address[:500], charges=[asdict(line) for line in lines],
            total_vnd=sum(line.amount_vnd for line in lines), method=method.value, collected_by=by.id,
            collected_by_name=by.name, collected_at=at,
        )  # fmt: skip
        made.append(row)
        audit.record(by, "payments.collect", f"receipt:{row.pk}", at=at, after=_told(row))
    if not made:
        raise NothingToCollect(
            "Không có khoản nào phải thu.", next="Hãy ghi số lượng cho ít nhất một khoản, hoặc đóng trang."
        )
    return [queries.view(row) for row in made]


def _told(row: Receipt) -> dict[str, object]:
    return {
        "number": rules.number_words(row.number), "notation": row.notation, "subject": row.subject,
        "total_vnd": row.total_vnd, "method": row.method,
    }  # fmt: skip


@command
def cancel(*, receipt_id: int, subject: str, reason: str, by: Actor, at: datetime) -> ReceiptView:
    """Hủy biên lai, trả lại tiền: by who collected it, while the money is still in hand; number and lines stay.

    Raises:
        ReceiptNotThere: no such receipt of this subject at an office of the post, or somebody else's.
        ReceiptClosed: cancelled already, or its money was handed over.
    """
    row = Receipt.objects.select_for_update().filter(pk=receipt_id, subject=subject).first()
    if (
        row is None
        or not access.allows(by, COLLECT, agency_code=row.agency_code)
        or row.collected_by != by.id
    ):
        raise ReceiptNotThere(
            "Không có biên lai này trong tay bạn.", next="Người đã thu mới hủy được biên lai."
        )
    if row.cancelled_at is not None:
        raise ReceiptClosed(f"Biên lai {rules.number_words(row.number)} đã hủy.", next="Hãy tải lại trang.")
    if row.settled_in:
        raise ReceiptClosed(
            f"Tiền của biên lai {rules.number_words(row.number)} đã nộp khi chốt ca.",
            next="Việc trả lại tiền do kế toán của cơ quan làm.",
        )
    reason = text.clean(reason)[:500]
    if len(reason) < 5:
        raise NothingToCollect("Hủy biên lai cần lý do.", next="Hãy ghi một câu ngắn.")
    row.cancelled_at, row.cancelled_by, row.cancel_reason = at, by.title, reason
    row.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    audit.record(by, "payments.cancel", f"receipt:{row.pk}", at=at, after=_told(row), reason=reason)
    return queries.view(row)


@command
def settle(*, shift: str, officer_code: str, agency_code: str, by: Actor, at: datetime) -> list[ReceiptView]:
    """Nộp tiền cuối ca: everything an officer has in hand goes with one shift; each receipt with one only."""
    access.require(by, COLLECT, agency_code=agency_code)
    rows = list(queries.unsettled(officer_code, agency_code).select_for_update())
    Receipt.objects.filter(pk__in=[row.pk for row in rows]).update(settled_in=shift)
    after = {
        "receipts": [row.pk for row in rows],
        "total_vnd": sum(row.total_vnd for row in rows if row.cancelled_at is None),
    }
    audit.record(by, "payments.settle", shift, at=at, after=after)
    return [queries.view(row) for row in rows]
