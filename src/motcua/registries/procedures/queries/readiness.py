"""What a draft still lacks before people can file under it: told before the button, each with the page that mends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.registries.eforms import queries as eforms
from motcua.registries.procedures import ports
from motcua.registries.procedures.queries.pages import draft_view
from motcua.registries.procedures.rules import missing

SECTION_OF = {
    "methods": "cach-thuc", "papers": "giay-to", "limit": "ap-dung", "fee": "muc-thu", "legal_basis": "can-cu",
    "online_level": "ap-dung", "real_basis": "muc-thu",
}  # fmt: skip
"""The page of the draft where a part is written; the others stand on the first."""
FORM, PROCESS = "soan/bieu-mau", "soan/quy-trinh"


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that stands, or is missing; ``page`` of the draft mends it, and without a ``blocking`` one nothing is published."""

    label: str
    words: str = ""
    page: str = ""
    ready: bool = False
    blocking: bool = False


def needs(data: Mapping[str, Any], on: date) -> list[Need]:
    """Parts, form and process of a draft, what blocks first."""
    view = draft_view(dict(data), on)
    found = [
        Need(
            missing.PARTS[key],
            "luật buộc phải có" if key in missing.REQUIRED else "nên có",
            SECTION_OF.get(key, "chung"),
            blocking=key in missing.REQUIRED,
        )
        for key in view.missing
    ]
    if view.limit is None and "limit" not in view.missing:
        found.append(Need("Thời hạn bằng số", "chưa ghi thì không hẹn được ngày trả", "ap-dung"))
    if not view.can_apply_online and view.online_level not in ("", "none"):
        found.append(Need("Nộp trực tuyến", str(view.why_not_online), "ap-dung"))
    found += [_form(data, on), _process(data)]
    return sorted(found, key=lambda one: (not one.blocking, one.ready))


def _form(data: Mapping[str, Any], on: date) -> Need:
    named, code = data.get("t_eform_code") or "", data["code"]
    there = eforms.names_in_use(on)
    if (used := named or code) in there:
        return Need("Biểu mẫu điện tử", f"{there[used]} ({used})", ready=True)
    begun = " Đang có bản nháp chưa đăng." if eforms.is_begun(used) else ""
    if named:
        return Need("Biểu mẫu điện tử", f"Biểu mẫu {named} chưa đăng.{begun}", FORM, blocking=True)
    return Need("Biểu mẫu điện tử", f"Chưa có biểu mẫu riêng, người dân điền tờ khai chung.{begun}", FORM)


def _process(data: Mapping[str, Any]) -> Need:
    named, code = data.get("t_process_code") or "", data["code"]
    there = ports.processes_in_force()
    if (used := named or code) in there:
        return Need("Quy trình điện tử", f"{there[used]} ({used})", ready=True)
    if named:
        return Need("Quy trình điện tử", f"Quy trình {named} chưa ban hành.", PROCESS, blocking=True)
    words = "Chưa có quy trình riêng, hồ sơ theo quy trình chuẩn, giờ chia theo thời hạn."
    return Need("Quy trình điện tử", words, PROCESS)
