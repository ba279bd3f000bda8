"""Digitising by agency: what was received as data, what was issued as data, what was used again (Decision 766)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count, QuerySet

from motcua.kernel import clock
from motcua.registries.organizations import queries as organizations
from motcua.services.reports import rules
from motcua.services.reports.models import Fact
from motcua.services.reports.types import TITLES, Asked, Column, Line, Table

from .facts import agency_column, digital_cell

DIGITAL = (
    Column("received", "Tiếp nhận trong kỳ", "(3)", "Giấy tờ đầu vào", "so-received"),
    Column("with_papers", "Có giấy tờ", "(4)", "Giấy tờ đầu vào", "so-with_papers"),
    Column("digitised", "Đã số hóa hết", "(5)", "Giấy tờ đầu vào", "so-digitised"),
    Column("digitised_share", "Tỷ lệ % (5)/(4)", "(6)", "Giấy tờ đầu vào"),
    Column("reused", "Dùng lại giấy trong kho", "(7)", "Dùng lại", "so-reused"),
    Column("reused_share", "Tỷ lệ % (7)/(3)", "(8)", "Dùng lại"),
    Column("stored", "Lấy từ kho hoặc trả vào kho", "(9)", "Dùng lại", "so-stored"),
    Column("stored_share", "Tỷ lệ % (9)/(3)", "(10)", "Dùng lại"),
    Column("done", "Giải quyết xong", "(11)", "Kết quả", "so-done"),
    Column("electronic", "Kết quả điện tử", "(12)", "Kết quả", "so-electronic"),
    Column("electronic_share", "Tỷ lệ % (12)/(11)", "(13)", "Kết quả"),
    Column("by_hand", "Ký trên giấy", "(14)", "Kết quả", "so-by_hand"),
    Column("scanned", "Trong đó đã số hóa", "(15)", "Kết quả", "so-scanned"),
    Column("scanned_share", "Tỷ lệ % (15)/(14)", "(16)", "Kết quả"),
)
SHARES = {
    "digitised_share": ("digitised", "with_papers"),
    "reused_share": ("reused", "received"),
    "stored_share": ("stored", "received"),
    "electronic_share": ("electronic", "done"),
    "scanned_share": ("scanned", "by_hand"),
}
COUNTED = tuple(column.key for column in DIGITAL if column.key not in SHARES)
NOTES = (
    "Cột (3) đến (10): hồ sơ tiếp nhận trong kỳ; cột (11) đến (16): hồ sơ có kết quả trong kỳ. Theo các chỉ số 4.1 đến 4.4 của "
    "Quyết định 766/QĐ-TTg; bấm vào một số để mở hồ sơ.",
    "Đã số hóa hết: mọi giấy đã nhận là tệp, là bản số hóa có người xác nhận, hoặc lấy từ kho; không còn giấy nào chỉ có bản giấy.",
    "Trả vào kho: kết quả có tệp, hồ sơ ghi số định danh hoặc mã số thuế. Không có hồ sơ để tính thì không có tỷ lệ; tỷ lệ làm "
    "tròn xuống.",
)


def digital(asked: Asked, rows: QuerySet[Fact]) -> Table:
    """One line an agency, one grouped question to the facts."""
    column, period = agency_column(asked), asked.period
    concerned = rows.filter(digital_cell("received", period) | digital_cell("done", period))
    counted = {f"n_{name}": Count("dossier_id", filter=digital_cell(name, period)) for name in COUNTED}
    today = clock.today()
    heirs = organizations.heirs(today) if asked.organised == "now" else {}
    found: dict[str, Counter[str]] = {}
    for code, *numbers in concerned.order_by().values_list(column).annotate(**counted):
        own = found.setdefault(rules.now_of(code, heirs), Counter())
        own.update(dict(zip(COUNTED, numbers, strict=True)))
    names = organizations.names_on(found, today if asked.organised == "now" else period.last_on)
    lines = [line_of(names.get(code, code), figures, {"cq": code}) for code, figures in found.items()]
    total = sum(found.values(), Counter[str]())
    return Table(
        TITLES["so-hoa"], "Cơ quan", DIGITAL, sorted(lines, key=lambda line: line.name),
        line_of("Tổng cộng", total, {}) if lines else None, NOTES,
    )  # fmt: skip


def line_of(name: str, figures: Counter[str], address: dict[str, str]) -> Line:
    """The figures with the shares they make; shares are never added."""
    values: dict[str, Any] = {key: figures[key] for key in COUNTED}
    values |= {key: rules.share(figures[part], figures[whole]) for key, (part, whole) in SHARES.items()}
    return Line(name, values, address)
