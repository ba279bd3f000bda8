"""Forms of the draft's pages: the whole, one step, the outcomes of a step, the branches of a gateway, a question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from motcua.kernel.text import clean, inside
from motcua.services.workflow.queries import Offered
from motcua.services.workflow.rules import saying, ways
from motcua.services.workflow.rules.editing import Branch, WantedWay
from motcua.services.workflow.types import (
    OUTCOME,
    PAPERS,
    Clock,
    Condition,
    Node,
    NodeKind,
    Op,
    ProcessDefinition,
    TaskKind,
)

BLANK_WAYS, BLANK_BRANCHES = 2, 2
Choices = list[tuple[str, str]]


def hours_field(label: str = "Thời hạn, giờ làm việc", **more: Any) -> forms.FloatField:
    """Hours in quarters; one working day is eight."""
    return forms.FloatField(
        label=label, min_value=0, max_value=20_000, widget=forms.NumberInput(attrs={"step": "0.25"}),
        **({"help_text": "8 giờ là một ngày làm việc; tròn đến 15 phút (0,25)."} | more),
    )  # fmt: skip


def targets(d: ProcessDefinition) -> Choices:
    """Where a way may lead: steps, partings and ends, in the order of the table; where branches meet only their own may go."""
    found = [
        (n.id, ways.call(d, n.id))
        for n in ways.listed(d)
        if not (n.kind is NodeKind.PARALLEL and len(d.incoming(n.id)) > 1)
    ]
    return found + [(n.id, f"Kết thúc: {_end(n)}") for n in d.nodes if n.kind is NodeKind.END]


def _end(n: Node) -> str:
    return inside(n.name.removeprefix("Kết thúc: ") or n.id)


def tasks(d: ProcessDefinition) -> Choices:
    """Steps to choose from."""
    return [(n.id, n.name) for n in ways.listed(d) if n.kind is NodeKind.TASK]


class WholeForm(forms.Form):
    """Tên và thời hạn của cả quy trình."""

    name = forms.CharField(label="Tên quy trình", max_length=300)
    limit_hours = hours_field("Thời hạn của quy trình, giờ làm việc", required=False)


class AddStepForm(forms.Form):
    """Thêm một bước trên đường chính."""

    after = forms.ChoiceField(label="Sau bước")
    name = forms.CharField(label="Tên bước", max_length=300)
    lane = forms.ChoiceField(label="Chức vụ (làn)")
    task = forms.ChoiceField(
        label="Loại việc",
        choices=[(k.value, v) for k, v in saying.KINDS.items() if k is not TaskKind.CONSULT],
    )
    hours = hours_field()

    def __init__(self, *args: Any, d: ProcessDefinition, lanes: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        _choose(self, "after", [(d.start.id, "Bắt đầu"), *tasks(d)])
        _choose(self, "lane", lanes)


class AskForm(forms.Form):
    """Hỏi ý kiến một cơ quan khác."""

    agency = forms.ChoiceField(label="Cơ quan được hỏi")
    ask = forms.CharField(
        label="Hỏi điều gì", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Cơ quan được hỏi đọc đúng lời này, ví dụ “Thửa đất có phù hợp quy hoạch không?”.",
    )  # fmt: skip
    hours = hours_field("Hạn trả lời, giờ làm việc")
    silence = forms.ChoiceField(
        label="Khi quá hạn mà chưa trả lời", widget=forms.RadioSelect, initial="wait",
        choices=[
            ("wait", "Chờ đủ ý kiến rồi mới đi tiếp"),
            ("consent", "Coi như đồng ý và đi tiếp"),
        ],
    )  # fmt: skip
    place = forms.ChoiceField(
        label="Hỏi lúc nào", widget=forms.RadioSelect, initial="beside",
        choices=[("beside", "Song song với bước"), ("before", "Trước bước")],
    )  # fmt: skip
    node = forms.ChoiceField(label="Bước")
    shows = forms.MultipleChoiceField(
        label="Cơ quan được hỏi thấy", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Ngoài mã hồ sơ, tên thủ tục và tên chủ hồ sơ. Chỉ chọn điều cần để trả lời.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, d: ProcessDefinition, agencies: Choices, showable: Choices, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        _choose(self, "agency", [("", "Chọn cơ quan"), *agencies])
        _choose(self, "node", tasks(d))
        _choose(self, "shows", [(PAPERS, "Giấy tờ đã nộp"), *showable])


class StepForm(forms.Form):
    """Một bước: mọi điều nó nói."""

    name = forms.CharField(
        label="Tên bước", max_length=300, help_text="Tên cán bộ thấy trong danh sách việc."
    )
    public = forms.CharField(
        label="Lời cho người dân", max_length=200, required=False,
        help_text="Người dân đọc câu này khi theo dõi hồ sơ; để trống thì dùng tên bước.",
    )  # fmt: skip
    lane = forms.ChoiceField(label="Chức vụ (làn)")
    task = forms.ChoiceField(label="Loại việc")
    hours = hours_field()
    clock = forms.ChoiceField(
        label="Đồng hồ thời hạn", choices=[(k.value, v) for k, v in saying.CLOCKS.items()]
    )
    ask = forms.CharField(
        label="Hỏi điều gì", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    shows = forms.MultipleChoiceField(
        label="Cơ quan được hỏi thấy", required=False, widget=forms.CheckboxSelectMultiple
    )
    documents = forms.CharField(
        label="Giấy tờ lập ở bước này", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Mỗi dòng một giấy tờ.",
    )  # fmt: skip
    note = forms.CharField(
        label="Hướng dẫn cho cán bộ",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, node: Node, lanes: Choices, showable: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        asks = node.task is TaskKind.CONSULT
        _choose(self, "lane", lanes)
        kinds = [(k.value, v) for k, v in saying.KINDS.items() if (k is TaskKind.CONSULT) == asks]
        _choose(self, "task", kinds)
        _choose(self, "shows", [(PAPERS, "Giấy tờ đã nộp"), *showable])
        if not asks:
            del self.fields["ask"], self.fields["shows"]

    def values(self) -> dict[str, Any]:
        """The cleaned fields as a step takes them (its lane apart)."""
        data = {key: value for key, value in self.cleaned_data.items() if key != "lane"}
        data["documents"] = tuple(line for line in (clean(x) for x in data["documents"].split("\n")) if line)
        data["shows"] = tuple(data.get("shows", ()))
        return data | {"task": TaskKind(data["task"]), "clock": Clock(data["clock"])}


class WaysForm(forms.Form):
    """Kết quả của bước và nơi mỗi kết quả đi đến."""

    def __init__(self, *args: Any, d: ProcessDefinition, node: Node, **options: Any) -> None:
        super().__init__(*args, **options)
        now = ways.ways(d, node.id)
        self.count = len(now) + BLANK_WAYS if now else 1 + BLANK_WAYS
        where = [("", "Không dùng dòng này"), *targets(d)]
        known = {code for code, _ in where}
        for i in range(self.count):
            way = now[i] if i < len(now) else None
            self.fields[f"name_{i}"] = forms.CharField(
                label=f"Kết quả {i + 1}", required=False, max_length=200,
                initial=way.outcome.name if way and way.outcome else "",
            )  # fmt: skip
            here = [*where]
            if way and way.target and way.target not in known:
                here.append((way.target, ways.call(d, way.target)))
            self.fields[f"to_{i}"] = forms.ChoiceField(
                label=f"Đi đến {i + 1}", required=False, choices=here, initial=way.target if way else ""
            )
            self.fields[f"code_{i}"] = forms.CharField(
                widget=forms.HiddenInput, required=False, max_length=64,
                initial=way.outcome.code if way and way.outcome else "",
            )  # fmt: skip
        self.codes = {o.code for o in node.outcomes}

    @property
    def rows(self) -> list[tuple[Any, Any, Any]]:
        """(name, target, code) bound, line by line."""
        return [(self[f"name_{i}"], self[f"to_{i}"], self[f"code_{i}"]) for i in range(self.count)]

    def wanted(self) -> list[WantedWay]:
        """The lines in use."""
        data = self.cleaned_data
        found = []
        for i in range(self.count):
            name, to, code = clean(data[f"name_{i}"]), data[f"to_{i}"], data[f"code_{i}"]
            if to or name:
                found.append(WantedWay(name, to, code if code in self.codes and name else ""))
        return found


class BranchForm(forms.Form):
    """Rẽ nhánh: khi nào đi đâu."""

    def __init__(
        self, *args: Any, d: ProcessDefinition, gate: Node | None, offered: Sequence[Offered], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.offered = {one.code: one for one in offered} | {
            f.code: Offered(f.code, f.name, f.type)
            for f in d.fields
            if f.code not in {one.code for one in offered}
        }
        flows = [f for f in d.outgoing(gate.id) if f.when] if gate else []
        rest = next((f for f in d.outgoing(gate.id) if not f.when), None) if gate else None
        self.count = len(flows) + BLANK_BRANCHES if gate else 1
        self.said = condition_choices(self.offered.values(), _outcomes_before(d, gate))
        where = [(key, words) for key, words in targets(d) if gate is None or key != gate.id]
        for i in range(self.count):
            flow = flows[i] if i < len(flows) else None
            for j, word in ((0, "when"), (1, "and")):
                c = flow.when[j] if flow and j < len(flow.when) else None
                picked, typed = _coded(c)
                choices = [("", "Không dùng" if j else "Chọn điều kiện"), *self.said]
                if picked and picked not in {key for key, _ in self.said}:
                    choices.append((picked, saying.condition(c, d)))  # type: ignore[arg-type]
                self.fields[f"{word}_{i}"] = forms.ChoiceField(
                    label=("Và" if j else "Khi") + f" {i + 1}",
                    required=False,
                    choices=choices,
                    initial=picked,
                )
                self.fields[f"{word}_value_{i}"] = forms.FloatField(
                    label=f"Con số {i + 1}", required=False, initial=typed,
                    widget=forms.NumberInput(attrs={"step": "any"}),
                )  # fmt: skip
            self.fields[f"to_{i}"] = forms.ChoiceField(
                label=f"Đi đến {i + 1}", required=False, choices=[("", "Không dùng dòng này"), *where],
                initial=ways.through(d, flow.target) if flow else "",
            )  # fmt: skip
        if gate is not None:
            self.fields["otherwise"] = forms.ChoiceField(
                label="Các trường hợp còn lại đi đến", choices=where,
                initial=ways.through(d, rest.target) if rest else "",
            )  # fmt: skip
        else:
            self.fields["after"] = forms.ChoiceField(
                label="Sau bước", choices=[(d.start.id, "Bắt đầu"), *tasks(d)]
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The bound fields line by line."""
        words = ("when", "when_value", "and", "and_value", "to")
        return [{word: self[f"{word}_{i}"] for word in words} for i in range(self.count)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for i in range(self.count):
            if data.get(f"when_{i}") and not data.get(f"to_{i}"):
                self.add_error(f"to_{i}", "Chọn nơi đến của nhánh này.")
            if data.get(f"to_{i}") and not data.get(f"when_{i}"):
                self.add_error(f"when_{i}", "Chọn điều kiện của nhánh này.")
            for word in ("when", "and"):
                if str(data.get(f"{word}_{i}", "")).endswith("|?") and data.get(f"{word}_value_{i}") is None:
                    self.add_error(f"{word}_value_{i}", "Ghi con số để so sánh.")
        return data

    def branches(self) -> list[Branch]:
        """(conditions, target, words) of the lines in use."""
        data, found = self.cleaned_data, []
        for i in range(self.count):
            if not data.get(f"when_{i}"):
                continue
            when = [self._condition(data[f"when_{i}"], data.get(f"when_value_{i}"))]
            if data.get(f"and_{i}"):
                when.append(self._condition(data[f"and_{i}"], data.get(f"and_value_{i}")))
            found.append((tuple(when), data[f"to_{i}"], " và ".join(self._words(c) for c in when)))
        return found

    def fields_asked(self) -> list[Any]:
        """Facts the conditions ask, as the process declares them."""
        used = {c.field for when, _, _ in self.branches() for c in when} - {OUTCOME}
        return [self.offered[code].field for code in sorted(used)]

    def _condition(self, picked: str, typed: float | None) -> Condition:
        code, op, value = picked.split("|", 2)
        if value == "?":
            number = typed or 0.0
            return Condition(code, Op(op), int(number) if number == int(number) else number)
        if Op(op) is Op.IN:
            return Condition(code, Op.IN, tuple(value.split("|")))
        return Condition(code, Op(op), value or None)

    def _words(self, c: Condition) -> str:
        if c.field == OUTCOME:
            return next(
                (words for key, words in self.said if key == f"{OUTCOME}|{c.op.value}|{c.value}"),
                str(c.value),
            )
        one = self.offered[c.field]
        if c.value is None:
            return f"{one.name}: {saying.SIGNS[c.op]}"
        values = c.value if isinstance(c.value, tuple) else (c.value,)
        return f"{one.name} {saying.SIGNS[c.op]} " + ", ".join(
            dict(one.choices).get(str(v), saying.number(v)) for v in values
        )


def condition_choices(offered: Iterable[Offered], outcomes: Iterable[tuple[str, str]] = ()) -> Choices:
    """Every comparison that may be chosen; those that end in ``?`` take a figure beside them."""
    found: Choices = [(f"{OUTCOME}|eq|{code}", f"Kết quả bước trước là “{name}”") for code, name in outcomes]
    for one in offered:
        if one.type == "boolean":
            found += [
                (f"{one.code}|is_true|", f"{one.name}: có"),
                (f"{one.code}|is_false|", f"{one.name}: không"),
            ]
        elif one.type == "number":
            for op in (Op.LE, Op.LT, Op.GE, Op.GT, Op.EQ):
                found.append((f"{one.code}|{op.value}|?", f"{one.name} {saying.SIGNS[op]} …"))
        else:
            for value, label in one.choices:
                found.append((f"{one.code}|eq|{value}", f"{one.name} là “{label}”"))
                found.append((f"{one.code}|ne|{value}", f"{one.name} khác “{label}”"))
    return found


def _coded(c: Condition | None) -> tuple[str, float | None]:
    if c is None:
        return "", None
    if isinstance(c.value, int | float) and not isinstance(c.value, bool):
        return f"{c.field}|{c.op.value}|?", float(c.value)
    if isinstance(c.value, tuple):
        return f"{c.field}|{c.op.value}|{'|'.join(map(str, c.value))}", None
    return f"{c.field}|{c.op.value}|{'' if c.value is None else c.value}", None


def _outcomes_before(d: ProcessDefinition, gate: Node | None) -> list[tuple[str, str]]:
    if gate is None:
        return []
    before = [d.node(f.source) for f in d.incoming(gate.id)]
    return [(o.code, o.name) for n in before if n.kind is NodeKind.TASK for o in n.outcomes]


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
