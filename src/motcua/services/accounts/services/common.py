"""An account held while it is changed, and sessions that end with it."""

from __future__ import annotations

from .. import queries
from ..models import User


def locked(username: str) -> User:
    user = User.objects.select_for_update().filter(username__iexact=username).first()
    return user if user is not None else queries.find(username)


def cut_sessions(user: User, *, session_id: int | None = None, keep_key: str = "") -> int:
    from allauth.usersessions.models import UserSession
    from django.contrib.sessions.models import Session

    rows = UserSession.objects.filter(user=user).exclude(session_key=keep_key)
    if session_id is not None:
        rows = rows.filter(pk=session_id)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    return len(keys)
