from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.kernel import audit
from motcua.kernel.audit import queries
from motcua.kernel.audit.models import Entry
from motcua.kernel.audit.types import Asked

from .conftest import ADMIN, AT, CLERK


@pytest.fixture
def filled(db):
    """130 lines: two people, two actions, one dossier each."""
    for n in range(130):
        who = ADMIN if n % 2 else CLERK
        audit.record(
            who, "dossiers.accept" if n % 3 else "dossiers.refuse", f"dossier:H42.15-261122-{n:04}",
            at=AT + timedelta(minutes=n // 2), before={"state": 1}, after={"state": 2, "note": None}, reason="Lý do",
        )  # fmt: skip


EVERYTHING = Asked()


def walk(asked=EVERYTHING):
    """Every line, page by page, downwards."""
    seen, mark = [], ""
    while True:
        page = queries.page(by=ADMIN, asked=asked, before=mark)
        seen += [line.id for line in page.lines]
        if not page.older:
            return seen
        mark = page.older


def test_pages_by_key_show_every_line_once_newest_first(filled):
    seen = walk()
    assert len(seen) == 130 == len(set(seen))
    assert seen == list(Entry.objects.order_by("-at", "-id").values_list("id", flat=True))


def test_going_back_up_shows_the_page_one_came_from(filled):
    first = queries.page(by=ADMIN, asked=Asked())
    second = queries.page(by=ADMIN, asked=Asked(), before=first.older)
    again = queries.page(by=ADMIN, asked=Asked(), after=second.newer)
    assert [line.id for line in again.lines] == [line.id for line in first.lines]
    assert again.newer == "" and first.newer == ""


def test_filters_find_by_person_action_dossier_and_day(filled):
    assert len(walk(Asked(actor="QT01"))) == 65
    assert len(walk(Asked(action="dossiers.refuse"))) == 44
    assert len(walk(Asked(subject="H42.15-261122-0007"))) == 1
    assert len(walk(Asked(subject="dossier:H42.15-261122-0007"))) == 1
    assert walk(Asked(from_on=AT.date() + timedelta(days=1))) == []
    assert len(walk(Asked(from_on=AT.date(), to_on=AT.date()))) == 130


@pytest.mark.sqlite_only  # its plans; PostgreSQL prefers a scan for so few rows
def test_every_filter_reads_along_an_index_and_sorts_nothing(filled):
    for asked in (Asked(), Asked(actor="QT01"), Asked(action="dossiers.accept"), Asked(from_on=AT.date())):
        mark = f"{(AT + timedelta(hours=1)).isoformat()}~99"
        with CaptureQueriesContext(connection) as heard:
            queries.page(by=ADMIN, asked=asked, before=mark)
        sql = next(q["sql"] for q in heard if "audit_entry" in q["sql"])
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + sql)
            plan = " ".join(str(row) for row in cursor.fetchall())
        assert "USING INDEX audit_by_" in plan and "TEMP B-TREE" not in plan, (asked, plan)


def test_the_page_shows_before_and_after_and_who(page, filled):
    audit.seal(at=AT)
    audit.record(
        CLERK,
        "people.edit",
        "person:1",
        at=AT + timedelta(days=1),
        before={"tên": "<b>A</b>"},
        after={"tên": "B", "đã khóa": True},
    )
    text = page.get("/quan-tri/nhat-ky/").content.decode()
    assert "<del>&lt;b&gt;A&lt;/b&gt;</del>" in text and "<ins>có</ins>" in text
    assert "Chờ" in text and "Đã niêm phong" in text
    assert "130" in text
    assert page.get("/quan-tri/nhat-ky/?tu=khong-phai-ngay&truoc=xx").status_code == 200


def test_the_csv_holds_what_is_filtered_and_taking_it_out_is_recorded(page, filled):
    audit.record(ADMIN, "people.edit", "person:1", at=AT, reason="=1+1")
    answer = page.get("/quan-tri/nhat-ky/?viec=people.edit&dang=csv")
    rows = b"".join(answer.streaming_content).decode().splitlines()
    assert rows[0].startswith("\ufeffLúc") and len(rows) == 2
    assert "'=1+1" in rows[1]
    taken = Entry.objects.get(action="audit.export")
    assert taken.actor_id == "QT01" and taken.after == {"action": "people.edit"}


def test_the_page_asks_a_fixed_number_of_questions(page, filled, django_assert_max_num_queries):
    for n in range(30):
        audit.record(ADMIN, f"rooms.verb_{n}", "room:1", at=AT)
    assert queries.actions() == sorted(
        {"dossiers.accept", "dossiers.refuse", *(f"rooms.verb_{n}" for n in range(30))}
    )
    with django_assert_max_num_queries(9):
        page.get("/quan-tri/nhat-ky/")


def test_who_may_not_see_the_ledger_is_refused(as_actor, filled):
    answer = as_actor(CLERK).get("/quan-tri/nhat-ky/")
    assert answer.status_code == 403
    assert "0007" not in answer.content.decode()


def test_a_line_gives_its_proof_as_a_file(page, filled):
    audit.seal(at=AT)
    row = Entry.objects.order_by("id")[5]
    answer = page.get(f"/quan-tri/nhat-ky/{row.id}/bang-chung.json")
    assert answer.json()["leaf"] == bytes(row.leaf).hex()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert page.get("/quan-tri/nhat-ky/99999999999999999999999/bang-chung.json").status_code == 404
