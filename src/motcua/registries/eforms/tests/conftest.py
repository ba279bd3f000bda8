"""An administrator, a few communes, the forms loaded."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from tests.support.laying import laid

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.eforms import services
from motcua.registries.eforms.types import EDIT, LoadReport
from motcua.registries.places import rules as place_rules
from motcua.registries.places.models import Unit

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=clock.TZ)


ADMIN = Actor(kind="officer", id="CB001", name="Lê Quản Trị", permissions=frozenset({EDIT}))


@pytest.fixture
def admin() -> Actor:
    return ADMIN


@pytest.fixture
def at_nine():
    with clock.fixed(NOW):
        yield NOW


def _few_communes() -> None:
    rows = [("37", "tỉnh", "Ninh Bình", "province", ""), ("40", "tỉnh", "Nghệ An", "province", "")]
    rows += [("13669", "phường", "Nam Định", "ward", "37"), ("13741", "xã", "Vụ Bản", "ward", "37")]
    rows += [("13504", "xã", "Bình Lục", "ward", "37"), ("19999", "xã", "Bình Lục", "ward", "40")]
    names = {code: f"{kind} {name}" for code, kind, name, *_ in rows}
    for code, kind, name, level, parent in rows:
        path = f"{kind} {name}" + (f", {names[parent]}" if parent else "")
        Unit.objects.create(
            code=code,
            kind=kind,
            name=name,
            level=level,
            parent_code=parent,
            valid_from=date(2018, 1, 1),
            path=path,
            folded=" " + place_rules.folded_path(path),
        )


def _communes_and_forms() -> LoadReport:
    _few_communes()
    with clock.fixed(NOW):
        return services.load_forms(by=ADMIN, at=NOW)


@pytest.fixture(scope="module")
def standing_forms(django_db_setup: None, django_db_blocker):
    """Loaded once for the tests of a file."""
    with django_db_blocker.unblock(), laid(_communes_and_forms) as loaded:
        yield loaded


@pytest.fixture
def forms(standing_forms, db, at_nine):
    return standing_forms
