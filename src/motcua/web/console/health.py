"""What is missing or unsafe in this installation, each with its remedy.

`motcua doctor` prints it and the console's page about the system shows it. A check returns findings; one that
breaks is itself a finding, so that the rest is still told.
"""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from motcua.kernel import audit, clock
from motcua.kernel.audit import queries as ledger
from motcua.kernel.outbox import queries as outbox
from motcua.registries.calendars import queries as calendars
from motcua.registries.procedures import queries as procedures
from motcua.services.accounts import queries as accounts
from motcua.services.counters import ports as counters
from motcua.services.files import queries as files
from motcua.services.scans import queries as scans
from motcua.services.signing import queries as signing

Level = Literal["error", "warning", "ok"]

DEMO_PASSWORD = "motcua-dung-thu"
FREE_BYTES = 2_000_000_000
ENDING = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: how it stands, and what to do where it is not well."""

    check: str
    level: Level
    what: str
    remedy: str = ""


Check = Callable[[], list[Finding]]


def findings(*, deep: bool = False, database_fault: str = "") -> list[Finding]:
    """Every check, worst first. `deep` also recomputes the whole ledger and walks the file store.

    Where the database is known not to answer, that is told once and what asks it is left out.
    """
    found: list[Finding] = []
    if database_fault:
        found.append(
            Finding(
                "database",
                "error",
                f"Cơ sở dữ liệu không trả lời: {database_fault}. Những phần đọc cơ sở dữ liệu chưa được kiểm tra.",
                "Khởi động máy chủ cơ sở dữ liệu, xem lại MOTCUA_DATABASE_URL rồi chạy lại.",
            )
        )
    for check in (*QUICK, *(SLOW if deep else ())):
        if database_fault and check in ASKING:
            continue
        try:
            found += check()
        except Exception as error:
            found.append(
                Finding(
                    check.__name__,
                    "error",
                    f"Không kiểm tra được: {error}",
                    "Xem nhật ký của máy chủ rồi chạy lại.",
                )
            )
    return sorted(found, key=lambda one: ("error", "warning", "ok").index(one.level))


def debug() -> list[Finding]:
    """Technical error pages show settings and code."""
    if settings.DEBUG:
        return [
            Finding(
                "debug",
                "error",
                "Chế độ gỡ lỗi đang bật: trang lỗi lộ cấu hình và mã nguồn.",
                "Đặt MOTCUA_DEBUG=0 rồi khởi động lại.",
            )
        ]
    return [Finding("debug", "ok", "Chế độ gỡ lỗi đã tắt.")]


def secrets() -> list[Finding]:
    """Keys on disk are for their owner's eyes alone."""
    var = Path(settings.VAR_DIR)
    found = []
    for path in (var / "secret-key", Path(settings.KEY_SECRET_FILE or var / "pki" / "passphrase")):
        if path.is_file() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            mode = stat.S_IMODE(path.stat().st_mode)
            found.append(
                Finding(
                    "secrets",
                    "error",
                    f"Tệp khóa {path.name} có quyền {mode:o}: người khác trên máy đọc được.",
                    f"Chạy: chmod 600 {path}",
                )
            )
    return found or [Finding("secrets", "ok", "Các tệp khóa chỉ chủ chương trình đọc được.")]


def database() -> list[Finding]:
    """The database answers and its tables are those of this code."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return [
            Finding(
                "database",
                "error",
                f"Còn {len(waiting)} bước cập nhật bảng chưa chạy.",
                "Chạy: motcua manage migrate",
            )
        ]
    found = [Finding("database", "ok", f"Cơ sở dữ liệu {connection.vendor} trả lời, các bảng đúng bản.")]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous")
            held = cursor.fetchone()[0]
        if held < 2:
            found.append(
                Finding(
                    "database",
                    "warning",
                    "SQLite chưa ghi chắc xuống đĩa: mất điện có thể mất vài việc cuối.",
                    "Đặt MOTCUA_SQLITE_SYNCHRONOUS=FULL, hoặc dùng PostgreSQL.",
                )
            )
    return found


def ledger_rights() -> list[Finding]:
    """On PostgreSQL the application's role should not be able to change the ledger at all."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        rights = [
            f"has_table_privilege(current_user, '{table}', '{verb}')"
            for table in ("audit_entry", "audit_treehead")
            for verb in ("UPDATE", "DELETE", "TRUNCATE")
        ]
        cursor.execute(f"SELECT {' OR '.join(rights)}, current_user")
        may_change, role = cursor.fetchone()
    if may_change:
        return [
            Finding(
                "ledger_rights", "warning", f"Vai “{role}” của cơ sở dữ liệu được quyền sửa, xóa bảng nhật ký; hiện chỉ bộ chặn trong cơ sở dữ liệu giữ.",
                "Cho chương trình chạy bằng vai không sở hữu bảng: REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry, audit_treehead FROM vai_chay.",
            )
        ]  # fmt: skip
    return [Finding("ledger_rights", "ok", "Vai của chương trình không sửa, xóa được nhật ký.")]


def disk() -> list[Finding]:
    """Room to write, and the right to."""
    var = Path(settings.VAR_DIR)
    probe = var / ".doctor"
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        return [
            Finding(
                "disk",
                "error",
                f"Không ghi được vào thư mục dữ liệu: {error.strerror}.",
                f"Cho chương trình quyền ghi vào {var}.",
            )
        ]
    free = shutil.disk_usage(var).free
    if free < FREE_BYTES:
        return [
            Finding(
                "disk",
                "error",
                f"Đĩa dữ liệu chỉ còn {free // 1_000_000} MB.",
                "Thêm đĩa hoặc chuyển bản sao lưu đi nơi khác.",
            )
        ]
    return [Finding("disk", "ok", f"Thư mục dữ liệu ghi được, còn {free // 1_000_000_000} GB.")]


def ledger_sealed() -> list[Finding]:
    """The ledger grows sealed, and the last inspection agreed."""
    now = ledger.standing()
    if now.finding:
        return [
            Finding(
                "ledger",
                "error",
                f"Nhật ký không còn khớp: {now.finding}.",
                "Giữ nguyên máy chủ, báo người phụ trách an toàn thông tin, đối chiếu với bản sao lưu.",
            )
        ]
    if now.waiting > 5000:
        return [
            Finding(
                "ledger",
                "warning",
                f"{now.waiting} dòng nhật ký chưa được niêm phong.",
                "Kiểm tra chương trình nền: motcua worker.",
            )
        ]
    return [Finding("ledger", "ok", f"{now.sealed} dòng nhật ký đã niêm phong, {now.waiting} dòng chờ.")]


def ledger_recomputed() -> list[Finding]:
    """Every row and head, computed again."""
    wrong = audit.verify()
    if wrong:
        return [
            Finding(
                "ledger",
                "error",
                f"Nhật ký không còn khớp: {wrong}.",
                "Giữ nguyên máy chủ, báo người phụ trách an toàn thông tin, đối chiếu với bản sao lưu.",
            )
        ]
    return [Finding("ledger", "ok", "Đã tính lại toàn bộ nhật ký: khớp.")]


def deliveries() -> list[Finding]:
    """News that nobody got, and jobs that no longer run."""
    counts = outbox.counts()
    found = []
    if counts.dead:
        found.append(
            Finding(
                "deliveries",
                "error",
                f"{counts.dead} lượt giao không thành, đang chờ người xem.",
                "Mở /quan-tri/su-kien/, đọc lỗi, sửa nguyên nhân rồi bấm “Giao lại”.",
            )
        )
    if counts.oldest_at and clock.now() - counts.oldest_at > timedelta(minutes=10):
        found.append(
            Finding(
                "deliveries",
                "error",
                f"Có việc chờ giao từ {clock.local(counts.oldest_at):%H:%M %d/%m}.",
                "Chạy chương trình nền: motcua worker.",
            )
        )
    late = [light for light in outbox.lights() if light.tone == "late"]
    never = [light.name for light in late if light.last_started_at is None]
    if never:
        found.append(
            Finding(
                "jobs",
                "warning",
                f"Việc định kỳ chưa chạy lần nào: {', '.join(never)}.",
                "Chạy chương trình nền: motcua worker.",
            )
        )
    bad = [light for light in late if light.last_started_at is not None]
    found += [
        Finding(
            "jobs",
            "error" if light.error else "warning",
            f"Việc định kỳ {light.name}: {light.words.lower()}. {light.cause}".strip(),
            "Chạy motcua worker; xem lỗi ở /quan-tri/su-kien/.",
        )
        for light in bad
    ]
    return found or [Finding("jobs", "ok", "Mọi việc định kỳ chạy đều, không lượt giao nào mắc lại.")]


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


def scanner() -> list[Finding]:
    """Uploads pass a virus scanner."""
    if not settings.CLAMD:
        return [
            Finding(
                "scanner",
                "warning",
                "Chưa có bộ quét vi-rút: tệp gửi lên chỉ được xét theo loại.",
                "Cài clamd rồi đặt MOTCUA_CLAMD.",
            )
        ]
    return [Finding("scanner", "ok", "Tệp gửi lên được quét vi-rút.")]


def papers() -> list[Finding]:
    """The machine that reads scanned papers, and pages that lie too long."""
    able = scans.ability()
    if not able.reads:
        return [
            Finding(
                "papers",
                "warning",
                f"{able.missing} Giấy quét không có lớp chữ, dữ liệu phải gõ tay.",
                able.remedy,
            )
        ]
    lying = scans.waiting_since(at=clock.now())
    if lying:
        return [
            Finding(
                "papers", "warning", f"{lying} trang quét chờ máy quá 10 phút.",
                "Chạy thêm `motcua worker`, hoặc xem nhật ký của worker.",
            )
        ]  # fmt: skip
    return [Finding("papers", "ok", "Máy đọc chữ tiếng Việt sẵn sàng cho giấy quét.")]


def voice() -> list[Finding]:
    """The board can call a number aloud."""
    try:
        counters.voice().say("A")
    except OSError:
        return [
            Finding(
                "voice",
                "warning",
                "Không có giọng đọc: bảng gọi số ở sảnh chỉ hiện số, hoặc đọc bằng trình duyệt nếu được.",
                "Cài espeak-ng (Debian: apt-get install espeak-ng).",
            )
        ]
    return [Finding("voice", "ok", "Bảng gọi số đọc được số bằng tiếng Việt.")]


def stored_files() -> list[Finding]:
    """Files on disk against the register, by size."""
    if not files.root().is_dir():
        return []
    faults = list(islice(files.fsck(deep=False), 20))
    found = [
        Finding(
            "files",
            "warning" if one.what in ("temporary", "orphan") else "error",
            one.message,
            "Khôi phục từ bản sao lưu."
            if one.what in ("missing", "corrupt")
            else "Chạy lại sau một ngày; tệp thừa được dọn tự động.",
        )
        for one in faults
    ]
    return found or [Finding("files", "ok", "Kho tệp khớp với sổ.")]


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


def address() -> list[Finding]:
    """Names the web answers to, and whether the wire is closed to listeners."""
    found = []
    if "*" in settings.ALLOWED_HOSTS:
        found.append(
            Finding(
                "address", "error", "Trang trả lời mọi tên máy chủ.", "Đặt MOTCUA_HOSTS là tên miền của tỉnh."
            )
        )
    local = settings.PUBLIC_URL.startswith(("http://127.0.0.1", "http://localhost"))
    if not settings.HTTPS and not local:
        found.append(
            Finding(
                "address",
                "error",
                "Trang chạy http: mật khẩu và dữ liệu đi trần trên mạng.",
                "Đặt chứng thư TLS phía trước rồi đặt MOTCUA_HTTPS=1.",
            )
        )
    elif not settings.HTTPS:
        found.append(
            Finding(
                "address",
                "warning",
                "Trang chạy http trên máy này; chưa dùng cho người khác được.",
                "Khi đưa ra mạng: https, MOTCUA_HTTPS=1, MOTCUA_HOSTS, MOTCUA_PUBLIC_URL.",
            )
        )
    return found or [Finding("address", "ok", "Trang chạy https với tên miền đã khai.")]


def fonts() -> list[Finding]:
    """Statutory papers carry their own Vietnamese letters."""
    from motcua.ui.paper.render import FONTS

    if not list(FONTS.glob("Tinos*.ttf")):
        return [
            Finding(
                "fonts",
                "error",
                "Thiếu phông chữ Tinos: giấy in ra có thể mất dấu.",
                "Cài lại chương trình từ gói đầy đủ.",
            )
        ]
    return [Finding("fonts", "ok", "Phông chữ của giấy tờ có đủ.")]


def packed() -> list[Finding]:
    """Styles and scripts are packed and named by content, or no page can be drawn."""
    from django.contrib.staticfiles.storage import staticfiles_storage

    try:
        staticfiles_storage.url("ui/tokens.css")
    except ValueError:
        return [
            Finding(
                "packed",
                "warning",
                "Tệp giao diện chưa đóng gói: mọi trang sẽ báo lỗi.",
                "Chạy motcua web một lần, hoặc: motcua manage collectstatic --noinput",
            )
        ]
    return [Finding("packed", "ok", "Tệp giao diện đã đóng gói.")]


QUICK: tuple[Check, ...] = (
    debug, secrets, database, ledger_rights, disk, ledger_sealed, deliveries, signatures, scanner, papers, voice, days, legal_bases, address, packed,
    fonts,
)  # fmt: skip
SLOW: tuple[Check, ...] = (ledger_recomputed, stored_files, people)
ASKING: frozenset[Check] = frozenset(
    {
        database,
        ledger_rights,
        ledger_sealed,
        deliveries,
        signatures,
        papers,
        days,
        legal_bases,
        ledger_recomputed,
        stored_files,
        people,
    }
)  # of the database
