"""Words of a reorganisation: kinds of steps, states, the plan's rows, what a dry run shows, refusals."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from motcua.kernel.access import permission
from motcua.kernel.refusals import Invalid, NotAllowed, NotThere, Refusal
from motcua.kernel.words import worded
from motcua.services.dossiers.types import MY_DRAFTS, MY_NEWS, Portion
from motcua.services.notifications.types import notice_kind, notice_text

PREPARE = permission("reorganisations.prepare", "Lập phương án sắp xếp bộ máy")
APPROVE = permission("reorganisations.approve", "Duyệt phương án sắp xếp bộ máy")

PROGRESS = notice_kind("reorganisations.progress", "Phương án sắp xếp bộ máy", meant_for="officer", mail=True)
DRAFT_MOVED = notice_text(
    "reorganisations.draft_moved", MY_DRAFTS, "Hồ sơ khai dở: nơi nhận mới",
    worded("Nơi nhận hồ sơ bạn khai dở nay là {name}."),
    worded("Nội dung đã khai và giấy tờ giữ nguyên; bạn không cần làm gì."),
    facts={"name": ("Cơ quan mới", "Ủy ban nhân dân phường Nam Định")},
)  # fmt: skip
DRAFT_TO_CHOOSE = notice_text(
    "reorganisations.draft_to_choose", MY_DRAFTS, "Hồ sơ khai dở: chọn lại nơi nộp",
    worded("Nơi nhận hồ sơ bạn khai dở được sắp xếp lại."),
    worded("Nội dung đã khai và giấy tờ giữ nguyên; bạn chọn lại nơi nộp khi khai tiếp."), facts={},
)  # fmt: skip
DOSSIERS_MOVED = notice_text(
    "reorganisations.dossiers_moved", MY_NEWS, "Cơ quan kế thừa tiếp tục hồ sơ",
    worded("Hồ sơ của bạn ở {old} nay do {new} tiếp tục."),
    worded(
        "Từ ngày {on}, theo {basis}. Mã hồ sơ, thời điểm tiếp nhận và ngày hẹn trả giữ nguyên; bạn không cần làm gì."
    ),
    facts={
        "old": ("Cơ quan cũ", "Ủy ban nhân dân phường Vị Xuyên"), "new": ("Cơ quan mới", "Ủy ban nhân dân phường Nam Định"),
        "on": ("Từ ngày", "01/07/2025"), "basis": ("Căn cứ", "Nghị quyết 1674/NQ-UBTVQH15"),
    },
)  # fmt: skip


class Kind(StrEnum):
    """Cách sắp xếp."""

    MERGE = "merge"
    ABSORB = "absorb"
    SPLIT = "split"
    RENAME = "rename"
    ABOLISH = "abolish"

    @property
    def label(self) -> str:
        return KIND_WORDS[self]


KIND_WORDS = {
    Kind.MERGE: "Hợp nhất thành cơ quan mới",
    Kind.ABSORB: "Sáp nhập vào cơ quan đã có",
    Kind.SPLIT: "Chia, tách theo địa bàn hoặc lĩnh vực",
    Kind.RENAME: "Đổi tên, giữ mã",
    Kind.ABOLISH: "Kết thúc một cấp, chuyển nhiệm vụ",
}
SUCCESSION = {
    Kind.MERGE: "merger", Kind.ABSORB: "merger", Kind.SPLIT: "split", Kind.RENAME: "rename", Kind.ABOLISH: "transfer",
}  # fmt: skip


class State(StrEnum):
    """Where a reorganisation stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return STATE_WORDS[self][0]

    @property
    def tone(self) -> str:
        return STATE_WORDS[self][1]


STATE_WORDS = {
    State.DRAFT: ("Đang soạn", "mute"),
    State.SUBMITTED: ("Chờ người thứ hai duyệt", "soon"),
    State.APPROVED: ("Đã duyệt, chờ đến ngày", "info"),
    State.RUNNING: ("Đang thực hiện", "info"),
    State.DONE: ("Đã thực hiện xong", "done"),
    State.CANCELLED: ("Đã hủy", "mute"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """Một dòng của phương án: from one or several old agencies to one heir, whole or by field or place.

    ``name`` founds the heir, on the structure of ``model`` (the first old agency where none is named) and with ``head``;
    without a name the heir is an agency that stands, or one another line founds. ``people`` go along with this heir where
    the agency is cut.
    """

    kind: str
    old: tuple[str, ...]
    into: str = ""
    name: str = ""
    agency_kind: str = ""
    level: str = ""
    parent: str = ""
    place_code: str = ""
    address: str = ""
    model: str = ""
    head: str = ""
    fields: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    people: tuple[str, ...] = ()

    @property
    def founds(self) -> bool:
        """Whether the heir is new."""
        return bool(self.name) and self.kind != Kind.RENAME

    @property
    def model_code(self) -> str:
        return self.model or (self.old[0] if self.old else "")

    @property
    def kind_label(self) -> str:
        return Kind(self.kind).label if self.kind in set(Kind) else self.kind

    @property
    def share(self) -> str:
        """What this heir takes, in words; empty: everything, or what is left."""
        parts = []
        if self.fields:
            parts.append("lĩnh vực " + ", ".join(self.fields))
        if self.places:
            parts.append("người nộp ở " + ", ".join(self.places))
        return "; ".join(parts)

    def plain(self) -> dict[str, Any]:
        """As it is kept, without what is empty."""
        return {key: list(v) if isinstance(v, tuple) else v for key, v in asdict(self).items() if v}


@dataclass(frozen=True, slots=True)
class Body:
    """An agency as the checks see it."""

    code: str
    name: str
    kind: str = ""
    level: str = ""
    place_code: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Heir:
    """One heir of one old agency, and the portion of dossiers it takes."""

    old: str
    new: str
    portion: Portion
    share: str
    kind: str
    people: tuple[str, ...] = ()

    @property
    def is_rest(self) -> bool:
        return self.portion.names_nothing


@dataclass(frozen=True, slots=True)
class Known:
    """What the checks ask the register for, read beforehand."""

    today: date
    on: date
    standing: dict[str, Body]
    """Agencies in force on the last day before."""
    used: frozenset[str]
    """Codes that any agency ever bore."""
    children: tuple[tuple[str, str, str], ...] = ()
    officers: dict[str, str] = field(default_factory=dict)
    """Code to name of the officers the plan names."""
    signers: dict[str, int] = field(default_factory=dict)
    heads: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    fields: frozenset[str] = frozenset()
    """Fields of the catalogue."""
    elsewhere: dict[str, str] = field(default_factory=dict)
    """Old agencies that another plan, submitted or approved, deals with already: code to name of that plan."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that stops a plan, or only asks to be looked at."""

    words: str
    line: int = 0
    stops: bool = True


@dataclass(frozen=True, slots=True)
class Pair:
    """Dry run: what goes from one old agency to one heir."""

    old: str
    old_name: str
    new: str
    new_name: str
    share: str
    dossiers: int
    work: int
    drafts: int
    units: int
    posts: int
    people: int
    is_rest: bool


@dataclass(frozen=True, slots=True)
class DryRun:
    """Chạy thử: counts by pair, and what stays."""

    pairs: tuple[Pair, ...]
    moved: int
    closed: int
    work: int
    drafts: int
    petitions: int
    processes: tuple[str, ...]
    """Processes in force that ask an old agency; from the day on they ask its heir."""
    people: int
    founded: int
    ended: int
    renamed: int


class NoPlan(NotThere):
    code = "SX-01"
    title = "Không có phương án này"


class PlanFaulty(Invalid):
    code = "SX-02"
    title = "Phương án chưa thực hiện được"


class PlanUnread(Invalid):
    code = "SX-03"
    title = "Chưa đọc được tệp phương án"


class PlanClosed(Refusal):
    code = "SX-04"
    title = "Phương án không còn ở bước này"


class SamePerson(NotAllowed):
    code = "SX-05"
    title = "Cần người thứ hai duyệt"


class DateGone(Invalid):
    code = "SX-06"
    title = "Ngày thực hiện không còn kịp"


class LineUnread(Invalid):
    code = "SX-07"
    title = "Dòng phương án chưa đủ"
