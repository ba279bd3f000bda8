"""Reading the store. Whether a person may see a file is asked by the room that owns it, before it calls here."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import content_disposition_header

from motcua.kernel import ciphers
from motcua.kernel.web import has_seen
from motcua.kernel.words import say
from motcua.services.files.models import FileUse, StoredFile
from motcua.services.files.types import INLINE_IMAGES, SCAN_LABELS, Fault, FileFacts, NoFile, Scan


def root() -> Path:
    """The folder of the store."""
    return Path(settings.VAR_DIR) / "files"


def path_of(sha256: str) -> Path:
    """Where a content lies: two levels of folders, so that none grows large."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise no_file()
    return root() / sha256[:2] / sha256[2:4] / sha256


def stat(sha256: str) -> FileFacts:
    """What the store knows of a content."""
    row = StoredFile.objects.filter(sha256=sha256).first()
    if row is None:
        raise no_file()
    return _facts(row)


def extension(sha256: str) -> str:
    """The ending of a name for this content, as the kind found in it is called (".pdf")."""
    return mimetypes.guess_extension(stat(sha256).media_type) or ""


def stats(sha256s: list[str]) -> dict[str, FileFacts]:
    """The same for a page of files, in one query."""
    return {row.sha256: _facts(row) for row in StoredFile.objects.filter(sha256__in=sha256s)}


def open_file(sha256: str) -> BinaryIO:
    """The content for reading.

    Raises:
        NoFile: not in the store, or known to be infected.
    """
    row = StoredFile.objects.filter(sha256=sha256).only("scan", "sha256", "sealed").first()
    if row is None or row.scan == Scan.INFECTED:
        raise no_file()
    try:
        return content_of(row)
    except FileNotFoundError:
        raise no_file() from None


def content_of(row: StoredFile) -> BinaryIO:
    """What was sent, whether it rests as it came or encrypted."""
    stream = path_of(row.sha256).open("rb")
    return ciphers.unseal(row.sealed, stream) if row.sealed else stream


def read(sha256: str) -> bytes:
    """The whole content; for files we issued ourselves."""
    with open_file(sha256) as stream:
        return stream.read()


def uses(sha256: str) -> list[tuple[str, str]]:
    """Which rooms keep this content, and for what: (owner, reference)."""
    return list(FileUse.objects.filter(file__sha256=sha256).values_list("owner", "reference").distinct())


SANDBOX = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
# Chromium does not draw a sandboxed PDF; its viewer runs apart from our origin as it is.
PDF_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'; base-uri 'none'; "
    "form-action 'none'"
)
NEVER_AS_PAGES = ("text/html", "application/xhtml+xml", "image/svg+xml")


def serve(request: HttpRequest, sha256: str, name: str, *, inline: bool = False) -> HttpResponse:
    """The file as an answer. The caller has asked whether this person may see it.

    Only PDF and plain pictures are shown in the browser; everything else is saved. The media type is the
    one found in the content, never guessed again by the browser.
    """
    facts = stat(sha256)
    etag = f'"{sha256}"'
    media_type = "application/octet-stream" if facts.media_type in NEVER_AS_PAGES else facts.media_type
    shown = inline and (media_type == "application/pdf" or media_type in INLINE_IMAGES)
    if has_seen(request, etag):
        response: HttpResponse = HttpResponseNotModified()
    elif request.method == "HEAD":
        response = HttpResponse(content_type=media_type)
        response["Content-Length"] = str(facts.size)
    else:
        response = FileResponse(open_file(sha256), content_type=media_type)  # type: ignore[assignment]
        response["Content-Length"] = str(facts.size)
    response["Content-Disposition"] = content_disposition_header(not shown, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = PDF_POLICY if media_type == "application/pdf" else SANDBOX
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = etag
    return response


def fsck(*, deep: bool = True, now: datetime | None = None) -> Iterator[Fault]:
    """Compare rows and folder: files missing or changed, and leavings. `deep` reads every byte."""
    known: set[str] = set()
    for row in StoredFile.objects.order_by("id").iterator(chunk_size=2000):
        known.add(row.sha256)
        path = path_of(row.sha256)
        if not path.is_file():
            yield Fault(
                row.sha256, "missing", f"Mất tệp {row.sha256[:12]} ({row.media_type}, {row.size} byte)."
            )
        elif path.stat().st_size != (ciphers.sealed_size(row.size) if row.sealed else row.size) or (
            deep and _digest(path) != row.sha256
        ):
            yield Fault(row.sha256, "corrupt", f"Tệp {row.sha256[:12]} đã bị thay đổi trên đĩa.")
    day_ago = (now or datetime.now().astimezone()) - timedelta(days=1)
    for path in sorted(root().glob("*/*/*")) if root().is_dir() else []:
        if path.parent.name == "part":  # pieces that wait for the rest go by a clock of their own
            continue
        if path.is_file() and path.stat().st_mtime < day_ago.timestamp():
            if path.parent.name == "tmp" or path.parent.parent.name == "tmp":
                yield Fault(path.name, "temporary", f"Tệp tạm {path.name} còn sót.")
            elif path.name not in known:
                yield Fault(path.name, "orphan", f"Tệp {path.name[:12]} không có trong sổ.")


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _facts(row: StoredFile) -> FileFacts:
    return FileFacts(
        row.sha256,
        row.size,
        row.media_type,
        row.created_at,
        row.scan,
        SCAN_LABELS[Scan(row.scan)],
        row.scanned_at,
    )


def no_file() -> NoFile:
    return NoFile(
        say("Không tìm thấy tệp."),
        why=say("Tệp không có trong kho hoặc đã bị chặn."),
        next=say("Tải lại trang rồi thử lại."),
    )
