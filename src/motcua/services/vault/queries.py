"""Reading the store: one's own papers, and what may be offered to a dossier that lacks them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from motcua.kernel import clock, text
from motcua.kernel.access import Actor
from motcua.kernel.legal import parameter
from motcua.kernel.pages import Rows
from motcua.kernel.words import say
from motcua.registries.people import queries as people
from motcua.services.vault import rules
from motcua.services.vault.models import LIVE, Holding, Use
from motcua.services.vault.types import (
    Facts,
    HoldingNotThere,
    HoldingView,
    Source,
    UseView,
    Wanted,
)

MOST_WANTED = 20
"""Papers of one dossier that are looked for: a check list is never longer."""


def kinds(on: date) -> Sequence[Mapping[str, Any]]:
    """Kinds of papers with the names they go by and how long the law lets them hold."""
    found: Sequence[Mapping[str, Any]] = parameter("vault.kinds", on=on)
    return found


def holds_until(name: str, issued_on: date) -> date | None:
    """The last day the law lets a paper of this name hold; None where it sets no end."""
    known = kinds(issued_on)
    return rules.valid_until(rules.kind_of("", name, known), issued_on, None, known)


def own(by: Actor, *, standing: str = "", source: str = "", words: str = "", of: str = "") -> Rows:
    """The papers of who asks, and of the organisations they represent, newest first."""
    on = clock.today()
    rows = Holding.objects.filter(
        _standing(standing, on), **({"source": source} if source in tuple(Source) else {})
    )
    if said := text.fold(words):
        rows = rows.filter(
            Q(plain__contains=said)
            | Q(number__icontains=words.strip())
            | Q(reference__icontains=words.strip())
        )
    return Rows(rows, ("-id",), _arms(by, of))


def lines(rows: Iterable[Holding]) -> list[HoldingView]:
    """Rows of a page as pages show them."""
    return [view(row) for row in rows]


def owners(by: Actor) -> list[tuple[str, str]]:
    """Whose papers this person may ask for by number: their own, and of each organisation they represent."""
    numbers = people.own_numbers(by)
    names = people.names_of_organizations(numbers[1:]) if len(numbers) > 1 else {}
    return [(number, names.get(number, by.name)) for number in numbers]


def _arms(by: Actor, of: str = "") -> tuple[Q, ...]:
    """A person's proven numbers, and what the account itself has filed; together they are the own papers. What it has filed
    for an organisation is its representative's to read, once it has one: who was that before has no more of it."""
    if by.kind != "citizen":
        return (Q(pk__in=()),)
    numbers = people.own_numbers(by)
    if of:
        return (Q(owner_number=of),) if of in numbers else (Q(pk__in=()),)
    arms = [Q(owner_number=number) for number in numbers]
    if by.user_id is not None:
        filed = Q(owner_user_id=by.user_id)
        others = Holding.objects.filter(filed).exclude(owner_number__in=[*numbers, by.id, ""])
        codes = set(others.values_list("owner_number", flat=True).distinct())
        arms.append(filed & ~Q(owner_number__in=people.represented(codes)) if codes else filed)
    return tuple(arms) or (Q(pk__in=()),)


def _standing(wanted: str, on: date) -> Q:
    lasting = Q(valid_to=None) | Q(valid_to__gte=on)
    if wanted == "con":
        return LIVE & lasting
    return ~(LIVE & lasting) if wanted == "het" else Q()


def own_holding(by: Actor, key: str) -> HoldingView:
    """One's own paper, whether it still holds or not.

    Raises:
        HoldingNotThere: not there, or not theirs.
    """
    mine = Q()
    for arm in _arms(by):
        mine |= arm
    row = Holding.objects.filter(mine, key=key).first()
    if row is None:
        raise not_there()
    return view(row)


def uses_of(key: str) -> list[UseView]:
    """Each time a paper was used or would not do, newest first; the caller has asked whose it is."""
    rows = Use.objects.filter(holding__key=key).order_by("-id")[:200]
    return [UseView(row.reference, row.at, row.by, row.outcome, row.reason, row.undone_at) for row in rows]


def looks_of(by: Actor, holding: HoldingView) -> list[dict[str, Any]]:
    """Who looked at one of one's own papers."""
    return people.looks(by=by, subject=subject(holding.key), of=holding.owner_number)


def offers(owner_numbers: Iterable[str], wanted: Sequence[Wanted], *, on: date) -> dict[int, HoldingView]:
    """For each paper wanted the newest valid one of these owners, by position; one question a paper wanted, however much they keep.

    The caller has asked whether who wants it may know: an officer through a dossier (`services.look`), a citizen of
    their own.
    """
    known, found = kinds(on), {}
    numbers = [number for number in owner_numbers if number]
    for one in wanted[:MOST_WANTED] if numbers else ():
        kind, plain = rules.kind_of(one.code, one.name, known), rules.plain_name(one.name)
        fitting = _offerable(on).filter(Q(kind=kind) | Q(plain=plain), owner_number__in=numbers)
        row = fitting.order_by(F("issued_on").desc(nulls_last=True), "-id").first()
        if row is not None:
            found[one.position] = view(row)
    return found


def _offerable(on: date) -> QuerySet[Holding]:
    lasting = Q(valid_to=None) | Q(valid_to__gte=on)
    return Holding.objects.filter(LIVE, lasting, signed_at__isnull=False, is_refusal=False)


def asks_for(item: str, paper_name: str, found: HoldingView) -> bool:
    """Whether a line of a request asks for what this paper is."""
    return rules.is_asked(item, (paper_name, found.name))


def subject(key: str) -> str:
    """How the log of looks names a paper of the store."""
    return f"vault:{key}"


def view(row: Holding) -> HoldingView:
    """A row as other rooms see it, as it stands today."""
    facts = Facts(
        row.signed_at is not None, row.valid_to, row.revoked_at is not None, row.superseded_at is not None
    )
    return HoldingView(
        key=row.key, owner_number=row.owner_number, owner_name=row.owner_name, holder_name=row.holder_name,
        source=Source(row.source), reference=row.reference, name=row.name, number=row.number, issued_on=row.issued_on,
        issuer=row.issuer, signer=row.signer, subject=row.subject, scope=row.scope, valid_until=row.valid_to,
        sha256=row.sha256, original_sha256=row.original_sha256, size=row.size, signed_at=row.signed_at,
        signed_by=row.signed_by, deposited_at=row.deposited_at, superseded_by=row.superseded_by,
        revoked_at=row.revoked_at, revoked_for=row.revoked_for, standing=rules.standing_of(facts, clock.today()),
        plain=row.plain,
    )  # fmt: skip


def not_there() -> HoldingNotThere:
    """One answer for "no such paper", "not yours" and "of no use here"."""
    return HoldingNotThere(
        say("Không tìm thấy giấy tờ này trong kho."), next=say("Hãy tải lại trang để xem các giấy đang có.")
    )
