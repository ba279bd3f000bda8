"""Properties of the engine on random processes, with SpiffWorkflow as a second opinion."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.services.workflow.rules import (
    bpmn,
    conditions,
    definition,
    drawing,
    findings,
    layout,
    paths,
    tokens,
)
from motcua.services.workflow.tests.processes import judged, sound
from motcua.services.workflow.types import BadBpmn, BadProcess, Condition, NodeKind, Op, Place

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def tasks_of(state):
    return Counter(p.node for p in state if not p.via)


@SLOW
@given(sound, st.data())
def test_any_walk_through_a_sound_process_loses_no_token_and_can_end(d, data):
    facts = {"area": data.draw(st.sampled_from([100, 250, 251]))}
    moved = tokens.begin(d, facts)
    state = tokens.apply((), None, moved)
    known = tokens.states(d)
    assert known.whole and not known.dead and not known.crowded and not known.endless
    for step in range(400):
        assert state in known.markings
        waiting = [p for p in state if not p.via]
        if not state:
            break
        assert waiting, "only joins wait: stuck"
        place = data.draw(st.sampled_from(waiting)) if step < 25 else waiting[0]
        outcomes = [o.code for o in d.node(place.node).outcomes]
        chosen = (data.draw(st.sampled_from(outcomes)) if step < 25 else outcomes[0]) if outcomes else None
        others = tasks_of(state) - Counter([place.node])
        moved = tokens.advance(d, state, place.node, chosen, facts)
        state = tokens.apply(state, place.node, moved)
        assert tasks_of(state) - others == tasks_of(state) - (tasks_of(state) & others)
        assert all(tasks_of(state)[n] >= k for n, k in others.items()), "a step beside it was lost"
    assert state == ()


def test_what_each_outcome_opens_is_told_with_the_facts_and_the_steps_beside_it():
    def flow(name, source, target, **more):
        return {"id": name, "source": source, "target": target, **more}

    kinds = {"a": "task", "b": "task", "ky": "sign", "xem": "task"}
    d = definition.parse(
        {
            "code": "p", "name": "P", "lanes": [{"code": "l", "name": "L"}], "fields": [{"code": "area", "name": "Diện tích", "type": "number"}],
            "nodes": [
                {"id": "start", "kind": "start"}, {"id": "chia", "kind": "parallel"}, {"id": "gop", "kind": "parallel"},
                {"id": "re", "kind": "exclusive"}, {"id": "het", "kind": "end"},
                *({"id": one, "kind": "task", "name": one, "lane": "l", "task": kind} for one, kind in kinds.items()),
            ],
            "flows": [
                flow("f1", "start", "chia"), flow("f2", "chia", "a"), flow("f3", "chia", "b"), flow("f4", "a", "gop"),
                flow("f5", "b", "gop"), flow("f6", "gop", "re"),
                flow("f7", "re", "ky", when=[{"field": "area", "op": "lt", "value": 250}]),
                flow("f8", "re", "xem", default=True), flow("f9", "ky", "het"), flow("f10", "xem", "het"),
            ],
        }
    )  # fmt: skip
    both, alone = (Place("a"), Place("b")), (Place("a"), Place("gop", "f5"))
    assert tokens.openings(d, both, "a", {"area": 100}) == {"": ()}  # the other branch is still open
    assert tokens.openings(d, alone, "a", {"area": 100}) == {"": ("sign",)}
    assert tokens.openings(d, alone, "a", {"area": 251}) == {"": ("task",)}
    assert tokens.openings(d, (Place("b"),), "a", {}) == {"": ()}


@SLOW
@given(sound)
def test_a_sound_process_is_found_publishable_and_its_hours_agree(d):
    assert findings.publishable(findings.check(d, 10_000))
    assert paths.main_hours(d) <= paths.longest(d)[0] <= sum(n.hours for n in d.tasks)


@SLOW
@given(sound)
def test_bpmn_and_json_bring_back_the_same_process(d):
    assert bpmn.read(bpmn.write(d)) == d
    assert definition.parse(definition.dump(d)) == d
    assert bpmn.write(bpmn.read(bpmn.write(d))) == bpmn.write(d)


@SLOW
@given(sound)
def test_the_drawing_overlaps_no_boxes_and_carries_no_style(d):
    plan = layout.layout(d)
    boxes = [plan.boxes[n.id] for n in d.nodes]
    for i, a in enumerate(boxes):
        assert a.x >= 0 and a.x + a.w <= plan.width and a.y >= 0 and a.y + a.h <= plan.height
        for b in boxes[i + 1 :]:
            assert a.x + a.w <= b.x or b.x + b.w <= a.x or a.y + a.h <= b.y or b.y + b.h <= a.y
    svg = drawing.draw(d, current=[d.tasks[0].id])
    assert " style=" not in svg and "<script" not in svg and "Đang ở đây" in svg


# ---------- a second opinion ----------

spiff = pytest.importorskip("SpiffWorkflow.bpmn.parser.BpmnParser")


def _spiff_workflow(d):
    from SpiffWorkflow.bpmn import BpmnWorkflow
    from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser

    xml = bpmn.write(d)
    cut = xml.index("<collaboration"), xml.index("</collaboration>") + len("</collaboration>")
    xml = xml[: cut[0]] + xml[cut[1] :]
    start = xml.index("<bpmndi:BPMNDiagram")
    xml = xml[:start] + "</definitions>"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.bpmn"
        path.write_text(xml, encoding="utf-8")
        parser = BpmnParser()
        parser.add_bpmn_file(str(path))
        return BpmnWorkflow(parser.get_spec(f"p_{d.code}"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(judged, st.data())
def test_spiffworkflow_waits_at_the_same_steps_after_every_step(d, data):
    from SpiffWorkflow.util.task import TaskState

    area = data.draw(st.sampled_from([100, 251]))
    theirs = _spiff_workflow(d)
    theirs.task_tree.data["area"] = area

    def settle():
        theirs.do_engine_steps()
        return {t for t in theirs.get_tasks(state=TaskState.READY) if t.task_spec.manual}

    ready = settle()
    state = tokens.apply((), None, tokens.begin(d, {"area": area}))
    for step in range(60):
        assert Counter(t.task_spec.bpmn_id for t in ready) == tasks_of(state)
        if not state:
            assert theirs.is_completed()
            return
        task = sorted(ready, key=lambda t: t.task_spec.bpmn_id)[
            data.draw(st.integers(0, len(ready) - 1)) if step < 12 else 0
        ]
        node = d.node(task.task_spec.bpmn_id)
        outcomes = [o.code for o in node.outcomes]
        chosen = (data.draw(st.sampled_from(outcomes)) if step < 12 else outcomes[0]) if outcomes else None
        task.data["outcome"] = chosen
        task.run()
        ready = settle()
        state = tokens.apply(state, node.id, tokens.advance(d, state, node.id, chosen, {"area": area}))


# ---------- conditions ----------


@pytest.mark.parametrize(
    ("text", "facts", "answer"),
    [
        ('outcome == "du"', {"outcome": "du"}, True),
        ('outcome == "du"', {"outcome": "dung"}, False),
        ('outcome != "du"', {"outcome": "x"}, True),
        ('outcome != "du"', {}, False),
        ('outcome in ["a", "b"]', {"outcome": "b"}, True),
        ('outcome in ["ab"]', {"outcome": "a"}, False),
        ("area <= 250", {"area": 250}, True),
        ("area < 250", {"area": 250}, False),
        ("area > 250 and is_city == True", {"area": 251, "is_city": True}, True),
        ("area > 250 and is_city == True", {"area": 251, "is_city": "True"}, False),
        ("is_city == False", {"is_city": 0}, False),
        ("area >= 1.5", {"area": "2"}, False),
        ("area >= 0", {"area": True}, False),
    ],
)
def test_a_condition_means_one_thing(text, facts, answer):
    read = conditions.read(text, "thử")
    assert all(conditions.holds(c, facts) for c in read) is answer
    assert conditions.read(conditions.write(read), "thử") == read


@pytest.mark.parametrize(
    "text",
    [
        "", "outcome", "outcome = 'du'", "outcome == du", 'outcome contains "du"', "__import__('os')", "area <= ",
        'a == "1" or b == "2"', 'not a == "1"', 'a in "b"', 'a in []', 'a in ["b",]', 'a == "1" and', 'A == "1"',
        "area <= 250; drop", "a.b.c == 1 2", "x" * 3000,
    ],
)  # fmt: skip
def test_a_condition_outside_the_grammar_is_refused(text):
    with pytest.raises(BadProcess) as refused:
        conditions.read(text, "Đường nối f1")
    assert "Đường nối f1" in refused.value.why


def test_a_condition_on_an_undeclared_field_or_of_the_wrong_kind_is_refused(a_process):
    for when in (
        {"field": "dien_tich", "op": "le", "value": 1},
        {"field": "area", "op": "eq", "value": "to"},
        {"field": "area", "op": "is_true"},
        {"field": "outcome", "op": "lt", "value": 1},
        {"field": "outcome", "op": "matches", "value": ".*"},
    ):
        a_process["flows"][2]["when"] = [when]
        with pytest.raises(BadProcess):
            definition.parse(a_process)


# ---------- drafts with faults ----------


@pytest.fixture
def a_process():
    return {
        "schema": 1, "code": "thu", "name": "Thử",
        "lanes": [{"code": "mot_cua", "name": "Một cửa"}],
        "fields": [{"code": "area", "name": "Diện tích", "type": "number"}],
        "nodes": [
            {"id": "b", "kind": "start"},
            {"id": "s1", "kind": "task", "name": "Nhận", "lane": "mot_cua", "hours": 4,
             "outcomes": [{"code": "du", "name": "Đủ"}, {"code": "thieu", "name": "Thiếu"}]},
            {"id": "g", "kind": "exclusive"},
            {"id": "s2", "kind": "task", "name": "Trả", "lane": "mot_cua", "hours": 4},
            {"id": "e", "kind": "end"},
        ],
        "flows": [
            {"id": "f1", "source": "b", "target": "s1"},
            {"id": "f2", "source": "s1", "target": "g"},
            {"id": "f3", "source": "g", "target": "s2", "when": [{"field": "outcome", "op": "eq", "value": "du"}]},
            {"id": "f4", "source": "g", "target": "e", "when": [{"field": "outcome", "op": "eq", "value": "thieu"}]},
            {"id": "f5", "source": "s2", "target": "e"},
        ],
    }  # fmt: skip


def faults(data, limit=None):
    return {f.code for f in findings.check(definition.parse(data), limit)}


def test_a_good_draft_has_no_findings(a_process):
    assert faults(a_process, 8) == set()


def test_hours_over_the_law_are_an_error(a_process):
    assert faults(a_process, 7) == {"over-limit"}


def test_a_gateway_that_forgets_an_outcome_needs_a_default(a_process):
    a_process["nodes"][1]["outcomes"].append({"code": "chuyen", "name": "Chuyển"})
    assert "no-default" in faults(a_process)


def test_a_gateway_that_asks_for_an_outcome_nobody_gives_is_an_error(a_process):
    a_process["flows"][3]["when"][0]["value"] = "thiu"
    assert {"unknown-outcome", "no-default"} <= faults(a_process)


def test_dead_ends_lost_steps_and_steps_without_a_post_are_errors(a_process):
    a_process["flows"].pop()
    a_process["nodes"][1].pop("lane")
    a_process["nodes"].append({"id": "s9", "kind": "task", "name": "Lạc", "lane": "mot_cua", "hours": 1})
    assert {"dead-end", "no-lane", "unreachable"} <= faults(a_process)


def test_a_choice_joined_as_if_parallel_is_stuck(a_process):
    a_process["nodes"].append({"id": "j", "kind": "parallel"})
    a_process["flows"][3]["target"] = "j"
    a_process["flows"][4]["target"] = "j"
    a_process["flows"].append({"id": "f6", "source": "j", "target": "e"})
    assert "stuck" in faults(a_process)


def test_a_split_that_is_never_joined_gives_a_step_twice(a_process):
    a_process["nodes"][2]["kind"] = "parallel"
    for flow in a_process["flows"]:
        flow.pop("when", None)
    a_process["nodes"].append({"id": "s3", "kind": "task", "name": "Ký", "lane": "mot_cua", "hours": 1})
    a_process["flows"][3]["target"] = "s3"
    a_process["flows"] += [{"id": "f7", "source": "s3", "target": "s2"}]
    assert "twice" in faults(a_process)


def test_gateways_in_a_ring_are_named_and_do_not_hang_the_checker(a_process):
    a_process["nodes"] += [{"id": "x", "kind": "exclusive"}, {"id": "y", "kind": "exclusive"}]
    a_process["flows"][3]["target"] = "x"
    a_process["flows"] += [
        {"id": "f8", "source": "x", "target": "y"},
        {"id": "f9", "source": "y", "target": "x", "default": True},
    ]
    assert "ring" in faults(a_process)


@pytest.mark.parametrize("word", ["hour", "Lane", "script"])
def test_unknown_words_are_refused_with_their_place(a_process, word):
    a_process["nodes"][1][word] = "1"
    with pytest.raises(BadProcess, match="Bước thứ 2.*" + word):
        definition.parse(a_process)


def test_a_file_names_the_line_of_what_it_does_not_know(a_process):
    xml = bpmn.write(definition.parse(a_process))
    line = next(i for i, text in enumerate(xml.splitlines(), 1) if "<exclusiveGateway" in text)
    bad = xml.replace("exclusiveGateway", "inclusiveGateway")
    with pytest.raises(BadBpmn, match=f"Dòng {line}: không dùng phần tử “inclusiveGateway”"):
        bpmn.read(bad)


@pytest.mark.parametrize(
    "xml",
    [
        b"", b"<a/>", b"\x00\xff", b"<definitions", b"x" * 1_000_001,
        b'<!DOCTYPE d [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><d>&c;</d>',
        b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>',
        b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p_1"/></definitions>',
        b"<" + b"a>" * 400,
    ],
)  # fmt: skip
def test_no_file_ends_in_anything_but_a_clear_no(xml):
    with pytest.raises(BadProcess):
        bpmn.read(xml)


def test_a_drawing_of_another_tool_is_read_and_told_what_is_missing():
    xml = """<?xml version="1.0"?>
    <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="http://bpmn.io/schema/bpmn">
      <bpmn:process id="Process_1" isExecutable="false">
        <bpmn:startEvent id="StartEvent_1"><bpmn:outgoing>Flow_1</bpmn:outgoing></bpmn:startEvent>
        <bpmn:task id="Activity_1" name="Thẩm định"/>
        <bpmn:endEvent id="Event_1"/>
        <bpmn:sequenceFlow id="Flow_1" sourceRef="StartEvent_1" targetRef="Activity_1"/>
        <bpmn:sequenceFlow id="Flow_2" sourceRef="Activity_1" targetRef="Event_1"/>
      </bpmn:process>
    </bpmn:definitions>"""
    d = bpmn.read(xml)
    assert {f.code for f in findings.check(d)} == {"no-lane", "no-hours"}


def test_a_parallel_consultation_waits_for_both_opinions():
    d = definition.parse({
        "schema": 1, "code": "song-song", "name": "Lấy ý kiến song song", "fields": [],
        "lanes": [{"code": "a", "name": "Phòng A"}, {"code": "b", "name": "Sở B", "kind": "outside"}],
        "nodes": [
            {"id": "start", "kind": "start"}, {"id": "chia", "kind": "parallel"}, {"id": "gop", "kind": "parallel"},
            {"id": "a1", "kind": "task", "name": "Thẩm định", "lane": "a", "hours": 16},
            {"id": "b1", "kind": "task", "name": "Cho ý kiến", "lane": "b", "hours": 24, "task": "wait"},
            {"id": "a2", "kind": "task", "name": "Ký", "lane": "a", "hours": 8}, {"id": "end", "kind": "end"},
        ],
        "flows": [
            {"id": f"f{i}", "source": s, "target": t}
            for i, (s, t) in enumerate([("start", "chia"), ("chia", "a1"), ("chia", "b1"), ("a1", "gop"),
                                        ("b1", "gop"), ("gop", "a2"), ("a2", "end")])
        ],
    })  # fmt: skip
    assert paths.longest(d) == (32, ("b1", "a2")) and paths.main_hours(d) == 32
    state = tokens.apply((), None, tokens.begin(d, {}))
    assert set(state) == {Place("a1"), Place("b1")}
    state = tokens.apply(state, "a1", tokens.advance(d, state, "a1", None, {}))
    assert set(state) == {Place("b1"), Place("gop", "f3")}
    state = tokens.apply(state, "b1", tokens.advance(d, state, "b1", None, {}))
    assert state == (Place("a2"),)


def test_the_closed_list_of_operators_is_all_there_is():
    assert {op.value for op in Op} == {"eq", "ne", "in", "lt", "le", "gt", "ge", "is_true", "is_false"}
    assert conditions.holds(Condition("x", Op.EQ, 1), {"x": 1}) and not conditions.holds(
        Condition("x", Op.EQ, 1), {"x": True}
    )
    assert {k.value for k in NodeKind} == {"start", "end", "task", "exclusive", "parallel"}
