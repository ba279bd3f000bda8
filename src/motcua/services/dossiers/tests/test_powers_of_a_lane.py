"""A step lies with posts that may do it: publishing a process asks, and the province that comes with the product answers."""

from __future__ import annotations

from collections import defaultdict

import pytest
import yaml
from django.conf import settings

from motcua.kernel import access, clock
from motcua.kernel.access import Actor
from motcua.services.accounts.types import permissions_of_post
from motcua.services.dossiers import types
from motcua.services.workflow import queries as processes
from motcua.services.workflow import services as workflow
from motcua.services.workflow.rules import bpmn, demands
from motcua.services.workflow.types import BadProcess, LaneKind, Node, NodeKind, TaskKind

CODE = "1.001193"


def refused_with(province, task: TaskKind, lane: str) -> BadProcess:
    """What publishing says of a draft whose step of this kind lies with another lane."""
    admin = Actor("officer", "QT01", "Lê Văn E", permissions=frozenset({"workflow.edit"}))
    with clock.fixed(province.at):
        draft = workflow.start_draft(process_code=CODE, number=1, by=admin, at=province.at)
        node = next(n for n in processes.definition_of(draft.version_id).tasks if n.task is task)
        workflow.change_draft(
            version_id=draft.version_id, seen=1, by=admin, at=province.at,
            change=lambda d: workflow.editing.change_step(d, node.id, lane=d.lane(lane)),
        )  # fmt: skip
        with pytest.raises(BadProcess) as refused:
            workflow.publish(version_id=draft.version_id, by=admin, at=province.at)
    assert processes.published(CODE).number == 1
    return refused.value


def test_a_return_step_given_to_posts_that_may_not_return_is_refused_with_the_reason(province):
    refused = refused_with(province, TaskKind.RETURN, "tu_phap_ho_tich")
    assert "Công chức tư pháp - hộ tịch" in refused.why and "được giao quyền" in refused.why
    assert "trả kết quả" in refused.why


def test_a_signing_step_given_to_posts_that_do_not_sign_is_refused(province):
    assert "ký kết quả và ký số" in refused_with(province, TaskKind.SIGN, "tu_phap_ho_tich").why


def test_the_process_in_force_is_at_ease(province):
    with clock.fixed(province.at):
        found = processes.verdict(processes.published(CODE).id)
    assert not [f for f in found if f.code.startswith("powerless")]


def test_the_permissions_named_are_those_the_commands_ask():
    asked = {kind: {name for name, _ in rows} for kind, rows in demands.POWERS.items()}
    assert asked == {TaskKind.RETURN: {types.RETURN}, TaskKind.SIGN: {types.SIGN, "signing.sign"}}
    assert demands.PROCESS[0] == types.PROCESS and demands.ACCEPT[0] == types.ACCEPT
    desk = Node("s1", NodeKind.TASK, lane="mot_cua", task=TaskKind.RECEIVE)
    named = {name for rows in demands.POWERS.values() for name, _ in rows}
    assert named | {name for name, _ in demands.powers(desk)} <= set(access.PERMISSIONS)


def _posts(node):
    if isinstance(node, dict):
        if "lanes" in node and "roles" in node:
            yield node
        for one in node.values():
            yield from _posts(one)
    elif isinstance(node, list):
        for one in node:
            yield from _posts(one)


@pytest.mark.parametrize("province_file", ["ninh_binh_2026.yaml", "nam_dinh_2023.yaml"])
def test_every_step_of_the_shipped_processes_lies_with_a_shipped_post_that_may_do_it(province_file):
    text = (settings.DATA_DIR / "organizations" / province_file).read_text(encoding="utf-8")
    served = defaultdict(list)
    for post in _posts(yaml.safe_load(text)):
        for lane in post["lanes"]:
            served[lane].append(permissions_of_post(post["roles"], post.get("sign", False)))
    for path in sorted((settings.DATA_DIR / "processes").glob("*.bpmn")):
        d = bpmn.read(path.read_bytes())
        for step in d.tasks:
            lane = d.lane(step.lane)
            if lane.kind is LaneKind.POST and served[lane.code]:
                asked = {name for name, _ in demands.powers(step)}
                assert any(asked <= one for one in served[lane.code]), (path.name, step.name, lane.code)
