"""Shared lists changed by the province: one change a version, the last one taken back."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from motcua.kernel import access, audit, clock, text
from motcua.kernel.access import Actor
from motcua.registries.eforms import queries, rules
from motcua.registries.eforms.models import ListVersion
from motcua.registries.eforms.types import EDIT, BadEdit, Entry, InUse, ListEdit, Overtaken


def _standing(name: str, seen: int) -> tuple[ListVersion | None, tuple[Entry, ...]]:
    """The province's newest row (None: the file's list holds) and the entries, locked and as this person saw them."""
    rows = ListVersion.objects.select_for_update().filter(name=name).order_by("-revision")
    last = rows.first()
    if seen != (last.revision if last else 0):
        raise _overtaken(last)
    row = rows.filter(is_undone=False).first()
    return row, rules.stored(row.entries) if row else queries.entries_of_file(name)


def _overtaken(last: ListVersion | None) -> Overtaken:
    told = f"{last.saved_by}: {text.inside(last.words)}." if last else ""
    return Overtaken(
        "Danh mục đã được sửa từ lúc bạn mở trang này.", why=told,
        next="Chưa ghi gì của bạn. Xem danh mục mới rồi làm lại nếu vẫn cần.", steps=[], revision=last.revision if last else 0,
    )  # fmt: skip


def _require_unnamed(name: str, before: tuple[Entry, ...], after: tuple[Entry, ...]) -> None:
    """An entry that a form in force names in a condition or a computed value is ended, not removed."""
    for gone in {one.value for one in before} - {one.value for one in after}:
        uses = [
            f"{form.name} ({form.code}): {where}"
            for form in queries.forms_with_list(name)
            for where in rules.namers(form, name, gone)
        ]
        if uses:
            raise InUse(
                f"Chưa bỏ được mục “{gone}”: {len(uses)} chỗ của biểu mẫu đang đăng gọi tên mục này.",
                why=f"Đó là: {'; '.join(uses[:3])}.",
                next="Hãy ghi ngày hết dùng cho mục, hoặc sửa các biểu mẫu ấy trước.",
                uses=uses,
            )


def _keep(
    name: str, row: ListVersion | None, entries: tuple[Entry, ...], words: str, revision: int, *, by: Actor, at: datetime
) -> None:  # fmt: skip
    begun = row.begun_from if row else rules.written(queries.entries_of_file(name))
    try:
        with transaction.atomic():
            ListVersion.objects.create(
                name=name, revision=revision, entries=rules.written(entries), begun_from=begun, words=words[:700],
                saved_by=by.title[:200], saved_at=at,
            )  # fmt: skip
    except IntegrityError as other:  # two first changes at once: nothing stood there to lock
        raise _overtaken(ListVersion.objects.filter(name=name).last()) from other


@transaction.atomic
def change_list(*, name: str, seen: int, edit: ListEdit, by: Actor, at: datetime) -> str:
    """Sửa danh mục dùng chung: one change, for forms drafted from now on; published ones keep their copy.

    Raises:
        NoSuchList: no such list.
        Overtaken: somebody changed it after ``seen``.
        BadEdit: the change does not fit.
        InUse: a form in force names the entry that would go.
    """
    access.require(by, EDIT)
    queries.entries_of_file(name)
    row, before = _standing(name, seen)
    after, words = rules.change_list(before, edit, clock.local(at).date())
    if after == before:
        return ""
    _require_unnamed(name, before, after)
    _keep(name, row, after, words, seen + 1, by=by, at=at)
    _tell("eforms.change_list", name, before, after, words, by=by, at=at)
    return words


def _tell(
    verb: str, name: str, before: tuple[Entry, ...], after: tuple[Entry, ...], words: str, *, by: Actor, at: datetime
) -> None:  # fmt: skip
    old, new = ({one["value"]: one for one in rules.written(entries)} for entries in (before, after))
    moved = {value for value in old.keys() | new.keys() if old.get(value) != new.get(value)}
    audit.record(
        by, verb, f"eform_list:{name}", at=at,
        before={value: old.get(value) for value in moved} or {"order": [one.value for one in before]},
        after={"done": words} | ({value: new.get(value) for value in moved} or {"order": [one.value for one in after]}),
    )  # fmt: skip


@transaction.atomic
def undo_list(*, name: str, seen: int, by: Actor, at: datetime) -> str:
    """Hoàn tác: the list as it was before its latest change; returns what was taken back.

    Raises:
        BadEdit: the list is the file's already.
        Overtaken, InUse: as for a change.
    """
    access.require(by, EDIT)
    queries.entries_of_file(name)
    row, before = _standing(name, seen)
    if row is None:
        raise BadEdit("Không còn việc nào để hoàn tác.", next="Danh mục đang như bản kèm phần mềm.")
    earlier = ListVersion.objects.filter(name=name, is_undone=False, revision__lt=row.revision).last()
    after = rules.stored(earlier.entries) if earlier else queries.entries_of_file(name)
    _require_unnamed(name, before, after)
    words = f"Hoàn tác: {row.words}"
    row.is_undone = True
    row.save(update_fields=["is_undone"])
    _keep(name, row, after, words, seen + 1, by=by, at=at)
    ListVersion.objects.filter(name=name, revision=seen + 1).update(is_undone=True)
    _tell("eforms.undo_list", name, before, after, words, by=by, at=at)
    return row.words
