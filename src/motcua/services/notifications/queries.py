"""Reading notices: always a person's own."""

from __future__ import annotations

from collections.abc import Iterable

from motcua.kernel.access import Actor
from motcua.kernel.words import unpacked
from motcua.services.accounts import queries as accounts

from .models import Letter, Notice, Preference
from .types import KINDS, Choice, NoNotice, Note, Shelf, kinds_for

PAGE = 30
MANY = 100


def _own(by: Actor):
    return Notice.objects.filter(recipient_id=by.user_id or 0, in_app=True)


def unread(by: Actor) -> int:
    """How many are unread, counted up to a hundred: a header needs no more."""
    if by.user_id is None:
        return 0
    return _own(by).filter(read_at=None)[:MANY].count()


def shelf(
    by: Actor, *, before: int | None = None, after: int | None = None, only_unread: bool = False
) -> Shelf:
    """A page of a person's notices, newest first, from a key on: its cost does not grow with what lies behind it."""
    rows = _own(by)
    if only_unread:
        rows = rows.filter(read_at=None)
    if after is not None:
        page = list(rows.filter(pk__gt=after).order_by("pk")[: PAGE + 1])
        more, page = len(page) > PAGE, page[:PAGE][::-1]
        return Shelf(
            [_note(row) for row in page],
            page[-1].pk if page else None,
            page[0].pk if more else None,
            unread(by),
        )
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = list(rows.order_by("-pk")[: PAGE + 1])
    more, page = len(page) > PAGE, page[:PAGE]
    newer = page[0].pk if page and before is not None else None
    return Shelf([_note(row) for row in page], page[-1].pk if more else None, newer, unread(by))


def _note(row: Notice) -> Note:
    label = KINDS[row.kind].label if row.kind in KINDS else ""
    told, detail = (unpacked(one) for one in row.said) if row.said else (row.words, row.detail)
    return Note(row.pk, label, told, detail, row.link, row.created_at, row.read_at)


def note(by: Actor, notice_id: int) -> Note:
    """One of a person's own notices.

    Raises:
        NoNotice: not there, or somebody else's.
    """
    row = _own(by).filter(pk=notice_id).first()
    if row is None:
        raise NoNotice("Không có tin này trong danh sách của bạn.", next="Hãy mở lại trang tin báo.")
    return _note(row)


def choices(by: Actor) -> list[Choice]:
    """How a person hears of each kind meant for them."""
    wishes = {row.kind: row for row in Preference.objects.filter(user_id=by.user_id or 0)}
    return [
        Choice(kind, wishes[kind.name].in_app, wishes[kind.name].mail)
        if kind.name in wishes
        else Choice(kind, kind.in_app, kind.mail)
        for kind in kinds_for("officer" if by.kind == "officer" else "citizen")
    ]


def wishes_for(kind: str, users: Iterable[int]) -> dict[int, tuple[bool, bool]]:
    """(in the house, by e-mail) of each user for one kind, in one query."""
    first = KINDS[kind]
    wanted = dict.fromkeys(users, (first.in_app, first.mail))
    for row in Preference.objects.filter(kind=kind, user_id__in=list(wanted)):
        wanted[row.user_id] = (row.in_app, row.mail)
    return wanted


def address_of(by: Actor) -> str:
    """Where a person's letters go; empty when we know no mailbox."""
    return accounts.mailboxes([by.user_id or 0]).get(by.user_id or 0, "")


def last_refusal(by: Actor) -> str:
    """What the mail server said when it last refused a person's mailbox, unless a later letter went through."""
    last = (
        Letter.objects.filter(notice__recipient_id=by.user_id or 0)
        .exclude(state=Letter.State.WAITING)
        .order_by("-pk")
        .first()
    )
    return last.last_error if last is not None and last.state == Letter.State.REFUSED else ""
