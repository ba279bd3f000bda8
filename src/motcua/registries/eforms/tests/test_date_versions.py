"""A form has its days: a filing is made on the version of its own day, and an earlier one is told as what differs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.conf import settings

from motcua.kernel import clock, yamls
from motcua.kernel.access import Actor
from motcua.kernel.refusals import NotAllowed
from motcua.registries.eforms import queries, services
from motcua.registries.eforms.models import FormVersion
from motcua.registries.eforms.types import EDIT, BadForm

BY = Actor.system("setup", EDIT)
EARLIER = sorted((settings.DATA_DIR / "eforms" / "earlier").glob("*.yaml"))


def paper(code: str, on: date, wanted: str):
    return next(one for one in queries.published(code, on).definition.papers if one.code == wanted)


@pytest.mark.django_db
@pytest.mark.parametrize("loaded_on", [date(2021, 7, 1), date(2025, 7, 1), date(2026, 11, 22)])
def test_the_day_before_and_the_day_of_a_change_have_each_their_form(loaded_on):
    services.load_forms(
        by=BY, at=datetime(loaded_on.year, loaded_on.month, loaded_on.day, 8, tzinfo=clock.TZ)
    )

    assert EARLIER
    for path in EARLIER:
        until = yamls.read(path)["until"]
        before, after = (queries.published(path.stem, day) for day in (until, until + timedelta(days=1)))
        assert (before.number, after.number) == (1, 2), path.stem
        ends = {one.number: one.published_to for one in queries.versions(path.stem)}
        assert ends == {1: until, 2: None}

    copy = "BAN_SAO_GIAY_TO"
    assert paper("2.000488", date(2026, 6, 30), copy).required
    assert not paper("2.000488", date(2026, 7, 1), copy).required
    assert "175/2024" in queries.published("1.013225", date(2026, 6, 30)).definition.paper
    assert "217/2026" in queries.published("1.013225", date(2026, 7, 1)).definition.paper
    assert services.load_forms(by=BY, at=datetime(2026, 11, 23, 8, tzinfo=clock.TZ)).created == ()


@pytest.mark.django_db
def test_an_earlier_form_that_speaks_of_a_paper_nobody_knows_is_refused_and_nothing_is_taken(tmp_path):
    whole = (settings.DATA_DIR / "eforms" / "2.000815.yaml").read_text(encoding="utf-8")
    (tmp_path / "2.000815.yaml").write_text(whole, encoding="utf-8")
    (tmp_path / "earlier").mkdir()
    (tmp_path / "earlier" / "2.000815.yaml").write_text("until: 2026-06-30\npapers: {GI_DO: {name: Gì đó}}\n")
    with pytest.raises(BadForm) as refused:
        services.load_forms(directory=tmp_path, by=BY, at=datetime(2026, 11, 23, 8, tzinfo=clock.TZ))
    assert "GI_DO" in refused.value.message and queries.published_id("2.000815", date(2026, 11, 23)) is None


@pytest.mark.django_db
def test_somebody_without_the_right_changes_nothing():
    with pytest.raises(NotAllowed):
        services.load_forms(by=Actor.anonymous(), at=datetime(2026, 11, 23, 8, tzinfo=clock.TZ))
    assert FormVersion.objects.count() == 0
