"""The words of receipts: what is charged, what is asked for, refusals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from motcua.kernel.access import permission
from motcua.kernel.refusals import AlreadyDone, Invalid, NotThere

COLLECT = permission("payments.collect", "Thu phí, lệ phí, lập biên lai")

KINDS = {"fee": "Phí", "charge": "Lệ phí"}
UNITS = {
    "dossier": "hồ sơ", "page": "trang", "copy": "bản", "certificate": "giấy chứng nhận", "case": "trường hợp",
}  # fmt: skip
MOST_UNITS = 10_000
MOST_VND = 10_000_000_000


class Method(StrEnum):
    """How the money came."""

    CASH = "cash"
    TRANSFER = "transfer"

    @property
    def label(self) -> str:
        """In words."""
        return {"cash": "Tiền mặt", "transfer": "Chuyển khoản"}[self.value]


@dataclass(frozen=True, slots=True)
class Rate:
    """One published rate in force. Without an amount it is set at the desk by ``formula``."""

    key: str
    kind: str
    name: str
    amount_vnd: int | None
    per_unit: str
    applicant_kind: str = ""
    formula: str = ""
    basis: str = ""
    exemptions: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the desk fills in beside a rate: how many units, the amount where the rate has none, or why it is waived."""

    key: str
    quantity: int = 0
    amount_vnd: int | None = None
    waived: str = ""


@dataclass(frozen=True, slots=True)
class Charge:
    """One line of a receipt."""

    kind: str
    name: str
    quantity: int
    unit: str
    unit_vnd: int
    amount_vnd: int
    basis: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A receipt as other rooms see it."""

    id: int
    number: str
    form_no: str
    notation: str
    kind: str
    subject: str
    press: str
    agency_code: str
    payer: str
    charges: tuple[Charge, ...]
    total_vnd: int
    method: Method
    collected_by: str
    collected_by_name: str
    collected_at: datetime
    cancelled_at: datetime | None
    cancel_reason: str
    settled_in: str

    @property
    def kind_label(self) -> str:
        """Phí or lệ phí."""
        return KINDS[self.kind]


class ChargeInvalid(Invalid):
    """A quantity, an amount or a waiver that the published rates do not bear."""

    code = "PAY-01"


class NothingToCollect(Invalid):
    """Nothing was filled in, or all of it comes to nothing."""

    code = "PAY-02"


class ReceiptNotThere(NotThere):
    """No such receipt, or another's."""

    code = "PAY-03"


class ReceiptClosed(AlreadyDone):
    """Cancelled already, or handed over with a shift: its money is no longer in hand."""

    code = "PAY-04"
