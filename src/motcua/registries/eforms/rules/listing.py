"""Shared lists changed one step at a time, compared, and held to the forms that name their entries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from motcua.kernel.text import clean
from motcua.registries.eforms.rules.computing import FORMULAS
from motcua.registries.eforms.rules.shape import faults
from motcua.registries.eforms.types import (
    AddEntry,
    BadEdit,
    Choice,
    EndEntry,
    Entry,
    FormDefinition,
    ListEdit,
    MoveEntry,
    Relabel,
)

MOST = 500
Entries = tuple[Entry, ...]


def entries_of(choices: Iterable[Choice]) -> Entries:
    """A list of the file as entries without a last day."""
    return tuple(Entry(one.value, one.label, one.help) for one in choices)


def offered(entries: Entries, on: date) -> tuple[Choice, ...]:
    """What a form takes along on a day."""
    return tuple(Choice(one.value, one.label, one.help) for one in entries if not one.ended(on))


def written(entries: Entries) -> list[dict[str, Any]]:
    """Entries as plain data."""
    return [
        {"value": one.value, "label": one.label}
        | ({"help": one.help} if one.help else {})
        | ({"until": one.until.isoformat()} if one.until else {})
        for one in entries
    ]


def stored(data: Iterable[dict[str, Any]]) -> Entries:
    """Entries from plain data."""
    return tuple(
        Entry(
            one["value"],
            one["label"],
            one.get("help", ""),
            date.fromisoformat(one["until"]) if one.get("until") else None,
        )
        for one in data
    )


def change_list(entries: Entries, edit: ListEdit, on: date) -> tuple[Entries, str]:
    """The list after one change, and the change in words.

    Raises:
        BadEdit: it does not fit.
    """
    at = {one.value: index for index, one in enumerate(entries)}
    if isinstance(edit, AddEntry):
        return _added(entries, Entry(clean(edit.value), clean(edit.label) or clean(edit.value)), at)
    if edit.value not in at:
        raise BadEdit(f"Danh mục không còn mục “{edit.value}”.", next="Tải lại trang để xem danh mục mới.")
    index = at[edit.value]
    was = entries[index]
    if isinstance(edit, Relabel):
        label = clean(edit.label)
        if not label or any(one.label == label for one in entries if one != was and not one.ended(on)):
            raise BadEdit(
                "Nhãn trống hoặc trùng nhãn mục khác.", next="Hãy ghi nhãn người khai phân biệt được."
            )
        said = f"Đổi nhãn “{was.label}” thành “{label}”"
        return (*entries[:index], replace(was, label=label), *entries[index + 1 :]), said
    if isinstance(edit, EndEntry):
        if edit.until is not None and all(one.ended(edit.until) for one in entries if one != was):
            raise BadEdit("Danh mục phải còn ít nhất một mục.", next="Hãy thêm mục khác trước.")
        said = (
            f"Mục “{was.label}” hết dùng sau ngày {edit.until:%d/%m/%Y}"
            if edit.until
            else f"Dùng lại mục “{was.label}”"
        )
        return (*entries[:index], replace(was, until=edit.until), *entries[index + 1 :]), said
    rest = (*entries[:index], *entries[index + 1 :])
    if isinstance(edit, MoveEntry):
        to = min(max(index + edit.by, 0), len(rest))
        return (*rest[:to], was, *rest[to:]), f"Chuyển mục “{was.label}” {'lên' if edit.by < 0 else 'xuống'}"
    if not offered(rest, on):
        raise BadEdit("Danh mục phải còn ít nhất một mục.", next="Hãy thêm mục khác trước.")
    return rest, f"Bỏ mục “{was.label}”"


def _added(entries: Entries, new: Entry, at: dict[str, int]) -> tuple[Entries, str]:
    if not new.value or len(new.value) > 300 or len(new.label) > 300:
        raise BadEdit("Mã và nhãn có từ 1 đến 300 chữ.", next="Hãy ghi lại.")
    if new.value in at:
        raise BadEdit(
            f"Đã có mục mã “{new.value}”.", next="Hãy ghi mã khác, hoặc mở mục ấy để đổi nhãn, dùng lại."
        )
    if any(one.label == new.label for one in entries):
        raise BadEdit(f"Đã có mục nhãn “{new.label}”.", next="Hãy ghi nhãn người khai phân biệt được.")
    if len(entries) >= MOST:
        raise BadEdit(f"Danh mục đã đủ {MOST} mục.", next="Hãy bỏ mục không dùng trước.")
    return (*entries, new), f"Thêm mục “{new.label}”"


def list_differences(old: Entries, new: Entries) -> tuple[str, ...]:
    """What the second says otherwise, a phrase each."""
    before, after = ({one.value: one for one in entries} for entries in (old, new))
    found = [f"thêm “{one.label}”" for one in new if one.value not in before]
    found += [f"bỏ “{one.label}”" for one in old if one.value not in after]
    found += [
        f"“{before[one.value].label}” đổi nhãn thành “{one.label}”"
        for one in new
        if one.value in before and before[one.value].label != one.label
    ]
    kept = [one.value for one in new if one.value in before]
    if kept != [one.value for one in old if one.value in after]:
        found.append("đổi thứ tự")
    return tuple(found)


def namers(form: FormDefinition, name: str, value: str) -> list[str]:
    """Places of a form that name an entry of a shared list: they would not hold without it."""
    without = tuple(one for one in form.lists.get(name, ()) if one.value != value)
    before = {(one.path, one.message) for one in faults(form)}
    found = [
        one.message
        for one in faults(replace(form, lists={**form.lists, name: without}))
        if (one.path, one.message) not in before
    ]
    asking = {
        code
        for item in form.fields()
        for one in (item, *item.columns)
        if one.choices_from == name
        for code in (one.code, f"{item.code}.{one.code}")
    }
    for item in form.fields():
        for one in (item, *item.columns):
            formula = one.formula
            if formula and value in {arg.lstrip("=") for arg in formula.args}:
                places = FORMULAS[formula.word].fields
                if asking & {arg for at, arg in enumerate(formula.args) if at in places}:
                    found.append(f"giá trị tự tính “{one.label}”")
            found += [
                f"kiểm tra của câu “{one.label}”"
                for check in one.checks
                if value in check.arg.split("=")[-1].split(",")
                and asking & {*check.arg.replace("=", ",").split(",")}
            ]
    return list(dict.fromkeys(found))
