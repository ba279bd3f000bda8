"""Commands of an administrator on somebody's account: lock, second factors, roles, password."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from motcua.kernel import access, audit, text
from motcua.kernel.access import Actor

from .. import rules
from ..types import EDIT, ROLES, BadAccount, LastAdministrator, LockedAlready, UserKind
from .common import cut_sessions, locked


@transaction.atomic
def lock_user(*, username: str, reason: str, by: Actor, at: datetime) -> None:
    """Khóa tài khoản: no sign-in from now on; running sessions end at once."""
    access.require(by, EDIT)
    user = locked(username)
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
    cut_sessions(user)
    audit.record(
        by, "accounts.lock", f"user:{user.username}", at=at,
        before={"is_active": True}, after={"is_active": False}, reason=user.locked_reason,
    )  # fmt: skip


@transaction.atomic
def unlock_user(*, username: str, reason: str, by: Actor, at: datetime) -> None:
    """Mở khóa tài khoản, and forget failed attempts."""
    access.require(by, EDIT)
    user = locked(username)
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
    user = locked(username)
    if not text.clean(reason):
        raise BadAccount("Bạn cần ghi lý do xóa yếu tố xác thực.")
    if user.pk == by.user_id:
        raise LastAdministrator(
            "Bạn không thể tự xóa yếu tố xác thực của mình ở đây.", next="Hãy dùng trang tài khoản."
        )
    count, _ = Authenticator.objects.filter(user_id=user.pk).delete()
    if not count:
        raise LockedAlready(f"Tài khoản “{user.username}” chưa có yếu tố xác thực nào.")
    cut_sessions(user)
    audit.record(
        by, "accounts.reset_factors", f"user:{user.username}", at=at,
        before={"factors": count}, after={"factors": 0}, reason=text.clean(reason),
    )  # fmt: skip


@transaction.atomic
def set_roles(*, username: str, roles: Iterable[str], reason: str, by: Actor, at: datetime) -> None:
    """Giao vai trò riêng: rights beside those of the posts. The person signs in anew to work with them."""
    access.require(by, EDIT)
    user = locked(username)
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
        cut_sessions(user)
    audit.record(
        by, "accounts.set_roles", f"user:{user.username}", at=at,
        before={"roles": before}, after={"roles": wanted}, reason=text.clean(reason),
    )  # fmt: skip


@transaction.atomic
def set_password(*, username: str, password: str, reason: str, by: Actor, at: datetime) -> None:
    """Đặt lại mật khẩu: for who forgot it; they choose their own at the next sign-in."""
    access.require(by, EDIT)
    user = locked(username)
    if not text.clean(reason):
        raise BadAccount("Bạn cần ghi lý do đặt lại mật khẩu.")
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise BadAccount(" ".join(fault.messages)) from fault
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    cut_sessions(user)
    audit.record(by, "accounts.set_password", f"user:{user.username}", at=at, reason=text.clean(reason))
