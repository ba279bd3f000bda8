"""Commands of notices: tell people, mark as read, choose how to hear."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import translation

from motcua.kernel import audit, clock
from motcua.kernel.access import Actor
from motcua.kernel.words import Said, packed, say, spoken, unpacked
from motcua.services.accounts import queries as accounts

from . import queries, rules
from .models import Letter, Notice, Preference
from .types import (
    CONFIRM_MAILBOX,
    KINDS,
    BadLink,
    NoNotice,
    NothingToConfirm,
    TooManyLetters,
    UnknownKind,
    kinds_for,
)

NO_ANSWER = say("Thư này do hệ thống gửi, bạn không cần trả lời.")

log = logging.getLogger("motcua.notifications")

BATCH = 200
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
    detail: str = "",
    link: str = "",
    subject: str = "",
) -> int:
    """Báo tin: tell accounts (by id) and officers (by code) one thing; how many had not heard it under this key.

    Called by other rooms' handlers, which hear an event now and then twice: the key says what is being told
    (``dossiers.returned:H42.15-…``), and nobody is told the same twice, in the house or by e-mail.

    Raises:
        UnknownKind: no room declared the kind.
        BadLink: the link leads elsewhere.
    """
    if kind not in KINDS:
        raise UnknownKind(f"Không có loại tin “{kind}”.")
    if not rules.leads_home(link):
        raise BadLink("Tin báo chỉ dẫn tới trang của hệ thống này.")
    people = {*users, *accounts.users_of_officers(officers).values()}
    told = set(Notice.objects.filter(key=key, recipient_id__in=people).values_list("recipient_id", flat=True))
    wishes = queries.wishes_for(kind, sorted(people - told))
    mailboxes = accounts.mailboxes([user for user, (_, mail) in wishes.items() if mail])
    new = [
        Notice(
            recipient_id=user,
            key=key[:160],
            kind=kind,
            words=" ".join(words.split())[:300],
            detail=detail[:1000],
            said=[packed(words), packed(detail)] if isinstance(words, Said) else None,
            link=link,
            subject=subject,
            in_app=in_app,
            created_at=at,
        )
        for user, (in_app, _) in wishes.items()
        if in_app or user in mailboxes
    ]
    # A neighbour who tells the same at this moment wins or loses on the constraint; either way it is told once.
    Notice.objects.bulk_create(new)
    Letter.objects.bulk_create(
        Letter(notice=row, address=mailboxes[row.recipient_id], try_at=at)
        for row in new
        if row.recipient_id in mailboxes
    )
    return len(new)


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
    Letter.objects.create(notice=row, address=mailbox.address, try_at=at)
    audit.record(by, "notifications.ask_to_confirm", f"user:{by.id}", at=at, after={"email": mailbox.address})
    return mailbox.address


def mark_read(*, notice_id: int, by: Actor, at: datetime) -> None:
    """Đã đọc."""
    _mark(notice_id, by, at)


def mark_unread(*, notice_id: int, by: Actor) -> None:
    """Để lại chưa đọc."""
    _mark(notice_id, by, None)


def _mark(notice_id: int, by: Actor, read_at: datetime | None) -> None:
    if not Notice.objects.filter(pk=notice_id, recipient_id=by.user_id or 0).update(read_at=read_at):
        raise NoNotice("Không có tin này trong danh sách của bạn.", next="Hãy mở lại trang tin báo.")


def mark_all_read(*, by: Actor, at: datetime) -> int:
    """Đã đọc tất cả; how many were unread."""
    return Notice.objects.filter(recipient_id=by.user_id or 0, read_at=None).update(read_at=at)


@transaction.atomic
def choose(*, wishes: Mapping[str, tuple[bool, bool]], by: Actor) -> None:
    """Chọn cách nhận tin: kind to (in the house, by e-mail); a kind not meant for this person is left out."""
    known = {kind.name for kind in kinds_for("officer" if by.kind == "officer" else "citizen")}
    for kind, (in_app, mail) in wishes.items():
        if kind in known:
            Preference.objects.update_or_create(
                user_id=by.user_id or 0, kind=kind, defaults={"in_app": in_app, "mail": mail}
            )


# --- letters ------------------------------------------------------------------------------------------------


class PostOfficeClosed(Exception):
    """The mail server does not answer; the letters stay, and the job's light says so."""


def post_letters(*, at: datetime) -> int:
    """Gửi thư: every letter whose time has come; how many the mail server took.

    A letter is claimed (its next try moved on) before it is handed over, so two workers never post the same one.
    A process killed between the server's yes and our note posts it again under the same Message-ID, by which
    mailboxes know it. A server that is away stops the round: nothing is lost and nothing is tried in vain.

    Raises:
        PostOfficeClosed: no connection; what waits is tried in the next round.
    """
    waiting = Letter.objects.filter(state=Letter.State.WAITING, try_at__lte=at)
    batch = list(waiting.select_related("notice").order_by("try_at", "id")[:BATCH])
    if not batch:
        return 0
    connection = get_connection(fail_silently=False)
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise PostOfficeClosed(f"mail server does not answer: {error}") from error
    sent = 0
    try:
        for letter in batch:
            if _claim(letter, at):
                sent += _post(letter, connection, at)
    finally:
        try:
            connection.close()
        except (OSError, smtplib.SMTPException):
            log.info("the mail server closed the door first")
    return sent


def _claim(letter: Letter, at: datetime) -> bool:
    mine = Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING, attempts=letter.attempts)
    return bool(mine.update(attempts=letter.attempts + 1, try_at=at + rules.wait_after(letter.attempts)))


def _post(letter: Letter, connection, at: datetime) -> int:
    row = Letter.objects.filter(pk=letter.pk)
    try:
        EmailMessage(
            subject=letter.notice.words,
            body=_body(letter.notice),
            to=[letter.address],
            connection=connection,
            headers={
                "Message-ID": f"<notice.{letter.notice_id}@{_domain()}>",
                "Auto-Submitted": "auto-generated",
            },
        ).send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, ValueError) as error:
        if not _for_ever(error):
            row.update(last_error=str(error)[:500])
            return 0
        row.update(state=Letter.State.REFUSED, last_error=str(error)[:500])
        return 0
    except (OSError, smtplib.SMTPException) as error:
        row.update(last_error=str(error)[:500], attempts=letter.attempts, try_at=letter.try_at)
        raise PostOfficeClosed(f"mail server went away: {error}") from error
    row.update(state=Letter.State.SENT, sent_at=at, last_error="")
    return 1


def _for_ever(error: Exception) -> bool:
    """A 5xx answer is for good; a 4xx (mailbox full, come later) is not. A bad address never becomes a good one."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return True


def _domain() -> str:
    return settings.PUBLIC_URL.split("//", 1)[-1].split("/", 1)[0].split(":", 1)[0]


def _body(notice: Notice) -> str:
    parts = [notice.words, notice.detail]
    if notice.link:
        parts.append(f"Xem tại: {settings.PUBLIC_URL}{notice.link}")
    parts.append(
        f"Thư này do hệ thống gửi, bạn không cần trả lời. Chọn tin muốn nhận: {settings.PUBLIC_URL}/tin-bao/cach-nhan/"
    )
    if notice.said:
        with translation.override("en"):
            parts += ["— — —", *(spoken(unpacked(one)) for one in notice.said), spoken(NO_ANSWER)]
    return "\n\n".join(filter(None, parts))


KEEP = timedelta(days=365)


def clear_old(*, at: datetime) -> int:
    """Dọn tin cũ: read notices older than a year, a few thousand at a time, and their letters."""
    old = Notice.objects.filter(created_at__lt=at - KEEP).exclude(read_at=None, in_app=True)
    gone = 0
    while batch := list(old.exclude(letter__state=Letter.State.WAITING).values_list("pk", flat=True)[:2000]):
        gone += len(batch)
        Notice.objects.filter(pk__in=batch).delete()
    return gone
