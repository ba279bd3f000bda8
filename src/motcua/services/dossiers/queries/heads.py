"""The head and the dates of statutory papers: who issues them, from which place, in the words of Decree 30 (Annex I)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from motcua.kernel import clock
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers import rules


def day_words(on: date) -> str:
    """`ngày 05 tháng 02 năm 2026`: days under ten and the first two months padded (Decree 30, Annex I)."""
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    return f"ngày {on.day:02d} tháng {month} năm {on.year}"


def moment_words(moment: datetime | None) -> str:
    """`9 giờ 15 phút, ngày 20 tháng 11 năm 2026`"""
    if moment is None:
        return ""
    local = clock.local(moment)
    return f"{local.hour} giờ {local.minute:02d} phút, {day_words(local.date())}"


def desk_head(agency_code: str, on: date) -> dict[str, Any]:
    """Who issues: parent above, desk below, and the place name before the date: the ward's own, not its province's."""
    desk = organizations.agency(agency_code, on)
    parent = organizations.find_agency(desk.parent_code, on) if desk.parent_code else None
    return {
        "parent": rules.head_lines(parent.name) if parent else [],
        "agency": rules.head_lines(desk.name),
        "place": rules.place_of(desk.name) or (rules.place_of(parent.name) if parent else ""),
        "desk": desk.name,
        "phone": desk.phone,
    }


def dated_from(head: dict[str, Any], on: date) -> str:
    """`Nam Định, ngày 05 tháng 02 năm 2026`, beneath the motto; an office that names no place only dates."""
    return f"{head['place']}, {day_words(on)}" if head["place"] else day_words(on).capitalize()


def form_words(kind: str, on: date) -> dict[str, str]:
    """What the foot of a paper says of its form, from the set in force on a day; a set without a form for it says so."""
    forms = rules.form_set(on)
    return {
        "set": forms["name"],
        "no": forms.get(kind, "").removeprefix("Mẫu số "),
        "basis": forms["basis"].removeprefix("Ban hành kèm theo "),
        "annex": forms["annex"],
        "none": forms.get("without_form", {}).get(kind, ""),
    }
