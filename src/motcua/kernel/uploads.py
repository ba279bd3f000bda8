"""Bounds of what a browser may send, kept before and while it is read.

A body larger than any page takes is refused by its announced length, unread. A file larger than one file may be is
left out while it streams; the view finds its name in ``request.files_too_large`` and says so beside the field.
What passes is judged by content in the files room.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.kernel.refusals import Refusal
from motcua.kernel.words import say


class BodyTooLarge(Refusal):
    """More was announced than a page takes."""

    code = "MC-06"
    title = say("Bạn gửi lên quá nhiều trong một lần")
    http_status = 413


class BodyBound:
    """Middleware: refuse an announced body above the bound before anything reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            announced = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            announced = 0
        if announced <= settings.BODY_BYTES:
            return self.get_response(request)
        refusal = BodyTooLarge(
            say("Lần gửi này nặng {value} MB nên chúng tôi chưa nhận.", value=announced // 1000000),
            why=say(
                "Mỗi tệp nặng nhất {value} MB, mỗi lần gửi nặng nhất {value2} MB.",
                value=settings.UPLOAD_FILE_BYTES // 1000000,
                value2=settings.BODY_BYTES // 1000000,
            ),
            next=say(
                "Hãy quay lại và gửi từng tệp một, hoặc quét lại ở 200–300 dpi, đen trắng. Nội dung đã lưu vẫn còn."
            ),
        )
        response = render(request, "refusal.html", {"refusal": refusal}, status=refusal.http_status)
        response.headers["Connection"] = "close"
        return response


class BoundedFiles(FileUploadHandler):
    """Upload handler: a file that grows over the bound is left out, the rest of the form is read on."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.size += len(raw_data)
        if self.size > settings.UPLOAD_FILE_BYTES:
            named = self.request.__dict__.setdefault("files_too_large", {})  # type: ignore[union-attr]
            named[self.field_name] = self.file_name
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


class NamelessFiles(FileUploadHandler):
    """Upload handler: a large file waits on the disk without a name, so that a process that dies leaves no copy behind."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        waits = tempfile.TemporaryFile()  # noqa: SIM115  closed with the request, as its upload
        self.file = UploadedFile(
            waits, self.file_name, self.content_type, 0, self.charset, self.content_type_extra
        )  # type: ignore[arg-type]

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        self.file.seek(0)
        self.file.size = file_size
        return self.file
