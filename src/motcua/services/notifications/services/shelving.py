"""Commands on one's own shelf: read, unread."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.kernel import audit
from motcua.kernel.access import Actor

from ..models import Notice
from ..types import NoNotice


def mark_read(*, notice_id: int, by: Actor, at: datetime) -> None:
    """Đã đọc."""
    _mark(notice_id, by, at)


def mark_unread(*, notice_id: int, by: Actor) -> None:
    """Để lại chưa đọc."""
    _mark(notice_id, by, None)


def _mark(notice_id: int, by: Actor, read_at: datetime | None) -> None:
    if not Notice.objects.filter(pk=notice_id, recipient_id=by.user_id or 0).update(read_at=read_at):
        raise NoNotice("Không có tin này trong danh sách của bạn.", next="Hãy mở lại trang tin báo.")


def mark_all_read(*, by: Actor, at: datetime) -> int:
    """Đã đọc tất cả; how many were unread."""
    return Notice.objects.filter(recipient_id=by.user_id or 0, read_at=None).update(read_at=at)


@transaction.atomic
def forget(*, subject: str, by: Actor, at: datetime) -> int:
    """Quên tin về một việc: what was told of a matter that must point at nobody any more; how many notices."""
    rows = Notice.objects.filter(subject=subject)
    gone = rows.count()
    rows.delete()
    if gone:
        audit.record(by, "notifications.forget", subject, at=at, after={"notices": gone})
    return gone
