"""Changes of a draft, one at a time: each takes a definition and gives the next one, with words for its history."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from motcua.kernel import text
from motcua.registries.eforms.rules.naming import TYPES
from motcua.registries.eforms.rules.papers import PAPER_CODE
from motcua.registries.eforms.rules.references import codes, field_at, renamed, uses, with_fields
from motcua.registries.eforms.types import (
    FIELD,
    PAPER,
    SECTION,
    AddField,
    AddPaper,
    AddSection,
    BadEdit,
    Choice,
    Duplicate,
    Edit,
    Edited,
    Field,
    FieldType,
    FormDefinition,
    InUse,
    Move,
    MoveTo,
    PaperAsked,
    Put,
    PutForm,
    Remove,
    Section,
    Use,
)

CODE = re.compile(r"^[a-z][a-z0-9_]{0,59}$")
Part = Section | Field | PaperAsked


def code_from(label: str, taken: set[str], *, upper: bool = False) -> str:
    """A code nobody has yet, from a label: "Họ tên mẹ" is ho_ten_me."""
    said = re.sub(r"[^a-z0-9]+", "_", text.fold(label)).strip("_")[:40].strip("_") or "muc"
    if not said[0].isalpha():
        said = f"m_{said}"
    said = said.upper() if upper else said
    return said if said not in taken else next(
        one for number in range(2, 10_000) if (one := f"{said}_{number}") not in taken
    )  # fmt: skip


def kind_of(place: str) -> tuple[str, str]:
    """A place as its kind and its code."""
    kind, _, code = place.partition("/")
    return kind, code


def part_at(form: FormDefinition, place: str) -> Part:
    """The section, field, column or paper at a place.

    Raises:
        BadEdit: it is not there (any more).
    """
    kind, code = kind_of(place)
    found: Part | None = None
    if kind == SECTION:
        found = form.section(code)
    elif kind == FIELD:
        found = field_at(form, code)
    elif kind == PAPER:
        found = next((one for one in form.papers if one.code == code), None)
    if found is None:
        raise BadEdit("Không còn chỗ này trong bản nháp.", next="Tải lại trang để xem bản nháp bây giờ.")
    return found


def name_of(part: Part) -> str:
    """A part as its editor calls it."""
    if isinstance(part, Section):
        return f"phần “{part.title}”"
    if isinstance(part, PaperAsked):
        return f"giấy tờ “{part.name}”"
    return f"câu “{part.label}”"


def section_code(form: FormDefinition, place: str) -> str:
    """The section a place lies in; empty for a paper."""
    kind, code = kind_of(place)
    if kind == SECTION:
        return code
    field = code.partition(".")[0]
    return next((one.code for one in form.sections if any(item.code == field for item in one.fields)), "")


def _rows(form: FormDefinition, place: str) -> tuple[Any, ...]:
    """The neighbours among which a part stands."""
    kind, code = kind_of(place)
    if kind == SECTION:
        return form.sections
    if kind == PAPER:
        return form.papers
    table, _, column = code.partition(".")
    if column:
        item = form.field(table)
        return item.columns if item else ()
    section = form.section(section_code(form, place))
    return section.fields if section else ()


def _with_rows(form: FormDefinition, place: str, rows: Sequence[Any]) -> FormDefinition:
    kind, code = kind_of(place)
    if kind == SECTION:
        return replace(form, sections=tuple(rows))
    if kind == PAPER:
        return replace(form, papers=tuple(rows))
    table, _, column = code.partition(".")
    if column:
        return with_fields(
            form, lambda item: replace(item, columns=tuple(rows)) if item.code == table else item
        )
    where = section_code(form, place)
    return replace(
        form,
        sections=tuple(
            replace(one, fields=tuple(rows)) if one.code == where else one for one in form.sections
        ),
    )


def _at(form: FormDefinition, place: str) -> int:
    own = kind_of(place)[1].rpartition(".")[2] if kind_of(place)[0] == FIELD else kind_of(place)[1]
    return next(at for at, one in enumerate(_rows(form, place)) if one.code == own)


def _listed(form: FormDefinition, lists: dict[str, tuple[Choice, ...]]) -> FormDefinition:
    """The lists a definition uses travel with it; those it no longer uses stay behind."""
    used = {item.choices_from for one in form.fields() for item in (one, *one.columns)} & lists.keys()
    return replace(form, lists={name: lists[name] for name in sorted(used)})


def edit(form: FormDefinition, change: Edit, *, lists: dict[str, tuple[Choice, ...]] | None = None) -> Edited:
    """The form after one change.

    Raises:
        BadEdit: the place is gone, or the code is taken or not one.
        InUse: something of the form still refers to what would vanish.
    """
    done = _DO[type(change)](form, change)
    return replace(
        done, definition=_listed(done.definition, {**(lists or {}), **form.lists, **done.definition.lists})
    )


def _put_form(form: FormDefinition, change: PutForm) -> Edited:
    return Edited(
        replace(form, name=change.name, paper=change.paper, note=change.note), "Sửa tên và ghi chú biểu mẫu"
    )


def _add_section(form: FormDefinition, change: AddSection) -> Edited:
    code = code_from(change.title, {one.code for one in form.sections})
    section = Section(code, change.title, ())
    return Edited(
        replace(form, sections=(*form.sections, section)), f"Thêm {name_of(section)}", f"{SECTION}/{code}"
    )


def _add_field(form: FormDefinition, change: AddField) -> Edited:
    parent = part_at(form, change.parent)
    if isinstance(parent, Section):
        item = _fresh(change, code_from(change.label, {one.code for one in form.fields()}))
        place = f"{FIELD}/{item.code}"
        rows = (*parent.fields, item)
        sections = tuple(
            replace(one, fields=rows) if one.code == parent.code else one for one in form.sections
        )
        return Edited(replace(form, sections=sections), f"Thêm {name_of(item)}", place)
    if not isinstance(parent, Field) or parent.type is not FieldType.TABLE or "." in change.parent:
        raise BadEdit("Chỉ thêm câu vào một phần, hoặc thêm cột vào một bảng.")
    if change.type in (FieldType.TABLE, FieldType.STATIC):
        raise BadEdit(f"Cột không thể là “{TYPES[change.type]}”.", next="Hãy chọn kiểu khác.")
    item = _fresh(change, code_from(change.label, {one.code for one in parent.columns}))
    place = f"{change.parent}.{item.code}"
    return Edited(
        _with_rows(form, place, (*parent.columns, item)),
        f"Thêm cột “{item.label}” vào bảng “{parent.label}”",
        place,
    )


def _fresh(change: AddField, code: str) -> Field:
    choices = (Choice("1", "Lựa chọn 1"), Choice("2", "Lựa chọn 2"))
    listed = change.type in (FieldType.CHOICE, FieldType.MULTI)
    first = Field("cot_1", "Cột 1", FieldType.TEXT)
    return Field(
        code,
        change.label,
        change.type,
        choices=choices if listed else (),
        columns=(first,) if change.type is FieldType.TABLE else (),
        required=change.type is FieldType.CONSENT,
    )


def _add_paper(form: FormDefinition, change: AddPaper) -> Edited:
    code = code_from(change.name, {one.code for one in form.papers}, upper=True)
    paper = PaperAsked(code, change.name, copies=1)
    return Edited(replace(form, papers=(*form.papers, paper)), f"Thêm {name_of(paper)}", f"{PAPER}/{code}")


def _move(form: FormDefinition, change: Move) -> Edited:
    part = part_at(form, change.place)
    rows, at = list(_rows(form, change.place)), _at(form, change.place)
    to = max(0, min(len(rows) - 1, at + change.by))
    if to == at:
        where = "đầu" if change.by < 0 else "cuối"
        raise BadEdit(f"{name_of(part).capitalize()} đã ở {where}.")
    rows.insert(to, rows.pop(at))
    way = "lên" if to < at else "xuống"
    return Edited(_with_rows(form, change.place, rows), f"Chuyển {name_of(part)} {way}", change.place)


def _move_to(form: FormDefinition, change: MoveTo) -> Edited:
    part = part_at(form, change.place)
    target = form.section(change.section)
    if not isinstance(part, Field) or "." in change.place or target is None:
        raise BadEdit("Chỉ chuyển được một câu hỏi sang một phần đang có.")
    rest = [one for one in _rows(form, change.place) if one.code != part.code]
    moved = _with_rows(form, change.place, rest)
    sections = tuple(
        replace(one, fields=(*one.fields, part)) if one.code == target.code else one for one in moved.sections
    )
    return Edited(
        replace(moved, sections=sections),
        f"Chuyển {name_of(part)} sang phần “{target.title}”",
        change.place,
    )


def _duplicate(form: FormDefinition, change: Duplicate) -> Edited:
    part = part_at(form, change.place)
    rows, at = list(_rows(form, change.place)), _at(form, change.place)
    taken = {one.code for one in rows}
    if isinstance(part, Section):
        fields_taken = {one.code for one in form.fields()}
        twins, again = [], {}
        for item in part.fields:
            code = code_from(item.code, fields_taken)
            fields_taken.add(code)
            again[item.code] = code
            twins.append(replace(item, code=code))
        alone = replace(form, sections=(replace(part, fields=tuple(twins)),), papers=())
        for old, new in again.items():
            alone = renamed(alone, old, new)
        copy: Part = replace(
            alone.sections[0], code=code_from(part.code, taken), title=f"{part.title} (bản sao)"
        )
        place = f"{SECTION}/{copy.code}"
    elif isinstance(part, Field):
        column = "." in change.place
        fields = taken if column else {one.code for one in form.fields()}
        copy = replace(part, code=code_from(part.code, fields), label=f"{part.label} (bản sao)")
        place = f"{change.place.rpartition('.')[0]}.{copy.code}" if column else f"{FIELD}/{copy.code}"
    else:
        copy = replace(part, code=code_from(part.code, taken, upper=True), name=f"{part.name} (bản sao)")
        place = f"{PAPER}/{copy.code}"
    rows.insert(at + 1, copy)
    return Edited(_with_rows(form, change.place, rows), f"Nhân đôi {name_of(part)}", place)


def users_of(form: FormDefinition, place: str) -> list[Use]:
    """Who refers, from outside of it, to what stands at a place."""
    part, code = part_at(form, place), kind_of(place)[1]
    if isinstance(part, PaperAsked):
        return []
    if isinstance(part, Section):
        inside = {f"{FIELD}/{item.code}" for item in part.fields} | {place}
        inside |= {f"{FIELD}/{item.code}.{one.code}" for item in part.fields for one in item.columns}
        return [use for item in part.fields for use in uses(form, item.code) if use.place not in inside]
    within = {place} | {f"{place}.{one.code}" for one in part.columns}
    found = uses(form, code) + [use for one in part.columns for use in uses(form, f"{code}.{one.code}")]
    return list(dict.fromkeys(use for use in found if use.place not in within))


def in_use(part: Part, found: Sequence[Use]) -> InUse:
    """The refusal that names every place."""
    told = "; ".join(use.words for use in found)
    return InUse(
        f"Chưa xóa được {name_of(part)}: {len(found)} chỗ đang dùng.",
        why=f"Đó là: {told}.",
        next="Hãy sửa các chỗ này trước, rồi xóa.",
        uses=list(found),
    )


def _remove(form: FormDefinition, change: Remove) -> Edited:
    part = part_at(form, change.place)
    if found := users_of(form, change.place):
        raise in_use(part, found)
    at = _at(form, change.place)
    rows = [one for number, one in enumerate(_rows(form, change.place)) if number != at]
    section = section_code(form, change.place)
    after = f"{SECTION}/{section}" if section and section != kind_of(change.place)[1] else ""
    return Edited(_with_rows(form, change.place, rows), f"Xóa {name_of(part)}", after)


def _put(form: FormDefinition, change: Put) -> Edited:
    was, part = part_at(form, change.place), change.part
    kind, code = kind_of(change.place)
    if type(was) is not type(part):
        raise BadEdit("Chỗ này không nhận nội dung như vậy.")
    place = change.place
    if part.code != was.code:
        _good_code(form, change.place, part)
        place = f"{change.place.removesuffix(was.code)}{part.code}"
    if isinstance(was, Section) and isinstance(part, Section):
        part = replace(part, fields=was.fields)
    elif isinstance(was, Field) and isinstance(part, Field):
        columns = was.columns if part.type is FieldType.TABLE else ()
        part = replace(part, columns=columns or ((Field("cot_1", "Cột 1", FieldType.TEXT),) if part.type is FieldType.TABLE else ()))  # fmt: skip
    rows = [part if one.code == was.code else one for one in _rows(form, change.place)]
    form = _with_rows(form, change.place, rows)
    if part.code != was.code and kind == FIELD:
        form = renamed(form, code, kind_of(place)[1])
    return Edited(form, f"Sửa {name_of(part)}", place)


def _good_code(form: FormDefinition, place: str, part: Part) -> None:
    kind, code = kind_of(place)
    wanted = PAPER_CODE if kind == PAPER else CODE
    if not wanted.match(part.code):
        case = "chữ hoa" if kind == PAPER else "chữ thường"
        raise BadEdit(
            f"Mã “{part.code}” chưa đúng.",
            why=f"Mã viết {case} không dấu, số và gạch dưới, bắt đầu bằng chữ.",
            next="Hãy ghi mã khác.",
        )
    if kind == FIELD and "." not in code:
        taken = {one.code for one in form.fields()}
    else:
        taken = {one.code for one in _rows(form, place)}
    if part.code in taken:
        raise BadEdit(f"Mã “{part.code}” đã có chỗ khác dùng.", next="Hãy ghi mã khác.")


_DO: dict[type, Any] = {
    PutForm: _put_form,
    AddSection: _add_section,
    AddField: _add_field,
    AddPaper: _add_paper,
    Move: _move,
    MoveTo: _move_to,
    Duplicate: _duplicate,
    Remove: _remove,
    Put: _put,
}


def vanished(before: FormDefinition, after: FormDefinition) -> set[str]:
    """Codes of fields and columns that are no more."""
    return codes(before) - codes(after)


def fault_place(form: FormDefinition, path: str) -> str:
    """Where the fault of a path is put right; empty for the form as a whole."""
    named = re.findall(r"\(([A-Za-z0-9_]+)\)", path)
    if path.startswith("papers"):
        return f"{PAPER}/{named[0]}" if named else f"{PAPER}/"
    parts = named or path.removeprefix("phần ").split(".")
    for code in (".".join(parts[-2:]), parts[0], parts[1] if len(parts) > 1 else ""):
        if code and field_at(form, code):
            return f"{FIELD}/{code}"
    at = re.match(r"sections\[(\d+)\]", path)
    if at and int(at[1]) < len(form.sections):
        return f"{SECTION}/{form.sections[int(at[1])].code}"
    return f"{SECTION}/{parts[0]}" if form.section(parts[0]) else ""
