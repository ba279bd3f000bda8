"""Trả kết quả: the result into the citizen's hand, and back again where a mistake was found."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel import access, outbox, text
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.services.dossiers import rules
from motcua.services.dossiers.events import ResultReturned
from motcua.services.dossiers.models import Dossier, Result
from motcua.services.dossiers.queries.result_lists import on_the_way
from motcua.services.dossiers.types import (
    REOPEN,
    RETURN,
    MissingResult,
    NotHandedOver,
    ReasonMissing,
    Receipt,
    ResultChannel,
    Status,
)
from motcua.services.workflow import services as workflow
from motcua.services.workflow.types import TaskKind

from .clockwork import open_again
from .common import authority_missing, expect, locked, move, need_reason, note
from .processing import complete, has_signed
from .steps import (
    assign,
    current_token,
    describe_holder,
    due_of,
    open_steps,
    require_step,
    settle,
    subject,
)


@command
def return_result(
    *,
    code: str,
    receiver: str,
    channel: ResultChannel,
    by: Actor,
    at: datetime,
    authority: str = "",
    seen: int | None = None,
) -> Receipt:
    """Trả kết quả at the counter, online, or as proven by the post; who received it is written down, and by what
    ``authority`` where it is another than applicant or submitter.

    Raises:
        MissingResult: no signed result, and the procedure was not ended by a refusal.
        AuthorityMissing: handed at the counter to somebody the dossier does not know, without by what they fetch it.
        NotHandedOver: a paper that is still between the agency and the desk.
    """
    dossier = locked(code, seen=seen)
    access.require(by, RETURN)
    expect(dossier, Status.FINISHED, doing="trả kết quả", action="return_result")
    receiver = text.clean(receiver)
    if not receiver:
        raise ReasonMissing(
            "Cần ghi tên người nhận kết quả.",
            why="Sổ theo dõi hồ sơ phải có người ký nhận.",
            next="Hãy ghi họ tên người nhận như trên giấy tờ của họ.",
        )
    authority = text.clean(authority)[:300]
    known = (dossier.applicant_name, dossier.submitter_name)
    if channel is ResultChannel.COUNTER and not authority and rules.needs_authority(receiver, *known):
        raise authority_missing(receiver)
    token = next(iter(open_steps(dossier)), None)  # none is open after a refusal
    if token is None:
        access.require(by, RETURN, agency_code=dossier.receiving_agency)
    else:
        require_step(by, dossier, token)
    if not has_signed(dossier):
        raise MissingResult(
            "Hồ sơ chưa có kết quả đã ký.",
            why="Chỉ trả văn bản đã được người có thẩm quyền ký.",
            next="Hãy chuyển lại bước ký.",
        )
    if channel is not ResultChannel.ONLINE:
        _require_in_hand(dossier)
    if token is not None and token.task == TaskKind.RETURN:
        complete(
            dossier, token, outcome=token.outcomes[0].code if token.outcomes else "", opinion="", by=by, at=at,
            signed=True,
        )  # fmt: skip
    else:
        describe_holder(dossier)
    move(dossier, Status.RETURNED, at=at)
    dossier.returned_at = at
    wished, dossier.result_channel = (
        dossier.result_channel,
        channel.value,
    )  # reports count how it went, not how it was asked
    note(
        dossier,
        by,
        "return_result",
        f"Trả kết quả: {channel.label.lower()}",
        at=at,
        detail="",
        before={"result_channel": wished},
        after={
            "receiver": receiver,
            "authority": authority,
            "timeliness": dossier.timeliness,
            "result_channel": channel.value,
        },
    )
    outbox.publish(
        ResultReturned(code=code, occurred_at=at, by_channel=channel.value, timeliness=dossier.timeliness)
    )
    return Receipt(code=code, due_at=dossier.due_at)


def _require_in_hand(dossier: Dossier) -> None:
    """What leaves the desk has come to it: a list that nobody confirmed would tell of papers nobody has seen."""
    way = on_the_way(dossier)
    if way is not None:
        raise NotHandedOver(
            f"Kết quả này còn ở phiếu bàn giao {way.number}, quầy chưa xác nhận đã nhận.",
            why="Trả bản giấy khi chưa ghi nhận thì sổ giao nhận không khớp với giấy đã trả.",
            next="Hãy mở Bàn giao kết quả, đối chiếu phiếu với giấy trong tay, xác nhận đã nhận rồi trả.",
        )


@command
def reopen(
    *, code: str, to_node: str, reason: str, by: Actor, at: datetime, seen: int | None = None
) -> Receipt:
    """Mở lại: a finished dossier goes back to a step for correction; a returned one is first taken back.

    The first promised hour and the first decision on time or late stay in the journal.
    """
    dossier = locked(code, seen=seen)
    if not any(
        access.allows(by, REOPEN, agency_code=code)
        for code in (dossier.competent_agency, dossier.receiving_agency)
    ):
        access.require(by, REOPEN, agency_code=dossier.competent_agency)
    expect(dossier, Status.FINISHED, Status.RETURNED, doing="mở lại hồ sơ", action="reopen")
    reason = need_reason(reason, "mở lại hồ sơ")
    before = {"status": dossier.status, "finished_at": dossier.finished_at, "timeliness": dossier.timeliness}
    token = next(iter(open_steps(dossier)), None)
    if token is None:
        move(dossier, Status.FINISHED, at=at)
        dossier.returned_at = None
        advance = workflow.reopen(
            subject=subject(dossier),
            node=to_node,
            reason=reason,
            by=by,
            at=at,
            assign=assign(dossier),
            due_calculator=due_of(dossier),
        )
        move(dossier, Status.PROCESSING, at=at)
        settle(dossier, advance, by=by, at=at)
    else:
        advance = workflow.send_back(
            token_id=token.id,
            to_node=to_node,
            reason=reason,
            by=by,
            at=at,
            assign=assign(dossier),
            due_calculator=due_of(dossier),
        )
        move(dossier, Status.PROCESSING, at=at)
        settle(dossier, advance, by=by, at=at, done=token)
    Result.objects.filter(dossier=dossier, superseded_at=None).update(superseded_at=at)
    dossier.results_held = None
    open_again(dossier, at=at, answer=reason, by=by)
    describe_holder(dossier)
    note(dossier, by, "reopen", "Mở lại hồ sơ để sửa kết quả", at=at, detail=reason, before=before)
    return Receipt(code=code, due_at=dossier.due_at)


@command
def hand_to_desk(
    *, code: str, by: Actor, at: datetime, opinion: str = "", seen: int | None = None
) -> Receipt:
    """Chuyển kết quả về Một cửa: the step between signature and return (numbering, sealing, carrying)."""
    dossier = locked(code, seen=seen)
    expect(
        dossier, Status.PROCESSING, Status.ACCEPTED, doing="chuyển kết quả về Một cửa", action="hand_to_desk"
    )
    token = current_token(dossier, by=by)
    require_step(by, dossier, token)
    if not has_signed(dossier):
        raise MissingResult("Chưa có kết quả đã ký để chuyển về Một cửa.", next="Hãy trình ký trước.")
    complete(
        dossier,
        token,
        outcome=token.outcomes[0].code if token.outcomes else "",
        opinion=opinion,
        by=by,
        at=at,
    )
    note(dossier, by, "hand_to_desk", f"Chuyển kết quả về Một cửa: {token.name}", at=at, detail=opinion)
    return Receipt(code=code, due_at=dossier.due_at)
