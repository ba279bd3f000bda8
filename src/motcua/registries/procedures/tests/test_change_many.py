"""Bulk work: seen first, done whole or in part by choice, undone; Excel out and in, its faults by row and column."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from motcua.kernel.audit.models import Entry
from motcua.kernel.refusals import NotAllowed
from motcua.registries.procedures import queries, services
from motcua.registries.procedures.models import Adoption
from motcua.registries.procedures.queries import table
from motcua.registries.procedures.rules import bulk, workbook
from motcua.registries.procedures.tests.conftest import NOON, national
from motcua.registries.procedures.types import BadTerms, BadWorkbook, CannotUndo, StalePage

pytestmark = pytest.mark.django_db
OURS = ["1.000656", "1.000894", "1.001193"]


def look(editor, **cells):
    return services.preview_many(wanted={code: cells for code in OURS}, title="Thử", by=editor, at=NOON)


def test_many_are_changed_as_previewed_and_taken_back_exactly(catalogue, editor):
    before = {code: queries.states.state(code) for code in OURS}
    key = look(editor, limit_value="5", limit_unit="working_days", online="partial", fee="8000")
    assert {code: queries.states.state(code) for code in OURS} == before

    batch = services.change_many(key=key, by=editor, at=NOON)

    assert {queries.adoption_of(code).limit_value for code in OURS} == {5}
    assert queries.procedure("1.001193").fee_words == "8.000 đồng"
    entry = Entry.objects.get(action="procedures.change_many")
    assert entry.before["1.001193"]["t_limit_value"] == 3 and entry.after["1.001193"]["t_limit_value"] == 5

    done, skipped = services.undo_many(batch_id=batch.pk, by=editor, at=NOON + timedelta(minutes=5))
    assert (done, skipped) == (3, [])
    assert {code: queries.states.state(code) for code in OURS} == before
    with pytest.raises(CannotUndo):
        services.undo_many(batch_id=batch.pk, by=editor, at=NOON)


def test_a_row_somebody_changed_meanwhile_stops_all_unless_the_good_ones_are_chosen(catalogue, editor):
    key = look(editor, limit_value="5", limit_unit="working_days")
    services.edit_adoption(code="1.001193", changes={"limit_value": 1}, by=editor, at=NOON)
    with pytest.raises(StalePage, match=r"1\.001193"):
        services.change_many(key=key, by=editor, at=NOON)
    assert queries.adoption_of("1.000894").limit_value == 3

    services.change_many(key=key, by=editor, at=NOON, only_good=True)
    assert [queries.adoption_of(code).limit_value for code in OURS] == [5, 5, 1]


def test_undoing_leaves_what_somebody_changed_since_and_names_it(catalogue, editor):
    batch = services.change_many(
        key=look(editor, limit_value="5", limit_unit="working_days"), by=editor, at=NOON
    )
    services.edit_adoption(code="1.001193", changes={"limit_value": 1}, by=editor, at=NOON)
    assert services.undo_many(batch_id=batch.pk, by=editor, at=NOON) == (2, ["1.001193"])
    assert queries.adoption_of("1.001193").limit_value == 1


def test_one_wrong_row_stops_all_until_the_good_ones_are_chosen(catalogue, editor):
    wanted = {
        "1.001193": {"limit_value": "5", "limit_unit": "working_days"},
        "1.000656": {"limit_value": "5"},
    }
    key = services.preview_many(wanted=wanted, title="Thử", by=editor, at=NOON)
    with pytest.raises(BadTerms, match="1 lỗi"):
        services.change_many(key=key, by=editor, at=NOON)
    assert queries.adoption_of("1.001193").limit_value == 3
    services.change_many(key=key, by=editor, at=NOON, only_good=True)
    assert queries.adoption_of("1.001193").limit_value == 5
    assert queries.adoption_of("1.000656").limit_value is None


def test_many_are_withdrawn_only_with_a_reason_and_offered_again_only_when_complete(catalogue, editor, write):
    assert table.pending_batch(look(editor, published="no"), editor.id).errors
    services.change_many(key=look(editor, published="no", reason="Chờ quy định"), by=editor, at=NOON)
    assert queries.procedure("1.001193").why_not_online == "Chờ quy định"
    services.import_catalogue(
        path=write([national("1.000656", "Thủ tục đăng ký khai tử", steps_text=None)]), by=editor, at=NOON
    )
    kept = table.pending_batch(look(editor, published="yes"), editor.id)
    assert [one["code"] for one in kept.errors] == ["1.000656"]
    assert "Trình tự thực hiện" in kept.errors[0]["why"]


def test_a_stranger_previews_nothing_and_takes_nobody_elses_preview(catalogue, editor, clerk):
    with pytest.raises(NotAllowed):
        look(clerk, online="none")
    with pytest.raises(StalePage):
        services.change_many(
            key=look(editor, online="none"), by=clerk.with_permissions("procedures.edit"), at=NOON
        )


def _book(**cells: str) -> bytes:
    """The table as sent out, some cells of its first row typed over."""
    rows = [
        {"code": row.code, "name": row.name, "field": row.field, "cases": row.cases, **row.cells}
        for row in table.table(NOON.date())[0:99]
    ]
    book = load_workbook(BytesIO(workbook.write(rows)))
    sheet = book[workbook.SHEET]
    heads = [one.value for one in sheet[1]]
    for label, value in cells.items():
        sheet.cell(2, heads.index({**workbook.READ_ONLY, **bulk.COLUMNS}[label]) + 1).value = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _sent(editor, content: bytes):
    key = services.preview_workbook(content=content, name="bang.xlsx", by=editor, at=NOON)
    return table.pending_batch(key, editor.id)


def test_a_workbook_sent_back_as_it_came_changes_nothing(catalogue, editor):
    kept = _sent(editor, _book())
    assert (kept.rows, kept.errors, kept.unchanged) == ([], [], 3)


def test_a_workbook_changes_what_was_typed_and_nothing_else(catalogue, editor):
    kept = _sent(editor, _book(online="Dịch vụ công toàn trình", limit_value=7, limit_unit="ngày"))
    assert [(row["code"], sorted(row["after"])) for row in kept.rows] == [
        ("1.000656", ["t_limit_unit", "t_limit_value", "t_online_level"])
    ]


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        ({"limit_value": "ba"}, "Thời hạn", "không phải số nguyên"),
        ({"limit_value": 3.5}, "Thời hạn", "không phải số nguyên"),
        ({"limit_value": -3}, "Thời hạn", "“-3” là số âm; nhỏ nhất là 0"),
        ({"fee": "-8.000"}, "Mức thu chung (đồng)", "số âm"),
        ({"level": "Cấp huyện"}, "Cấp tiếp nhận", "không có trong danh sách"),
        ({"level": ""}, "Cấp tiếp nhận", "không được để trống"),
        ({"competent": "=HYPERLINK(1)"}, "Cơ quan giải quyết", "công thức"),
        ({"code": "abc"}, "Mã thủ tục", "không đúng dạng mã"),
        ({"code": "1.000894"}, "Mã thủ tục", "mã đã có ở dòng"),
        ({"code": "9.999999"}, "", "chưa áp dụng"),
        ({"fee": "99999999999999"}, "Mức thu chung (đồng)", "quá lớn"),
        ({"limit_value": 5}, "Thời hạn", "cả số và đơn vị"),
        ({"name": "Khai tử, tên mới"}, "Tên thủ tục", "không sửa bằng Excel"),
        ({"field": "Hộ tịch mới"}, "Lĩnh vực", "không sửa bằng Excel"),
        ({"cases": "không có"}, "Trường hợp riêng", "đang giữ “trống”"),
    ],
)
def test_a_wrong_cell_is_named_by_sheet_row_column_what_why_and_what_next(
    catalogue, editor, cells, column, why
):
    kept = _sent(editor, _book(**cells))
    (fault,) = kept.errors
    assert fault["sheet"] == "Thủ tục" and fault["row"] in (2, 3)
    assert fault["column"] == column and why in fault["why"] and fault["next"]
    assert queries.adoption_of("1.000656").limit_value is None


def test_a_procedure_with_cases_says_so_beside_its_one_limit_going_out_and_coming_in(catalogue, editor):
    case = {"name": "Có xác minh", "when": {}, "value": 8, "unit": "working_days"}
    case |= {"process_code": "", "channel": "", "valid_from": None, "valid_to": None, "legal_basis": ""}
    Adoption.objects.filter(procedure__code="1.000656").update(cases=[case])
    row, other, _ = table.table(NOON.date())[0:99]
    assert (row.cases, other.cases) == (bulk.CASES, "") and bulk.CASES in row.words["limit"]
    kept = _sent(editor, _book(limit_value=7, limit_unit="ngày"))
    assert [(one["code"], one["note"]) for one in kept.rows] == [("1.000656", bulk.CASES)]
    assert (kept.errors, kept.unchanged) == ([], 2)


@pytest.mark.parametrize(
    "content", [b"", b"khong phai", b"PK\x03\x04hong", workbook.table(["A"], [["1"]], "Khác")]
)
def test_what_is_no_table_of_procedures_is_refused_in_words(catalogue, editor, content):
    with pytest.raises(BadWorkbook):
        services.preview_workbook(content=content, name="x.xlsx", by=editor, at=NOON)


def test_words_that_look_like_formulas_go_out_as_words():
    content = workbook.write(
        [{"code": "1.001193", "name": "=1+1", "competent": "@SUM(A1)", "level": "commune"}]
    )
    sheet = load_workbook(BytesIO(content))[workbook.SHEET]
    assert [(one.value, one.data_type) for one in sheet[2][:2]] == [("1.001193", "s"), ("=1+1", "s")]
    assert all(one.data_type != "f" for line in sheet.iter_rows() for one in line)
    assert len(sheet.data_validations.dataValidation) == len(bulk.CHOICES)


def test_an_administrator_edits_a_column_in_place_and_sets_one_on_all_filtered(as_editor, catalogue):
    assert 'name="v-1.001193"' in as_editor.get("/quan-tri/thu-tuc/?sua=limit").content.decode()
    sent = {"act": "cells", "column": "limit", "code": OURS, "v-1.000656": "", "u-1.000656": ""}
    sent |= {"v-1.000894": "3", "u-1.000894": "working_days", "v-1.001193": "1", "u-1.001193": "working_days"}
    preview = as_editor.post("/quan-tri/thu-tuc/hang-loat/", sent).url
    page = as_editor.get(preview)
    assert [row["code"] for row in page.context["kept"].rows] == ["1.001193"]
    assert as_editor.post(preview, {"act": "all"}).url == "/quan-tri/thu-tuc/hang-loat/luot/"
    assert queries.adoption_of("1.001193").limit_value == 1

    sent = {"column": "online", "value": "Chưa nộp trực tuyến", "all": "1", "filters": "level=commune"}
    preview = as_editor.post("/quan-tri/thu-tuc/hang-loat/", sent).url
    as_editor.post(preview, {"act": "all"})
    assert {queries.adoption_of(code).online_level for code in OURS} == {"none"}
    done = as_editor.get("/quan-tri/thu-tuc/hang-loat/luot/")
    as_editor.post("/quan-tri/thu-tuc/hang-loat/luot/", {"batch": done.context["page"][0].pk})
    assert {queries.adoption_of(code).online_level for code in OURS} == {"partial"}


def test_a_workbook_goes_out_and_comes_in_through_the_console(as_editor, catalogue):
    out = as_editor.get("/quan-tri/thu-tuc/excel/?level=commune")
    assert out.content.startswith(b"PK")
    sent = {"file": SimpleUploadedFile("bang.xlsx", _book(limit_value="hai"))}
    page = as_editor.post("/quan-tri/thu-tuc/excel/nhap/", sent, follow=True)
    text = page.content.decode()
    assert "không phải số nguyên" in text and "Thời hạn" in text
    bad = as_editor.post("/quan-tri/thu-tuc/excel/nhap/", {"file": SimpleUploadedFile("x.xlsx", b"x")})
    assert bad.status_code == 422 and "không phải bảng tính" in bad.content.decode()


def test_gaps_are_counted_by_agency_and_lead_to_the_procedures_behind(as_editor, catalogue, write, editor):
    services.import_catalogue(
        path=write([national("1.000656", "Thủ tục đăng ký khai tử", steps_text=None)]), by=editor, at=NOON
    )
    found = {one.code: one.missing for one in queries.gaps(NOON.date())}
    assert found == {code: queries.procedure(code).missing for code in OURS}
    page = as_editor.get("/quan-tri/thu-tuc/con-thieu/").content.decode()
    assert "Ủy ban nhân dân cấp xã" in page
    page = as_editor.get("/quan-tri/thu-tuc/con-thieu/?muc=steps").content.decode()
    assert "1.000656" in page and "1.001193" not in page
    assert as_editor.get("/quan-tri/thu-tuc/con-thieu/?tai=xlsx").content.startswith(b"PK")


def test_the_gaps_of_all_cost_a_few_queries_whatever_the_number(as_editor, catalogue):
    with CaptureQueriesContext(connection) as seen:
        queries.gaps(NOON.date())
    assert len(seen) == 1
