"""What dossiers look like on the wire."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from motcua.kernel.api import Day, Shape, Words
from motcua.registries.people import queries as people
from motcua.registries.people.types import Checked
from motcua.services.dossiers.queries.wire import OpenStep, Standing, Whole
from motcua.services.dossiers.types import Party, Receipt, Status

Code = Annotated[str, Field(max_length=60, description="Mã hồ sơ, ví dụ H42.15-261123-0001")]
ChannelName = Literal["counter", "online", "post"]


def _by(check: Callable[[str], Checked]) -> AfterValidator:
    """The rule of the desk's form, its words told by place; nothing said is nothing to check."""

    def judge(said: str) -> str:
        found = check(said) if said.strip() else Checked("")
        if found.faults:
            raise PydanticCustomError("said", "{words}", {"words": " ".join(map(str, found.faults))})
        return found.value

    return AfterValidator(judge)


Agency = Annotated[str, Field(max_length=60, pattern=r"^[A-Za-z0-9.]*$")]
Sha256 = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]


# --- what comes in ----------------------------------------------------------------------------------------


class PartyIn(Shape):
    """Người đứng tên hoặc người nộp."""

    name: Annotated[Words, Field(min_length=1, max_length=200), _by(people.check_called)]
    id_number: Annotated[
        str,
        Field(max_length=20, description="Số định danh cá nhân, 12 chữ số, hoặc để trống"),
        _by(people.check_personal_number),
    ] = ""
    phone: Annotated[
        str, Field(max_length=20, description="10 chữ số, bắt đầu bằng 0"), _by(people.check_phone)
    ] = ""
    email: Annotated[Words, Field(max_length=200), _by(people.check_email)] = ""
    address: Annotated[Words, Field(max_length=500)] = ""
    kind: Literal["person", "organization"] = "person"
    tax_code: Annotated[
        str,
        Field(max_length=20, description="Mã số thuế, 10, 12 hoặc 13 chữ số"),
        _by(people.check_identity),
    ] = ""

    def party(self) -> Party:
        """In the room's words."""
        return Party(**self.model_dump())


class PaperIn(Shape):
    """Số bản đã nhận của một giấy tờ trong danh sách."""

    position: Annotated[int, Field(ge=1, le=200, description="Số thứ tự trong thành phần hồ sơ")]
    originals: Annotated[int, Field(ge=0, le=999)] = 0
    certified: Annotated[int, Field(ge=0, le=999)] = 0
    copies: Annotated[int, Field(ge=0, le=999)] = 0


class DossierIn(Shape):
    """Hồ sơ mới."""

    procedure_code: Annotated[str, Field(min_length=1, max_length=40)]
    applicant: PartyIn
    submitter: PartyIn | None = None
    answers: Annotated[dict[str, Any], Field(description="Tờ khai theo /procedures/{code}/form")] = {}
    form_on_paper: Annotated[
        bool,
        Field(
            description="Tờ khai nộp bằng giấy, nằm trong hồ sơ; answers khi đó được thiếu, cán bộ nhập sau"
        ),
    ] = False
    papers: Annotated[list[PaperIn], Field(max_length=200)] = []
    channel: Annotated[Literal["counter", "post"], Field(description="Người dân nộp bằng cách nào")] = (
        "counter"
    )
    result_channel: ChannelName = "counter"
    desk: Annotated[Agency, Field(description="Mã nơi tiếp nhận; trống: nơi tiếp nhận của ứng dụng")] = ""
    place_code: Annotated[str, Field(pattern=r"^[0-9]{0,5}$", description="Mã xã, phường giải quyết")] = ""
    sets: Annotated[int, Field(ge=1, le=99)] = 1
    summary: Annotated[Words, Field(max_length=1000)] = ""
    external_code: Annotated[
        Words,
        Field(max_length=60, description="Mã bên ứng dụng, mỗi mã một hồ sơ; mã đã dùng: 409 nêu hồ sơ ấy"),
    ] = ""


class TimeLimitIn(Shape):
    """Thời hạn, chỉ khi danh mục chưa có."""

    value: Annotated[int, Field(ge=1, le=1000)]
    unit: Literal["working_days", "calendar_days", "working_hours"]


class AcceptIn(Shape):
    """Tiếp nhận."""

    limit: TimeLimitIn | None = None


class ReasonIn(Shape):
    """Lý do, người dân đọc được."""

    reason: Annotated[Words, Field(min_length=5, max_length=2000)]


class FinishIn(Shape):
    """Kết quả của một bước."""

    outcome: Annotated[
        str, Field(max_length=64, description="Mã kết quả trong “outcomes” của bước; trống: kết quả duy nhất")
    ] = ""
    opinion: Annotated[Words, Field(max_length=4000)] = ""
    draft_on_paper: Annotated[
        bool, Field(description="Dự thảo trình ký là bản giấy; kết quả sẽ ghi nhận bằng /result")
    ] = False


class ResultIn(Shape):
    """Kết quả đã ký trên giấy."""

    number: Annotated[Words, Field(min_length=1, max_length=80, description="Số, ký hiệu văn bản")]
    signed_on: Day
    signer: Annotated[Words, Field(min_length=1, max_length=300, description="Người ký, chức vụ")]
    name: Annotated[Words, Field(max_length=300, description="Tên văn bản")] = ""
    sha256: Annotated[Sha256, Field(description="Bản quét đã gửi vào hồ sơ này; trống: chưa quét")] = ""


class ReturnIn(Shape):
    """Người nhận kết quả."""

    receiver: Annotated[Words, Field(min_length=1, max_length=200)]
    channel: ChannelName = "counter"


class TrackIn(Shape):
    """Mã hồ sơ và một điều chỉ người nộp biết."""

    code: Annotated[Words, Field(min_length=1, max_length=60)]
    proof: Annotated[
        Words,
        Field(min_length=1, max_length=40, description="Số điện thoại hoặc số định danh ghi trên hồ sơ"),
    ]


# --- what goes out ----------------------------------------------------------------------------------------


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
    steps: list[Step]

    @classmethod
    def of(cls, standing: Standing, receipt: Receipt) -> State:
        """After a command."""
        return cls(
            code=standing.code, status=standing.status, status_name=Status(standing.status).label,
            version=standing.version, due_at=standing.due_at, paper_number=receipt.paper_number,
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


class DossierFull(DossierLine):
    """Một hồ sơ, đủ mọi phần."""

    applicant: PartyOut
    submitter: PartyOut | None
    summary: str
    answers: dict[str, Any]
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

    actions: list[str] = Field(description="Tên việc, việc chính đứng đầu")
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
    receiving_name: str
    holder: str
    steps: list[TrackedStep]
