"""Reports as officers read them: figures, the dossiers behind, files, reach, and counting all again."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.audit.models import Entry
from motcua.registries.organizations.models import Agency, Succession
from motcua.services.dossiers.models import Dossier, HandOver, StepTime
from motcua.services.dossiers.tests import factories
from motcua.services.dossiers.tests.factories import AT
from motcua.services.dossiers.types import Status
from motcua.services.reports import queries, rules, services
from motcua.services.reports.models import Fact, FactMove, SavedReport
from motcua.services.reports.types import CELLS, DONE, Asked, Known
from tests.support.laying import laid

EVE = datetime(2026, 10, 31, 23, 59, 59, 999999, tzinfo=clock.TZ)
EDGE = datetime(2026, 11, 1, 0, 0, tzinfo=clock.TZ)
NOVEMBER = rules.period_of("thang", AT.date())
SYSTEM = Actor.system("test")
BEYOND = {"reports.view", "reports.view_agency", "reports.view_province", "dossiers.view_all"}
URL = "/can-bo/bao-cao/"


def _lay():
    town, other = factories.make_town(), factories.make_town("H42.96", "99601", "phường Bên Cạnh")
    factories.make_procedure()
    rows = factories.dossier_rows
    done = {"status": Status.RETURNED, "field_name": "Hộ tịch", "tails": False}
    saturday, monday = AT - timedelta(days=2), AT
    rows(
        town, 2, first=1, accepted_at=EVE, finished_at=EDGE, timeliness="early", returned_at=saturday, **done
    )
    rows(
        town,
        1,
        first=3,
        accepted_at=EDGE,
        finished_at=saturday,
        timeliness="late",
        returned_at=monday,
        channel="online",
        **done,
    )
    rows(town, 1, first=4, accepted_at=EVE, finished_at=EVE, timeliness="on_time", **done)
    rows(town, 3, first=5, accepted_at=EDGE, due_at=AT - timedelta(hours=1), tails=False)
    rows(
        town,
        1,
        first=8,
        accepted_at=EDGE,
        due_at=AT - timedelta(hours=1),
        paused_at=AT - timedelta(hours=2),
        tails=False,
    )
    rows(town, 1, first=9, status=Status.WITHDRAWN, accepted_at=EDGE, finished_at=AT, tails=False)
    rows(town, 1, first=10, status=Status.SUBMITTED, tails=False)
    rows(other, 4, first=1, accepted_at=saturday, tails=False)
    late = Dossier.objects.get(code__endswith="95.1-261120-0003")
    StepTime.objects.create(
        dossier=late, token_id=1, procedure_code=late.procedure_code, node="s3", step_name="Thẩm định", agency_code=town.committee,
        unit_code=f"{town.committee}-TP", officer_code=town.officers["judge"], officer_name="Phạm Văn Duối",
        entered_at=EDGE, left_at=AT - timedelta(days=3), minutes=900, limit_minutes=480, late_minutes=420,
    )  # fmt: skip
    HandOver.objects.create(
        dossier=late, step_name="Thẩm định", from_agency="Một cửa", from_name="Bưởi", given_at=AT - timedelta(days=3),
        to_agency="Phòng Tư pháp", received_at=AT,
    )  # fmt: skip
    HandOver.objects.create(
        dossier=late,
        step_name="Ký",
        from_agency="Một cửa",
        from_name="Bưởi",
        given_at=EVE,
        to_agency="Phòng Tư pháp",
    )
    services.recount(by=SYSTEM, at=AT)
    return town, other


@pytest.fixture(scope="module")
def laid_down(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), clock.fixed(AT), laid(_lay) as towns:
        yield towns


@pytest.fixture
def towns(laid_down, db):
    with clock.fixed(AT):
        yield laid_down


def asked(kind: str = "linh-vuc", **changes) -> Asked:
    return Asked(**{"kind": kind, "period": NOVEMBER} | changes)


def test_the_database_counts_as_the_rule_does_and_every_figure_opens_its_dossiers(towns) -> None:
    town, _ = towns
    by = town.actor("leader")
    known = [
        Known(
            f.received_on, None if f.ended_on.year == 9999 else f.ended_on, f.outcome, f.due_at, f.paused_at
        )
        for f in Fact.objects.filter(competent_agency=town.committee)
    ]
    expected = rules.tally(known, NOVEMBER, AT)
    total = queries.table_of(by, asked(), AT).total
    assert total is not None
    assert {name: total.values[name] for name in CELLS} == {name: expected[name] for name in CELLS}
    assert {n: expected[n] for n in ("opening", "received", "early", "on_time", "late", "overdue", "running", "ended")} == {
        "opening": 2, "received": 6, "early": 2, "on_time": 0, "late": 1, "overdue": 3, "running": 1, "ended": 1,
    }  # fmt: skip
    for name in CELLS:
        assert queries.behind(by, asked(), name, AT).total() == expected[name], name


def test_by_field_by_procedure_and_by_agency_count_the_same(towns) -> None:
    by = towns[0].actor("leader").with_permissions(*BEYOND)
    totals = [queries.table_of(by, asked(kind), AT).total for kind in ("linh-vuc", "thu-tuc", "co-quan")]
    assert totals[0].values == totals[1].values == totals[2].values and totals[0].values["total"] == 12
    lines = queries.table_of(by, asked("co-quan"), AT).lines
    assert [(line.name, line.values["total"]) for line in lines] == [
        ("Ủy ban nhân dân phường Bên Cạnh", 4), ("Ủy ban nhân dân phường Thử Nghiệm", 8),
    ]  # fmt: skip


def test_a_merged_commune_counts_with_its_heir_only_as_organised_now(towns) -> None:
    town, other = towns
    old, new = Agency.objects.get(code=other.committee), Agency.objects.get(code=town.committee)
    Succession.objects.create(old=old, new=new, kind="merger", basis="Nghị quyết thử", on=AT.date())
    by = town.actor("leader").with_permissions(*BEYOND)
    then, now = (queries.table_of(by, asked("co-quan", organised=how), AT).lines for how in ("then", "now"))
    assert len(then) == 2 and [line.values["total"] for line in now] == [12]
    whole = asked(organised="now", agency=town.committee)
    assert queries.behind(by, whole, "total", AT).total() == 12
    assert queries.behind(by, asked(agency=town.committee), "total", AT).total() == 8


def test_a_report_of_the_time_before_says_after_a_hand_over_what_it_said(towns) -> None:
    town, other = towns
    by = town.actor("leader").with_permissions(*BEYOND)
    fact = Fact.objects.filter(competent_agency=town.committee, ended_on__year=9999).first()

    def lines(**changes) -> list[tuple[str, int]]:
        table = queries.table_of(by, asked("co-quan", **changes), AT)
        return [(line.name, line.values["total"]) for line in table.lines]

    before, on = lines(), NOVEMBER.before_on
    assert services.hand_over(dossier_ids=[fact.pk], old=town.committee, new=other.committee, on=on) == 1
    assert services.hand_over(dossier_ids=[fact.pk], old=town.committee, new=other.committee, on=on) == 0
    assert lines() == before, "as organised then, November stands"
    december = rules.period_of("thang", on)
    moved = dict(lines(period=december))
    was = dict(before)
    assert moved["Ủy ban nhân dân phường Bên Cạnh"] > 0
    for agency, code in (
        ("Ủy ban nhân dân phường Thử Nghiệm", town.committee),
        ("Ủy ban nhân dân phường Bên Cạnh", other.committee),
    ):
        assert queries.behind(by, asked(agency=code), "total", AT).total() == was[agency], (
            "and opens its dossiers"
        )
    assert FactMove.objects.get().from_agency == town.committee


def test_saturday_is_counted_by_the_day_of_each_thing(towns) -> None:
    by = towns[0].actor("leader").with_permissions(*BEYOND)
    values = queries.table_of(by, asked("kenh"), AT).total.values
    assert (values["received"], values["received_online"], values["received_saturday"]) == (10, 1, 4)
    assert (values["returned"], values["returned_saturday"]) == (3, 2)
    assert queries.behind(by, asked("kenh"), "ch-returned_saturday", AT).total() == 2


def test_lateness_stands_with_who_held_the_step(towns) -> None:
    table = queries.table_of(towns[0].actor("leader"), asked("tre"), AT)
    assert [(line.name, line.values) for line in table.lines] == [
        ("Phòng Tư pháp, Phạm Văn Duối", {"dossiers": 1, "steps": 1, "minutes": 420})
    ]
    province = towns[0].actor("leader").with_permissions(*BEYOND)
    assert queries.table_of(province, asked("tre"), AT).lines[0].name == "Ủy ban nhân dân phường Thử Nghiệm"


def test_a_hand_over_counts_on_the_day_it_was_given(towns) -> None:
    table = queries.table_of(towns[0].actor("leader"), asked("ban-giao"), AT)
    assert [(line.name, line.values) for line in table.lines] == [
        ("Một cửa → Phòng Tư pháp", {"given": 1, "same_day": 0, "next_day": 1, "later": 0, "waiting": 0})
    ]


def test_what_is_owed_without_a_published_rate_is_said_to_be_unset(towns) -> None:
    total = queries.table_of(towns[0].actor("leader"), asked("phi"), AT).total
    assert (total.values["received"], total.values["unset"], total.values["owed_vnd"]) == (6, 6, 0)


def test_the_head_of_a_unit_counts_what_the_unit_handled_and_nobody_sees_the_neighbour(towns) -> None:
    town, other = towns
    assert queries.table_of(town.actor("head"), asked(), AT).total.values["total"] == 1
    assert queries.behind(town.actor("head"), asked(), "total", AT).total() == 1
    assert queries.table_of(town.actor("leader"), asked(agency=other.committee), AT).total is None
    assert queries.behind(town.actor("leader"), asked(agency=other.committee), "total", AT).total() == 0


def test_counting_all_again_gives_what_events_kept(towns) -> None:
    row = Dossier.objects.get(code__endswith="95.1-261120-0005")
    row.status, row.finished_at, row.timeliness = Status.FINISHED, AT, "late"
    row.save()
    waiting = Dossier.objects.get(code__endswith="95.1-261120-0010")
    waiting.status, waiting.accepted_at = Status.PROCESSING, AT
    waiting.save()
    gone = Dossier.objects.get(code__endswith="95.1-261120-0006")
    gone.accepted_at = None
    gone.save()
    for one in (row, row, waiting, gone):
        services.count_dossier(code=one.code)
    live = list(Fact.objects.order_by("pk").values())
    seen: list[int] = []
    assert services.recount(by=SYSTEM, at=AT, progress=seen.append) == len(live) == seen[-1]
    assert list(Fact.objects.order_by("pk").values()) == live
    assert {f["outcome"] for f in live} >= set(DONE) - {"on_time"}


def test_the_page_asks_as_many_questions_for_many_rows(towns, client) -> None:
    town, _ = towns
    town.login(client, "leader")
    client.get(URL)
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert client.get(URL, {"loai": "thu-tuc"}).status_code == 200
    for number in range(30):
        factories.dossier_rows(
            town,
            1,
            first=100 + number,
            procedure_code=f"2.{number:06d}",
            field_name=f"Lĩnh vực {number}",
            tails=False,
        )
    services.recount(by=SYSTEM, at=AT)
    with CaptureQueriesContext(connection) as many:
        words = client.get(URL, {"loai": "thu-tuc"}).content.decode()
    assert "Lĩnh vực 29" in words and len(many) <= len(few) <= 30


def test_a_figure_opens_a_list_whose_look_is_written_down(towns, client) -> None:
    town, _ = towns
    town.login(client, "leader")
    words = client.get(URL, {"loai": "linh-vuc"}).content.decode()
    assert "bao-cao/ho-so/?" in words and "Trước hạn" in words
    page = client.get(f"{URL}ho-so/", {"o": "overdue", "ky": "thang"}).content.decode()
    assert page.count("261120-000") >= 3
    assert Entry.objects.filter(action="reports.look", actor_id=town.officers["leader"]).exists()


@pytest.mark.parametrize("address", [URL, f"{URL}ho-so/"])
def test_a_report_leaves_as_excel_and_as_paper(towns, client, address: str) -> None:
    towns[0].login(client, "leader")
    book = load_workbook(io.BytesIO(client.get(address, {"dang": "xlsx"}).content)).active
    words = [str(cell.value) for row in book.iter_rows() for cell in row if cell.value is not None]
    assert any("háng 11/2026" in one for one in words)
    paper = client.get(address, {"dang": "pdf"})
    assert paper.content.startswith(b"%PDF") and Entry.objects.filter(action="reports.export").count() == 2


@pytest.mark.parametrize(
    "given",
    [
        {"ky": "tuy", "tu": "31/12/9999", "den": "1/1/0001"},
        {"ky": "x", "tu": "hôm qua", "loai": "?", "cq": "H99"},
        {"o": "x"},
    ],
)
def test_an_address_that_says_nothing_opens_a_page(towns, client, given: dict[str, str]) -> None:
    towns[0].login(client, "leader")
    assert client.get(URL, given).status_code == 200
    assert client.get(f"{URL}ho-so/", given).status_code == 200


def test_who_has_no_reports_is_refused_and_nothing_is_kept(towns, client) -> None:
    towns[0].login(client, "judge")
    assert client.get(URL).status_code == 403
    assert client.post(f"{URL}luu/", {"ten": "x"}).status_code == 403
    assert not SavedReport.objects.exists()


def test_a_report_is_kept_by_name_put_away_and_taken_back_by_its_owner_alone(towns, client) -> None:
    town, other = towns
    town.login(client, "leader")
    client.post(f"{URL}luu/", {"ten": "Hằng tháng", "ve": "?loai=thu-tuc"})
    row = SavedReport.objects.get()
    assert 'href="?loai=thu-tuc"' in client.get(URL).content.decode()
    client.post(f"{URL}luu/", {"bo": row.pk})
    assert "Lấy lại" in client.get(URL, {"da_bo": row.pk}).content.decode()
    other.login(client, "leader")
    client.post(f"{URL}luu/", {"lay_lai": row.pk})
    row.refresh_from_db()
    assert row.removed_at == AT
    town.login(client, "leader")
    client.post(f"{URL}luu/", {"lay_lai": row.pk})
    row.refresh_from_db()
    assert row.removed_at is None


def test_a_dossier_is_held_while_its_fact_is_read_and_written(towns) -> None:
    """Of two workers that count one dossier at once, the one that reads last writes last."""
    code = Dossier.objects.filter(accepted_at__isnull=False).values_list("code", flat=True).first()
    with CaptureQueriesContext(connection) as asked_of:
        services.count_dossier(code=code)
    said = [one["sql"] for one in asked_of if "dossiers_dossier" in one["sql"]]
    written = [n for n, one in enumerate(asked_of) if one["sql"].startswith(("UPDATE", "INSERT"))]
    assert said[0].startswith('SELECT "dossiers_dossier"."id"') and len(said) >= 2 and written
    assert ("FOR UPDATE" in said[0]) == connection.features.has_select_for_update
