"""Commands that tell: an account, an officer, a bare number."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from motcua.kernel import audit, clock
from motcua.kernel.access import Actor
from motcua.kernel.words import Said, packed, say
from motcua.services.accounts import queries as accounts

from .. import ports, queries, rules
from ..models import Letter, Notice
from ..types import (
    CONFIRM_MAILBOX,
    KINDS,
    BadLink,
    Channel,
    NothingToConfirm,
    TooManyLetters,
    UnknownKind,
)

CONFIRM_LETTERS = 5


@transaction.atomic
def notify(
    *,
    kind: str,
    key: str,
    words: str,
    at: datetime,
    users: Iterable[int] = (),
    officers: Iterable[str] = (),
    phones: Iterable[str] = (),
    detail: str = "",
    link: str = "",
    subject: str = "",
) -> int:
    """Báo tin: tell accounts (by id), officers (by code) and bare numbers one thing; how many had not heard it under this key.

    Called by other rooms' handlers, which hear an event now and then twice: the key says what is being told
    (``dossiers.returned:H42.15-…``), and nobody is told the same twice, by any channel. A bare number is texted the
    words alone, and only of a kind whose words may go over the telephone network.

    Raises:
        UnknownKind: no room declared the kind.
        BadLink: the link leads elsewhere.
    """
    if kind not in KINDS:
        raise UnknownKind(f"Không có loại tin “{kind}”.")
    if not rules.leads_home(link):
        raise BadLink("Tin báo chỉ dẫn tới trang của hệ thống này.")
    told = {
        "key": key[:160],
        "kind": kind,
        "words": " ".join(words.split())[:300],
        "detail": detail[:1000],
        "said": [packed(words), packed(detail)] if isinstance(words, Said) else None,
        "link": link,
        "subject": subject,
        "created_at": at,
    }
    people = {*users, *accounts.users_of_officers(officers).values()}
    return _tell_people(people, kind, told) + _tell_numbers(phones, kind, told)


def _tell_people(people: set[int], kind: str, told: dict) -> int:
    known = Notice.objects.filter(key=told["key"], recipient_id__in=people)
    wishes = queries.wishes_for(kind, sorted(people - set(known.values_list("recipient_id", flat=True))))
    mailboxes = accounts.mailboxes([user for user, wish in wishes.items() if wish.mail])
    numbers = queries.numbers_of([user for user, wish in wishes.items() if wish.sms])
    devices = queries.devices_for(user for user, wish in wishes.items() if wish.in_app)
    new = [
        Notice(recipient_id=user, in_app=wish.in_app, **told)
        for user, wish in wishes.items()
        if wish.in_app or user in mailboxes or user in numbers
    ]
    # A neighbour who tells the same at this moment wins or loses on the constraint; either way it is told once.
    Notice.objects.bulk_create(new)
    Letter.objects.bulk_create(
        letter(row, channel, addresses[row.recipient_id])
        for channel, addresses in ((Channel.MAIL, mailboxes), (Channel.SMS, numbers))
        for row in new
        if row.recipient_id in addresses
    )
    Letter.objects.bulk_create(
        letter(row, Channel.PUSH, f"device:{one}")
        for row in new
        for one in devices.get(row.recipient_id or 0, ())
    )
    return len(new)


def _tell_numbers(phones: Iterable[str], kind: str, told: dict) -> int:
    """Numbers nobody's account stands behind: written on a declaration for being told of it."""
    wanted = sorted({f"sms:{phone}" for phone in phones}) if KINDS[kind].sms and ports.texting() else []
    if not wanted:
        return 0
    known = set(Notice.objects.filter(key=told["key"], bare__in=wanted).values_list("bare", flat=True))
    new = [Notice(bare=one, in_app=False, **told) for one in wanted if one not in known]
    Notice.objects.bulk_create(new)
    Letter.objects.bulk_create(letter(row, Channel.SMS, row.bare.removeprefix("sms:")) for row in new)
    return len(new)


def letter(row: Notice, channel: Channel, address: str, *, good_until: datetime | None = None) -> Letter:
    """A notice's way by one channel, due as soon as the channel may ring; with an end of its own it is urgent."""
    at = clock.local(row.created_at)
    urgent = good_until is not None
    return Letter(
        notice=row,
        channel=channel,
        address=address,
        ref=secrets.token_urlsafe(18),
        urgent=urgent,
        created_at=at,
        try_at=at if urgent else rules.next_open(channel, at),
        expires_at=good_until or rules.expires_at(channel, at),
    )


@transaction.atomic
def ask_to_confirm(*, by: Actor, at: datetime) -> str:
    """Gửi thư xác nhận: one small letter with a link and no matter in it, to the address a person gave; returns it.

    Raises:
        NothingToConfirm: no address, or a confirmed one.
        TooManyLetters: one less than a minute ago, or `CONFIRM_LETTERS` within a day.
    """
    user = by.user_id or 0
    mailbox = accounts.mailbox(user)
    if not mailbox.address or mailbox.confirmed:
        raise NothingToConfirm(say("Bạn không có địa chỉ thư nào đang chờ xác nhận."))
    earlier = Notice.objects.filter(
        recipient_id=user, kind=CONFIRM_MAILBOX, created_at__gt=at - timedelta(days=1)
    )
    if earlier.count() >= CONFIRM_LETTERS:
        raise TooManyLetters(
            say("Hôm nay đã gửi {n} thư xác nhận.", n=CONFIRM_LETTERS),
            next=say("Hãy xem cả thư mục thư rác, hoặc thử lại vào ngày mai."),
        )
    words = say("Xác nhận địa chỉ nhận tin")
    detail = say(
        "Địa chỉ này vừa được ghi để nhận tin từ {site}. Nếu là bạn, hãy mở đường dẫn dưới đây trong {days} ngày, "
        "đăng nhập và bấm “Xác nhận”. Nếu không phải bạn, hãy bỏ qua thư này: tin của người khác không được gửi tới đây.",
        site=settings.PUBLIC_URL,
        days=accounts.MAILBOX_DAYS,
    )
    home = "/can-bo/tin" if by.kind == "officer" else "/tin-bao"
    row, new = Notice.objects.get_or_create(
        recipient_id=user,
        key=f"{CONFIRM_MAILBOX}:{clock.local(at):%Y-%m-%d %H:%M}",
        defaults={
            "kind": CONFIRM_MAILBOX,
            "words": words,
            "detail": detail,
            "said": [packed(words), packed(detail)],
            "link": f"{home}/xac-nhan-thu/{accounts.mailbox_token(user)}/",
            "in_app": False,
            "created_at": at,
        },
    )
    if not new:
        raise TooManyLetters(say("Thư xác nhận vừa được gửi đi."), next=say("Hãy chờ một phút rồi thử lại."))
    letter(row, Channel.MAIL, mailbox.address).save()
    audit.record(by, "notifications.ask_to_confirm", f"user:{by.id}", at=at, after={"email": mailbox.address})
    return mailbox.address
