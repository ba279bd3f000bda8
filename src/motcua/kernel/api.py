"""How rooms speak to programs: shapes, problems, scopes, marks of versions, pages that stay flat.

A room's `api.py` has a ninja router and knows nothing of who is at the other end; `web/api` puts the routers under
one roof. Everything here is about the wire, nothing about any room.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from ninja import Header, Schema
from ninja.security import HttpBearer
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from motcua.kernel import text
from motcua.kernel.refusals import Invalid, NotAllowed, Refusal
from motcua.kernel.web import has_seen

PROBLEM = "application/problem+json"
MOST = 100
"""Rows of one page."""
MOST_FOUND = 500
"""Rows of a search: who wants more asks more narrowly."""


class Shape(Schema):
    """What a program sends: a name it does not know is a mistake, not a wish."""

    model_config = ConfigDict(extra="forbid")


class Fault(Schema):
    """One thing that is wrong with what was sent: in the body by JSON pointer, else by the parameter's name."""

    detail: str = Field(description="Sai gì, bằng tiếng Việt")
    pointer: str | None = Field(
        None, description="Chỗ sai trong nội dung gửi lên (RFC 6901), ví dụ #/applicant/name"
    )
    parameter: str | None = Field(None, description="Tham số sai ở địa chỉ hoặc phần đầu")


class Problem(Schema):
    """Lời từ chối (RFC 9457)."""

    type: str = Field(description="Địa chỉ giải thích mã lỗi")
    title: str
    status: int
    detail: str
    code: str = Field(description="Mã để hỏi bộ phận hỗ trợ")
    next: str = Field("", description="Nên làm gì tiếp")
    errors: list[Fault] = []


class NoKey(NotAllowed):
    """A call without an access key."""

    code = "API-07"
    title = "Cần khóa truy cập"
    http_status = 401


class ScopeMissing(NotAllowed):
    """The program was not given this part of the API."""

    code = "API-02"
    title = "Ứng dụng chưa được cấp phạm vi này"


class BadCursor(Invalid):
    """A mark of a page that was not given out by us, or for another question."""

    code = "API-08"
    title = "Dấu trang không dùng được"


class VersionAsked(Refusal):
    """An edit that may collide came without saying which version it changes."""

    code = "API-09"
    title = "Cần If-Match"
    http_status = 428


# --- who calls ------------------------------------------------------------------------------------------


def caller_of(request: HttpRequest) -> Any:
    """The program that calls; found once a request, and its actor becomes the request's.

    Raises:
        NoKey: no key was sent. The resolver (settings.API_CALLER) refuses keys that open nothing.
    """
    known = request.__dict__.get("caller")
    if known is None:
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not secret.strip():
            raise NoKey(
                "Lần gọi này không có khóa truy cập.",
                next="Hãy gửi “Authorization: Bearer …” với khóa quản trị viên đã cấp.",
            )
        known = import_string(settings.API_CALLER)(secret.strip())
        request.__dict__["caller"] = known
        request.__dict__["actor"] = known.actor
    return known


class Scope(HttpBearer):
    """The part of the API an operation belongs to, or one of some; a program needs to have been given it."""

    def __init__(self, *codes: str) -> None:
        super().__init__()
        self.codes = codes

    def __call__(self, request: HttpRequest) -> Any:
        caller = caller_of(request)
        if caller.scopes.isdisjoint(self.codes):
            asked = " hoặc ".join(f"“{code}”" for code in self.codes)
            raise ScopeMissing(
                f"Ứng dụng chưa được cấp phạm vi {asked}.",
                next="Hãy nhờ quản trị viên cấp thêm phạm vi cho ứng dụng.",
            )
        return caller

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Not reached: `__call__` answers."""
        raise NotImplementedError


# --- words that come in -----------------------------------------------------------------------------------


def _clean(said: str) -> str:
    return text.clean(said)


Words = Annotated[str, AfterValidator(_clean)]
"""Text as a person may have typed it: one normal form, nothing invisible."""


def _day(said: Any) -> Any:
    if isinstance(said, date) or (isinstance(said, str) and _DAY.fullmatch(said)):
        return said
    raise PydanticCustomError("date_form", "a day is written 2026-11-23")


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Day = Annotated[date, BeforeValidator(_day)]
"""A day as it is written, never a count of seconds."""


# --- answers ----------------------------------------------------------------------------------------------

Version = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=40,
        pattern=r'^(\*|(W/)?"[0-9]{1,9}")$',
        description="ETag của bản đang sửa; nếu hồ sơ đã đổi thì trả lời 412 và không sửa gì",
    ),
]


def seen_version(if_match: str | None, *, needed: bool = False) -> int | None:
    """The version a program has seen, from ``If-Match``.

    Raises:
        VersionAsked: it is needed here and was not sent.
        Invalid: it is not one of our marks.
    """
    if if_match is None or if_match.strip() == "*":
        if needed and if_match is None:
            raise VersionAsked(
                "Việc sửa này cần If-Match.",
                why="Hai nơi sửa cùng lúc thì một nơi sẽ mất phần đã sửa.",
                next="Hãy đọc hồ sơ, lấy ETag và gửi lại kèm If-Match.",
            )
        return None
    number = text.whole(if_match.strip().removeprefix("W/").strip('"'))
    if number is None:
        raise Invalid(
            "If-Match không phải ETag đã trả lời.", next="Hãy gửi nguyên ETag của lần đọc gần nhất."
        )
    return number


def answer(
    request: HttpRequest,
    shape: BaseModel,
    *,
    status: int = 200,
    version: int | None = None,
    public: bool = False,
) -> HttpResponse:
    """A shape as an answer; with a version as its ETag. What is public may be kept a minute by who asked."""
    body = shape.model_dump_json(by_alias=True).encode()
    response = HttpResponse(body, status=status, content_type="application/json")
    if public:
        response.headers["Cache-Control"] = "public, max-age=60"
        response.headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    elif version is not None:
        response.headers["ETag"] = f'"{version}"'
    mark = response.headers.get("ETag")
    if mark and request.method == "GET" and has_seen(request, mark):
        response.status_code, response.content = 304, b""
    return response


# --- pages ------------------------------------------------------------------------------------------------

Limit = Annotated[int, Field(ge=1, le=MOST, description=f"Số dòng một trang, nhiều nhất {MOST}")]
Cursor = Annotated[
    str | None, Field(max_length=600, description="Dấu trang từ “next” của trang trước; trang đầu không gửi")
]
_MARKS = signing.Signer(salt="motcua.api.cursor")


def mark(kind: str, last: Sequence[Any], asked: Mapping[str, Any]) -> str:
    """Where a page ended: the sort key of its last row, signed, and good for this question only."""
    return _MARKS.sign_object([kind, list(last), _print(asked)])


def after(kind: str, cursor: str | None, asked: Mapping[str, Any]) -> list[Any] | None:
    """The sort key a page goes on from; None for the first page.

    Raises:
        BadCursor: not one of our marks, or of another question.
    """
    if not cursor:
        return None
    try:
        of, last, question = _MARKS.unsign_object(cursor)
    except (signing.BadSignature, ValueError, TypeError):
        of = last = question = None
    if of != kind or question != _print(asked):
        raise BadCursor(
            "Dấu trang (cursor) không đúng.",
            why="Dấu trang chỉ dùng với đúng câu hỏi đã trả lời nó.",
            next="Hãy gửi nguyên giá trị “next” cùng các điều kiện của trang trước, hoặc bắt đầu lại từ trang đầu.",
        )
    return last


def part(keys: Sequence[Any], last: Sequence[Any] | None, limit: int) -> tuple[slice, list[Any] | None]:
    """The next part of an answer ranked anew for each call, and what its mark says: the last row, and how many were
    told. Goes on after that row; where it no longer is found, after as many."""
    begin = 0
    if last:
        found = next((at for at, key in enumerate(keys) if key == last[0]), None)
        begin = int(last[1]) if found is None else found + 1
    end = begin + limit
    return slice(begin, end), [keys[end - 1], end] if end < len(keys) else None


def _print(asked: Mapping[str, Any]) -> str:
    plain = json.dumps(dict(sorted(asked.items())), default=str, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:12]
