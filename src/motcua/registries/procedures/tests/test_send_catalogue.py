"""A catalogue sent through the console: the worker reads and takes it, once, however often it dies over it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from motcua.kernel import clock
from motcua.kernel.audit.models import Entry
from motcua.kernel.outbox import PERIODIC
from motcua.kernel.outbox.models import Job
from motcua.kernel.outbox.worker import run_due_jobs
from motcua.kernel.refusals import NotAllowed
from motcua.registries.procedures import queries, services
from motcua.registries.procedures.models import PendingImport, ProcedureVersion
from motcua.registries.procedures.services import importing, uploads
from motcua.registries.procedures.tests.conftest import FIRST, NOON, national
from motcua.registries.procedures.types import IMPORTS_SILENT, ImportUnderWay

pytestmark = pytest.mark.django_db

NEWER = [FIRST[0] | {"decision_no": "7/QĐ"}, national("1.555555", "Việc mới")]


class _Killed(BaseException):
    """What no worker lives to tell."""


def _send(editor, rows, name="m.jsonl") -> str:
    content = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    return services.keep_upload(content=content, name=name, by=editor, at=clock.now())


@pytest.fixture
def seen(editor, catalogue) -> str:
    """A newer list that was read, its differences standing."""
    key = _send(editor, NEWER)
    services.work_on_imports()
    return key


def test_the_worker_takes_a_file_with_who_asked_and_what_came_of_it(editor, seen):
    services.ask_import(key=seen, by=editor, at=NOON)
    services.work_on_imports()

    kept = queries.pending_import(seen)
    assert (kept.stage, kept.outcome["added"], kept.outcome["changed"]) == ("taken", 1, 1)
    assert kept.by_name == editor.title and kept.done_at
    actions = list(Entry.objects.filter(actor_id=editor.id).order_by("pk").values_list("action", flat=True))
    assert actions[-3:] == ["procedures.send_catalogue", "procedures.ask_import", "procedures.import"]


def test_a_worker_killed_while_it_writes_leaves_nothing_and_the_next_one_takes_it_once(
    editor, seen, monkeypatch
):
    services.ask_import(key=seen, by=editor, at=NOON)
    versions, revision = ProcedureVersion.objects.count(), queries.revision()
    with monkeypatch.context() as dying:
        dying.setattr(importing, "_remember", lambda *a, **k: (_ for _ in ()).throw(_Killed))
        with pytest.raises(_Killed):
            services.work_on_imports()
    assert (ProcedureVersion.objects.count(), queries.revision()) == (versions, revision)
    assert queries.pending_import(seen).stage == "taking"

    services.work_on_imports()  # at once: the other might still be alive
    assert ProcedureVersion.objects.count() == versions
    with clock.fixed(NOON + IMPORTS_SILENT + timedelta(seconds=1)):
        assert queries.progress_of(queries.pending_import(seen), clock.now()).silent
        services.work_on_imports()
        services.work_on_imports()

    assert ProcedureVersion.objects.count() == versions + 2
    assert queries.pending_import(seen).stage == "taken"


def test_a_file_that_kills_its_worker_each_time_is_left_with_its_reason(editor, seen, monkeypatch):
    services.ask_import(key=seen, by=editor, at=NOON)
    monkeypatch.setattr(importing, "_remember", lambda *a, **k: (_ for _ in ()).throw(_Killed))
    for number in range(uploads.MOST_TRIES):
        with clock.fixed(NOON + number * timedelta(minutes=2)), pytest.raises(_Killed):
            services.work_on_imports()
    with clock.fixed(NOON + timedelta(hours=1)):
        services.work_on_imports()

    kept = queries.pending_import(seen)
    assert kept.stage == "ready" and "Đã thử 3 lần" in kept.outcome["refusal"]["message"]
    assert queries.procedure("1.001193").record.decision_no == "163/QĐ-BTP"


def test_a_worker_overtaken_meanwhile_writes_nothing(editor, seen, monkeypatch):
    services.ask_import(key=seen, by=editor, at=NOON)
    versions = ProcedureVersion.objects.count()
    whole = importing._refuse_orphans

    def slow(report):
        PendingImport.objects.update(tries=7)  # somebody else has it now
        whole(report)

    monkeypatch.setattr(importing, "_refuse_orphans", slow)
    services.work_on_imports()
    assert ProcedureVersion.objects.count() == versions


def test_a_second_file_and_a_second_click_are_refused_while_one_is_under_way(editor, seen, as_editor):
    services.ask_import(key=seen, by=editor, at=NOON)
    for second in (
        lambda: services.ask_import(key=seen, by=editor, at=NOON),
        lambda: _send(editor, FIRST, "khac.jsonl"),
    ):
        with pytest.raises(ImportUnderWay, match=r"m\.jsonl"):
            second()
    assert PendingImport.objects.count() == 1
    page = as_editor.post(f"/quan-tri/thu-tuc/nhap/{seen}/")
    assert page.status_code == 409 and "Không cần bấm lần nữa" in page.content.decode()


def test_the_page_reloads_by_itself_until_it_is_done_and_says_when_no_worker_comes(editor, as_editor, seen):
    services.ask_import(key=seen, by=editor, at=NOON)
    url = f"/quan-tri/thu-tuc/nhap/{seen}/"
    page = as_editor.get(url)
    assert page["Refresh"] and "Đang chờ chương trình nền" not in page.content.decode()
    assert "Refresh" not in as_editor.get(f"{url}?dung")
    with clock.fixed(NOON + timedelta(seconds=30)):
        assert "Đang chờ chương trình nền" in as_editor.get(url).content.decode()
        as_editor.post(url, {"act": "give-up"})
    assert queries.pending_import(seen).stage == "ready"
    assert queries.import_under_way() is None


def test_who_may_not_edit_sends_and_takes_nothing(clerk, editor, seen):
    with pytest.raises(NotAllowed):
        _send(clerk, FIRST)
    with pytest.raises(NotAllowed):
        services.ask_import(key=seen, by=clerk, at=NOON)
    assert queries.pending_import(seen).stage == "ready"


def test_sending_wakes_the_worker(editor, catalogue, monkeypatch):
    monkeypatch.setattr("motcua.kernel.outbox.worker.PERIODIC", {uploads.JOB: PERIODIC[uploads.JOB]})
    run_due_jobs()
    assert run_due_jobs() == 0
    key = _send(editor, NEWER)
    assert run_due_jobs() == 1
    assert queries.pending_import(key).stage == "ready"
    assert Job.objects.get(name=uploads.JOB).last_error == ""
