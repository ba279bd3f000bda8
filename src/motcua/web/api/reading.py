"""Reading what programs send, with bounds: size, depth, numbers a table holds, text without control letters."""

from __future__ import annotations

import json
import math
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from motcua.kernel.api import Fault
from motcua.kernel.refusals import Invalid
from motcua.web.api.problems import pointer

DEPTH = 20
FIGURES = 18


class BadJson(Invalid):
    """The body is not JSON a program may send."""

    code = "API-10"
    title = "Nội dung không phải JSON đọc được"
    http_status = 400


class WrongType(Invalid):
    """The body is of another kind than the address takes."""

    code = "API-11"
    title = "Loại nội dung không nhận"
    http_status = 415


class BadValue(Invalid):
    """A value in the body that no table holds."""

    code = "API-12"


class BoundedParser(Parser):
    """JSON in UTF-8, each name once, not too deep, no odd numbers, no control letters."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json" and not request.content_type.endswith("+json"):
            raise WrongType(
                f"Địa chỉ này nhận application/json, không nhận “{request.content_type[:60]}”.",
                next="Hãy gửi JSON với Content-Type: application/json.",
            )
        try:
            found = json.loads(
                request.body.decode("utf-8"),
                object_pairs_hook=_once,
                parse_int=_whole,
                parse_constant=_no_number,
            )
        except RecursionError:
            raise _deep() from None
        except UnicodeDecodeError as error:
            raise BadJson(
                f"Nội dung không phải UTF-8 từ byte {error.start}.", next="Hãy gửi JSON mã hóa UTF-8."
            ) from None
        except json.JSONDecodeError as error:
            raise BadJson(
                f"JSON sai ở dòng {error.lineno}, cột {error.colno}.",
                next="Hãy kiểm tra dấu phẩy, ngoặc, nháy.",
            ) from None
        _walk(found, ())
        return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadJson("Một tên được ghi hai lần trong cùng đối tượng.", next="Hãy ghi mỗi tên một lần.")
    return found


def _whole(said: str) -> int:
    if len(said.lstrip("-")) > FIGURES:
        raise BadValue(f"Số có hơn {FIGURES} chữ số.", next="Hãy gửi số nhỏ hơn, hoặc gửi dưới dạng chữ.")
    return int(said)


def _no_number(said: str) -> float:
    raise BadJson(f"“{said}” không phải số trong JSON.", next="Hãy gửi null hoặc bỏ mục ấy.")


def _deep() -> BadJson:
    return BadJson(f"JSON lồng quá {DEPTH} tầng.", next="Hãy gửi cấu trúc phẳng hơn.")


def _walk(value: Any, at: tuple[Any, ...]) -> None:
    if len(at) > DEPTH:
        raise _deep()
    if isinstance(value, str):
        _letters(value, at)
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise _bad("Số quá lớn.", at)
    elif isinstance(value, dict):
        for key, one in value.items():
            _letters(key, at)
            _walk(one, (*at, key))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            _walk(one, (*at, number))


def _letters(said: str, at: tuple[Any, ...]) -> None:
    if "\x00" in said or any("\ud800" <= letter <= "\udfff" for letter in said):
        raise _bad("Có ký tự không lưu được (NUL hoặc nửa ký tự Unicode).", at)


def _bad(what: str, at: tuple[Any, ...]) -> BadValue:
    shown = pointer(tuple(str(part).encode("utf-8", "replace").decode()[:60] for part in at))
    return BadValue(what, next="Hãy bỏ giá trị ấy rồi gửi lại.", faults=[Fault(detail=what, pointer=shown)])
