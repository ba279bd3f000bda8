"""Gửi vào kho: what a dossier has brought forth goes into the store of its owner, and comes out again when it no longer
holds. Asked again after every move, it leaves the store as the dossier now stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.procedures.models import ProcedureVersion
from motcua.services.dossiers.models import Dossier, Paper, Result
from motcua.services.dossiers.queries.result_papers import ends_in
from motcua.services.dossiers.types import Status
from motcua.services.scans import queries as scans
from motcua.services.scans.types import Copy
from motcua.services.vault import services as vault
from motcua.services.vault.types import Deposit, Owner, Source

KEEPER = Actor.system("vault")
READY = (Status.FINISHED, Status.RETURNED)
LETTER, MARRIAGE = "van_ban_ket_qua", "giay_ket_hon"
HOW_MANY = re.compile(r"\s*\([^)]*\bbản (chính|sao)\b[^)]*\).*$")
"""What the catalogue adds to the name of a result: "(02 bản chính)"."""
CATCH_UP = 100
"""Results of one round that the store was never told of."""


@transaction.atomic
def keep_papers(*, code: str, at: datetime) -> None:
    """The results that are ready and the digitised papers of an accepted dossier, in its owner's store."""
    dossier = Dossier.objects.select_for_update().filter(code=code).first()
    if dossier is None:
        return
    results = list(dossier.results.filter(superseded_at=None, signed_at__isnull=False).order_by("id"))
    if dossier.applicant_id_number:
        owner = Owner(dossier.applicant_id_number, dossier.applicant_name, dossier.owner_user_id)
        deposits = [*_results(dossier, results), *_papers(dossier)]
        vault.keep(reference=f"dossier:{code}", owner=owner, deposits=deposits, by=KEEPER, at=at)
    for who, other in _spouses(dossier) if ends_in(dossier.procedure_code) == MARRIAGE else ():
        theirs = _results(dossier, results) if results and results[-1].template == MARRIAGE else ()
        vault.keep(reference=f"dossier:{code}:{who}", owner=other, deposits=[*theirs], by=KEEPER, at=at)
    if dossier.state in READY and results:
        Result.objects.filter(pk__in=[row.pk for row in results], kept_at=None).update(kept_at=at)


def keep_earlier_results(*, at: datetime) -> int:
    """Kết quả cấp trước đây: results that no news has brought to the store yet; how many dossiers were looked at."""
    rows = Result.objects.filter(
        kept_at=None, superseded_at=None, signed_at__isnull=False, dossier__status__in=READY
    )
    codes = list(rows.order_by("id").values_list("dossier__code", flat=True)[:CATCH_UP])
    for code in dict.fromkeys(codes):
        keep_papers(code=code, at=at)
    return len(codes)


def _spouses(dossier: Dossier) -> Iterator[tuple[str, Owner]]:
    """A marriage certificate has two originals (Luật Hộ tịch, Điều 18): the spouse who did not file holds one as well."""
    data = (
        dossier.results.filter(template=MARRIAGE).order_by("-id").values_list("data", flat=True).first() or {}
    )
    for who in ("wife", "husband"):
        told = data.get(who) or {}
        number = str(told.get("personal_number") or "")
        if number and number != dossier.applicant_id_number:
            yield who, Owner(number, str(told["name"]), None)


def _results(dossier: Dossier, results: list[Result]) -> Iterator[Deposit]:
    """The result in force, once it is ready for its owner; one on paper only with its scan."""
    last = results[-1] if results else None
    if last is not None and last.template == MARRIAGE and dossier.state is not Status.RETURNED:
        return  # both spouses sign it when it is handed over, or it is cancelled (Luật Hộ tịch, Điều 18)
    if last is None or not last.signed_sha256 or dossier.state not in READY or last.signed_at is None:
        return
    yield Deposit(
        slot="ket-qua", source=Source.RESULT, name=_name_of(dossier, last), sha256=last.signed_sha256, size=last.size,
        procedure_code=dossier.procedure_code, number=str(last.data.get("number") or last.number),
        issued_on=clock.local(last.signed_at).date(), issuer=dossier.competent_agency_name, signer=last.signer,
        subject=dossier.procedure_name, holder_name=_holder(last), refusal=last.is_refusal,
        signed_at=None if last.on_paper else last.signed_at,
        signed_by="" if last.on_paper else f"{last.signer}; {dossier.competent_agency_name}",
    )  # fmt: skip


def _name_of(dossier: Dossier, result: Result) -> str:
    """A letter bears the name of the one result its procedure gives: by that name it is asked for later."""
    if result.template == LETTER and not result.is_refusal:
        named = ProcedureVersion.objects.filter(pk=dossier.procedure_version_id).values_list(
            "results", flat=True
        )
        given = [name for names in named for name in names or ()]
        if len(given) == 1:
            return HOW_MANY.sub("", str(given[0])).rstrip(" .;,")[:500]
    return result.name


def _holder(result: Result) -> str:
    """Whom the result names: the child of a birth certificate, both spouses of a marriage, not who asked for it."""
    for parts in (
        ("child",),
        ("dead",),
        ("wife", "husband"),
        ("subject",),
        ("owner",),
        ("person",),
        ("holder",),
    ):
        named = [result.data.get(part) for part in parts]
        names = [str(one["name"]) for one in named if isinstance(one, dict) and one.get("name")]
        if names:
            return " và ".join(names)
    return ""


def _papers(dossier: Dossier) -> Iterator[Deposit]:
    """Papers that a person has compared and confirmed; one of another's store is there already."""
    if dossier.accepted_at is None:
        return
    own: dict[int, Paper] = {
        paper.position: paper for paper in dossier.papers.exclude(digitised_at=None).filter(vault_key="")
    }
    for copy in scans.copies_of(f"dossier:{dossier.code}") if own else ():
        if copy.slot.isdigit() and int(copy.slot) in own:
            yield _deposit(dossier, copy)


def _deposit(dossier: Dossier, copy: Copy) -> Deposit:
    said = copy.fields
    return Deposit(
        slot=f"giay-{copy.slot}", source=Source.PAPER, name=copy.name[:500], sha256=copy.sha256, size=copy.size,
        kind_code=copy.kind_code, procedure_code=dossier.procedure_code, number=said.get("number", ""),
        issued_on=_day(said.get("issued_on")), issuer=said.get("issuer", ""), signer=said.get("signer", ""),
        subject=said.get("subject", ""), scope=said.get("scope", ""), holder_name=said.get("holder_name", ""),
        stated_until=_day(said.get("valid_until")), signed_at=copy.signed_at, signed_by=copy.signed_by,
        original_sha256=copy.product_sha256 if copy.signed_at else "",
    )  # fmt: skip


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None
