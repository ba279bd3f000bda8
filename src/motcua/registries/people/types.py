"""The words of the people register."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from motcua.kernel import access

LOOK = access.permission("people.look", "Xem dữ liệu cá nhân khi giải quyết hồ sơ")
OWN_NUMBER = access.permission("people.own_number", "Số định danh của người dân đã được xác nhận")
EDIT = access.permission("people.edit", "Ghi, sửa dữ liệu cá nhân")


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return {"male": "Nam", "female": "Nữ", "unknown": "Chưa xác định"}[self.value]

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(m.value, m.label) for m in cls]


class Precision(StrEnum):
    """How much of a birth date the papers really say. Missing parts are never filled in."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"

    @property
    def label(self) -> str:
        return {"day": "Đủ ngày, tháng, năm", "month": "Chỉ có tháng, năm", "year": "Chỉ có năm"}[self.value]

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(m.value, m.label) for m in cls]


ORGANIZATION_KINDS = [
    ("enterprise", "Doanh nghiệp"),
    ("household_business", "Hộ kinh doanh"),
    ("cooperative", "Hợp tác xã"),
    ("agency", "Cơ quan nhà nước"),
    ("other", "Tổ chức khác"),
]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a checked number: what it says, or why it is wrong."""

    name: str
    digits: str
    meaning: str
    ok: bool = True
    severity: str = ""  # "" | "warn" | "error"


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict on a number, with each part explained in Vietnamese."""

    value: str
    parts: tuple[Part, ...] = ()
    faults: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.faults


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person as other rooms may hold it: plain values, no table behind it."""

    id: int
    personal_number: str
    full_name: str
    born_on: date | None
    born_precision: str
    sex: str
    phone: str
    email: str
    address: str
    place_code: str
    nationality: str
    ethnic_group: str
    documents: tuple[dict, ...] = field(default=())

    @property
    def born_text(self) -> str:
        if self.born_on is None:
            return ""
        return self.born_on.strftime({"day": "%d/%m/%Y", "month": "%m/%Y"}.get(self.born_precision, "%Y"))


@dataclass(frozen=True, slots=True)
class OrganizationCard:
    id: int
    tax_code: str
    name: str
    kind: str
    representative: str
    phone: str
    address: str


def proven(by: access.Actor) -> bool:
    """Whether the number this person goes by is theirs beyond their own word.

    Anybody can type a number when opening an account. Until a counter has seen the card (or the national
    login has vouched) the number opens nothing that was not filed or declared from the account itself.
    """
    return by.user_id is None or access.allows(by, OWN_NUMBER)


#: where a record comes from when nobody but the account's owner has spoken
SELF_DECLARED = "Tự khai khi mở tài khoản"
