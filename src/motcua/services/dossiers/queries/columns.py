"""What a list of dossiers can show: the columns an officer chooses from, and the same as cells of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.kernel import clock
from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.types import Channel

TIMELINESS = {"early": "Trước hạn", "on_time": "Đúng hạn", "late": "Quá hạn"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in an officer's choice, its head, and its value. ``sort`` names the order its head offers."""

    key: str
    label: str
    value: Callable[[Dossier], Any]
    sort: str = ""
    named: str = ""

    @property
    def title(self) -> str:
        """Its name in a file, where it holds one thing alone."""
        return self.named or self.label


def _column(key: str, label: str, attribute: str = "", sort: str = "", named: str = "") -> Column:
    return Column(key, label, lambda row: getattr(row, attribute or key), sort, named)


ALL = {column.key: column for column in (
    _column("due", "Hẹn trả", "due_at", "due"),
    _column("code", "Mã hồ sơ, kênh nộp", "code", "submitted", "Mã hồ sơ"),
    _column("procedure", "Thủ tục", "procedure_name"),
    _column("owner", "Chủ hồ sơ", "applicant_name", "name"),
    Column("state", "Trạng thái, bước, người giữ", lambda row: row.state.label, "", "Trạng thái"),
    _column("submitted", "Nộp lúc", "submitted_at", "submitted"),
    _column("accepted", "Tiếp nhận lúc", "accepted_at"),
    _column("first_due", "Hẹn trả lần đầu", "first_due_at"),
    _column("finished", "Xong lúc", "finished_at"),
    _column("returned", "Trả lúc", "returned_at"),
    Column("timeliness", "Đúng hạn", lambda row: TIMELINESS.get(row.timeliness, "")),
    Column("channel", "Kênh nộp", lambda row: Channel(row.channel).label),
    _column("procedure_code", "Mã thủ tục"),
    _column("field", "Lĩnh vực", "field_name"),
    _column("competent", "Cơ quan giải quyết", "competent_agency_name"),
    _column("step", "Bước", "step_name"),
    _column("holder", "Người giữ"),
    _column("phone", "Điện thoại chủ hồ sơ", "applicant_phone"),
    _column("address", "Địa chỉ chủ hồ sơ", "applicant_address"),
    _column("id_number", "Số định danh chủ hồ sơ", "applicant_id_number"),
)}  # fmt: skip
DEFAULT = ("due", "code", "procedure", "owner", "state")
IN_FILE = ("code", "state", "channel", "procedure_code", "procedure", "owner", "competent", "submitted", "accepted", "due",
           "first_due", "finished", "returned", "timeliness", "step", "holder")  # fmt: skip
"""What a file has when the officer chose no columns of their own."""


def known(keys: Iterable[Any]) -> list[str]:
    """The keys that are columns, each once, in the order given."""
    return [key for key in dict.fromkeys(keys) if isinstance(key, str) and key in ALL]


def shown(keys: Iterable[str] = ()) -> list[Column]:
    """Columns for a page; the usual ones where none are chosen. The code is always among them: it opens the dossier."""
    chosen = known(keys) or list(DEFAULT)
    return [ALL[key] for key in (chosen if "code" in chosen else ["code", *chosen])]


def in_file(keys: Iterable[str] = ()) -> list[Column]:
    """Columns for a file."""
    return [ALL[key] for key in known(keys) or IN_FILE]


def words(value: Any) -> str:
    """A value as a page and a CSV cell say it."""
    if isinstance(value, datetime):
        return f"{clock.local(value):%d/%m/%Y %H:%M}"
    return "" if value is None else str(value)
