"""What a dossier owes by the rates published on the day it was filed, and what was taken for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from motcua.kernel import access, clock
from motcua.kernel.access import Actor
from motcua.kernel.money import vnd
from motcua.registries.procedures import queries as procedures
from motcua.registries.procedures.models import FeeRule
from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.types import Status
from motcua.services.payments import queries as payments
from motcua.services.payments.types import COLLECT, UNITS, Rate, ReceiptView

from .seeing import dossier_for

NOT_CHARGED = (Status.SUBMITTED, Status.NOT_ACCEPTED, Status.WITHDRAWN, Status.STOPPED)
"""Before acceptance nothing is owed yet; who was turned away or withdrew is not charged."""


def subject_of(code: str) -> str:
    """How receipts name a dossier."""
    return f"dossier:{code}"


def rates_of(dossier: Dossier) -> list[Rate]:
    """Rates in force on the day of filing, for its channel (transition by the day of submission)."""
    on = clock.local(dossier.submitted_at).date()
    known = procedures.fees_of([dossier.procedure_code]).get(dossier.procedure_code, [])
    return [
        Rate(
            key=f"r{rule.pk}", kind=rule.kind, name=rule.name or dossier.procedure_name, amount_vnd=rule.amount_vnd,
            per_unit=rule.per_unit, applicant_kind=rule.applicant_kind, formula=rule.formula_text, basis=rule.legal_basis,
            exemptions=rule.exemptions,
        )
        for rule in procedures.rates_in_force(known, dossier.channel, on)
    ]  # fmt: skip


MOST_IN_WORDS = 4


def fees_in_words(codes: Iterable[str], channel: str, on: date) -> dict[str, str]:
    """Code to what filing costs by the rates of a day, for whoever asks at the counter; a code without rates is left out."""
    codes = list(codes)
    return {
        code: "; ".join(_in_words(one) for one in rates[:MOST_IN_WORDS])
        + ("; xem đủ ở trang thủ tục" if len(rates) > MOST_IN_WORDS else "")
        for code, known in procedures.fees_of(codes).items()
        if (rates := procedures.rates_in_force(known, channel, on))
    }


def _in_words(rule: FeeRule) -> str:
    name = rule.name or ("Phí" if rule.kind == "fee" else "Lệ phí")
    who = f" ({rule.applicant_kind})" if rule.applicant_kind else ""
    if rule.amount_vnd is None:
        return f"{name}{who}: {rule.formula_text or 'tính theo quy định'}"
    each = "" if rule.per_unit == "dossier" else f" mỗi {UNITS.get(rule.per_unit, rule.per_unit)}"
    return f"{name}{who}: {vnd(rule.amount_vnd) + each if rule.amount_vnd else 'không thu'}"


def collects(by: Actor, dossier: Dossier) -> bool:
    """Whether this post takes money for the dossier: at the desk that received it, once it is accepted."""
    return (
        access.allows(by, COLLECT, agency_code=dossier.receiving_agency) and dossier.state not in NOT_CHARGED
    )


@dataclass(frozen=True, slots=True)
class RateLine:
    """A rate as the desk fills it in; ``quantity`` is what is offered first: one where it is owed by every dossier."""

    rate: Rate
    unit: str
    quantity: int
    paid: bool


@dataclass(frozen=True, slots=True)
class PayingPage:
    """The page of a dossier's money."""

    dossier: Dossier
    lines: list[RateLine]
    receipts: list[ReceiptView]
    may_collect: bool

    @property
    def total_vnd(self) -> int:
        """What was taken and not given back."""
        return sum(one.total_vnd for one in self.receipts if one.cancelled_at is None)


def paying_page(by: Actor, code: str) -> PayingPage:
    """What is owed and was paid, for an officer who may see the dossier.

    Raises:
        DossierNotThere: not there, or not theirs.
    """
    dossier = dossier_for(by, code)
    receipts = payments.receipts_of(subject_of(code))
    paid = paid_names(receipts)
    rates = rates_of(dossier)
    plain = [rate for rate in rates if rate.per_unit == "dossier" and not rate.applicant_kind]
    lines = [
        RateLine(
            rate, UNITS.get(rate.per_unit, rate.per_unit),
            1 if rate in plain and rate.amount_vnd and not paid else 0, (rate.kind, rate.name) in paid,
        )
        for rate in rates
    ]  # fmt: skip
    return PayingPage(dossier, lines, receipts, collects(by, dossier))


def paid_names(receipts: list[ReceiptView]) -> set[tuple[str, str]]:
    """Kind and name of what live receipts were taken for."""
    return {(line.kind, line.name) for one in receipts if one.cancelled_at is None for line in one.charges}
