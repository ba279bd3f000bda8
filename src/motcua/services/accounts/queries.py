"""Who is asking: users, their posts, the Actor handed to every command, sessions, second factors."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core import signing
from django.db.models import Q

from motcua.kernel import access, clock, legal, text
from motcua.kernel.access import Actor
from motcua.kernel.pages import Rows
from motcua.kernel.refusals import Invalid, NotThere
from motcua.kernel.words import say
from motcua.registries.organizations import queries as organizations
from motcua.registries.organizations.types import APPROVE_ABSENCE, Holder
from motcua.registries.people import queries as people
from motcua.registries.people.types import OWN_NUMBER

from . import rules
from .models import User
from .types import EDIT, ROLES, Hat, Mailbox, SessionInfo, UserKind, permissions_of, permissions_of_post

POST_KEY = "post_code"
MAILBOX_SALT = "accounts.mailbox"
MAILBOX_DAYS = 3
ASK_AGAIN = say("Hãy mở trang Cách nhận tin và bấm “Gửi lại thư xác nhận”.")


class UserNotThere(NotThere):
    code = "ACC-01"
    title = say("Không có tài khoản này")


class BadMailboxLink(Invalid):
    code = "ACC-17"
    title = say("Chưa xác nhận được địa chỉ thư")


# --- the actor ------------------------------------------------------------------------------------------


def actor_for(user: User, post_code: str | None = None, at: datetime | None = None) -> Actor:
    """The user as an Actor: in the chosen post when they may act in it on that day, else the last, else the first."""
    if user.kind == UserKind.CITIZEN:
        proof = frozenset({OWN_NUMBER}) if user.identity_checked_at else frozenset()
        return Actor(
            kind="citizen", id=user.username, name=user.full_name, user_id=user.pk, permissions=proof
        )
    on = clock.local(at).date() if at else clock.today()
    held = hats_held(user, on)
    hat = _choose(held, post_code, user.last_post_code)
    return _actor(user, hat, on)


def _choose(held: list[Holder], *wanted: str | None) -> Holder | None:
    for code in wanted:
        for hat in held:
            if code and hat.post_code == code:
                return hat
    return held[0] if held else None


def _actor(user: User, hat: Holder | None, on: date) -> Actor:
    """The reach is the post's alone: who looks over the whole province does so by the permission
    ``dossiers.view_all``, and a viewing role beside a post never widens what that post may do."""
    roles = [*(hat.roles if hat else ()), *user.roles]
    permissions = permissions_of_post(roles, hat.can_sign) if hat else permissions_of(roles)
    agency = hat.agency_code if hat else settings.PROVINCE_AGENCY if user.roles else ""
    name, codes = organizations.reach_of(agency, on) if agency else ("", frozenset())
    return Actor(
        kind="officer",
        id=hat.officer_code if hat else user.username,
        name=user.full_name,
        user_id=user.pk,
        post_code=hat.post_code if hat else "",
        post_title=hat.post_title if hat else "",
        unit_code=hat.unit_code if hat else "",
        agency_code=agency,
        agency_name=name,
        agency_codes=codes,
        permissions=permissions,
        acting_for=hat.acting_for if hat else "",
        acting_for_id=hat.acting_for_code if hat else "",
    )


def actor_of_request(request: Any) -> Actor:
    """What the middleware calls: the user of the session in the post of the session."""
    return actor_for(request.user, request.session.get(POST_KEY))


def actor_of_officer(officer_code: str, post_code: str | None = None, at: datetime | None = None) -> Actor:
    """An officer as an Actor, with or without an account: scenarios, replay, tests."""
    row = User.objects.filter(officer__code=officer_code).first()
    if row is not None:
        return actor_for(row, post_code, at)
    found = organizations.officer(officer_code)
    user = User(username=officer_code, full_name=found["full_name"], kind=UserKind.OFFICER.value)
    on = clock.local(at).date() if at else clock.today()
    hat = _choose(organizations.hats_of(organizations.officer_id(officer_code), on), post_code)
    return _actor(user, hat, on)


def actors_of_officer(officer_code: str) -> list[Actor]:
    """An officer in each of their posts of today, with an account or not."""
    row = User.objects.filter(officer__code=officer_code, is_active=True).first()
    if row is None:
        found = organizations.officer(officer_code)
        row = User(username=officer_code, full_name=found["full_name"], kind=UserKind.OFFICER.value)
    on = clock.today()
    held = organizations.hats_of(organizations.officer_id(officer_code), on)
    return [_actor(row, hat, on) for hat in held] or [_actor(row, None, on)]


def hats_held(user: User, on: date | None = None) -> list[Holder]:
    return organizations.hats_of(user.officer_id, on) if user.officer_id else []


def hats(user: User, current: str = "", on: date | None = None) -> list[Hat]:
    """The posts for the switcher."""
    held = hats_held(user, on)
    names = organizations.agencies(h.agency_code for h in held)
    return [
        Hat(
            post_code=h.post_code,
            post_title=h.post_title,
            unit_name=h.unit_name,
            agency_code=h.agency_code,
            agency_name=names[h.agency_code].name if h.agency_code in names else h.agency_code,
            acting_for=h.acting_for,
            can_sign=h.can_sign,
            current=h.post_code == current,
        )
        for h in held
    ]


def other_posts(request: Any) -> list[dict[str, str]]:
    """The posts an officer could change to, for the menu of the desk: title and address."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.kind != "officer" or not getattr(request, "user", None):
        return []
    held = hats_held(request.user)
    if len(held) < 2:
        return []
    return [
        {
            "title": h.post_title
            + (say(", làm thay {acting_for}", acting_for=h.acting_for) if h.acting_for else ""),
            "url": "/tai-khoan/chuc-vu/",
        }
        for h in held
        if h.post_code != actor.post_code
    ]


def must_have_second_factor(user: User) -> bool:
    """Whether any of the user's posts or roles asks for one."""
    if user.kind == UserKind.CITIZEN:
        return False
    held = hats_held(user)
    granted = permissions_of([*user.roles, *(role for h in held for role in h.roles)])
    return rules.needs_second_factor(permissions=granted, can_sign=any(h.can_sign for h in held))


def has_second_factor(user: User) -> bool:
    from allauth.mfa.models import Authenticator

    return Authenticator.objects.filter(user_id=user.pk).exclude(type="recovery_codes").exists()


def count_factors(user: User) -> int:
    """Second factors without recovery codes."""
    from allauth.mfa.models import Authenticator

    return Authenticator.objects.filter(user_id=user.pk).exclude(type="recovery_codes").count()


@lru_cache(maxsize=16)
def _session_limits(kind: str, on: date) -> dict[str, int]:
    return legal.parameter("accounts.session_limits", on=on)[kind]


def session_limits(kind: str) -> dict[str, int]:
    """Minutes: idle and whole."""
    return _session_limits(kind, clock.today())


def approvers_of(absence_id: int) -> list[str]:
    """Officers who may give the word on an absence: heads of the unit and leaders of the agency, but those concerned."""
    found = organizations.absence(absence_id)
    if found is None:
        return []
    holders = organizations.heads_around(absence_id)
    return [
        code
        for code, roles in holders
        if APPROVE_ABSENCE in permissions_of(roles) and code not in (found.code, found.stand_in_code)
    ]


# --- for the person whose account it is -----------------------------------------------------------------


def sessions_of(user: User, current_key: str = "") -> list[SessionInfo]:
    """Running sessions, newest use first; sessions that ended elsewhere are left out."""
    from allauth.usersessions.models import UserSession
    from django.contrib.sessions.models import Session

    rows = list(UserSession.objects.filter(user=user).order_by("-last_seen_at")[:50])
    alive = set(
        Session.objects.filter(
            session_key__in=[r.session_key for r in rows], expire_date__gt=clock.now()
        ).values_list("session_key", flat=True)
    )
    return [
        SessionInfo(
            id=row.pk,
            device=rules.device_of(row.user_agent),
            ip=row.ip,
            started_at=row.created_at,
            seen_at=row.last_seen_at,
            current=row.session_key == current_key,
        )
        for row in rows
        if row.session_key in alive
    ]


def factors_of(user: User) -> list[dict[str, Any]]:
    """The second factors of a user: kind in words, when added and last used."""
    from allauth.mfa.models import Authenticator

    words = {
        "totp": say("Ứng dụng xác thực"),
        "webauthn": say("Khóa truy cập"),
        "recovery_codes": say("Mã dự phòng"),
    }
    return [
        {
            "id": row.pk,
            "type": row.type,
            "label": words.get(row.type, row.type),
            "name": (row.data or {}).get("name", "") if row.type == "webauthn" else "",
            "added_at": row.created_at,
            "used_at": row.last_used_at,
        }
        for row in Authenticator.objects.filter(user_id=user.pk).order_by("created_at")
    ]


def totp_secret(username: str) -> str:
    """The secret of an authenticator app that was handed out (demo accounts); never one a person set up alone."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.utils import decrypt

    row = Authenticator.objects.filter(user__username=username, type="totp").first()
    if row is None or not row.data.get("handed_out"):
        raise UserNotThere(
            say("Tài khoản “{username}” không có ứng dụng xác thực dùng thử.", username=username)
        )
    return decrypt(row.data["secret"])


def looks_at_me(by: Actor, limit: int = 100) -> list[dict[str, Any]]:
    """Who looked at the data of the person who asks."""
    return [row | {"reason": _purpose(row["reason"])} for row in people.looks(by=by, limit=limit)]


def _purpose(reason: str) -> str:
    """A kept purpose as a sentence, so that it can be told in the reader's language."""
    what, _, code = reason.rpartition(" ")
    return say("Giải quyết hồ sơ {code}", code=code) if what == "Giải quyết hồ sơ" else reason


# --- for administrators ---------------------------------------------------------------------------------


def _row(user: User) -> dict[str, Any]:
    return {
        "id": user.pk,
        "username": user.username,
        "full_name": user.full_name,
        "kind": user.kind,
        "kind_label": UserKind(user.kind).label,
        "phone": user.phone,
        "email": user.email,
        "is_active": user.is_active,
        "locked_reason": user.locked_reason,
        "roles": [ROLES[r] for r in user.roles if r in ROLES],
        "officer_code": user.officer.code if user.officer_id else "",
        "identity_checked_at": user.identity_checked_at,
        "last_login": user.last_login,
        "joined_at": user.joined_at,
    }


def search(*, by: Actor, words: str = "", kind: str = "", role: str = "", active: str = "") -> Rows:
    """Accounts by name, login or officer code, in the order of their logins; a province has a citizen in each."""
    access.require(by, EDIT)
    rows = User.objects.select_related("officer")
    if kind:
        rows = rows.filter(kind=kind)
    if active:
        rows = rows.filter(is_active=active == "1")
    if role:
        given = User.objects.exclude(roles=[]).values_list("pk", "roles")
        holders = [pk for pk, held in given if role in held]
        by_post = organizations.officer_ids_with_role(role)
        rows = rows.filter(Q(pk__in=holders) | Q(officer_id__in=by_post))
    for word in text.fold(words).split():
        rows = rows.filter(Q(folded__contains=word) | Q(officer__code__icontains=word))
    return Rows(rows, ("username",))


def how_many(*, by: Actor) -> tuple[int, int]:
    """All accounts, and those that are locked."""
    total, locked = search(by=by).tally(locked=Q(is_active=False))
    return total, locked


def lines(users: Iterable[User]) -> list[dict[str, Any]]:
    """Accounts as the console lists them."""
    return [_row(user) for user in users]


def user_page(username: str, *, by: Actor) -> dict[str, Any]:
    """Everything the console shows of one account."""
    access.require(by, EDIT)
    user = find(username)
    return {
        "user": _row(user),
        "role_codes": list(user.roles),
        "hats": hats(user),
        "factors": factors_of(user),
        "sessions": sessions_of(user),
        "needs_factor": must_have_second_factor(user),
    }


def find(username: str) -> User:
    user = User.objects.select_related("officer").filter(username__iexact=username).first()
    if user is None:
        raise UserNotThere(
            say("Không có tài khoản “{username}”.", username=username),
            next=say("Hãy kiểm tra lại tên đăng nhập."),
        )
    return user


def exists(username: str) -> bool:
    return User.objects.filter(username__iexact=username).exists()


def usernames_of(officer_codes: Iterable[str]) -> dict[str, str]:
    """Officer code -> login, for lists."""
    rows = User.objects.filter(officer__code__in=list(officer_codes))
    return dict(rows.values_list("officer__code", "username"))


def users_of_citizens(id_numbers: Iterable[str]) -> dict[str, int]:
    """Identity number -> account, for citizens whose identity an officer has confirmed."""
    numbers = [number for number in id_numbers if number]
    if not numbers:
        return {}
    rows = User.objects.filter(
        username__in=numbers, kind=UserKind.CITIZEN.value, is_active=True, identity_checked_at__isnull=False
    )
    return dict(rows.values_list("username", "pk"))


def users_of_officers(officer_codes: Iterable[str]) -> dict[str, int]:
    """Officer code -> account, for those who have one that is not locked."""
    codes = list(officer_codes)
    if not codes:
        return {}
    return dict(
        User.objects.filter(officer__code__in=codes, is_active=True).values_list("officer__code", "pk")
    )


def mailboxes(user_ids: Iterable[int]) -> dict[int, str]:
    """Account -> mailbox, for those whose letters cannot reach a stranger: the address they confirmed; else an
    officer's own in the register, which an administrator answers for."""
    ids = list(user_ids)
    if not ids:
        return {}
    rows = User.objects.filter(pk__in=ids, is_active=True).values_list(
        "pk", "email", "email_confirmed_at", "officer__email"
    )
    found = {pk: own if own and confirmed else office for pk, own, confirmed, office in rows}
    return {pk: address for pk, address in found.items() if address}


def mailbox(user_id: int) -> Mailbox:
    """The address a person gave, and whether they have shown that it is theirs."""
    user = User.objects.select_related("officer").get(pk=user_id)
    office = user.officer.email if user.officer_id else ""
    return Mailbox(
        user.email, bool(user.email) and (user.email_confirmed_at is not None or user.email == office)
    )


def mailbox_token(user_id: int) -> str:
    """The signed end of the link by which a person shows that their address is theirs: for this account and address."""
    return signing.dumps([user_id, _told(mailbox(user_id).address)], salt=MAILBOX_SALT)


def _told(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:32]


def mailbox_of_token(token: str, user_id: int) -> Mailbox:
    """The address a link stands for.

    Raises:
        BadMailboxLink: changed on the way, too old, another account's, or of an address given before.
    """
    try:
        owner, told = signing.loads(token, salt=MAILBOX_SALT, max_age=MAILBOX_DAYS * 86400)
    except signing.SignatureExpired:
        raise BadMailboxLink(
            say("Đường dẫn xác nhận chỉ dùng được trong {days} ngày và đã hết hạn.", days=MAILBOX_DAYS),
            next=ASK_AGAIN,
        ) from None
    except signing.BadSignature:
        raise BadMailboxLink(
            say("Đường dẫn xác nhận không đúng."),
            why=say("Có thể đường dẫn bị cắt hoặc sửa khi chép."),
            next=ASK_AGAIN,
        ) from None
    if owner != user_id:
        raise BadMailboxLink(
            say("Đường dẫn này không dành cho tài khoản đang đăng nhập."),
            next=say("Hãy đăng nhập bằng tài khoản đã ghi địa chỉ thư này."),
        )
    found = mailbox(user_id)
    if not found.address or told != _told(found.address):
        raise BadMailboxLink(say("Đường dẫn này dành cho địa chỉ thư bạn đã thay."), next=ASK_AGAIN)
    return found


def person_id(user: User) -> int | None:
    return user.person_id


def with_password(raw: str, *, limit: int = 500) -> list[str]:
    """Logins of administrators and officers that this password opens; each costs a slow hash, so the first few."""
    rows = User.objects.filter(is_active=True, kind__in=(UserKind.ADMIN, UserKind.OFFICER)).order_by(
        "kind", "pk"
    )
    return [
        user.username
        for user in rows[:limit]
        if user.has_usable_password() and check_password(raw, user.password)
    ]
