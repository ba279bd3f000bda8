import pytest

from motcua.kernel.refusals import Refusal
from motcua.services.workflow import queries, services
from motcua.services.workflow.models import Instance
from motcua.services.workflow.types import CannotMove, StepAlreadyDone


def run(step, officer, at, *outcomes):
    for outcome in outcomes:
        step = services.complete(token_id=step.tokens[0].id, outcome=outcome, by=officer, at=at)
    return step


def test_a_step_goes_back_with_its_reason_to_one_that_was_done(births, officer, at):
    step = run(births, officer, at, "du", "hop_le_truc_tiep")
    back = services.send_back(
        token_id=step.tokens[0].id, to_node="s2", reason="Sai tên đệm của trẻ", by=officer, at=at
    )
    assert [t.node for t in back.tokens] == ["s2"]
    last = queries.history("dossier:H42-1")[-2]
    assert (last.node, last.ended, last.opinion) == ("s3", "sent_back", "Sai tên đệm của trẻ")


@pytest.mark.parametrize("target", ["s4", "s2", "e1", "khong_co"])
def test_it_does_not_go_back_to_a_step_never_done(births, officer, at, target):
    step = run(births, officer, at, "du")
    with pytest.raises(Refusal) as refused:
        services.send_back(token_id=step.tokens[0].id, to_node=target, reason="Lý do", by=officer, at=at)
    assert getattr(refused.value, "code", "").startswith("WFL-")
    assert [t.node for t in queries.open_tokens("dossier:H42-1")] == ["s2"]


def test_it_does_not_go_back_without_a_reason(births, officer, at):
    step = run(births, officer, at, "du")
    with pytest.raises(CannotMove):
        services.send_back(token_id=step.tokens[0].id, to_node="s1", reason="  ", by=officer, at=at)


def test_a_stopped_process_closes_its_steps_and_can_be_reopened_at_one(births, officer, at):
    run(births, officer, at, "du")
    assert services.cancel(subject="dossier:H42-1", reason="Người nộp rút hồ sơ", by=officer, at=at) == 1
    assert services.cancel(subject="dossier:H42-1", reason="Lần nữa", by=officer, at=at) == 0
    assert queries.open_tokens("dossier:H42-1") == []

    opened = services.reopen(subject="dossier:H42-1", node="s2", reason="Rút nhầm", by=officer, at=at)

    assert [t.node for t in opened.tokens] == ["s2"]
    assert Instance.objects.get().state == "running"
    with pytest.raises(StepAlreadyDone):
        services.reopen(subject="dossier:H42-1", node="s2", reason="Lần nữa", by=officer, at=at)


def test_due_moments_are_restated_after_a_pause(births, officer, at):
    assert services.restate_due(subject="dossier:H42-1", due=lambda token: at) == 1
    assert queries.open_tokens("dossier:H42-1")[0].due_at == at
