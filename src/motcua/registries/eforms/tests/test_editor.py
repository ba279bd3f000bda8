"""The editor's pages, pressed button by button as a browser without scripts does."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import QueryDict
from django.test import RequestFactory

from motcua.kernel.access import Actor
from motcua.kernel.refusals import NotAllowed
from motcua.registries.eforms import queries, rules, services
from motcua.registries.eforms.forms import ConditionForm, QuestionForm
from motcua.registries.eforms.tests.conftest import NOW
from motcua.registries.eforms.tests.forms_at_hand import ALL, form
from motcua.registries.eforms.types import Condition, FieldType, NotADraft, PutForm
from motcua.registries.eforms.views import console

TODAY = NOW.date()


@pytest.fixture
def draft(forms, admin):
    return services.start_draft(code="1.001193", number=1, by=admin, at=NOW)


@pytest.fixture
def press(draft, admin):
    """Press a button of the draft as it stands now; the answer and what the page says."""
    session: dict = {}

    def send(view, data=None, *, seen=None, method="post", **kwargs):
        now = queries.numbered(draft.code, draft.number)
        fields = {"revision": str(now.revision if seen is None else seen), **(data or {})}
        request = getattr(RequestFactory(), method)("/quan-tri/bieu-mau/", fields)
        request.actor, request.user = admin, SimpleNamespace(is_authenticated=True)
        request.session = session
        request._messages = FallbackStorage(request)
        answer = view(request, code=draft.code, number=draft.number, **kwargs)
        said = [str(one) for one in get_messages(request)]
        return SimpleNamespace(answer=answer, said=said, html=answer.content.decode())

    return send


def now(draft):
    return queries.numbered(draft.code, draft.number).definition


@pytest.mark.django_db
def test_a_section_and_a_question_are_added_worded_moved_and_removed(press, draft):
    press(console.act, {"viec": "them-phan", "nhan": "Nhà ở của bạn"})
    section = now(draft).sections[-1]
    assert (section.code, section.title) == ("nha_o_cua_ban", "Nhà ở của bạn")
    place = f"phan/{section.code}"
    added = press(console.act, {"viec": "them-cau", "o": place, "nhan": "Diện tích", "kieu": "decimal"})
    assert added.answer.url.endswith("/soan/cau/dien_tich/")
    press(console.act, {"viec": "them-cau", "o": place, "nhan": "Số tầng", "kieu": "int"})
    press(console.act, {"viec": "len", "o": "cau/so_tang", "ve": place})
    assert [one.code for one in now(draft).section(section.code).fields] == ["so_tang", "dien_tich"]
    gone = press(console.act, {"viec": "xoa", "o": "cau/so_tang", "ve": place})
    assert gone.said == ["Xóa câu “Số tầng”."] and now(draft).field("so_tang") is None
    press(console.undo, {"ve": place})
    assert now(draft).field("so_tang").type is FieldType.INT


@pytest.mark.django_db
def test_a_question_is_put_whole_from_its_page_and_keeps_what_is_not_asked(press, draft):
    was = now(draft).field("requester_name")
    data = posted(QuestionForm(now(draft), "cau/requester_name", was))
    unchanged = press(console.question, data, part="requester_name")
    assert unchanged.answer.status_code == 302 and now(draft) == draft.definition
    press(
        console.question,
        {**data, "nhan": "Họ và tên của bạn", "vi_du": "Trần Thị Bình"},
        part="requester_name",
    )
    done = now(draft).field("requester_name")
    assert (done.label, done.example, done.checks, done.prefill) == (
        "Họ và tên của bạn", "Trần Thị Bình", was.checks, was.prefill,
    )  # fmt: skip
    wrong = press(console.question, {**data, "ma": "Họ tên"}, part="requester_name")
    assert wrong.answer.status_code == 422 and "Mã “Họ tên” chưa đúng" in wrong.html


def posted(given) -> dict:
    """What a browser would send back of a form just shown."""
    found = {}
    for bound in given:
        value = bound.value()
        if value is True:
            found[bound.name] = "on"
        elif value is not None and value is not False and value != "":
            found[bound.name] = value
    return found


@pytest.mark.django_db
@pytest.mark.sqlite_only  # a form is drawn and read back; no row is written
def test_every_question_of_every_form_shown_and_sent_back_is_the_same():
    for code in ALL:
        definition = form(code)
        for item in definition.fields():
            for part, place in [(item, f"cau/{item.code}")] + [
                (one, f"cau/{item.code}.{one.code}") for one in item.columns
            ]:
                data = posted(QuestionForm(definition, place, part))
                again = QuestionForm(definition, place, part, data)
                assert again.is_valid(), (code, place, again.errors)
                assert again.part() == part, (code, place)


def tree(given) -> QueryDict:
    """What a browser would send back of a condition just shown."""
    sent = QueryDict(mutable=True)

    def walk(node):
        sent[f"{node.name}.op"] = node.op
        if node.group:
            sent[f"{node.name}.count"] = str(len(node.parts))
            for part in node.parts:
                walk(part)
            return
        sent[f"{node.name}.field"] = node.code
        if node.kind == "lines":
            sent[f"{node.name}.lines"] = node.lines
        elif node.kind == "two":
            sent[f"{node.name}.value"], sent[f"{node.name}.second"] = node.value, node.second
        elif node.kind == "checks":
            sent.setlist(f"{node.name}.value", node.values)
        elif node.kind != "none":
            sent[f"{node.name}.value"] = node.value

    walk(given.root)
    return sent


def test_every_condition_of_every_form_shown_and_sent_back_is_the_same():
    count = 0
    for code in ALL:
        definition = form(code)
        fields = list(definition.fields())
        conditions = [one.show_when for one in definition.sections] + [one.when for one in definition.papers]
        conditions += [said for item in fields for said in (item.show_when, item.required_when)]
        conditions += [item.copy_from.when for item in fields if item.copy_from]
        for one in filter(None, conditions):
            again = ConditionForm(definition, fields, None, tree(ConditionForm(definition, fields, one)))
            assert again.condition() == one, (code, one)
            count += 1
    assert count > 100


@pytest.mark.django_db
def test_a_condition_is_put_together_by_choosing(press, draft):
    where = {"kind": "cau", "part": "requester_birth_date", "slot": "show_when"}
    grown = press(
        console.condition, {"c.op": "any", "c.count": "1", "c.0.field": "birth_kind", "_them": "c"}, **where
    )
    assert 'name="c.1.field"' in grown.html and 'name="c.count" value="2"' in grown.html
    assert 'name="c.0.value"' in grown.html  # its choices are offered at once
    short = press(console.condition, {"c.op": "all", "c.count": "1", "_luu": "1"}, **where)
    assert short.answer.status_code == 422 and "Chưa chọn câu hỏi" in short.html
    later = {"c.op": "all", "c.count": "1", "c.0.field": "child_name", "c.0.op": "filled", "_luu": "1"}
    assert "không còn, hoặc đứng sau" in press(console.condition, later, **where).html
    good = {
        "c.op": "any", "c.count": "2", "_luu": "1",
        "c.0.field": "birth_kind", "c.0.op": "eq", "c.0.value": "Trẻ bị bỏ rơi",
        "c.1.field": "requester_name", "c.1.op": "filled",
    }  # fmt: skip
    press(console.condition, good, **where)
    assert now(draft).field("requester_birth_date").show_when == Condition(
        "any",
        parts=(Condition("eq", "birth_kind", "Trẻ bị bỏ rơi"), Condition("filled", "requester_name")),
    )
    press(console.condition, {"_xoa": "1"}, **where)
    assert now(draft).field("requester_birth_date").show_when is None


@pytest.mark.django_db
def test_a_value_is_computed_by_choosing_and_a_check_added_and_dropped(press, draft):
    press(console.act, {"viec": "them-cau", "o": "phan/requester", "nhan": "Ghép", "kieu": "computed"})
    assert any("cần cách tính" in one.message for one in queries.faults_of(draft.id))
    data = {"nhan": "Ghép", "kieu": "computed", "ma": "ghep", "nguoi_ghi": "citizen", "cong_thuc": "join"}
    shown = press(console.question, {**data, "_xem": "1"}, part="ghep")
    assert 'name="phan_1"' in shown.html and now(draft).field("ghep").formula is None
    press(
        console.question,
        {**data, "phan_1": "requester_name", "chu_2": ", sinh ngày", "phan_3": "requester_birth_date"},
        part="ghep",
    )
    assert str(now(draft).field("ghep").formula) == "join:requester_name:=, sinh ngày:requester_birth_date"
    assert queries.faults_of(draft.id) == []
    wrong = press(
        console.question, {"_kiem_tra": "1", "kt-tu": "int_range", "kt-so": "mười"}, part="requester_name"
    )
    assert wrong.answer.status_code == 422 and "không đúng dạng" in wrong.html
    press(console.question, {"_kiem_tra": "1", "kt-tu": "short_name", "kt-so": "20"}, part="requester_name")
    assert now(draft).field("requester_name").checks[-1].arg == "20"
    press(console.question, {"_bo_kiem_tra": "1"}, part="requester_name")
    assert [one.word for one in now(draft).field("requester_name").checks] == ["vname"]


@pytest.mark.django_db
def test_two_at_once_the_second_keeps_what_was_typed_and_reads_who_was_first(press, draft, admin):
    other = Actor(kind="officer", id="CB002", name="Trần Cùng Sửa", permissions=admin.permissions)
    services.edit_draft(
        code=draft.code, number=2, seen=0, edit=PutForm("Tên của người khác"), by=other, at=NOW
    )
    told = press(console.outline, {"ten": "Tên của tôi"}, seen=0)
    assert told.answer.status_code == 422 and "Trần Cùng Sửa" in told.html and "Tên của tôi" in told.html
    assert now(draft).name == "Tên của người khác"
    moved = press(console.act, {"viec": "xuong", "o": "phan/agency"}, seen=0)
    assert "Trần Cùng Sửa" in moved.said[0] and now(draft).sections[0].code == "agency"
    assert "Trần Cùng Sửa" in press(console.publish, {"tu_ngay": "20/11/2026"}, seen=0).said[0]
    assert queries.published(draft.code, TODAY).number == 1


@pytest.mark.django_db
def test_papers_are_added_worded_and_given_a_case(press, draft):
    press(console.act, {"viec": "them-giay", "nhan": "Đơn xin xác nhận"})
    paper = now(draft).papers[-1]
    assert (paper.code, paper.copies) == ("DON_XIN_XAC_NHAN", 1)
    data = {
        "ten": paper.name,
        "cach": "submit",
        "ban_chinh": "1",
        "ban_sao": "0",
        "bat_buoc": "on",
        "ma": paper.code,
    }
    press(console.paper, data, part=paper.code)
    press(
        console.condition,
        {"c.op": "all", "c.count": "1", "c.0.field": "birth_kind", "c.0.op": "eq", "c.0.value": "Mang thai hộ", "_luu": "1"},
        kind="giay", part=paper.code, slot="when",
    )  # fmt: skip
    done = now(draft).papers[-1]
    assert (done.original, done.required, done.when.value) == (1, True, "Mang thai hộ")


@pytest.mark.django_db
def test_a_draft_is_tried_with_an_example_and_says_errors_values_and_papers(press):
    empty = press(console.trial, method="get")
    assert "chỗ chưa nộp được" in empty.html and "Giấy tờ phải nộp" in empty.html
    press(console.trial, {"_vi_du": "1"})
    full = press(console.trial, method="get")
    assert '<h2 id="loi">Nộp được</h2>' in full.html and "Giá trị tự tính" in full.html
    bad = press(console.trial, {"birth_kind": ""})
    assert bad.answer.status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("view", "part"),
    [
        ("section", "khong_co"),
        ("question", "khong_co"),
        ("question", "x.y.z"),
        ("paper", "KHONG_CO"),
        ("section", "a\x00b"),
    ],
)
def test_a_place_that_is_not_there_is_refused_in_words(press, view, part):
    from motcua.kernel.refusals import Refusal

    with pytest.raises(Refusal):
        press(getattr(console, view), method="get", part=part)


@pytest.mark.django_db
@pytest.mark.parametrize("data", [{}, {"viec": "xoa"}, {"viec": "len", "o": "cau/khong_co"}, {"viec": "nhan-doi", "o": "?"}, {"viec": "them-cau", "o": "phan/agency", "nhan": "x", "kieu": "la"}, {"viec": "sang", "o": "cau/birth_kind", "phan": "?"}])  # fmt: skip
def test_an_odd_press_changes_nothing_and_is_answered_in_words(press, draft, data):
    told = press(console.act, data)
    assert told.answer.status_code == 302 and told.said and now(draft) == draft.definition


@pytest.mark.django_db
def test_a_published_version_has_no_editor_and_a_stranger_no_page(press, draft, admin):
    services.publish_form(code=draft.code, number=2, published_from=TODAY, by=admin, at=NOW)
    with pytest.raises(NotADraft):
        press(console.outline, method="get")
    request = RequestFactory().get("/")
    request.actor = Actor(kind="officer", id="CB009", name="Không Quyền")
    with pytest.raises(NotAllowed):
        console.outline(request, code=draft.code, number=2)
    assert (
        rules.diff(queries.numbered(draft.code, 1).definition, queries.numbered(draft.code, 2).definition)
        == []
    )


@pytest.mark.django_db
def test_the_editors_pages_ask_the_database_a_bounded_number_of_times(
    press, draft, django_assert_max_num_queries
):
    for view, kwargs in (
        (console.outline, {}),
        (console.section, {"part": "requester"}),
        (console.question, {"part": "requester_name"}),
        (console.papers, {}),
    ):
        with django_assert_max_num_queries(12):
            assert press(view, method="get", **kwargs).answer.status_code == 200
