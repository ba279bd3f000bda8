"""Commands of connected programs: register, change, stop; make, change and take back keys; answer once."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction

from motcua.kernel import access, audit, clock, text
from motcua.kernel.access import Actor
from motcua.registries.organizations import queries as organizations
from motcua.services.clients import queries
from motcua.services.clients.models import Answer, Client, Key
from motcua.services.clients.types import (
    MANAGE,
    SCOPES,
    BadClient,
    Caller,
    ClientClosed,
    ClientNotThere,
    NewKey,
)

CODE = re.compile(r"[a-z0-9][a-z0-9-]{2,39}")
KEEP_ANSWERS = timedelta(days=30)
OVERLAP = timedelta(days=2)
"""How long an old key still serves after it was changed: long enough to put the new one in place."""
LONGEST = 365
USED_EVERY = timedelta(minutes=5)


@transaction.atomic
def register(
    *,
    code: str,
    name: str,
    purpose: str,
    contact: str,
    post_code: str,
    scopes: Iterable[str],
    by: Actor,
    at: datetime,
) -> Client:
    """Đăng ký ứng dụng: who it is, whose work it does, what it may ask for."""
    access.require(by, MANAGE)
    code = code.strip().lower()
    if not CODE.fullmatch(code):
        raise BadClient(
            f"Mã “{code[:40]}” chưa dùng được.",
            next="Mã gồm 3 đến 40 chữ thường không dấu, chữ số, dấu gạch ngang; ví dụ “ho-tich-nam-dinh”.",
        )
    if Client.objects.filter(code=code).exists():
        raise BadClient(f"Mã “{code}” đã có ứng dụng khác dùng.", next="Hãy chọn mã khác.")
    post = organizations.post(post_code)
    row = Client.objects.create(
        code=code,
        name=_said(name, "Tên ứng dụng")[:120],
        purpose=_said(purpose, "Mục đích")[:500],
        contact=_said(contact, "Người phụ trách")[:200],
        post_code=post.code,
        agency_code=post.agency_code,
        scopes=_scopes(scopes),
        created_at=at,
        created_by=by.title,
    )
    after = {"name": row.name, "post": row.post_code, "scopes": row.scopes}
    audit.record(by, "clients.register", f"client:{code}", at=at, after=after)
    return row


@transaction.atomic
def change(
    *,
    code: str,
    name: str,
    purpose: str,
    contact: str,
    post_code: str,
    scopes: Iterable[str],
    by: Actor,
    at: datetime,
) -> None:
    """Sửa ứng dụng: what it may do changes with the next call."""
    row = _open(code, by)
    before = {"name": row.name, "post": row.post_code, "scopes": row.scopes}
    post = organizations.post(post_code)
    row.name, row.purpose = _said(name, "Tên ứng dụng")[:120], _said(purpose, "Mục đích")[:500]
    row.contact = _said(contact, "Người phụ trách")[:200]
    row.post_code, row.agency_code, row.scopes = post.code, post.agency_code, _scopes(scopes)
    row.save()
    after = {"name": row.name, "post": row.post_code, "scopes": row.scopes}
    audit.record(by, "clients.change", f"client:{code}", at=at, before=before, after=after)


@transaction.atomic
def close(*, code: str, reason: str, by: Actor, at: datetime) -> None:
    """Ngừng ứng dụng: no key of it opens anything from this moment."""
    row = _open(code, by)
    row.closed_at, row.closed_reason = at, _said(reason, "Lý do")[:255]
    row.save(update_fields=["closed_at", "closed_reason"])
    audit.record(by, "clients.close", f"client:{code}", at=at, reason=row.closed_reason)


@transaction.atomic
def reopen(*, code: str, reason: str, by: Actor, at: datetime) -> None:
    """Cho ứng dụng chạy lại with the keys that still hold."""
    access.require(by, MANAGE)
    row = Client.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise queries.no_client(code)
    if row.closed_at is None:
        raise ClientClosed("Ứng dụng đang hoạt động.", next="Hãy tải lại trang.")
    row.closed_at, row.closed_reason = None, ""
    row.save(update_fields=["closed_at", "closed_reason"])
    audit.record(by, "clients.reopen", f"client:{code}", at=at, reason=_said(reason, "Lý do"))


@transaction.atomic
def make_key(*, code: str, days: int, by: Actor, at: datetime) -> NewKey:
    """Cấp khóa: shown once. Keys before it serve on for two days, so that the change stops nothing."""
    row = _open(code, by)
    if not 1 <= days <= LONGEST:
        raise BadClient(f"Khóa dùng được từ 1 đến {LONGEST} ngày.", next="Hãy ghi lại số ngày.")
    prefix = secrets.token_hex(5)
    secret = f"{queries.MARK}_{prefix}_{secrets.token_urlsafe(32)}"
    expires_at = at + timedelta(days=days)
    row.keys.filter(revoked_at=None, expires_at__gt=at + OVERLAP).update(expires_at=at + OVERLAP)
    Key.objects.create(
        client=row,
        prefix=prefix,
        digest=queries.digest_of(secret),
        created_at=at,
        created_by=by.title,
        expires_at=expires_at,
    )
    audit.record(
        by, "clients.make_key", f"client:{code}", at=at, after={"prefix": prefix, "expires_at": expires_at}
    )
    return NewKey(code, prefix, secret, expires_at)


@transaction.atomic
def revoke_key(*, code: str, prefix: str, by: Actor, at: datetime) -> None:
    """Thu hồi khóa: it opens nothing from this moment."""
    access.require(by, MANAGE)
    changed = Key.objects.filter(client__code=code, prefix=prefix, revoked_at=None).update(revoked_at=at)
    if not changed:
        raise ClientNotThere("Không có khóa còn hiệu lực như vậy.", next="Hãy tải lại trang.")
    audit.record(by, "clients.revoke_key", f"client:{code}", at=at, after={"prefix": prefix})


def caller(secret: str) -> Caller:
    """Who calls with this key now; that it was used is noted every few minutes.

    Raises:
        BadKey: it opens nothing.
    """
    now = clock.now()
    row = queries.found_key(secret, now)
    if row.used_at is None or now - row.used_at > USED_EVERY:
        Key.objects.filter(pk=row.pk).update(used_at=now)
    return queries.caller_of(row.client)


def keep_answer(
    *,
    client_id: int,
    key: str,
    fingerprint: str,
    status: int,
    headers: dict[str, str],
    body: bytes,
    at: datetime,
) -> None:
    """Keep what was answered, byte for byte, with the change it tells of.

    Raises:
        IntegrityError: an answer under this key is kept already.
    """
    Answer.objects.create(
        client_id=client_id,
        key=key,
        fingerprint=fingerprint,
        status=status,
        headers=headers,
        body=body,
        at=at,
    )


def forget_answers(*, at: datetime) -> int:
    """Clear answers past their days; returns how many."""
    return Answer.objects.filter(at__lt=at - KEEP_ANSWERS).delete()[0]


# --- inside ---------------------------------------------------------------------------------------------


def _open(code: str, by: Actor) -> Client:
    access.require(by, MANAGE)
    row = Client.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise queries.no_client(code)
    if row.closed_at is not None:
        raise ClientClosed("Ứng dụng đã ngừng.", next="Hãy cho ứng dụng chạy lại trước.")
    return row


def _said(words: str, what: str) -> str:
    words = text.clean(words)
    if not words:
        raise BadClient(f"{what} không được trống.", next="Hãy điền rồi lưu lại.")
    return words


def _scopes(asked: Iterable[str]) -> list[str]:
    wanted = set(asked)
    if not wanted or not wanted <= set(SCOPES):
        raise BadClient("Cần chọn ít nhất một phạm vi trong danh sách.", next="Hãy chọn phạm vi rồi lưu lại.")
    return [code for code in SCOPES if code in wanted]


@transaction.atomic
def hand_over_clients(
    *, old_code: str, new_code: str, posts: Mapping[str, str], by: Actor, at: datetime
) -> list[str]:
    """Bàn giao khi sắp xếp bộ máy: programs of an agency work for its heir, in the like post. Returns those whose post the heir
    has no like of: they stay where they are, and so can do nothing until somebody chooses."""
    access.require(by, MANAGE)
    left = []
    for row in Client.objects.select_for_update().filter(agency_code=old_code, closed_at=None):
        if row.post_code not in posts:
            left.append(row.code)
            continue
        before = {"agency_code": row.agency_code, "post_code": row.post_code}
        row.agency_code, row.post_code = new_code, posts[row.post_code]
        row.save(update_fields=["agency_code", "post_code"])
        after = {"agency_code": row.agency_code, "post_code": row.post_code}
        audit.record(by, "clients.hand_over", f"client:{row.code}", at=at, before=before, after=after)
    return left
