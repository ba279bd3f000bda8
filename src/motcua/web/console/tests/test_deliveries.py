import pytest

from motcua.kernel.audit.models import Entry
from motcua.kernel.outbox import PERIODIC
from motcua.kernel.outbox.models import Delivery, Job

from .conftest import AT, CLERK


@pytest.fixture
def dead(db):
    """Three deliveries that need a person, and one that waits."""
    rows = []
    for n, state in enumerate(("dead", "dead", "dead", "pending")):
        rows.append(
            Delivery.objects.create(
                name="dossiers.accepted", payload={"n": n}, occurred_at=AT, handler="indicators.count",
                stream=f"dossier:{n}", state=state, attempts=8, run_at=AT, last_error="Traceback …\nValueError: số hỏng",
            )
        )  # fmt: skip
    return rows


def test_what_needs_a_person_is_shown_with_its_cause(page, dead):
    text = page.get("/quan-tri/su-kien/").content.decode()
    assert "ValueError: số hỏng" in text and "Giao lại tất cả 3 lượt" in text
    assert "dossier:3" not in text
    waiting = page.get("/quan-tri/su-kien/?xem=cho").content.decode()
    assert "dossier:3" in waiting and "dossier:0" not in waiting


def test_one_delivery_goes_back_in_the_line_and_is_recorded(page, dead):
    answer = page.post("/quan-tri/su-kien/giao-lai/", {"luot": dead[0].pk}, follow=True)
    assert "Đã xếp vào hàng" in answer.content.decode()
    dead[0].refresh_from_db()
    assert (dead[0].state, dead[0].attempts) == ("pending", 0)
    assert Entry.objects.filter(action="outbox.retry", actor_id="QT01").count() == 1


def test_a_second_click_on_the_same_delivery_changes_nothing(page, dead):
    page.post("/quan-tri/su-kien/giao-lai/", {"luot": dead[0].pk})
    Delivery.objects.filter(pk=dead[0].pk).update(state="done")
    answer = page.post("/quan-tri/su-kien/giao-lai/", {"luot": dead[0].pk}, follow=True)
    assert "không còn chờ xử lý" in answer.content.decode()
    dead[0].refresh_from_db()
    assert dead[0].state == "done"


def test_all_dead_deliveries_go_back_at_once(page, dead):
    page.post("/quan-tri/su-kien/giao-lai/")
    assert not Delivery.objects.filter(state="dead").exists()
    assert Entry.objects.get(action="outbox.retry_dead").after == {"deliveries": 3}


def test_a_job_is_run_by_the_worker_when_asked(page, db):
    name = "audit.seal"
    assert name in PERIODIC
    page.post("/quan-tri/su-kien/chay/", {"viec": name})
    assert Job.objects.get(name=name).last_started_at is None
    assert Entry.objects.filter(action="outbox.run_job", subject="job:audit.seal").exists()
    answer = page.post("/quan-tri/su-kien/chay/", {"viec": "khong-co"}, follow=True)
    assert "Không có việc định kỳ" in answer.content.decode()


def test_the_lights_tell_a_failing_and_a_late_job(page, db):
    Job.objects.create(
        name="audit.seal", next_run_at=AT, last_started_at=AT, last_error="X\nOSError: đĩa đầy", failures=3
    )
    text = page.get("/quan-tri/su-kien/").content.decode()
    assert "Lỗi 3 lần liền" in text and "OSError: đĩa đầy" in text
    assert "Chưa chạy lần nào" in text


@pytest.mark.parametrize("address", ["/quan-tri/su-kien/", "/quan-tri/he-thong/"])
def test_who_may_not_operate_is_refused_and_nothing_moves(as_actor, dead, address):
    client = as_actor(CLERK)
    assert client.get(address).status_code == 403
    assert client.post("/quan-tri/su-kien/giao-lai/").status_code == 403
    assert Delivery.objects.filter(state="dead").count() == 3
