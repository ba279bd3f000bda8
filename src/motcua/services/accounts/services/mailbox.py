"""Commands of the address a person gives for letters."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from motcua.kernel import audit
from motcua.kernel.access import Actor
from motcua.kernel.words import say

from .. import queries
from ..models import User
from ..types import BadAccount, MailboxAlready


@transaction.atomic
def set_mailbox(*, email: str, by: Actor, at: datetime) -> None:
    """Đổi hộp thư nhận tin: a person's own; empty means no letters (an officer's office mailbox stands in).

    A new address is not confirmed: no letter with a matter in it goes there before `confirm_mailbox`.
    """
    email = email.strip()
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise BadAccount(
                "Địa chỉ thư điện tử chưa đúng.", next="Hãy viết như trong ví dụ: lan@vidu.vn."
            ) from None
    user = User.objects.select_for_update().get(pk=by.user_id)
    before, user.email = user.email, email[:120]
    if before == user.email:
        return
    user.email_confirmed_at = None
    user.save(update_fields=["email", "email_confirmed_at"])
    audit.record(
        by,
        "accounts.set_mailbox",
        f"user:{user.username}",
        at=at,
        before={"email": before},
        after={"email": email},
    )


@transaction.atomic
def confirm_mailbox(*, token: str, by: Actor, at: datetime) -> str:
    """Xác nhận hộp thư: the link in the letter, opened by who asked for it; returns the address.

    Raises:
        BadMailboxLink: changed, too old, another account's or another address's.
        MailboxAlready: the address was confirmed before.
    """
    user = User.objects.select_for_update().get(pk=by.user_id)
    found = queries.mailbox_of_token(token, user.pk)
    if found.confirmed:
        raise MailboxAlready(say("Địa chỉ {email} đã được xác nhận trước đó.", email=found.address))
    user.email_confirmed_at = at
    user.save(update_fields=["email_confirmed_at"])
    audit.record(
        by, "accounts.confirm_mailbox", f"user:{user.username}", at=at,
        before={"confirmed_at": None}, after={"email": user.email, "confirmed_at": at},
    )  # fmt: skip
    return user.email
