"""One-time codes: sent to an address, to show that who asks holds it. Other rooms ask for them under a purpose."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.crypto import constant_time_compare

from motcua.kernel import audit, clock
from motcua.kernel.access import Actor
from motcua.kernel.legal import parameter
from motcua.kernel.words import packed, say
from motcua.registries.people import queries as people

from .. import ports, queries, rules
from ..models import Code, Letter, Notice
from ..types import CODE, BadNumber, Channel, NoTexting, TooManyCodes, WrongCode
from .telling import letter

ANOTHER = say("Hãy xin mã mới rồi nhập lại.")


def require_texting() -> None:
    """Refuse where this installation sends no text messages.

    Raises:
        NoTexting: no gateway.
    """
    if not ports.texting():
        raise NoTexting(
            say("Nơi này chưa gửi được tin nhắn SMS."),
            next=say("Hãy nhận tin trên trang hoặc qua thư điện tử."),
        )


@transaction.atomic
def send_code(*, purpose: str, phone: str, asked_by: str, by: Actor, at: datetime) -> str:
    """Gửi mã một lần to a number; returns the number as it is kept. A code sent before for the same purpose is void.

    Raises:
        NoTexting: no gateway.
        BadNumber: not a mobile number.
        TooManyCodes: to this number for this sort of purpose (what stands before its colon) or in all, or asked by this
            person, within the hour or the day.
    """
    require_texting()
    checked = people.check_phone(phone)
    if checked.faults or checked.value.startswith("02"):
        said = checked.faults[0] if checked.faults else say("Số máy bàn không nhận được tin nhắn.")
        raise BadNumber(said, next=say("Hãy ghi số di động, ví dụ 0912 345 678."))
    number, row = checked.value, parameter("notifications.codes", on=clock.local(at).date())
    # Two askers at once for one number wait for each other on its newest code, so that the count below holds.
    list(Code.objects.select_for_update().filter(address=number).order_by("-created_at")[:1])
    _not_too_many(number, purpose, asked_by, row, at)
    Code.objects.filter(address=number, purpose=purpose, used_at=None, expires_at__gt=at).update(
        expires_at=at
    )
    ends = at + timedelta(minutes=row["minutes"])
    made = Code.objects.create(
        purpose=purpose, address=number, asked_by=asked_by, salt=secrets.token_urlsafe(24), created_at=at,
        expires_at=ends,
    )  # fmt: skip
    words = say(
        "{ma} là mã xác nhận của bạn, dùng trong {n} phút. Không đưa mã này cho ai, kể cả cán bộ.",
        ma=queries.CODE_PLACE, n=row["minutes"],
    )  # fmt: skip
    told = Notice.objects.create(
        bare=f"sms:{number}", key=f"{CODE}:{made.pk}", kind=CODE, words=words, said=[packed(words), ""],
        subject=f"code:{made.pk}", in_app=False, created_at=at,
    )  # fmt: skip
    letter(told, Channel.SMS, number, good_until=ends).save()
    # The trail tells that somebody asked, not the whole number: the ledger is read by many and never cleared.
    audit.record(by, "notifications.send_code", f"code:{made.pk}", at=at, after={"to": rules.masked(number)})
    return number


def _not_too_many(number: str, purpose: str, asked_by: str, row: dict[str, int], at: datetime) -> None:
    """Counted for each sort of purpose apart, so that who may ask for one sort without signing in keeps nobody from another; and
    in all, so that no number is flooded."""
    sort = purpose.partition(":")[0]
    for span, hours in ((timedelta(hours=1), "an_hour"), (timedelta(days=1), "a_day")):
        lately = Code.objects.filter(created_at__gt=at - span)
        to_it = lately.filter(address=number)
        alike = to_it.filter(Q(purpose=sort) | Q(purpose__startswith=f"{sort}:"))
        if (
            alike.count() >= row[hours]
            or to_it.count() >= row[f"{hours}_in_all"]
            or lately.filter(asked_by=asked_by).count() >= row[hours]
        ):
            raise TooManyCodes(
                say("Đã gửi đủ số mã cho phép tới số này."),
                why=say("Giới hạn này giữ cho số của người khác không bị làm phiền."),
                next=say("Hãy thử lại sau một giờ; nếu vẫn không được, thử lại vào ngày mai."),
            )


def check_code(*, purpose: str, phone: str, code: str, by: Actor, at: datetime) -> None:
    """Nhập mã: right once, within its minutes, and within a few tries.

    Called outside a transaction, so that a wrong try stays counted although it is refused.

    Raises:
        WrongCode: none was sent, it is not the one, it is used, too old or was tried too often; all answer alike.
    """
    most = parameter("notifications.codes", on=clock.local(at).date())["tries"]
    mine = Code.objects.filter(
        address=phone, purpose=purpose, used_at=None, expires_at__gt=at, tries__lt=most
    )
    row = mine.order_by("-created_at").first()
    # The try is counted by its own statement before anything is compared: a hundred guesses at once get five.
    counted = row is not None and mine.filter(pk=row.pk).update(tries=F("tries") + 1)
    if row is None or not counted or not constant_time_compare(queries.figures(row), code.strip()):
        raise WrongCode(say("Mã không đúng hoặc đã hết hạn."), next=ANOTHER)
    _use(row, by, at)


@transaction.atomic
def _use(row: Code, by: Actor, at: datetime) -> None:
    if not Code.objects.filter(pk=row.pk, used_at=None).update(used_at=at):
        raise WrongCode(say("Mã không đúng hoặc đã hết hạn."), next=ANOTHER)
    # A gateway that was slow to answer may have delivered what still waits here: the code was read, so it did.
    Letter.objects.filter(notice__subject=f"code:{row.pk}", state=Letter.State.WAITING).update(
        state=Letter.State.DELIVERED, delivered_at=at
    )
    audit.record(by, "notifications.check_code", f"code:{row.pk}", at=at)
