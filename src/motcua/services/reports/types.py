"""The words of reports: periods, cells, what was asked, a table as page, Excel and PDF show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from motcua.kernel.access import permission
from motcua.kernel.refusals import Invalid, NotThere

VIEW = permission("reports.view", "Xem báo cáo của đơn vị mình")
VIEW_AGENCY = permission("reports.view_agency", "Xem báo cáo của cơ quan")
VIEW_PROVINCE = permission("reports.view_province", "Xem báo cáo toàn tỉnh")

PeriodKind = Literal["ngay", "tuan", "thang", "quy", "nam", "tuy"]
PERIODS: dict[PeriodKind, str] = {
    "ngay": "Ngày", "tuan": "Tuần", "thang": "Tháng", "quy": "Quý", "nam": "Năm", "tuy": "Khoảng ngày",
}  # fmt: skip

Side = Literal["competent", "receiving"]
SIDES: dict[Side, str] = {"competent": "Cơ quan giải quyết", "receiving": "Nơi tiếp nhận"}
Organised = Literal["then", "now"]
ORGANISED: dict[Organised, str] = {"then": "Theo tổ chức lúc đó", "now": "Theo tổ chức hiện nay"}

KINDS: dict[str, str] = {
    "linh-vuc": "Theo lĩnh vực",
    "thu-tuc": "Theo thủ tục",
    "co-quan": "Theo cơ quan",
    "kenh": "Kênh nộp, kênh trả",
    "so-hoa": "Số hóa, dùng lại",
    "phi": "Phí, lệ phí",
    "ban-giao": "Giao nhận",
    "tre": "Ai làm trễ",
}
TITLES: dict[str, str] = {
    "linh-vuc": "Báo cáo tổng hợp tình hình giải quyết hồ sơ theo lĩnh vực",
    "thu-tuc": "Báo cáo tình hình giải quyết hồ sơ theo thủ tục",
    "co-quan": "Báo cáo tình hình giải quyết hồ sơ theo cơ quan",
    "kenh": "Báo cáo hồ sơ theo kênh nộp và kênh trả kết quả",
    "so-hoa": "Báo cáo số hóa hồ sơ, kết quả điện tử và dùng lại giấy tờ",
    "phi": "Báo cáo phí, lệ phí phải thu",
    "ban-giao": "Báo cáo giao nhận hồ sơ",
    "tre": "Báo cáo hồ sơ trễ hạn theo nơi và người giữ",
}

CELLS: dict[str, str] = {
    "total": "Tổng số",
    "opening": "Kỳ trước chuyển qua",
    "received": "Tiếp nhận trong kỳ",
    "done": "Đã giải quyết",
    "early": "Xong trước hạn",
    "on_time": "Xong đúng hạn",
    "late": "Xong trễ hạn",
    "open": "Đang giải quyết",
    "running": "Đang giải quyết, chưa đến hạn",
    "overdue": "Đang giải quyết, quá hạn",
    "late_all": "Tổng số trễ hạn",
    "ended": "Rút, dừng giải quyết",
}
DONE = ("early", "on_time", "late")


@dataclass(frozen=True, slots=True)
class Period:
    """From the midnight a day begins to the midnight another begins, the end not in it: a moment lies in one period."""

    kind: PeriodKind
    from_on: date
    before_on: date
    label: str

    @property
    def last_on(self) -> date:
        """The last day in it."""
        return date.fromordinal(self.before_on.toordinal() - 1)


@dataclass(frozen=True, slots=True)
class Known:
    """What reports know of one accepted dossier; ``due_at`` is the promise the law holds the agency to."""

    received_on: date
    ended_on: date | None = None
    outcome: str = ""
    due_at: datetime | None = None
    paused_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One report, read from an address."""

    kind: str
    period: Period
    side: Side = "competent"
    organised: Organised = "then"
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures: ``no`` is its number in the printed head, ``opens`` the cell whose dossiers it opens."""

    key: str
    label: str
    no: str = ""
    group: str = ""
    opens: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its name, how an address names it, its figures; None is no figure, not naught."""

    name: str
    values: dict[str, int | float | None]
    address: dict[str, str] = field(default_factory=dict)
    under: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A report, laid out."""

    title: str
    head: str
    columns: tuple[Column, ...]
    lines: list[Line]
    total: Line | None
    notes: tuple[str, ...] = ()

    @property
    def groups(self) -> list[tuple[str, int]]:
        """Heads over several columns, with how many each spans."""
        found: list[tuple[str, int]] = []
        for column in self.columns:
            if found and column.group and found[-1][0] == column.group:
                found[-1] = (column.group, found[-1][1] + 1)
            else:
                found.append((column.group, 1))
        return found


class ReportNotThere(NotThere):
    """No such saved report, or not one of one's own."""

    code = "REP-01"


class ReportNotSaved(Invalid):
    """A report kept without a name, or too many kept."""

    code = "REP-02"
