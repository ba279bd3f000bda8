"""Words of the catalogue: records as they travel, limits, fees, reports, hits. Plain data, no framework."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from motcua.kernel.access import permission
from motcua.kernel.refusals import AlreadyDone, Invalid, NotThere
from motcua.kernel.words import Said, say

EDIT = permission("procedures.edit", "Sửa và công bố thủ tục hành chính")
ADD_LOCAL = permission(
    "procedures.add_local", "Bổ sung nơi tiếp nhận, liên hệ, thời hạn rút ngắn của cơ quan mình"
)

Level = Literal["ministry", "province", "district", "commune", "other"]
Channel = Literal["counter", "online", "post"]
TimeUnit = Literal["working_days", "calendar_days", "working_hours", "hours", "months"]
LimitUnit = Literal["working_days", "calendar_days", "working_hours"]
OnlineLevel = Literal["full", "partial", "none", ""]
Layer = Literal["national", "checked", "local"]

LEVEL_LABELS: dict[str, str] = {
    "commune": say("Cấp xã"),
    "province": say("Cấp tỉnh"),
    "district": say("Cấp huyện"),
    "ministry": say("Bộ, ngành trung ương"),
    "other": say("Cơ quan khác"),
}
CHANNEL_LABELS: dict[str, str] = {
    "counter": say("Trực tiếp tại quầy"),
    "online": say("Trực tuyến"),
    "post": say("Qua bưu chính công ích"),
}
ONLINE_LABELS: dict[str, str] = {
    "full": say("Dịch vụ công toàn trình"),
    "partial": say("Dịch vụ công một phần"),
    "none": say("Chưa nộp trực tuyến"),
    "": say("Chưa rõ mức độ trực tuyến"),
}
LIMITS = {
    "working_days": say("{limit} ngày làm việc", limit=0),
    "calendar_days": say("{limit} ngày", limit=0),
    "working_hours": say("{limit} giờ làm việc", limit=0),
    "hours": say("{limit} giờ", limit=0),
    "months": say("{limit} tháng", limit=0),
}
UNIT_LABELS: dict[str, str] = {
    "working_days": "ngày làm việc",
    "calendar_days": "ngày",
    "working_hours": "giờ làm việc",
    "hours": "giờ",
    "months": "tháng",
}
LAYER_LABELS: dict[str, str] = {
    "national": "Danh mục quốc gia",
    "checked": "Bản đã soát tay",
    "local": "Chỉnh sửa của tỉnh",
}

REPLACED_BY_LABELS: dict[str, str] = {
    "": "Người nộp đưa giấy",
    "dc": "Cơ sở dữ liệu quốc gia về dân cư",
    "ht": "Cơ sở dữ liệu hộ tịch điện tử",
    "yt": "Giấy chứng sinh, giấy báo tử điện tử",
    "dk": "Cơ sở dữ liệu đăng ký kinh doanh",
    "th": "Hệ thống đăng ký thuế",
    "dd": "Cơ sở dữ liệu đất đai",
    "xd": "Cơ sở dữ liệu về hoạt động xây dựng",
    "lltp": "Cơ sở dữ liệu lý lịch tư pháp",
}
CHANGE_LABELS: dict[str, str] = {
    "adopted": say("Tỉnh bắt đầu áp dụng"),
    "published": say("Công bố nội dung mới"),
    "imported": say("Theo danh mục quốc gia mới"),
    "edited": say("Đổi điều kiện áp dụng"),
    "turned": say("Thời hạn đến ngày áp dụng"),
    "offered": say("Tiếp nhận trở lại"),
    "withdrawn": say("Ngừng tiếp nhận"),
    "undone": say("Hoàn tác lần sửa trước"),
}
State = dict[str, Any]
"""A procedure as it stands, flat: fields of Record, terms of the province as ``t_…``, and ``fees``."""

CODE = re.compile(r"^(?P<base>\d{1,2}\.\d{6})(?P<suffix>(?:\.[0-9A-Z]{1,4})*)$")


class Plain(BaseModel):
    """Base of the records: nothing unknown slips in, values are compared by content."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class MethodRecord(Plain):
    """One row of "cách thức thực hiện": what the portal shows for one way of filing."""

    channel: Channel
    time_text: str = ""
    time_value: float | None = None
    time_unit: TimeUnit | None = None
    fee_text: str = ""
    fee_vnd: int | None = None
    note: str = ""


class PaperRecord(Plain):
    """One row of "thành phần hồ sơ"."""

    case: str = ""
    code: str = ""
    name: str
    form_name: str = ""
    original: int | None = None
    copies: int | None = None
    required: bool = True
    notes: str = ""
    replaced_by: str = ""


class BasisRecord(Plain):
    """One document of "căn cứ pháp lý"."""

    number: str
    title: str = ""


class Record(Plain):
    """One procedure as one source tells it, in one shape whatever the file looked like."""

    code: str
    code_suffix: str = ""
    name: str
    field: str = ""
    issuing_body: str = ""
    scope: Literal["central", "local", ""] = ""
    province: str = ""
    levels: tuple[Level, ...] = ()
    level_text: str = ""
    executing_agency: str = ""
    deciding_agency: str = ""
    delegated_agency: str = ""
    coordinating_agency: str = ""
    receiving_address: str = ""
    procedure_type: str = ""
    decision_no: str = ""
    applicant_kinds: tuple[str, ...] = ()
    methods: tuple[MethodRecord, ...] = ()
    papers: tuple[PaperRecord, ...] | None = None
    results: tuple[str, ...] = ()
    legal_basis: tuple[BasisRecord, ...] = ()
    conditions: str = ""
    steps_text: str = ""
    keywords: str = ""
    online_level: OnlineLevel = ""
    accepts_online: bool | None = None
    limit_value: float | None = None
    limit_unit: LimitUnit | None = None
    limit_note: str = ""
    fee_vnd: int | None = None
    fee_note: str = ""
    status: Literal["in_force", "abolished"] = "in_force"
    listed: bool = True
    detail: Literal["full", "partial", "index-only", "checked"] = "full"
    source: tuple[str, ...] = ()
    captured_on: date | None = None
    confidence: Literal["official", "verified", "recalled"] = "official"
    verified_fields: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()

    @property
    def own(self) -> bool:
        """Written by this province, not taken of a national list."""
        return is_own(self.scope, self.source, self.captured_on)


def is_own(scope: str, source: Sequence[str], captured_on: date | None) -> bool:
    """Whether content is the province's own: local, and captured nowhere."""
    return scope == "local" and not source and captured_on is None


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit that may become a due date."""

    value: int
    unit: LimitUnit
    channel: str = ""
    source: str = ""
    same_day: bool = False

    def __str__(self) -> str:
        if self.same_day or self.value == 0:
            return say("Trong ngày")
        return Said(LIMITS[self.unit].source, {"limit": self.value})


@dataclass(frozen=True, slots=True)
class RowError:
    """One fault of an import, said so that its owner can find and mend it."""

    file: str
    line: int
    field: str
    why: str
    code: str = ""

    def __str__(self) -> str:
        at = f"{self.file}:{self.line}" if self.line else self.file
        what = f" ({self.code})" if self.code else ""
        return f"{at}{what}: {self.field}: {self.why}" if self.field else f"{at}{what}: {self.why}"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one procedure, before and after."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """What taking the file would do to one procedure."""

    code: str
    name: str
    kind: Literal["added", "changed", "removed"]
    changes: tuple[FieldChange, ...] = ()


@dataclass(slots=True)
class ReadFile:
    """A catalogue file read and judged, nothing stored yet."""

    file: str
    shape: str
    records: list[Record] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    layers: dict[str, Layer] = field(default_factory=dict)
    apart: dict[str, dict[str, Record]] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowError] = field(default_factory=list)

    def said(self, record: Record) -> dict[str, Record]:
        """What each source says of a procedure: a line of a whole export keeps its layers apart."""
        return self.apart.get(record.code) or {self.layers[record.code]: record}


@dataclass(slots=True)
class ImportReport:
    """What an import found, and whether it was taken."""

    files: list[str]
    rows: int = 0
    added: list[Difference] = field(default_factory=list)
    changed: list[Difference] = field(default_factory=list)
    removed: list[Difference] = field(default_factory=list)
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowError] = field(default_factory=list)
    applied: bool = False
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """No fault in any row."""
        return not self.errors

    @property
    def differences(self) -> list[Difference]:
        """Everything that would change, in reading order."""
        return [*self.added, *self.changed, *self.removed]


@dataclass(frozen=True, slots=True)
class Offer:
    """How the province offers a procedure: what ranking and pages need, as plain data."""

    level: Literal["commune", "province"]
    online_level: OnlineLevel = ""
    limit: Limit | None = None
    is_published: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer of the search."""

    code: str
    name: str
    field: str
    level: str
    online_level: str
    offered: bool
    score: float


@dataclass(frozen=True, slots=True)
class SynonymEntry:
    """Everyday words and the official words or procedures they stand for."""

    says: tuple[str, ...]
    means: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class AdoptionReport:
    """What adopting did."""

    adopted: int
    already: int
    commune: int
    province: int
    with_limit: int
    at: datetime


class NotAdopted(NotThere):
    """The province does not offer this procedure."""

    code = "PRC-03"
    title = "Tỉnh chưa áp dụng thủ tục này"


class BadTerms(Invalid):
    """A value of the province's terms cannot be."""

    code = "PRC-04"
    title = "Nội dung áp dụng chưa hợp lệ"


class LacksParts(Invalid):
    """The law asks for parts that are not there."""

    code = "PRC-05"
    title = "Thủ tục còn thiếu nội dung bắt buộc"


class StalePage(AlreadyDone):
    """Somebody else changed it since the page was opened."""

    code = "PRC-06"
    title = "Người khác vừa sửa thủ tục này"


class NoDraft(NotThere):
    """No draft of that code is open."""

    code = "PRC-07"
    title = "Không có bản thảo"


class DraftMoved(AlreadyDone):
    """Two hands changed the same field of a draft; facts: edits, conflicts, merged, revision."""

    code = "PRC-08"
    title = "Người khác vừa sửa cùng nội dung"


class ForceMoved(AlreadyDone):
    """What is in force changed since the draft was opened; facts: fields."""

    code = "PRC-09"
    title = "Bản đang hiệu lực đã đổi"


class CannotUndo(AlreadyDone):
    """The change is undone already, too long ago, or somebody changed the same since."""

    code = "PRC-10"
    title = "Chưa hoàn tác được"


class Orphans(AlreadyDone):
    """Dossiers under way would lose their procedure; facts: dossiers by code."""

    code = "PRC-11"
    title = "Còn hồ sơ đang giải quyết"


IMPORTS_SILENT = timedelta(seconds=60)
"""A worker that has said nothing about its file for so long is taken for dead, and the file is begun again."""


class ImportUnderWay(AlreadyDone):
    """Another file is being read or taken; facts: key."""

    code = "PRC-16"
    title = "Đang có tệp danh mục được xử lý"


class BadWorkbook(Invalid):
    """The workbook cannot be read as a table of procedures."""

    code = "PRC-12"
    title = "Không đọc được bảng tính"


class NotLinked(Invalid):
    """An e-form or a process of that code is not published; facts: field."""

    code = "PRC-13"
    title = "Mã biểu mẫu hoặc quy trình không có"


class PapersElsewhere(AlreadyDone):
    """The e-form keeps the list of papers; facts: form."""

    code = "PRC-15"
    title = "Giấy tờ do biểu mẫu giữ"
