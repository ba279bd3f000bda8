"""The words of an electronic form: definition, section, field, condition, check, error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

GENERIC = "chung"
"""The form of every procedure that has none of its own."""

Answers = Mapping[str, Any]
"""Field code to JSON value: text, int, bool, ISO date, list of texts, address mapping, list of rows."""


class FieldType(StrEnum):
    """What a field holds; the value in answers is named after the dash."""

    TEXT = "text"  # str
    LONGTEXT = "longtext"  # str with line breaks
    NAME = "name"  # str, a person's name
    DATE = "date"  # ISO date
    DATE_PARTIAL = "date_partial"  # yyyy, yyyy-mm or yyyy-mm-dd
    YEAR = "year"  # int
    TIME = "time"  # HH:MM
    MOMENT = "moment"  # yyyy-mm-ddTHH:MM, Vietnamese clock
    INT = "int"  # int
    MONEY = "money"  # int, đồng
    DECIMAL = "decimal"  # str with a point: "85.5"
    BOOL = "bool"  # bool
    CHOICE = "choice"  # str, one of the choices
    MULTI = "multi"  # list of str
    ID12 = "id12"  # str of 12 digits
    PHONE = "phone"  # str of 10 digits
    EMAIL = "email"  # str
    ADDRESS = "address"  # {province, province_name, commune, commune_name, detail}
    PLACE = "place"  # {code, name}: one administrative unit
    AGENCY = "agency"  # {code, name, place}: an office in the register
    VSIC = "vsic"  # str of 4 digits
    TABLE = "table"  # list of rows, a row maps column code to value
    CONSENT = "consent"  # bool, must be ticked
    COMPUTED = "computed"  # shown, never typed
    FILE = "file"  # {sha256, name, size}
    STATIC = "static"  # words only


class Audience(StrEnum):
    """Who fills a field."""

    CITIZEN = "citizen"
    OFFICER = "officer"


class Level(StrEnum):
    """How much a finding weighs: an error stops, a warning asks, a note only tells."""

    ERROR = "error"
    WARN = "warn"
    NOTE = "note"


SOURCES = {
    "tk": "Tài khoản định danh điện tử của bạn",
    "dc": "Cơ sở dữ liệu quốc gia về dân cư",
    "ht": "Cơ sở dữ liệu hộ tịch điện tử",
    "yt": "Giấy chứng sinh, giấy báo tử điện tử của cơ sở y tế",
    "dk": "Cơ sở dữ liệu đăng ký kinh doanh",
    "th": "Hệ thống đăng ký thuế",
    "dd": "Cơ sở dữ liệu đất đai",
    "xd": "Cơ sở dữ liệu về hoạt động xây dựng",
    "lltp": "Cơ sở dữ liệu lý lịch tư pháp",
    "kho": "Kho giấy tờ của bạn",
    "dm": "Danh mục dùng chung",
    "may": "Hệ thống tự ghi",
    "cb": "Cán bộ một cửa ghi",
    "khai": "Bạn khai",
}
"""Where a value may come from (forms.md §0.2), in words the citizen reads."""

REGISTERS = ("communes", "land_offices", "police_provinces")
"""Lists that are not in lists.yaml because the agency register holds them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that may be picked."""

    value: str
    label: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """A closed comparison on an earlier field, or a group of such."""

    op: str
    field: str = ""
    value: Any = None
    parts: tuple[Condition, ...] = ()

    def fields(self) -> set[str]:
        """All field codes it looks at."""
        return {self.field} - {""} | {code for part in self.parts for code in part.fields()}


@dataclass(frozen=True, slots=True)
class Check:
    """A word of the check vocabulary with its argument, as written in the definition."""

    word: str
    arg: str = ""
    level: Level = Level.ERROR
    text: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """How a value is worked out: a word of the closed list and the fields or figures it takes."""

    word: str
    args: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ":".join((self.word, *self.args))


@dataclass(frozen=True, slots=True)
class Prefill:
    """A source and the name of the fact asked there (empty: the field's own code)."""

    source: str
    fact: str = ""

    def __str__(self) -> str:
        return f"{self.source}.{self.fact}" if self.fact else self.source


@dataclass(frozen=True, slots=True)
class CopyFrom:
    """Offer another answer of this form as this one's (the requester is the father)."""

    field: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One question."""

    code: str
    label: str
    type: FieldType
    length: tuple[int, int] | None = None
    required: bool = False
    required_when: Condition | None = None
    show_when: Condition | None = None
    choices: tuple[Choice, ...] = ()
    choices_from: str = ""
    checks: tuple[Check, ...] = ()
    prefill: tuple[Prefill, ...] = ()
    copy_from: CopyFrom | None = None
    help: str = ""
    more: str = ""
    example: str = ""
    audience: Audience = Audience.CITIZEN
    formula: Formula | None = None
    columns: tuple[Field, ...] = ()
    default: Any = None
    unit: str = ""
    national_name: str = ""

    @property
    def computed(self) -> bool:
        """Worked out by the form, never typed."""
        return self.formula is not None or self.type is FieldType.COMPUTED

    @property
    def settled(self) -> bool:
        """The agency that decides, written by the system from where the matter goes: shown, never asked."""
        return self.type is FieldType.AGENCY and any(one.source == "may" for one in self.prefill)


@dataclass(frozen=True, slots=True)
class Section:
    """One step: a few questions that belong together; ``group`` is the chapter the list of steps shows."""

    code: str
    title: str
    fields: tuple[Field, ...]
    help: str = ""
    show_when: Condition | None = None
    audience: Audience = Audience.CITIZEN
    group: str = ""


@dataclass(frozen=True, slots=True)
class PaperAsked:
    """Một thành phần hồ sơ. One paper of a ``one_of`` group is enough; online the e-form is the declaration."""

    code: str
    name: str
    mode: str = "submit"
    original: int = 0
    copies: int = 0
    when: Condition | None = None
    required: bool = False
    one_of: str = ""
    declaration: bool = False
    channels: tuple[str, ...] = ()
    when_words: str = ""
    replaced_by: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class PaperNeed:
    """A paper judged for one set of answers and one way of filing."""

    paper: PaperAsked
    asked: bool
    required: bool
    reason: str


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """Một biểu mẫu: everything a dossier must keep to read its answers again."""

    code: str
    name: str
    as_of: date
    sections: tuple[Section, ...]
    paper: str = ""
    confidence: str = ""
    note: str = ""
    lists: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    papers: tuple[PaperAsked, ...] = ()

    def fields(self) -> tuple[Field, ...]:
        """All fields in reading order."""
        return tuple(item for section in self.sections for item in section.fields)

    def field(self, code: str) -> Field | None:
        """The field of that code, or None."""
        return next((item for item in self.fields() if item.code == code), None)

    def section(self, code: str) -> Section | None:
        """The section of that code, or None."""
        return next((item for item in self.sections if item.code == code), None)

    def choices(self, item: Field) -> tuple[Choice, ...]:
        """What may be picked, from the field itself or from its list."""
        return item.choices or tuple(self.lists.get(item.choices_from, ()))


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing to put right: where, and a sentence that says what, why and what next."""

    code: str
    message: str
    row: int | None = None
    column: str = ""
    level: Level = Level.ERROR
    check: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a definition: path, line where known, and the sentence."""

    path: str
    message: str
    line: int | None = None


class Faults(ValueError):
    """The definition cannot be taken; all its faults at once."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{fault.path}: {fault.message}" for fault in faults))


@dataclass(frozen=True, slots=True)
class Facts:
    """What the world outside the form knows; whoever asks hands in what it can reach."""

    place_exists: Callable[[str, date], bool] | None = None
    in_source: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    name_taken: Callable[[str, str], bool] | None = None
    working_days_between: Callable[[date, date], int] | None = None
    channel: str = ""
    filer: str = ""
    """The personal number of who files; empty where it is not known or a paper declaration stands behind."""
    signing_on: date | None = None
    last_number: int | None = None
    banned_lines: tuple[str, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)
    certification_fee: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Prefilled:
    """A value found for a field, where and when."""

    value: Any
    source: str
    words: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A file given as an answer: where it stands in the declaration (``photo``, or ``children.0.scan`` in a table)."""

    path: str
    name: str
    sha256: str

    @property
    def field(self) -> str:
        """The question it answers."""
        return self.path.partition(".")[0]


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A label and what was answered, ready to print."""

    section: str
    section_title: str
    code: str
    label: str
    value: str
    headers: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    files: tuple[AnswerFile, ...] = ()

    @property
    def lines(self) -> list[list[tuple[str, str]]]:
        """Every row of a table with the heads beside its cells, for where they stand below each other."""
        return [list(zip(self.headers, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Difference:
    """One change between two versions, in words."""

    path: str
    kind: str
    words: str
    before: str = ""
    after: str = ""
