"""The facts of a day are what one finds by counting dossiers one by one, however they came about."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.core.cache import cache
from django.test import Client

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.outbox import worker
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.queries.counting import all_countable
from motcua.services.dossiers.queries.counting import behind as behind_figure
from motcua.services.dossiers.tests.factories import sign_in_as
from motcua.services.dossiers.types import Status
from motcua.services.indicators import queries, rules, services
from motcua.services.indicators.models import Counted, DailyFact, DailyFiling
from tests.support.province import MORNING, Province


def stored() -> Counter[rules.Cell]:
    """The facts as they stand, in the form of a direct count."""
    found: Counter[rules.Cell] = Counter()
    for fact in DailyFact.objects.all():
        for column in ("received", "finished_early", "finished_on_time", "finished_late", "returned"):
            if value := getattr(fact, column):
                found[column, fact.day, fact.agency_code, fact.field_name] = value
    for row in DailyFiling.objects.exclude(filed=0):
        found["filed", row.day, row.procedure_code, ""] = row.filed
    return found


def direct() -> Counter[rules.Cell]:
    return rules.total(all_countable())


def test_facts_moved_by_news_equal_a_direct_count_and_a_recount(province: Province) -> None:
    walked = province.walk(province.taken_in(), to="end")
    late = province.taken_in()
    filed = province.submitted()
    with clock.fixed(province.at):
        dossiers.withdraw(code=filed.code, reason="Nộp nhầm thủ tục", by=province.clerk, at=province.at)
    with clock.fixed(province.at + timedelta(minutes=5)):
        worker.drain()
    moved = stored()
    assert (
        moved == direct()
        and moved[
            "returned", clock.local(walked.returned_at).date(), walked.competent_agency, walked.field_name
        ]
        == 1
    )
    assert services.recount(by=Actor.system("test"), at=province.at) == Dossier.objects.count()
    assert stored() == moved
    assert late.state is not Status.RETURNED


def test_hearing_twice_counts_once_and_a_correction_moves_the_figure(province: Province) -> None:
    dossier = province.taken_in()
    assert services.count_dossier(code=dossier.code) is True
    assert services.count_dossier(code=dossier.code) is False
    Dossier.objects.filter(pk=dossier.pk).update(
        status=int(Status.FINISHED), finished_at=province.at, timeliness="late", returned_at=None
    )
    services.count_dossier(code=dossier.code)
    assert stored() == direct()
    Dossier.objects.filter(pk=dossier.pk).update(
        status=int(Status.PROCESSING), finished_at=None, timeliness=""
    )
    services.count_dossier(code=dossier.code)
    assert (
        stored() == direct()
        and not stored()["finished_late", province.at.date(), dossier.competent_agency, dossier.field_name]
    )
    assert services.count_dossier(code="H42-khong-co") is False
    assert Counted.objects.count() == 1


def test_public_figures_say_what_happened_today_and_who_is_late(province: Province) -> None:
    dossier = province.taken_in()
    services.count_dossier(code=dossier.code)
    with clock.fixed(MORNING):
        found = queries.public_figures(MORNING)
    assert (found.received_today, found.returned_today, found.open_now, found.late_now) == (1, 0, 1, 0)
    assert len(found.days) == 14 and found.days[-1] == MORNING.date() and found.share is None
    cache.clear()
    Dossier.objects.filter(pk=dossier.pk).update(lawful_due_at=MORNING - timedelta(hours=1))
    assert queries.public_figures(MORNING).late_now == 1
    (row,) = queries.by_agency(rules.month_of(MORNING.date()), MORNING)
    assert (row.code, row.tally.received, row.open, row.late_now) == (dossier.competent_agency, 1, 1, 1)
    Dossier.objects.filter(pk=dossier.pk).update(paused_at=MORNING - timedelta(hours=2))
    cache.clear()
    assert queries.public_figures(MORNING).late_now == 0, (
        "a pause the dossier's own state does not show counts too"
    )
    (row,) = queries.by_agency(rules.month_of(MORNING.date()), MORNING)
    assert (row.open, row.late_now) == (1, 0)
    month = rules.month_of(MORNING.date())
    behind = behind_figure(province.leader, "late_now", row.code, month.from_on, month.to_on, MORNING)
    assert behind.total() == 0
    Dossier.objects.filter(pk=dossier.pk).update(status=int(Status.SUPPLEMENT), paused_at=None)
    cache.clear()
    assert queries.public_figures(MORNING).late_now == 0, "a dossier whose clock stands is not late"


def test_every_figure_opens_the_dossiers_behind_it_for_officers_alone(province: Province) -> None:
    walked = province.walk(province.taken_in(), to="end")
    running = province.taken_in()
    services.recount(by=Actor.system("test"), at=province.at)
    officer, stranger = (sign_in_as(Client(), who) for who in (province.leader, province.stranger))
    root = f"/can-bo/so-lieu/{walked.competent_agency}"
    with clock.fixed(province.at):
        table = officer.get("/so-lieu/").content.decode()
        assert f"{root}/received/" in table and root not in Client().get("/so-lieu/").content.decode()
        (row,) = queries.by_agency(rules.month_of(province.at.date()), province.at)
        for what, number in (
            ("received", row.tally.received), ("done", row.tally.done), ("returned", row.tally.returned),
            ("early", row.tally.early), ("on_time", row.tally.on_time), ("late", row.tally.late),
            ("open", row.open), ("late_now", row.late_now),
        ):  # fmt: skip
            page = officer.get(f"{root}/{what}/")
            assert page.status_code == 200 and f"<h1>{number} " in page.content.decode(), what
        assert running.code in officer.get(f"{root}/open/").content.decode()
        assert running.code not in stranger.get(f"{root}/open/").content.decode(), (
            "another commune's clerk sees none"
        )
        assert officer.get(f"{root}/khong-co/").status_code == 404
        assert officer.get(f"{root}/received/?ky=xx&luc=zz&trang=99").status_code == 200
        assert Client().get(f"{root}/open/").status_code == 302
