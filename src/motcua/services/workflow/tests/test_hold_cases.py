"""Cases are written in the console, held to the form and the processes, compared, published and undone like the rest."""

from __future__ import annotations

import copy
import json
from datetime import timedelta

import pytest

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.eforms import queries as eforms
from motcua.registries.eforms import services as eform_services
from motcua.registries.eforms.types import EDIT as EDIT_FORMS
from motcua.registries.eforms.types import FieldsMissing
from motcua.registries.procedures import queries, services
from motcua.registries.procedures.models import Change
from motcua.registries.procedures.tests.conftest import FIRST, NOON
from motcua.registries.procedures.types import EDIT, BadTerms, DraftMoved, NotLinked
from motcua.services.workflow import queries as processes
from motcua.services.workflow import services as workflow
from motcua.services.workflow.types import EDIT as EDIT_PROCESSES

BIRTH, LATE = "1.001193", "1.004859-bo-sung"
ROW = {
    "name": "Đăng ký quá hạn", "when": {"field": "registration_kind", "op": "eq", "value": "4"}, "channel": "",
    "value": 2, "unit": "working_days", "process_code": LATE, "valid_from": None, "valid_to": None,
    "legal_basis": "Quyết định của tỉnh",
}  # fmt: skip


@pytest.fixture(autouse=True)
def noon():
    with clock.fixed(NOON):
        yield


@pytest.fixture
def town(db, tmp_path, monkeypatch):
    """A small catalogue with the forms and the processes of the product; who may edit all three, logged in."""
    may = frozenset({EDIT, EDIT_FORMS, EDIT_PROCESSES})
    editor = Actor(kind="officer", id="CB-1", name="Người soạn", permissions=may)
    path = tmp_path / "m.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in FIRST), encoding="utf-8")
    services.import_catalogue(path=path, by=editor, at=NOON)
    services.adopt_procedures(by=editor, at=NOON, terms=tmp_path / "none.yaml")
    workflow.load_processes(by=editor, at=NOON)
    eform_services.load_forms(by=editor, at=NOON)
    services.edit_adoption(
        code=BIRTH, changes={"eform_code": BIRTH, "limit_value": 1, "limit_unit": "working_days"},
        by=editor, at=NOON,
    )  # fmt: skip
    monkeypatch.setattr("motcua.kernel.web.Actor.anonymous", classmethod(lambda cls: editor))
    return editor


def published(by, rows):
    services.edit_adoption(code=BIRTH, changes={"cases": rows}, by=by, at=NOON)
    return queries.adoption_of(BIRTH).cases


CANNOT_BE = [
    ({"name": " "}, "chưa có tên"),
    ({"when": None}, "chưa có điều kiện"),
    ({"when": "registration_kind = 4"}, "không nhận câu chữ tự do"),
    ({"when": {"field": "registration_kind", "op": "contains", "value": "4"}}, "Không biết phép so"),
    ({"when": {"all": []}}, "ít nhất một điều kiện"),
    ({"value": None, "unit": "", "process_code": ""}, "chưa khác gì trường hợp chung"),
    ({"unit": ""}, "cả số và đơn vị"),
    ({"value": -1}, "từ 0 đến 2.000"),
    ({"channel": "fax"}, "không có kênh này"),
    ({"valid_from": "hôm nay"}, "ngày phải viết"),
    ({"valid_from": "2026-12-01", "valid_to": "2026-11-01"}, "ngày hết hạn trước"),
]
CANNOT_BEAR = [
    ({"when": {"field": "khong_co", "op": "eq", "value": "4"}}, "biểu mẫu không có câu hỏi này"),
    ({"when": {"field": "registration_kind", "op": "eq", "value": "9"}}, "không có lựa chọn"),
    ({"when": {"field": "registration_kind", "op": "gt", "value": 3}}, "chỉ dùng với số và ngày"),
    ({"process_code": "khong-co"}, "quy trình khong-co không đang áp dụng"),
    ({"process_code": "1.012783-h"}, "không vừa thời hạn"),
]


def test_a_case_that_cannot_be_is_refused_and_nothing_moves(town):
    before = queries.states.state(BIRTH)
    for change, why in CANNOT_BE:
        with pytest.raises(BadTerms, match=why) as refused:
            published(town, [ROW | change])
        assert "Trường hợp" in refused.value.message and "Hãy" in refused.value.message
        assert queries.states.state(BIRTH) == before


def test_a_case_the_form_or_the_process_cannot_bear_is_refused_and_nothing_moves(town):
    before = queries.states.state(BIRTH)
    for change, why in CANNOT_BEAR:
        with pytest.raises(NotLinked, match=why) as refused:
            published(town, [ROW | change])
        assert (
            "sẽ được hẹn sai ngày" in refused.value.message and "Hãy sửa điều kiện" in refused.value.message
        )
        assert (
            queries.states.state(BIRTH) == before
            and not Change.objects.filter(after__has_key="t_cases").exists()
        )


def test_a_case_without_a_process_of_its_own_must_leave_the_usual_one_time_enough(town):
    short = ROW | {"process_code": "", "value": 4, "unit": "working_hours"}
    with pytest.raises(NotLinked, match="không vừa thời hạn"):
        published(town, [short])
    assert published(town, [short | {"value": 8}])


def test_the_same_condition_twice_for_one_day_is_refused(town):
    with pytest.raises(BadTerms, match="trường hợp 1"):
        published(town, [ROW, ROW | {"name": "Lần nữa", "value": 3}])
    ends = ROW | {"valid_to": "2026-12-31"}
    assert len(published(town, [ends, ROW | {"value": 3, "valid_from": "2027-01-01"}])) == 2


def test_a_form_that_would_lose_the_question_of_a_case_is_not_published(town):
    published(town, [ROW])
    source = eform_services.as_yaml(eforms.published(BIRTH, NOON.date()))
    draft = eform_services.save_draft(
        source=source.replace("registration_kind", "other_kind"), by=town, at=NOON
    )
    with pytest.raises(FieldsMissing, match="Đăng ký quá hạn"):
        eform_services.publish_form(
            code=BIRTH, number=draft.number, published_from=NOON.date(), by=town, at=NOON
        )
    assert eforms.published(BIRTH, NOON.date()).number < draft.number
    assert list(queries.case_fields("1.000656")) == []


def test_the_process_of_a_case_is_held_to_the_limit_of_that_case(town):
    published(town, [ROW])
    (use,) = [one for one in queries.uses_of_process(LATE) if one.code == BIRTH]
    assert (use.case, use.limits) == ("Đăng ký quá hạn", ((2, "working_days"),))
    assert processes.demands_on(LATE, NOON.date()).limit == 16
    assert (BIRTH, LATE, BIRTH) in queries.followers()
    published(town, [ROW | {"valid_to": (NOON.date() - timedelta(days=1)).isoformat()}])
    assert [one for one in queries.uses_of_process(LATE) if one.code == BIRTH] == []


def test_written_in_the_console_compared_published_and_undone(client, town):
    services.start_draft(code=BIRTH, by=town, at=NOON)
    base = f"/quan-tri/thu-tuc/{BIRTH}/ban-thao/truong-hop/"
    assert "Chưa có trường hợp riêng" in client.get(base).content.decode()
    new = client.get(f"{base}moi/").content.decode()
    assert "Loại đăng ký" in new and "Chọn câu hỏi" in new
    typed = {
        "revision": 1, "name": "Đăng ký quá hạn", "value": 2, "unit": "working_days", "process_code": LATE,
        "c.op": "all", "c.count": 1, "c.0.field": "registration_kind", "c.0.op": "eq", "c.0.value": "4",
    }  # fmt: skip
    looked = client.post(f"{base}moi/", typed | {"_xem": 1})
    assert looked.status_code == 200 and "Đăng ký quá hạn" in looked.content.decode()
    bare = client.post(f"{base}moi/", {"revision": 1, "name": "", "c.op": "all", "c.count": 0, "_luu": 1})
    assert bare.status_code == 422 and "Chưa có điều kiện" in bare.content.decode()
    gone = client.post(f"{base}moi/", typed | {"process_code": "khong-co", "_luu": 1})
    assert gone.status_code == 422 and "Quy trình khong-co không đang áp dụng" in gone.content.decode()
    assert queries.draft(BIRTH).data["t_cases"] == []

    assert client.post(f"{base}moi/", typed | {"_luu": 1}).status_code == 302
    second = typed | {
        "revision": 2,
        "name": "Trực tuyến",
        "channel": "online",
        "c.0.value": "1",
        "process_code": "",
    }
    assert client.post(f"{base}moi/", second | {"_luu": 1}).status_code == 302
    assert client.post(base, {"revision": 3, "viec": "len:1"}).status_code == 302
    draft = queries.draft(BIRTH)
    assert [row["name"] for row in draft.data["t_cases"]] == ["Trực tuyến", "Đăng ký quá hạn"]
    stale = client.post(base, {"revision": 3, "viec": "bo:0"})
    assert stale.status_code == 409 and len(queries.draft(BIRTH).data["t_cases"]) == 2
    assert client.post(base, {"revision": 4, "viec": "bo:0"}).status_code == 302
    shown = client.get(f"{base}1/").content.decode()
    assert 'value="Đăng ký quá hạn"' in shown and 'value="4" selected' in shown

    compared = client.get(f"/quan-tri/thu-tuc/{BIRTH}/ban-thao/khac-biet/").content.decode()
    assert "“Loại đăng ký” bằng" in compared and LATE in compared
    change = services.publish_draft(
        code=BIRTH, seen=queries.draft(BIRTH).revision, from_day=NOON.date(), by=town, at=NOON
    )
    assert [row["name"] for row in queries.adoption_of(BIRTH).cases] == ["Đăng ký quá hạn"]
    page = client.get(f"/thu-tuc/{BIRTH}/").content.decode()
    assert "Thời hạn theo trường hợp" in page and "2 ngày làm việc" in page
    told = client.get(f"/api/v1/procedures/{BIRTH}").json()["cases"]
    assert (told[0]["name"], told[0]["limit"]["value"], told[0]["when"]) == (
        "Đăng ký quá hạn",
        2,
        ROW["when"],
    )
    services.undo_change(change_id=change.pk, by=town, at=NOON)
    assert queries.adoption_of(BIRTH).cases == []


def test_two_hands_at_the_cases_of_one_draft_lose_nothing(town):
    services.start_draft(code=BIRTH, by=town, at=NOON)
    services.save_draft(code=BIRTH, changes={"t_cases": [ROW]}, seen=1, by=town, at=NOON)
    other = copy.deepcopy(ROW) | {"name": "Của người kia", "value": 3}
    with pytest.raises(DraftMoved):
        services.save_draft(code=BIRTH, changes={"t_cases": [other]}, seen=1, by=town, at=NOON)
    assert queries.draft(BIRTH).data["t_cases"] == [ROW]
