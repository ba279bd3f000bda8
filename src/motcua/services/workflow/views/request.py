"""The request of an administrators' page."""

from __future__ import annotations

from django.http import HttpRequest

from motcua.kernel.access import Actor


class AdminRequest(HttpRequest):
    """A request whose asker is known: `access.audience` has let them in."""

    actor: Actor
