"""Every address says who it is for; every permission is somebody's."""

import pytest

from motcua.cli.reference import door_of, every_url
from motcua.kernel.access import PERMISSIONS
from motcua.services.accounts.types import ROLES

# Given to a citizen whose identity was confirmed, not to a post.
NOT_OF_A_ROLE = {"people.own_number"}


def test_every_address_names_its_audience():
    bare = [
        f"/{address}  {view.__module__}.{view.__qualname__}"
        for address, _, view in every_url()
        if not hasattr(door_of(view), "audience")
    ]
    assert not bare, "views without access.audience(...):\n" + "\n".join(bare)


def test_pages_of_the_desk_and_the_console_are_not_public():
    wrong = [
        f"/{address}"
        for address, _, view in every_url()
        if address.startswith(("can-bo/", "quan-tri/"))
        and getattr(door_of(view), "audience", "") in ("public", "citizen")
    ]
    assert not wrong


def test_a_permission_on_a_door_is_declared():
    asked = {getattr(door_of(view), "permission", None) for _, _, view in every_url()} - {None}
    assert asked <= set(PERMISSIONS), asked - set(PERMISSIONS)


@pytest.mark.parametrize("role", ROLES.values(), ids=lambda role: role.code)
def test_a_role_holds_only_declared_permissions(role):
    assert role.permissions <= set(PERMISSIONS), role.permissions - set(PERMISSIONS)


def test_every_declared_permission_is_held_by_some_role():
    held = frozenset().union(*(role.permissions for role in ROLES.values()))
    assert set(PERMISSIONS) - held <= NOT_OF_A_ROLE, set(PERMISSIONS) - held - NOT_OF_A_ROLE


def test_an_address_name_is_used_once():
    from collections import Counter

    # allauth looks its pages up under several names; one address may have more, one name never two addresses.
    named: dict[str, set[str]] = {}
    for address, key, _ in every_url():
        if key:
            named.setdefault(key, set()).add(address)
    twice = Counter({key: len(found) for key, found in named.items() if len(found) > 1})
    assert set(twice) <= {"process-version", "process"} or not twice, twice


def test_the_watchman_finds_the_audience_under_other_wrappers():
    from django.views.decorators.http import require_GET

    from motcua.kernel import access

    door = require_GET(access.audience("officer", permission="dossiers.accept")(lambda request: None))
    assert door_of(door).audience == "officer" and door_of(door).permission == "dossiers.accept"
    assert not hasattr(door_of(lambda request: None), "audience")
