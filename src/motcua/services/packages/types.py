"""Words of the room: a package, what taking it would do, its refusals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from motcua.kernel.refusals import AlreadyDone, Invalid, NotThere

FORMAT = "motcua/thu-tuc"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Package:
    """One procedure as it travels: the flat state, the e-form as YAML, the process as BPMN; empty where there is none.

    ``case_processes`` are those its cases name besides, by code.
    """

    code: str
    name: str
    state: dict[str, Any]
    eform: str = ""
    process: str = ""
    case_processes: dict[str, str] = field(default_factory=dict)
    province: str = ""
    made_on: str = ""

    @property
    def made_day(self) -> date | None:
        """The day it was made, where the file tells one."""
        try:
            return date.fromisoformat(self.made_on)
        except ValueError:
            return None


@dataclass(slots=True)
class Review:
    """What taking a package would do here: differences, remarks, and why it may not be taken."""

    package: Package
    state: dict[str, Any]
    before: dict[str, Any]
    eform_changes: list[str] = field(default_factory=list)
    eform_is_new: bool = False
    process_is_new: bool = False
    process_differs: bool = False
    case_processes: dict[str, bool] = field(default_factory=dict)
    """Processes of cases that would change something here, by code: whether they are new."""
    remarks: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


class BadPackage(Invalid):
    """The file is no package, or is broken."""

    code = "PKG-01"
    title = "Không đọc được gói thủ tục"


class CannotTake(AlreadyDone):
    """Taking it would do harm here; facts: refusals."""

    code = "PKG-02"
    title = "Chưa nhận được gói này"


class NoPackage(NotThere):
    """The package is no longer kept."""

    code = "PKG-03"
    title = "Gói không còn được giữ"
