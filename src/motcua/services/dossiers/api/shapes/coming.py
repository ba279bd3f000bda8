"""What programs send of dossiers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from motcua.kernel.api import Day, Shape, Words
from motcua.registries.people import queries as people
from motcua.registries.people.types import Checked
from motcua.services.dossiers.types import Party

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

    authority: Annotated[
        Words, Field(max_length=300, description="Người nộp thay: giấy ủy quyền, hoặc quan hệ với chủ hồ sơ")
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
            description="Tờ khai nộp bằng giấy, nằm trong hồ sơ; answers khi đó được thiếu, bổ sung bằng PUT …/answers "
            "hoặc ở trang cán bộ; câu quyết định thời hạn phải có trước khi tiếp nhận (“undecided”)"
        ),
    ] = False
    papers: Annotated[list[PaperIn], Field(max_length=200)] = []
    channel: Annotated[Literal["counter", "post"], Field(description="Người dân nộp bằng cách nào")] = (
        "counter"
    )
    result_channel: ChannelName = "counter"
    desk: Annotated[Agency, Field(description="Mã nơi tiếp nhận; trống: nơi tiếp nhận của ứng dụng")] = ""
    place_code: Annotated[
        str,
        Field(
            pattern=r"^[0-9]{0,5}$",
            description="Mã xã, phường giải quyết; lời khai làm xã khác trong tỉnh có thẩm quyền thì theo lời khai",
        ),
    ] = ""
    sets: Annotated[int, Field(ge=1, le=99)] = 1
    summary: Annotated[Words, Field(max_length=1000)] = ""
    external_code: Annotated[
        Words,
        Field(max_length=60, description="Mã bên ứng dụng, mỗi mã một hồ sơ; mã đã dùng: 409 nêu hồ sơ ấy"),
    ] = ""


class DeclarationIn(Shape):
    """Tờ khai sau khi bổ sung, sửa."""

    answers: Annotated[dict[str, Any], Field(description="Cả tờ khai, theo /procedures/{code}/form")]
    reason: Annotated[
        Words,
        Field(
            max_length=2000,
            description="Vì sao sửa, người dân đọc được; bắt buộc khi đã tiếp nhận hoặc công dân tự nộp trực tuyến",
        ),
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


class StopIn(ReasonIn):
    """Dừng xử lý: lý do, căn cứ pháp lý, mã cán bộ có thẩm quyền ký đã duyệt."""

    legal_basis: Annotated[Words, Field(min_length=3, max_length=300)]
    approved_by: Annotated[Words, Field(min_length=1, max_length=60)]


class AskSupplementIn(ReasonIn):
    """Phiếu yêu cầu bổ sung."""

    items: Annotated[
        list[Annotated[Words, Field(min_length=1, max_length=500)]],
        Field(max_length=50, description="Từng giấy tờ, nội dung cần bổ sung; trống: chỉ lý do"),
    ] = []
    expires_on: Annotated[Day | None, Field(description="Hạn bổ sung; null: không đặt hạn")] = None


class SupplementIn(Shape):
    """Giấy tờ người dân đã bổ sung."""

    papers: Annotated[
        list[PaperIn], Field(max_length=200, description="Số bản đang giữ của những giấy tờ có thay đổi")
    ] = []
    answer: Annotated[Words, Field(max_length=2000, description="Ghi chú")] = ""


class FinishIn(Shape):
    """Kết quả của một bước."""

    outcome: Annotated[
        str, Field(max_length=64, description="Mã kết quả trong “outcomes” của bước; trống: kết quả duy nhất")
    ] = ""
    opinion: Annotated[Words, Field(max_length=4000)] = ""
    draft_on_paper: Annotated[
        bool, Field(description="Dự thảo trình ký là bản giấy; kết quả sẽ ghi nhận bằng /result")
    ] = False
    to_officer: Annotated[
        str,
        Field(max_length=40, description="Bước phân công (task “assign”): mã cán bộ thụ lý bước tiếp theo"),
    ] = ""
    to_unit: Annotated[
        str,
        Field(
            max_length=60,
            description="Bước phân công: mã đơn vị tự nhận; trống cả hai: đơn vị duy nhất phụ trách, nếu có",
        ),
    ] = ""
    legal_basis: Annotated[
        Words,
        Field(
            max_length=300,
            description="Kết quả dẫn tới yêu cầu bổ sung: căn cứ; mỗi dòng “opinion” là một mục",
        ),
    ] = ""
    approved_by: Annotated[
        str, Field(max_length=40, description="Kết quả dẫn tới yêu cầu bổ sung: mã cán bộ đã duyệt")
    ] = ""


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
    authority: Annotated[
        Words, Field(max_length=300, description="Người nhận thay: giấy ủy quyền, hoặc quan hệ với chủ hồ sơ")
    ] = ""
    channel: ChannelName = "counter"


class TrackIn(Shape):
    """Mã hồ sơ và một điều chỉ người nộp biết."""

    code: Annotated[Words, Field(min_length=1, max_length=60)]
    proof: Annotated[
        Words,
        Field(min_length=1, max_length=40, description="Số điện thoại hoặc số định danh ghi trên hồ sơ"),
    ]
