"""`{% load ui %}`: the parts of a page.

Small parts that stand in every row (icon, status_tag, due_chip, count, code, figures of time and money)
are plain functions, so that a list of fifty rows stays under a few milliseconds. Larger parts are inclusion
tags with a template in `ui/`. Every part says its state in words first, then by a shape, then by a tone.
"""

from django import template

from motcua.ui.parts import dossier, fields, figures, lists, rows, words

register = template.Library()
for part in (words, rows, lists, figures, dossier, fields):
    register.tags.update(part.register.tags)
    register.filters.update(part.register.filters)
