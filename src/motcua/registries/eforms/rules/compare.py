"""What changed between two versions of a form, in words an administrator reads before publishing."""

from __future__ import annotations

from motcua.registries.eforms.rules.conditions import in_words
from motcua.registries.eforms.rules.naming import AUDIENCES, LEVELS, TYPES, check_said, formula_said
from motcua.registries.eforms.rules.papers import paper_said
from motcua.registries.eforms.rules.references import field_at
from motcua.registries.eforms.rules.words import WORDS
from motcua.registries.eforms.types import SOURCES, Check, Difference, Field, FormDefinition, Section


def _said(form: FormDefinition, item: Field) -> dict[str, str]:
    return {
        "nhãn": item.label,
        "kiểu": TYPES[item.type],
        "bắt buộc": "có"
        if item.required
        else in_words(item.required_when, form)
        if item.required_when
        else "không",
        "chỉ hiện khi": in_words(item.show_when, form) if item.show_when else "",
        "lựa chọn": "; ".join(one.label for one in form.choices(item)),
        "độ dài": "–".join(str(one) for one in item.length) if item.length else "",
        "kiểm tra": "; ".join(_check(one) for one in item.checks),
        "điền sẵn từ": ", ".join(" ".join((SOURCES[one.source], one.fact)).strip() for one in item.prefill),
        "cách tính": formula_said(item.formula, form) if item.formula else "",
        "giải thích": " ".join(part for part in (item.help, item.more, item.example) if part),
        "người ghi": AUDIENCES[item.audience],
        "đơn vị": item.unit,
        "trả lời sẵn": "" if item.default is None else str(item.default),
        "chép sẵn từ": _copied(form, item),
        "tên trường quốc gia": item.national_name,
    }


def _check(one: Check) -> str:
    said = check_said(one.word, one.arg)
    level = "" if one.level is WORDS[one.word].level else LEVELS[one.level.value]
    return ", ".join(part for part in (said, level, one.text) if part)


def _copied(form: FormDefinition, item: Field) -> str:
    if item.copy_from is None:
        return ""
    source = field_at(form, item.copy_from.field)
    said = f"“{source.label if source else item.copy_from.field}”"
    return f"{said} khi {in_words(item.copy_from.when, form)}" if item.copy_from.when else said


def _flat(form: FormDefinition) -> dict[str, tuple[str, Field]]:
    found: dict[str, tuple[str, Field]] = {}
    for section in form.sections:
        for item in section.fields:
            found[item.code] = (section.title, item)
            for column in item.columns:
                found[f"{item.code}.{column.code}"] = (section.title, column)
    return found


def _part(form: FormDefinition, section: Section) -> dict[str, str]:
    return {
        "tên": section.title,
        "nhóm bước": section.group,
        "lời dẫn": section.help,
        "điều kiện hiện": in_words(section.show_when, form) if section.show_when else "",
        "người ghi": AUDIENCES[section.audience],
    }


def _papers(old: FormDefinition, new: FormDefinition) -> list[Difference]:
    before, after = {one.code: one for one in old.papers}, {one.code: one for one in new.papers}
    found = [
        Difference(code, "removed", f"Bỏ giấy tờ “{before[code].name}”", before[code].name)
        for code in before.keys() - after.keys()
    ]
    found += [
        Difference(code, "added", f"Thêm giấy tờ “{after[code].name}”", "", after[code].name)
        for code in after.keys() - before.keys()
    ]
    for code in before.keys() & after.keys():
        was, now = paper_said(old, before[code]), paper_said(new, after[code])
        for key, value in was.items():
            if value != now[key]:
                words = f"Giấy tờ “{after[code].name}”: đổi {key}"
                found.append(Difference(code, "changed", words, value, now[key]))
    orders = [[code for code in rows if code in before and code in after] for rows in (before, after)]
    if orders[0] != orders[1]:
        found.append(Difference("papers", "moved", "Đổi thứ tự giấy tờ", *(", ".join(one) for one in orders)))
    return found


def diff(old: FormDefinition, new: FormDefinition) -> list[Difference]:
    """Fields taken away, added, moved or changed, then whole sections; empty when nothing moved."""
    before, after = _flat(old), _flat(new)
    found: list[Difference] = []
    if old.name != new.name:
        found.append(Difference("name", "changed", "Đổi tên biểu mẫu", old.name, new.name))
    for code in before.keys() - after.keys():
        found.append(
            Difference(code, "removed", f"Bỏ câu hỏi “{before[code][1].label}”", before[code][1].label)
        )
    for code in after.keys() - before.keys():
        found.append(
            Difference(code, "added", f"Thêm câu hỏi “{after[code][1].label}”", "", after[code][1].label)
        )
    for code in before.keys() & after.keys():
        (old_section, old_item), (new_section, new_item) = before[code], after[code]
        if old_section != new_section:
            words = f"“{new_item.label}” nằm ở phần khác"
            found.append(Difference(code, "moved", words, old_section, new_section))
        left, right = _said(old, old_item), _said(new, new_item)
        for key, value in left.items():
            if value != right[key]:
                found.append(Difference(code, "changed", f"“{new_item.label}”: đổi {key}", value, right[key]))
    old_parts = {one.code: one for one in old.sections}
    new_parts = {one.code: one for one in new.sections}
    for code in old_parts.keys() - new_parts.keys():
        found.append(Difference(code, "removed", f"Bỏ phần “{old_parts[code].title}”", old_parts[code].title))
    for code in new_parts.keys() - old_parts.keys():
        found.append(
            Difference(code, "added", f"Thêm phần “{new_parts[code].title}”", "", new_parts[code].title)
        )
    for code in old_parts.keys() & new_parts.keys():
        was, now = _part(old, old_parts[code]), _part(new, new_parts[code])
        for key, value in was.items():
            if value != now[key]:
                words = f"Phần “{new_parts[code].title}”: đổi {key}"
                found.append(Difference(code, "changed", words, value, now[key]))
        orders = [
            [item.code for item in part.fields if item.code in before and item.code in after]
            for part in (old_parts[code], new_parts[code])
        ]
        if orders[0] != orders[1] and sorted(orders[0]) == sorted(orders[1]):
            words = f"Phần “{new_parts[code].title}”: đổi thứ tự câu hỏi"
            said = ["; ".join(after[one][1].label for one in row) for row in orders]
            found.append(Difference(code, "moved", words, *said))
    chapters = [
        [one.code for one in form.sections if one.code in old_parts and one.code in new_parts]
        for form in (old, new)
    ]
    if chapters[0] != chapters[1]:
        said = ["; ".join(new_parts[one].title for one in row) for row in chapters]
        found.append(Difference("sections", "moved", "Đổi thứ tự các phần", *said))
    found += _papers(old, new)
    for key, before_said, after_said in (("mẫu giấy", old.paper, new.paper), ("ghi chú", old.note, new.note)):
        if before_said != after_said:
            found.append(Difference(key, "changed", f"Đổi {key}", before_said, after_said))
    rank = {"removed": 0, "changed": 1, "moved": 2, "added": 3}
    return sorted(found, key=lambda one: (rank[one.kind], one.path, one.words))
