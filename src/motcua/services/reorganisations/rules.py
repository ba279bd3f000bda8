"""What a plan must fulfil before anybody may approve it, and how it cuts an old agency's dossiers among its heirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from motcua.kernel.legal import basis
from motcua.registries.organizations.rules import code_fault
from motcua.services.dossiers.types import Portion

from .types import SUCCESSION, Fault, Heir, Kind, Known, Line

MOST_LINES = 3000


def ending(lines: Iterable[Line]) -> frozenset[str]:
    """Codes of the agencies that end; a renamed one goes on."""
    return frozenset(code for line in lines if line.kind != Kind.RENAME for code in line.old)


def heirs(lines: Sequence[Line]) -> dict[str, list[Heir]]:
    """Old agency to its heirs in the order of the plan, who takes the rest last: each dossier falls to exactly one."""
    cut: dict[str, list[tuple[Line, Portion]]] = defaultdict(list)
    for line in lines:
        if line.kind != Kind.RENAME:
            for old in line.old:
                cut[old].append((line, Portion(line.fields, line.places)))
    found: dict[str, list[Heir]] = {}
    for old, parts in cut.items():
        parts.sort(key=lambda part: part[1].names_nothing)
        earlier: tuple[Portion, ...] = ()
        found[old] = []
        for line, portion in parts:
            found[old].append(
                Heir(
                    old, line.into, Portion(portion.fields, portion.places, earlier), line.share,
                    SUCCESSION[Kind(line.kind)], line.people,
                )
            )  # fmt: skip
            earlier = (*earlier, portion)
    return found


def falls_to(parts: Sequence[Heir], field: str, address: str) -> list[str]:
    """The heirs a dossier of this field, from this address, falls to, said without the database."""
    return [one.new for one in parts if _takes(one.portion, field, address)]


def _takes(portion: Portion, field: str, address: str) -> bool:
    named = portion.names_nothing or field in portion.fields
    named = named or any(
        place[:1].lower() + place[1:] in address or place[:1].upper() + place[1:] in address
        for place in portion.places
    )
    return named and not any(_takes(earlier, field, address) for earlier in portion.after)


def last_day_to_undo(on: date) -> date:
    """A plan may be called off through this day; from its date on a correction is a new plan."""
    return on - timedelta(days=1)


@basis(
    "118/2025/NĐ-CP",
    note="a dossier in hand when bodies are rearranged goes on with the body that takes the task over, under the same promise",
)
def faults(lines: Sequence[Line], known: Known) -> list[Fault]:
    """Everything that is wrong with a plan, line by line; what only asks to be looked at does not stop it."""
    found = _of_the_whole(lines, known)
    founded: dict[str, Line] = {line.into: line for line in lines if line.founds}
    gone = ending(lines)
    for number, line in enumerate(lines, start=1):
        found += [Fault(words, number) for words in _of_line(line, known, founded, gone)]
    found += _of_heirs(lines, known)
    found += _of_children(lines, known, gone)
    found += _of_people(lines, known)
    return found


def _of_the_whole(lines: Sequence[Line], known: Known) -> list[Fault]:
    found = []
    if not lines:
        found.append(Fault("Phương án chưa có dòng nào."))
    if len(lines) > MOST_LINES:
        found.append(Fault(f"Một phương án nhiều nhất {MOST_LINES} dòng; hãy chia thành nhiều phương án."))
    if known.on <= known.today:
        found.append(Fault(f"Ngày thực hiện {known.on:%d/%m/%Y} phải sau hôm nay, để còn ngày duyệt và hủy."))
    for old, name in sorted(known.elsewhere.items()):
        found.append(Fault(f"{old} đã nằm trong phương án “{name}”."))
    return found


def _of_line(line: Line, known: Known, founded: dict[str, Line], gone: frozenset[str]) -> list[str]:
    if line.kind not in set(Kind):
        return [f"Không có cách sắp xếp “{line.kind}”."]
    found = [] if line.old else ["Chưa có cơ quan cũ."]
    found += [
        f"{code} không có, hoặc không hoạt động đến hết ngày {last_day_to_undo(known.on):%d/%m/%Y}."
        for code in line.old
        if code not in known.standing
    ]
    found += [
        f"Không có lĩnh vực “{name}” trong danh mục." for name in line.fields if name not in known.fields
    ]
    found += [
        f"Không có cán bộ mã {code}."
        for code in (*line.people, line.head)
        if code and code not in known.officers
    ]
    if line.kind == Kind.RENAME:
        return found + _of_renaming(line, gone)
    return found + _of_heir(line, known, founded, gone)


def _of_renaming(line: Line, gone: frozenset[str]) -> list[str]:
    found = [] if line.name else ["Đổi tên phải có tên mới."]
    if len(line.old) > 1:
        found.append("Mỗi dòng đổi tên một cơ quan.")
    if line.into and line.into not in line.old:
        found.append("Đổi tên giữ mã cũ; đổi cả mã thì chọn hợp nhất thành cơ quan mới.")
    return found + [f"{code} vừa đổi tên vừa kết thúc." for code in line.old if code in gone]


def _of_heir(line: Line, known: Known, founded: dict[str, Line], gone: frozenset[str]) -> list[str]:
    if not line.into:
        return ["Chưa có mã cơ quan kế thừa."]
    found = []
    if line.into in gone:
        found.append(f"{line.into} cũng kết thúc trong phương án này nên không kế thừa được ai.")
    if line.founds:
        if fault := code_fault(line.into):
            found.append(fault)
        if line.into in known.used:
            found.append(f"Mã {line.into} đã có cơ quan dùng; mã không dùng lại bao giờ.")
        if founded[line.into] != line:
            found.append(f"Mã {line.into} được thành lập hai lần.")
        if line.model_code not in known.standing:
            found.append(f"Cơ cấu mẫu {line.model_code} không có.")
        if (
            line.parent
            and line.parent not in founded
            and (line.parent not in known.standing or line.parent in gone)
        ):
            found.append(f"Cơ quan cấp trên {line.parent} không có sau ngày sắp xếp.")
        if not line.head:
            found.append(f"Chưa có người đứng đầu {line.name}.")
        signing = [known.signers[code] for code in {line.model_code, *line.old} if code in known.signers]
        if signing and not any(signing):
            found.append(f"Không có ai được ký ở các cơ quan cũ của {line.name}.")
    elif line.kind == Kind.MERGE:
        found.append("Hợp nhất phải có tên cơ quan mới; vào cơ quan đã có thì chọn sáp nhập.")
    elif line.into not in founded and line.into not in known.standing:
        found.append(f"Cơ quan kế thừa {line.into} không có.")
    return found


def _of_heirs(lines: Sequence[Line], known: Known) -> list[Fault]:
    """Exactly one heir for each field and place: one takes the rest, no field or place is named twice."""
    found = []
    for old, parts in sorted(heirs(lines).items()):
        name = known.standing[old].name if old in known.standing else old
        rest = [one.new for one in parts if one.is_rest]
        if len(rest) > 1:
            found.append(
                Fault(f"{name}: cả {' và '.join(rest)} đều nhận phần còn lại; chỉ một nơi được nhận.")
            )
        if not rest:
            found.append(Fault(f"{name}: chưa có nơi nhận phần còn lại (dòng không ghi lĩnh vực, nơi ở)."))
        if len({one.new for one in parts}) < len(parts):
            found.append(Fault(f"{name}: một cơ quan kế thừa ghi ở hai dòng; hãy gộp thành một dòng."))
        for what in ("fields", "places"):
            named = [word for one in parts for word in getattr(one.portion, what)]
            twice = sorted({word for word in named if named.count(word) > 1})
            found += [Fault(f"{name}: “{word}” ghi cho hai nơi kế thừa.") for word in twice]
    return found


def _of_children(lines: Sequence[Line], known: Known, gone: frozenset[str]) -> list[Fault]:
    """An agency under one that ends has an heir of its own, or goes under the one heir of its parent."""
    parts = heirs(lines)
    found = []
    for parent, child, name in known.children:
        if child in gone:
            continue
        number = len(parts.get(parent, ()))
        if number > 1:
            found.append(
                Fault(
                    f"{name} ({child}) trực thuộc {parent} là nơi có nhiều cơ quan kế thừa: hãy thêm dòng cho {child}."
                )
            )
        elif number == 1:
            words = f"{name} ({child}) chuyển sang trực thuộc {parts[parent][0].new}."
            found.append(Fault(words, stops=False))
    return found


def _of_people(lines: Sequence[Line], known: Known) -> list[Fault]:
    """Heads who are nobody's head afterwards are named, so that somebody thinks of them."""
    staying = {line.head for line in lines if line.head}
    found = []
    for old in sorted(ending(lines)):
        for code, name in known.heads.get(old, ()):
            if code not in staying:
                words = (
                    f"{name} ({code}), đứng đầu {known.standing[old].name}, chưa có chức vụ sau ngày sắp xếp."
                )
                found.append(Fault(words, stops=False))
    return found
