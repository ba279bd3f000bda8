"""Shares of Decision 766: what was received and issued as data, what was used again; every figure opens its dossiers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import clock
from motcua.services.dossiers.models import Dossier, Paper, Result
from motcua.services.dossiers.tests import factories
from motcua.services.dossiers.tests.factories import AT
from motcua.services.dossiers.types import Status
from motcua.services.reports import queries, rules, services
from motcua.services.reports.types import Asked

MONTH = rules.period_of("thang", AT.date())
MAY = {"reports.view", "reports.view_agency", "reports.view_province", "dossiers.view_all"}


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_share_never_reads_as_more_than_it_is(part: int, rest: int) -> None:
    whole = part + rest
    found = rules.share(part, whole)
    if not whole:
        assert found is None
    else:
        assert 0 <= found <= 100 and found * whole <= 100 * part + 1e-6 < (found + 0.01) * whole + 1e-3
        assert (found == 100) == (part == whole)


@pytest.fixture
def town(db):
    town = factories.make_town()
    with clock.fixed(AT):
        yield town


def test_each_dossier_counts_by_its_papers_and_its_result(town, client):
    done = {
        "status": Status.RETURNED,
        "finished_at": AT,
        "timeliness": "early",
        "returned_at": AT,
        "tails": False,
    }
    scanned, on_paper, reused, bare = factories.dossier_rows(
        town, 4, accepted_at=AT - timedelta(days=1), **done
    )
    Paper.objects.create(dossier=scanned, position=1, name="a", originals=1, digitised_at=AT)
    Paper.objects.create(dossier=scanned, position=2, name="b", sha256="a" * 64)
    Paper.objects.create(dossier=on_paper, position=1, name="a", copies=1)
    Paper.objects.create(dossier=reused, position=1, name="a", sha256="b" * 64, vault_key="k")
    signed = {"name": "kq", "template": "", "data": {}, "drafted_by": "x", "drafted_at": AT, "signed_at": AT}
    Result.objects.create(dossier=scanned, signed_sha256="c" * 64, **signed)
    Result.objects.create(dossier=on_paper, on_paper=True, **signed)
    Result.objects.create(dossier=reused, on_paper=True, signed_sha256="d" * 64, **signed)
    Dossier.objects.filter(pk=bare.pk).update(applicant_id_number="")
    for row in (scanned, on_paper, reused, bare):
        services.count_dossier(code=row.code)
    by = town.actor("leader").with_permissions(*MAY)
    asked = Asked(kind="so-hoa", period=MONTH)
    table = queries.table_of(by, asked, AT)
    (line,) = table.lines
    assert line.values == table.total.values
    assert line.values == {
        "received": 4, "with_papers": 3, "digitised": 2, "digitised_share": 66.66, "reused": 1, "reused_share": 25.0,
        "stored": 2, "stored_share": 50.0, "done": 4, "electronic": 1, "electronic_share": 25.0, "by_hand": 2,
        "scanned": 1, "scanned_share": 50.0,
    }  # fmt: skip
    for column in table.columns:
        if column.opens:
            assert queries.behind(by, asked, column.opens, AT).total() == line.values[column.key], column.key
    earlier = queries.table_of(by, Asked(kind="so-hoa", period=rules.before(MONTH)), AT)
    assert earlier.lines == [] and earlier.total is None
    town.login(client, "leader")
    page = client.get("/can-bo/bao-cao/", {"loai": "so-hoa"})
    assert page.status_code == 200 and "66,66" in page.content.decode()
    assert client.get("/can-bo/bao-cao/", {"loai": "so-hoa", "dang": "xlsx"}).status_code == 200
