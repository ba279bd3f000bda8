"""Nói với cơ quan dùng phần mềm khác: send what waits, take what is answered, tell what is over; each once.

A part is its own outbox row, written with the step that opened it. Nothing here holds the database while a partner thinks.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from motcua.kernel import audit, clock
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.kernel.refusals import AlreadyDone, Refusal
from motcua.services.dossiers import ports
from motcua.services.dossiers.models import Member
from motcua.services.dossiers.queries.going_along import files_of, part_for
from motcua.services.dossiers.queries.members import heads_for, told_of_silence
from motcua.services.dossiers.types import CLOCKS, MemberState
from motcua.services.files import queries as files
from motcua.services.files import services as file_store
from motcua.services.notifications.services import notify

from .common import note_aside
from .members import answer_member

BATCH = 500
log = logging.getLogger("motcua.dossiers")


def talk(*, at: datetime) -> dict[str, int]:
    """One round with every outside partner; one that fails is tried again in the next, and holds up no other."""
    counted = {"sent": 0, "answered": 0, "recalled": 0, "failed": 0}
    rows = Member.objects.filter(agency_code="", recalled_at=None).select_related("dossier").order_by("id")
    for member in rows[:BATCH]:
        partner = ports.partner(member.lane)
        if partner is None:
            continue
        try:
            counted[_one(partner, member, at=at)] += 1
        except (OSError, Refusal) as error:
            counted["failed"] += 1
            log.warning("%s: %s", key_of(member), error)
    return counted


def key_of(member: Member) -> str:
    """The name of a part between us and its partner; a step done twice is another part."""
    return f"{member.dossier.code}/{member.token_id}"


def _one(partner: ports.Partner, member: Member, *, at: datetime) -> str:
    key = key_of(member)
    if member.state != MemberState.OPEN:
        if member.sent_at is not None and member.state in (MemberState.LEFT, MemberState.ENDED):
            partner.recall(key, member.reason or "Hồ sơ đã kết thúc.")
        Member.objects.filter(pk=member.pk).update(recalled_at=at)
        return "recalled"
    if member.sent_at is None:
        part = part_for(member)
        for sha256 in files_of(part):
            with files.open_file(sha256) as content:
                partner.carry(key, sha256, content)
        _keep_receipt(member, partner.send(key, part), part, at=at)
        return "sent"
    said = partner.answer(key)
    if said is not None:
        take_answer(member, said, at=at)
        return "answered"
    return "sent"


@command
def _keep_receipt(member: Member, receipt: str, part: dict[str, Any], *, at: datetime) -> None:
    """What left the house is written down with it: the owner reads to whom their papers went."""
    if not Member.objects.filter(pk=member.pk, sent_at=None).update(sent_at=at, receipt=receipt):
        return  # the answer to another round of the same part
    by, sent = Actor.system(f"partner:{member.lane}"), [*part["declared"], *part["papers"]]
    note_aside(
        member.dossier, by, "send_part", f"Đã chuyển {member.lane_name}: {member.name}", at,
        "; ".join(one.get("label") or one["name"] for one in sent)[:2000], public=True,
    )  # fmt: skip
    after = {
        "part": member.name,
        "receipt": receipt,
        "lines": [one["code"] for one in part["declared"]],
        "files": files_of(part),
    }
    audit.record(by, "dossiers.send_part", member.dossier, at=at, after=after)


def take_answer(member: Member, said: ports.PartnerAnswer, *, at: datetime) -> None:
    """Write down what a partner said; said again, or after the part is over, it changes nothing."""
    by = Actor.system(f"partner:{member.lane}")
    file = None
    if said.file:
        file = file_store.store(
            stream=said.file, name=said.file_name or "ket-qua.pdf", by=by, at=at, owner="dossiers",
            reference=member.dossier.code,
        )  # fmt: skip
    try:
        answer_member(
            code=member.dossier.code, token_id=member.token_id, delivered=said.delivered, number=said.number,
            issued_on=said.issued_on, reason=said.reason, advice=said.advice, file=file, by=by, at=at,
        )  # fmt: skip
    except AlreadyDone as refusal:
        log.info("%s: %s", key_of(member), refusal.message)


def remind_partners(*, at: datetime) -> int:
    """Silence is told at half the limit and at its end, once each; how many were told of."""
    told = 0
    while True:
        found = _batch(at=at)
        told += found
        if found < BATCH:
            return told


@command
def _batch(*, at: datetime) -> int:
    rows = list(
        Member.objects.select_for_update(skip_locked=True, of=("self",)).filter(wakes_at__lte=at)
        .select_related("dossier").order_by("wakes_at", "id")[:BATCH]
    )  # fmt: skip
    for member in rows:
        if member.dossier.paused_at is not None:
            member.wakes_at = at + timedelta(hours=1)
            continue
        late = member.due_at is not None and at >= member.due_at
        _tell(member, late=late, at=at)
        member.wakes_at = None if late else member.due_at
    Member.objects.bulk_update(rows, ["wakes_at"])
    return len(rows)


def _tell(member: Member, *, late: bool, at: datetime) -> None:
    code = member.dossier.code
    facts: dict[str, Any] = told_of_silence(member, late=late)
    partner, parent = heads_for(member, clock.local(at).date())
    if partner:
        notify(
            kind=CLOCKS, key=f"member:{member.pk}:{'late' if late else 'half'}", words=facts["to_partner"],
            detail=facts["detail"], link=f"/can-bo/hoi-y-kien/{code}/", subject=f"dossier:{code}", at=at,
            officers=partner,
        )  # fmt: skip
    notify(
        kind=CLOCKS, key=f"member-parent:{member.pk}:{'late' if late else 'half'}", words=facts["to_parent"],
        detail=facts["detail"], link=f"/can-bo/ho-so/{code}/lien-thong/", subject=f"dossier:{code}", at=at,
        officers=parent,
    )  # fmt: skip
