"""Words that result papers share: the head of an agency, an address in one line, dates as they are printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.kernel import clock
from motcua.registries.eforms.rules import told_date_in_words
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.rules import head_lines, place_of

UNSIGNED = {"titles": ["(Người ký)"], "name": ""}


def head(dossier: Dossier) -> dict[str, Any]:
    """Parent and agency in capitals, broken as Decree 30 prints them, and the signature left open."""
    on = clock.today()
    agency = organizations.agency(dossier.competent_agency, on)
    parent = organizations.find_agency(agency.parent_code, on) if agency.parent_code else None
    return {
        "parent": head_lines(parent.name) if parent else [],
        "agency": head_lines(agency.name),
        "number": "",
        "dated_at": place_of(agency.name) or place_of(parent.name if parent else ""),
        "place_date": "",
        "sign": UNSIGNED,
        "qr": "",
    }


def place_words(value: Any) -> str:
    """An address answer in one line."""
    if not isinstance(value, dict):
        return str(value or "")
    parts = (value.get("detail"), value.get("commune_name"), value.get("province_name"))
    return ", ".join(part for part in parts if part)


def day(value: Any) -> str:
    """`2026-11-08` → `08/11/2026`; a year alone stays a year."""
    text = str(value or "")
    parts = text.split("-")
    return "/".join(reversed(parts)) if len(parts) > 1 else text


def in_words(value: Any) -> str:
    """`2026-11-08` → `Ngày mồng tám tháng mười một …`; of a month or a year what is known."""
    return told_date_in_words(str(value or ""))


def identity(told: Mapping[str, Any], prefix: str) -> str:
    """`Thẻ căn cước số 036041004512, Cục Cảnh sát … cấp ngày 15/08/2022`, as far as it is told."""
    kind, number, on, place = (
        told.get(f"{prefix}_id_doc_{part}") for part in ("type", "no", "date", "place")
    )
    given = " ".join(part for part in (place, f"cấp ngày {day(on)}" if on else "") if part)
    return ", ".join(part for part in (f"{kind or 'Giấy tờ'} số {number}" if number else "", given) if part)
