import pytest

from motcua.services.workflow import queries, services
from motcua.services.workflow.models import Token
from motcua.services.workflow.types import BadOutcome, CannotMove, NoSuchStep, StepAlreadyDone


def do(advance, outcome, officer, at, **more):
    return services.complete(token_id=advance.tokens[0].id, outcome=outcome, by=officer, at=at, **more)


def test_a_birth_goes_from_desk_to_registrar_to_leader_and_back(births, officer, at):
    step = births
    seen = [step.tokens[0].node]
    for outcome in ("du", "hop_le_truc_tiep", "co_so_dinh_danh", "ky", "xong"):
        step = do(step, outcome, officer, at)
        seen += [t.node for t in step.tokens]
    assert seen == ["s1", "s2", "s3", "s4", "s5"]
    assert step.finished and step.result == "done" and step.tokens == ()
    assert [t.outcome for t in queries.history("dossier:H42-1")] == [
        "du", "hop_le_truc_tiep", "co_so_dinh_danh", "ky", "xong",
    ]  # fmt: skip
    assert queries.open_tokens("dossier:H42-1") == []


def test_a_double_click_is_told_who_was_first_and_nothing_moves_twice(births, officer, other, at):
    token = births.tokens[0].id
    services.complete(token_id=token, outcome="du", by=officer, at=at)

    with pytest.raises(StepAlreadyDone) as refused:
        services.complete(token_id=token, outcome="thieu", by=other, at=at)

    assert "Phạm Văn D, Chuyên viên" in refused.value.message
    assert "9 giờ 15 ngày 23/11/2026" in refused.value.message
    assert [t.node for t in queries.open_tokens("dossier:H42-1")] == ["s2"]


def test_an_unknown_outcome_is_refused_and_the_step_stays_open(births, officer, at):
    with pytest.raises(BadOutcome) as refused:
        do(births, "bay_len_troi", officer, at)
    assert "Hồ sơ đầy đủ" in refused.value.next
    with pytest.raises(BadOutcome):
        do(births, None, officer, at)
    assert [t.node for t in queries.open_tokens("dossier:H42-1")] == ["s1"]


def test_a_step_that_never_was_is_not_there(db, officer, at):
    with pytest.raises(NoSuchStep):
        services.complete(token_id=4711, outcome="du", by=officer, at=at)


def test_the_due_moment_of_a_step_follows_its_hours_and_a_wait_without_hours_has_none(births, officer, at):
    assert (births.tokens[0].due_at - births.tokens[0].entered_at).total_seconds() == 2 * 3600
    waiting = do(births, "thieu", officer, at, due_calculator=lambda entered, hours: entered)
    assert waiting.tokens[0].task == "supplement" and waiting.tokens[0].due_at is None
    assert waiting.tokens[0].clock == "pause"


def test_a_subject_runs_one_process_at_a_time(births, officer, at):
    with pytest.raises(CannotMove):
        services.start(process_code="1.001193", subject="dossier:H42-1", by=officer, at=at)
    assert Token.objects.count() == 1


def test_a_refusal_ends_the_process_as_refused(births, officer, at):
    step = do(births, "khong_tiep_nhan", officer, at)
    assert step.finished and step.result == "refused"


def test_one_step_costs_few_statements(births, officer, at, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        do(births, "du", officer, at)


def test_of_two_clicks_that_both_saw_the_step_open_one_wins(births, officer, other, at, monkeypatch):
    """Where rows cannot be locked, the closing UPDATE itself decides."""
    from motcua.services.workflow.services import running

    found = running._locked(births.tokens[0].id)
    services.complete(token_id=births.tokens[0].id, outcome="du", by=officer, at=at)
    monkeypatch.setattr(running, "_locked", lambda *_: found)

    with pytest.raises(StepAlreadyDone, match="Phạm Văn D"):
        services.complete(token_id=births.tokens[0].id, outcome="du", by=other, at=at)

    assert [t.node for t in queries.open_tokens("dossier:H42-1")] == ["s2"]


def test_branches_side_by_side_wait_for_each_other_and_then_go_on_once(db, admin, officer, at):
    from motcua.services.workflow.rules import bpmn, editing
    from motcua.services.workflow.tests.processes import grow
    from motcua.services.workflow.types import TaskKind

    d = grow(("sequence", [("parallel", ["task", "task"]), "task", "task"]))
    signing, handing = d.tasks[-2:]
    d = editing.change_step(d, signing.id, task=TaskKind.SIGN)
    d = editing.change_step(d, handing.id, task=TaskKind.RETURN)
    draft = services.import_draft(xml=bpmn.write(d), by=admin, at=at)
    services.publish(version_id=draft.version_id, by=admin, at=at)
    begun = services.start(process_code="thu", subject="dossier:9", by=officer, at=at)
    first, second = begun.tokens

    half = services.complete(token_id=first.id, by=officer, at=at)
    assert half.waiting_at_join and half.tokens == () and not half.finished
    assert [t.id for t in queries.open_tokens("dossier:9")] == [second.id]

    whole = services.complete(token_id=second.id, by=officer, at=at)
    assert len(whole.tokens) == 1 and not whole.waiting_at_join
    last = services.complete(token_id=whole.tokens[0].id, by=officer, at=at)
    assert services.complete(token_id=last.tokens[0].id, by=officer, at=at).finished


def test_a_running_dossier_keeps_the_version_it_started_with(births, admin, officer, at):
    xml = queries.bpmn_of(queries.published("1.001193").id).replace("Thẩm tra hồ sơ;", "Thẩm tra kỹ hồ sơ;")
    draft = services.import_draft(xml=xml, by=admin, at=at)
    services.publish(version_id=draft.version_id, by=admin, at=at)

    assert do(births, "du", officer, at).tokens[0].name.startswith("Thẩm tra hồ sơ;")
    new = services.start(process_code="1.001193", subject="dossier:H42-2", by=officer, at=at)
    assert do(new, "du", officer, at).tokens[0].name.startswith("Thẩm tra kỹ hồ sơ;")
