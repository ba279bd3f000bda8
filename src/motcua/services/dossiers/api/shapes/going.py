"""What programs are told of dossiers."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, get_args

from ninja import Schema
from pydantic import Field

from motcua.services.dossiers.queries.wire import OpenStep, Standing, Whole
from motcua.services.dossiers.types import Receipt, Status

Action = Literal[
    "accept", "declare", "refuse_at_reception", "request_supplement", "receive_supplement", "request_payment",
    "confirm_payment", "finish_step", "record_result", "return_result", "stop", "resume", "withdraw",
]  # fmt: skip
"""What a program may do with a dossier, each by an address of its own; the rest is done by a person at the desk."""
ACTIONS: frozenset[str] = frozenset(get_args(Action))


class Outcome(Schema):
    """Một kết quả có thể chọn khi xong bước."""

    code: str
    name: str


class Step(Schema):
    """Một bước đang mở."""

    step: str = Field(description="Mã bước trong quy trình, dùng trong địa chỉ hoàn thành bước")
    name: str
    lane: str
    lane_name: str
    task: str
    unit_code: str
    post_code: str
    claimed_by: str
    entered_at: datetime
    due_at: datetime | None
    outcomes: list[Outcome]

    @classmethod
    def of(cls, token: OpenStep) -> Step:
        """An open step of the queue."""
        return cls(
            step=token.node, name=token.name, lane=token.lane, lane_name=token.lane_name, task=token.task,
            unit_code=token.unit_code, post_code=token.post_code, claimed_by=token.claimed_by,
            entered_at=token.entered_at, due_at=token.due_at,
            outcomes=[Outcome(code=one, name=name) for one, name in token.outcomes],
        )  # fmt: skip


class State(Schema):
    """Hồ sơ đang ở đâu sau lần gọi."""

    code: str
    status: int = Field(description="Mã trạng thái quốc gia, 1 đến 10")
    status_name: str
    version: int
    due_at: datetime | None
    paper_number: str = Field(
        "", description="Số giấy tiếp nhận, phiếu từ chối, văn bản kết quả do lần gọi này lập"
    )
    undecided: list[str] = Field(
        description="Câu của tờ khai quyết định thời hạn mà chưa trả lời; còn thì chưa tiếp nhận được"
    )
    steps: list[Step]

    @classmethod
    def of(cls, standing: Standing, receipt: Receipt) -> State:
        """After a command."""
        return cls(
            code=standing.code, status=standing.status, status_name=Status(standing.status).label,
            version=standing.version, due_at=standing.due_at, undecided=standing.undecided, paper_number=receipt.paper_number,
            steps=[Step.of(token) for token in standing.steps],
        )  # fmt: skip


class DossierLine(Schema):
    """Một hồ sơ trong danh sách."""

    code: str
    external_code: str
    status: int
    status_name: str
    channel: str
    procedure_code: str
    procedure_name: str
    applicant_name: str
    receiving_agency: str
    competent_agency: str
    submitted_at: datetime
    accepted_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    timeliness: str
    step_name: str
    holder: str
    version: int

    @classmethod
    def of(cls, row: Any) -> DossierLine:
        """From a row of the list."""
        return cls(
            status_name=row.state.label,
            **{name: getattr(row, name) for name in cls.model_fields if name != "status_name"},
        )


class DossierPage(Schema):
    """Một trang hồ sơ, mới nhất trước."""

    items: list[DossierLine]
    next: str | None = Field(description="Dấu trang sau; null: hết")


class PartyOut(Schema):
    """Người đứng tên hoặc người nộp."""

    name: str
    id_number: str
    phone: str
    email: str = ""
    address: str = ""
    kind: str = "person"


class PaperOut(Schema):
    """Một giấy tờ của hồ sơ."""

    position: int
    code: str
    name: str
    required: bool
    originals: int
    certified: int
    copies: int
    file_name: str
    sha256: str
    size: int


class IssuedOut(Schema):
    """Một giấy tờ Bộ phận Một cửa đã phát hành."""

    kind: str
    number: str
    issued_at: datetime


class ResultOut(Schema):
    """Kết quả đang có hiệu lực: dự thảo hoặc đã ký."""

    name: str
    number: str
    signed: bool
    on_paper: bool
    signer: str
    signed_at: datetime | None
    is_refusal: bool
    sha256: str


class CourseStep(Schema):
    """Một bước trên đường đi của hồ sơ, nói bằng lời."""

    step: str
    name: str
    lane_name: str
    state: Literal["done", "now", "next"]
    sentence: str
    due_at: datetime | None
    done_at: datetime | None


class AnswerFileOut(Schema):
    """Một tệp trong tờ khai; tải ở /dossiers/{code}/answers/{path}."""

    path: str = Field(description="Câu hỏi, ví dụ anh_the; trong bảng: bảng.dòng.cột")
    name: str
    sha256: str


class DossierFull(DossierLine):
    """Một hồ sơ, đủ mọi phần."""

    applicant: PartyOut
    submitter: PartyOut | None
    summary: str
    answers: dict[str, Any]
    answer_files: list[AnswerFileOut]
    case_name: str = Field(description="Trường hợp có thời hạn riêng mà tờ khai nêu; trống: thời hạn chung")
    undecided: list[str] = Field(description="Câu quyết định trường hợp mà tờ khai chưa trả lời")
    first_due_at: datetime | None = Field(description="Giờ hẹn đầu tiên, không bao giờ đổi")
    paused_at: datetime | None
    register_volume: str
    register_number: int | None
    result_channel: str
    papers: list[PaperOut]
    issued: list[IssuedOut]
    results: list[ResultOut]
    steps: list[Step]
    course: list[CourseStep]

    @classmethod
    def whole(cls, found: Whole) -> DossierFull:
        """From everything that belongs to it."""
        row = found.dossier
        plain = {name: getattr(row, name) for name in DossierLine.model_fields if name != "status_name"}
        return cls(
            **plain,
            status_name=row.state.label,
            applicant=PartyOut(
                name=row.applicant_name, id_number=row.applicant_id_number, phone=row.applicant_phone,
                email=row.applicant_email, address=row.applicant_address, kind=row.applicant_kind,
            ),
            submitter=PartyOut(name=row.submitter_name, id_number=row.submitter_id_number, phone=row.submitter_phone)
            if row.submitter_name
            else None,
            summary=row.summary,
            answers=row.answers,
            answer_files=[
                AnswerFileOut(path=one.path, name=one.name, sha256=one.sha256) for one in found.answer_files
            ],
            case_name=row.case_name,
            undecided=row.undecided,
            first_due_at=row.first_due_at,
            paused_at=row.paused_at,
            register_volume=row.register_volume,
            register_number=row.register_number,
            result_channel=row.result_channel,
            papers=[PaperOut.model_validate(one, from_attributes=True) for one in found.papers],
            issued=[IssuedOut.model_validate(one, from_attributes=True) for one in found.issued],
            results=[
                ResultOut(
                    name=one.name, number=str(one.data.get("number") or one.number), signed=one.is_signed,
                    on_paper=one.on_paper, signer=one.signer, signed_at=one.signed_at, is_refusal=one.is_refusal,
                    sha256=one.signed_sha256,
                )
                for one in found.results
            ],
            steps=[Step.of(token) for token in found.steps],
            course=[
                CourseStep(
                    step=one.node, name=one.name, lane_name=one.lane_name, state=one.state, sentence=one.sentence,
                    due_at=one.due_at, done_at=one.done_at,
                )
                for one in found.course
            ],
        )  # fmt: skip


class Offered(Schema):
    """Việc chức vụ của ứng dụng làm được bây giờ với hồ sơ."""

    actions: list[Action] = Field(
        description="Việc làm được qua API, việc chính đứng đầu; việc chỉ người làm (ký, nhận việc, chuyển người) không nêu ở đây"
    )
    steps: list[Step]
    outcomes: list[Outcome] = Field(description="Kết quả chọn được ở bước của chức vụ này")
    held_by: str


class TrackedStep(Schema):
    """Một bước, nói với người dân."""

    name: str
    state: Literal["done", "now", "next"]
    done_at: datetime | None


class Tracked(Schema):
    """Hồ sơ đang ở đâu: cho người có mã và số điện thoại hoặc số định danh. Không có dữ liệu cá nhân."""

    code: str
    procedure_name: str
    status: int
    status_name: str
    title: str = Field(description="Điều cần biết trước nhất")
    lead: str
    received_at: datetime | None
    promised_at: datetime | None
    case_name: str = Field(description="Trường hợp có thời hạn riêng; trống: thời hạn chung của thủ tục")
    receiving_name: str
    holder: str
    steps: list[TrackedStep]
