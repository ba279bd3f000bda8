"""Editing a process in the browser by plain forms, as an administrator without code."""

import pytest
from django.test import Client

from motcua.kernel import access
from motcua.kernel.access import Actor
from motcua.kernel.audit.models import Entry
from motcua.services.workflow import queries
from motcua.services.workflow.models import ProcessVersion

ADMIN = Actor("officer", "QT01", "Lê Văn E", permissions=frozenset({"workflow.edit"}))
BASE = "/quan-tri/quy-trinh/1.001193/"


@pytest.fixture
def page(processes, monkeypatch):
    monkeypatch.setattr(access.Actor, "anonymous", classmethod(lambda cls: ADMIN))
    return Client()


@pytest.fixture
def draft(page):
    answer = page.post(f"{BASE}ban-1/soan/")
    assert answer.url == f"{BASE}ban-2/sua/"
    return answer.url


def body(page, url):
    return page.get(url).content.decode()


def definition(number=2):
    return queries.definition_of(queries.version_by_number("1.001193", number).id)


def test_hours_names_and_posts_are_changed_in_the_table_and_the_change_is_told_and_audited(page, draft):
    d = definition()
    first = d.tasks[0]
    answer = page.post(
        draft,
        {"seen": 1, "viec": "luu", f"gio-{first.id}": "2,5", f"ten-{first.id}": "Tiếp nhận tại quầy"},
        follow=True,
    )
    text = answer.content.decode()
    assert answer.status_code == 200 and "thời hạn trước là" in text and "Tiếp nhận tại quầy" in text
    assert definition().node(first.id).hours == 2.5 and definition(1).node(first.id).hours == first.hours
    entry = Entry.objects.filter(action="workflow.change_draft").last()
    assert entry.before["revision"] == 1 and entry.after["revision"] == 2 and entry.after["words"]


def test_of_two_administrators_the_second_is_told_who_changed_what_and_keeps_what_was_typed(page, draft):
    d = definition()
    a, b = d.tasks[0], d.tasks[1]
    page.post(draft, {"seen": 1, "viec": "luu", f"gio-{a.id}": "3"})
    late = page.post(draft, {"seen": 1, "viec": "luu", f"gio-{b.id}": "7"})
    text = late.content.decode()
    assert late.status_code == 409 and "WFL-09" in text
    assert "Lê Văn E" in text and f"Bước “{a.name}”: thời hạn" in text and "7 giờ" in text
    assert definition().node(b.id).hours == b.hours


def test_a_step_is_added_duplicated_moved_and_removed_and_undone(page, draft):
    d = definition()
    sent = {"seen": 1, "viec": "them", "t-after": d.tasks[0].id, "t-name": "Xác minh tại tổ dân phố",
            "t-lane": "tu_phap_ho_tich", "t-task": "task", "t-hours": "1"}  # fmt: skip
    assert page.post(draft, sent).status_code == 302
    new = next(n for n in definition().tasks if n.name == "Xác minh tại tổ dân phố")
    for act in (f"nhan-doi:{new.id}", f"xuong:{new.id}", f"bo:{new.id}"):
        seen = queries.version_by_number("1.001193", 2).revision
        assert page.post(draft, {"seen": seen, "viec": act}).status_code == 302, act
    names = [n.name for n in definition().tasks]
    assert "Xác minh tại tổ dân phố" not in names and "Xác minh tại tổ dân phố (bản sao)" in names
    undo(page)
    assert "Xác minh tại tổ dân phố" in [n.name for n in definition().tasks]


def undo(page):
    return page.post(
        f"{BASE}ban-2/hoan-tac/", {"seen": queries.version_by_number("1.001193", 2).revision}, follow=True
    )


def test_changes_are_undone_one_after_the_other_back_to_the_beginning(page, draft):
    first = definition().tasks[0].id

    def set_hours(hours):
        seen = queries.version_by_number("1.001193", 2).revision
        page.post(draft, {"seen": seen, "viec": "luu", f"gio-{first}": hours})

    began = definition().node(first).hours
    for hours in ("3", "5", "7"):
        set_hours(hours)
    undo(page), undo(page)
    assert definition().node(first).hours == 3
    set_hours("4")
    undo(page)
    assert definition().node(first).hours == 3
    undo(page)
    assert definition().node(first).hours == began
    assert "Chưa có lần sửa nào" in undo(page).content.decode()
    assert "ban-2/hoan-tac/" not in body(page, draft)


@pytest.mark.parametrize("typed", ["-3", "một", "0,3", "1e9", "nan", "inf"])
def test_hours_that_are_none_are_told_at_their_box_and_keep_what_was_typed(page, draft, typed):
    first, second = definition().tasks[:2]
    sent = {"seen": 1, "viec": "luu", f"gio-{first.id}": typed, f"ten-{second.id}": "Thẩm tra lại"}
    refused = page.post(draft, sent)
    text = refused.content.decode()
    assert refused.status_code == 422 and f"“{typed}” không phải số giờ dùng được" in text
    assert f'aria-describedby="gio-{first.id}-loi"' in text and "Thẩm tra lại" in text
    assert "Không đọc được quy trình" not in text
    assert definition().node(first.id).hours == first.hours


def test_the_running_sum_answers_while_typing_and_changes_nothing(page, draft):
    first = definition().tasks[0]
    answer = page.post(f"{draft}tinh/", {f"gio-{first.id}": "100"}).json()
    assert answer["over"] and "vượt thời hạn" in answer["words"]
    assert page.post(f"{draft}tinh/", {f"gio-{first.id}": "một"}).json()["over"]
    assert definition().node(first.id).hours == first.hours


def test_outcomes_and_where_they_lead_are_chosen_on_the_page_of_a_step(page, draft):
    d = definition()
    task = next(n for n in d.tasks if len(n.outcomes) > 1 and n.task == "task")
    url = f"{draft}buoc/{task.id}/"
    text = body(page, url)
    assert task.outcomes[0].name in text
    end = next(n.id for n in d.nodes if n.kind == "end")
    sent = {"seen": 1, "name": task.name, "public": "Kiểm tra giấy tờ của bạn", "lane": task.lane, "task": "task",
            "hours": "2", "clock": "run", "documents": "", "note": "",
            "w-name_0": "Đúng", "w-to_0": d.tasks[-1].id, "w-code_0": "", "w-name_1": "Sai", "w-to_1": end}  # fmt: skip
    assert page.post(url, sent).status_code == 302
    changed = definition()
    assert [o.name for o in changed.node(task.id).outcomes] == ["Đúng", "Sai"]
    assert changed.node(task.id).public == "Kiểm tra giấy tờ của bạn"
    refused = page.post(url, {**sent, "seen": 2, "w-name_1": "Đúng"})
    assert refused.status_code == 422 and "Hai kết quả trùng tên" in refused.content.decode()


def test_a_published_version_is_not_edited_and_publishing_can_be_taken_back(page, draft):
    first = definition().tasks[0]
    page.post(draft, {"seen": 1, "viec": "luu", f"ten-{first.id}": "Nhận hồ sơ"})
    page.post(f"{BASE}ban-2/ban-hanh/", {"seen": 1})
    assert queries.published("1.001193").number == 1, "the page was older than the draft"
    page.post(f"{BASE}ban-2/ban-hanh/", {"seen": 2})
    assert queries.published("1.001193").number == 2
    assert page.get(draft).status_code == 302
    page.post(f"{BASE}ban-2/rut-lai/", {"rut-ly_do": ""})
    assert queries.published("1.001193").number == 2
    page.post(f"{BASE}ban-2/rut-lai/", {"rut-ly_do": "Ban hành nhầm bản"})
    assert queries.published("1.001193").number == 1
    assert ProcessVersion.objects.get(number=2, process__code="1.001193").status == "retired"
    assert Entry.objects.filter(action="workflow.take_back").exists()


def test_an_over_long_main_way_is_refused_at_publishing_with_its_reason(page, draft):
    first = definition().tasks[0]
    page.post(draft, {"seen": 1, "viec": "luu", f"gio-{first.id}": "40"})
    assert "vượt thời hạn" in body(page, draft)
    page.post(f"{BASE}ban-2/ban-hanh/", {"seen": 2})
    assert queries.published("1.001193").number == 1


def test_a_trial_walks_by_choices_and_by_chance_and_writes_nothing(page, draft):
    before = Entry.objects.count()
    text = body(page, f"{BASE}ban-2/thu/")
    assert "Đang ở bước" in text
    text = body(page, f"{BASE}ban-2/thu/?b=du")
    assert "Đường đã đi" in text
    assert page.get(f"{BASE}ban-2/thu/?b=khong-co").status_code == 200
    text = body(page, f"{BASE}ban-2/thu/?ho_so=50")
    assert "50 hồ sơ" in text and "Giờ mỗi làn" in text
    assert Entry.objects.count() == before


def test_the_drawing_is_saved_through_the_reader_of_files(page, draft):
    xml = queries.bpmn_of(queries.version_by_number("1.001193", 2).id)
    name = definition().tasks[0].name
    saved = page.post(f"{BASE}ban-2/ve/", {"seen": 1, "xml": xml.replace(name, "Nhận giấy tờ")})
    assert saved.status_code == 200 and saved.json()["url"] == draft
    assert definition().tasks[0].name == "Nhận giấy tờ"
    stale = page.post(f"{BASE}ban-2/ve/", {"seen": 1, "xml": xml})
    assert stale.status_code == 409 and "Lê Văn E" in stale.json()["why"]
    bad = page.post(f"{BASE}ban-2/ve/", {"seen": 2, "xml": xml.replace("userTask", "scriptTask")})
    assert bad.status_code == 422 and "scriptTask" in bad.json()["why"]


def test_a_discarded_draft_is_kept_and_may_begin_another(page, draft):
    page.post(f"{BASE}ban-2/bo/", {"seen": 1})
    assert queries.version_by_number("1.001193", 2).status == "discarded"
    assert page.post(f"{BASE}ban-2/soan/").url == f"{BASE}ban-3/sua/"


def test_who_may_not_edit_is_refused_at_every_door(page, draft, monkeypatch):
    clerk = Actor("officer", "CB01", "Phạm Văn D")
    monkeypatch.setattr(access.Actor, "anonymous", classmethod(lambda cls: clerk))
    for url in ("sua/", "thu/", "ve/", "sua/buoc/s1/"):
        assert Client().get(f"{BASE}ban-2/{url}").status_code == 403
    for url in ("soan/", "bo/", "hoan-tac/", "rut-lai/", "sua/", "sua/tinh/"):
        assert Client().post(f"{BASE}ban-2/{url}").status_code == 403


def test_the_table_asks_few_questions_of_the_database(page, draft, django_assert_max_num_queries):
    page.get(draft)
    with django_assert_max_num_queries(30):
        page.get(draft)
