"""Drafts: what they are held to (law, e-form, people), what changed and by whom, and what a process needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from motcua.kernel import clock
from motcua.registries.eforms import queries as eforms
from motcua.registries.eforms.types import FieldType, FormDefinition
from motcua.registries.organizations import queries as organizations
from motcua.registries.procedures import queries as procedures
from motcua.registries.procedures.queries import ProcessUse
from motcua.services.accounts.types import permissions_of_post
from motcua.services.workflow.models import DraftEdit, ProcessVersion
from motcua.services.workflow.rules import changes, demands, findings
from motcua.services.workflow.rules.paths import hours_of_limit, main_hours
from motcua.services.workflow.types import (
    CHANNEL,
    DESK_LANES,
    Field,
    Finding,
    Lane,
    LaneKind,
    ProcessDefinition,
)

from .versions import definition_of, has_published, published

__all__ = [
    "Asked",
    "Demands",
    "Edit",
    "Offered",
    "demands_on",
    "differences",
    "edits",
    "hours_of_limit",
    "open_draft",
    "over_limit",
    "revision_of",
    "undo_goes_to",
    "verdict",
]

KINDS = {
    FieldType.INT: "number", FieldType.MONEY: "number", FieldType.YEAR: "number", FieldType.DECIMAL: "number",
    FieldType.BOOL: "boolean", FieldType.CHOICE: "text",
}  # fmt: skip
"""Which questions of a form a condition may ask, and as what."""

CHANNELS = (("counter", "Tại quầy"), ("online", "Trực tuyến"), ("post", "Bưu chính"))


@dataclass(frozen=True, slots=True)
class Offered:
    """A question of the e-form that a condition may ask."""

    code: str
    name: str
    type: str
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def field(self) -> Field:
        """The fact as the process declares it."""
        return Field(self.code, self.name[:200], self.type)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Asked:
    """Anything of the e-form that an asked agency may be shown."""

    code: str
    name: str


class Demands:
    """What a process is held to from outside itself: its procedures' limits, their forms, the people behind its lanes."""

    def __init__(self, process_code: str, on: date) -> None:
        self.code, self.on = process_code, on

    @cached_property
    def uses(self) -> list[ProcessUse]:
        """Procedures that follow this process."""
        return procedures.uses_of_process(self.code)

    @cached_property
    def limit(self) -> float | None:
        """The shortest legal limit among them, in working hours."""
        return min((hours_of_limit(*one) for use in self.uses for one in use.limits), default=None)

    @cached_property
    def forms(self) -> list[FormDefinition]:
        """The e-form of each procedure; the common form declares nothing a condition may ask."""
        found = []
        for use in self.uses:
            form = next(
                (f for code in (use.eform_code, use.code) if code and (f := eforms.published(code, self.on))), None
            )  # fmt: skip
            if form is not None:
                found.append(form.definition)
        return found

    @cached_property
    def offered(self) -> list[Offered]:
        """What conditions may ask: the way of filing, and questions that every form of the process has."""
        found = [Offered(CHANNEL, "Kênh nộp", "text", CHANNELS)]
        if not self.forms or len(self.forms) < len(self.uses):
            return found
        for item in self.forms[0].fields():
            kind = KINDS.get(item.type)
            shared = all(
                (one := form.field(item.code)) and KINDS.get(one.type) == kind for form in self.forms[1:]
            )
            if kind and shared and not item.computed:
                choices = tuple((one.value, one.label) for one in self.forms[0].choices(item))
                if item.type is not FieldType.CHOICE or 0 < len(choices) <= 60:
                    found.append(Offered(item.code, item.label, kind, choices))
        return found

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """Field → value → words."""
        return {one.code: dict(one.choices) for one in self.offered}

    @cached_property
    def showable(self) -> list[Asked]:
        """What an asked agency may be shown of the declaration: what every form of the process has."""
        if not self.forms or len(self.forms) < len(self.uses):
            return []
        skip = (FieldType.STATIC, FieldType.FILE, FieldType.CONSENT)
        first, *others = self.forms
        return [
            Asked(item.code, item.label)
            for item in first.fields()
            if item.type not in skip and all(form.field(item.code) for form in others)
        ]

    @cached_property
    def deciding(self) -> list[str]:
        """Codes of the agencies that decide these procedures."""
        found: dict[str, None] = {}
        for use in self.uses:
            if use.competent_agencies:
                found |= dict.fromkeys(str(code) for code in use.competent_agencies)
            elif use.level == "commune":
                found |= dict.fromkeys(organizations.codes_of_kind("ubnd_xa", self.on))
            else:
                agency = organizations.competent_agency(
                    level=use.level, department=use.competent_name, on=self.on
                )
                found |= {agency.code: None} if agency else {}
        return list(found)

    def _kinds(self) -> dict[str, str] | None:
        """Codes of all questions with their kinds, for the check; None where no form is known."""
        if not self.forms:
            return None
        shared = {one.code: one.type for one in self.offered}
        return {one.code: "other" for one in self.showable} | shared

    def unserved(self, d: ProcessDefinition) -> dict[str, tuple[int, tuple[str, ...]]]:
        """Lanes nobody serves: in how many of the agencies, and the names of the first three."""
        used = {n.lane for n in d.tasks}
        found = {}
        for lane in d.lanes:
            if lane.code in used and (missing := self._missing(lane)):
                found[lane.code] = (len(missing), self._names(missing[:3]))
        return found

    def unable(self, d: ProcessDefinition) -> dict[str, tuple[int, int, tuple[str, ...]]]:
        """Steps whose lane is manned by nobody with the permissions they ask: in how many of how many agencies, first names."""
        found = {}
        for n in d.tasks:
            lane, asked = d.lane(n.lane), frozenset(name for name, _ in demands.powers(n))
            nobody = set(self._missing(lane))
            missing = [code for code in self._missing(lane, asked) if code not in nobody]
            if missing:
                among = 1 if lane.agency else len(self.deciding) - len(nobody)
                found[n.id] = (len(missing), among, self._names(missing[:3]))
        return found

    def _missing(self, lane: Lane, permissions: frozenset[str] = frozenset()) -> list[str]:
        """Agencies that lack anybody (with these permissions) in a lane; sought where the dossier's steps will seek."""
        if lane.kind in (LaneKind.OUTSIDE, LaneKind.MACHINE):
            return []

        def able(powers: tuple[tuple[str, ...], bool]) -> bool:
            return permissions <= permissions_of_post(*powers)

        if lane.agency or lane.code in DESK_LANES:
            # Any desk of the province may take a dossier in; one that works there is enough to say the lane lives.
            serving = organizations.manned_posts(self.on).get(lane.post, {})
            codes = [lane.agency] if lane.agency else list(serving)
            if any(able(post) for code in codes for post in serving.get(code, ())):
                return []
            return [lane.agency] if lane.agency else self.deciding
        return organizations.without_anybody(lane.code, self.deciding, self.on, able=able)

    def _names(self, codes: Iterable[str]) -> tuple[str, ...]:
        known = organizations.agencies(codes)
        return tuple(known[code].short_name if code in known else code for code in codes)

    def check(self, d: ProcessDefinition) -> tuple[Finding, ...]:
        """Everything that speaks against publishing, and what is merely odd; errors first."""
        limit = min((x for x in (self.limit, d.limit_hours) if x is not None), default=None)
        found = [*findings.check(d, limit), *demands.answered(d), *demands.joined(d), *demands.asked(d)]
        found += demands.declared(d, self._kinds())
        found += demands.standing(d)
        if self.deciding:
            found += demands.staffed(d, self.unserved(d), len(self.deciding))
            found += demands.empowered(d, self.unable(d))
        if self.limit is not None and d.limit_hours is not None and d.limit_hours > self.limit:
            text = (
                f"Quy trình tự đặt thời hạn {findings.hours(d.limit_hours)}, "
                f"thủ tục chỉ cho {findings.hours(self.limit)}."
            )
            found.append(Finding("error", "limit-over-law", text))
        return tuple(sorted(dict.fromkeys(found), key=lambda f: f.level != "error"))


def demands_on(process_code: str, on: date | None = None) -> Demands:
    """What the process of this code is held to today."""
    return Demands(process_code, on or clock.today())


def over_limit(process_code: str, value: int, unit: str) -> str:
    """By how much the process in force passes a limit, in words; empty where it fits."""
    needed, given = main_hours(definition_of(published(process_code).id)), hours_of_limit(value, unit)
    return (
        f"các bước cần {findings.hours(needed)}, thời hạn chỉ có {findings.hours(given)}"
        if needed > given
        else ""
    )


def verdict(version_id: int) -> tuple[Finding, ...]:
    """All findings on a version, as publishing asks for them."""
    d = definition_of(version_id)
    return demands_on(d.code).check(d)


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a draft: who, when, what in words."""

    revision: int
    at: datetime
    by_name: str
    words: tuple[str, ...]


def edits(version_id: int, *, since: int = 0, limit: int = 30) -> list[Edit]:
    """Changes of a draft, newest first; the first row of a draft, which says nothing, is left out."""
    rows = DraftEdit.objects.filter(version_id=version_id, revision__gt=since).defer("definition")
    return [
        Edit(r.revision, r.at, r.by_name, tuple(r.words))
        for r in rows.order_by("-revision")[:limit]
        if r.words
    ]


def undo_goes_to(version_id: int) -> int | None:
    """The revision one undoing goes back to; None where nothing is left to undo.

    An undoing stands where the revision it restored stood, so the next one goes on from there.
    """
    rows = DraftEdit.objects.filter(version_id=version_id).order_by("revision")
    stood: dict[int, int | None] = {}
    before: int | None = None
    for revision, restores in rows.values_list("revision", "restores"):
        stood[revision] = before if restores is None else stood.get(restores)
        before = revision if restores is None else restores
    return stood.get(max(stood)) if stood else None


def open_draft(process_code: str) -> int | None:
    """The number of the newest draft of a process."""
    rows = ProcessVersion.objects.filter(process__code=process_code, status=ProcessVersion.Status.DRAFT)
    return rows.order_by("-number").values_list("number", flat=True).first()


def revision_of(version_id: int) -> int:
    """The revision a page is made from."""
    return ProcessVersion.objects.filter(pk=version_id).values_list("revision", flat=True).get()


def differences(version_id: int) -> tuple[tuple[str, ...], int | None]:
    """What a version would change against the one in force, in words, and that one's number."""
    d = definition_of(version_id)
    if not has_published(d.code):
        return (), None
    current = published(d.code)
    if current.id == version_id:
        return (), current.number
    return changes.between(definition_of(current.id), d), current.number
