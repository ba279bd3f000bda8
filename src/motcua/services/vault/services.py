"""Commands of the store: keep what a dossier brought forth, look for a paper, take it, say why it would not do."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from motcua.kernel import access, audit, clock, text
from motcua.kernel.access import Actor
from motcua.kernel.words import say
from motcua.registries.people import queries as people
from motcua.registries.people import services as people_log
from motcua.registries.people.types import LOOK
from motcua.services.files import services as file_store
from motcua.services.files.types import FileRef
from motcua.services.vault import queries, rules
from motcua.services.vault.models import LIVE, Holding, Use
from motcua.services.vault.types import (
    CannotUse,
    Deposit,
    HoldingNotThere,
    HoldingView,
    Owner,
    Source,
    Standing,
    Wanted,
)

PDF = "application/pdf"
GONE = {
    Source.RESULT: say("Hồ sơ được mở lại, kết quả không còn hiệu lực."),
    Source.PAPER: say("Bản số hóa đã được bỏ."),
}
OTHER_OWNER = say("Hồ sơ đã ghi lại người đứng tên.")


@transaction.atomic
def keep(*, reference: str, owner: Owner, deposits: Sequence[Deposit], by: Actor, at: datetime) -> None:
    """Gửi vào kho: what a dossier has brought forth is there, what it no longer stands by is revoked. Twice is as once."""
    found = Holding.objects.select_for_update().filter(LIVE, reference=reference)
    live = {row.slot: row for row in found.order_by("id")}
    wanted = {one.slot: one for one in deposits}
    for slot, row in live.items():
        if slot not in wanted or row.owner_number != owner.number:
            why = OTHER_OWNER if slot in wanted else GONE[Source(row.source)]
            row.revoked_at, row.revoked_for = at, why
            row.save(update_fields=["revoked_at", "revoked_for"])
            audit.record(by, "vault.revoke", f"holding:{row.key}", at=at, reason=why)
    for slot, deposit in wanted.items():
        same = live.get(slot)
        if same is not None and same.revoked_at is None:
            _keep_again(same, owner, deposit, reference, by, at)
        else:
            _keep_new(owner, deposit, reference, by, at)


def _keep_again(
    row: Holding, owner: Owner, deposit: Deposit, reference: str, by: Actor, at: datetime
) -> None:
    """The same file is there already; the same copy signed since takes the place of the unsigned; else a new paper does."""
    if row.sha256 == deposit.sha256:
        return
    if deposit.original_sha256 and row.sha256 == deposit.original_sha256 and deposit.signed_at:
        row.original_sha256, row.sha256, row.size = row.sha256, deposit.sha256, deposit.size
        row.signed_at, row.signed_by = deposit.signed_at, deposit.signed_by[:300]
        row.save(update_fields=["original_sha256", "sha256", "size", "signed_at", "signed_by"])
        _note_file(row, by, at)
        audit.record(by, "vault.sign", f"holding:{row.key}", at=at, after={"sha256": row.sha256})
        return
    row.superseded_at = at
    row.save(update_fields=["superseded_at"])
    row.superseded_by = _keep_new(owner, deposit, reference, by, at)
    row.save(update_fields=["superseded_by"])
    audit.record(by, "vault.supersede", f"holding:{row.key}", at=at, after={"by": row.superseded_by})


def _keep_new(owner: Owner, deposit: Deposit, reference: str, by: Actor, at: datetime) -> str:
    """A new paper of the owner, unless the very file is there already; its key."""
    again = Holding.objects.filter(LIVE, owner_number=owner.number, sha256=deposit.sha256).first()
    if again is not None:
        return again.key
    known = queries.kinds(clock.local(at).date())
    kind = rules.kind_of(deposit.kind_code, deposit.name, known)
    row = Holding.objects.create(
        key=secrets.token_hex(12), owner_number=owner.number, owner_name=owner.name[:200], owner_user_id=owner.user_id,
        holder_name=deposit.holder_name[:200], source=deposit.source, reference=reference, slot=deposit.slot,
        procedure_code=deposit.procedure_code, kind=kind[:300], plain=rules.plain_name(deposit.name),
        name=deposit.name[:500], number=deposit.number[:80], issued_on=deposit.issued_on, issuer=deposit.issuer[:300],
        signer=deposit.signer[:300], subject=deposit.subject[:500], scope=deposit.scope[:300],
        valid_to=rules.valid_until(kind, deposit.issued_on, deposit.stated_until, known),
        is_refusal=deposit.refusal, sha256=deposit.sha256, original_sha256=deposit.original_sha256, size=deposit.size,
        signed_at=deposit.signed_at, signed_by=deposit.signed_by[:300], deposited_at=at,
    )  # fmt: skip
    _note_file(row, by, at)
    audit.record(
        by, "vault.keep", f"holding:{row.key}", at=at,
        after={"source": row.source, "reference": reference, "slot": row.slot, "sha256": row.sha256},
    )  # fmt: skip
    return row.key


def _note_file(row: Holding, by: Actor, at: datetime) -> None:
    ref = FileRef(row.sha256, row.size, PDF, f"{row.name[:80]}.pdf")
    file_store.keep(ref=ref, owner="vault", reference=f"holding:{row.key}", by=by, at=at)


def look(
    *, owner_number: str, wanted: Sequence[Wanted], reference: str, by: Actor, at: datetime
) -> dict[int, HoldingView]:
    """Tìm trong kho for a dossier that lacks papers: what may be offered, by position. Every look is written down, what
    was found by its name; a look again on the same day for the same dossier leaves no second row.

    The room above has asked whether this dossier is the officer's to work on.

    Raises:
        NotAllowed: the post may not see people's data; that it was asked is written down.
    """
    things = [(queries.subject(""), "Tìm trong kho: " + "; ".join(one.name for one in wanted))]
    _require_look(owner_number, things, reference, by, at)
    found = queries.offers([owner_number], wanted, on=clock.local(at).date())
    if found:
        things = [(queries.subject(one.key), one.name) for one in found.values()]
    _note(owner_number, things, reference, by, at)
    return found


def read(
    *, key: str, owner_number: str, wanted: Wanted, reference: str, by: Actor, at: datetime
) -> HoldingView:
    """Xem giấy trong kho: the officer opens the paper that is offered to the dossier, to judge it.

    Raises:
        HoldingNotThere: this paper is not offered to it; that it was asked for is written down.
    """
    _require_look(owner_number, [(queries.subject(key[:24]), "Mở giấy trong kho")], reference, by, at)
    found = queries.offers([owner_number], [wanted], on=clock.local(at).date()).get(wanted.position)
    if found is None or found.key != key:
        _refused(owner_number, key, reference, by, at)
        raise queries.not_there()
    _note(owner_number, [(queries.subject(key), found.name)], reference, by, at)
    return found


def _require_look(
    owner_number: str, things: list[tuple[str, str]], reference: str, by: Actor, at: datetime
) -> None:
    if access.allows(by, LOOK):
        return
    _note(owner_number, things, reference, by, at, refused=True)
    access.require(by, LOOK)


def note_shown(
    *, owner_number: str, things: Sequence[tuple[str, str]], reference: str, by: Actor, at: datetime
) -> None:
    """Ghi lượt xem of papers (key and name) that a refusal has told an officer of."""
    _note(owner_number, [(queries.subject(key), name) for key, name in things], reference, by, at)


def note_refused(*, refusal: HoldingNotThere, by: Actor, at: datetime) -> None:
    """Ghi lượt xem bị từ chối, in a transaction of its own, after the command that refused was undone."""
    told = refusal.facts
    if told.get("owner_number"):
        _refused(told["owner_number"], told["key"], told["reference"], by, at)


def _refused(owner_number: str, key: str, reference: str, by: Actor, at: datetime) -> None:
    """A paper asked for by its key is named only if it is this owner's: nobody learns of another's store by the log."""
    row = Holding.objects.filter(key=key, owner_number=owner_number).first()
    things = (
        [(queries.subject(row.key), row.name)] if row else [(queries.subject(""), "Giấy không có trong kho")]
    )
    _note(owner_number, things, reference, by, at, refused=True)


def _note(
    owner_number: str,
    things: list[tuple[str, str]],
    reference: str,
    by: Actor,
    at: datetime,
    *,
    refused: bool = False,
) -> None:
    """The look in the owner's list: which dossier, by whom in which post, for what."""
    people_log.note_looks(
        owner_number=owner_number, things=things, by=by, at=at, refused=refused,
        reason=f"Giải quyết hồ sơ {reference.removeprefix('dossier:')}",
        once_since=clock.local(at).replace(hour=0, minute=0, second=0, microsecond=0),
    )  # fmt: skip


@transaction.atomic
def take(
    *, key: str, owner_number: str, wanted: Wanted, reference: str, by: Actor, at: datetime
) -> HoldingView:
    """Dùng giấy trong kho: the dossier refers to the same file; asked again under lock, since it may have been taken
    back since the page was shown. An officer takes what the dossier's applicant keeps, a citizen what is their own.

    Raises:
        HoldingNotThere: no such paper of this owner, or not of the kind wanted.
        CannotUse: taken back, replaced or run out meanwhile.
    """
    numbers = [owner_number] if by.kind == "officer" else people.own_numbers(by)
    if by.kind == "officer":
        access.require(by, LOOK)
    row = (
        Holding.objects.select_for_update()
        .filter(key=key, owner_number__in=numbers, is_refusal=False)
        .first()
    )
    if row is None or not _fits(row, wanted, at):
        raise HoldingNotThere(
            say("Không tìm thấy giấy tờ này trong kho."), next=say("Hãy tải lại trang để xem các giấy đang có."),
            owner_number=owner_number, key=key, reference=reference,
        )  # fmt: skip
    found = queries.view(row)
    if found.standing is not Standing.VALID:
        raise CannotUse(
            say("Giấy “{name}” không dùng lại được.", name=found.name[:120]),
            why=say("Giấy đang ở trạng thái: {standing}.", standing=found.standing.label.lower()),
            next=say("Hãy nộp giấy khác."),
        )
    Use.objects.create(
        holding=row,
        reference=reference,
        slot=str(wanted.position),
        outcome=Use.USED,
        at=at,
        by=by.title[:300],
    )
    if by.kind == "officer":
        _note(row.owner_number, [(queries.subject(key), found.name)], reference, by, at)
    audit.record(
        by, "vault.take", f"holding:{key}", at=at, after={"reference": reference, "slot": wanted.position}
    )
    return found


def _fits(row: Holding, wanted: Wanted, at: datetime) -> bool:
    known = queries.kinds(clock.local(at).date())
    return row.kind == rules.kind_of(wanted.code, wanted.name, known) or row.plain == rules.plain_name(
        wanted.name
    )


@transaction.atomic
def put_back(*, reference: str, slot: str, by: Actor, at: datetime) -> None:
    """Bỏ giấy lấy từ kho: the use is undone; the paper stays in the store as it was."""
    used = Use.objects.select_for_update().filter(
        reference=reference, slot=slot, outcome=Use.USED, undone_at=None
    )
    for row in used:
        row.undone_at = at
        row.save(update_fields=["undone_at"])
        audit.record(
            by, "vault.put_back", f"use:{row.pk}", at=at, after={"reference": reference, "slot": slot}
        )


@transaction.atomic
def decline(
    *, key: str, owner_number: str, reference: str, slot: str, reason: str, by: Actor, at: datetime
) -> None:
    """Ghi vì sao giấy trong kho không dùng được: the owner reads it beside the paper."""
    row = Holding.objects.filter(key=key, owner_number=owner_number).first()
    if row is None:
        raise queries.not_there()
    Use.objects.create(
        holding=row, reference=reference, slot=slot, outcome=Use.DECLINED, reason=text.clean(reason)[:500], at=at,
        by=by.title[:300],
    )  # fmt: skip
    _note(owner_number, [(queries.subject(key), row.name)], reference, by, at)
    audit.record(by, "vault.decline", f"holding:{key}", at=at, after={"reference": reference}, reason=reason)
