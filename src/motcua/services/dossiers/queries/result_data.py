"""The data of each result paper, from the dossier's answers and what the officer adds.

The shapes are those of the example JSON beside each typst template. What an officer adds (``fields``)
wins over what the form says. The signature block and the number are filled when the result is signed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from motcua.kernel import clock, money
from motcua.services.dossiers.models import Dossier

from . import result_civil
from .result_words import day, head, place_words

Build = Callable[..., dict[str, Any]]


def certified_copy(dossier: Dossier, fields: dict[str, Any], *, is_refusal: bool = False) -> dict[str, Any]:
    """Lời chứng chứng thực bản sao từ bản chính."""
    rows = dossier.answers.get("documents") or []
    names = [
        str(row.get("document_name") or row.get("document_type") or "")
        for row in rows
        if isinstance(row, dict)
    ]
    return {
        **head(dossier),
        "document": str(
            fields.get("document") or "; ".join(name for name in names if name) or "Giấy tờ kèm theo"
        ),
        "document_pages": f"{sum(int(row.get('pages') or 1) for row in rows) or 1:02d}",
        "copies": f"{sum(int(row.get('copies') or 1) for row in rows) or 1:02d}",
        "book": f"01/{clock.today().year}-SCT/BS",
    }


def household_business(
    dossier: Dossier, fields: dict[str, Any], *, is_refusal: bool = False
) -> dict[str, Any]:
    """Giấy chứng nhận đăng ký hộ kinh doanh; its number comes from the tax system, so the officer adds it."""
    told = dossier.answers
    capital = int(told.get("capital") or 0)
    owner = str(told.get("owner_name") or dossier.applicant_name)
    residence = place_words(told.get("owner_permanent")) or dossier.applicant_address
    return {
        **head(dossier),
        "code": str(fields.get("code") or told.get("owner_id_number") or dossier.applicant_id_number),
        "first_on": "",
        "name": str(told.get("hkd_name") or f"Hộ kinh doanh {owner}"),
        "name_short": str(told.get("hkd_name_short") or ""),
        "address": place_words(told.get("office_address")) or dossier.applicant_address,
        "phone": str(told.get("office_phone") or dossier.applicant_phone),
        "email": str(told.get("office_email") or ""),
        "trades": [
            {
                "name": str(row.get("name") or ""),
                "code": str(row.get("vsic") or ""),
                "main": bool(row.get("main")),
            }
            for row in told.get("lines") or []
        ],
        "capital": money.vnd(capital),
        "capital_words": money.in_words(capital),
        "owner": {
            "name": owner,
            "sex": str(told.get("owner_gender") or ""),
            "born_on": day(told.get("owner_birth_date")),
            "personal_number": str(told.get("owner_id_number") or dossier.applicant_id_number),
            "residence": residence,
            "living_at": place_words(told.get("owner_current")) or residence,
        },
        "members": [
            {
                "name": str(row.get("name") or ""),
                "born_on": day(row.get("birth_date")),
                "personal_number": str(row.get("id_number") or ""),
            }
            for row in told.get("members") or []
        ],
    }


def building_permit(dossier: Dossier, fields: dict[str, Any], *, is_refusal: bool = False) -> dict[str, Any]:
    """Giấy phép xây dựng nhà ở riêng lẻ."""
    told = dossier.answers
    name = (
        told.get("house_owner_name")
        or told.get("investor_org")
        or told.get("filer_name")
        or dossier.applicant_name
    )
    return {
        **head(dossier),
        "investor": {
            "name": str(name),
            "address": place_words(told.get("filer_address")) or dossier.applicant_address,
        },
        "work": str(told.get("house_title") or "Nhà ở riêng lẻ"),
        "designer": str(told.get("design_org") or told.get("design_person") or ""),
        "place": {
            "address": place_words(told.get("site_address")) or dossier.applicant_address,
            "plot": str(told.get("lot_no") or ""),
            "map_sheet": str(told.get("map_sheet") or ""),
            "area": _metres(told.get("lot_area"), "m²"),
        },
        "kind_grade": str(told.get("house_grade") or ""),
        "floor_level": str(told.get("level_mark") or ""),
        "red_line": str(fields.get("red_line") or ""),
        "building_line": str(told.get("setback") or fields.get("building_line") or ""),
        "density": str(fields.get("density") or ""),
        "land_use_factor": str(fields.get("land_use_factor") or ""),
        "ground_floor_area": _metres(told.get("ground_area"), "m²"),
        "total_floor_area": _metres(told.get("floor_area"), "m²"),
        "floors": str(told.get("floor_detail") or told.get("floor_count") or ""),
        "height": _metres(told.get("height"), "m"),
        "land_papers": str(told.get("land_paper") or ""),
    }


def _metres(value: Any, unit: str) -> str:
    return f"{str(value).replace('.', ',')} {unit}" if value not in (None, "") else ""


def letter(dossier: Dossier, fields: dict[str, Any], *, is_refusal: bool = False) -> dict[str, Any]:
    """Văn bản trả lời of the competent agency, by the layout of Decree 30."""
    at = clock.local(dossier.accepted_at) if dossier.accepted_at else None
    asked = f"hồ sơ mã số {dossier.code}" + (f" tiếp nhận ngày {at:%d/%m/%Y}" if at else "")
    paragraphs = fields.get("paragraphs") or (
        [str(fields.get("reason") or "Hồ sơ không đủ điều kiện giải quyết theo quy định.")]
        if is_refusal
        else [
            f"Hồ sơ đủ điều kiện; đồng ý giải quyết “{dossier.procedure_name}” theo đề nghị của {dossier.applicant_name}."
        ]
    )
    return {
        **head(dossier),
        "kind": "letter",
        "title": "",
        "subject": f"V/v {'từ chối giải quyết' if is_refusal else 'trả kết quả'} {dossier.procedure_name}",
        "addressees": [dossier.applicant_name],
        "authority": "",
        "grounds": [],
        "decides": "",
        "body": [
            {
                "lead": "",
                "text": f"Xem xét {asked} của {dossier.applicant_name}, {dossier.competent_agency_name} trả lời như sau:",
            },
            *({"lead": "", "text": str(text)} for text in paragraphs),
            {
                "lead": "",
                "text": f"{dossier.competent_agency_name} thông báo để {dossier.applicant_name} biết, thực hiện./.",
            },
        ],
        "recipients": ["Như trên;", "Trung tâm Phục vụ hành chính công;", "Lưu: VT."],
        "verify_code": "",
    }


BUILDERS: dict[str, tuple[str, str, Build]] = {
    "1.001193": ("giay_khai_sinh", "Giấy khai sinh", result_civil.birth),
    "2.002621": ("giay_khai_sinh", "Giấy khai sinh", result_civil.birth),
    "1.000656": ("trich_luc_khai_tu", "Trích lục khai tử", result_civil.death),
    "2.002622": ("trich_luc_khai_tu", "Trích lục khai tử", result_civil.death),
    "1.000894": ("giay_ket_hon", "Giấy chứng nhận kết hôn", result_civil.marriage),
    "1.004859": (
        "trich_luc_thay_doi",
        "Trích lục thay đổi, cải chính, bổ sung hộ tịch",
        result_civil.civil_change,
    ),
    "1.004873": ("xac_nhan_hon_nhan", "Giấy xác nhận tình trạng hôn nhân", result_civil.marital_status),
    "2.000815": ("ban_sao", "Bản sao được chứng thực", certified_copy),
    "1.001612": ("ho_kinh_doanh", "Giấy chứng nhận đăng ký hộ kinh doanh", household_business),
    "1.013225": ("giay_phep_xay_dung", "Giấy phép xây dựng", building_permit),
}

READS: dict[str, tuple[str, ...]] = {
    **result_civil.READS,
    "2.000815": ("documents", "documents.pages", "documents.copies"),
    "1.001612": (
        "hkd_name", "office_address", "lines", "lines.name", "lines.vsic", "lines.main", "capital",
        "owner_name", "owner_birth_date", "owner_gender", "owner_id_number",
    ),
    "1.013225": (
        "filer_name", "site_address", "lot_no", "map_sheet", "lot_area", "house_grade", "ground_area",
        "floor_area", "floor_count", "height", "land_paper",
    ),
}  # fmt: skip
"""The answers without which a result paper has a hole: no form of these procedures is published without them."""

READS_IF_GIVEN: dict[str, tuple[str, ...]] = {
    **result_civil.READS_IF_GIVEN,
    "2.000815": ("documents.document_name", "documents.document_type"),
    "1.001612": (
        "hkd_name_short", "office_phone", "office_email", "owner_permanent", "owner_current",
        "members", "members.name", "members.birth_date", "members.id_number",
    ),
    "1.013225": (
        "house_owner_name", "investor_org", "filer_address", "house_title", "design_org", "design_person",
        "level_mark", "setback", "floor_detail",
    ),
}  # fmt: skip
"""Answers that a result paper prints where they are given, and does without where the form does not ask."""
