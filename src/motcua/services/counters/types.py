"""Words of the counters: tickets and their states, what the pages show, permissions, refusals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from motcua.kernel.access import permission
from motcua.kernel.refusals import Invalid, NotThere, Refusal
from motcua.kernel.words import say
from motcua.services.notifications.types import notice_kind

CASH = notice_kind("counters.cash", "Tiền của một ca được giao cho tôi", meant_for="officer")
CALL = permission("counters.call", "Gọi số ở quầy")
SET_UP = permission("counters.set_up", "Bố trí quầy và nhóm việc")


class State(StrEnum):
    """Where a ticket stands."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    DONE = "done"
    NO_SHOW = "no_show"
    LEFT = "left"

    @property
    def label(self) -> str:
        """The state in words."""
        return LABELS[self]


LABELS = {
    State.WAITING: say("Đang chờ"),
    State.CALLED: say("Đang được gọi"),
    State.SERVING: say("Đang làm việc ở quầy"),
    State.DONE: say("Đã xong"),
    State.NO_SHOW: say("Đã gọi, không có mặt"),
    State.LEFT: say("Đã bỏ số"),
}

AT_COUNTER = (State.CALLED, State.SERVING)


@dataclass(frozen=True, slots=True)
class Ground:
    """Diện ưu tiên: who is called before others, and the text that says so."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the order of calling knows of a waiting ticket."""

    id: int
    taken_at: datetime
    has_priority: bool


@dataclass(frozen=True, slots=True)
class TicketInfo:
    """A ticket as pages show it. ``key`` is what its address bears."""

    key: str
    code: str
    day: date
    line: str
    line_name: str
    state: State
    ground: str
    taken_at: datetime
    called_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    counter: int | None
    calls: int
    officer_name: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a waiting person stands: how many before them, and how long that took lately (``served`` cases)."""

    ticket: TicketInfo
    desk_name: str
    ahead: int
    minutes: int | None
    served: int
    counters: int


@dataclass(frozen=True, slots=True)
class LineInfo:
    """Nhóm việc: a letter, its name, how many wait."""

    letter: str
    name: str
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class CounterInfo:
    """Quầy: its number, the lines it serves, who sits there and whom it has called."""

    number: int
    name: str
    letters: tuple[str, ...]
    officer_code: str
    officer_name: str
    ticket: TicketInfo | None = None


@dataclass(frozen=True, slots=True)
class DeskInfo:
    """Bộ phận Một cửa with its lines and counters; ``version`` rises with each move, for boards that ask again."""

    code: str
    name: str
    is_open: bool
    kiosk_key: str
    version: int
    lines: tuple[LineInfo, ...]
    counters: tuple[CounterInfo, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Tickets of one day, line, counter or officer: taken, served, how long they waited and how long a case took."""

    name: str
    taken: int
    served: int
    average_wait: timedelta | None
    most_waited: timedelta | None
    average_case: timedelta | None


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """The queue of some days in figures; waiting is from taking the number to the first call, ``most_waited`` what nine of
    ten did not exceed."""

    taken: int
    waiting: int
    served: int
    no_show: int
    left: int
    priority: int
    average_wait: timedelta | None
    most_waited: timedelta | None
    longest_wait: timedelta | None
    hours: tuple[tuple[int, int], ...]
    days: tuple[Group, ...]
    lines: tuple[Group, ...]
    kinds: tuple[Group, ...]
    counters: tuple[Group, ...]
    officers: tuple[Group, ...]


class NoDesk(NotThere):
    """No such desk, kiosk or ticket, or not yours."""

    code = "CTR-01"


class QueueClosed(Refusal):
    """The desk gives no numbers now."""

    code = "CTR-02"
    title = say("Chưa lấy được số")


class NoLine(Invalid):
    """A line or a ground that the desk does not have."""

    code = "CTR-03"


class CounterBusy(Refusal):
    """Somebody is at the counter still."""

    code = "CTR-04"


class NotHere(Refusal):
    """The ticket is not (any more) at this counter."""

    code = "CTR-05"


class NotSeated(Refusal):
    """The officer sits at no counter, or another sits there."""

    code = "CTR-06"


class BadSetUp(Invalid):
    """Lines and counters that cannot stand."""

    code = "CTR-07"


class BookingInvalid(Invalid):
    """A half hour that is full, past, outside office hours or too far ahead, or too many booked by one person."""

    code = "CTR-10"


class BookingNotThere(NotThere):
    """No such booking here today, or another's."""

    code = "CTR-11"


class ShiftInvalid(Invalid):
    """Nothing to close, a difference without a reason, or money handed to nobody."""

    code = "CTR-08"


class ShiftNotThere(NotThere):
    """No such shift, or none of one's own."""

    code = "CTR-09"
