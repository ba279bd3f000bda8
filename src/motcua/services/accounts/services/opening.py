"""Commands that open accounts, for officers, administrators and citizens, and raise how sure we are of a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from motcua.kernel import access, audit, clock, text
from motcua.kernel.access import Actor
from motcua.kernel.refusals import AlreadyDone
from motcua.kernel.words import say
from motcua.registries.organizations import queries as organizations
from motcua.registries.people import queries as people
from motcua.registries.people import services as people_services
from motcua.registries.people.types import SELF_DECLARED

from .. import queries, rules
from ..models import User
from ..types import CONFIRM, EDIT, AccountAlready, BadAccount, CannotOpen, LockedAlready, UserKind
from .common import cut_sessions, locked


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
    user = locked(username)
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
        cut_sessions(user)
    elif before is not None:
        raise LockedAlready(f"Danh tính đã được xác nhận lúc {clock.local(before):%H:%M ngày %d/%m/%Y}.")
    user.save(update_fields=["identity_checked_at", "password", "must_change_password"])
    audit.record(
        by, "accounts.confirm_identity", f"user:{user.pk}", at=at,
        before={"checked_at": before}, after={"checked_at": user.identity_checked_at, "new_password": bool(password)},
        reason=text.clean(reason),
    )  # fmt: skip
