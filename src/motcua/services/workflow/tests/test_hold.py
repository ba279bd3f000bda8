from datetime import timedelta

import pytest

from motcua.services.workflow import queries, services
from motcua.services.workflow.types import Holder, StepAlreadyDone, StepHeld


def test_the_second_officer_learns_who_has_the_step(births, officer, other, at):
    token = births.tokens[0].id
    services.claim(token_id=token, by=officer, at=at)
    services.claim(token_id=token, by=officer, at=at + timedelta(minutes=1))  # a double click is no quarrel

    with pytest.raises(StepHeld) as refused:
        services.claim(token_id=token, by=other, at=at)

    assert "Phạm Văn D" in refused.value.message
    assert queries.token(token).claimed_at == at


def test_only_the_holder_puts_a_step_back(births, officer, other, at):
    token = births.tokens[0].id
    services.claim(token_id=token, by=officer, at=at)
    with pytest.raises(StepHeld):
        services.release(token_id=token, by=other, at=at)
    assert services.release(token_id=token, by=officer, at=at).claimed_by == ""


def test_reassigning_lifts_the_claim_and_moves_the_queue(births, officer, at):
    token = births.tokens[0].id
    services.claim(token_id=token, by=officer, at=at)
    services.reassign(token_id=token, to=Holder(unit_code="U2", officer_code="CB09"), by=officer, at=at)
    assert [t.id for t in queries.queue(officer="CB09")] == [token]
    assert queries.queue(officer="CB01") == []


def test_a_finished_step_is_neither_claimed_nor_reassigned(births, officer, other, at):
    token = births.tokens[0].id
    services.complete(token_id=token, outcome="du", by=officer, at=at)
    with pytest.raises(StepAlreadyDone):
        services.claim(token_id=token, by=other, at=at)
    with pytest.raises(StepAlreadyDone):
        services.reassign(token_id=token, to=Holder(), by=other, at=at)


def test_queues_are_asked_by_lane_and_unit_in_the_order_of_due_moments(processes, officer, at):
    def start(n, hours, unit):
        services.start(
            process_code="1.001193", subject=f"dossier:{n}", by=officer, at=at,
            due_calculator=lambda entered, _: entered + timedelta(hours=hours), assign=lambda node: Holder(unit_code=unit),
        )  # fmt: skip

    for n, (hours, unit) in enumerate([(3, "U1"), (1, "U1"), (2, "U2"), (2, "U1")]):
        start(n, hours, unit)
    rows = queries.queue(lane="mot_cua", unit="U1")
    assert [t.subject for t in rows] == ["dossier:1", "dossier:3", "dossier:0"]
    assert queries.queue_count(lane="mot_cua", unit="U1") == 3
    page = queries.queue(lane="mot_cua", unit="U1", after=(rows[0].due_at, rows[0].id), limit=1)
    assert [t.subject for t in page] == ["dossier:3"]
    assert queries.queue(due_before=at + timedelta(hours=1, minutes=1))[0].subject == "dossier:1"
