"""Fields of a form, and what is wrong with it."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from motcua.ui.forms import faults

register = template.Library()


@register.simple_tag
def field(bound, **options: Any) -> SafeString:
    """A form's field as a part of this language: label above, hint, error, control.

    Options: label_size="lg", hint (instead of the field's own), width="short"|"mid", hide_label=True.
    """
    if bound.is_hidden:
        return bound.as_widget()
    return mark_safe(bound.form.renderer.render(bound.template_name, {**bound.get_context(), **options}))


@register.inclusion_tag("ui/error_summary.html")
def error_summary(*forms) -> dict[str, Any]:
    """What is wrong, in one place, each sentence a link to its control."""
    rows = [fault for form in forms if form is not None for fault in faults(form)]
    return {"faults": rows, "number": len(rows)}
