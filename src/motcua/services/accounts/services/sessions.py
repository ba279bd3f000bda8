"""Commands of who is signed in: the post they act in, their sessions, the code of a demo."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.kernel import access, audit, clock
from motcua.kernel.access import Actor

from .. import queries
from ..models import User
from ..types import EDIT, NotYourPost
from .common import cut_sessions


@transaction.atomic
def choose_post(*, user_id: int, post_code: str, by: Actor, at: datetime) -> str:
    """Đổi chức vụ: from now on the user acts in another of their posts. Returns the post code."""
    user = User.objects.select_for_update().get(pk=user_id)
    hat = next((h for h in queries.hats_held(user, at.date()) if h.post_code == post_code), None)
    if hat is None:
        raise NotYourPost(
            "Hôm nay bạn không giữ chức vụ đã chọn.", next="Hãy chọn một chức vụ trong danh sách."
        )
    user.last_post_code = hat.post_code
    user.save(update_fields=["last_post_code"])
    audit.record(by, "accounts.choose_post", f"user:{user.username}", at=at, after={"post": hat.post_code})
    return hat.post_code


@transaction.atomic
def password_changed(*, user_id: int, by: Actor, at: datetime) -> None:
    """The person chose a new password: nothing forces another change."""
    User.objects.filter(pk=user_id).update(must_change_password=False)
    audit.record(by, "accounts.change_password", f"user:{user_id}", at=at)


@transaction.atomic
def end_sessions(
    *, user_id: int, by: Actor, at: datetime, session_id: int | None = None, keep_key: str = ""
) -> int:
    """Kết thúc phiên: one, or all but the present one. Returns how many ended."""
    user = User.objects.get(pk=user_id)
    if by.user_id != user_id:
        access.require(by, EDIT)
    ended = cut_sessions(user, session_id=session_id, keep_key=keep_key)
    audit.record(by, "accounts.end_sessions", f"user:{user.username}", at=at, after={"ended": ended})
    return ended


def session_seen(*, session_key: str, at: datetime) -> None:
    """The session is in use (told at most once a minute)."""
    from allauth.usersessions.models import UserSession

    UserSession.objects.filter(session_key=session_key).update(last_seen_at=at)


def one_time_code(username: str) -> tuple[str, int]:
    """The present code of a user's authenticator app and for how many seconds it holds: the demo's `motcua otp`."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    moment = int(clock.now().timestamp())
    return format_hotp_value(hotp_value(queries.totp_secret(username), moment // 30)), 30 - moment % 30
