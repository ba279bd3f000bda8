"""What every operation may answer, told from what it is: its method, its address, its headers, its scopes.

`tests/api/test_declared.py` reads what the code behind each operation can raise, and holds this to it.
"""

from __future__ import annotations

from typing import Any

from motcua.kernel.api import PROBLEM
from motcua.web.api import once

BEARER = "khoa"

WHEN = {
    "400": "Địa chỉ hoặc nội dung không đọc được: JSON sai, ký tự NUL",
    "401": "Không có khóa truy cập, hoặc khóa không dùng được",
    "403": "Chưa được cấp phạm vi, hoặc chức vụ không có quyền",
    "404": "Không có, hoặc không thuộc cơ quan của ứng dụng: hai trường hợp trả lời như nhau",
    "409": "Việc đã xong, hoặc hồ sơ không ở chỗ việc này bắt đầu",
    "411": "Nội dung gửi theo từng đoạn, không có Content-Length",
    "412": "Hồ sơ đã đổi sau ETag gửi trong If-Match; không sửa gì",
    "413": "Nội dung gửi lên quá lớn",
    "415": "Loại nội dung không nhận",
    "422": "Có mục chưa đúng, nêu từng chỗ trong errors; hoặc quy định không cho phép",
    "428": "Việc này cần If-Match",
    "429": "Thử sai quá nhiều lần; Retry-After nói phải chờ bao lâu",
    "5XX": "Hệ thống gặp sự cố hoặc đang bận; gọi lại cùng Idempotency-Key là an toàn",
}


def _header(about: str, kind: str = "string") -> dict[str, Any]:
    return {"description": about, "schema": {"type": kind}}


HEADERS = {
    "ETag": _header("Dấu phiên bản: gửi lại bằng If-Match khi sửa, bằng If-None-Match khi đọc"),
    "Location": _header("Địa chỉ hồ sơ vừa tạo"),
    "Idempotency-Replayed": _header("true: câu trả lời của lần gọi đầu với cùng Idempotency-Key"),
    "Retry-After": _header("Số giây nên chờ", "integer"),
    "WWW-Authenticate": _header("Cách gửi khóa truy cập"),
}
CARRIED = {"401": ("WWW-Authenticate",), "429": ("Retry-After",)}
COMPONENTS: dict[str, Any] = {
    "headers": HEADERS,
    "responses": {
        f"Problem{status}": {
            "description": about,
            "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            **(
                {"headers": {name: {"$ref": f"#/components/headers/{name}"} for name in CARRIED[status]}}
                if status in CARRIED
                else {}
            ),
        }
        for status, about in WHEN.items()
    },
}
IDEMPOTENCY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "Khóa của lần gọi này; gửi lại cùng khóa và nội dung thì nhận đúng câu trả lời đầu, giữ 30 ngày",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": once.PATTERN},
}
IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "description": "ETag của lần đọc trước; chưa đổi gì thì trả lời 304, không có nội dung",
    "schema": {"type": "string"},
}
UNMARKED = frozenset({"list_dossiers", "track_dossier"})
"""Answers without an ETag: rows come in meanwhile, and what is told of one dossier to the public is not kept."""
INSIST = frozenset({"set_applicant", "set_answers"})
"""Operations that answer 428 without If-Match."""


def complete(address: str, method: str, operation: dict[str, Any], scopes: tuple[str, ...]) -> None:
    """Security, parameters, answers and headers of one operation."""
    operation.pop("security", None)
    if scopes:
        operation["security"] = [{BEARER: [scope]} for scope in scopes]
        told = " hoặc ".join(f"`{scope}`" for scope in scopes)
        operation["description"] = f"{operation.get('description', '')}\n\nPhạm vi: {told}.".strip()
    parameters = operation["parameters"]
    marked = operation["operationId"] not in UNMARKED
    if scopes and method == "post":
        parameters.append(IDEMPOTENCY)
    if method == "get" and marked:
        parameters.append(IF_NONE_MATCH)
    found = operation["responses"]
    good = found[next(code for code in found if str(code).startswith("2"))]
    names = [
        *(["ETag"] if marked else []),
        *(["Location"] if operation["operationId"] == "create_dossier" else []),
        *(["Idempotency-Replayed"] if scopes and method == "post" else []),
    ]
    if names:
        good["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    if method == "get" and marked:
        found["304"] = {
            "description": "Chưa đổi gì từ ETag đã gửi",
            "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
        }
    for status in statuses(address, method, operation, scoped=bool(scopes)):
        found[status] = {"$ref": f"#/components/responses/Problem{status}"}


def statuses(address: str, method: str, operation: dict[str, Any], *, scoped: bool) -> list[str]:
    """The refusals an operation may answer with."""
    names = {one["name"] for one in operation["parameters"]}
    writes = method != "get"
    found = {"400", "422", "5XX"}
    found |= {"401", "403"} if scoped else set()
    found |= {"404"} if writes or "{" in address else set()
    found |= {"411", "413", "415"} if writes else set()
    found |= {"409"} if writes and scoped else set()
    found |= {"412"} if "If-Match" in names else set()
    found |= {"428"} if operation["operationId"] in INSIST else set()
    found |= {"429"} if writes and not scoped else set()
    return sorted(found)
