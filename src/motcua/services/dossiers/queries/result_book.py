"""Sổ cấp số kết quả: every number an office gave out in a year, in one series, those that came to nothing too, with why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.db.models.functions import Length

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.pages import Rows
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers import rules
from motcua.services.dossiers.models import Result

SERIES = {
    "giay_khai_sinh": "Giấy khai sinh",
    "trich_luc_khai_tu": "Trích lục khai tử",
    "giay_ket_hon": "Giấy chứng nhận kết hôn",
    "trich_luc_thay_doi": "Trích lục thay đổi, cải chính, bổ sung hộ tịch",
    "xac_nhan_hon_nhan": "Giấy xác nhận tình trạng hôn nhân",
    "ban_sao": "Chứng thực bản sao",
    "ho_kinh_doanh": "Giấy chứng nhận đăng ký hộ kinh doanh",
    "giay_phep_xay_dung": "Giấy phép xây dựng",
    "van_ban_ket_qua": "Văn bản kết quả",
}
"""Each form of result has numbers of its own (`result_notation`)."""
STANDINGS = {
    "issued": "Đã phát hành",
    "replaced": "Đã thu lại, có bản khác",
    "waiting": "Chờ ký",
    "void": "Số bỏ",
}
TONES = {"issued": "done", "replaced": "mute", "waiting": "soon", "void": "late"}
_WANTED = {
    "issued": Q(signed_at__isnull=False, superseded_at=None),
    "replaced": Q(signed_at__isnull=False, superseded_at__isnull=False),
    "waiting": Q(signed_at=None, voided_at=None),
    "void": Q(voided_at__isnull=False),
}


@dataclass(frozen=True, slots=True)
class Book:
    """One series of one office in one year."""

    agency: str
    series: str
    title: str

    @property
    def key(self) -> str:
        """Its name in an address."""
        return f"{self.agency}:{self.series}"


def books(by: Actor, year: int) -> list[Book]:
    """The books of a year in which the offices in reach gave a number, one's own office first."""
    near = by.agency_codes | {by.agency_code}
    rows = _numbered(year).filter(dossier__competent_agency__in=near)
    found = set(rows.order_by().values_list("dossier__competent_agency", "template").distinct())
    names = organizations.agencies({agency for agency, _ in found})
    made = [
        Book(agency, series, f"{SERIES[series]}, {names[agency].name if agency in names else agency}")
        for agency, series in found
        if series in SERIES
    ]
    return sorted(made, key=lambda one: (one.agency != by.agency_code, one.title))


def numbers_of(book: Book, year: int, standing: str = "", said: str = "") -> Rows:
    """The numbers of a book in their order, the last first; of one standing, or of one owner, where asked."""
    rows = _numbered(year).filter(template=book.series, dossier__competent_agency=book.agency)
    if standing in _WANTED:
        rows = rows.filter(_WANTED[standing])
    if said:
        rows = rows.filter(
            Q(dossier__applicant_name__icontains=said) | Q(dossier__code__iexact=said) | Q(number=said)
        )
    rows = rows.select_related("dossier").defer("data", "dossier__answers")
    return Rows(rows, ("-digits", "-number", "-id"))  # digits as long as each other sort as numbers


def _numbered(year: int) -> Any:
    """Results with a number of our own series; what was signed on paper bears a number of another book."""
    rows = Result.objects.filter(number_year=year).exclude(number="").exclude(template="")
    return rows.annotate(digits=Length("number"))


def line_of(row: Result) -> dict[str, Any]:
    """One line of the book: page, print and file say the same."""
    standing, note = "issued" if row.signed_at else "waiting", ""
    if row.voided_at:
        standing, note = "void", rules.void_reason(replaced=row.superseded_at is not None)
    elif row.signed_at and row.superseded_at:
        standing, note = "replaced", f"Thu lại lúc {clock.local(row.superseded_at):%H:%M %d/%m/%Y}"
    return {
        "number": rules.result_notation(row.template, int(row.number), row.number_year or 0),
        "signed_at": row.signed_at,
        "signed_on": f"{clock.local(row.signed_at):%d/%m/%Y}" if row.signed_at else "",
        "name": row.name,
        "code": row.dossier.code,
        "owner": row.dossier.applicant_name,
        "signer": row.signer,
        "standing": STANDINGS[standing],
        "tone": TONES[standing],
        "note": note,
    }


def years(today: date) -> list[int]:
    """The years a book is asked for."""
    return list(range(today.year, today.year - 5, -1))
