"""Phần việc liên thông begin and end with the steps and the dossier they belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from motcua.kernel import outbox
from motcua.services.dossiers.models import Dossier, Member
from motcua.services.dossiers.queries.placing import is_abroad, standing
from motcua.services.dossiers.types import MembersOpen, MemberState
from motcua.services.workflow.types import TokenView

TALK = "dossiers.talk_to_partners"
DueOf = Callable[[datetime, float], datetime]


def open_members(
    dossier: Dossier, tokens: Iterable[TokenView], *, due_of: Callable[[Dossier], DueOf], at: datetime
) -> None:
    """With the steps that open them: the parts, their half time, and a word to the sender where one works outside. The
    calendar is asked only where there are any: every step of every dossier comes by here."""
    asked = [token for token in tokens if token.is_member]
    if asked:
        due = due_of(dossier)
        Member.objects.bulk_create([_member(dossier, token, due) for token in asked])
        outbox.wake(TALK, at=at)


def _member(dossier: Dossier, token: TokenView, due: DueOf) -> Member:
    abroad = is_abroad(dossier, token.lane, token.lane_kind)
    half = due(token.entered_at, token.hours / 2) if token.due_at else None
    return Member(
        dossier=dossier, token_id=token.id, node=token.node, name=token.name, lane=token.lane,
        lane_name=token.lane_name, agency_code="" if abroad else standing(dossier, token.lane).agency_code,
        asked_at=token.entered_at, half_at=half, due_at=token.due_at, wakes_at=half,
    )  # fmt: skip


def end_members(dossier: Dossier, *, at: datetime) -> None:
    """The parent has ended before its parts: who still works hears that it is over."""
    ended = Member.objects.filter(dossier=dossier, state=MemberState.OPEN).update(
        state=MemberState.ENDED, wakes_at=None, answered_at=at
    )
    if ended:
        outbox.wake(TALK, at=at)


def require_members_ended(dossier: Dossier) -> None:
    """Refuse to end the whole while an agency still works.

    Raises:
        MembersOpen: with who.
    """
    waits = list(
        Member.objects.filter(dossier=dossier, state=MemberState.OPEN).values_list("lane_name", flat=True)
    )
    if waits:
        raise MembersOpen(
            f"Chưa kết thúc được: còn chờ {', '.join(waits)}.",
            why="Hồ sơ liên thông chỉ kết thúc khi mọi cơ quan đã trả kết quả hoặc nêu lý do không giải quyết.",
            next="Hãy nhắc cơ quan ấy, hoặc rút phần việc nếu người dân không cần nữa.",
        )
