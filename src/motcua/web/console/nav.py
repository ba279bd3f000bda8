"""The rail and the home of the console: what each kind of administrator may open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from django.http import HttpRequest

from motcua.kernel import access, clock
from motcua.kernel.access import Actor
from motcua.kernel.audit import queries as ledger
from motcua.kernel.audit.types import VIEW
from motcua.kernel.outbox import queries as outbox
from motcua.kernel.outbox.types import OPERATE
from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars import types as calendar_types
from motcua.registries.eforms import queries as eforms
from motcua.registries.eforms import types as eform_types
from motcua.registries.organizations import queries as organizations
from motcua.registries.organizations import types as organization_types
from motcua.registries.places import queries as places
from motcua.registries.procedures import queries as procedures
from motcua.registries.procedures import types as procedure_types
from motcua.services.accounts import queries as accounts
from motcua.services.accounts import types as account_types
from motcua.services.clients import queries as clients
from motcua.services.clients import types as client_types
from motcua.services.notifications import queries as notifications
from motcua.services.notifications import types as notification_types
from motcua.services.reorganisations import queries as reorganisations
from motcua.services.reorganisations import types as reorganisation_types
from motcua.services.workflow import queries as workflow
from motcua.services.workflow import types as workflow_types

HOME = "/quan-tri/"


@dataclass(frozen=True, slots=True)
class Tile:
    """One part of the administration: a live figure, what it counts, and a light in words."""

    value: str
    unit: str
    words: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of the rail, and its tile at home."""

    label: str
    path: str
    icon: str
    permission: str | None
    about: str
    tile: Callable[[Actor], Tile]

    @property
    def url(self) -> str:
        return HOME + self.path


def _procedures(actor: Actor) -> Tile:
    adopted = len(procedures.adopted_codes())
    return Tile(
        _number(adopted),
        "thủ tục tỉnh áp dụng",
        f"trên {_number(len(procedures.listed_codes()))} thủ tục quốc gia",
    )


def _forms(actor: Actor) -> Tile:
    rows = eforms.listing()
    drafts = sum(row["drafts"] for row in rows)
    return Tile(
        _number(len(rows)),
        "biểu mẫu",
        f"{drafts} bản thảo chờ đăng" if drafts else "",
        "soon" if drafts else "",
    )


def _processes(actor: Actor) -> Tile:
    return Tile(_number(workflow.processes(size=1).paginator.count), "quy trình")


def _agencies(actor: Actor) -> Tile:
    return Tile(_number(len(organizations.all_codes())), "cơ quan, đơn vị từng có")


def _reorganisations(actor: Actor) -> Tile:
    waiting, running = reorganisations.waiting()
    words = f"{waiting} chờ duyệt hoặc đến ngày" if waiting else "không có phương án nào chờ"
    return Tile(_number(running), "đang thực hiện", words, "soon" if waiting else "")


def _users(actor: Actor) -> Tile:
    total, closed = accounts.how_many(by=actor)
    return Tile(_number(total), "tài khoản", f"{_number(closed)} đang khóa" if closed else "")


def _roles(actor: Actor) -> Tile:
    return Tile(str(len(account_types.ROLES)), "vai trò")


def _clients(actor: Actor) -> Tile:
    rows = clients.listing(by=actor)
    waiting = sum(row.tone == "soon" for row in rows)
    words = f"{waiting} khóa sắp hết hạn" if waiting else ""
    return Tile(_number(len(rows)), "ứng dụng", words, "soon" if waiting else "")


def _days(actor: Actor) -> Tile:
    year = clock.today().year
    guessed = sum(
        not mark.confirmed for mark in calendars.calendar().marks.values() if mark.on.year in (year, year + 1)
    )
    words = f"{guessed} ngày còn là dự kiến" if guessed else "đã xác nhận đủ"
    return Tile(
        str(calendars.working_days_in(year)),
        f"ngày làm việc năm {year}",
        words,
        "soon" if guessed else "done",
    )


def _places(actor: Actor) -> Tile:
    counts = places.counts(clock.today())
    return Tile(_number(counts["ward"]), "xã, phường, đặc khu", f"{counts['province']} tỉnh, thành phố")


def _ledger(actor: Actor) -> Tile:
    now = ledger.standing()
    if now.finding:
        return Tile(_number(now.sealed), "dòng đã niêm phong", "Có chỗ không khớp", "late")
    return Tile(
        _number(now.sealed), "dòng đã niêm phong", f"{_number(now.waiting)} dòng chờ niêm phong", "done"
    )


def _events(actor: Actor) -> Tile:
    counts = outbox.counts()
    late = sum(light.tone == "late" for light in outbox.lights())
    if counts.dead or late:
        words = ", ".join(
            part
            for part in (
                f"{counts.dead} lượt giao hỏng" if counts.dead else "",
                f"{late} việc định kỳ trễ" if late else "",
            )
            if part
        )
        return Tile(_number(counts.waiting), "lượt giao đang chờ", words, "late")
    return Tile(_number(counts.waiting), "lượt giao đang chờ", "Mọi việc chạy đều", "done")


def _letters(actor: Actor) -> Tile:
    lost = notifications.not_arrived()
    return Tile(
        _number(lost),
        "tin không tới nơi trong hai tuần",
        "Cần xem" if lost else "Mọi tin đều tới",
        "soon" if lost else "done",
    )


def _texts(actor: Actor) -> Tile:
    lines = notifications.text_lines(actor, on=clock.today())
    edited = sum(bool(line.edited) for line in lines)
    return Tile(_number(len(lines)), "mẫu tin", f"{edited} mẫu đã sửa" if edited else "Đều như nguyên bản")


def _about(actor: Actor) -> Tile:
    return Tile(version("motcua"), "bản đang chạy")


GROUPS: tuple[tuple[str, tuple[Part, ...]], ...] = (
    (
        "Danh mục",
        (
            Part("Thủ tục", "thu-tuc/", "list", procedure_types.EDIT, "Danh mục quốc gia, phần tỉnh áp dụng, thời hạn, phí.", _procedures),
            Part("Quy trình điện tử", "quy-trinh/", "flow", workflow_types.EDIT, "Sơ đồ BPMN, thời hạn từng bước, ban hành.", _processes),
            Part("Biểu mẫu điện tử", "bieu-mau/", "file", eform_types.EDIT, "Tờ khai của người dân, từng phiên bản.", _forms),
            Part("Lịch làm việc", "lich/", "calendar", calendar_types.EDIT, "Ngày nghỉ, làm bù, giờ làm việc: mọi hạn đếm theo đây.", _days),
            Part("Đơn vị hành chính", "don-vi-hanh-chinh/", "pin", None, "Tỉnh, xã qua các lần sắp xếp.", _places),
        ),
    ),
    (
        "Con người",
        (
            Part("Cơ quan, chức vụ", "co-quan/", "office", organization_types.EDIT, "Cây cơ quan, vị trí, người giữ, ủy quyền.", _agencies),
            Part("Sắp xếp bộ máy", "sap-xep/", "flow", reorganisation_types.PREPARE, "Hợp nhất, chia tách, đổi tên cơ quan từ một ngày; chạy thử trước.", _reorganisations),
            Part("Tài khoản", "tai-khoan/", "user", account_types.EDIT, "Người dùng, khóa mở, xác thực hai lớp.", _users),
            Part("Vai trò", "vai-tro/", "lock", account_types.EDIT, "Mỗi vai trò làm được việc gì.", _roles),
            Part("Ứng dụng kết nối", "ung-dung/", "globe", client_types.MANAGE, "Phần mềm của cơ quan gọi API: phạm vi, khóa.", _clients),
        ),
    ),
    (
        "Vận hành",
        (
            Part("Nhật ký kiểm toán", "nhat-ky/", "eye", VIEW, "Ai làm gì, lúc nào; chỉ ghi thêm, niêm phong mỗi 5 phút.", _ledger),
            Part("Sự kiện, việc định kỳ", "su-kien/", "bell", OPERATE, "Việc chờ giao, việc hỏng, đèn của việc định kỳ.", _events),
            Part("Tin gửi đi", "tin-gui/", "send", notification_types.OPERATE, "Thư, tin nhắn tới người dân: đến nơi chưa, vì sao hỏng, gửi lại.", _letters),
            Part("Mẫu tin", "mau-tin/", "chat", notification_types.WORD, "Câu chữ của từng tin gửi người dân, tiếng Việt và tiếng Anh.", _texts),
            Part("Hệ thống", "he-thong/", "info", OPERATE, "Bản đang chạy và những điều cần sửa.", _about),
        ),
    ),
)  # fmt: skip


def parts(actor: Actor) -> list[tuple[str, list[Part]]]:
    """Groups with what this person may open; empty groups are left out."""
    open_to = [
        (title, [part for part in group if part.permission is None or access.allows(actor, part.permission)])
        for title, group in GROUPS
    ]
    return [(title, group) for title, group in open_to if group]


def pages(actor: Actor) -> list[dict[str, Any]]:
    """The console's pages for the palette of officers; none for who administers nothing."""
    found = [part for _, group in parts(actor) for part in group]
    if all(part.permission is None for part in found):
        return []
    named = [_item(f"Quản trị: {part.label}", part.url, part.icon, False) for part in found]
    return [_item("Quản trị: Tổng quan", HOME, "home", False), *named]


def rail(request: HttpRequest) -> list[dict[str, Any]]:
    """The rail of the console's shell; the longest address that fits is where the reader is."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.kind != "officer" or not request.path.startswith(HOME):
        return []
    dead = outbox.dead_count() if access.allows(actor, OPERATE) else 0
    groups = [{"title": "", "items": [_item("Tổng quan", HOME, "home", request.path == HOME)]}]
    for title, group in parts(actor):
        groups.append(
            {
                "title": title,
                "items": [
                    _item(
                        part.label, part.url, part.icon, request.path.startswith(part.url),
                        dead if part.path == "su-kien/" and dead else None, "late",
                    )
                    for part in group
                ],
            }
        )  # fmt: skip
    return groups


def _item(
    label: str, url: str, icon: str, current: bool, count: int | None = None, tone: str = ""
) -> dict[str, Any]:
    return {"label": label, "url": url, "icon": icon, "current": current, "count": count, "tone": tone}


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")
