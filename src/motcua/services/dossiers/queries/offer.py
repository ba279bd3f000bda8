"""What the province offers under one procedure code on one day: the frame a new dossier is made in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from motcua.kernel import clock, text
from motcua.kernel.access import Actor
from motcua.kernel.rows import Prepared
from motcua.kernel.stamps import Kept
from motcua.kernel.words import say, spoken
from motcua.registries.eforms import queries as eforms
from motcua.registries.eforms import rules as form_rules
from motcua.registries.eforms.types import GENERIC, FieldType, FormDefinition, PaperAsked
from motcua.registries.organizations import queries as organizations
from motcua.registries.organizations.types import AgencyInfo
from motcua.registries.procedures import queries as procedures
from motcua.registries.procedures.models import Adoption, AgencyAddition, ProcedureVersion
from motcua.registries.procedures.rules import cases as case_rules
from motcua.registries.procedures.rules.cases import Case
from motcua.registries.procedures.types import Limit
from motcua.services.dossiers import rules
from motcua.services.dossiers.types import Filing, FormNotValid, NotOffered, ResultChannel
from motcua.services.workflow import queries as processes
from motcua.services.workflow import services as workflow


@dataclass(frozen=True, slots=True)
class WantedPaper:
    """One line of the check list; of a ``group`` one paper is enough."""

    position: int
    code: str
    name: str
    required: bool
    case: str = ""
    note: str = ""
    original: int = 0
    copies: int = 0
    mode: str = "submit"
    when_words: str = ""
    replaced_by: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """Procedure, form, papers, limits and places, as they hold on the day of filing."""

    code: str
    name: str
    field_name: str
    version_id: int
    level: str
    online: bool
    papers: tuple[WantedPaper, ...]
    results: tuple[str, ...]
    limits: dict[str, tuple[int, str] | None]
    form_version_id: int | None
    process_code: str
    competent_name: str
    adoption: Adoption
    on: date
    definition: FormDefinition | None = None
    cases: tuple[Case, ...] = ()

    def case(self, channel: str, answers: dict[str, Any]) -> Case | None:
        """The case these answers make it; None where the usual limit and process hold."""
        return case_rules.case_of(self.cases, self.definition, answers, channel, self.on)

    def telling(self, channel: str) -> set[str]:
        """The questions that tell the case of a filing by this way."""
        return {code for one in self.cases if one.channel in ("", channel) for code in one.when.fields()}

    def undecided(self, channel: str, answers: dict[str, Any]) -> list[str]:
        """The questions that tell the case and stand open without an answer that can be read. Who files online answers the whole form."""
        if self.definition is None or channel == "online" or not self.cases:
            return []
        telling = self.telling(channel)
        return [
            item.code
            for item in form_rules.visible(self.definition, answers, self.on)
            if item.code in telling
            and item.type is not FieldType.CONSENT
            and (
                form_rules.empty(answers.get(item.code))
                or form_rules.misread(self.definition, {item.code: answers[item.code]})
            )
        ]

    def limit(self, channel: str, case: Case | None = None) -> tuple[int, str] | None:
        """(value, unit) for a channel, or None where no trustworthy figure stands."""
        if case is not None and case.limit is not None:
            return case.limit.value, case.limit.unit
        return self.limits.get(channel)

    def limit_at(self, channel: str, agency_code: str, case: Case | None = None) -> tuple[int, str] | None:
        """The same at the agency that decides, which may have promised a shorter one instead of the usual; what a case has
        of its own stays as it is."""
        found = self.limit(channel, case)
        if case is not None and case.limit is not None:
            return found
        if found is None or not self.adoption.somewhere_shorter:  # type: ignore[attr-defined]
            return found
        own = procedures.limit_at(self.code, agency_code, Limit(*found))  # type: ignore[arg-type]
        return own.value, own.unit

    def result_ways(self, answers: dict[str, Any]) -> tuple[ResultChannel, ...]:
        """How the result may be received with these answers."""
        return rules.result_ways(self.code, answers, self.on)

    def require_result_way(self, way: ResultChannel, answers: dict[str, Any]) -> None:
        """Refuse a way of receiving that the result does not come by.

        Raises:
            FormNotValid: at ``result_channel``.
        """
        ways = self.result_ways(answers)
        if way not in ways:
            words = say("Kết quả này trao bằng giấy nên không nhận bản điện tử được.")
            names = "; ".join(spoken(one.label) for one in ways)
            raise FormNotValid(
                words, next=say("Hãy chọn: {names}.", names=names), places=[(("result_channel",), words)]
            )

    def papers_for(self, answers: dict[str, Any], channel: str) -> tuple[WantedPaper, ...]:
        """The papers asked with these answers by this way of filing, at their places in ``papers``."""
        if self.definition is None or not self.definition.papers:
            return self.papers
        needs = form_rules.papers_asked(self.definition, answers, self.on, channel=channel)
        return tuple(
            replace(wanted, required=need.required)
            for wanted, need in zip(self.papers, needs, strict=True)
            if need.asked
        )

    def require_exact(self, filing: Filing) -> None:
        """Refuse a paper the list does not have or that is named twice, and an answer that could not be kept as sent:
        without field, not of its type, to a question not asked, other than what the form works out.

        Raises:
            FormNotValid: with the place and the words of each fault.
        """
        listed, seen = {paper.position for paper in self.papers}, set[int]()
        found: list[tuple[tuple[str | int, ...], str]] = []
        for number, paper in enumerate(filing.papers):
            place = ("papers", number, "position")
            if paper.position not in listed:
                found.append((place, f"Thành phần hồ sơ không có giấy tờ số {paper.position}."))
            elif paper.position in seen:
                found.append((place, f"Giấy tờ số {paper.position} đã ghi ở dòng trước."))
            seen.add(paper.position)
        self.require_exact_answers(filing.answers, found)

    def require_exact_answers(
        self, answers: dict[str, Any], found: Sequence[tuple[tuple[str | int, ...], str]] = ()
    ) -> None:
        """The same of the answers alone, beside what was ``found`` already."""
        found = list(found)
        if self.definition is not None and answers:
            wrong = form_rules.misread(self.definition, answers) or form_rules.unasked(
                self.definition, answers, self.on
            )
            found += [(("answers", *place), words) for place, words in wrong]
        if found:
            raise FormNotValid(
                f"{len(found)} mục chưa đúng: {found[0][1]}",
                next="Hãy sửa các mục nêu trong errors rồi gửi lại.",
                places=found,
            )

    def checked_answers(
        self, answers: dict[str, Any], *, on: date, on_paper: bool, channel: str, filer: str = ""
    ) -> dict[str, Any]:
        """The answers as they may be stored; where the declaration is ``on_paper`` much may be missing, and officers fill it
        in later, but what is there is of its type and among its choices. ``filer`` is the personal number of who files it.

        Raises:
            FormNotValid: with every field that cannot stand.
        """
        if self.form_version_id is None:
            return dict(answers)
        checked, errors = eforms.check_answers(
            self.form_version_id, answers, on=on, channel=channel, filer=filer, definition=self.definition
        )
        if on_paper:
            errors = [one for one in errors if one.check == "type"]
        if errors:
            raise FormNotValid(
                say("Tờ khai còn mục chưa đúng: ") + "; ".join(error.message for error in errors[:5]),
                next=say("Hãy sửa các mục được đánh dấu rồi gửi lại."),
                errors=errors,
                places=[
                    (("answers", one.code, *(() if one.row is None else (one.row, one.column))), one.message)
                    for one in errors
                ],
            )
        return checked

    def require_desk(self, agency_code: str, on: date) -> None:
        """Since 01/07/2025 any centre of the province takes in any dossier of the province."""
        if organizations.find_agency(agency_code, on) is None:
            raise NotOffered(
                say(
                    "Không có nơi tiếp nhận mã “{agency_code}” vào ngày {on}.",
                    agency_code=agency_code,
                    on=f"{on:%d/%m/%Y}",
                ),
                next=say("Hãy chọn một Trung tâm Phục vụ hành chính công đang hoạt động."),
            )

    @property
    def needs_place(self) -> bool:
        """Whether the commune decides who handles it; an agency named by the province does so wherever people live."""
        return self.level == "commune" and not self.adoption.competent_agencies

    def competent(
        self, place_code: str, helper_agency: str, on: date, answers: dict[str, Any] | None = None
    ) -> str:
        """The agency that decides: by the listed codes, else by level and place, else by the sector.

        The place is the one the declaration makes competent, where it names one of this province; else the one chosen.
        """
        listed = self.adoption.competent_agencies
        if listed:
            return str(listed[0])
        place = place_code
        if not place and self.level == "commune":
            place = organizations.agency(helper_agency, on).place_code
        if self.level == "commune" and answers:
            place = self._declared_place(answers, place, on)
        found = organizations.competent_agency(
            level=self.level, place_code=place, department=self.competent_name, on=on
        )
        if found is None:
            raise NotOffered(
                say("Chưa xác định được cơ quan có thẩm quyền."),
                why=say("Thủ tục cấp xã cần biết xã, phường giải quyết."),
                next=say("Hãy chọn xã, phường nơi giải quyết hồ sơ."),
            )
        return found.code

    def _declared_place(self, answers: dict[str, Any], chosen: str, on: date) -> str:
        named = form_rules.competent_communes(self.definition, answers, on)
        if not named or chosen in named:
            return chosen
        ours = (
            code
            for code in named
            if organizations.competent_agency(level=self.level, place_code=code, on=on) is not None
        )
        return next(ours, chosen)

    def settled(self, agency: AgencyInfo) -> dict[str, Any]:
        """What the system writes where the form says “Kính gửi”: the agency that decides."""
        said = {"code": agency.code, "name": agency.name, "place": agency.place_code}
        fields = self.definition.fields() if self.definition else ()
        return {item.code: said for item in fields if item.settled}

    def addressed(
        self, answers: dict[str, Any], agency: AgencyInfo, *, exact: bool = False
    ) -> dict[str, Any]:
        """The answers, where there are any, with “Kính gửi” as it is, whatever they say.

        Raises:
            FormNotValid: a program's answer (``exact``) that names another agency.
        """
        own = self.settled(agency) if answers else {}
        wrong = [code for code in own if exact and answers.get(code) and not _is(agency, answers[code])]
        if wrong:
            words = f"Hồ sơ do {agency.name} giải quyết, mục này ghi cơ quan khác."
            raise FormNotValid(
                words,
                why="Nơi giải quyết tính từ thủ tục, lời khai và xã, phường đã chọn.",
                next="Hãy bỏ mục này, hoặc chọn đúng nơi giải quyết.",
                places=[(("answers", code), words) for code in wrong],
            )
        return {**answers, **own}

    def agency(self, code: str, on: date) -> AgencyInfo:
        """An agency as it is called that day."""
        return organizations.agency(code, on)

    def expected(
        self, channel: str, answers: dict[str, Any], *, place_code: str, helper_agency: str
    ) -> tuple[Case | None, tuple[int, str] | None]:
        """The case and the limit a filing of these answers would have; without the agency's while it is not known."""
        case = self.case(channel, answers)
        try:
            agency = self.competent(place_code, helper_agency, self.on, answers)
        except NotOffered:
            return case, self.limit(channel, case)
        return case, self.limit_at(channel, agency, case)

    def process_version(self, channel: str, case: Case | None = None, *, by: Actor, at: datetime) -> int:
        """The process this dossier will follow: its case's, its own, else the standard one scaled to its limit."""
        named = case.process_code if case else ""
        own = [named] if named else [code for code in (self.process_code, self.code) if code]
        limit = self.limit(channel, case)
        hours = processes.hours_of_limit(*limit) if limit is not None else 40.0
        on_the_day = limit == (0, "working_days")
        return workflow.version_for(*own, limit_hours=None if on_the_day else hours, by=by, at=at).id


def _is(agency: AgencyInfo, said: Any) -> bool:
    """Whether an answer means this agency: by code or place where it has one, else by name."""
    said = said if isinstance(said, dict) else {"name": said}
    known = [(said.get("code"), agency.code), (said.get("place"), agency.place_code)]
    given = [one == other for one, other in known if one]
    return all(given) if given else text.fold(str(said.get("name") or "")) == text.fold(agency.name)


_ADOPTION = Prepared(
    lambda code, province, on: (
        Adoption.objects.select_related("procedure")
        .filter(procedure__code=code, province_code=province, is_published=True)
        .annotate(
            in_force=Subquery(_versions(OuterRef("procedure_id")).filter(published_from__lte=on).values("pk")[:1]),
            somewhere_shorter=Exists(AgencyAddition.objects.filter(adoption=OuterRef("pk"), limit_value__isnull=False)),
        )
    )
)  # fmt: skip


def _versions(procedure_id: Any) -> QuerySet[ProcedureVersion]:
    return ProcedureVersion.objects.filter(procedure_id=procedure_id).order_by("-published_from", "-number")


_VERSIONS = Kept(lambda pk: _read_version(pk))
"""A version and its papers never change; the next one is another row."""


def _read_version(pk: int) -> tuple[ProcedureVersion, tuple[WantedPaper, ...]]:
    version = ProcedureVersion.objects.only("name", "field_name", "results").get(pk=pk)
    return version, tuple(_papers(version))


def offer_of(code: str, on: date) -> Offer:
    """The province's offer, by any form of its code, or by another the national list has for the matter.

    Raises:
        NotOffered: unknown, or not adopted by this province, or withdrawn.
    """
    adoption = _adoption(code, on)
    if adoption is None:
        raise NotOffered(
            say("Tỉnh chưa tiếp nhận thủ tục “{code}”.", code=code[:30]),
            why=say("Mã không có trong danh mục tỉnh đang áp dụng."),
            next=say("Hãy tìm lại thủ tục theo tên việc bạn cần làm."),
        )
    version, papers = _version_on(adoption)
    form_id, definition = _form(adoption, on)
    asked = definition.papers if definition else ()
    return Offer(
        code=adoption.procedure.code,
        name=version.name,
        field_name=version.field_name,
        version_id=version.pk,
        level=adoption.level,
        online=adoption.online_level in ("full", "partial"),
        papers=_of_form(asked) if asked else papers,
        results=tuple(version.results),
        limits=_limits(adoption, on),
        form_version_id=form_id,
        process_code=adoption.process_code,
        competent_name=adoption.competent_name,
        adoption=adoption,
        on=on,
        definition=definition,
        cases=case_rules.cases_on(adoption.cases, on) if adoption.cases else (),
    )


def _adoption(said: str, on: date) -> Adoption | None:
    code = procedures.plain_code(said)
    found = _ADOPTION.one(code, settings.PROVINCE_AGENCY, on)
    if found is None and (owner := procedures.offered_code(code)):
        return _ADOPTION.one(owner, settings.PROVINCE_AGENCY, on)
    return found


def offered_under(said: str) -> str:
    """The code dossiers of a matter bear here, from any form of its code; as said where the province does not offer it."""
    found = _adoption(said, clock.today())
    return found.procedure.code if found else procedures.plain_code(said)


def _version_on(adoption: Adoption) -> tuple[ProcedureVersion, tuple[WantedPaper, ...]]:
    found = adoption.in_force or _versions(adoption.procedure_id).values_list("pk", flat=True).last()  # type: ignore[attr-defined]
    kept = _VERSIONS.get(found)
    assert kept is not None
    return kept


def _limits(adoption: Adoption, on: date) -> dict[str, tuple[int, str] | None]:
    usual, special = procedures.adopted_limits(adoption, on)
    found = {channel: special.get(channel) or usual for channel in ("counter", "online", "post")}
    return {channel: (limit.value, limit.unit) if limit else None for channel, limit in found.items()}


def _of_form(papers: tuple[PaperAsked, ...]) -> tuple[WantedPaper, ...]:
    """The whole list before anything is answered: required is what everybody gives by every way of filing."""
    return tuple(
        WantedPaper(
            position=number,
            code=paper.code,
            name=paper.name,
            required=paper.required and paper.when is None and not paper.one_of and not paper.channels,
            case="" if paper.required and paper.when is None and not paper.one_of else paper.when_words,
            note=paper.note,
            original=paper.original,
            copies=paper.copies,
            mode=paper.mode,
            when_words=paper.when_words,
            replaced_by=paper.replaced_by,
            group=paper.one_of,
        )
        for number, paper in enumerate(papers, start=1)
    )


def _papers(version: ProcedureVersion) -> list[WantedPaper]:
    return [
        WantedPaper(
            position=number,
            code=paper.code,
            name=paper.name,
            required=paper.required and not paper.case and bool(paper.original or paper.copies),
            case=paper.case,
            note=paper.notes,
            original=paper.original or 0,
            copies=paper.copies or 0,
            replaced_by=(paper.replaced_by,) if paper.replaced_by else (),
        )
        for number, paper in enumerate(version.papers.order_by("order"), start=1)
    ]


def _form(adoption: Adoption, on: date) -> tuple[int | None, FormDefinition | None]:
    wanted = [code for code in (adoption.eform_code, adoption.procedure.code, GENERIC) if code]
    return eforms.definition_in_use(wanted, on) or (None, None)
