"""The catalogue for programs: list, search, one procedure with its versions, and its form."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from motcua.kernel import clock
from motcua.kernel.api import MOST_FOUND, Cursor, Day, Limit, Words, after, answer, mark, part
from motcua.registries.eforms import queries as eforms
from motcua.registries.eforms import rules as form_rules
from motcua.registries.procedures import queries
from motcua.registries.procedures.queries import ProcedureView
from motcua.registries.procedures.rules import papers

router = Router(tags=["catalogue"])

Code = Annotated[
    str, Field(max_length=40, description="Mã thủ tục, ví dụ 1.001193 hoặc 1.001193.000.00.00.H42")
]


class ProcedureLine(Schema):
    """Một thủ tục trong danh sách."""

    code: str
    name: str
    field: str = Field(description="Lĩnh vực")
    level: str = Field(description="Cấp giải quyết: commune, province, ministry, other, district")
    online_level: str = Field(description="full, partial, none; trống: chưa rõ")
    offered: bool = Field(description="Tỉnh đang tiếp nhận")
    limit_words: str = Field(description="Thời hạn giải quyết bằng lời; trống: chưa có")
    fee_words: str = Field(description="Phí, lệ phí bằng lời; trống: chưa có")


class ProcedurePage(Schema):
    """Một trang thủ tục."""

    items: list[ProcedureLine]
    next: str | None = Field(description="Dấu trang sau; null: hết")


class TimeLimit(Schema):
    """Thời hạn."""

    value: int
    unit: str = Field(description="working_days, calendar_days, working_hours")


class Method(Schema):
    """Một cách nộp."""

    channel: str
    channel_words: str
    time_text: str = Field(description="Thời hạn nguyên văn danh mục quốc gia")
    limit_words: str
    fee_text: str = Field(description="Phí nguyên văn danh mục quốc gia; tỉnh có bảng mức thu thì xem fees")
    fee_words: str = Field(description="Mức thu hiểu được, theo bảng của tỉnh nếu có; trống: chưa rõ")
    note: str


class PaperAsked(Schema):
    """Một giấy tờ trong thành phần hồ sơ."""

    case: str = Field(description="Khi nào phải có, bằng lời; trống: danh mục không nêu điều kiện")
    code: str
    name: str
    form_name: str
    original: int | None
    copies: int | None
    required: bool = Field(description="Mọi người, nộp cách nào cũng phải có; false: chỉ khi có điều kiện")
    replaced_by: str = Field(description="Cơ sở dữ liệu thay được giấy này, ví dụ dc; trống: không có")
    notes: str = Field(description="Ghi chú đầy đủ")


class FeeAsked(Schema):
    """Một mức phí, lệ phí của tỉnh, trong những ngày nó áp dụng."""

    kind: Literal["fee", "charge"] = Field(description="fee: phí, charge: lệ phí")
    name: str
    applicant_kind: str = Field(description="Đối tượng nộp; trống: mọi người")
    channel: str = Field(description="Kênh nộp; trống: mọi kênh")
    amount_vnd: int | None = Field(description="Số tiền, đồng; null: chỉ có cách tính bằng lời")
    formula_text: str
    per_unit: str = Field(description="dossier, page, copy, certificate, case")
    valid_from: date
    valid_to: date | None
    legal_basis: str
    exemptions: str


class Basis(Schema):
    """Một căn cứ pháp lý."""

    number: str
    title: str


class VersionLine(Schema):
    """Một phiên bản của thủ tục."""

    number: int
    published_from: date
    published_to: date | None
    decision_no: str
    name: str


class DatedLimit(Schema):
    """Thời hạn của hồ sơ nộp từ ngày này đến hết ngày kia; để trống: không có mốc."""

    value: int
    unit: str
    channel: str = Field(description="Kênh nộp; trống: mọi kênh")
    valid_from: date | None
    valid_to: date | None
    legal_basis: str


class LimitCase(Schema):
    """Trường hợp có thời hạn riêng, nhận ra từ tờ khai; xét theo thứ tự, trường hợp đầu tiên đúng thì dùng."""

    name: str
    when: dict[str, Any] = Field(
        description="Điều kiện trên câu trả lời của tờ khai, như điều kiện của biểu mẫu"
    )
    when_words: str
    limit: TimeLimit | None = Field(description="null: thời hạn chung của thủ tục")
    channel: str = Field(description="Kênh nộp; trống: mọi kênh")
    process_code: str = Field(description="Quy trình riêng; trống: quy trình chung")
    valid_from: date | None
    valid_to: date | None
    legal_basis: str


class OtherCode(Schema):
    """Mã khác mà danh mục quốc gia dùng, hoặc đã dùng, cho việc này."""

    code: str
    valid_from: date | None
    valid_to: date | None
    note: str


class ProcedureFull(Schema):
    """Một thủ tục: cần gì, bao lâu, bao nhiêu tiền, ở đâu, ai quyết định, từ khi nào."""

    code: str
    name: str
    field: str
    version: int
    published_from: date
    level: str
    online_level: str
    offered: bool
    can_apply_online: bool
    why_not_online: str
    limit: TimeLimit | None = Field(description="Thời hạn tỉnh công bố; null: chưa có số tin được")
    limit_words: str
    limits: list[DatedLimit] = Field(description="Thời hạn theo ngày nộp, cả đã qua và sắp tới")
    cases: list[LimitCase] = Field(description="Trường hợp đang và sắp áp dụng, theo thứ tự xét")
    other_codes: list[OtherCode]
    fee_words: str
    fee_note: str
    fees: list[FeeAsked] = Field(
        description="Mức thu theo đối tượng và kênh nộp, cả đã qua và sắp tới; trống: tỉnh chưa nhập bảng"
    )
    where: str = Field(description="Nộp ở đâu")
    decider: str = Field(description="Cơ quan quyết định")
    applicant_kinds: list[str]
    methods: list[Method]
    papers: list[PaperAsked]
    remarks: list[str] = Field(description="Lưu ý về giấy tờ; không phải giấy phải nộp")
    results: list[str]
    conditions: str
    steps: str
    legal_basis: list[Basis]
    versions: list[VersionLine]


class FormFull(Schema):
    """Tờ khai điện tử đang dùng của thủ tục."""

    code: str
    number: int
    published_from: date | None
    sha256: str
    definition: dict[str, Any] = Field(
        description="Các phần, mục, điều kiện, giấy tờ; xem docs/how-to/use-the-api.md"
    )


@router.get(
    "/procedures", response=ProcedurePage, operation_id="list_procedures", summary="Danh sách, tìm thủ tục"
)
def list_procedures(
    request: HttpRequest,
    q: Annotated[
        Words, Query("", max_length=200, description="Lời hằng ngày, tên, mã; không dấu cũng được")
    ] = "",
    field: Annotated[Words, Query("", max_length=200, description="Tên lĩnh vực")] = "",
    level: Annotated[Literal["commune", "province", "ministry", "other"] | None, Query(None)] = None,
    online: Annotated[
        Literal["full", "partial", "none"] | None, Query(None, description="Mức trực tuyến")
    ] = None,
    offered: Annotated[bool, Query(True, description="Chỉ thủ tục tỉnh đang tiếp nhận")] = True,
    lang: Annotated[
        Literal["vi", "en"],
        Query("vi", description="Lời tìm bằng tiếng nào; tiếng Anh cũng được hiểu khi tiếng Việt không có"),
    ] = "vi",
    limit: Annotated[Limit, Query(50)] = 50,
    cursor: Annotated[Cursor, Query(None)] = None,
) -> HttpResponse:
    """Có lời tìm: những thủ tục khớp, khớp nhất trước, nhiều nhất 500. Không có: cả danh sách theo mã."""
    narrow: dict[str, Any] = {
        "field_name": field, "level": level or "", "online": online or "", "offered": offered,
    }  # fmt: skip
    asked = narrow | {"q": q, "lang": lang}
    last = after("procedures", cursor, asked)
    if q:
        hits = queries.search(q, MOST_FOUND, reads=lang) or queries.search(q, MOST_FOUND, reads="en")
        listing = queries.portal_list(codes=[hit.code for hit in hits], **narrow)
        shown, following = part(listing.codes or [], last, limit)
        cards = listing[shown]
    else:
        cards = queries.cards_after(str(last[0]) if last else "", limit=limit + 1, **narrow)
        following = [cards[limit - 1].code] if len(cards) > limit else None
    page = ProcedurePage(
        items=[_line(card) for card in cards[:limit]],
        next=mark("procedures", following, asked) if following else None,
    )
    return answer(request, page, public=True)


@router.get(
    "/procedures/{code}", response=ProcedureFull, operation_id="read_procedure", summary="Một thủ tục"
)
def read_procedure(
    request: HttpRequest,
    code: Code,
    on: Annotated[Day | None, Query(None, description="Như áp dụng vào ngày; không gửi: hôm nay")] = None,
) -> HttpResponse:
    """Thủ tục như đang áp dụng, hoặc như đã áp dụng vào một ngày, cùng danh sách phiên bản."""
    return answer(request, _full(queries.procedure(code, on)), public=True)


@router.get(
    "/procedures/{code}/form", response=FormFull, operation_id="read_form", summary="Tờ khai của thủ tục"
)
def read_form(request: HttpRequest, code: Code) -> HttpResponse:
    """Tờ khai điện tử dùng cho hồ sơ mới; thủ tục chưa có tờ khai riêng dùng tờ khai chung."""
    view = queries.procedure(code)
    own = view.adoption.eform_code if view.adoption else ""
    today = clock.today()
    form = (eforms.published(own, today) if own else None) or eforms.form_for(view.code, today)
    full = FormFull(
        code=form.code, number=form.number, published_from=form.published_from, sha256=form.sha256,
        definition=form_rules.dump(form.definition),
    )  # fmt: skip
    return answer(request, full, public=True)


def _line(card: queries.Card) -> ProcedureLine:
    return ProcedureLine(
        code=card.code, name=card.name, field=card.field, level=card.level, online_level=card.online_level,
        offered=card.offered, limit_words=card.limit_words, fee_words=card.fee_words,
    )  # fmt: skip


def _full(view: ProcedureView) -> ProcedureFull:
    record = view.record
    return ProcedureFull(
        code=view.code,
        name=record.name,
        field=record.field,
        version=view.version_number,
        published_from=view.published_from,
        level=view.level,
        online_level=view.online_level or "",
        offered=view.offered,
        can_apply_online=view.can_apply_online,
        why_not_online=view.why_not_online,
        limit=TimeLimit(value=view.limit.value, unit=view.limit.unit) if view.limit else None,
        limit_words=view.limit_words,
        limits=[
            DatedLimit(
                value=one.limit.value, unit=one.limit.unit, channel=one.limit.channel, valid_from=one.valid_from,
                valid_to=one.valid_to, legal_basis=one.legal_basis,
            )
            for one in view.limit_lines
        ],
        cases=[
            LimitCase(
                name=one.name, when=one.condition, when_words=one.when, channel=one.channel,
                limit=TimeLimit(value=one.limit.value, unit=one.limit.unit) if one.limit else None,
                process_code=one.process_code, valid_from=one.valid_from, valid_to=one.valid_to,
                legal_basis=one.legal_basis,
            )
            for one in view.cases
        ],
        other_codes=[
            OtherCode(code=one.code, valid_from=one.valid_from, valid_to=one.valid_to, note=one.note)
            for one in view.other_codes
        ],
        fee_words=view.fee_words,
        fee_note=view.fee_note,
        fees=[FeeAsked.from_orm(one) for one in view.adoption.fee_rules.all()] if view.adoption else [],
        where=view.where_words,
        decider=view.decider,
        applicant_kinds=list(record.applicant_kinds),
        methods=[
            Method(
                channel=one.channel, channel_words=one.channel_label, time_text=one.time_text,
                limit_words=one.limit_words, fee_text=one.fee_text, fee_words=one.fee_words, note=one.note,
            )
            for one in view.methods
        ],
        papers=[
            PaperAsked(
                case=papers.asked_when(one), code=one.code, name=one.name, form_name=one.form_name,
                original=one.original, copies=one.copies, required=papers.asked_of_all(one),
                replaced_by=one.replaced_by, notes=one.notes,
            )
            for one in record.papers or () if one.required
        ],
        remarks=view.remarks,
        results=list(record.results),
        conditions=record.conditions,
        steps=record.steps_text,
        legal_basis=[Basis(number=one.number, title=one.title) for one in record.legal_basis],
        versions=[
            VersionLine(
                number=one.number, published_from=one.published_from, published_to=one.published_to,
                decision_no=one.decision_no, name=one.name,
            )
            for one in view.history
        ],
    )  # fmt: skip
