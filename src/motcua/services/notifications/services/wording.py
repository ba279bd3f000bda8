"""Sửa mẫu tin: other words for an event, from a day on; the original is never lost, and every wording stays."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from motcua.kernel import access, audit, clock, text
from motcua.kernel.access import Actor
from motcua.kernel.commands import command

from .. import queries
from ..models import WORDINGS, Wording
from ..types import WORD, Language, TextInvalid, TextMoved


@command
def word(
    *,
    name: str,
    language: Language,
    words: str,
    detail: str,
    begins_on: date,
    reason: str,
    seen: int,
    by: Actor,
    at: datetime,
) -> None:
    """Put a text otherwise from a day on. Empty words take the original up again, and back what was set for later.

    Raises:
        TextNotThere: no event is told by it.
        TextInvalid: it could not be told so, the day has passed, or there is no reason.
        TextMoved: ``seen`` is not the newest wording any more.
    """
    access.require(by, WORD)
    shown = queries.text_named(by, name)
    words, detail = (" ".join(text.clean(one).split()) for one in (words, detail))
    newest = Wording.objects.filter(text=name).order_by("-id").first()
    if (newest.pk if newest else 0) != seen:
        raise _moved()
    back = not words and not detail
    found = [] if back else queries.faults_of_text(shown, language, words, detail)
    if begins_on < clock.local(at).date():
        found.append("Ngày bắt đầu đã qua; tin đã gửi không đổi được.")
    if len(text.clean(reason)) < 5:
        found.append("Cần ghi lý do sửa, ít nhất một câu ngắn.")
    if found:
        raise TextInvalid(
            " ".join(found), next="Hãy sửa những chỗ được nêu rồi lưu lại; chưa có gì thay đổi."
        )
    if not back:  # told once here rather than failing in the night
        queries.preview(shown, language, words, detail, on=begins_on)
    row = Wording(
        text=name, language=language, begins_on=begins_on, words=words, detail=detail, reason=text.clean(reason)[:500],
        follows=seen, made_at=at, by_id=by.id, by_name=by.name,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twin:
        raise _moved() from twin
    WORDINGS.written()
    audit.record(
        by, "notifications.word", f"text:{name}", at=at, reason=text.clean(reason)[:500],
        before={"words": newest.words, "detail": newest.detail} if newest else None,
        after={"language": language.value, "words": words, "detail": detail, "begins_on": begins_on},
    )  # fmt: skip


def _moved() -> TextMoved:
    return TextMoved(
        "Mẫu tin này vừa có người sửa.",
        why="Ghi đè sẽ mất phần họ vừa viết.",
        next="Hãy xem bản mới nhất rồi sửa lại.",
    )
