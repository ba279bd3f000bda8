"""An administrator, a few communes, the forms loaded."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.eforms import services
from motcua.registries.eforms.types import EDIT
from motcua.registries.places import rules as place_rules
from motcua.registries.places.models import Unit

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=clock.TZ)


@pytest.fixture
def admin() -> Actor:
    return Actor(kind="officer", id="CB001", name="Lê Quản Trị", permissions=frozenset({EDIT}))


@pytest.fixture
def at_nine():
    with clock.fixed(NOW):
        yield NOW


@pytest.fixture
def communes(db):
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


@pytest.fixture
def forms(communes, admin, at_nine):
    return services.load_forms(by=admin, at=NOW)
