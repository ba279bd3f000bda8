import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.kernel import access
from motcua.kernel.access import Actor
from motcua.services.workflow import queries
from motcua.services.workflow.models import ProcessVersion

ADMIN = Actor("officer", "QT01", "Lê Văn E", permissions=frozenset({"workflow.edit"}))


@pytest.fixture
def page(processes, monkeypatch):
    """A browser whose every request comes from the administrator."""
    monkeypatch.setattr(access.Actor, "anonymous", classmethod(lambda cls: ADMIN))
    return Client()


def bpmn(name="1.001193"):
    return queries.bpmn_of(queries.published(name).id)


def upload(page, xml, url="/quan-tri/quy-trinh/1.001193/nap/"):
    return page.post(url, {"file": SimpleUploadedFile("q.bpmn", xml.encode())})


def test_the_list_is_found_by_words_without_marks_within_few_queries(page, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        answer = page.get("/quan-tri/quy-trinh/", {"tim": "khai sinh"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "1.001193" in text and "1.000894" not in text


def test_a_process_page_shows_its_drawing_steps_and_versions(page):
    text = page.get("/quan-tri/quy-trinh/1.001193/").content.decode()
    assert '<svg class="flow"' in text and "Ký Giấy khai sinh" in text
    assert "Đường chính 8 giờ" in text and "Quy trình chạy được" in text
    assert "style=" not in text.split('<svg class="flow"')[1].split("</svg>")[0]


def test_what_is_downloaded_can_be_changed_uploaded_and_published(page):
    answer = page.get("/quan-tri/quy-trinh/1.001193/ban-1/bpmn/")
    assert answer["Content-Disposition"].startswith("attachment")
    xml = answer.content.decode().replace("Ký Giấy khai sinh", "Ký số Giấy khai sinh")

    assert upload(page, xml).url.endswith("/ban-2/")
    assert ProcessVersion.objects.get(number=2, process__code="1.001193").status == "draft"
    assert queries.published("1.001193").number == 1

    page.post("/quan-tri/quy-trinh/1.001193/ban-2/ban-hanh/")
    assert queries.published("1.001193").number == 2
    assert queries.version_by_number("1.001193", 1).status == "retired"


def test_the_same_file_twice_makes_no_second_draft(page):
    upload(page, bpmn())
    assert queries.versions("1.001193")[0].number == 1


def test_a_file_that_is_not_bpmn_is_answered_beside_the_form(page):
    for bad in (
        "<xml",
        "chữ",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        bpmn().replace("userTask", "scriptTask"),
    ):
        answer = upload(page, bad)
        assert answer.status_code == 422
        assert "Không đọc được tệp BPMN" in answer.content.decode()
    assert ProcessVersion.objects.filter(process__code="1.001193").count() == 1


def test_a_draft_with_a_dead_end_is_taken_but_not_published(page):
    xml = bpmn().replace('<sequenceFlow id="f_s5" sourceRef="s5" targetRef="e1"/>', "")
    xml = xml.replace("<outgoing>f_s5</outgoing>", "").replace("<incoming>f_s5</incoming>", "")
    text = page.get(upload(page, xml).url).content.decode()
    assert "không có đường đi tiếp" in text and "Ban hành bản 2</button>" not in text
    page.post("/quan-tri/quy-trinh/1.001193/ban-2/ban-hanh/")
    assert queries.published("1.001193").number == 1


def test_who_may_not_edit_processes_does_not_see_them(processes, monkeypatch):
    clerk = Actor("officer", "CB01", "Phạm Văn D")
    monkeypatch.setattr(access.Actor, "anonymous", classmethod(lambda cls: clerk))
    assert Client().get("/quan-tri/quy-trinh/").status_code == 403
    assert Client().post("/quan-tri/quy-trinh/1.001193/ban-1/ban-hanh/").status_code == 403


def test_an_unknown_process_is_a_clear_no(page):
    assert page.get("/quan-tri/quy-trinh/khong-co/").status_code == 404
    assert page.get("/quan-tri/quy-trinh/1.001193/ban-77/").status_code == 404
