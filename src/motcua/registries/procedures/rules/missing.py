"""Which parts the law asks of a published procedure are not there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from motcua.kernel.legal import basis
from motcua.registries.procedures.types import Limit, Record

PARTS = {
    "name": "Tên thủ tục",
    "steps": "Trình tự thực hiện",
    "methods": "Cách thức thực hiện",
    "papers": "Thành phần, số lượng hồ sơ",
    "limit": "Thời hạn giải quyết",
    "applicants": "Đối tượng thực hiện",
    "agency": "Cơ quan thực hiện",
    "results": "Kết quả thực hiện",
    "fee": "Phí, lệ phí",
    "legal_basis": "Căn cứ pháp lý",
    "decision": "Số quyết định công bố",
    "online_level": "Mức độ dịch vụ công trực tuyến",
    "real_basis": "Căn cứ thật, thay căn cứ minh họa",
    "papers_agree": "Giấy tờ của biểu mẫu khớp danh mục",
}
REQUIRED = ("name", "steps", "methods", "papers", "limit", "applicants", "agency", "results")
ILLUSTRATIVE = "dữ liệu minh họa"
"""Marks a legal basis that stands for one the province has yet to name."""


def illustrative(bases: Iterable[str]) -> bool:
    """Whether one of these legal bases is only an example."""
    return any(ILLUSTRATIVE in one for one in bases)


@basis("63/2010/NĐ-CP", article=8, note="các bộ phận tạo thành của một thủ tục hành chính")
def missing_parts(
    record: Record,
    limit: Limit | None = None,
    *,
    has_fee: bool = False,
    online: str = "",
    bases: Iterable[str] = (),
    papers_agree: bool = True,
) -> tuple[str, ...]:
    """Keys of PARTS that are missing, ``bases`` those of fees and limits; the first eight of PARTS are those the decree demands of every procedure."""
    text_limit = any(row.time_text for row in record.methods)
    there = {
        "name": bool(record.name),
        "steps": bool(record.steps_text),
        "methods": bool(record.methods),
        "papers": bool(record.papers),
        "limit": limit is not None or text_limit,
        "applicants": bool(record.applicant_kinds),
        "agency": bool(record.executing_agency or record.deciding_agency),
        "results": bool(record.results),
        "fee": has_fee
        or (not record.own and (record.fee_vnd is not None or any(row.fee_text for row in record.methods))),
        "legal_basis": bool(record.legal_basis),
        "decision": bool(record.decision_no),
        "online_level": bool(record.online_level or online),
        "real_basis": not illustrative(bases),
        "papers_agree": papers_agree,
    }
    return absent(there)


def absent(there: Mapping[str, bool]) -> tuple[str, ...]:
    """Keys of PARTS that are not there, in the decree's order."""
    return tuple(key for key in PARTS if not there[key])
