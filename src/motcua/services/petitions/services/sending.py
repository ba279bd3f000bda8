"""Người gửi: send, say what one thinks of the answer, take it back."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from motcua.kernel import audit, clock, numbers, text
from motcua.kernel.access import Actor
from motcua.kernel.ciphers import mark
from motcua.kernel.commands import command
from motcua.kernel.legal import parameter
from motcua.kernel.limits import DAY, Limit
from motcua.kernel.words import say
from motcua.registries.calendars import queries as calendars
from motcua.registries.organizations import queries as organizations
from motcua.registries.organizations.types import AgencyKind
from motcua.registries.people import queries as people
from motcua.services.files.types import FileRef
from motcua.services.petitions import queries, rules
from motcua.services.petitions.models import Enclosure, Petition, Step
from motcua.services.petitions.types import (
    FILES_MOST,
    LEAST,
    MOST,
    OPEN,
    Kind,
    PetitionInvalid,
    PetitionMoved,
    Sender,
    Sent,
    State,
    TooManyPetitions,
)

from .common import PURPOSE, reason_of, sealed, wind

FROM_ONE_PLACE = 40
"""A day, from one network address: a school or an office shares one."""

SENDER = Actor.anonymous()
"""What the ledger knows of who sent a petition: that somebody did."""


@command
def send(
    *,
    kind: Kind,
    content: str,
    sender: Sender,
    press: str,
    by: Actor,
    at: datetime,
    about: str = "",
    dossier_code: str = "",
    files_in: Sequence[FileRef] = (),
    again_of: str = "",
) -> Sent:
    """Gửi phản ánh, kiến nghị, khiếu nại, tố cáo. The same press gives the same petition.

    Raises:
        PetitionInvalid: no name or way to answer, or nothing said.
        TooManyPetitions: more today than anybody writes.
    """
    press = press[:64]
    if (known := queries.sent_before(press)) is not None:
        return known
    content, sender = _checked(content, sender), _reachable(sender)
    found = mark(PURPOSE, sender.phone or sender.email) if not kind.is_secret else ""
    _not_too_many(found, by, at)
    on = clock.local(at).date()
    about_agency, about_name = queries.agency_called(about, on)
    earlier = _earlier(again_of) if not kind.is_secret else None
    agency = organizations.agency(_receives(kind), on)
    code = f"PA{on:%y}-{numbers.take(f'petitions:{on.year}'):06d}"
    due = rules.accept_by(at, kind, calendars.calendar(agency.code))
    row = Petition(
        code=code, token=secrets.token_urlsafe(18), press=press, kind=kind, content="" if kind.is_secret else content,
        sealed=sealed(sender, content if kind.is_secret else ""), sender_mark=found,
        owner_user_id=by.user_id if by.kind == "citizen" and not kind.is_secret else None,
        about_agency=about_agency, about_name=about_name,
        dossier_code=text.clean(dossier_code).upper()[:60], agency_code=agency.code, agency_name=agency.name,
        received_at=at, due_at=due, accept_due_at=due,
        again_of=earlier,
    )  # fmt: skip
    wind(row)
    row.save()
    Enclosure.objects.bulk_create(
        Enclosure(petition=row, sha256=one.sha256, name=_name(one, number, kind), size=one.size)
        for number, one in enumerate({one.sha256: one for one in files_in[:FILES_MOST]}.values(), start=1)
    )
    Step.objects.create(
        petition=row, at=at, by=say("Người gửi"), action="send", words=f"Đã nhận, chuyển {agency.name}", is_public=True
    )  # fmt: skip
    audit.record(SENDER, "petitions.send", f"petition:{code}", at=at, after={"kind": kind.value})
    return Sent(code, row.token)


def _earlier(token: str) -> Petition | None:
    """What it is sent again about; never a denunciation, for the sender of the new one is read by more people."""
    return Petition.objects.filter(token=token).exclude(kind=Kind.DENUNCIATION).first() if token else None


def _name(one: FileRef, number: int, kind: Kind) -> str:
    """What a file is called; one that goes with a denunciation bears no name its sender gave it."""
    return f"tep-{number}{Path(one.name).suffix.lower()[:8]}" if kind.is_secret else one.name[:255]


def _checked(content: str, sender: Sender) -> str:
    content = text.clean(content)
    if not LEAST <= len(content) <= MOST:
        raise PetitionInvalid(
            say("Nội dung cần từ {least} đến {most} chữ cái.", least=LEAST, most=MOST),
            next=say("Hãy ghi việc gì, ở đâu, khi nào, bạn đề nghị điều gì."),
        )
    if len(sender.name) < 2:
        raise PetitionInvalid(
            say("Bạn chưa ghi họ tên."),
            why=say("Luật chỉ cho giải quyết đơn có họ tên và cách liên hệ của người gửi."),
            next=say("Hãy ghi họ, chữ đệm và tên."),
        )
    return content


def _reachable(sender: Sender) -> Sender:
    """The sender with a telephone or mailbox that can be one.

    Raises:
        PetitionInvalid: neither, or neither can be.
    """
    phone = people.check_phone(sender.phone) if sender.phone else None
    if phone is not None and phone.faults:
        raise PetitionInvalid(phone.faults[0], next=say("Ví dụ: 0912 345 678."))
    email = sender.email.strip()[:200]
    if email and not rules.MAILBOX.fullmatch(email):
        raise PetitionInvalid(say("Thư điện tử chưa đúng."), next=say("Ví dụ: ten@noi-gui.vn."))
    if phone is None and not email:
        raise PetitionInvalid(
            say("Cần số điện thoại hoặc thư điện tử của bạn."),
            why=say("Cơ quan cần hỏi lại khi nội dung chưa rõ."),
            next=say("Hãy ghi một trong hai."),
        )
    return Sender(sender.name, phone.value if phone else "", email, sender.address)


def _not_too_many(found: str, by: Actor, at: datetime) -> None:
    most = int(parameter("petitions.most_a_day", on=clock.local(at).date()))
    since = Petition.objects.filter(received_at__gt=at - timedelta(days=1))
    if (found and since.filter(sender_mark=found).count() >= most) or (
        by.user_id is not None and since.filter(owner_user_id=by.user_id).count() >= most
    ):
        raise TooManyPetitions(
            say("Hôm nay bạn đã gửi {most} đơn.", most=most),
            next=say("Hãy gửi tiếp vào ngày mai, hoặc gọi 1022 nếu việc gấp."),
        )


def admit(*, address: str) -> None:
    """Count a place of the network, before anything it sends is kept; for a day, in the cache, and in no table.

    Raises:
        TooManyPetitions: more today than from any one place.
    """
    if not address:
        return
    if not Limit("petitions.from", address, most=FROM_ONE_PLACE, seconds=DAY).take():
        raise TooManyPetitions(
            say("Từ nơi bạn đang truy cập đã có nhiều đơn trong hôm nay."),
            next=say("Hãy gửi tiếp vào ngày mai, đến Bộ phận Một cửa, hoặc gọi 1022."),
        )


def _receives(kind: Kind) -> str:
    """Who receives: the provincial centre, which sorts and passes on; of denunciations the committee itself, where few read."""
    if kind.is_secret:
        return str(settings.PROVINCE_AGENCY)
    return next(
        iter(organizations.codes_of_kind(AgencyKind.PROVINCE_CENTRE.value)), str(settings.PROVINCE_AGENCY)
    )


@command
def say_of_answer(*, token: str, satisfied: bool, words: str, at: datetime) -> None:
    """Hài lòng hay không với câu trả lời: once, by the sender.

    Raises:
        PetitionNotThere: the address opens nothing.
        PetitionMoved: not answered, or said already.
    """
    row = _own(token, State.ANSWERED)
    if row.satisfied is not None:
        raise PetitionMoved(say("Bạn đã cho biết ý kiến rồi."), next=say("Chưa ổn thì bạn gửi đơn mới."))
    row.satisfied, row.said, row.said_at, row.version = (
        satisfied,
        text.clean(words)[:1000],
        at,
        row.version + 1,
    )
    row.save()
    audit.record(
        SENDER, "petitions.say_of_answer", f"petition:{row.code}", at=at, after={"satisfied": satisfied}
    )


@command
def withdraw(*, token: str, reason: str, at: datetime) -> None:
    """Rút đơn, by the sender, before it is answered.

    Raises:
        PetitionNotThere: the address opens nothing.
        PetitionMoved: it has ended.
    """
    row = _own(token, *OPEN)
    reason = reason_of(reason, say("rút đơn"))
    row.state, row.ended_at, row.ended_by, row.wakes_at = State.WITHDRAWN, at, "Người gửi", None
    row.version += 1
    row.save()
    Step.objects.create(
        petition=row, at=at, by="Người gửi", action="withdraw", words="Người gửi đã rút", detail=reason, is_public=True
    )  # fmt: skip
    audit.record(SENDER, "petitions.withdraw", f"petition:{row.code}", at=at)


def _own(token: str, *states: State) -> Petition:
    row = Petition.objects.select_for_update().filter(token=token).first()
    if row is None:
        raise queries.not_there()
    if row.standing not in states:
        raise PetitionMoved(
            say("Đơn này {standing}.", standing=row.standing.label.lower()), next=say("Hãy tải lại trang.")
        )
    return row
