"""Questions to receipts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from . import rules
from .models import Receipt
from .types import Charge, Method, ReceiptView


def view(row: Receipt) -> ReceiptView:
    """A row as other rooms see it."""
    return ReceiptView(
        id=row.pk, number=rules.number_words(row.number), form_no=row.form_no, notation=row.notation, kind=row.kind,
        subject=row.subject, press=row.press, agency_code=row.agency_code, payer=row.payer,
        charges=tuple(Charge(**line) for line in row.charges), total_vnd=row.total_vnd, method=Method(row.method),
        collected_by=row.collected_by, collected_by_name=row.collected_by_name, collected_at=row.collected_at,
        cancelled_at=row.cancelled_at, cancel_reason=row.cancel_reason, settled_in=row.settled_in,
    )  # fmt: skip


def receipts_of(subject: str) -> list[ReceiptView]:
    """Every receipt of a subject, cancelled ones too."""
    return [view(row) for row in Receipt.objects.filter(subject=subject)]


def paid_among(subjects: Iterable[str]) -> set[str]:
    """Those of some subjects for which money was taken and not given back."""
    rows = Receipt.objects.filter(subject__in=list(subjects), cancelled_at=None)
    return set(rows.values_list("subject", flat=True))


def in_hand(officer_code: str, agency_code: str) -> list[ReceiptView]:
    """Receipts of an officer that no shift has taken yet, cancelled ones too: their numbers are accounted for as well."""
    return [view(row) for row in unsettled(officer_code, agency_code)]


@dataclass(frozen=True, slots=True)
class InHand:
    """What an officer of a desk has collected and not yet closed a shift over."""

    officer_name: str
    receipts: int
    cash_vnd: int
    since: datetime


def in_hand_at(agency_code: str) -> list[InHand]:
    """Who at an office holds receipts that no shift has taken, the oldest first."""
    rows = (
        Receipt.objects.filter(agency_code=agency_code, settled_in="")
        .values("collected_by")
        .annotate(
            name=Max("collected_by_name"),
            count=Count("id"),
            cash=Sum("total_vnd", filter=Q(method=Method.CASH, cancelled_at=None)),
            since=Min("collected_at"),
        )
        .order_by("since")
    )
    return [InHand(row["name"], row["count"], row["cash"] or 0, row["since"]) for row in rows]


def unsettled(officer_code: str, agency_code: str) -> QuerySet[Receipt]:
    """The same as rows."""
    return Receipt.objects.filter(collected_by=officer_code, agency_code=agency_code, settled_in="").order_by(
        "id"
    )


def settled_in(shift: str) -> list[ReceiptView]:
    """Receipts handed over with a shift."""
    return [view(row) for row in Receipt.objects.filter(settled_in=shift)]
