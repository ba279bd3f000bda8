"""What the law and people keep: certificates, days, legal bases, accounts."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from django.conf import settings

from motcua.kernel import clock
from motcua.registries.calendars import queries as calendars
from motcua.registries.procedures import queries as procedures
from motcua.services.accounts import queries as accounts
from motcua.services.signing import queries as signing

from .finding import Finding, Level

DEMO_PASSWORD = "motcua-dung-thu"
ENDING = timedelta(days=30)


def signatures() -> list[Finding]:
    """Whose authority signs, whether time is stamped, and which certificates end soon."""
    found = []
    if (Path(settings.VAR_DIR) / "pki" / "roots" / "demo-root.pem").exists():
        found.append(
            Finding(
                "signing",
                "warning",
                "Chữ ký đang dùng nơi cấp chứng thư thử nghiệm: không có giá trị pháp lý.",
                "Nạp chứng thư chuyên dùng công vụ (MOTCUA_PKCS11_MODULE) trước khi phục vụ thật.",
            )
        )
    if not settings.TIME_STAMP_URL:
        found.append(
            Finding(
                "signing",
                "warning",
                "Chưa có dịch vụ cấp dấu thời gian: chữ ký ở mức B-B.",
                "Đặt MOTCUA_TIME_STAMP_URL.",
            )
        )
    soon = (clock.now() + ENDING).isoformat()
    ending = [one for one in signing.certificates() if one.status == "active" and one.not_after < soon]
    found += [
        Finding(
            "signing",
            "warning",
            f"Chứng thư của {one.name} hết hạn ngày {one.not_after[:10]}.",
            "Xin cấp lại chứng thư trước ngày đó.",
        )
        for one in ending[:20]
    ]
    return found or [Finding("signing", "ok", "Chứng thư còn hạn, chữ ký có dấu thời gian.")]


def days() -> list[Finding]:
    """The official days of this year and the next stand confirmed."""
    today = clock.today()
    marks = calendars.calendar().marks.values()
    found = []
    for year in (today.year, today.year + 1):
        known = [mark for mark in marks if mark.on.year == year]
        guessed = [mark for mark in known if not mark.confirmed]
        if not known and (year == today.year or today >= date(today.year, 12, 1)):
            found.append(
                Finding(
                    "calendar",
                    "error",
                    f"Lịch chưa có ngày nghỉ lễ năm {year}.",
                    "Mở /quan-tri/lich/ và thêm theo thông báo chính thức.",
                )
            )
        elif guessed:
            level: Level = (
                "error" if year == today.year and any(mark.on >= today for mark in guessed) else "warning"
            )
            found.append(
                Finding(
                    "calendar",
                    level,
                    f"{len(guessed)} ngày của năm {year} còn là dự kiến.",
                    f"Mở /quan-tri/lich/?nam={year} và xác nhận theo thông báo chính thức.",
                )
            )
    return found or [Finding("calendar", "ok", "Lịch nghỉ năm nay và năm sau đã xác nhận.")]


def legal_bases() -> list[Finding]:
    """No fee or limit is published on the strength of an example."""
    codes = procedures.examples_published(clock.today())
    if not codes:
        return [Finding("legal_bases", "ok", "Thủ tục đang công bố không ghi căn cứ minh họa.")]
    named = ", ".join(codes[:10]) + (f" và {len(codes) - 10} thủ tục khác" if len(codes) > 10 else "")
    return [
        Finding(
            "legal_bases",
            "warning",
            f"{len(codes)} thủ tục đang công bố với căn cứ minh họa: {named}.",
            "Ghi số nghị quyết, quyết định thật vào mức thu, thời hạn; xem Quản trị, Thủ tục hành chính, Còn thiếu.",
        )
    ]


def people() -> list[Finding]:
    """Nobody of weight signs in with the password of the demonstration."""
    known = accounts.with_password(DEMO_PASSWORD)
    if known:
        names = ", ".join(known[:5]) + (" …" if len(known) > 5 else "")
        return [
            Finding(
                "accounts",
                "error",
                f"Tài khoản còn dùng mật khẩu dùng thử: {names}.",
                "Khóa các tài khoản này hoặc bắt đổi mật khẩu ở /quan-tri/tai-khoan/.",
            )
        ]
    return [Finding("accounts", "ok", "Không tài khoản cán bộ nào dùng mật khẩu dùng thử.")]
