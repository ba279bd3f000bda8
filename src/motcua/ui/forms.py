"""Forms that look and speak like the rest of the house.

`Renderer` (settings.FORM_RENDERER) gives every Django form the parts of this language: `{{ form }}`,
`{{ form.name.as_field_group }}` and `{% field form.name %}` come out with the label above, "(không bắt buộc)"
on what may be left out, the hint, the error in words, and the control, joined by aria-describedby.
The browser's own checks are left out (they speak the browser's language): a form wears `novalidate`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField as DjangoBoundField
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.template import TemplateDoesNotExist, engines

from motcua.kernel.text import clean, inside
from motcua.kernel.words import Said, say

_CONTROL = {
    forms.Textarea: "textarea",
    forms.Select: "select",
    forms.ClearableFileInput: "input input--file",
    forms.FileInput: "input input--file",
    forms.CheckboxInput: "",
    forms.CheckboxSelectMultiple: "",
    forms.RadioSelect: "",
    forms.NumberInput: "input input--num input--mid",
    forms.HiddenInput: "",
    forms.MultipleHiddenInput: "",
}
_CHOOSING = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple)


def _control_class(widget: forms.Widget) -> str:
    for kind in type(widget).__mro__:
        if kind in _CONTROL:
            return _CONTROL[kind]
    return "input" if isinstance(widget, forms.widgets.Input) else ""


class BoundField(DjangoBoundField):
    """A field in its form, with the words and classes of this language."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        attrs.pop("required", None)
        if self.use_fieldset and isinstance(widget, _CHOOSING):
            attrs.pop("aria-invalid", None)  # a single radio cannot be invalid, the group says so
        own = f"{_control_class(widget)} {attrs.get('class') or widget.attrs.get('class', '')}".strip()
        if own:
            attrs["class"] = own
        return attrs

    @property
    def aria_describedby(self) -> str | None:
        return super().aria_describedby or None

    @cached_property
    def is_checkbox(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @cached_property
    def first_control_id(self) -> str:
        """Where a link of the error summary lands."""
        if self.use_fieldset and not isinstance(self.field.widget, forms.MultiWidget):
            return f"{self.auto_id}_0"
        return self.id_for_label or self.auto_id

    @property
    def sentences(self) -> list[str]:
        """The errors in words; Django's bare "required" becomes a request that names the field."""
        said = []
        for error in self.errors.as_data():
            for sentence in error.messages:
                if error.code == "required" and sentence == str(
                    forms.Field.default_error_messages["required"]
                ):
                    sentence = self.ask_for()
                said.append(sentence)
        return said

    def ask_for(self) -> str:
        label = inside(str(self.label or self.name).strip(" ?:"))
        if isinstance(self.field, forms.FileField):
            return say("Chưa có tệp: {label}. Hãy chọn tệp rồi gửi lại.", label=label)
        if isinstance(self.field.widget, _CHOOSING):
            return say("Chưa chọn: {label}. Hãy chọn một mục.", label=label)
        if self.is_checkbox:
            return say("Cần đánh dấu: {label}.", label=label)
        return say("Chưa ghi: {label}. Hãy điền vào ô này.", label=label)


class Renderer(DjangoTemplates):
    """Every form of the house is drawn with the templates of `ui/forms/`."""

    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = BoundField

    _ours = {
        "django/forms/widgets/radio.html": "ui/forms/widgets/choices.html",
        "django/forms/widgets/checkbox_select.html": "ui/forms/widgets/choices.html",
        "django/forms/widgets/select.html": "ui/forms/widgets/select.html",
        "django/forms/widgets/clearable_file_input.html": "ui/forms/widgets/file.html",
        "django/forms/errors/list/default.html": "ui/forms/errors.html",
        "django/forms/errors/list/ul.html": "ui/forms/errors.html",
    }

    def get_template(self, template_name: str):
        template_name = self._ours.get(template_name, template_name)
        if template_name.startswith("django/forms/"):
            return super().get_template(template_name)
        try:
            return engines["django"].get_template(template_name)
        except TemplateDoesNotExist:
            return super().get_template(template_name)


def faults(form: forms.BaseForm) -> list[dict[str, str]]:
    """Every error of a form with the control it belongs to, in the order of the page."""
    found = [{"target": "", "sentence": str(sentence)} for sentence in form.non_field_errors()]
    for bound in form:
        if bound.errors:
            said = bound.sentences if isinstance(bound, BoundField) else [str(each) for each in bound.errors]
            target = getattr(bound, "first_control_id", bound.auto_id)
            found += [
                {"target": "" if bound.is_hidden else target, "sentence": sentence} for sentence in said
            ]
    return found


F = TypeVar("F", bound=forms.BaseForm)


def bounded(form: F, request: HttpRequest) -> F:
    """The form, saying of a file left out for its size that it was too large, not that there was none."""
    for name, shown in getattr(request, "files_too_large", {}).items():
        if name in form.fields:
            form.is_bound = True  # where the file was all that was sent
            form.errors.pop(name, None)
            most = settings.UPLOAD_FILE_BYTES // 1_000_000
            form.add_error(name, say("Tệp “{shown}” nặng hơn {most} MB nên chưa được nhận. Hãy nén gzip (.gz) nếu đây là danh mục, hoặc gửi tệp nhỏ hơn.", shown=shown, most=most))  # fmt: skip
    return form


class ChoiceLabel(Said):
    """A choice's words with a hint under them: `("post", ChoiceLabel("Qua bưu điện", "Bưu điện thu phí khi giao."))`."""

    help: str

    def __new__(cls, label: str, help: str = "") -> ChoiceLabel:
        said = label if isinstance(label, Said) else Said(label)
        made = super().__new__(cls, said.source, said.facts)
        made.help = help
        return made


class DateField(forms.Field):
    """A day written the Vietnamese way, dd/mm/yyyy; yyyy-mm-dd is understood too. An error says which part is wrong."""

    widget = forms.TextInput
    _written = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4})")
    _iso = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")

    def __init__(
        self,
        *,
        not_before: date | Callable[[], date] | None = None,
        not_after: date | Callable[[], date] | None = None,
        not_before_error: str = "",
        not_after_error: str = "",
        **options: Any,
    ) -> None:
        options.setdefault("help_text", say("Ghi ngày/tháng/năm, ví dụ 09/11/2026."))
        super().__init__(**options)
        self.not_before, self.not_after = not_before, not_after
        self.not_before_error, self.not_after_error = not_before_error, not_after_error

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {
            "inputmode": "numeric",
            "class": "input--num input--mid",
            "autocomplete": "off",
            "maxlength": "14",
        }

    def prepare_value(self, value: Any) -> Any:
        return f"{value.day:02d}/{value.month:02d}/{value.year}" if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date):
            return value
        text = clean(str(value)) if value else ""
        if not text:
            return None
        if written := self._written.fullmatch(text):
            day, month, year = map(int, written.groups())
        elif iso := self._iso.fullmatch(text):
            year, month, day = map(int, iso.groups())
        else:
            raise ValidationError(
                say("“{text}” chưa phải một ngày. Ghi ngày/tháng/năm, ví dụ 09/11/2026.", text=text),
                code="invalid",
            )
        if not 1 <= month <= 12:
            raise ValidationError(
                say("Tháng phải là số từ 1 đến 12, bạn ghi {month}.", month=month), code="month"
            )
        if not 1800 <= year <= 2200:
            raise ValidationError(
                say("Năm phải đủ bốn số, ví dụ 2026; bạn ghi {year}.", year=year), code="year"
            )
        try:
            return date(year, month, day)
        except ValueError:
            raise ValidationError(
                say("Tháng {month} năm {year} không có ngày {day}.", month=month, year=year, day=day),
                code="day",
            ) from None

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is None:
            return
        first = self.not_before() if callable(self.not_before) else self.not_before
        last = self.not_after() if callable(self.not_after) else self.not_after
        if first and value < first:
            raise ValidationError(
                self.not_before_error
                or say("Ngày này phải từ {first} trở đi.", first=self.prepare_value(first)),
                code="early",
            )
        if last and value > last:
            raise ValidationError(
                self.not_after_error or say("Ngày này không được sau {last}.", last=self.prepare_value(last)),
                code="late",
            )

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class MoneyField(forms.Field):
    """A whole number of đồng: 5000, 5.000 and "5.000 đồng" are the same."""

    widget = forms.TextInput
    _grouped = re.compile(r"\d{1,3}(?:([.,\s])\d{3})(?:\1\d{3})*")

    def __init__(self, *, minimum: int = 0, maximum: int = 10**15, **options: Any) -> None:
        options.setdefault("help_text", say("Tính bằng đồng, ví dụ 5.000."))
        super().__init__(**options)
        self.minimum, self.maximum = minimum, maximum

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "class": "input--num input--mid", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, int):
            return value
        text = clean(str(value)) if value else ""
        if not text:
            return None
        figures = re.sub(r"\s*(đồng|đ|₫|vnđ|vnd)\.?$", "", text, flags=re.IGNORECASE)
        if not ((figures.isascii() and figures.isdigit()) or self._grouped.fullmatch(figures)):
            raise ValidationError(
                say(
                    "“{text}” chưa phải số tiền. Ghi số đồng tròn, không có phần lẻ, ví dụ 5.000.", text=text
                ),
                code="invalid",
            )
        return int(re.sub(r"\D", "", figures))

    def validate(self, value: int | None) -> None:
        super().validate(value)
        if value is None:
            return
        if value < self.minimum:
            raise ValidationError(
                say("Số tiền ít nhất là {minimum} đồng.", minimum=self.prepare_value(self.minimum)),
                code="small",
            )
        if value > self.maximum:
            raise ValidationError(
                say("Số tiền nhiều nhất là {maximum} đồng.", maximum=self.prepare_value(self.maximum)),
                code="large",
            )

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True
