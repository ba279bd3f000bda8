"""The words of the process room: definitions as plain data, tokens as seen by other rooms, refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from motcua.kernel.access import permission
from motcua.kernel.refusals import AlreadyDone, Invalid, NotThere, Refusal

EDIT = permission("workflow.edit", "Sửa quy trình điện tử")

Value = str | int | float | bool | tuple[str, ...]
Facts = Mapping[str, object]
"""What a condition may look at: declared fields only, by code."""

OUTCOME = "outcome"
"""The reserved field: how the officer left the task before the gateway."""


class NodeKind(StrEnum):
    START = "start"
    END = "end"
    TASK = "task"
    EXCLUSIVE = "exclusive"
    PARALLEL = "parallel"


class TaskKind(StrEnum):
    """What a task is for; the dossier room reads the national status from it."""

    TASK = "task"  # ordinary work
    RECEIVE = "receive"  # tiếp nhận
    ASSIGN = "assign"  # phân công thụ lý
    SIGN = "sign"  # ký
    RETURN = "return"  # trả kết quả
    SUPPLEMENT = "supplement"  # chờ người nộp bổ sung
    WAIT = "wait"  # chờ người, máy hoặc cơ quan khác
    REFUSE = "refuse"  # trình từ chối
    CONSULT = "consult"  # hỏi ý kiến cơ quan khác


class Clock(StrEnum):
    """What the legal clock does while a token stands on the task."""

    RUN = "run"
    PAUSE = "pause"  # waits for the citizen, the tax office, the survey
    EXTEND = "extend"  # runs under a new appointment (Mẫu 04)


class LaneKind(StrEnum):
    POST = "post"
    OUTSIDE = "outside"
    MACHINE = "machine"
    AGENCY = "agency"  # another agency that is asked


DESK_LANES = frozenset({"mot_cua", "lanh_dao_trung_tam"})
"""Lanes whose work is done at the unit that received the dossier, all others at the agency that decides."""

ASKED_POST = "co_quan_phoi_hop"
"""The post that answers for an agency which is asked."""

SILENCE = "im_lang"
"""How the code of an outcome begins that silence gives when its time is up."""

DELIVERED, DECLINED = "co_ket_qua", "tu_choi"
"""How an agency that takes part in a joint procedure ends its step: with a result of its own, or without one."""

PAPERS = "@giay_to"
"""Among what an asked agency is shown: the papers that were filed."""

CHANNEL = "channel"
"""The one fact every dossier has besides its answers: how it was filed."""


class Op(StrEnum):
    """The closed list of operators."""

    EQ = "eq"
    NE = "ne"
    IN = "in"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"
    IS_TRUE = "is_true"
    IS_FALSE = "is_false"


@dataclass(frozen=True, slots=True)
class Lane:
    """A post of the competent agency; the lane of an agency that is asked is written ``post@agency``."""

    code: str
    name: str
    kind: LaneKind = LaneKind.POST

    @property
    def post(self) -> str:
        """The post that serves it."""
        return self.code.partition("@")[0]

    @property
    def agency(self) -> str:
        """The agency that is asked, else empty: the competent one."""
        return self.code.partition("@")[2]


@dataclass(frozen=True, slots=True)
class Field:
    """A fact a condition may ask for."""

    code: str
    name: str
    type: Literal["text", "number", "boolean"]


@dataclass(frozen=True, slots=True)
class Outcome:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Condition:
    field: str
    op: Op
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class Node:
    id: str
    kind: NodeKind
    name: str = ""
    lane: str = ""
    hours: float = 0
    task: TaskKind = TaskKind.TASK
    clock: Clock = Clock.RUN
    outcomes: tuple[Outcome, ...] = ()
    documents: tuple[str, ...] = ()
    note: str = ""
    public: str = ""  # what the citizen reads in place of the name
    ask: str = ""  # what another agency is asked
    shows: tuple[str, ...] = ()  # fields of the e-form (and PAPERS) the asked agency sees
    result: Literal["", "done", "refused", "stopped"] = ""

    def outcome_name(self, code: str) -> str:
        return next((o.name for o in self.outcomes if o.code == code), code)


@dataclass(frozen=True, slots=True)
class Flow:
    id: str
    source: str
    target: str
    when: tuple[Condition, ...] = ()
    default: bool = False
    name: str = ""


@dataclass(frozen=True)
class ProcessDefinition:
    code: str
    name: str
    lanes: tuple[Lane, ...]
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    fields: tuple[Field, ...] = ()
    limit_hours: float | None = None
    former: tuple[Lane, ...] = ()
    """Lanes of agencies that have ended, and of those that took only a part of one: steps of the past stand in them."""
    _nodes: dict[str, Node] = field(init=False, repr=False, compare=False, hash=False)
    _out: dict[str, tuple[Flow, ...]] = field(init=False, repr=False, compare=False, hash=False)
    _in: dict[str, tuple[Flow, ...]] = field(init=False, repr=False, compare=False, hash=False)
    _hash: int = field(init=False, repr=False, compare=False, hash=False)

    def __hash__(self) -> int:
        return self._hash  # asked at every remembered answer; the whole is hashed once

    def __post_init__(self) -> None:
        nodes = {n.id: n for n in self.nodes}
        out: dict[str, list[Flow]] = {n: [] for n in nodes}
        into: dict[str, list[Flow]] = {n: [] for n in nodes}
        for flow in self.flows:
            out.setdefault(flow.source, []).append(flow)
            into.setdefault(flow.target, []).append(flow)
        object.__setattr__(
            self,
            "_hash",
            hash((self.code, self.name, self.lanes, self.nodes, self.flows, self.fields, self.former)),
        )
        object.__setattr__(self, "_nodes", nodes)
        object.__setattr__(self, "_out", {k: tuple(v) for k, v in out.items()})
        object.__setattr__(self, "_in", {k: tuple(v) for k, v in into.items()})

    def node(self, node_id: str) -> Node:
        try:
            return self._nodes[node_id]
        except KeyError:
            raise NoSuchStep(
                "Quy trình không có bước này.",
                why=f"Quy trình {self.code} không có bước “{node_id}”.",
                next="Tải lại trang để xem các bước hiện có.",
            ) from None

    def has(self, node_id: str) -> bool:
        return node_id in self._nodes

    def outgoing(self, node_id: str) -> tuple[Flow, ...]:
        return self._out[node_id]

    def incoming(self, node_id: str) -> tuple[Flow, ...]:
        return self._in[node_id]

    def lane(self, code: str) -> Lane:
        return next((lane for lane in (*self.lanes, *self.former) if lane.code == code), Lane(code, code))

    @property
    def start(self) -> Node:
        return next(n for n in self.nodes if n.kind is NodeKind.START)

    @property
    def tasks(self) -> tuple[Node, ...]:
        return tuple(n for n in self.nodes if n.kind is NodeKind.TASK)


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark of the checker: an error keeps a draft from being published."""

    level: Literal["error", "warning"]
    code: str
    message: str
    node: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one token stands: a task, or a join reached over one flow."""

    node: str
    via: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is to do a step: the dossier room knows which unit stands behind a lane."""

    unit_code: str = ""
    post_code: str = ""
    officer_code: str = ""


@dataclass(frozen=True, slots=True)
class TokenView:
    """One step of one running process, as a row."""

    id: int
    instance_key: str
    subject: str
    node: str
    name: str
    lane: str
    lane_name: str
    task: str
    clock: str
    hours: float
    outcomes: tuple[Outcome, ...]
    entered_at: datetime
    due_at: datetime | None
    unit_code: str
    post_code: str
    officer_code: str
    from_elsewhere: bool
    claimed_by: str
    claimed_by_name: str
    claimed_at: datetime | None
    done_at: datetime | None
    done_by: str
    done_by_name: str
    outcome: str
    outcome_name: str
    opinion: str
    ended: str
    ask: str = ""
    shows: tuple[str, ...] = ()
    lane_kind: str = "post"
    note: str = ""

    @property
    def is_member(self) -> bool:
        """Whether another agency owes a result of its own here (liên thông), not an opinion."""
        return self.task == TaskKind.CONSULT and any(one.code == DELIVERED for one in self.outcomes)

    @property
    def silence(self) -> str:
        """The outcome that silence gives when the step is overdue, if it gives one."""
        return next((one.code for one in self.outcomes if one.code.startswith(SILENCE)), "")


@dataclass(frozen=True, slots=True)
class Advance:
    """What a step led to."""

    instance_id: int
    instance_key: str
    done: TokenView | None
    tokens: tuple[TokenView, ...]
    finished: bool
    result: str = ""
    waiting_at_join: bool = False
    held: Any = None
    """Where these steps are all that is open: what the next move of the transaction takes as locked."""


@dataclass(frozen=True, slots=True)
class StepView:
    """One line of the plain-language course of a dossier."""

    node: str
    name: str
    lane: str
    lane_name: str
    state: Literal["done", "now", "next"]
    state_label: str
    hours: float
    task: str
    who: str = ""
    entered_at: datetime | None = None
    due_at: datetime | None = None
    done_at: datetime | None = None
    outcome_name: str = ""
    opinion: str = ""
    sentence: str = ""
    public: str = ""

    @property
    def public_name(self) -> str:
        """The name in the citizen's words."""
        return self.public or self.name

    @property
    def title(self) -> str:
        """The name as the leaves and the time line of the design call it."""
        return self.name

    @property
    def note(self) -> str:
        """Who and how long, in a few words."""
        hours = f"{self.hours:g} giờ".replace(".", ",") if self.hours else ""
        return ", ".join(part for part in (self.who or self.lane_name, hours) if part)


class BadProcess(Invalid):
    """A process that cannot be read or must not be published."""

    code = "WFL-01"
    title = "Quy trình chưa đúng"


class BadBpmn(BadProcess):
    code = "WFL-02"
    title = "Tệp BPMN chưa đúng"


class StepAlreadyDone(AlreadyDone):
    code = "WFL-03"
    title = "Bước này đã làm rồi"


class NoSuchStep(NotThere):
    code = "WFL-04"
    title = "Không có bước này"


class BadOutcome(Invalid):
    code = "WFL-05"
    title = "Kết quả bước không hợp lệ"


class DraftMoved(Refusal):
    """Another administrator has changed the draft since this page was opened."""

    code = "WFL-09"
    title = "Bản thảo vừa được người khác sửa"
    http_status = 409


class NotADraft(AlreadyDone):
    """The version is published, replaced or set aside: only a draft is edited."""

    code = "WFL-10"
    title = "Bản này không còn là bản thảo"


class NoSuchProcess(NotThere):
    code = "WFL-06"
    title = "Không có quy trình này"


class StepHeld(AlreadyDone):
    code = "WFL-07"
    title = "Bước này đang có người làm"


class CannotMove(Refusal):
    """A move the process does not know: back over a join, from a closed process, to a step never reached."""

    code = "WFL-08"
    title = "Không chuyển được bước"
    http_status = 409
