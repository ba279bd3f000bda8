"""Nhận điều máy gửi lên: each intake once; what fits becomes a dossier, what does not is kept for a person to settle."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from motcua.kernel import access, audit, clock, text
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.kernel.refusals import Refusal
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.queries.filed import filed_already
from motcua.services.dossiers.types import INTAKE, Filing
from motcua.services.offline import queries, rules
from motcua.services.offline.models import Device, Intake, Number
from motcua.services.offline.types import (
    Answer,
    Conflict,
    DraftDiffers,
    IntakeState,
    Kind,
    NumberState,
    NumberTaken,
    Sent,
)


@command
def receive(
    *,
    sent: Sent,
    filing: Filing | None,
    limit: tuple[int, str] | None,
    faults: list[str],
    by: Actor,
    at: datetime,
) -> Answer:
    """Nhận hồ sơ máy gửi lên. Sent again, the same intake gets the same answer and nothing is made twice.

    ``filing`` is what was filled in as the counter's form reads it; None, with the ``faults``, where it cannot.

    Raises:
        NumberNotThere: the number was never this machine's.
        DraftDiffers: this intake came before with another content.
        NumberTaken: another intake bears the number.
    """
    number = _locked_number(sent.device, sent.number)
    if (known := Intake.objects.filter(key=sent.key).select_related("number").first()) is not None:
        if known.digest != sent.digest or known.number_id != number.pk:
            raise DraftDiffers(
                f"Hồ sơ {known.number.code} đã gửi lên trước đây với nội dung khác.",
                why="Bản đã gửi được giữ nguyên; bản này chưa được nhận.",
                next="Hãy mở hồ sơ đã nhận để so, rồi bổ sung ở đó.",
            )
        return queries.answer_of(known)
    if (other := Intake.objects.filter(number=number).first()) is not None:
        raise NumberTaken(
            f"Số tạm {number.code} đã đứng trên hồ sơ khác.",
            next=f"Hãy báo lãnh đạo Trung tâm; hồ sơ kia nhận lúc {clock.local(other.claimed_at):%H:%M %d/%m/%Y}.",
        )
    moment = rules.accepted_at(sent.claimed_at, reserved_at=number.block.reserved_at, received_at=at)
    intake = Intake(
        key=sent.key, number=number, device=number.block.device, office=number.block.device.office, officer_code=by.id,
        officer_name=by.name, claimed_at=sent.claimed_at, accepted_at=moment.at, moment_reason=moment.why,
        received_at=at, digest=sent.digest, fields=[list(pair) for pair in sent.fields],
        files=[{"position": f.position, "name": f.name, "sha256": f.sha256, "size": f.size} for f in sent.files],
        procedure=sent.procedure, procedure_name=str(sent.procedure.get("name", ""))[:300],
        applicant_name=text.clean(dict(sent.fields).get("hs-name", ""))[:200],
    )  # fmt: skip
    found = _conflicts(intake, number, filing, faults, by)
    if not found and filing is not None:
        try:
            intake.dossier_code = dossiers.take_in(
                filing=replace(filing, provisional_number=number.code),
                by=by,
                at=at,
                limit=limit,
                taken_at=moment.at,
            ).code
        except Refusal as refusal:
            found = [Conflict(Kind.REFUSED, refusal.message)]
    intake.state = IntakeState.CONFLICT if found else IntakeState.TAKEN
    intake.conflicts = [one.row() for one in found]
    if not found:  # the dossier holds it now; what stays here is that it came, and when
        intake.fields = []
    intake.save()
    _close(number, NumberState.USED, by, at)
    Device.objects.filter(pk=number.block.device_id).update(last_contact_at=at)
    audit.record(
        by, "offline.receive", f"intake:{number.code}", at=at,
        after={"state": intake.state, "dossier": intake.dossier_code, "accepted_at": moment.at,
               "claimed_at": sent.claimed_at},
        reason=moment.why,
    )  # fmt: skip
    return queries.answer_of(intake)


@command
def spoil(*, device: str, number: str, reason: str, by: Actor, at: datetime) -> None:
    """Hủy số tạm: the receipt was never handed over, or was taken back at the counter; a second time is once.

    Raises:
        NumberNotThere: the number was never this machine's.
        NumberTaken: an intake bears it.
    """
    row = _locked_number(device, number)
    if row.state == NumberState.ANNULLED:
        return
    if row.state == NumberState.USED:
        raise NumberTaken(
            f"Số tạm {row.code} đã được gửi lên nên không hủy ở máy được.",
            next="Hãy mở trang Đang chờ gửi để xem hồ sơ.",
        )
    _close(row, NumberState.ANNULLED, by, at, text.clean(reason)[:500] or "Hủy ở quầy")
    audit.record(by, "offline.spoil", f"number:{row.code}", at=at, reason=row.reason)


def _locked_number(device: str, code: str) -> Number:
    """The number, its machine locked until commit; whoever sends for this machine stands in line here."""
    number = (
        Number.objects.select_related("block__device").filter(code=code, block__device__key=device).first()
    )
    if number is None:
        raise queries.no_number(code)
    Device.objects.select_for_update().get(pk=number.block.device_id)
    number.refresh_from_db(fields=["state", "reason"])
    return number


def _close(number: Number, state: NumberState, by: Actor, at: datetime, reason: str = "") -> None:
    number.state, number.closed_at, number.closed_by, number.reason = state, at, by.title, reason
    number.save(update_fields=["state", "closed_at", "closed_by", "reason"])


def _conflicts(
    intake: Intake, number: Number, filing: Filing | None, faults: list[str], by: Actor
) -> list[Conflict]:
    """All that a person has to look at before this becomes a dossier."""
    found = []
    if number.state == NumberState.ANNULLED:
        found.append(
            Conflict(Kind.ANNULLED, "Số tạm đã bị thu hồi trước khi máy gửi lên.", now=number.reason)
        )
    if not access.allows(by, INTAKE, agency_code=intake.office):
        found.append(
            Conflict(
                Kind.PERMISSION,
                f"{by.name} nay không còn quyền nhận hồ sơ ở nơi đã nhận.",
                then="Có quyền khi được cấp số tạm",
                now="Người có quyền ở Trung tâm xem và nhận thay",
            )
        )
    on = clock.local(intake.accepted_at).date()
    now, refused = queries.procedure_on(str(intake.procedure.get("code", "")), on, intake.office, filing)
    if now is None:
        found.append(Conflict(Kind.VERSION, refused, then=str(intake.procedure.get("name", ""))))
    else:
        found += rules.catalogue_conflicts(intake.procedure, now)
    if faults:
        found.append(Conflict(Kind.REFUSED, " ".join(faults)[:2000]))
    if filing is not None and (codes := filed_already(filing, taken_on=on)):
        found.append(
            Conflict(
                Kind.DUPLICATE,
                f"{filing.applicant.name} đang có hồ sơ cùng thủ tục chưa xong.",
                then=f"Nhận ở quầy lúc {clock.local(intake.claimed_at):%H:%M %d/%m/%Y}",
                now="\n".join(codes),
                codes=tuple(codes),
            )
        )
    return found
