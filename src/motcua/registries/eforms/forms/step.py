"""One step of a form: a section shown, read back, judged, and kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from motcua.kernel import clock, text
from motcua.registries.eforms import queries, rules
from motcua.registries.eforms.forms import controls as parts
from motcua.registries.eforms.forms.controls import Control
from motcua.registries.eforms.forms.posted import MOST_ROWS, Reading, Store
from motcua.registries.eforms.forms.steps import is_for
from motcua.registries.eforms.rules.filling import copied
from motcua.registries.eforms.types import (
    Answers,
    Audience,
    Field,
    FieldError,
    FieldType,
    Level,
    NoSuchForm,
    Prefilled,
    Section,
    Version,
)


class SectionStep:
    """A section for one person at one moment.

    ``data`` is the posted page (None: just show). After ``is_valid()`` the whole form's answers stand in
    ``answers``; before that they are a draft worth keeping too. Buttons the page understands besides its own:
    ``_add``/``_remove`` (rows), ``_find`` (places, offices), ``_update`` (show what the choices open).
    """

    def __init__(
        self,
        version: Version,
        section_code: str,
        answers: Answers,
        data: Any = None,
        files: Any = None,
        *,
        audience: Audience | str = Audience.CITIZEN,
        on: date | None = None,
        prefilled: Mapping[str, Prefilled] | None = None,
        store: Store | None = None,
        channel: str = "",
        filer: str = "",
    ) -> None:
        self.version, self.form = version, version.definition
        found = self.form.section(section_code)
        if found is None:
            raise NoSuchForm(
                f"Biểu mẫu không có phần “{section_code}”.", next="Hãy quay lại danh sách các bước."
            )
        self.section: Section = found
        self.audience, self.on = Audience(audience), on or clock.today()
        self.stored = dict(answers)
        self.prefilled = dict(prefilled or {})
        self.data, self.files, self.store = data, files, store
        self.channel, self.filer = channel, filer
        self.fields = [item for item in found.fields if is_for(found, item, self.audience)]
        self._valid: bool | None = None
        self.errors: list[FieldError] = []
        self.advice: list[FieldError] = []
        self.news: list[str] = []
        self.unseen = False
        self._reading: Reading | None = None
        self._raw: dict[str, Any] = {}
        if data is None:
            self._show()
        else:
            self._read()

    # ---- what the page asks -------------------------------------------------------------------------

    @property
    def title(self) -> str:
        return self.section.title

    @property
    def bound(self) -> bool:
        return self.data is not None

    @property
    def action(self) -> str:
        """Which button was pressed: "next" unless it is one of the page's own."""
        if self.data is None:
            return ""
        return next((name for name in ("add", "remove", "find", "update") if f"_{name}" in self.data), "next")

    def is_valid(self) -> bool:
        """Whether the person may go on: nothing wrong, nothing newly opened, every warning seen."""
        return self.bound and self.action == "next" and not (self.errors or self.news or self.unseen)

    @property
    def faults(self) -> list[dict[str, str]]:
        """Every error with the control it belongs to, for the summary."""
        found = []
        at = {control.item.code: control for control in self.controls}
        for error in self.errors:
            control = at.get(error.code)
            found.append(
                {"target": self._target(control, error) if control else "", "sentence": error.message}
            )
        return found

    @property
    def context(self) -> dict[str, Any]:
        """For ``eforms/_section.html``."""
        return {"step": self}

    @property
    def shown(self) -> str:
        """The open fields of this page, to notice what a choice opens next."""
        return ",".join(control.item.code for control in self.controls if not control.hidden)

    @property
    def seen(self) -> str:
        """The warnings this page shows, so that the next press of the button accepts them."""
        return ",".join(self._mark(one) for one in self.advice if one.level is Level.WARN)

    @property
    def background(self) -> str:
        """Answers of other sections that conditions here look at, as JSON for the script."""
        asked: set[str] = set()
        for item in self.fields:
            asked |= item.show_when.fields() if item.show_when else set()
        own = {item.code for item in self.fields}
        kept = {code: self.answers[code] for code in sorted(asked - own) if code in self.answers}
        return json.dumps(kept, ensure_ascii=False)

    @property
    def has_effects(self) -> bool:
        """Whether an answer on this page opens or closes another question of it, or works a value out."""
        own = {item.code for item in self.fields}
        return any(
            (item.show_when and item.show_when.fields() & own)
            or (item.formula and {arg.split(".")[0] for arg in item.formula.args} & own)
            for item in self.fields
        )

    @property
    def multipart(self) -> bool:
        """Whether the page's form element needs enctype="multipart/form-data"."""
        return self.store is not None and any(
            one.type is FieldType.FILE for item in self.fields for one in (item, *item.columns)
        )

    def tell(self, errors: Sequence[FieldError]) -> None:
        """Show errors found elsewhere beside the questions they are about."""
        self.errors += errors
        self._tell(errors)

    # ---- inside -------------------------------------------------------------------------------------

    def _show(self) -> None:
        visited = any(item.code in self.stored for item in self.fields)
        copies = {} if visited else copied(self.form, self.stored)
        raw = {}
        for item in self.fields:
            value = parts.initial(self.form, item, self.stored, self.prefilled, copies, visited=visited)
            if item.settled:
                value = self._settled(item)
            if value is not None:
                raw[item.code] = value
        self._raw = raw
        self.answers = rules.compute(self.form, {**self.stored, **raw}, on=self.on)
        self._build()

    def _settled(self, item: Field) -> Any:
        known = self.prefilled.get(item.code)
        return known.value if known else self.stored.get(item.code)

    def _read(self) -> None:
        page = Reading(self.data, self.files, self.on, self.stored, self.store)
        raw = {}
        for item in self.fields:
            if item.computed or item.type is FieldType.STATIC:
                continue
            value = self._settled(item) if item.settled else page.value(item, item.code)
            if value is not None:
                raw[item.code] = value
        self._rows(raw)
        self._reading, self._raw = page, raw
        mine = {item.code for item in self.fields}
        others = {code: value for code, value in self.stored.items() if code not in mine}
        self.answers = rules.clean_answers(self.form, {**others, **raw}, on=self.on)
        self._judged = rules.clean_answers(self.form, {**others, **raw}, on=self.on, keep_rows=True)
        if self.action in ("next", "find"):
            self._judge(page)
        self._build()

    def _rows(self, raw: dict[str, Any]) -> None:
        """Add or take away a row, keeping what was typed in the others."""
        if self.action == "add":
            code = str(self.data.get("_add"))
            item = next(
                (one for one in self.fields if one.code == code and one.type is FieldType.TABLE), None
            )
            if item is not None and len(raw.get(code) or []) < MOST_ROWS:
                raw[code] = [*(raw.get(code) or []), {}]
        elif self.action == "remove":
            code, _, at = str(self.data.get("_remove")).rpartition(".")
            rows = raw.get(code)
            place = text.whole(at, 4)
            if isinstance(rows, list) and place is not None and place < len(rows):
                raw[code] = rows[:place] + rows[place + 1 :]

    def _judge(self, page: Reading) -> None:
        open_codes = {item.code for item in rules.visible(self.form, self.answers, self.on)}
        mine = [item for item in self.fields if item.code in open_codes]
        given = set(str(self.data.get("_shown", "")).split(","))
        fresh = [item for item in mine if item.code not in given and not item.computed]
        fresh = fresh if "_shown" in self.data else []
        world = queries.facts(self.on, channel=self.channel, filer=self.filer)
        found = rules.check(
            self.form, self._judged, self.on, self.audience, facts=world, section=self.section.code
        )
        told = {name.split(".")[0] for name in page.problems}
        for name, sentence in page.problems.items():
            code, *rest = name.split(".")
            if code not in open_codes:
                continue
            row = int(rest[0]) if rest and rest[0].isdecimal() else None
            self.errors.append(
                FieldError(code, sentence, row, rest[1] if len(rest) > 1 else "", check="read")
            )
        skip = {item.code for item in fresh}
        self.errors += [
            one for one in found if one.code not in skip and not (one.code in told and self._told(page, one))
        ]
        if self.action == "find":
            wanted = str(self.data.get("_find"))
            self.errors = [one for one in self.errors if one.check == "read" and wanted.startswith(one.code)]
            return
        self.news = [item.label for item in fresh]
        self.advice = rules.advise(
            self.form, self._judged, self.on, self.audience, facts=world, section=self.section.code
        )
        seen = set(str(self.data.get("_seen", "")).split(","))
        self.unseen = any(one.level is Level.WARN and self._mark(one) not in seen for one in self.advice)

    def _told(self, page: Reading, one: FieldError) -> bool:
        name = one.code if one.row is None else f"{one.code}.{one.row}.{one.column}"
        return name in page.problems or (one.row is None and one.code in page.problems)

    @staticmethod
    def _mark(one: FieldError) -> str:
        return hashlib.sha256(f"{one.code}|{one.row}|{one.message}".encode()).hexdigest()[:12]

    def _build(self) -> None:
        open_codes = {item.code for item in rules.visible(self.form, self.answers, self.on)}
        page = self._reading
        made = []
        for item in self.fields:
            value = self.answers.get(item.code) if item.computed else self._raw.get(item.code)
            if value is None and not self.bound:
                value = self.answers.get(item.code)
            control = parts.build(
                self.form,
                item,
                item.code,
                value,
                offers=page.offers if page else None,
                posted=self.data if self.bound else None,
                uploads=self.store is not None,
            )
            control.hidden = item.code not in open_codes
            control.required = item.required or (
                rules.holds(item.required_when, self.answers, self.on) and bool(item.required_when)
            )
            known = self.prefilled.get(item.code)
            if known and rules.clean_value(item, value) == known.value:
                control.source, control.source_at = known.words, known.at
            made.append(control)
        self.controls: list[Control] = made
        by_code = self._tell(self.errors)
        for one in self.advice:
            control = by_code.get(one.code)
            if control is not None:
                control.advice.append(("soon" if one.level is Level.WARN else "info", one.message))

    def _tell(self, errors: Sequence[FieldError]) -> dict[str, Control]:
        by_code = {control.item.code: control for control in self.controls}
        for error in errors:
            self._place(by_code.get(error.code), error)
        return by_code

    def _place(self, control: Control | None, error: FieldError) -> None:
        if control is None:
            return
        if error.row is not None and error.row < len(control.rows):
            row = control.rows[error.row]
            cell = next((one for one in row.controls if one.item.code == error.column), None)
            (cell.errors if cell else row.errors).append(error.message)
            return
        control.errors.append(error.message)

    def _target(self, control: Control, error: FieldError) -> str:
        if error.row is not None and error.row < len(control.rows):
            row = control.rows[error.row]
            cell = next((one for one in row.controls if one.item.code == error.column), None)
            return (cell or row.controls[0]).target
        return control.target
