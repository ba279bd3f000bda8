"""Whose petitions an officer sees."""

from __future__ import annotations

from django.db.models import Q

from motcua.kernel import access, clock
from motcua.kernel.access import Actor
from motcua.kernel.words import say
from motcua.registries.organizations import queries as organizations
from motcua.services.petitions.types import HANDLE, OVERSEE, SECRET, Kind, PetitionNotThere


def in_hands(by: Actor) -> Q:
    """What an officer may act on: what stands with the agencies of the post."""
    return scope(by) & Q(agency_code__in=sorted(by.agency_codes | {by.agency_code}))


def scope(by: Actor) -> Q:
    """What an officer may read: what stands with the agencies of the post, or with all for who oversees them; denunciations for
    holders of their right alone, and never those about the reader's own agency."""
    if not access.allows(by, HANDLE):
        return Q(pk__in=())
    whole = access.allows(by, OVERSEE)
    near = Q() if whole else Q(agency_code__in=sorted(by.agency_codes | {by.agency_code}))
    if not access.allows(by, SECRET):
        return near & ~Q(kind=Kind.DENUNCIATION)
    own = {by.agency_code, *organizations.inherited(by.agency_code, clock.today())} - {""}
    return near & ~Q(kind=Kind.DENUNCIATION, about_agency__in=sorted(own))


def not_there() -> PetitionNotThere:
    """One answer for no petition and not one's own."""
    return PetitionNotThere(
        say("Không tìm thấy đơn này."), next=say("Hãy xem lại địa chỉ, hoặc danh sách đơn.")
    )
