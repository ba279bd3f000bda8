"""Properties of the wishes an administrator may have, on random processes."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.services.workflow.rules import bpmn, changes, definition, editing, findings, tokens, ways
from motcua.services.workflow.rules import simulating as trials
from motcua.services.workflow.tests.processes import sound
from motcua.services.workflow.types import BadProcess

SLOW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def ask(d, node_id, place):
    return editing.ask_agency(
        d, agency="H42.17", agency_name="Sở Xây dựng", ask="Có vướng không?", hours=8, silence=True, place=place,
        node_id=node_id,
    )  # fmt: skip


@SLOW
@given(sound, st.data())
def test_whatever_is_wished_is_refused_or_gives_a_process_that_reads_back_and_is_told(d, data):
    for _ in range(4):
        node = data.draw(st.sampled_from([n.id for n in d.tasks]))
        wish = data.draw(
            st.sampled_from(
                [
                    lambda x, n=node: editing.duplicate(x, n),
                    lambda x, n=node: editing.remove(x, n),
                    lambda x, n=node: editing.earlier(x, n),
                    lambda x, n=node: editing.later(x, n),
                    lambda x, n=node: ask(x, n, "beside"),
                    lambda x, n=node: ask(x, n, "before"),
                ]
            )
        )
        try:
            after = editing.merged(d, wish(d))
        except BadProcess:
            continue
        assert definition.parse(definition.dump(after)) == after
        assert bpmn.read(bpmn.write(after)) == after
        assert changes.between(d, d) == () and isinstance(changes.between(d, after), tuple)
        assert {n.id for n in after.tasks} <= {n.id for n in ways.listed(after)}
        d = after


@SLOW
@given(sound, st.data())
def test_a_question_to_another_agency_keeps_a_sound_process_sound(d, data):
    node = data.draw(st.sampled_from([n.id for n in d.tasks]))
    try:
        after = editing.merged(d, ask(d, node, data.draw(st.sampled_from(["beside", "before"]))))
    except BadProcess:
        return
    states = tokens.states(after)
    assert states.whole and not states.dead and not states.crowded and not states.endless
    found = [
        f
        for f in findings.check(after, 10_000)
        if f.level == "error" and f.code not in ("outcome-lost", "unknown-outcome", "no-default")
    ]
    assert found == []


@SLOW
@given(sound)
def test_random_trials_end_and_stay_on_the_ways_the_engine_knows(d):
    report = trials.many(d, runs=10, seed=3, limit=None, draw=trials.interesting(d, {}))
    assert report.stuck == {} and sum(report.results.values()) == 10
    assert set(report.never) <= {n.id for n in d.tasks}
