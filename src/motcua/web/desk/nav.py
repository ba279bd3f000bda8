"""The rail beside every officers' page: what there is to do, with figures from the same queries as the lists."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from motcua.kernel import access
from motcua.kernel.access import Actor
from motcua.registries.procedures.types import ADD_LOCAL
from motcua.services.accounts.types import CONFIRM
from motcua.services.certifying.types import CERTIFY, PREPARE
from motcua.services.counters.types import CALL
from motcua.services.dossiers.queries import lists
from motcua.services.dossiers.types import ACCEPT, INTAKE, PROCESS, REASSIGN, RETURN, SIGN, VIEW_AGENCY
from motcua.services.feedback.types import FOLLOW_UP
from motcua.services.feedback.types import VIEW as VIEW_FEEDBACK
from motcua.services.offline import queries as offline
from motcua.services.offline.types import OVERSEE
from motcua.services.payments.types import COLLECT
from motcua.services.petitions.types import HANDLE
from motcua.services.reports.types import VIEW as VIEW_REPORTS

HOME = "/can-bo/"


def rail(request: HttpRequest) -> list[dict[str, Any]]:
    """The rail of the desk's shell; none on other people's pages."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.kind != "officer" or not request.path.startswith(HOME):
        return []
    return groups(actor, request.path)


def groups(actor: Actor, path: str, *, counted: bool = True) -> list[dict[str, Any]]:
    """Groups of the rail for one person, with what their post may not do left out; without figures where only the
    pages are asked for."""
    counts = lists.counts(actor) if counted else {}
    own = [_item("Việc của tôi", HOME, "inbox", path, counts.get("mine"))]
    if access.allows(actor, INTAKE):
        own.append(_item("Tiếp nhận mới", f"{HOME}tiep-nhan/", "plus", path))
        settle = offline.to_settle(actor) if counted else None
        own.append(_item("Nhận khi mất mạng", f"{HOME}tiep-nhan/dang-cho-gui/", "send", path, settle or None))
    if access.allows(actor, CALL):
        own.append(_item("Quầy, gọi số", f"{HOME}quay/", "users", path))
    if access.allows(actor, COLLECT):
        own.append(_item("Chốt ca", f"{HOME}chot-ca/", "money", path))
    if access.allows(actor, ACCEPT):
        own.append(_item("Trực tuyến chờ nhận", f"{HOME}cho-nhan/", "globe", path, counts.get("online")))
        own.append(_item("Chờ bổ sung", f"{HOME}bo-sung/", "pause", path, counts.get("supplement")))
    if access.allows(actor, RETURN):
        own.append(_item("Chờ trả kết quả", f"{HOME}cho-tra/", "fileok", path, counts.get("to_return")))
    if access.allows(actor, SIGN):
        own.append(_item("Khay ký", f"{HOME}khay-ky/", "sign", path, counts.get("sign")))
    if access.allows(actor, CERTIFY):
        own.append(_item("Ký chứng thực", f"{HOME}chung-thuc/", "seal", path))
    own.append(_item("Văn bản đến", f"{HOME}van-ban-den/", "fileok", path))
    own.append(_item("Đang theo dõi", f"{HOME}theo-doi/", "bell", path))
    near = []
    if access.allows(actor, VIEW_AGENCY):
        agency = lists.agency_counts(actor) if counted else {}
        near.append(
            _item("Hồ sơ của cơ quan", f"{HOME}ho-so/", "office", path, agency.get("open"), query="?mo=1")
        )
        near.append(_item("Quá hạn", f"{HOME}qua-han/", "late", path, agency.get("late"), "late"))
        near.append(_item("Sổ theo dõi", f"{HOME}so-theo-doi/", "list", path))
        near.append(_item("Sổ kết quả", f"{HOME}so-ket-qua/", "list", path))
    if access.allows(actor, PREPARE):
        near.append(_item("Sổ chứng thực", f"{HOME}chung-thuc/so/", "list", path))
    if access.allows(actor, VIEW_REPORTS):
        near.append(_item("Báo cáo", f"{HOME}bao-cao/", "chart", path))
    if access.allows(actor, VIEW_FEEDBACK):
        near.append(_item("Đánh giá của người dân", f"{HOME}danh-gia/", "star", path))
    if access.allows(actor, FOLLOW_UP):
        near.append(_item("Đánh giá cần xem lại", f"{HOME}danh-gia/xem-lai/", "eye", path))
    if access.allows(actor, HANDLE):
        near.append(_item("Phản ánh, kiến nghị", f"{HOME}phan-anh/", "chat", path))
    if access.allows(actor, OVERSEE):
        near.append(_item("Máy nhận khi mất mạng", f"{HOME}tiep-nhan/may/", "list", path))
    if access.allows(actor, PROCESS):
        near.append(_item("Bàn giao kết quả", f"{HOME}ban-giao/", "send", path))
        near.append(_item("Cần xin lỗi, hẹn lại", f"{HOME}xin-loi/", "calendar", path))
    if access.allows(actor, CONFIRM):
        near.append(_item("Xác nhận danh tính", f"{HOME}xac-nhan-danh-tinh/", "idcard", path))
        near.append(_item("Người đại diện tổ chức", f"{HOME}nguoi-dai-dien/", "office", path))
    near.append(_item("Vắng mặt, làm thay", f"{HOME}vang-mat/", "calendar", path))
    if access.allows(actor, REASSIGN):
        near.append(_item("Đơn vị tôi", f"{HOME}don-vi/", "users", path))
        near.append(_item("Giờ trả lời trực tuyến", f"{HOME}tra-loi/", "globe", path))
        near.append(_item("Dự báo trễ hạn", f"{HOME}du-bao/", "clock", path))
    if actor.agency_code and access.allows(actor, ADD_LOCAL):
        near.append(_item("Bổ sung thủ tục", f"{HOME}thu-tuc/", "file", path))
    found = [{"title": "", "items": own}]
    if near:
        found.append({"title": "Cơ quan", "items": near})
    return found


def places(actor: Actor) -> list[dict[str, Any]]:
    """Every officers' page this person may open, for the palette."""
    found = [item for group in groups(actor, "", counted=False) for item in group["items"]]
    return [
        *found,
        _item("Bộ lọc đã lưu", f"{HOME}bo-loc/", "star", ""),
        _item("Cột của danh sách hồ sơ", f"{HOME}cot/", "list", ""),
        _item("Tin của tôi", f"{HOME}tin/", "bell", ""),
        _item("Đổi chức vụ", "/tai-khoan/chuc-vu/", "users", ""),
        _item("Tài khoản của tôi", "/tai-khoan/", "user", ""),
    ]


def _item(
    label: str, url: str, icon: str, path: str, count: int | None = None, tone: str = "", query: str = ""
) -> dict[str, Any]:
    current = path == url
    return {
        "label": label,
        "url": url + query,
        "icon": icon,
        "count": count,
        "tone": tone,
        "current": current,
    }
