"""Fields of a form, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from motcua.kernel.words import Said
from motcua.ui.forms import faults

from .words import lang_mark

register = template.Library()


@register.simple_tag
def field(bound, **options: Any) -> SafeString:
    """A form's field as a part of this language: label above, hint, error, control.

    Options: label_size="lg", hint (instead of the field's own), width="short"|"mid", hide_label=True.
    """
    if bound.is_hidden:
        return bound.as_widget()
    return mark_safe(bound.form.renderer.render(bound.template_name, {**bound.get_context(), **options}))


@register.simple_tag
def attributes(attrs: Mapping[str, Any]) -> SafeString:
    """The attributes of a control, as Django's own template writes them."""
    said = [
        f" {conditional_escape(name)}" + ("" if value is True else f'="{_said(value)}"')
        for name, value in attrs.items()
        if value is not False
    ]
    return mark_safe("".join(said))


@register.simple_tag
def options(groups: Iterable[tuple[str | None, Iterable[Mapping[str, Any]], int]]) -> SafeString:
    """What a select offers. Written here: Django's own renders two templates an option, and a filter has a hundred."""
    said = []
    for name, choices, _ in groups:
        inner = "".join(
            f'<option value="{_said(each["value"])}"{attributes(each["attrs"])}{_lang(each["label"])}>{conditional_escape(each["label"])}</option>'
            for each in choices
        )
        said.append(f'<optgroup label="{conditional_escape(name)}">{inner}</optgroup>' if name else inner)
    return mark_safe("".join(said))


def _lang(label: Any) -> str:
    return lang_mark(label) if isinstance(label, Said) else ""


def _said(value: Any) -> str:
    return conditional_escape(value if isinstance(value, str) else str(value))


@register.inclusion_tag("ui/error_summary.html")
def error_summary(*forms) -> dict[str, Any]:
    """What is wrong, in one place, each sentence a link to its control."""
    rows = [fault for form in forms if form is not None for fault in faults(form)]
    return {"faults": rows, "number": len(rows)}
