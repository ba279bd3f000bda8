"""The steps of a form: which sections stand open with some answers, and how far each is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from motcua.kernel import clock
from motcua.registries.eforms import queries, rules
from motcua.registries.eforms.types import (
    Answers,
    Audience,
    Field,
    FieldType,
    FormDefinition,
    Section,
    Version,
)


@dataclass(frozen=True, slots=True)
class StepLink:
    """A section in the list of steps: its place, whether it is answered, how many things are wrong."""

    number: int
    code: str
    title: str
    done: bool
    errors: int
    group: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Steps of one group: what a short list of steps shows."""

    title: str
    links: tuple[StepLink, ...]

    @property
    def code(self) -> str:
        """Where a click on the chapter leads: its first open step, else its first."""
        return next((link.code for link in self.links if not link.done), self.links[0].code)

    @property
    def done(self) -> bool:
        return all(link.done for link in self.links)

    def holds(self, code: str) -> bool:
        """Whether a section is one of its steps."""
        return any(link.code == code for link in self.links)


def is_for(section: Section, item: Field, audience: Audience) -> bool:
    """Whether this audience fills the field: citizens their own, officers the desk's too."""
    desk = Audience.OFFICER in (section.audience, item.audience)
    return audience is Audience.OFFICER or not desk


def _open(definition: FormDefinition, answers: Answers, audience: Audience, on: date) -> list[Section]:
    shown = {item.code for item in rules.visible(definition, answers, on)}
    return [
        section
        for section in definition.sections
        if any(
            item.code in shown and not (item.computed or item.settled or item.type is FieldType.STATIC)
            for item in section.fields
            if is_for(section, item, audience)
        )
        or any(
            item.code in shown and item.computed and is_for(section, item, audience)
            for item in section.fields
        )
    ]


def steps(
    version: Version,
    answers: Answers,
    *,
    audience: Audience | str = Audience.CITIZEN,
    on: date | None = None,
    channel: str = "",
    filer: str = "",
) -> list[StepLink]:
    """The steps that stand open with these answers, in order."""
    who, day, form = Audience(audience), on or clock.today(), version.definition
    wrong = rules.check(form, answers, day, who, facts=queries.facts(day, channel=channel, filer=filer))
    found = []
    for number, section in enumerate(_open(form, answers, who, day), start=1):
        codes = {item.code for item in section.fields}
        errors = sum(1 for one in wrong if one.code in codes)
        done = any(code in answers for code in codes) and not errors
        found.append(StepLink(number, section.code, section.title, done, errors, section.group))
    return found


def chapters(links: list[StepLink]) -> list[Chapter]:
    """Neighbouring steps of one group together; a step without a group stands alone."""
    found: list[list[StepLink]] = []
    for link in links:
        if found and link.group and found[-1][0].group == link.group:
            found[-1].append(link)
        else:
            found.append([link])
    return [Chapter(row[0].group or row[0].title, tuple(row)) for row in found]


def first_step(version: Version, answers: Answers, *, audience: Audience | str = Audience.CITIZEN) -> str:
    """Where to go on: the first section with something missing, else the last one."""
    links = steps(version, answers, audience=audience)
    return next((link.code for link in links if not link.done), links[-1].code if links else "")


def section_of(definition: FormDefinition, field_code: str) -> str:
    """The section a field stands in, to send somebody to an error found at the end."""
    return next(
        (one.code for one in definition.sections if any(item.code == field_code for item in one.fields)), ""
    )
