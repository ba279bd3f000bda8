"""Who calls, which programs there are, and what was answered before."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from django.db.models import Max, Q

from motcua.kernel import access, clock
from motcua.kernel.access import Actor
from motcua.kernel.refusals import Refusal
from motcua.kernel.rows import Prepared
from motcua.kernel.text import fold
from motcua.registries.organizations import queries as organizations
from motcua.services.accounts.types import permissions_of
from motcua.services.clients.models import Answer, Client, Key
from motcua.services.clients.types import (
    MANAGE,
    SCOPES,
    BadKey,
    Caller,
    ClientLine,
    ClientNotThere,
    KeptAnswer,
    KeyLine,
    Scope,
)

MARK = "mc"
SOON = timedelta(days=14)


def digest_of(secret: str) -> str:
    """How a key is kept: it has 256 random bits of its own, so one plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


_KEY = Prepared(lambda prefix: Key.objects.select_related("client").filter(prefix=prefix))


def found_key(secret: str, at: datetime) -> Key:
    """The row of a key that may be used now, with its program.

    Raises:
        BadKey: unknown, expired, taken back, or the program was stopped.
    """
    mark, _, rest = secret.partition("_")
    prefix, _, tail = rest.partition("_")
    row = None
    if mark == MARK and tail and len(secret) <= 100 and secret.isascii():
        row = _KEY.one(prefix)
    if row is None or not hmac.compare_digest(row.digest, digest_of(secret)):
        raise BadKey("Không có khóa truy cập này.", next="Hãy kiểm tra khóa đã cấp cho ứng dụng.")
    if row.client.closed_at is not None:
        raise BadKey("Ứng dụng đã bị ngừng.", why=row.client.closed_reason, next="Hãy liên hệ quản trị viên.")
    if row.revoked_at is not None:
        raise BadKey("Khóa truy cập đã bị thu hồi.", next="Hãy dùng khóa mới.")
    if row.expires_at <= at:
        raise BadKey(
            f"Khóa truy cập đã hết hạn ngày {clock.local(row.expires_at):%d/%m/%Y}.",
            next="Hãy nhờ quản trị viên đổi khóa.",
        )
    return row


def caller_of(client: Client) -> Caller:
    """The program as an actor: the rights of its post that its scopes name, and never a signature.

    Raises:
        BadKey: its post stands no more.
    """
    try:
        post = organizations.post(client.post_code)
    except Refusal:
        raise BadKey(
            "Chức vụ của ứng dụng không còn.", next="Hãy nhờ quản trị viên chọn chức vụ khác cho ứng dụng."
        ) from None
    agency_name, codes = organizations.reach_of(post.agency_code, clock.today())
    scopes = frozenset(client.scopes) & frozenset(SCOPES)
    asked = frozenset[str]().union(*(SCOPES[code].permissions for code in scopes))
    actor = Actor(
        kind="officer",
        id=f"client:{client.code}",
        name=client.name,
        post_code=post.code,
        post_title=post.title,
        unit_code=post.unit_code,
        agency_code=post.agency_code,
        agency_name=agency_name,
        agency_codes=codes,
        permissions=asked & permissions_of(post.roles),
    )
    return Caller(client_id=client.pk, code=client.code, scopes=scopes, actor=actor)


def kept_answer(client_id: int, key: str) -> KeptAnswer | None:
    """What was answered to this program under this idempotency key."""
    row = Answer.objects.filter(client_id=client_id, key=key).first()
    if row is None:
        return None
    return KeptAnswer(row.fingerprint, row.status, dict(row.headers), bytes(row.body))


# --- the console ------------------------------------------------------------------------------------------


def listing(*, by: Actor, words: str = "", state: str = "") -> list[ClientLine]:
    """Every program, by code; a province has some dozens."""
    access.require(by, MANAGE)
    now = clock.now()
    live = Q(keys__revoked_at=None, keys__expires_at__gt=now)
    rows = Client.objects.annotate(used_at=Max("keys__used_at"), until=Max("keys__expires_at", filter=live))
    if state:
        rows = rows.filter(closed_at=None) if state == "1" else rows.exclude(closed_at=None)
    found = list(rows)
    names = organizations.agencies({row.agency_code for row in found})
    titles = organizations.post_titles(row.post_code for row in found)
    wanted = fold(words).split()
    lines = [
        ClientLine(
            code=row.code,
            name=row.name,
            agency_name=names[row.agency_code].name if row.agency_code in names else row.agency_code,
            post_title=titles.get(row.post_code) or _gone(row.post_code),
            scopes=scopes_of(row),
            used_at=row.used_at,
            state=_state(row, now)[0],
            tone=_state(row, now)[1],
        )
        for row in found
    ]
    return [
        line
        for line in lines
        if all(word in fold(f"{line.code} {line.name} {line.agency_name}") for word in wanted)
    ]


def _state(row: Client, now: datetime) -> tuple[str, str]:
    if row.closed_at is not None:
        return "Đã ngừng", "late"
    until = row.until  # type: ignore[attr-defined]
    if until is None:
        return "Chưa có khóa dùng được", "mute"
    if until - now < SOON:
        return f"Khóa hết hạn {clock.local(until):%d/%m/%Y}", "soon"
    return "Đang hoạt động", "done"


def _gone(code: str) -> str:
    return f"{code} (không còn)"


def scopes_of(row: Client) -> tuple[Scope, ...]:
    """The scopes of a program in the order of the list."""
    return tuple(scope for code, scope in SCOPES.items() if code in row.scopes)


def client(code: str, *, by: Actor) -> Client:
    """One program.

    Raises:
        ClientNotThere: no such code.
    """
    access.require(by, MANAGE)
    row = Client.objects.filter(code=code).first()
    if row is None:
        raise no_client(code)
    return row


def no_client(code: str) -> ClientNotThere:
    """One answer for a code that is no program."""
    return ClientNotThere(
        f"Không có ứng dụng mã “{code[:40]}”.", next="Hãy chọn trong danh sách ứng dụng kết nối."
    )


def page_of(code: str, *, by: Actor) -> dict[str, object]:
    """Everything the console shows of one program."""
    row = client(code, by=by)
    agency = organizations.find_agency(row.agency_code)
    try:
        post = organizations.post(row.post_code)
        title, granted = post.title, permissions_of(post.roles)
    except Refusal:
        title, granted = _gone(row.post_code), frozenset()
    scopes = [
        (scope, sorted(access.PERMISSIONS[p] for p in scope.permissions - granted))
        for scope in scopes_of(row)
    ]
    return {
        "client": row,
        "agency_name": agency.name if agency else row.agency_code,
        "post_title": title,
        "scopes": scopes,
        "keys": [_key_line(key, clock.now()) for key in row.keys.all()],
    }


def _key_line(row: Key, now: datetime) -> KeyLine:
    if row.revoked_at is not None:
        state, tone = f"Đã thu hồi {clock.local(row.revoked_at):%d/%m/%Y}", "late"
    elif row.expires_at <= now:
        state, tone = f"Hết hạn {clock.local(row.expires_at):%d/%m/%Y}", "mute"
    elif row.expires_at - now < SOON:
        state, tone = f"Sắp hết hạn {clock.local(row.expires_at):%d/%m/%Y}", "soon"
    else:
        state, tone = f"Dùng được đến {clock.local(row.expires_at):%d/%m/%Y}", "done"
    return KeyLine(
        prefix=row.prefix,
        created_at=row.created_at,
        created_by=row.created_by,
        expires_at=row.expires_at,
        used_at=row.used_at,
        state=state,
        tone=tone,
    )


def posts_of(agency_code: str) -> list[tuple[str, str]]:
    """Posts of an agency a program may act in: (code, title and what its roles do)."""
    today = clock.today()
    return [
        (post.code, f"{post.title}, {post.unit_name}") for post in organizations.posts(agency_code, today)
    ]
