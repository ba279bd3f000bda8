"""Trả lời ý kiến: the agency that was asked answers; its branch of the process closes, and the rest goes on when all are in."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel import access, outbox
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.services.dossiers.events import StepFinished
from motcua.services.dossiers.types import PAUSED, PROCESS, RUNNING, Receipt, WrongState
from motcua.services.workflow.types import TaskKind

from .common import already, expect, locked, need_reason, note
from .processing import complete, token_outcome
from .steps import current_token, require_step


@command
def answer_consultation(
    *, code: str, token_id: int, outcome: str, opinion: str, by: Actor, at: datetime
) -> Receipt:
    """Cho ý kiến, in the name of the asked agency. The dossier may have moved on its other branch meanwhile.

    Raises:
        NotYourStep: the question is put to another agency, or in another officer's hands.
        DoneBySomeone: it is answered already, or silence has answered.
    """
    dossier = locked(code)
    if by.kind != "system":
        access.require(by, PROCESS)
    expect(dossier, *RUNNING, *PAUSED, doing="ghi ý kiến", action="answer_consultation")
    token = current_token(dossier, token_id)
    if token.task != TaskKind.CONSULT:
        raise already(dossier)
    require_step(by, dossier, token)
    if by.kind != "system" and outcome == token.silence:
        raise WrongState("Không trả lời thì không cần ghi.", next="Hãy chọn đồng ý hoặc không đồng ý.")
    opinion = need_reason(opinion, "cho ý kiến")
    complete(dossier, token, outcome=outcome, opinion=opinion, by=by, at=at)
    said = token_outcome(token, outcome)
    note(
        dossier, by, "answer_consultation", f"{token.lane_name} cho ý kiến: {said}", at=at, detail=opinion,
        before={"node": token.node, "outcome": ""}, after={"node": token.node, "outcome": outcome},
    )  # fmt: skip
    outbox.publish(StepFinished(code=code, occurred_at=at, node=token.node, outcome=outcome))
    return Receipt(code=code, due_at=dossier.due_at)
