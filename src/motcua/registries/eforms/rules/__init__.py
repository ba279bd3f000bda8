"""The pure rules of electronic forms: read, judge, compute, prefill, sum up, compare."""

from motcua.registries.eforms.rules.answers import clean_answers, clean_value, empty
from motcua.registries.eforms.rules.compare import diff
from motcua.registries.eforms.rules.comparing import read_condition
from motcua.registries.eforms.rules.computing import FORMULAS, compute, date_in_words, told_date_in_words
from motcua.registries.eforms.rules.conditions import OPERATORS, answered, holds, in_words, visible
from motcua.registries.eforms.rules.editing import (
    edit,
    fault_place,
    name_of,
    part_at,
    section_code,
    users_of,
    vanished,
)
from motcua.registries.eforms.rules.exact import misread, unasked
from motcua.registries.eforms.rules.filling import prefill
from motcua.registries.eforms.rules.judging import advise, check
from motcua.registries.eforms.rules.listing import (
    change_list,
    entries_of,
    list_differences,
    namers,
    offered,
    stored,
    written,
)
from motcua.registries.eforms.rules.papers import papers_asked
from motcua.registries.eforms.rules.reading import parse, parse_lists, read
from motcua.registries.eforms.rules.references import field_at, unmet, uses
from motcua.registries.eforms.rules.shape import faults, unfit
from motcua.registries.eforms.rules.source import MAX_SOURCE, read_yaml
from motcua.registries.eforms.rules.summing import answer_files, answers_summary, display
from motcua.registries.eforms.rules.words import WORDS
from motcua.registries.eforms.rules.words.offices import competent_communes
from motcua.registries.eforms.rules.writing import dump, fingerprint, plain_condition

__all__ = [
    "FORMULAS",
    "MAX_SOURCE",
    "OPERATORS",
    "WORDS",
    "advise",
    "answer_files",
    "answered",
    "answers_summary",
    "change_list",
    "check",
    "clean_answers",
    "clean_value",
    "competent_communes",
    "compute",
    "date_in_words",
    "diff",
    "display",
    "dump",
    "edit",
    "empty",
    "entries_of",
    "fault_place",
    "faults",
    "field_at",
    "fingerprint",
    "holds",
    "in_words",
    "list_differences",
    "misread",
    "name_of",
    "namers",
    "offered",
    "papers_asked",
    "parse",
    "parse_lists",
    "part_at",
    "plain_condition",
    "prefill",
    "read",
    "read_condition",
    "read_yaml",
    "section_code",
    "stored",
    "told_date_in_words",
    "unasked",
    "unfit",
    "unmet",
    "users_of",
    "uses",
    "vanished",
    "visible",
    "written",
]
