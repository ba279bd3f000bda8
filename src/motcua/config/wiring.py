"""Who asks whom across floors: what the rooms above read of an electronic form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from motcua.kernel import clock
from motcua.registries.eforms import queries as eforms
from motcua.registries.eforms.types import GENERIC, FieldNeed, FieldType
from motcua.registries.procedures import queries as procedures
from motcua.services.dossiers.queries import result_data
from motcua.services.workflow import queries as workflow

_OWN = ("outcome", "channel")  # facts of every dossier, whatever its form
_TYPES = {
    "number": (FieldType.INT, FieldType.MONEY, FieldType.DECIMAL, FieldType.YEAR, FieldType.COMPUTED),
    "boolean": (FieldType.BOOL, FieldType.CONSENT),
    "text": (),
}


def process_fields(form_code: str) -> Iterator[FieldNeed]:
    """Fields that a published or draft process of a procedure with this form declares for its conditions."""
    today = clock.today()
    followed = {
        process or procedure
        for procedure, process, form in procedures.followers()
        if form_code == _form(procedure, form, today)
    }
    standing = {row.code for row in workflow.processes(size=10_000).object_list} if followed else set()
    for process in sorted(followed & standing):
        for version in workflow.versions(process):
            if version.status in ("draft", "published"):
                yield from _declared(version)


def _form(procedure: str, form: str, on: date) -> str:
    """The form of a procedure, found the way an offer finds it."""
    return next((one for one in (form, procedure) if one and eforms.published_id(one, on)), GENERIC)


def _declared(version: workflow.VersionView) -> Iterator[FieldNeed]:
    state = "đang áp dụng" if version.status == "published" else "bản thảo"
    definition = workflow.definition_of(version.id)
    who = f"Quy trình “{version.process_name}” (bản {version.number}, {state})"
    for field in definition.fields:
        if field.code not in _OWN:
            yield FieldNeed(field.code, who, _TYPES.get(field.type, ()))
    for code in {code for task in definition.tasks for code in task.shows if not code.startswith("@")}:
        yield FieldNeed(code, f"{who}, cho cơ quan được hỏi xem", ())


def result_fields(form_code: str) -> Iterator[FieldNeed]:
    """Answers that the result papers of a procedure with this form print."""
    for procedure, (_, title, _) in result_data.BUILDERS.items():
        if form_code == procedure:
            for field in result_data.READS.get(procedure, ()):
                yield FieldNeed(field, f"Giấy kết quả “{title}”")
