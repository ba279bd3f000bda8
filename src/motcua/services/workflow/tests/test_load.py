import pytest

from motcua.kernel.refusals import NotAllowed
from motcua.services.workflow import queries, services
from motcua.services.workflow.queries import words
from motcua.services.workflow.rules import findings, outline


def test_the_processes_of_the_product_are_taken_once(processes, admin, at):
    counts = services.load_processes(by=admin, at=at)
    assert counts == {"new": 0, "changed": 0, "unchanged": 16, "kept": 0}


def test_what_an_administrator_published_is_not_overwritten(processes, admin, at):
    xml = queries.bpmn_of(queries.published("1.001193").id).replace("Thẩm tra hồ sơ;", "Thẩm tra kỹ hồ sơ;")
    draft = services.import_draft(xml=xml, by=admin, at=at)
    services.publish(version_id=draft.version_id, by=admin, at=at)
    assert services.load_processes(by=admin, at=at)["kept"] == 1
    assert queries.published("1.001193").number == 2


@pytest.mark.parametrize("hours", [4, 8, 12, 16, 24, 40, 56, 80, 120, 240, 1440])
def test_the_standard_process_uses_up_the_limit_and_no_more(db, admin, at, hours):
    version = services.version_for(limit_hours=hours, by=admin, at=at)
    assert services.version_for(limit_hours=hours, by=admin, at=at).id == version.id
    d = queries.definition_of(version.id)
    assert sum(n.hours for n in d.tasks) == hours
    assert findings.publishable(findings.check(d, hours))
    assert [n.task.value for n in d.tasks][-3:] == ["return", "supplement", "refuse"]


def test_the_same_day_process_fits_a_day():
    d = outline.same_day(words())
    assert sum(n.hours for n in d.tasks) == 8 and findings.check(d, 8) == ()


def test_who_may_not_edit_processes_neither_uploads_nor_publishes(processes, officer, at):
    xml = queries.bpmn_of(queries.published("1.001193").id).replace("Thẩm tra", "Xem")
    with pytest.raises(NotAllowed):
        services.import_draft(xml=xml, by=officer, at=at)
    assert len(queries.versions("1.001193")) == 1


def test_the_course_in_words_says_what_is_done_where_it_stands_and_what_comes(births, officer, at):
    services.complete(token_id=births.tokens[0].id, outcome="du", by=officer, at=at)
    steps = queries.describe("dossier:H42-1")
    assert [(s.node, s.state) for s in steps] == [
        ("s1", "done"), ("s2", "now"), ("s3", "next"), ("s4", "next"), ("s5", "next"),
    ]  # fmt: skip
    assert steps[0].sentence == "Bộ phận Một cửa đã làm xong lúc 9 giờ 15 ngày 23/11/2026."
    assert steps[1].sentence == "Công chức tư pháp - hộ tịch đang làm."
    assert steps[3].sentence == "Lãnh đạo UBND cấp xã sẽ làm trong 2 giờ làm việc."
    assert "Đang ở đây" in queries.diagram("dossier:H42-1")
    assert queries.describe("dossier:khac") == [] and queries.diagram("dossier:khac") == ""
