"""Kinds of users, and the roles: what each kind of post may do, in every room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from motcua.kernel import access
from motcua.kernel.refusals import AlreadyDone, Invalid
from motcua.kernel.words import say

EDIT = access.permission("accounts.edit", "Quản lý tài khoản, vai trò")
CONFIRM = access.permission("accounts.confirm_identity", "Xác nhận danh tính người dân tại quầy")


class UserKind(StrEnum):
    CITIZEN = "citizen"
    OFFICER = "officer"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        return {"citizen": "Người dân", "officer": "Cán bộ", "admin": "Quản trị"}[self.value]

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(m.value, m.label) for m in cls]


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Hộp thư nhận tin: the address a person gave; letters with a matter in them go to a confirmed one only."""

    address: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Role:
    code: str
    label: str
    purpose: str
    permissions: frozenset[str]
    whole_province: bool = False


def _role(code: str, label: str, purpose: str, *permissions: str, whole_province: bool = False) -> Role:
    return Role(code, label, purpose, frozenset(permissions), whole_province)


_AT_WORK = ("dossiers.view_agency", "dossiers.search", "people.look", "people.edit")

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        _role(
            "desk_clerk",
            "Cán bộ tiếp nhận",
            "Tiếp nhận hồ sơ, chuyển hồ sơ và trả kết quả tại quầy",
            *_AT_WORK,
            "accounts.confirm_identity",
            "counters.call",
            "dossiers.intake",
            "dossiers.accept",
            "dossiers.refuse",
            "dossiers.hand_over",
            "dossiers.process",
            "dossiers.return",
            "scans.digitise",
            "scans.sign_copy",
            "payments.collect",
            "certifying.prepare",
        ),
        _role(
            "desk_head",
            "Lãnh đạo Trung tâm",
            "Điều hành bộ phận tiếp nhận và trả kết quả",
            *_AT_WORK,
            "feedback.view",
            "feedback.view_agency",
            "feedback.follow_up",
            "petitions.handle",
            "petitions.publish",
            "reports.view",
            "reports.view_agency",
            "organizations.approve_absence",
            "procedures.add_local",
            "accounts.confirm_identity",
            "counters.call",
            "counters.set_up",
            "offline.oversee",
            "dossiers.intake",
            "dossiers.accept",
            "dossiers.refuse",
            "dossiers.hand_over",
            "dossiers.process",
            "dossiers.return",
            "payments.collect",
            "certifying.prepare",
            "scans.digitise",
            "scans.sign_copy",
            "dossiers.reassign",
            "dossiers.reopen",
            "dossiers.sign",
            "signing.sign",
        ),
        _role(
            "specialist",
            "Chuyên viên thụ lý",
            "Thẩm định, xử lý hồ sơ và trình ký",
            *_AT_WORK,
            "dossiers.process",
            "dossiers.submit_for_signature",
            "certifying.prepare",
        ),
        _role(
            "unit_head",
            "Lãnh đạo phòng",
            "Phân công, kiểm tra, trình lãnh đạo",
            *_AT_WORK,
            "feedback.view",
            "feedback.follow_up",
            "reports.view",
            "organizations.approve_absence",
            "procedures.add_local",
            "dossiers.process",
            "dossiers.submit_for_signature",
            "certifying.prepare",
            "dossiers.reassign",
            "dossiers.reopen",
        ),
        _role(
            "leader",
            "Lãnh đạo cơ quan",
            "Ký kết quả",
            *_AT_WORK,
            "feedback.view",
            "feedback.view_agency",
            "feedback.follow_up",
            "petitions.handle",
            "petitions.publish",
            "reports.view",
            "reports.view_agency",
            "organizations.approve_absence",
            "dossiers.process",
            "dossiers.sign",
            "dossiers.reassign",
            "dossiers.reopen",
            "certifying.prepare",
            "certifying.certify",
            "correspondence.instruct",
            "signing.sign",
        ),
        _role(
            "registry_clerk",
            "Văn thư",
            "Vào sổ, đóng dấu, phát hành kết quả",
            *_AT_WORK,
            "dossiers.process",
            "dossiers.hand_over",
            "dossiers.record_result",
            "correspondence.register",
            "signing.seal",
        ),
        _role("archivist", "Lưu trữ", "Xem và lưu hồ sơ đã xong", "dossiers.view_agency", "dossiers.search"),
        _role(
            "province_admin",
            "Quản trị hệ thống tỉnh",
            "Danh mục, quy trình, lịch, cơ quan, tài khoản",
            "procedures.edit",
            "procedures.add_local",
            "workflow.edit",
            "calendars.edit",
            "organizations.edit",
            "reorganisations.prepare",
            "reorganisations.approve",
            "accounts.edit",
            "accounts.confirm_identity",
            "eforms.edit",
            "signing.manage",
            "clients.manage",
            "outbox.operate",
            "notifications.operate",
            "notifications.word",
            "audit.view",
            "dossiers.search",
            "feedback.view",
            "feedback.view_agency",
            "reports.view",
            "reports.view_agency",
            "reports.view_province",
            whole_province=True,
        ),
        _role(
            "province_monitor",
            "Theo dõi toàn tỉnh",
            "Xem hồ sơ và số liệu của mọi cơ quan",
            "dossiers.view_agency",
            "dossiers.view_all",
            "dossiers.search",
            "feedback.view",
            "feedback.view_agency",
            "reports.view",
            "reports.view_agency",
            "reports.view_province",
            whole_province=True,
        ),
        _role(
            "inspector",
            "Tiếp công dân, giải quyết tố cáo",
            "Tiếp nhận, phân loại đơn; đọc và giải quyết tố cáo",
            "petitions.handle",
            "petitions.oversee",
            "petitions.secret",
            whole_province=True,
        ),
        _role(
            "auditor",
            "Kiểm tra, thanh tra",
            "Xem nhật ký hệ thống",
            "audit.view",
            "dossiers.view_all",
            "dossiers.search",
            "feedback.view",
            "feedback.view_agency",
            "reports.view",
            "reports.view_agency",
            "reports.view_province",
            whole_province=True,
        ),
    )
}


def permissions_of(roles) -> frozenset[str]:
    """Everything the given roles allow; an unknown role allows nothing."""
    return frozenset().union(*(ROLES[r].permissions for r in roles if r in ROLES))


SIGNING = frozenset({"dossiers.sign", "signing.sign", "certifying.certify"})


def permissions_of_post(roles, can_sign: bool) -> frozenset[str]:
    """What a post allows: its roles, and signing by the post's own word, whatever its role."""
    granted = permissions_of(roles)
    return granted | SIGNING if can_sign else granted - SIGNING


@dataclass(frozen=True, slots=True)
class Hat:
    """One post a user may act in, as the switcher shows it."""

    post_code: str
    post_title: str
    unit_name: str
    agency_code: str
    agency_name: str
    acting_for: str
    can_sign: bool
    current: bool = False


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """One running session, for the person whose it is."""

    id: int
    device: str
    ip: str
    started_at: datetime
    seen_at: datetime
    current: bool


class BadAccount(Invalid):
    code = "ACC-10"
    title = "Thông tin tài khoản chưa đúng"


class AccountAlready(AlreadyDone):
    code = "ACC-11"
    title = "Tài khoản đã có"


class CannotOpen(Invalid):
    """One answer for every reason that would tell a stranger whether somebody has an account."""

    code = "ACC-12"
    title = "Chưa tạo được tài khoản"


class NotYourPost(Invalid):
    code = "ACC-13"
    title = "Bạn không giữ chức vụ này"


class LockedAlready(AlreadyDone):
    code = "ACC-14"
    title = "Không có gì thay đổi"


class MailboxAlready(AlreadyDone):
    code = "ACC-16"
    title = say("Địa chỉ thư đã được xác nhận")


class LastAdministrator(Invalid):
    code = "ACC-15"
    title = "Không thể tự khóa mình"
