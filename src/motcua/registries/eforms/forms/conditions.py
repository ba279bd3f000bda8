"""A condition put together by choosing: a tree of groups and comparisons, posted whole, changed by buttons."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from motcua.kernel.text import clean
from motcua.registries.eforms.rules.conditions import OPERATORS
from motcua.registries.eforms.rules.values import date_words
from motcua.registries.eforms.types import Choice, Condition, Field, FieldType, FormDefinition
from motcua.ui.forms import DateField

JOINTS = {"all": "Đủ tất cả", "any": "Chỉ cần một", "not": "Không có cái nào"}
_DATES = (FieldType.DATE, FieldType.DATE_PARTIAL)
_ORDERED = (FieldType.INT, FieldType.MONEY, FieldType.DECIMAL, FieldType.YEAR, *_DATES)
_WHOLE = (FieldType.INT, FieldType.MONEY, FieldType.YEAR)
_TICKS = (FieldType.BOOL, FieldType.CONSENT)
_ONLY_GIVEN = (FieldType.ADDRESS, FieldType.PLACE, FieldType.AGENCY, FieldType.FILE, FieldType.TABLE)
MOST_LEAVES, MOST_DEPTH = 30, 4


def operators_of(item: Field | None) -> list[tuple[str, str]]:
    """The comparisons that can be meant on a field."""
    if item is None:
        return [("", "chọn câu hỏi trước")]
    if item.type in _ONLY_GIVEN:
        wanted = ["filled", "empty"]
    elif item.type in _TICKS:
        wanted = ["eq", "filled", "empty"]
    else:
        wanted = ["eq", "ne", "in", "not_in"]
        wanted += ["gt", "ge", "lt", "le"] if item.type in _ORDERED else []
        wanted += ["age_below", "age_between"] if item.type is FieldType.DATE else []
        wanted += ["filled", "empty"]
    return [(one, OPERATORS[one]) for one in wanted]


@dataclass
class Node:
    """A group with its parts, or a comparison, as it stands on the page."""

    name: str
    op: str
    code: str = ""
    values: list[str] = field(default_factory=list)
    parts: list[Node] = field(default_factory=list)
    item: Field | None = None
    choices: tuple[Choice, ...] = ()
    error: str = ""

    @property
    def group(self) -> bool:
        return self.op in JOINTS

    @property
    def id(self) -> str:
        return self.name.replace(".", "-")

    @property
    def operators(self) -> list[tuple[str, str]]:
        return operators_of(self.item)

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def second(self) -> str:
        return self.values[1] if len(self.values) > 1 else ""

    @property
    def lines(self) -> str:
        return "\n".join(self.values)

    @property
    def kind(self) -> str:
        """Which control takes the value."""
        if self.item is None or self.op in ("filled", "empty"):
            return "none"
        if self.op == "age_between":
            return "two"
        if self.op in ("in", "not_in"):
            return "checks" if self.choices else "lines"
        return "select" if self.choices else "text"

    @property
    def example(self) -> str:
        return "ví dụ 31/12/2026" if self.item and self.item.type in _DATES and "age" not in self.op else ""


class ConditionForm:
    """Shows a condition, reads it back, and does the one change a button asks for."""

    def __init__(
        self, form: FormDefinition, fields: list[Field], condition: Condition | None, data: Any = None
    ) -> None:
        self.form, self.fields = form, fields
        self._by_code = {item.code: item for item in fields}
        self.errors: list[dict[str, str]] = []
        if data is None:
            self.root = self._shown(condition, "c")
            if not self.root.group:
                self.root.name = "c.0"
                self.root = Node("c", "all", parts=[self.root])
            if condition is None:
                self.root = Node("c", "all", parts=[self._leaf("c.0")])
        else:
            self._count = 0
            self.root = self._read(data, "c", 0)
            self._press(data)

    @property
    def options(self) -> list[tuple[str, str]]:
        return [(item.code, item.label) for item in self.fields]

    def _leaf(self, name: str, code: str = "", op: str = "", values: list[str] | None = None) -> Node:
        item = self._by_code.get(code)
        allowed = [one for one, _ in operators_of(item)]
        made = Node(name, op if op in allowed else allowed[0], code, values or [], item=item)
        if item is not None:
            made.choices = (
                (Choice("1", "Có"), Choice("0", "Không")) if item.type in _TICKS else self.form.choices(item)
            )
        return made

    def _shown(self, condition: Condition | None, name: str) -> Node:
        if condition is None:
            return Node(name, "all")
        if condition.op in JOINTS:
            parts = [self._shown(one, f"{name}.{at}") for at, one in enumerate(condition.parts)]
            return Node(name, condition.op, parts=parts)
        given = condition.value if isinstance(condition.value, list | tuple) else [condition.value]
        item = self._by_code.get(condition.field)
        said = [_said(one, item) for one in given if one is not None]
        return self._leaf(name, condition.field, condition.op, said)

    def _read(self, data: Any, name: str, depth: int) -> Node:
        op = str(data.get(f"{name}.op", "all" if name == "c" else ""))
        if op in JOINTS and depth < MOST_DEPTH:
            count = str(data.get(f"{name}.count", "0"))
            size = (
                min(int(count), MOST_LEAVES)
                if count.isascii() and count.isdecimal() and len(count) < 4
                else 0
            )
            parts = []
            for at in range(size):
                self._count += 1
                if self._count <= MOST_LEAVES:
                    parts.append(self._read(data, f"{name}.{at}", depth + 1))
            return Node(name, op, parts=parts)
        getlist = getattr(data, "getlist", lambda key: [data[key]] if key in data else [])
        values = [clean(str(one)[:300]) for one in getlist(f"{name}.value")[:100]]
        if f"{name}.lines" in data:
            values = [clean(one) for one in str(data.get(f"{name}.lines"))[:20_000].splitlines()]
        if f"{name}.second" in data:
            values = [*values[:1], clean(str(data.get(f"{name}.second"))[:20])]
        return self._leaf(name, str(data.get(f"{name}.field", "")), op, [one for one in values if one])

    def _press(self, data: Any) -> None:
        for button, change in (("_them", self._add), ("_nhom", self._add_group), ("_bo", self._drop)):
            if button in data:
                change(str(data.get(button)))
                self._number(self.root, "c")

    def _find(self, name: str) -> Node | None:
        waiting = [self.root]
        while waiting:
            one = waiting.pop()
            if one.name == name:
                return one
            waiting += one.parts
        return None

    def _add(self, name: str) -> None:
        group = self._find(name)
        if group is not None and group.group:
            group.parts.append(self._leaf(""))

    def _add_group(self, name: str) -> None:
        group = self._find(name)
        if group is not None and group.group and name.count(".") < MOST_DEPTH - 1:
            group.parts.append(Node("", "any", parts=[self._leaf("")]))

    def _drop(self, name: str) -> None:
        waiting = [self.root]
        while waiting:
            one = waiting.pop()
            one.parts = [part for part in one.parts if part.name != name]
            waiting += one.parts

    def _number(self, node: Node, name: str) -> None:
        node.name = name
        for at, part in enumerate(node.parts):
            self._number(part, f"{name}.{at}")

    # ---- the condition said -----------------------------------------------------------------------------

    def condition(self) -> Condition | None:
        """The condition; ``errors`` says what is not complete."""
        self.errors = []
        return self._said_by(self.root)

    def _said_by(self, node: Node) -> Condition | None:
        if not node.group:
            return self._compared(node)
        parts = [part for one in node.parts if (part := self._said_by(one))]
        if not parts:
            return None
        return parts[0] if len(parts) == 1 and node.op != "not" else Condition(node.op, parts=tuple(parts))

    def _wrong(self, node: Node, message: str) -> None:
        node.error = message
        self.errors.append({"target": f"{node.id}-field", "sentence": message})

    def _compared(self, node: Node) -> Condition | None:
        if not node.code:
            self._wrong(node, "Chưa chọn câu hỏi. Hãy chọn, hoặc bỏ dòng này.")
            return None
        if node.item is None:
            self._wrong(node, "Câu hỏi này không còn, hoặc đứng sau. Hãy chọn câu đứng trước.")
            return None
        if node.op in ("filled", "empty"):
            return Condition(node.op, node.code)
        try:
            values = [_value(one, node.item, node.op) for one in node.values]
        except ValueError as error:
            self._wrong(node, str(error))
            return None
        if not values or (node.op == "age_between" and len(values) != 2):
            self._wrong(node, f"Chưa có giá trị để so với “{node.item.label}”.")
            return None
        if node.op in ("in", "not_in", "age_between"):
            return Condition(node.op, node.code, values)
        return Condition(node.op, node.code, values[0])


def _said(value: Any, item: Field | None) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if item is not None and item.type in _DATES:
        return date_words(value) if isinstance(value, str) else str(value)
    return str(value)


def _value(said: str, item: Field, op: str) -> Any:
    """What was chosen, in the type answers have."""
    if item.type in _TICKS:
        return said == "1"
    if op in ("age_below", "age_between"):
        if not said.isdecimal() or len(said) > 3:
            raise ValueError("Tuổi phải là một số, ví dụ 18.")
        return int(said)
    if item.type in _DATES:
        try:
            day = DateField(required=True).clean(said)
        except ValidationError as error:
            if item.type is FieldType.DATE_PARTIAL and said.isdecimal() and len(said) == 4:
                return said
            raise ValueError(error.messages[0]) from None
        return day.isoformat() if day else said
    if item.type in _WHOLE:
        bare = said.replace(".", "").replace(" ", "")
        if not bare.lstrip("-").isdecimal() or len(bare) > 15:
            raise ValueError(f"“{item.label}” so với số nguyên, ví dụ 3.")
        return int(bare)
    if item.type is FieldType.DECIMAL:
        bare = said.replace(" ", "").replace(",", ".")
        if not bare.lstrip("-").replace(".", "", 1).isdecimal() or len(bare) > 15:
            raise ValueError(f"“{item.label}” so với số, ví dụ 85,5.")
        return bare
    return said
