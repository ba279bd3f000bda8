"""The database, the ledger in it, and what waits to be done."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from motcua.kernel import audit, clock
from motcua.kernel.audit import queries as ledger
from motcua.kernel.outbox import queries as outbox

from .finding import Finding


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
