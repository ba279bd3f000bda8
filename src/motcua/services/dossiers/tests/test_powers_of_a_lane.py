"""A step lies with posts that may do it: publishing a process asks."""

from __future__ import annotations

import pytest

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.services.workflow import queries as processes
from motcua.services.workflow import services as workflow
from motcua.services.workflow.types import BadProcess, TaskKind

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
