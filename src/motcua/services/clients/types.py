"""Words of connected programs: scopes, what a key is, refusals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from motcua.kernel import access
from motcua.kernel.access import Actor
from motcua.kernel.refusals import AlreadyDone, Invalid, NotAllowed, NotThere

MANAGE = access.permission("clients.manage", "Quản lý ứng dụng kết nối")


@dataclass(frozen=True, slots=True)
class Scope:
    """Phạm vi: a part of the API, and the permissions of a post it may draw on."""

    code: str
    label: str
    purpose: str
    permissions: frozenset[str]


def _scope(code: str, label: str, purpose: str, *permissions: str) -> tuple[str, Scope]:
    return code, Scope(code, label, purpose, frozenset(permissions))


# No scope carries a signature: only a person signs.
SCOPES: dict[str, Scope] = dict(
    (
        _scope(
            "dossiers.read", "Đọc hồ sơ", "Xem danh sách, nội dung, các bước của hồ sơ trong cơ quan",
            "dossiers.view_agency", "dossiers.search",
        ),
        _scope(
            "dossiers.file", "Gửi hồ sơ", "Tạo hồ sơ, ghi người đứng tên, thêm giấy tờ",
            "dossiers.intake", "dossiers.accept",
        ),
        _scope("dossiers.receive", "Tiếp nhận", "Tiếp nhận hoặc từ chối tiếp nhận hồ sơ", "dossiers.accept", "dossiers.refuse"),
        _scope("dossiers.process", "Giải quyết", "Hoàn thành bước của chức vụ, thêm giấy tờ", "dossiers.process"),
        _scope("dossiers.result", "Ghi nhận kết quả", "Ghi nhận kết quả đã ký trên giấy", "dossiers.record_result"),
        _scope("dossiers.return", "Trả kết quả", "Ghi việc trả kết quả, kết thúc hồ sơ", "dossiers.return"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls the API: the program, what it may ask for, and the actor its commands run as."""

    client_id: int
    code: str
    scopes: frozenset[str]
    actor: Actor


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made; ``secret`` is never seen again."""

    client_code: str
    prefix: str
    secret: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One key of a program, as the console lists it."""

    prefix: str
    created_at: datetime
    created_by: str
    expires_at: datetime
    used_at: datetime | None
    state: str
    tone: str

    @property
    def is_live(self) -> bool:
        return self.tone in ("done", "soon")


@dataclass(frozen=True, slots=True)
class ClientLine:
    """One program in the list."""

    code: str
    name: str
    agency_name: str
    post_title: str
    scopes: tuple[Scope, ...]
    used_at: datetime | None
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What was answered to a call that bore an idempotency key."""

    fingerprint: str
    status: int
    headers: dict[str, str]
    body: bytes


class BadKey(NotAllowed):
    """The key of the call is unknown, expired or taken back, or its program may no longer work."""

    code = "API-01"
    title = "Khóa truy cập không dùng được"
    http_status = 401


class KeyReused(Invalid):
    """The same Idempotency-Key came with another content."""

    code = "API-03"
    title = "Idempotency-Key đã dùng cho nội dung khác"


class ClientNotThere(NotThere):
    """No such program, or no such key of it."""

    code = "API-04"
    title = "Không có ứng dụng này"


class BadClient(Invalid):
    """The program cannot be registered as described."""

    code = "API-05"


class ClientClosed(AlreadyDone):
    """The program was stopped; its keys are of no use."""

    code = "API-06"
