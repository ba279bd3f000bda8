"""What pages and lists show: one procedure in full, cards, gaps; bounded queries whatever the size."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from motcua.kernel import clock
from motcua.kernel.money import vnd
from motcua.kernel.refusals import NotThere
from motcua.kernel.words import day, say
from motcua.registries.procedures.models import (
    Adoption,
    AgencyAddition,
    FeeRule,
    Procedure,
    ProcedureVersion,
)
from motcua.registries.procedures.queries.additions import additions
from motcua.registries.procedures.queries.cases import CaseLine, case_lines, form_asked
from motcua.registries.procedures.queries.catalogue import adoption_of, record_of_version
from motcua.registries.procedures.queries.dated import (
    CodeLine,
    LimitLine,
    adopted_limits,
    code_lines,
    limit_lines,
    offered_code,
    plain_code,
)
from motcua.registries.procedures.queries.papers import PapersKept, papers_kept
from motcua.registries.procedures.rules import dated, drafts, missing
from motcua.registries.procedures.rules.fees import Price, fee_words, fees_on, price
from motcua.registries.procedures.rules.limits import limit_for, sensible_limits
from motcua.registries.procedures.types import (
    CHANNEL_LABELS,
    LEVEL_LABELS,
    ONLINE_LABELS,
    Limit,
    MethodRecord,
    PaperRecord,
    Record,
    State,
)

RECEIVED = {
    "any_centre": say("Mọi Trung tâm Phục vụ hành chính công trong tỉnh"),
    "commune_centres": say("Trung tâm Phục vụ hành chính công cấp xã"),
    "province_centre": say("Trung tâm Phục vụ hành chính công tỉnh"),
    "listed": say("Các cơ quan liệt kê"),
}
"""Where a dossier may be handed in, by the rule of the province."""


class NoSuchProcedure(NotThere):
    """No procedure of that code."""

    code = "PRC-02"
    title = say("Không có thủ tục này")


class NotYetInForce(NotThere):
    """Nothing about this procedure was in force on the day asked."""

    code = "PRC-14"
    title = say("Ngày đó chưa có nội dung áp dụng")


@dataclass(frozen=True, slots=True)
class MethodView:
    """A method row with its official words beside what we made of them."""

    channel: str
    channel_label: str
    time_text: str
    limit_words: str
    fee_text: str
    fee_words: str
    note: str
    """``fee_words`` is the province's where it has a table of fees; the national words may say otherwise."""


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One line of the history."""

    number: int
    published_from: date
    published_to: date | None
    decision_no: str
    name: str


@dataclass(slots=True)
class ProcedureView:
    """Everything a page about one procedure says."""

    code: str
    record: Record
    version_id: int
    version_number: int
    published_from: date
    adoption: Adoption | None
    offered: bool
    level: str
    level_label: str
    online_level: str
    online_label: str
    can_apply_online: bool
    why_not_online: str
    limit: Limit | None
    limit_words: str
    limit_note: str
    fee_words: str
    fee_note: str
    where_words: str
    closed_words: str
    decider: str
    methods: list[MethodView] = field(default_factory=list)
    paper_groups: list[tuple[str, list[PaperRecord]]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    fee_rules: list[FeeRule] = field(default_factory=list)
    history: list[VersionLine] = field(default_factory=list)
    missing: tuple[str, ...] = ()
    additions: list[AgencyAddition] = field(default_factory=list)
    limit_lines: list[LimitLine] = field(default_factory=list)
    cases: list[CaseLine] = field(default_factory=list)
    kept: PapersKept | None = None
    """The form that keeps the papers, where it is one; ``record.papers`` are then the form's."""
    other_codes: list[CodeLine] = field(default_factory=list)
    elsewhere: str = ""

    @property
    def cases_now(self) -> list[CaseLine]:
        """The cases of a filing of today."""
        return [one for one in self.cases if one.now]

    @property
    def origin(self) -> str:
        """Of a procedure of the province's own: by which decision it stands."""
        if not self.record.own:
            return ""
        number = (self.adoption.decision_no if self.adoption else "") or self.record.decision_no
        if number:
            return say(
                "Theo quyết định công bố của tỉnh số {number}, áp dụng từ {day}.",
                number=number,
                day=day(self.published_from),
            )
        return say("Theo công bố của tỉnh, áp dụng từ {day}.", day=day(self.published_from))

    @property
    def limit_since(self) -> date | None:
        """The first day of the limit in force, where it is known."""
        return next((one.valid_from for one in self.limit_lines if one.now and not one.channel_label), None)


def procedure(code: str, on: date | None = None) -> ProcedureView:
    """A procedure as it stands, or stood, on a day.

    Raises:
        NoSuchProcedure: no procedure of that code.
        NotYetInForce: the day asked lies before the first version kept.
    """
    on = on or clock.today()
    base = plain_code(code)
    adoption = adoption_of(base)
    found = adoption.procedure if adoption else Procedure.objects.filter(code=base).first()
    if found is None and (owner := offered_code(base)):
        adoption, base = adoption_of(owner), owner
        found = adoption.procedure if adoption else None
    if found is None:
        raise NoSuchProcedure(
            say("Không có thủ tục mã “{code}”.", code=code),
            why=say("Mã có thể gõ nhầm, hoặc thủ tục đã được thay bằng thủ tục khác."),
            next=say("Hãy tìm theo tên việc bạn cần làm."),
        )
    versions = list(
        found.versions.order_by("-number").values_list(
            "pk", "number", "published_from", "published_to", "decision_no", "name"
        )
    )
    in_force = next((row for row in versions if row[2] <= on), None)
    if in_force is None:
        raise NotYetInForce(
            say("Ngày {day}, thủ tục mã “{code}” chưa có nội dung nào áp dụng.", day=day(on), code=base),
            why=say("Nội dung đầu tiên còn lưu áp dụng từ ngày {day}.", day=day(versions[-1][2])),
            next=say("Hãy hỏi một ngày từ ngày đó trở đi."),
        )
    row = (
        ProcedureVersion.objects.select_related("procedure")
        .prefetch_related("methods", "papers", "legal_bases")
        .get(pk=in_force[0])
    )
    rules = [] if adoption is None else [rule for rule in adoption.fee_rules.all() if _holds(rule, on)]
    view = _view(record_of_version(row), row, adoption, rules, on)
    view.other_codes = [] if adoption is None else code_lines(adoption.codes, base, on)
    view.elsewhere = "" if view.offered else offered_code(base)
    view.additions = [] if adoption is None else additions(base)
    view.history = [VersionLine(*entry[1:]) for entry in versions]
    return view


def draft_view(state: State, on: date) -> ProcedureView:
    """The page a citizen would read, had the draft been published from that day."""
    state = dated.settled({}, state, on)
    record, _ = drafts.record_of(state)
    record = record or Record.model_validate(drafts.content_of(state))
    terms = {key[2:]: value for key, value in state.items() if key.startswith("t_")}
    adoption = Adoption(**terms | {"is_published": True, "published_from": on}) if terms else None
    found = Procedure.objects.filter(code=record.code).first()
    if adoption is not None:
        adoption.procedure = found or Procedure(code=record.code, name=record.name)
    rules = [FeeRule(**fee) for fee in fees_on(state.get("fees", []), on)]
    number = found.versions.count() + 1 if found else 1
    return _view(record, ProcedureVersion(number=number, published_from=on), adoption, rules, on)


def _view(
    record: Record, row: ProcedureVersion, adoption: Adoption | None, rules: list[FeeRule], on: date
) -> ProcedureView:
    offered = adoption is not None and adoption.is_published
    form = form_asked(record.code, {"t_eform_code": adoption.eform_code}, on) if adoption else None
    remarks = [paper.name for paper in record.papers or () if not paper.required]
    kept = papers_kept(form, record.papers)
    if kept is not None:
        record = record.model_copy(update={"papers": kept.papers})
    limit, by_channel = limits_of(record, adoption, on)
    level = adoption.level if adoption else (record.levels[0] if record.levels else "")
    online_level = (adoption.online_level if adoption else record.online_level) or record.online_level
    can, why = _online(record, adoption, online_level)
    asked = _fee(record, rules)
    return ProcedureView(
        code=record.code,
        record=record,
        version_id=row.pk,
        version_number=row.number,
        published_from=adoption.published_from
        if adoption and adoption.published_from and adoption.published_from <= on
        else row.published_from,
        adoption=adoption,
        offered=offered,
        level=level,
        level_label=LEVEL_LABELS.get(level, "Chưa rõ cấp"),
        online_level=online_level,
        online_label=ONLINE_LABELS.get(online_level, ""),
        can_apply_online=can,
        why_not_online=why,
        limit=limit,
        limit_words=limit_words(limit, record),
        limit_lines=limit_lines(adoption.limits if adoption else (), on),
        cases=case_lines(adoption, form, on),
        limit_note="" if record.confidence == "official" else record.limit_note,
        fee_words=asked.words,
        fee_note=asked.note,
        where_words=_where(adoption, record),
        closed_words=_closed(adoption),
        decider=_decider(adoption, record),
        methods=[_method(method, limit, by_channel, rules, own=record.own) for method in record.methods],
        paper_groups=_groups(record),
        remarks=remarks,
        kept=kept,
        fee_rules=rules,
        missing=missing.missing_parts(
            record,
            limit,
            has_fee=bool(rules),
            online=online_level,
            bases=_bases(adoption, rules),
            papers_agree=not (kept and kept.difference),
        ),
    )


def _bases(adoption: Adoption | None, rules: list[FeeRule]) -> list[str]:
    rows = [*adoption.limits, *adoption.cases] if adoption else []
    return [*(rule.legal_basis for rule in rules), *(row.get("legal_basis") or "" for row in rows)]


def limits_of(
    record: Record, adoption: Adoption | None, on: date | None = None
) -> tuple[Limit | None, dict[str, Limit]]:
    """The limit that becomes a due date of a filing of this day: the province's, else none (a bare catalogue number never
    does)."""
    if adoption is None:
        return sensible_limits(record)
    return adopted_limits(adoption, on or clock.today())


def limit_words(limit: Limit | None, record: Record) -> str:
    """ "Bao lâu?" in words; where no number may be promised, the official words are shown as they are."""
    if limit is not None:
        return str(limit)
    said = list(dict.fromkeys(row.time_text for row in record.methods if row.time_text))
    if len(said) == 1 and not said[0].isdigit():
        return said[0] if record.own else f"{said[0]} (theo danh mục, chưa xác nhận)"
    return say("Chưa có thời hạn đã kiểm tra")


def _holds(rule: FeeRule, on: date) -> bool:
    return rule.valid_from <= on and (rule.valid_to is None or on <= rule.valid_to)


def _fee(record: Record, rules: list[FeeRule]) -> Price:
    checked = record.fee_vnd if "fee_vnd" in record.verified_fields else None
    return price(
        [(rule.amount_vnd, rule.per_unit) for rule in rules],
        checked,
        [(row.fee_vnd, row.fee_text) for row in record.methods],
        own=record.own,
    )


def _where(adoption: Adoption | None, record: Record) -> str:
    if adoption is None:
        return (
            record.receiving_address
            or record.executing_agency
            or say("Chưa có địa chỉ tiếp nhận trong danh mục")
        )
    if not adoption.is_published:
        return say("Hiện không nơi nào trong tỉnh nhận")
    return RECEIVED[adoption.receiving_rule]


def _closed(adoption: Adoption | None) -> str:
    """Since when and why the province no longer takes a procedure in that it once took over."""
    if adoption is None or adoption.is_published:
        return ""
    why = adoption.withdrawn_reason or say("Tỉnh chưa công bố tiếp nhận thủ tục này.")
    if adoption.withdrawn_on is None:
        return say("Tỉnh hiện không nhận hồ sơ thủ tục này. {why}", why=why)
    day = f"{adoption.withdrawn_on:%d/%m/%Y}"
    return say("Từ {day} tỉnh không nhận hồ sơ thủ tục này. {why}", day=day, why=why)


def _decider(adoption: Adoption | None, record: Record) -> str:
    if adoption and adoption.competent_name:
        return adoption.competent_name
    return record.deciding_agency or record.executing_agency or "Chưa ghi cơ quan giải quyết"


def _online(record: Record, adoption: Adoption | None, online_level: str) -> tuple[bool, str]:
    if adoption is None:
        return False, say("Thủ tục này không do tỉnh tiếp nhận. Bạn nộp tại cơ quan thực hiện ghi bên dưới.")
    if not adoption.is_published:
        why = adoption.withdrawn_reason or say("Tỉnh chưa công bố tiếp nhận thủ tục này.")
        return False, why
    if online_level in ("full", "partial"):
        return True, ""
    if record.own:
        return False, say("Tỉnh chưa nhận thủ tục này trực tuyến. Bạn nộp tại quầy.")
    if record.accepts_online is None:
        return False, say("Danh mục chưa nói thủ tục này có nộp trực tuyến hay không. Bạn nộp tại quầy.")
    return (
        False,
        say(
            "Thủ tục này chỉ nhận trực tiếp hoặc qua bưu chính, vì người làm thủ tục phải có mặt hoặc nộp bản gốc."
        ),
    )


def _method(
    row: MethodRecord, base: Limit | None, by_channel: dict[str, Limit], rules: list[FeeRule], *, own: bool
) -> MethodView:
    limit = limit_for(row.channel, base, by_channel)
    mine = [rule for rule in rules if rule.channel in ("", row.channel)]
    if mine:
        asked = price([(rule.amount_vnd, rule.per_unit) for rule in mine], None, ()).words
    elif rules or own or row.fee_vnd is None:
        asked = ""
    else:
        asked = fee_words(row.fee_vnd, row.fee_text, vnd(row.fee_vnd))
    return MethodView(
        channel=row.channel,
        channel_label=CHANNEL_LABELS[row.channel],
        time_text=row.time_text if own else _official_time(row),
        limit_words=str(limit) if limit else "",
        fee_text=row.fee_text,
        fee_words=asked,
        note=row.note,
    )


def _official_time(row: MethodRecord) -> str:
    if row.time_text and row.time_unit is None and row.time_value is not None:
        return f"{row.time_text} (danh mục không ghi rõ đơn vị)"
    return row.time_text


def _groups(record: Record) -> list[tuple[str, list[PaperRecord]]]:
    groups: dict[str, list[PaperRecord]] = {}
    for paper in record.papers or ():
        if paper.required:
            groups.setdefault(paper.case.strip(" -:"), []).append(paper)
    return list(groups.items())
