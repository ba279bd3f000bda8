"""What stands on the page for each field: name, value as typed, choices, hints, errors, source."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from motcua.registries.eforms import rules
from motcua.registries.eforms.forms.posted import office_key
from motcua.registries.eforms.rules.summing import display
from motcua.registries.eforms.rules.values import as_mapping, as_number, date_words, number_words
from motcua.registries.eforms.rules.writing import plain_condition
from motcua.registries.eforms.types import Choice, Field, FieldType, FormDefinition, Prefilled

FEW = 6
_KINDS = {
    FieldType.LONGTEXT: "textarea",
    FieldType.MULTI: "checks",
    FieldType.CONSENT: "tick",
    FieldType.ADDRESS: "address",
    FieldType.PLACE: "address",
    FieldType.AGENCY: "office",
    FieldType.TABLE: "table",
    FieldType.FILE: "file",
    FieldType.STATIC: "static",
}
_INPUT_MODES = {
    FieldType.INT: "numeric",
    FieldType.MONEY: "numeric",
    FieldType.YEAR: "numeric",
    FieldType.DECIMAL: "decimal",
    FieldType.ID12: "numeric",
    FieldType.VSIC: "numeric",
    FieldType.DATE: "numeric",
    FieldType.PHONE: "tel",
    FieldType.EMAIL: "email",
}
_SHORT = (FieldType.DATE, FieldType.DATE_PARTIAL, FieldType.TIME, FieldType.MOMENT, FieldType.INT, FieldType.YEAR,
          FieldType.MONEY, FieldType.DECIMAL, FieldType.ID12, FieldType.PHONE, FieldType.VSIC)  # fmt: skip
_AUTOCOMPLETE = {"requester_name": "name", "applicant_name": "name"}
YES_NO = (Choice("1", "Có"), Choice("0", "Không"))


@dataclass
class Row:
    """One row of a table: its controls and what is wrong with it as a whole."""

    number: int
    index: str
    controls: list[Control]
    errors: list[str] = field(default_factory=list)
    name: str = ""


@dataclass
class Control:
    """A field as it stands on the page."""

    item: Field
    name: str
    kind: str
    value: Any = ""
    choices: tuple[Choice, ...] = ()
    errors: list[str] = field(default_factory=list)
    advice: list[tuple[str, str]] = field(default_factory=list)
    source: str = ""
    source_at: str = ""
    hidden: bool = False
    required: bool = False
    detail: str = ""
    find: str = ""
    chosen: str = ""
    offers: list[dict[str, str]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    blank: Row | None = None
    uploads: bool = False

    @property
    def id(self) -> str:
        """The id of the first control, where a link of the error summary lands."""
        return "f-" + self.name.replace(".", "-")

    @property
    def target(self) -> str:
        """Where the focus goes: the first radio, the search box of a place, or the control itself."""
        if self.kind in ("radios", "checks"):
            return f"{self.id}-1"
        if self.offers:
            return self.id
        if self.kind == "office" or (self.kind == "address" and not self.chosen):
            return f"{self.id}-find"
        if self.kind == "address":
            return f"{self.id}-detail"
        return self.id

    @property
    def described_by(self) -> str:
        """The ids of hint and error, for assistive technology."""
        parts = [f"{self.id}-help"] if self.hint else []
        if self.errors:
            parts.append(f"{self.id}-error")
        return " ".join(parts)

    @property
    def hint(self) -> str:
        """Whether there is anything to say below the question: help, or an example."""
        return self.item.help or self.example

    @property
    def example(self) -> str:
        """The example, where an answer is typed; a choice is its own example."""
        return self.item.example if self.kind in ("input", "textarea", "address", "office") else ""

    @property
    def input_mode(self) -> str:
        return _INPUT_MODES.get(self.item.type, "text")

    @property
    def input_type(self) -> str:
        return {FieldType.EMAIL: "email", FieldType.PHONE: "tel"}.get(self.item.type, "text")

    @property
    def autocomplete(self) -> str:
        return _AUTOCOMPLETE.get(self.item.code, "off")

    @property
    def short(self) -> bool:
        return self.item.type in _SHORT

    @property
    def max_length(self) -> int:
        if self.item.type in (FieldType.TEXT, FieldType.NAME, FieldType.EMAIL) and self.item.length:
            return self.item.length[1] + 50
        return 0

    @property
    def with_place(self) -> bool:
        """An address asks for the house too, a place only for the unit."""
        return self.item.type is FieldType.ADDRESS

    @property
    def when(self) -> str:
        """The condition as JSON for the script that shows and hides at once."""
        return (
            json.dumps(plain_condition(self.item.show_when), ensure_ascii=False)
            if self.item.show_when
            else ""
        )

    @property
    def has_datalist(self) -> bool:
        return self.item.type is FieldType.VSIC and bool(self.choices)


def typed(form: FormDefinition, item: Field, value: Any) -> str:
    """A value as its writer would type it."""
    if value is None or isinstance(value, bool):
        return ""
    if item.type in (FieldType.DATE, FieldType.DATE_PARTIAL):
        return date_words(value)
    if item.type is FieldType.MOMENT:
        day, _, hour = str(value).partition("T")
        return f"{date_words(day)} {hour}".strip() if hour else str(value)
    if item.type in (FieldType.INT, FieldType.MONEY) and type(value) is int:
        return f"{value:,}".replace(",", ".") if item.type is FieldType.MONEY else str(value)
    if item.type is FieldType.DECIMAL:
        number = as_number(value)
        return number_words(number) if number is not None else str(value)
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _kind(item: Field, choices: tuple[Choice, ...], *, in_row: bool) -> str:
    if item.computed:
        return "computed"
    if item.settled and not in_row:
        return "settled"
    if item.type is FieldType.BOOL:
        return "tick" if in_row else "radios"
    if item.type is FieldType.CHOICE:
        return "radios" if len(choices) <= (2 if in_row else FEW) else "select"
    return _KINDS.get(item.type, "input")


def build(
    form: FormDefinition,
    item: Field,
    name: str,
    value: Any,
    *,
    in_row: bool = False,
    problems: Mapping[str, str] | None = None,
    offers: Mapping[str, list[dict[str, str]]] | None = None,
    posted: Mapping[str, Any] | None = None,
    uploads: bool = False,
) -> Control:
    """The control of one field with its value; ``posted`` keeps what was typed in search boxes."""
    choices = form.choices(item)
    kind = _kind(item, choices, in_row=in_row)
    made = Control(item=item, name=name, kind=kind, choices=choices, required=item.required, uploads=uploads)
    if kind == "radios" and item.type is FieldType.BOOL:
        made.choices = YES_NO
        made.value = {True: "1", False: "0"}.get(value, "") if isinstance(value, bool) else ""
    elif kind in ("radios", "select"):
        made.value = value if isinstance(value, str) else ""
    elif kind == "checks":
        made.value = value if isinstance(value, list) else []
    elif kind == "tick":
        made.value = value is True
    elif kind in ("computed", "settled"):
        made.value = display(form, item, value)
    elif kind in ("address", "office"):
        _fill_place(made, as_mapping(value), posted, offers or {})
    elif kind == "file":
        made.value = as_mapping(value)
    elif kind == "table":
        _fill_table(made, form, value, problems=problems, offers=offers, posted=posted, uploads=uploads)
    else:
        made.value = typed(form, item, value)
    return made


def _fill_place(
    made: Control,
    place: Mapping[str, Any],
    posted: Mapping[str, Any] | None,
    offers: Mapping[str, list[dict[str, str]]],
) -> None:
    made.offers = offers.get(made.name, [])
    made.detail = str(place.get("detail") or "")
    if made.kind == "office":
        made.chosen = office_key(place) if place.get("name") else ""
        made.find = str(place.get("name") or "")
    elif made.item.type is FieldType.PLACE:
        made.chosen, made.find = str(place.get("code") or ""), str(place.get("name") or "")
    else:
        made.chosen = str(place.get("commune") or "")
        names = [str(place.get(key) or "") for key in ("commune_name", "province_name")]
        made.find = ", ".join(one for one in names if one)
    if not made.chosen and posted is not None:
        made.find = str(posted.get(f"{made.name}.find", "") or "")[:300]


def _fill_table(
    made: Control,
    form: FormDefinition,
    value: Any,
    *,
    problems: Mapping[str, str] | None,
    offers: Mapping[str, list[dict[str, str]]] | None,
    posted: Mapping[str, Any] | None,
    uploads: bool,
) -> None:
    rows = value if isinstance(value, list) else []

    def row(index: str, number: int, cells: Mapping[str, Any]) -> Row:
        controls = [
            build(
                form,
                column,
                f"{made.name}.{index}.{column.code}",
                cells.get(column.code),
                in_row=True,
                offers=offers,
                posted=posted,
                uploads=uploads,
            )
            for column in made.item.columns
            if not column.computed
        ]
        return Row(number, index, controls, name=f"{made.name}.{index}")

    made.rows = [row(str(at), at + 1, as_mapping(cells)) for at, cells in enumerate(rows)]
    made.blank = row("__i__", 0, {})


def initial(
    form: FormDefinition,
    item: Field,
    answers: Mapping[str, Any],
    filled: Mapping[str, Prefilled],
    copies: Mapping[str, Any],
    *,
    visited: bool,
) -> Any:
    """What a control opens with: the answer, else what is known, else what another answer says, else the default."""
    if item.code in answers:
        return answers[item.code]
    if visited:
        return None
    if item.code in filled:
        return filled[item.code].value
    if item.code in copies:
        return copies[item.code]
    if item.default is not None:
        return item.default
    if item.type is FieldType.TABLE and (item.required or any(one.word == "min_rows" for one in item.checks)):
        return [{}]
    return None


__all__ = ["Control", "Row", "build", "initial", "rules", "typed"]
