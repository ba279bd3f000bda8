"""Every no of the API in one form (RFC 9457): what, why, what next, with the code the help desk looks up."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from motcua.kernel.api import PROBLEM, Fault, Problem
from motcua.kernel.refusals import Refusal

DOCS = "/api/v1/"

WORDS: dict[int, tuple[str, str]] = {
    400: ("Không đọc được nội dung gửi lên", "Hãy kiểm tra địa chỉ và nội dung, rồi gửi lại."),
    403: ("Không được phép", "Hãy kiểm tra phạm vi và chức vụ của ứng dụng."),
    404: ("Không có địa chỉ này", "Hãy xem tài liệu API ở /api/v1/."),
    405: ("Địa chỉ này không nhận cách gọi đó", "Hãy xem tài liệu API ở /api/v1/."),
    413: ("Nội dung gửi lên quá lớn", "Hãy gửi ít hơn trong một lần."),
    500: ("Hệ thống gặp sự cố", "Hãy thử lại sau; gọi lại với cùng Idempotency-Key là an toàn."),
    503: ("Hệ thống tạm thời bận", "Hãy thử lại sau; gọi lại với cùng Idempotency-Key là an toàn."),
}


def respond(problem: Problem, headers: dict[str, str] | None = None) -> HttpResponse:
    """A problem as an answer that nobody keeps."""
    body = problem.model_dump_json(exclude_defaults=False, exclude_none=True)
    response = HttpResponse(body.encode(), status=problem.status, content_type=PROBLEM)
    response.headers["Cache-Control"] = "no-store"
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def of_refusal(refusal: Refusal, errors: list[Fault] | None = None) -> HttpResponse:
    """A refusal of the house; a stale page becomes 412, a missing key says how to bring one."""
    status = 412 if refusal.facts.get("stale") else refusal.http_status
    problem = Problem(
        type=f"{DOCS}#loi-{refusal.code}",
        title=refusal.title,
        status=status,
        detail=" ".join(part for part in (refusal.what, refusal.why) if part),
        code=refusal.code,
        next=refusal.next,
        errors=errors if errors is not None else refusal.facts.get("faults") or _places(refusal),
    )
    headers = {"WWW-Authenticate": 'Bearer realm="motcua"'} if status == 401 else {}
    if status == 429:
        headers["Retry-After"] = "3600"
    return respond(problem, headers)


def of_status(status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    """An answer that came without words: unknown address, wrong method, a fault of ours."""
    title, following = WORDS.get(status, WORDS[500 if status >= 500 else 400])
    code = f"HTTP-{status}"
    allowed = (headers or {}).get("Allow")
    problem = Problem(
        type=f"{DOCS}#loi-{code}",
        title=title,
        status=status,
        detail=f"{title}; nhận {allowed}." if allowed else f"{title}.",
        code=code,
        next=following,
    )
    return respond(problem, headers)


def _places(refusal: Refusal) -> list[Fault]:
    """Where what was sent cannot stand: a room names the parts as ``places``."""
    places = refusal.facts.get("places") or ()
    return [Fault(detail=str(words), pointer=pointer(place)) for place, words in places[:50]]


def _escaped(part: Any) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")


def pointer(parts: tuple[Any, ...]) -> str:
    """RFC 6901, as a fragment."""
    return "#" + "".join(f"/{_escaped(part)}" for part in parts)


_SAID = {
    "missing": "Thiếu mục bắt buộc.",
    "extra_forbidden": "Không có mục này trong API.",
    "string_type": "Phải là chữ.",
    "string_too_long": "Dài quá {max_length} ký tự.",
    "string_too_short": "Ngắn hơn {min_length} ký tự.",
    "blank": "Không được để trống.",
    "too_short": "Cần ít nhất {min_length} mục.",
    "string_pattern_mismatch": "Chưa đúng dạng.",
    "int_type": "Phải là số nguyên.",
    "int_parsing": "Phải là số nguyên.",
    "int_from_float": "Phải là số nguyên.",
    "greater_than_equal": "Phải từ {ge} trở lên.",
    "less_than_equal": "Phải từ {le} trở xuống.",
    "bool_type": "Phải là true hoặc false.",
    "list_type": "Phải là danh sách.",
    "dict_type": "Phải là đối tượng JSON.",
    "model_type": "Phải là đối tượng JSON.",
    "model_attributes_type": "Phải là đối tượng JSON.",
    "enum": "Chỉ nhận một trong: {expected}.",
    "literal_error": "Chỉ nhận một trong: {expected}.",
    "too_long": "Nhiều quá {max_length} mục.",
}


def of_faults(errors: list[dict[str, Any]]) -> list[Fault]:
    """What ninja found wrong, in our words; the place in the body, or the name of the parameter."""
    found = []
    for error in errors[:50]:
        where, *place = error["loc"]
        context = {key: str(value) for key, value in (error.get("ctx") or {}).items()}
        kind = error["type"]
        if context.get("field_type") == "Value":  # cleaned text, measured after the cleaning
            kind = f"string_{kind}"
        if kind == "string_too_short" and context.get("min_length") == "1":
            kind = "blank"
        said = context["words"] if kind == "said" else _SAID.get(kind)
        if said is None:
            said = "Phải là ngày dạng 2026-11-23." if kind.startswith("date") else "Giá trị chưa hợp lệ."
        if kind != "said":
            said = said.format_map(_Known(context))
        if where == "body":
            found.append(Fault(detail=said, pointer=pointer(tuple(place[1:]))))
        else:
            found.append(Fault(detail=said, parameter=str(place[0]) if place else where))
    return found


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"
