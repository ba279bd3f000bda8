"""The machine and its settings: secrets, disk, programs beside us, files of the pages."""

from __future__ import annotations

import shutil
import stat
from itertools import islice
from pathlib import Path

from django.conf import settings

from motcua.kernel import clock
from motcua.services.counters import ports as counters
from motcua.services.files import queries as files
from motcua.services.scans import queries as scans

from .finding import Finding

FREE_BYTES = 2_000_000_000


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


def texting() -> list[Finding]:
    """A gateway for text messages has its secret, and nobody else reads it."""
    if not settings.SMS_URL:
        return [Finding("sms", "ok", "Chưa dùng tin nhắn SMS: người dân nhận tin trên trang và qua thư.")]
    path = Path(settings.SMS_SECRET_FILE) if settings.SMS_SECRET_FILE else None
    if path is None or not path.is_file() or not path.read_bytes().strip():
        return [
            Finding(
                "sms",
                "error",
                "Có địa chỉ gửi tin nhắn nhưng không đọc được khóa chung với nhà cung cấp.",
                "Đặt MOTCUA_SMS_SECRET_FILE trỏ tới tệp khóa.",
            )
        ]
    if path.stat().st_mode & 0o077:
        return [Finding("sms", "error", f"Tệp khóa {path} người khác đọc được.", f"Chạy: chmod 600 {path}.")]
    return [Finding("sms", "ok", "Tin nhắn SMS gửi qua nhà cung cấp, có khóa chung.")]


def pushing() -> list[Finding]:
    """The key devices are rung with is there, and nobody else reads it."""
    if not settings.PUSH_KEY_FILE:
        return [Finding("push", "ok", "Chưa báo tin lên máy: người dân nhận tin trên trang và qua thư.")]
    path = Path(settings.PUSH_KEY_FILE)
    if not path.is_file():
        return [
            Finding(
                "push", "error", f"Không đọc được khóa báo tin {path}.",
                "Tạo: openssl ecparam -genkey -name prime256v1 -noout, đặt MOTCUA_PUSH_KEY_FILE trỏ tới tệp.",
            )
        ]  # fmt: skip
    if path.stat().st_mode & 0o077:
        return [Finding("push", "error", f"Tệp khóa {path} người khác đọc được.", f"Chạy: chmod 600 {path}.")]
    return [Finding("push", "ok", "Báo tin lên máy có khóa riêng.")]
