"""Commands of accounts: open, lock, change roles and posts, reset second factors, end sessions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from motcua.kernel import access, audit, clock, text
from motcua.kernel.access import Actor
from motcua.kernel.refusals import AlreadyDone, Invalid
from motcua.kernel.words import say
from motcua.registries.organizations import queries as organizations
from motcua.registries.people import queries as people
from motcua.registries.people import services as people_services
from motcua.registries.people.types import SELF_DECLARED

from . import queries, rules
from .models import User
from .types import CONFIRM, EDIT, ROLES, UserKind


class BadAccount(Invalid):
    code = "ACC-10"
    title = "Thông tin tài khoản chưa đúng"


class AccountAlready(AlreadyDone):
    code = "ACC-11"
    title = "Tài khoản đã có"


class CannotOpen(Invalid):
    """One answer for every reason that would tell a stranger whether somebody has an account."""

    code = "ACC-12"
    title = "Chưa tạo được tài khoản"


class NotYourPost(Invalid):
    code = "ACC-13"
    title = "Bạn không giữ chức vụ này"


class LockedAlready(AlreadyDone):
    code = "ACC-14"
    title = "Không có gì thay đổi"


class MailboxAlready(AlreadyDone):
    code = "ACC-16"
    title = say("Địa chỉ thư đã được xác nhận")


class LastAdministrator(Invalid):
    code = "ACC-15"
    title = "Không thể tự khóa mình"


def _new(
    username: str, full_name: str, kind: UserKind, password: str | None, at: datetime, **more: Any
) -> User:
    username, full_name = text.clean(username), text.clean(full_name)
    if not username or " " in username or len(username) > 60:
        raise BadAccount("Tên đăng nhập không được trống, không có dấu cách và dài nhất 60 ký tự.")
    if queries.exists(username):
        raise AccountAlready(f"Tên đăng nhập “{username}” đã có người dùng.", next="Hãy chọn tên khác.")
    user = User(
        username=username,
        full_name=full_name,
        folded=text.fold(f"{full_name} {username}"),
        kind=kind.value,
        joined_at=at,
        **more,
    )
    user.set_password(password)
    user.save(force_insert=True)
    return user


def _set_totp(user: User, secret: str) -> None:
    """The secret is known to who hands it in, so the row says so: only such codes can be told by `motcua otp`."""
    from allauth.mfa.totp.internal.auth import TOTP

    row = TOTP.activate(user, secret).instance
    row.data["handed_out"] = True
    row.save(update_fields=["data"])


@transaction.atomic
def create_officer_user(
    *,
    officer_code: str,
    username: str,
    password: str | None,
    by: Actor,
    at: datetime,
    totp_secret: str | None = None,
    roles: Iterable[str] = (),
) -> User:
    """Cấp tài khoản cho cán bộ. With ``totp_secret`` (base32) an authenticator app is already set up."""
    access.require(by, EDIT)
    officer = organizations.officer(officer_code)
    officer_id = organizations.officer_id(officer_code)
    if User.objects.filter(officer_id=officer_id).exists():
        raise AccountAlready(f"{officer['full_name']} đã có tài khoản.")
    if unknown := rules.unknown_roles(roles):
        raise BadAccount(f"Không có vai trò: {', '.join(unknown)}.")
    user = _new(
        username, officer["full_name"], UserKind.OFFICER, password, at,
        officer_id=officer_id, phone=officer["phone"], email=officer["email"], roles=list(roles),
    )  # fmt: skip
    if totp_secret:
        _set_totp(user, totp_secret)
    audit.record(by, "accounts.create", f"user:{user.username}", at=at, after={"officer": officer_code})
    return user


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


@transaction.atomic
def create_admin_user(
    *,
    username: str,
    full_name: str,
    password: str | None,
    by: Actor,
    at: datetime,
    roles: Iterable[str] = ("province_admin",),
    totp_secret: str | None = None,
) -> User:
    """Cấp tài khoản quản trị: rights by roles of its own, without a post."""
    access.require(by, EDIT)
    if unknown := rules.unknown_roles(roles):
        raise BadAccount(f"Không có vai trò: {', '.join(unknown)}.")
    user = _new(username, full_name, UserKind.ADMIN, password, at, roles=list(roles))
    if totp_secret:
        _set_totp(user, totp_secret)
    audit.record(by, "accounts.create", f"user:{user.username}", at=at, after={"roles": list(roles)})
    return user


@transaction.atomic
def create_citizen_user(
    *,
    personal_number: str,
    full_name: str,
    phone: str,
    password: str | None,
    by: Actor,
    at: datetime,
    **person: Any,
) -> User:
    """Mở tài khoản người dân: the login is the personal number; no e-mail needed.

    A record that is known already is joined only when name and phone are the recorded ones; otherwise the
    answer is the same as for any other obstacle, so that nobody learns who is in the register.
    """
    if by.kind == "officer":
        access.require(by, CONFIRM)
    number = people.check_personal_number(personal_number)
    if number.faults:
        raise BadAccount(number.faults[0], next=say("Hãy xem lại số trên thẻ căn cước."))
    for checked in (people.check_name(full_name), people.check_phone(phone)):
        if checked.faults:
            raise BadAccount(checked.faults[0])
    phone = people.check_phone(phone).value
    refused = CannotOpen(
        say("Chúng tôi chưa tạo được tài khoản với thông tin này."),
        why=say(
            "Có thể số định danh đã có tài khoản, hoặc họ tên, số điện thoại khác với thông tin đã ghi nhận."
        ),
        next=say(
            "Bạn hãy thử đăng nhập, hoặc mang thẻ căn cước đến bộ phận một cửa gần nhất để được xác nhận."
        ),
    )
    if queries.exists(number.value):
        raise refused
    known = people.find_person(number.value, by=Actor.system("accounts"), reason=say("Mở tài khoản"))
    if known is None:
        try:
            with transaction.atomic():
                person_id = people_services.register_person(
                    personal_number=number.value, full_name=full_name, phone=phone, by=Actor.system("accounts"), at=at,
                    source=SELF_DECLARED if by.kind == "anonymous" else "Quầy một cửa", **person,
                )  # fmt: skip
        except (IntegrityError, AlreadyDone):
            raise refused from None
    elif text.fold(known.full_name) == text.fold(full_name) and known.phone == phone:
        person_id = known.id
    else:
        raise refused
    try:
        with transaction.atomic():
            user = _new(
                number.value,
                full_name,
                UserKind.CITIZEN,
                password,
                at,
                person_id=person_id,
                phone=phone,
                identity_checked_at=None if by.kind == "anonymous" else at,
            )
    except (IntegrityError, AccountAlready):  # the same form, sent twice at once
        raise refused from None
    audit.record(by, "accounts.register", f"user:{user.pk}", at=at)
    return user


@transaction.atomic
def confirm_identity(
    *, username: str, reason: str, by: Actor, at: datetime, password: str | None = None
) -> None:
    """Xác nhận danh tính: the counter has seen the card. A new password shuts out whoever opened the account before."""
    access.require(by, CONFIRM)
    user = _locked(username)
    if user.kind != UserKind.CITIZEN:
        raise BadAccount("Chỉ xác nhận danh tính cho tài khoản người dân.")
    if not text.clean(reason):
        raise BadAccount(
            "Bạn cần ghi giấy tờ đã đối chiếu.", next="Ví dụ: đã đối chiếu thẻ căn cước bản chính."
        )
    before, user.identity_checked_at = user.identity_checked_at, user.identity_checked_at or at
    if password:
        try:
            validate_password(password, user)
        except ValidationError as fault:
            raise BadAccount(" ".join(fault.messages)) from fault
        user.set_password(password)
        user.must_change_password = True
        _end_sessions(user)
    elif before is not None:
        raise LockedAlready(f"Danh tính đã được xác nhận lúc {clock.local(before):%H:%M ngày %d/%m/%Y}.")
    user.save(update_fields=["identity_checked_at", "password", "must_change_password"])
    audit.record(
        by, "accounts.confirm_identity", f"user:{user.pk}", at=at,
        before={"checked_at": before}, after={"checked_at": user.identity_checked_at, "new_password": bool(password)},
        reason=text.clean(reason),
    )  # fmt: skip


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


def _locked(username: str) -> User:
    user = User.objects.select_for_update().filter(username__iexact=username).first()
    return user if user is not None else queries.find(username)


@transaction.atomic
def lock_user(*, username: str, reason: str, by: Actor, at: datetime) -> None:
    """Khóa tài khoản: no sign-in from now on; running sessions end at once."""
    access.require(by, EDIT)
    user = _locked(username)
    if not text.clean(reason):
        raise BadAccount("Bạn cần ghi lý do khóa tài khoản.")
    if user.pk == by.user_id:
        raise LastAdministrator(
            "Bạn không thể khóa tài khoản của chính mình.", next="Hãy nhờ quản trị viên khác."
        )
    if not user.is_active:
        raise LockedAlready(f"Tài khoản “{user.username}” đã bị khóa trước đó.")
    user.is_active, user.locked_reason = False, text.clean(reason)
    user.save(update_fields=["is_active", "locked_reason"])
    _end_sessions(user)
    audit.record(
        by, "accounts.lock", f"user:{user.username}", at=at,
        before={"is_active": True}, after={"is_active": False}, reason=user.locked_reason,
    )  # fmt: skip


@transaction.atomic
def unlock_user(*, username: str, reason: str, by: Actor, at: datetime) -> None:
    """Mở khóa tài khoản, and forget failed attempts."""
    access.require(by, EDIT)
    user = _locked(username)
    if not text.clean(reason):
        raise BadAccount("Bạn cần ghi lý do mở khóa.")
    before = user.is_active
    user.is_active, user.locked_reason = True, ""
    user.save(update_fields=["is_active", "locked_reason"])
    from axes.utils import reset

    reset(username=user.username)
    audit.record(
        by, "accounts.unlock", f"user:{user.username}", at=at,
        before={"is_active": before}, after={"is_active": True}, reason=text.clean(reason),
    )  # fmt: skip


@transaction.atomic
def reset_factors(*, username: str, reason: str, by: Actor, at: datetime) -> None:
    """Xóa yếu tố xác thực: for who lost the telephone; they set a new one up at the next sign-in."""
    from allauth.mfa.models import Authenticator

    access.require(by, EDIT)
    user = _locked(username)
    if not text.clean(reason):
        raise BadAccount("Bạn cần ghi lý do xóa yếu tố xác thực.")
    if user.pk == by.user_id:
        raise LastAdministrator(
            "Bạn không thể tự xóa yếu tố xác thực của mình ở đây.", next="Hãy dùng trang tài khoản."
        )
    count, _ = Authenticator.objects.filter(user_id=user.pk).delete()
    if not count:
        raise LockedAlready(f"Tài khoản “{user.username}” chưa có yếu tố xác thực nào.")
    _end_sessions(user)
    audit.record(
        by, "accounts.reset_factors", f"user:{user.username}", at=at,
        before={"factors": count}, after={"factors": 0}, reason=text.clean(reason),
    )  # fmt: skip


@transaction.atomic
def set_roles(*, username: str, roles: Iterable[str], reason: str, by: Actor, at: datetime) -> None:
    """Giao vai trò riêng: rights beside those of the posts. The person signs in anew to work with them."""
    access.require(by, EDIT)
    user = _locked(username)
    wanted = sorted(set(roles))
    if unknown := rules.unknown_roles(wanted):
        raise BadAccount(f"Không có vai trò: {', '.join(unknown)}.")
    if user.kind == UserKind.CITIZEN and wanted:
        raise BadAccount("Tài khoản người dân không nhận vai trò của cán bộ.")
    if not text.clean(reason):
        raise BadAccount("Bạn cần ghi lý do đổi vai trò.")
    kept = {p for r in wanted for p in ROLES[r].permissions}
    if (
        user.pk == by.user_id
        and EDIT not in kept
        and EDIT in {p for r in user.roles for p in ROLES[r].permissions}
    ):
        raise LastAdministrator(
            "Bạn không thể tự bỏ quyền quản trị của mình.", next="Hãy nhờ quản trị viên khác."
        )
    before, user.roles = list(user.roles), wanted
    user.save(update_fields=["roles"])
    if before != wanted and user.pk != by.user_id:
        _end_sessions(user)
    audit.record(
        by, "accounts.set_roles", f"user:{user.username}", at=at,
        before={"roles": before}, after={"roles": wanted}, reason=text.clean(reason),
    )  # fmt: skip


@transaction.atomic
def set_password(*, username: str, password: str, reason: str, by: Actor, at: datetime) -> None:
    """Đặt lại mật khẩu: for who forgot it; they choose their own at the next sign-in."""
    access.require(by, EDIT)
    user = _locked(username)
    if not text.clean(reason):
        raise BadAccount("Bạn cần ghi lý do đặt lại mật khẩu.")
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise BadAccount(" ".join(fault.messages)) from fault
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    _end_sessions(user)
    audit.record(by, "accounts.set_password", f"user:{user.username}", at=at, reason=text.clean(reason))


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
    ended = _end_sessions(user, session_id=session_id, keep_key=keep_key)
    audit.record(by, "accounts.end_sessions", f"user:{user.username}", at=at, after={"ended": ended})
    return ended


def _end_sessions(user: User, *, session_id: int | None = None, keep_key: str = "") -> int:
    from allauth.usersessions.models import UserSession
    from django.contrib.sessions.models import Session

    rows = UserSession.objects.filter(user=user).exclude(session_key=keep_key)
    if session_id is not None:
        rows = rows.filter(pk=session_id)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    return len(keys)


def session_seen(*, session_key: str, at: datetime) -> None:
    """The session is in use (told at most once a minute)."""
    from allauth.usersessions.models import UserSession

    UserSession.objects.filter(session_key=session_key).update(last_seen_at=at)


def one_time_code(username: str) -> tuple[str, int]:
    """The present code of a user's authenticator app and for how many seconds it holds: the demo's `motcua otp`."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    moment = int(clock.now().timestamp())
    return format_hotp_value(hotp_value(queries.totp_secret(username), moment // 30)), 30 - moment % 30
