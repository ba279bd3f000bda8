"""Drafts: prepared by several hands, shown, published from a day on, taken back; nothing overwritten silently."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support import postgres

from motcua.kernel import clock
from motcua.kernel.audit.models import Entry
from motcua.kernel.refusals import NotAllowed
from motcua.registries.procedures import queries, services, tasks
from motcua.registries.procedures.forms.drafting import FeeRow
from motcua.registries.procedures.models import Draft, ProcedureVersion, SourceRecord
from motcua.registries.procedures.rules import drafts, fees
from motcua.registries.procedures.tests.conftest import FIRST, NOON
from motcua.registries.procedures.types import (
    BadTerms,
    CannotUndo,
    DraftMoved,
    ForceMoved,
    LacksParts,
    NoDraft,
    NotLinked,
)

BIRTH = "1.001193"
TODAY = NOON.date()
FEE = {
    "kind": "charge", "name": "Lệ phí", "applicant_kind": "", "channel": "", "amount_vnd": 8000,
    "formula_text": "", "per_unit": "dossier", "valid_from": "2026-11-01", "valid_to": None,
    "legal_basis": "07/2025/NQ-HĐND", "exemptions": "Người có công",
}  # fmt: skip


@pytest.fixture
def draft(catalogue, editor):
    return services.start_draft(code=BIRTH, by=editor, at=NOON)


def save(editor, seen=1, code=BIRTH, **changes):
    return services.save_draft(code=code, changes=changes, seen=seen, by=editor, at=NOON)


@pytest.mark.django_db
def test_a_draft_touches_nothing_until_it_is_published(draft, editor, news):
    save(editor, conditions="Không quá 60 ngày.", t_limit_value=1, fees=[FEE])

    view = queries.procedure(BIRTH)
    assert (view.record.conditions, view.limit.value, view.fee_rules) == ("", 3, [])
    shown = queries.draft_view(queries.draft(BIRTH).data, TODAY)
    assert (shown.record.conditions, shown.limit.value, shown.fee_words) == (
        "Không quá 60 ngày.",
        1,
        "8.000 đồng",
    )

    change = services.publish_draft(code=BIRTH, seen=2, from_day=TODAY, by=editor, at=NOON)

    view = queries.procedure(BIRTH)
    assert (view.record.conditions, view.limit.value, view.fee_words) == (
        "Không quá 60 ngày.",
        1,
        "8.000 đồng",
    )
    assert (view.version_number, change.version) == (2, 2)
    assert not Draft.objects.exists()
    entry = Entry.objects.get(action="procedures.publish_draft")
    assert entry.before["t_limit_value"] == 3 and entry.after["t_limit_value"] == 1
    assert len(news("procedures.draft_published")) == 1


@pytest.mark.django_db
def test_a_published_draft_is_taken_back_and_every_version_stays(draft, editor):
    save(editor, conditions="Mới", t_limit_value=1, fees=[FEE])
    before = queries.states.state(BIRTH)
    change = services.publish_draft(code=BIRTH, seen=2, from_day=TODAY, by=editor, at=NOON)

    services.undo_change(change_id=change.pk, by=editor, at=NOON + timedelta(hours=1))

    assert drafts.changed(before, queries.states.state(BIRTH)) == ()
    assert not SourceRecord.objects.filter(code=BIRTH, layer="local").exists()
    assert list(ProcedureVersion.objects.filter(procedure__code=BIRTH).values_list("number", "conditions")) == [
        (1, ""), (2, "Mới"), (3, ""),
    ]  # fmt: skip
    (line,) = queries.changes_of(BIRTH)
    assert (line.kind, line.undone, line.undone_by) == ("published", True, editor.title)
    with pytest.raises(CannotUndo, match="đã được hoàn tác"):
        services.undo_change(change_id=change.pk, by=editor, at=NOON)


OWN = "9.000001"


@pytest.fixture
def adopted(catalogue, editor):
    """A procedure of the province's own, offered today for the first time."""
    services.start_draft(code=OWN, name="Hỗ trợ học phí", by=editor, at=NOON)
    save(
        editor, code=OWN, steps_text="Nộp rồi nhận.", applicant_kinds=["Công dân"], results=["Quyết định"],
        papers=[{"name": "Đơn"}], methods=[{"channel": "counter", "time_text": "5 ngày làm việc"}],
        executing_agency="Sở Giáo dục", t_limit_value=5, t_limit_unit="working_days",
    )  # fmt: skip
    return services.publish_draft(code=OWN, seen=2, from_day=TODAY, by=editor, at=NOON)


def undo(as_editor, change):
    address = f"/quan-tri/thu-tuc/{change.procedure.code}/hoan-tac/"
    return as_editor.post(address, {"change": change.pk}, follow=True).content.decode()


def test_a_beginning_with_dossiers_under_way_is_not_taken_back_and_nothing_moves(
    as_editor, adopted, settings, news
):
    settings.OPEN_DOSSIERS = f"{__name__}.three_wait"
    settings.CITIZENS_DRAFTS = f"{__name__}.two_begun"
    before, told, entries = queries.states.state(OWN), news(), Entry.objects.count()

    page = undo(as_editor, adopted)

    assert "còn 3 hồ sơ đang giải quyết" in page and "rút công bố" in page
    assert "Hoàn tác lần này" not in page, "no button that can only be refused"
    assert (
        "3 hồ sơ đang giải quyết vẫn được giải quyết" in page and "2 bản nháp của người dân được giữ" in page
    )
    assert (queries.states.state(OWN), news(), Entry.objects.count()) == (before, told, entries)
    adopted.refresh_from_db()
    assert adopted.undone_at is None and queries.procedure(OWN).offered


def three_wait(codes):
    return dict.fromkeys(codes, 3)


def two_begun(codes):
    return dict.fromkeys(codes, 2)


def test_a_beginning_taken_back_is_told_truly_and_is_no_news_until_it_holds_again(as_editor, adopted, editor):
    assert [one.code for one in queries.public_changes()[0:9]] == [OWN]
    page = undo(as_editor, adopted)

    assert "Tỉnh thôi tiếp nhận thủ tục này" in page and "Nội dung trước đó có hiệu lực lại" not in page
    assert not queries.procedure(OWN).offered
    assert not queries.public_changes()[0:9]
    (line,) = queries.changes_of(OWN)
    assert line.undone and line.redo

    again = as_editor.post(
        f"/quan-tri/thu-tuc/{OWN}/hoan-tac/", {"change": line.redo}, follow=True
    ).content.decode()
    assert "Tỉnh lại tiếp nhận thủ tục này" in again and queries.procedure(OWN).offered
    assert [one.kind for one in queries.public_changes()[0:9]] == ["adopted"]
    (line,) = queries.changes_of(OWN)
    assert line.can_undo and not line.undone


def test_publishing_after_a_beginning_was_taken_back_is_a_beginning(adopted, editor):
    services.undo_change(change_id=adopted.pk, by=editor, at=NOON)
    services.start_draft(code=OWN, by=editor, at=NOON)
    again = services.publish_draft(code=OWN, seen=1, from_day=TODAY, by=editor, at=NOON)
    assert (again.kind, queries.procedure(OWN).offered) == ("adopted", True)


@pytest.mark.django_db
def test_undoing_is_refused_after_a_week_and_over_a_later_hand(draft, editor):
    save(editor, t_limit_value=1)
    change = services.publish_draft(code=BIRTH, seen=2, from_day=TODAY, by=editor, at=NOON)
    with pytest.raises(CannotUndo, match="Đã quá 7 ngày"):
        services.undo_change(change_id=change.pk, by=editor, at=NOON + timedelta(days=8))
    services.edit_adoption(code=BIRTH, changes={"limit_value": 2}, by=editor, at=NOON)
    with pytest.raises(CannotUndo, match="Thời hạn của tỉnh"):
        services.undo_change(change_id=change.pk, by=editor, at=NOON)
    assert queries.adoption_of(BIRTH).limit_value == 2


@pytest.mark.django_db
def test_an_old_version_is_the_start_of_a_new_draft(draft, editor):
    save(editor, conditions="Mới")
    services.publish_draft(code=BIRTH, seen=2, from_day=TODAY, by=editor, at=NOON)
    again = services.start_draft(code=BIRTH, by=editor, at=NOON, from_version=1)
    assert again.data["conditions"] == ""
    assert [one.key for one in queries.draft_differences(again)] == ["conditions"]


@pytest.mark.django_db
def test_two_hands_on_different_fields_are_brought_together(draft, editor, clerk):
    save(editor, conditions="Của người thứ nhất")
    saved = save(clerk.with_permissions("procedures.edit"), seen=1, steps_text="Của người thứ hai")
    assert saved.revision == 3
    assert (saved.data["conditions"], saved.data["steps_text"]) == ("Của người thứ nhất", "Của người thứ hai")


@pytest.mark.django_db
def test_the_second_on_the_same_field_is_told_who_changed_what_and_overwrites_nothing(draft, editor):
    save(editor, conditions="Của người thứ nhất")
    with pytest.raises(DraftMoved, match="Người soạn vừa sửa: Yêu cầu, điều kiện") as refused:
        save(editor, seen=1, conditions="Của người thứ hai")
    assert refused.value.facts["conflicts"] == ["conditions"]
    assert queries.draft(BIRTH).data["conditions"] == "Của người thứ nhất"
    assert queries.draft(BIRTH).revision == 2
    assert save(editor, seen=2, conditions="Của người thứ hai").revision == 3


@pytest.mark.django_db
def test_what_came_into_force_meanwhile_is_not_overwritten(draft, editor, write):
    save(editor, conditions="Của tỉnh")
    services.import_catalogue(path=write([FIRST[0] | {"decision_no": "9/QĐ"}]), by=editor, at=NOON)
    with pytest.raises(ForceMoved, match="Số quyết định công bố"):
        services.publish_draft(code=BIRTH, seen=2, from_day=TODAY, by=editor, at=NOON)

    assert services.rebase_draft(code=BIRTH, by=editor, at=NOON) == ()
    services.publish_draft(code=BIRTH, seen=3, from_day=TODAY, by=editor, at=NOON)

    record = queries.procedure(BIRTH).record
    assert (record.decision_no, record.conditions) == ("9/QĐ", "Của tỉnh")


@pytest.mark.django_db
def test_what_the_province_did_not_change_goes_on_following_the_national_list(draft, editor, write):
    save(editor, conditions="Của tỉnh")
    services.publish_draft(code=BIRTH, seen=2, from_day=TODAY, by=editor, at=NOON)
    services.import_catalogue(
        path=write([FIRST[0] | {"decision_no": "9/QĐ", "conditions": "Của bộ"}]), by=editor, at=NOON
    )
    record = queries.procedure(BIRTH).record
    assert (record.decision_no, record.conditions) == ("9/QĐ", "Của tỉnh")


@pytest.mark.django_db
def test_a_draft_waits_for_its_day_and_is_published_by_the_clock(draft, editor):
    save(editor, conditions="Từ đầu năm")
    day = date(2027, 1, 1)
    assert services.publish_draft(code=BIRTH, seen=2, from_day=day, by=editor, at=NOON) is None
    tasks.publish_due()
    assert queries.procedure(BIRTH).record.conditions == ""

    with clock.fixed(NOON.replace(year=2027, month=1, day=1, hour=0, minute=1)):
        tasks.publish_due()
        tasks.publish_due()
    assert queries.procedure(BIRTH, day).record.conditions == "Từ đầu năm"
    assert queries.procedure(BIRTH, date(2026, 12, 31)).record.conditions == ""
    assert ProcedureVersion.objects.filter(procedure__code=BIRTH).count() == 2


@pytest.mark.django_db
def test_a_waiting_draft_that_no_longer_fits_says_why_and_changes_nothing(draft, editor):
    save(editor, t_limit_value=1)
    services.publish_draft(code=BIRTH, seen=2, from_day=date(2027, 1, 1), by=editor, at=NOON)
    services.edit_adoption(code=BIRTH, changes={"limit_value": 2}, by=editor, at=NOON)
    with clock.fixed(NOON.replace(year=2027, month=1, day=1)):
        tasks.publish_due()
    assert "Thời hạn của tỉnh" in queries.draft(BIRTH).problem
    assert queries.adoption_of(BIRTH).limit_value == 2


@pytest.mark.django_db
def test_a_procedure_of_the_provinces_own_is_written_from_nothing(catalogue, editor):
    services.start_draft(code="9.000001", name="Hỗ trợ học phí", by=editor, at=NOON)
    with pytest.raises(LacksParts, match="Trình tự thực hiện"):
        services.publish_draft(code="9.000001", seen=1, from_day=TODAY, by=editor, at=NOON)
    save(
        editor, code="9.000001", steps_text="Nộp rồi nhận.", executing_agency="Sở Giáo dục",
        applicant_kinds=["Học sinh"], results=["Quyết định"],
        papers=[{"name": "Đơn", "original": 1, "copies": 0}],
        methods=[{"channel": "counter", "time_text": "5 ngày làm việc"}],
        t_limit_value=5, t_limit_unit="working_days",
    )  # fmt: skip
    change = services.publish_draft(code="9.000001", seen=2, from_day=TODAY, by=editor, at=NOON)
    view = queries.procedure("9.000001")
    assert (view.offered, str(view.limit), view.record.papers[0].name) == (True, "5 ngày làm việc", "Đơn")

    services.undo_change(change_id=change.pk, by=editor, at=NOON)
    assert not queries.procedure("9.000001").offered


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "}, {"levels": ["làng"]}, {"papers": "không"}, {"fees": [{"x": 1}]}, {"t_limit_value": "ba"},
        {"papers": [{"name": "Đơn", "original": -1}]}, {"t_level": "village"}, {"listed": False},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_words_and_the_draft_stays(draft, editor, changes):
    with pytest.raises(BadTerms):
        save(editor, **changes)
    assert queries.draft(BIRTH).revision == 1


@pytest.mark.django_db
def test_without_the_permission_no_draft_opens_and_a_gone_one_is_told(draft, clerk, editor):
    with pytest.raises(NotAllowed):
        services.start_draft(code=BIRTH, by=clerk, at=NOON)
    services.discard_draft(code=BIRTH, by=editor, at=NOON)
    with pytest.raises(NoDraft):
        save(editor, conditions="x")


TEN = """
import threading, sys
from motcua.cli import setup_django
setup_django()
from django.db import close_old_connections, connection
from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.refusals import Refusal
from motcua.registries.procedures import queries, services
from motcua.registries.procedures.types import EDIT
by = Actor.system("ten", EDIT)
services.start_draft(code="9.000001", name="Việc thử", by=by, at=clock.now())
gate, answers = threading.Barrier(10), []
def one(number):
    try:
        gate.wait()
        services.save_draft(code="9.000001", changes={"conditions": f"Người {number}"}, seen=1, by=by, at=clock.now())
        answers.append("saved")
    except Refusal as refusal:
        answers.append(refusal.code)
    finally:
        close_old_connections()
        connection.close()
threads = [threading.Thread(target=one, args=(number,)) for number in range(10)]
[thread.start() for thread in threads]
[thread.join(60) for thread in threads]
print(connection.vendor, queries.draft("9.000001").revision, *sorted(answers))
"""


def _ten(environment: dict[str, str]) -> str:
    said = [sys.executable, "-m", "motcua", "manage", "migrate", "-v0"], [sys.executable, "-c", TEN]
    for command in said:
        done = subprocess.run(
            command, env=os.environ | environment, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip()


ONE_SAVED = " ".join(["2", *["PRC-08"] * 9, "saved"])


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_ten_at_once_on_the_embedded_database_leave_one_saving_and_nine_clear_answers(tmp_path):
    environment = {"DJANGO_SETTINGS_MODULE": "motcua.config.settings", "MOTCUA_VAR": str(tmp_path)}
    assert _ten(environment | {"MOTCUA_DATABASE_URL": ""}) == f"sqlite {ONE_SAVED}"


@pytest.mark.slow
@pytest.mark.skipif(
    postgres.binaries() is None and os.environ.get("CI") != "true", reason="PostgreSQL is not installed"
)
def test_ten_at_once_on_postgresql_leave_one_saving_and_nine_clear_answers(tmp_path):
    with postgres.server() as url:
        environment = {"DJANGO_SETTINGS_MODULE": "motcua.config.settings", "MOTCUA_VAR": str(tmp_path)}
        assert _ten(environment | {"MOTCUA_DATABASE_URL": url}) == f"postgresql {ONE_SAVED}"


_values = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_values, _values, _values)
def test_bringing_two_hands_together_loses_no_change_of_either(base, mine, theirs):
    merged, conflicts = drafts.merge(base, mine, theirs)
    for key in "abcd":
        if key in conflicts or mine.get(key) != base.get(key):
            assert merged.get(key) == mine.get(key)
        else:
            assert merged.get(key) == theirs.get(key)
    assert all(mine.get(key) != theirs.get(key) for key in conflicts)


_days = st.dates(date(2024, 1, 1), date(2028, 1, 1))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 10**6), _days), max_size=5))
def test_one_general_amount_follows_the_other_without_gap_or_overlap(steps):
    rows = []
    for amount, day in steps:
        rows = fees.with_general_fee(rows, amount, day)
        assert fees.fee_faults(rows) == []
        assert fees.general_fee(rows, day) == amount


_fee = st.builds(
    lambda name, channel, amount, first, days: {
        "kind": "charge", "name": name, "applicant_kind": "", "channel": channel, "amount_vnd": amount,
        "formula_text": "" if amount is not None else "2% giá trị", "per_unit": "dossier", "legal_basis": "",
        "valid_from": first.isoformat(), "exemptions": "",
        "valid_to": None if days is None else (first + timedelta(days=days)).isoformat(),
    },
    st.sampled_from(["Lệ phí", "Bản sao"]), st.sampled_from(["", "online"]), st.none() | st.integers(0, 9),
    _days, st.none() | st.integers(0, 400),
)  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(st.lists(_fee, max_size=3).filter(lambda rows: not fees.fee_faults(rows)), st.integers(10, 99), _days)
def test_a_general_amount_that_is_set_is_the_one_shown_and_moves_no_other_day(rows, amount, day):
    before = [dict(row) for row in rows]
    try:
        after = fees.with_general_fee(rows, amount, day)
    except fees.NotGeneral:
        assert fees.has_table(rows, day) and fees.general_fee(rows, day) is None
        return
    finally:
        assert rows == before
    assert fees.general_fee(after, day) == amount and fees.fee_faults(after) == []
    held = {row["name"] for row in fees.fees_on(rows, day)}
    assert not held or {row["name"] for row in fees.fees_on(after, day)} == held

    def paid(table, on):
        return sorted(
            (row["name"], row["channel"], str(row["amount_vnd"])) for row in fees.fees_on(table, on)
        )

    assert paid(after, day - timedelta(days=1)) == paid(rows, day - timedelta(days=1))
    new = next(row for row in after if row["amount_vnd"] == amount)
    if new["valid_to"]:
        next_day = date.fromisoformat(new["valid_to"]) + timedelta(days=1)
        assert paid(after, next_day) == paid(rows, next_day)


def in_force(process):
    return process == "quy-trinh-that"


@pytest.mark.django_db
def test_a_draft_names_only_forms_and_processes_that_are_published(draft, editor, settings, news):
    settings.PROCESS_IN_FORCE = f"{__name__}.in_force"
    before = queries.states.state(BIRTH)
    for seen, field, named, what in (
        (1, "t_eform_code", "mau-la", "không có biểu mẫu nào"),
        (2, "t_process_code", "quy-trinh-la", "không có quy trình nào"),
    ):
        other = {"t_process_code": "quy-trinh-la", "t_eform_code": ""}
        save(editor, seen=seen, **(other | {field: named}))
        for day in (TODAY, TODAY + timedelta(days=3)):
            with pytest.raises(NotLinked, match=what) as refused:
                services.publish_draft(code=BIRTH, seen=seen + 1, from_day=day, by=editor, at=NOON)
            assert named in refused.value.message and refused.value.facts["field"] == field
    assert drafts.changed(before, queries.states.state(BIRTH)) == ()
    assert len(news("procedures.draft_published")) == 0
    with pytest.raises(NotLinked):
        services.edit_adoption(code=BIRTH, changes={"process_code": "quy-trinh-la"}, by=editor, at=NOON)

    save(editor, seen=3, t_process_code="quy-trinh-that")
    services.publish_draft(code=BIRTH, seen=4, from_day=TODAY, by=editor, at=NOON)
    assert queries.adoption_of(BIRTH).process_code == "quy-trinh-that"


@pytest.mark.django_db
def test_a_process_that_only_a_draft_will_follow_is_held_to_that_draft(draft, editor):
    save(editor, t_process_code="rieng", t_limit_value=2)
    (use,) = queries.uses_of_process("rieng")
    assert (use.code, use.limits) == (BIRTH, ((2, use.limits[0][1]),))
    assert [one.limits[0][0] for one in queries.uses_of_process(BIRTH)] == [3]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("scope", "local", "Đặc thù của tỉnh"), ("status", "in_force", "Đang áp dụng"), ("t_level", "commune", "Cấp xã"),
        ("t_receiving_rule", "any_centre", "Mọi Trung tâm trong tỉnh"), ("valid_from", "2026-01-01", "01/01/2026"),
        ("t_note", "Theo 2026-01-01", "Theo 2026-01-01"), ("limit_value", 3.0, "3"),
    ],
)  # fmt: skip
def test_a_difference_is_told_in_words_not_in_codes(key, value, said):
    from motcua.registries.procedures.rules import drafts

    assert drafts.words(key, value) == said


@pytest.mark.parametrize(
    ("typed", "amount"), [("8.000", 8000), ("8000", 8000), ("1.250.000 đồng", 1_250_000)]
)
def test_money_is_read_as_it_is_written_and_never_a_thousandth(typed, amount):
    row = FeeRow({"kind": "charge", "amount_vnd": typed, "per_unit": "dossier", "valid_from": "01/01/2026"})
    row.is_valid()
    assert row.cleaned_data["amount_vnd"] == amount
    assert 'value="8.000"' in str(FeeRow(initial={"amount_vnd": 8000})["amount_vnd"])
