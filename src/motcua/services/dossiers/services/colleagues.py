"""Ghi chú, theo dõi: what officers leave on a dossier for each other; nothing here moves the dossier."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from motcua.kernel import audit, clock, outbox, text
from motcua.kernel.access import Actor
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers.events import NoteWritten
from motcua.services.dossiers.models import Dossier, Follower, Note
from motcua.services.dossiers.queries.seeing import dossier_for, officers_who_see
from motcua.services.dossiers.types import CannotCall, NoteClosed, NoteNotThere, ReasonMissing

CHANGE_WITHIN = timedelta(minutes=15)
"""So long an author may mend or take back a note: a slip is mended, a record stays."""
LONGEST = 4000
MOST_CALLED = 20
CALLED = re.compile(r"(?:^|(?<=\s))@([A-Z][A-Z0-9][A-Z0-9.\-]{1,38}[A-Z0-9])", re.ASCII)


@transaction.atomic
def write_note(*, code: str, words: str, by: Actor, at: datetime, called: Iterable[str] = ()) -> int:
    """Ghi chú: a line for colleagues, calling some by name (ticked, or `@mã-cán-bộ` in the words).

    Raises:
        CannotCall: somebody called may not see the dossier; nothing is written.
    """
    dossier = dossier_for(by, code)
    words = _clean(words)
    named = _named(dossier, words, called, by)
    row = Note.objects.create(
        dossier=dossier,
        author_code=by.id,
        author_name=by.name,
        post_title=by.post_words,
        text=words,
        mentions=named,
        created_at=at,
    )
    _written(dossier, row, by=by, at=at, called=[code for code, _ in named])
    audit.record(
        by, "dossiers.write_note", dossier, at=at, after={"note": row.pk, "text": words, "called": named}
    )
    return row.pk


@transaction.atomic
def edit_note(
    *, code: str, note_id: int, words: str, by: Actor, at: datetime, called: Iterable[str] = ()
) -> None:
    """Sửa ghi chú: its author, within a quarter of an hour; who is newly called is told."""
    dossier = dossier_for(by, code)
    row = _own(dossier, note_id, by, at)
    words = _clean(words)
    named = _named(dossier, words, called, by)
    known = {one for one, _ in row.mentions}
    before = {"text": row.text, "called": row.mentions}
    row.text, row.mentions, row.edited_at = words, named, at
    row.save(update_fields=["text", "mentions", "edited_at"])
    fresh = [one for one, _ in named if one not in known]
    if fresh:
        _written(dossier, row, by=by, at=at, called=fresh)
    audit.record(
        by,
        "dossiers.edit_note",
        dossier,
        at=at,
        before=before,
        after={"note": row.pk, "text": words, "called": named},
    )


@transaction.atomic
def remove_note(*, code: str, note_id: int, by: Actor, at: datetime) -> None:
    """Rút ghi chú: its author, within a quarter of an hour; the ledger keeps what it said."""
    dossier = dossier_for(by, code)
    row = _own(dossier, note_id, by, at)
    before = {"note": row.pk, "text": row.text}
    row.text, row.mentions, row.removed_at = "", [], at
    row.save(update_fields=["text", "mentions", "removed_at"])
    audit.record(by, "dossiers.remove_note", dossier, at=at, before=before)


@transaction.atomic
def follow(*, code: str, by: Actor, at: datetime) -> bool:
    """Theo dõi: hear of each move from now on; False when one does already."""
    dossier = dossier_for(by, code)
    _, made = Follower.objects.get_or_create(dossier=dossier, officer_code=by.id, defaults={"since_at": at})
    if made:
        Dossier.objects.filter(pk=dossier.pk).update(followers=F("followers") + 1)
        audit.record(by, "dossiers.follow", dossier, at=at)
    return made


@transaction.atomic
def unfollow(*, code: str, by: Actor, at: datetime) -> bool:
    """Bỏ theo dõi; one may stop listening to a dossier one no longer sees."""
    gone, _ = Follower.objects.filter(dossier__code=code, officer_code=by.id).delete()
    if gone:
        Dossier.objects.filter(code=code).update(followers=F("followers") - 1)
        audit.record(by, "dossiers.unfollow", f"dossier:{code}", at=at)
    return bool(gone)


def _clean(words: str) -> str:
    words = "\n".join(text.clean(line) for line in words.splitlines()).strip()
    if len(words) < 2 or len(words) > LONGEST:
        raise ReasonMissing(
            "Ghi chú chưa có nội dung." if len(words) < 2 else f"Ghi chú dài quá {LONGEST} ký tự.",
            next="Hãy viết ít nhất một câu ngắn."
            if len(words) < 2
            else "Hãy viết gọn lại hoặc tách làm hai.",
        )
    return words


def _named(dossier: Dossier, words: str, called: Iterable[str], by: Actor) -> list[list[str]]:
    """[code, name] of everyone called; all must be able to see the dossier."""
    codes = list(dict.fromkeys([*called, *CALLED.findall(words)]))
    names = organizations.names_of_officers(codes[: MOST_CALLED + 1])
    known = [code for code in codes if code in names and code != by.id]
    if len(known) > MOST_CALLED:
        raise CannotCall(
            f"Một ghi chú nhắc được nhiều nhất {MOST_CALLED} người.",
            next="Hãy bỏ bớt, hoặc nhắc người phụ trách.",
        )
    seeing = officers_who_see(dossier, known)
    blind = [names[code] for code in known if code not in seeing]
    if blind:
        raise CannotCall(
            f"Không nhắc được {', '.join(blind)}.",
            why="Chức vụ của họ không xem được hồ sơ này, nên ghi chú sẽ tới chỗ không được phép đọc.",
            next="Hãy bỏ tên họ, hoặc chuyển hồ sơ tới đơn vị của họ trước.",
        )
    return [[code, names[code]] for code in known]


def _own(dossier: Dossier, note_id: int, by: Actor, at: datetime) -> Note:
    row = Note.objects.select_for_update().filter(dossier=dossier, pk=note_id, removed_at=None).first()
    if row is None:
        raise NoteNotThere("Không còn ghi chú này.", next="Hãy tải lại trang hồ sơ.")
    if row.author_code != by.id:
        raise NoteClosed(f"Ghi chú này của {row.author_name}.", next="Bạn có thể viết ghi chú của mình.")
    if at - row.created_at > CHANGE_WITHIN:
        minutes = int(CHANGE_WITHIN.total_seconds() // 60)
        raise NoteClosed(
            f"Ghi chú chỉ sửa hoặc rút được trong {minutes} phút.",
            why=f"Ghi chú này viết lúc {clock.local(row.created_at):%H:%M ngày %d/%m/%Y}, đồng nghiệp có thể đã dựa vào nó.",
            next="Hãy viết thêm một ghi chú để nói lại.",
        )
    return row


def _written(dossier: Dossier, row: Note, *, by: Actor, at: datetime, called: list[str]) -> None:
    if called or dossier.followers:
        outbox.publish(
            NoteWritten(
                code=dossier.code,
                occurred_at=at,
                note_id=row.pk,
                by_id=by.id,
                by_name=by.name,
                called=tuple(called),
            )
        )
