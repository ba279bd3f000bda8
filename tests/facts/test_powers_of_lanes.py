"""Processes, roles and posts that come with the product fit together: every step lies with a post that may do it."""

from __future__ import annotations

from collections import defaultdict

import pytest
from django.conf import settings

from motcua.kernel import access, yamls
from motcua.services.accounts.types import permissions_of_post
from motcua.services.dossiers import types
from motcua.services.workflow.rules import bpmn, demands
from motcua.services.workflow.types import LaneKind, Node, NodeKind, TaskKind


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
    for post in _posts(yamls.read(text)):
        for lane in post["lanes"]:
            served[lane].append(permissions_of_post(post["roles"], post.get("sign", False)))
    for path in sorted((settings.DATA_DIR / "processes").glob("*.bpmn")):
        d = bpmn.read(path.read_bytes())
        for step in d.tasks:
            lane = d.lane(step.lane)
            if lane.kind is LaneKind.POST and served[lane.code]:
                asked = {name for name, _ in demands.powers(step)}
                assert any(asked <= one for one in served[lane.code]), (path.name, step.name, lane.code)
