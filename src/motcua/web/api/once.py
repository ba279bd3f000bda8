"""Một lần: a POST with an Idempotency-Key has one effect and one answer, however often it is sent.

The answer is kept in the transaction of the command, so effect and answer come to be together. A second call, later or
at once, cannot keep its own answer: all it did is undone, and it gets the answer of the first. A refused call leaves
nothing, not even its key.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from motcua.kernel import clock, commands
from motcua.kernel.api import caller_of
from motcua.kernel.refusals import Invalid, Refusal
from motcua.services.clients import queries, services
from motcua.services.clients.types import KeyReused
from motcua.web.api import problems

KEY = re.compile(r"[!-~]{1,255}")
PATTERN = "^[!-~]{1,255}$"
KEPT_HEADERS = ("Content-Type", "ETag", "Location")

View = Callable[..., HttpResponse]


def once(view: View) -> View:
    """Wrap a view of the API whose programs are known."""

    @functools.wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key")
        if key is None or request.method != "POST":
            return view(request, *args, **kwargs)
        try:
            if not KEY.fullmatch(key):
                raise Invalid(
                    "Idempotency-Key chưa đúng dạng.",
                    next="Hãy gửi 1 đến 255 ký tự ASCII nhìn thấy được, ví dụ một UUID.",
                )
            client_id = caller_of(request).client_id
            return _answer(request, client_id, key, lambda: view(request, *args, **kwargs))
        except Refusal as refusal:
            return problems.of_refusal(refusal)

    return door


def _answer(request: HttpRequest, client_id: int, key: str, run: Callable[[], HttpResponse]) -> HttpResponse:
    fingerprint = _print(request)
    try:
        with transaction.atomic():
            with commands.sole():
                response = run()
            refused = response.status_code >= 400
            if refused:
                transaction.set_rollback(True)
            else:
                services.keep_answer(
                    client_id=client_id,
                    key=key,
                    fingerprint=fingerprint,
                    status=response.status_code,
                    headers={
                        name: response.headers[name] for name in KEPT_HEADERS if name in response.headers
                    },
                    body=response.content,
                    at=clock.now(),
                )
        if not refused:
            return response
        kept = queries.kept_answer(client_id, key)  # refused perhaps since the first call did it
        if kept is None:
            return response
    except IntegrityError:
        kept = queries.kept_answer(client_id, key)
        if kept is None:
            raise
    if kept.fingerprint != fingerprint:
        raise KeyReused(
            "Idempotency-Key này đã dùng cho một lần gọi khác nội dung.",
            why="Mỗi khóa chỉ thuộc về một việc.",
            next="Hãy tạo khóa mới cho việc mới, hoặc gửi lại đúng nội dung cũ.",
        )
    again = HttpResponse(kept.body, status=kept.status)
    for name, value in kept.headers.items():
        again.headers[name] = value
    again.headers["Idempotency-Replayed"] = "true"
    return again


def _print(request: HttpRequest) -> str:
    """Method, address and body: what makes two calls the same."""
    head = f"{request.method}\n{request.get_full_path()}\n".encode()
    return hashlib.sha256(head + request.body).hexdigest()
