"""What a province takes over from the national catalogue, at which level, and with which terms."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from motcua.kernel.legal import basis, parameter
from motcua.kernel.text import fold
from motcua.registries.procedures.rules.limits import sensible_limits
from motcua.registries.procedures.types import Offer, Record

# Only a general name says the matter is every province's; "Sở … Thành phố Hà Nội" is one province's page.
_COMMUNE_AGENCY = re.compile(r"^(chu tich )?(uy ban nhan dan|ubnd|cong an) (cap )?xa$")
_PROVINCE_AGENCY = re.compile(
    r"^((chu tich )?(uy ban nhan dan|ubnd|cong an) (cap )?tinh|co quan chuyen mon .*cap tinh"
    r"|so (noi vu|tu phap|tai chinh|cong thuong|xay dung|y te|ngoai vu|khoa hoc va cong nghe"
    r"|giao duc va dao tao|nong nghiep va moi truong|van hoa,? the thao va du lich|dan toc va ton giao))$"
)
DEPARTMENTS = {
    "Bộ Nội vụ": "Nội vụ",
    "Bộ Tư pháp": "Tư pháp",
    "Bộ Tài chính": "Tài chính",
    "Bộ Công Thương": "Công Thương",
    "Bộ Nông nghiệp và Môi trường": "Nông nghiệp và Môi trường",
    "Bộ Xây dựng": "Xây dựng",
    "Bộ Khoa học và Công nghệ": "Khoa học và Công nghệ",
    "Bộ Giáo dục và Đào tạo": "Giáo dục và Đào tạo",
    "Bộ Y tế": "Y tế",
    "Bộ Văn hóa, Thể thao và Du lịch": "Văn hóa, Thể thao và Du lịch",
    "Bộ Dân tộc và Tôn giáo": "Dân tộc và Tôn giáo",
    "Bộ Ngoại giao": "Ngoại vụ",
}


@basis("72/2025/QH15", note="chính quyền địa phương hai cấp: tỉnh và xã")
def offered_level(record: Record) -> Literal["commune", "province"] | None:
    """The level at which the province takes the matter in, or None where it is not the province's.

    The lowest local level named counts: a matter decided at commune and province is offered in every commune.
    """
    if "commune" in record.levels:
        return "commune"
    if "province" in record.levels:
        return "province"
    if record.levels:
        return None
    first = fold(record.executing_agency).split(";")[0].strip()
    if _COMMUNE_AGENCY.search(first):
        return "commune"
    return "province" if _PROVINCE_AGENCY.search(first) else None


def nearest_level(record: Record) -> str:
    """The level nearest to the citizen: what lists filter by."""
    level = offered_level(record)
    if level:
        return level
    return record.levels[0] if record.levels else ""


def is_vertical(record: Record, on: date) -> bool:
    """Handled by an agency of the centre with offices of its own: the portal calls its branch "xã", we do not."""
    vertical = parameter("procedures.vertical_fields", on=on)
    return record.field in vertical["fields"] or record.issuing_body in vertical["bodies"]


def is_ours(record: Record, province: str, on: date) -> bool:
    """A province adopts the ministries' local matters, the hand-checked ones and its own, nobody else's."""
    if not record.listed or record.status != "in_force":
        return False
    if record.confidence == "verified":
        return True
    if is_vertical(record, on):
        return False
    if record.province:
        return record.province == province
    return True


def default_offer(record: Record, province: str, on: date) -> Offer | None:
    """The terms a province starts from, or None."""
    if not is_ours(record, province, on):
        return None
    level = offered_level(record)
    if level is None:
        return None
    limit, _ = sensible_limits(record)
    return Offer(level=level, online_level=default_online_level(record), limit=limit)


def default_online_level(record: Record) -> str:
    """No source tells full from partial for most matters: what is accepted online at all is partial until checked."""
    if record.online_level:
        return record.online_level
    if record.accepts_online:
        return "partial"
    return "none" if record.accepts_online is False else ""


def competent_kind(record: Record, level: str) -> str:
    """Who decides, as a kind that the room of organizations resolves to an agency."""
    said = fold(f"{record.level_text} {record.executing_agency} {record.deciding_agency}")
    if "cong an" in said or "police" in said:
        return f"{level}_police"
    if "dang ky dat dai" in said:
        return "land_office"
    if level == "commune":
        return "commune_committee"
    named = re.search(r"\(Sở ([^)]+)\)", record.level_text)
    department = named[1] if named else DEPARTMENTS.get(record.issuing_body)
    return f"department:{department}" if department else "province_committee"
