"""Taking files in. The caller's command asks whether the person may; here the content is judged and kept."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import io
import os
import re
import tempfile
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, BinaryIO

from django.db import transaction

from motcua.kernel import audit, ciphers, outbox, rows
from motcua.kernel.access import Actor
from motcua.kernel.legal import parameter
from motcua.kernel.words import say
from motcua.services.files import ports, queries
from motcua.services.files.events import VirusFound
from motcua.services.files.models import FileUse, StoredFile
from motcua.services.files.rules import content, names
from motcua.services.files.types import (
    KINDS,
    BadFile,
    FileRef,
    Infected,
    Kind,
    Limits,
    Scan,
    StoreUnavailable,
    TooLarge,
)

CHUNK = 1 << 18
Source = bytes | BinaryIO | Iterable[bytes]


def limits(at: datetime) -> Limits:
    """The bounds in force."""
    day = at.date()
    return Limits(
        file_bytes=parameter("files.file_bytes", on=day),
        image_pixels=parameter("files.image_pixels", on=day),
        office_entries=parameter("files.office_entries", on=day),
        office_bytes=parameter("files.office_bytes", on=day),
        office_ratio=parameter("files.office_ratio", on=day),
    )


def store(
    *,
    stream: Source,
    name: str,
    by: Actor,
    at: datetime,
    limit: int | None = None,
    kinds: Collection[Kind] = KINDS,
    owner: str = "",
    reference: str = "",
    sealed: str = "",
) -> FileRef:
    """Nhận tệp: stream to disk within the bound, judge the content, scan, keep under its hash.

    Nothing is written to the database before the file lies safely in its place; a command that rolls back
    leaves at most an unlisted file that `fsck` names. Call it before the command that uses the file: reading
    an upload and scanning it inside a transaction would hold the database meanwhile.

    ``sealed`` names the key a content rests encrypted under. It is judged in a file without a name, so no clear copy is
    left behind; its hash is that of the encrypted bytes, and what its sender called it is not written down here.

    Raises:
        BadFile: empty, too large, of the wrong kind, broken, disguised, locked, with macros or a virus.
        StoreUnavailable: the disk does not take it.
    """
    bounds = limits(at)
    ceiling = min(limit, bounds.file_bytes) if limit is not None else bounds.file_bytes
    if sealed:
        return _store_sealed(stream, name, ceiling, kinds, bounds, by, at, owner, reference, sealed)
    with _landing(stream, ceiling) as (temporary, sha256, size):
        with temporary.open("rb") as landed:
            found = content.inspect(landed, size, kinds, bounds)
            scan, scanned_at = _scan(landed, at)
        ref = FileRef(sha256, size, found.media_type, names.safe(name, found.extension))
        _settle(temporary, sha256)
    _note(ref, scan, scanned_at, at, owner, reference, by)
    return ref


def _store_sealed(
    stream: Source, name: str, ceiling: int, kinds: Collection[Kind], bounds: Limits, by: Actor, at: datetime, owner: str,
    reference: str, purpose: str,
) -> FileRef:  # fmt: skip
    with tempfile.TemporaryFile() as landed:
        try:
            sha256, size = _pour(stream, landed, ceiling)
        except OSError as error:
            raise _full(error) from error
        found = content.inspect(landed, size, kinds, bounds)
        scan, scanned_at = _scan(landed, at)
        landed.seek(0)
        # The same file sent again with the same reference is one; with another, nothing tells that they are alike.
        salt = bytes.fromhex(ciphers.mark(f"{purpose} file", f"{reference}:{sha256}"))
        with _landing(ciphers.seal(purpose, salt, landed), ciphers.sealed_size(size)) as (
            temporary,
            rests,
            _,
        ):
            _settle(temporary, rests)
    ref = FileRef(rests, size, found.media_type, names.safe(name, found.extension))
    nameless = replace(ref, name=f"tep.{found.extension}")
    _note(nameless, scan, scanned_at, at, owner, reference, by, sealed=purpose)
    return ref


def store_issued(
    *, data: bytes, name: str, media_type: str, by: Actor, at: datetime, owner: str = "", reference: str = ""
) -> FileRef:
    """Giữ tệp do hệ thống lập (receipts, results, signed papers): no judging, no scan."""
    with _landing(data, len(data)) as (temporary, sha256, size):
        _settle(temporary, sha256)
    extension = name.rsplit(".", 1)[-1] if "." in name else "bin"
    ref = FileRef(sha256, size, media_type, names.safe(name, extension))
    _note(ref, Scan.CLEAN, at, at, owner, reference, by)
    return ref


def keep(*, ref: FileRef, owner: str, reference: str, by: Actor, at: datetime) -> None:
    """Ghi chỗ dùng: another room keeps this content too."""
    row = StoredFile.objects.filter(sha256=ref.sha256).first()
    if row is None:
        raise queries.no_file()
    _use(row, ref, owner, reference, by, at)


def scan_waiting(*, at: datetime, most: int = 200) -> dict[str, int]:
    """Ask the scanner again about files it did not answer for."""
    counts = {"clean": 0, "infected": 0, "waiting": 0}
    scanner = ports.virus_scanner()
    if scanner is None:
        return counts
    for row in StoredFile.objects.filter(scan=Scan.WAITING).order_by("id")[:most]:
        try:
            with queries.content_of(row) as stream:
                verdict = scanner.scan(stream)
        except OSError:
            counts["waiting"] += 1
            continue
        with transaction.atomic():
            row.scan = Scan.CLEAN if verdict.clean else Scan.INFECTED
            row.scanned_at, row.virus = at, verdict.virus[:200]
            row.save(update_fields=["scan", "scanned_at", "virus"])
            counts[row.scan] += 1
            if not verdict.clean:
                system = Actor.system("files")
                audit.record(
                    system, "files.virus_found", f"file:{row.sha256}", at=at, after={"virus": row.virus}
                )
                outbox.publish(VirusFound(sha256=row.sha256, virus=row.virus, occurred_at=at))
    return counts


PART_KEPT = timedelta(days=7)
"""How long the pieces of a file wait for the rest: a line may be gone for days."""


def part_size(key: str) -> int:
    """How many bytes of a file that comes in pieces lie here; ``key`` is a SHA-256 that only its sender can say."""
    path = _part(key)
    return path.stat().st_size if path.is_file() else 0


def add_part(*, key: str, offset: int, piece: bytes, at: datetime) -> int:
    """Nhận từng phần: append a piece that begins where the last one ended; any other changes nothing. How many bytes lie
    here now, so that a sender who was cut off goes on from there.

    Raises:
        TooLarge: more than one file may weigh.
        StoreUnavailable: the disc cannot be written.
    """
    ceiling = limits(at).file_bytes
    if offset + len(piece) > ceiling:
        raise _too_large(ceiling)
    path = _part(key)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as out:
            fcntl.flock(
                out, fcntl.LOCK_EX
            )  # two tabs, or a piece sent again while its first sending still runs
            out.seek(0, os.SEEK_END)
            if out.tell() == offset:
                out.write(piece)
                out.flush()
                os.fsync(out.fileno())
            return out.tell()
    except OSError as error:
        raise _full(error) from error


def open_parts(key: str) -> BinaryIO | None:
    """The pieces as one stream, None where there are none."""
    with contextlib.suppress(FileNotFoundError):
        return _part(key).open("rb")
    return None


def drop_parts(key: str) -> None:
    """The whole was taken, or was not what was announced: its pieces go."""
    _part(key).unlink(missing_ok=True)


def drop_old_parts(*, at: datetime) -> int:
    """Pieces whose rest never came; how many files."""
    gone = 0
    for path in (queries.root() / "tmp" / "part").glob("*"):
        with contextlib.suppress(FileNotFoundError):  # taken at this moment
            if path.stat().st_mtime < (at - PART_KEPT).timestamp():
                path.unlink()
                gone += 1
    return gone


# ---------- inside ----------


def _part(key: str) -> Path:
    if not re.fullmatch(r"[0-9a-f]{64}", key):
        raise ValueError("a part is known by a SHA-256")
    return queries.root() / "tmp" / "part" / key


def _too_large(ceiling: int) -> TooLarge:
    return TooLarge(
        say("Tệp này quá lớn."), why=say("Mỗi tệp nặng nhất {ceiling}.", ceiling=_megabytes(ceiling)),
        next=say("Quét lại ở 200–300 dpi, đen trắng, hoặc tách thành nhiều tệp."),
    )  # fmt: skip


class _landing:
    """A temporary file inside the store, written within a bound and gone afterwards unless settled."""

    def __init__(self, source: Source, ceiling: int) -> None:
        self.source, self.ceiling = source, ceiling

    def __enter__(self) -> tuple[Path, str, int]:
        folder = queries.root() / "tmp" / "tmp"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle, path = tempfile.mkstemp(dir=folder)
        except OSError as error:
            raise _full(error) from error
        self.path = Path(path)
        try:
            with os.fdopen(handle, "wb") as out:
                sha256, size = _pour(self.source, out, self.ceiling)
                os.fsync(out.fileno())
        except OSError as error:
            self._drop()
            raise _full(error) from error
        except BaseException:
            self._drop()
            raise
        return self.path, sha256, size

    def __exit__(self, *_: object) -> None:
        self._drop()

    def _drop(self) -> None:
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)


def _pour(source: Source, out: IO[bytes], ceiling: int) -> tuple[str, int]:
    """Hash and size of what was written."""
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(source):
        size += len(chunk)
        if size > ceiling:
            raise _too_large(ceiling)
        digest.update(chunk)
        out.write(chunk)
    out.flush()
    return digest.hexdigest(), size


def _chunks(source: Source) -> Iterable[bytes]:
    if isinstance(source, bytes | bytearray | memoryview):
        source = io.BytesIO(source)
    if hasattr(source, "chunks"):  # an uploaded file
        yield from source.chunks(CHUNK)
    elif hasattr(source, "read"):
        while chunk := source.read(CHUNK):
            yield chunk
    else:
        yield from source


def _settle(temporary: Path, sha256: str) -> None:
    """Move into place; a content already there stays, for it is the same."""
    target = queries.path_of(sha256)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and target.stat().st_size == temporary.stat().st_size:
            return
        os.chmod(temporary, 0o440)
        os.replace(temporary, target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise _full(error) from error


def _scan(landed: BinaryIO, at: datetime) -> tuple[Scan, datetime | None]:
    scanner = ports.virus_scanner()
    if scanner is None:
        return Scan.NOT_SCANNED, None
    landed.seek(0)
    try:
        verdict = scanner.scan(landed)
    except OSError:
        return Scan.WAITING, None
    if not verdict.clean:
        raise Infected(
            say("Tệp này có vi-rút nên không nhận được."), why=say("Máy quét nhận ra: {virus}.", virus=verdict.virus),
            next=say("Quét vi-rút máy của bạn, rồi quét hoặc chụp lại giấy tờ."),
        )  # fmt: skip
    return Scan.CLEAN, at


def _note(
    ref: FileRef, scan: Scan, scanned_at: datetime | None, at: datetime, owner: str, reference: str, by: Actor,
    *, sealed: str = "",
) -> None:  # fmt: skip
    with transaction.atomic(savepoint=False):
        row = StoredFile(
            sha256=ref.sha256, size=ref.size, media_type=ref.media_type, created_at=at, scan=scan, scanned_at=scanned_at,
            sealed=sealed,
        )  # fmt: skip
        rows.insert_or_find(row, "sha256", "scan")  # the same content may be there already
        if scan == Scan.CLEAN and row.scan in (Scan.NOT_SCANNED, Scan.WAITING):
            StoredFile.objects.filter(pk=row.pk).update(scan=scan, scanned_at=scanned_at)
        if row.scan == Scan.INFECTED:
            raise BadFile(
                say("Tệp này có vi-rút nên không nhận được."), next=say("Quét hoặc chụp lại giấy tờ rồi gửi.")
            )
        if owner:
            _use(row, ref, owner, reference, by, at)


def _use(row: StoredFile, ref: FileRef, owner: str, reference: str, by: Actor, at: datetime) -> None:
    use = FileUse(file=row, owner=owner, reference=reference, name=ref.name, added_at=at, added_by=by.id)
    rows.insert_new(use)


def _full(error: OSError) -> StoreUnavailable:
    return StoreUnavailable(
        say("Kho tệp tạm thời không ghi được."), why=say("Đĩa của máy chủ báo lỗi ({value}).", value=error.strerror or error),
        next=say("Nội dung khác bạn đã nhập vẫn còn. Hãy thử lại sau ít phút; nếu vẫn lỗi, báo bộ phận hỗ trợ."),
    )  # fmt: skip


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB".replace(".0 MB", " MB").replace(".", ",")
