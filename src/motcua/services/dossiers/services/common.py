"""What every command of a dossier does the same way: lock, expect, move, write down."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from motcua.kernel import audit, clock, commands, outbox
from motcua.kernel import text as words
from motcua.kernel.access import Actor
from motcua.kernel.rows import Prepared
from motcua.kernel.words import say
from motcua.services.dossiers import rules
from motcua.services.dossiers.events import DossierStatusChanged, FollowedMoved
from motcua.services.dossiers.models import Dossier, JournalEntry
from motcua.services.dossiers.types import (
    AuthorityMissing,
    DoneBySomeone,
    DossierNotThere,
    ReasonMissing,
    Status,
    WrongState,
)

from .clockwork import wind

_LOCKED = Prepared(lambda code: Dossier.objects.select_for_update().filter(code=code))


def locked(code: str, *, seen: int | None = None) -> Dossier:
    """The dossier's row, locked until commit.

    ``seen`` is the version the page showed; when somebody has moved the dossier since, the command stops
    and says who and when.

    Raises:
        DossierNotThere: no such code.
        DoneBySomeone: the page is stale.
    """
    dossier = _LOCKED.one(code)
    if dossier is None:
        raise not_there(code)
    dossier.remember()
    require_seen(dossier, seen)
    return dossier


def require_seen(dossier: Dossier, seen: int | None) -> None:
    """Refuse a page, or a program, that has seen an earlier version; who has seen none is not held to any.

    Raises:
        DoneBySomeone: somebody has moved the dossier since.
    """
    if seen is not None and dossier.version != seen:
        stale = already(dossier)
        stale.facts["stale"] = True
        raise stale


def not_there(code: str) -> DossierNotThere:
    """One answer for "no such dossier" and "not yours"."""
    return DossierNotThere(
        say("Không tìm thấy hồ sơ “{code}” trong phạm vi của bạn.", code=code[:60]),
        next=say("Hãy kiểm tra lại mã in trên giấy tiếp nhận, hoặc chọn đúng chức vụ."),
    )


def already(dossier: Dossier) -> DoneBySomeone:
    """The clear second answer to a double click, a second officer or a stale page."""
    last = JournalEntry.objects.filter(dossier=dossier).order_by("-id").first()
    if last is None:
        return DoneBySomeone(say("Hồ sơ vừa thay đổi."), next=say("Hãy tải lại trang."))
    at = clock.local(last.at)
    return DoneBySomeone(
        say(
            "Việc này đã xong: “{text}” do {actor_name} làm lúc {at} ngày {at2}.",
            text=last.text,
            actor_name=last.actor_name,
            at=f"{at:%H:%M}",
            at2=f"{at:%d/%m/%Y}",
        ),
        next=say("Hãy tải lại trang để xem hồ sơ đang ở đâu."),
        action=last.action,
    )


def expect(dossier: Dossier, *states: Status, doing: str, action: str) -> None:
    """Refuse a command that does not begin where the dossier is."""
    if dossier.state in states:
        return
    last = JournalEntry.objects.filter(dossier=dossier).order_by("-id").first()
    if last is not None and last.action == action:
        raise already(dossier)
    raise WrongState(
        say("Chưa thể {doing}.", doing=doing),
        why=say("Hồ sơ {code} đang ở trạng thái “{label}”.", code=dossier.code, label=dossier.state.label),
        next=say("Hãy tải lại trang để xem việc có thể làm tiếp."),
    )


def authority_missing(name: str) -> AuthorityMissing:
    """The refusal of somebody who acts for another without saying by what."""
    words = f"{name} không phải chủ hồ sơ hay người đã nộp, mà chưa ghi đứng thay bằng gì."
    return AuthorityMissing(
        words, why="Nộp thay, nhận thay phải có giấy ủy quyền, hoặc là người thân mà luật cho đứng thay.",
        next="Hãy ghi giấy ủy quyền đã xem (số, ngày, nơi chứng thực), hoặc quan hệ với chủ hồ sơ.",
        places=[(("authority",), words)],
    )  # fmt: skip


def need_reason(reason: str, doing: str) -> str:
    """A reason of real words, cleaned."""
    reason = words.clean(reason)
    if len(reason) < 5:
        raise ReasonMissing(
            say("Cần ghi lý do để {doing}.", doing=doing),
            why=say("Lý do được lưu trong nhật ký và người dân đọc được khi việc liên quan đến họ."),
            next=say("Hãy viết ít nhất một câu ngắn."),
        )
    return reason


def move(dossier: Dossier, to: Status, *, at: datetime) -> None:
    """Change the national status if the move is allowed, and tell."""
    before = dossier.state
    if before is to:
        return
    if not rules.may_move(before, to):
        raise WrongState(
            say("Không chuyển được hồ sơ từ “{label}” sang “{label2}”.", label=before.label, label2=to.label),
            why=say("Quy định về trạng thái hồ sơ không cho phép bước này."),
            next=say("Hãy tải lại trang để xem việc có thể làm tiếp."),
        )
    dossier.status = to
    outbox.publish(DossierStatusChanged(code=dossier.code, occurred_at=at, before=int(before), after=int(to)))


def put_back(dossier: Dossier, to: Status, *, at: datetime) -> None:
    """Undo a move of the national status, and tell: what was taken back is no move of its own that a rule allows."""
    before, dossier.status = dossier.state, to
    if before is not to:
        outbox.publish(
            DossierStatusChanged(code=dossier.code, occurred_at=at, before=int(before), after=int(to))
        )


def note(
    dossier: Dossier,
    by: Actor,
    action: str,
    text: str,
    *,
    at: datetime,
    detail: str = "",
    public: bool = True,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    save: bool = True,
) -> None:
    """Write the journal line and the audit row, and save the dossier with its next version.

    ``save=False`` where a later line of the same command saves.
    """
    _leave_line(dossier, by, action, text, at, detail, public)
    wind(dossier)
    dossier.version += 1
    if save:
        commands.leave_changed(dossier)
    audit.record(
        by,
        f"dossiers.{action}",
        dossier,
        at=at,
        before=before,
        after={"status": int(dossier.status), **(after or {})},
        reason=detail,
    )
    if dossier.followers:
        outbox.publish(
            FollowedMoved(
                code=dossier.code,
                occurred_at=at,
                action=action,
                words=text[:500],
                version=dossier.version,
                by_id=by.id,
                by_name=by.name,
            )
        )


def note_aside(
    dossier: Dossier,
    by: Actor,
    action: str,
    text: str,
    at: datetime,
    detail: str = "",
    *,
    public: bool = False,
) -> None:
    """A journal line of what changes nothing that others decide by: the version stays, nobody's open page goes stale."""
    _leave_line(dossier, by, action, text, at, detail, public)


def _leave_line(
    dossier: Dossier, by: Actor, action: str, text: str, at: datetime, detail: str, public: bool
) -> None:
    commands.leave(
        JournalEntry(
            dossier=dossier, at=at, actor_id=by.id, actor_name=by.name, post_title=by.post_words[:200],
            agency_name=by.agency_name, action=action, text=text[:500], detail=detail, is_public=public,
        )
    )  # fmt: skip
