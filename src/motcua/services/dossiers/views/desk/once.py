"""One page, one dossier: a second press of the same button finds what the first one made."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.contrib.sessions.models import Session
from django.db import transaction

from .request import DeskRequest

KEPT = 40
NAME = "intake_done"


def fresh_key() -> str:
    """A key a new page carries."""
    return secrets.token_urlsafe(9)


def do_once(request: DeskRequest, key: str, make: Callable[[], str]) -> tuple[str, bool]:
    """The code made for a key, and whether it was made now. The session's row is locked until commit, so that
    two requests of one person stand in line."""
    with transaction.atomic():
        row = Session.objects.select_for_update().filter(session_key=request.session.session_key).first()
        done: dict[str, str] = (row.get_decoded() if row else {}).get(NAME, {})
        if key and key in done:
            request.session[NAME] = done
            return done[key], False
        code = make()
        if key:
            request.session[NAME] = dict(list(done.items())[-KEPT:]) | {key: code}
            request.session.save()
        return code, True
