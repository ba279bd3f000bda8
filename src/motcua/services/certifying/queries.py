"""Questions to the books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, Sum

from motcua.kernel.access import Actor
from motcua.kernel.legal import parameter
from motcua.kernel.pages import Rows
from motcua.services.dossiers.queries.attested import numbers_signed, waits_for_signature
from motcua.services.payments import queries as payments

from .models import Entry
from .types import EntryNotThere, Kind, Rates, State


@dataclass(frozen=True, slots=True)
class BookCount:
    """A book of one office and year: its last number, what became of some, copies handed out and fees."""

    agency_name: str
    last: int
    spoiled: int
    revoked: int
    copies: int
    fees_vnd: int
    missing: list[int]
    underway: int
    """Numbers that stand on results of dossiers, at the signature or signed a moment ago: the book will hear of them."""


LIVE = (State.PREPARED, State.NUMBERED, State.CERTIFIED)


def rates(on: date) -> Rates:
    """The rates of copies on a day."""
    return Rates(**parameter("certifying.copy_fee", on=on))


def signature_rate(on: date) -> int:
    """What one certified signature costs on a day, in đồng."""
    return int(parameter("certifying.signature_fee", on=on))


def series(agency_code: str, kind: Kind, year: int) -> str:
    """The series of a book. Copies share theirs with attestations signed as results of dossiers: one book, one series."""
    if kind is Kind.COPY:
        return f"result:{agency_code}:{year}:ban_sao"
    return f"certified:{agency_code}:{year}:SCT/CK"


def entries_of(code: str) -> list[Entry]:
    """Everything certified, or to be, for one dossier."""
    return list(Entry.objects.filter(dossier_code=code))


def may_end_signing(by: Actor, code: str) -> bool:
    """Whether the certified entries of a dossier may stand as its result now: all are signed, and it waits for a signature."""
    states = set(Entry.objects.filter(dossier_code=code).values_list("state", flat=True))
    if State.CERTIFIED not in states or states & {State.PREPARED, State.NUMBERED}:
        return False
    return waits_for_signature(by, code)


def waiting(by: Actor) -> list[Entry]:
    """What waits for a signature at the offices of a post, oldest first, at most two hundred."""
    near = by.agency_codes | {by.agency_code}
    return list(Entry.objects.filter(agency_code__in=near, state__in=[State.PREPARED, State.NUMBERED])[:200])


def book(by: Actor, kind: Kind, year: int, said: str = "") -> Rows:
    """A book of the year: every number, spoiled and revoked ones too, the newest first."""
    near = sorted(by.agency_codes | {by.agency_code})
    rows = Entry.objects.filter(agency_code__in=near, kind=kind, year=year, number__isnull=False)
    if said:
        rows = rows.filter(
            Q(document__icontains=said) | Q(requester__icontains=said) | Q(dossier_code__iexact=said)
        )
    return Rows(rows, ("-number", "-id"), (Q(),))


def gaps(agency_code: str, kind: Kind, year: int) -> list[int]:
    """Numbers of a book that no line bears: there should be none once every signed result has been heard of."""
    rows = Entry.objects.filter(agency_code=agency_code, kind=kind, year=year, number__isnull=False)
    last = rows.aggregate(last=Max("number"))["last"] or 0
    there = set(rows.values_list("number", flat=True))
    return [number for number in range(1, last + 1) if number not in there]


def counted(by: Actor, kind: Kind, year: int) -> list[BookCount]:
    """How far the books of a post's offices have come in a year, for the line that closes a book."""
    near = sorted(by.agency_codes | {by.agency_code})
    rows = Entry.objects.filter(agency_code__in=near, kind=kind, year=year, number__isnull=False)
    told = rows.values("agency_code").order_by("agency_code").annotate(
        name=Max("agency_name"), last=Max("number"), lines=Count("id"), spoiled=Count("id", filter=Q(state=State.SPOILED)),
        revoked=Count("id", filter=Q(state=State.REVOKED)), copies=Sum("copies", filter=Q(state=State.CERTIFIED)),
        fees=Sum("fee_vnd", filter=Q(state=State.CERTIFIED, waived_for="")),
    )  # fmt: skip
    found = []
    for one in told:
        absent = set(gaps(one["agency_code"], kind, year)) if one["lines"] < one["last"] else set()
        signed = numbers_signed(one["agency_code"], year) if absent and kind is Kind.COPY else set()
        found.append(
            BookCount(
                one["name"], one["last"], one["spoiled"], one["revoked"], one["copies"] or 0, one["fees"] or 0,
                sorted(absent - signed), len(absent & signed),
            )
        )  # fmt: skip
    return found


def entry_for(by: Actor, entry_id: int) -> Entry:
    """One entry of the offices of a post.

    Raises:
        EntryNotThere: no such entry, or another office's.
    """
    found = Entry.objects.filter(pk=entry_id, agency_code__in=by.agency_codes | {by.agency_code}).first()
    if found is None:
        raise EntryNotThere(
            "Không tìm thấy bản chứng thực này trong phạm vi của bạn.", next="Hãy mở lại trang Chứng thực."
        )
    return found


def by_token(token: str) -> Entry | None:
    """What a QR code leads to; only what was signed can be checked."""
    return Entry.objects.filter(token=token, state__in=[State.CERTIFIED, State.REVOKED]).first()


def name_on_receipt(row: Entry) -> str:
    """How a receipt names what one entry cost."""
    return f"Chứng thực số thứ tự {row.pk}: {row.document}"[:200]


def owed(code: str) -> list[tuple[str, int]]:
    """What the entries of a dossier cost and no receipt has taken: name and đồng."""
    taken = {
        line.name
        for one in payments.receipts_of(f"dossier:{code}")
        if one.cancelled_at is None
        for line in one.charges
    }
    rows = Entry.objects.filter(dossier_code=code, state__in=LIVE, fee_vnd__gt=0, waived_for="").exclude(
        press__startswith="result:"
    )
    named = [(name_on_receipt(row), row.fee_vnd) for row in rows]
    return [(name, amount) for name, amount in named if name not in taken]
