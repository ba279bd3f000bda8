"""Conditions: a closed list of operators on declared fields, read strictly, never as free text.

The written form inside BPMN is ``outcome == "du" and area <= 250``: one reading, one meaning.
A fact that is missing makes its condition false, whatever the operator: the default flow is taken.
"""

from __future__ import annotations

import json
import math
import re

from motcua.services.workflow.types import OUTCOME, BadProcess, Condition, Facts, Field, Op

_SIGNS = {Op.EQ: "==", Op.NE: "!=", Op.LT: "<", Op.LE: "<=", Op.GT: ">", Op.GE: ">="}
_OPS = {sign: op for op, sign in _SIGNS.items()}
_TOKEN = re.compile(
    r"""\s*(?:(?P<string>"(?:[^"\\\x00-\x1f]|\\["\\])*")|(?P<number>-?\d+(?:\.\d+)?)"""
    r"""|(?P<name>[A-Za-z_][A-Za-z0-9_.]*)|(?P<sign>==|!=|<=|>=|<|>|\[|\]|,))"""
)
NAME = re.compile(r"^[a-z][a-z0-9_]{0,63}$")
ORDERED = (Op.LT, Op.LE, Op.GT, Op.GE)


def holds(condition: Condition, facts: Facts) -> bool:
    fact = facts.get(condition.field)
    if fact is None or fact == "":
        return False
    value = condition.value
    match condition.op:
        case Op.EQ:
            return _same(fact, value)
        case Op.NE:
            return not _same(fact, value)
        case Op.IN:
            return isinstance(value, tuple) and any(_same(fact, one) for one in value)
        case Op.IS_TRUE:
            return fact is True
        case Op.IS_FALSE:
            return fact is False
    if isinstance(fact, bool) or not isinstance(fact, int | float) or not isinstance(value, int | float):
        return False
    match condition.op:
        case Op.LT:
            return fact < value
        case Op.LE:
            return fact <= value
        case Op.GT:
            return fact > value
    return fact >= value


def _same(fact: object, value: object) -> bool:
    if isinstance(fact, bool) or isinstance(value, bool):
        return fact is value
    if isinstance(fact, str) != isinstance(value, str):
        return False
    return fact == value


def fact(said: object, kind: str) -> str | int | float | bool | None:
    """An answer as a declared fact of its kind: figures typed as words become figures; what does not fit is missing."""
    if said is None or said == "":
        return None
    if kind == "boolean":
        known = {"true": True, "false": False}
        return said if isinstance(said, bool) else known.get(str(said).lower())
    if kind == "number":
        if isinstance(said, bool):
            return None
        if isinstance(said, int | float):
            return said
        try:
            number = float(str(said).replace(",", "."))
        except ValueError:
            return None
        if not math.isfinite(number):
            return None
        return int(number) if number == int(number) else number
    return said if isinstance(said, str) else None


def known(fields: tuple[Field, ...], given: Facts | None) -> Facts:
    """What a process declares, of its declared kind; whatever else is known does not count."""
    found = {one.code: fact((given or {}).get(one.code), one.type) for one in fields}
    return {code: value for code, value in found.items() if value is not None}


def check(condition: Condition, fields: dict[str, Field], where: str) -> None:
    """Refuse a condition on an undeclared field or with a value of the wrong kind."""
    if condition.field == OUTCOME:
        kind = "text"
    elif condition.field in fields:
        kind = fields[condition.field].type
    else:
        raise _bad(
            where, f"trường “{condition.field}” chưa được khai báo", "Khai báo trường hoặc sửa tên trường."
        )
    value, op = condition.value, condition.op
    if op in (Op.IS_TRUE, Op.IS_FALSE):
        fits = kind == "boolean" and value is None
    elif op in ORDERED:
        fits = kind == "number" and isinstance(value, int | float) and not isinstance(value, bool)
    elif op is Op.IN:
        fits = (
            kind == "text"
            and isinstance(value, tuple)
            and bool(value)
            and all(isinstance(v, str) for v in value)
        )
    elif kind == "number":
        fits = isinstance(value, int | float) and not isinstance(value, bool)
    else:
        fits = kind == "text" and isinstance(value, str)
    if not fits:
        raise _bad(
            where,
            f"phép so sánh “{op}” với giá trị {value!r} không hợp với trường “{condition.field}” ({kind})",
            "Dùng eq, ne, in cho chữ; eq, ne, lt, le, gt, ge cho số; is_true, is_false cho đúng/sai.",
        )


def write(conditions: tuple[Condition, ...]) -> str:
    return " and ".join(_write_one(c) for c in conditions)


def _write_one(c: Condition) -> str:
    if c.op is Op.IS_TRUE:
        return f"{c.field} == True"
    if c.op is Op.IS_FALSE:
        return f"{c.field} == False"
    if c.op is Op.IN:
        assert isinstance(c.value, tuple)
        return f"{c.field} in [{', '.join(json.dumps(v, ensure_ascii=False) for v in c.value)}]"
    return f"{c.field} {_SIGNS[c.op]} {json.dumps(c.value, ensure_ascii=False)}"


def read(text: str, where: str) -> tuple[Condition, ...]:
    """Read the written form; anything outside the grammar is refused with the place it stands at."""
    if len(text) > 2000:
        raise _bad(where, "điều kiện dài quá 2.000 ký tự", "Chia thành nhiều nhánh.")
    words = _words(text.strip(), where)
    conditions: list[Condition] = []
    at = 0
    while True:
        condition, at = _read_one(words, at, where)
        conditions.append(condition)
        if at == len(words):
            return tuple(conditions)
        if words[at] != ("name", "and"):
            raise _bad(where, f"không hiểu “{words[at][1]}” sau điều kiện", "Nối các điều kiện bằng and.")
        at += 1


def _words(text: str, where: str) -> list[tuple[str, str]]:
    words, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match:
            raise _bad(where, f"không hiểu điều kiện từ chỗ “{text[at : at + 20]}”", _GRAMMAR)
        words.append((str(match.lastgroup), match[str(match.lastgroup)]))
        at = match.end()
    return words


_GRAMMAR = 'Viết dạng: outcome == "du", dien_tich <= 250, loai in ["a", "b"], co_vuong == True.'


def _read_one(words: list[tuple[str, str]], at: int, where: str) -> tuple[Condition, int]:
    if at + 2 >= len(words) or words[at][0] != "name" or not NAME.match(words[at][1]):
        raise _bad(where, "điều kiện thiếu tên trường, phép so sánh hoặc giá trị", _GRAMMAR)
    name, (kind, sign) = words[at][1], words[at + 1]
    if (kind, sign) == ("name", "in"):
        return _read_list(words, at + 2, name, where)
    if kind != "sign" or sign not in _OPS:
        raise _bad(where, f"không có phép so sánh “{sign}”", _GRAMMAR)
    what, raw = words[at + 2]
    if what == "name" and raw in ("True", "False") and sign == "==":
        return Condition(name, Op.IS_TRUE if raw == "True" else Op.IS_FALSE), at + 3
    if what == "string":
        return Condition(name, _OPS[sign], json.loads(raw)), at + 3
    if what == "number":
        return Condition(name, _OPS[sign], float(raw) if "." in raw else int(raw)), at + 3
    raise _bad(where, f"giá trị “{raw}” không phải chữ trong ngoặc kép, số, True hay False", _GRAMMAR)


def _read_list(words: list[tuple[str, str]], at: int, name: str, where: str) -> tuple[Condition, int]:
    values: list[str] = []
    if words[at] != ("sign", "["):
        raise _bad(where, "sau in phải là danh sách trong ngoặc vuông", _GRAMMAR)
    at += 1
    while at + 1 < len(words) and words[at][0] == "string":
        values.append(json.loads(words[at][1]))
        at += 1
        if words[at] == ("sign", "]"):
            return Condition(name, Op.IN, tuple(values)), at + 1
        if words[at] != ("sign", ","):
            break
        at += 1
    raise _bad(where, "danh sách sau in chưa đúng", _GRAMMAR)


def _bad(where: str, why: str, next_: str) -> BadProcess:
    return BadProcess("Điều kiện rẽ nhánh chưa đúng.", why=f"{where}: {why}.", next=next_)
