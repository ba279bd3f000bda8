"""Reading: verdicts on files, and who holds which certificate."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction

from motcua.kernel import clock
from motcua.services.signing.models import Certificate, SignatureRecord, ValidationReport
from motcua.services.signing.rules.words import reason_of
from motcua.services.signing.types import CertificateInfo, CheckerBusy, Verdict

MOST_BYTES = 64 * 1024 * 1024
FRESH = timedelta(hours=1)  # a certificate may end meanwhile; a new revocation list counts at once
PASSING = frozenset({"TIMEOUT", "OUT_OF_MEMORY", "GENERIC"})  # not remembered: the machine may have been busy

SEATS = 2  # checks at once on this machine, whatever the number of processes


@dataclass(frozen=True, slots=True)
class Trust:
    """Folders of trusted roots (PEM, DER) and of revocation lists."""

    roots: tuple[Path, ...]
    lists: tuple[Path, ...]

    @property
    def digest(self) -> str:
        """Changes when any root or list changes."""
        seen = hashlib.sha256()
        for folder in (*self.roots, *self.lists):
            for path in sorted(folder.iterdir()) if folder.is_dir() else ():
                if path.is_file():
                    seen.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return seen.hexdigest()


def default_trust() -> Trust:
    """The demo authority, and the roots that an administrator put in MOTCUA_TRUST_ROOTS."""
    folder = Path(settings.VAR_DIR) / "pki"
    more = (Path(settings.TRUST_ROOTS),) if settings.TRUST_ROOTS else ()
    return Trust(roots=(folder / "roots", *more), lists=(folder / "crl", *more))


def verify(
    data: bytes, *, trust: Trust | None = None, at: datetime | None = None, wait_s: float = 30
) -> Verdict:
    """Kiểm tra một tệp đã ký: TOTAL-PASSED, INDETERMINATE or TOTAL-FAILED, with each signature.

    Runs in a process of its own under limits of time and memory, two at once on the machine; the verdict is
    remembered by content. Needs no database: without one nothing is remembered.

    Raises:
        CheckerBusy: both places stayed taken for `wait_s` seconds.
    """
    trust, at = trust or default_trust(), at or clock.now()
    sha256 = hashlib.sha256(data).hexdigest()
    if len(data) > MOST_BYTES:
        return _plain("TOO_LARGE", data, sha256, at)
    known = _remembered(sha256, trust, at)
    if known is not None:
        return known
    with _seat(wait_s):
        verdict = _examine(data, trust, at)
    verdict = replace(verdict, sha256=sha256, size=len(data), checked_at=clock.local(at).isoformat())
    if verdict.code not in PASSING:
        _remember(verdict, trust, at)
    return verdict


@contextmanager
def _seat(wait_s: float) -> Iterator[None]:
    """One of the places on this machine: a locked file, which the system lets go when a process dies.

    Raises:
        CheckerBusy: all stayed taken for `wait_s` seconds.
    """
    with ExitStack() as held:
        places = _places()
        for place in places:
            held.callback(os.close, place)
        _take_one(places, until=time.monotonic() + wait_s)
        yield


def _places() -> list[int]:
    """The files, opened for reading, so that a check by another user of the machine may hold one too. Where nothing
    may be written (a check at the command line on a foreign folder) there are none to hold."""
    folder = Path(settings.VAR_DIR) / "locks"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [os.open(folder / f"check-{n}", os.O_RDONLY | os.O_CREAT, 0o644) for n in range(SEATS)]
    except PermissionError:
        return []


def _take_one(places: list[int], *, until: float) -> None:
    while places:
        for place in places:
            try:
                return fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
        if time.monotonic() >= until:
            raise CheckerBusy(
                "Đang có nhiều tệp cùng được kiểm tra.",
                next="Hãy thử lại sau một phút; tệp của bạn chưa được lưu.",
            )
        time.sleep(0.05)


def certificate_of(holder_kind: str, holder_code: str) -> CertificateInfo | None:
    """The certificate in use of a person or an agency."""
    row = Certificate.objects.filter(
        holder_kind=holder_kind, holder_code=holder_code, status=Certificate.Status.ACTIVE
    ).first()
    return info(row) if row is not None else None


def certificates() -> list[CertificateInfo]:
    """All certificates, newest first."""
    return [info(row) for row in Certificate.objects.order_by("-id")]


def was_signed_here(sha256: str) -> bool:
    """Whether these very bytes left this installation signed."""
    return SignatureRecord.objects.filter(sha256_after=sha256).exists()


def _examine(data: bytes, trust: Trust, at: datetime) -> Verdict:
    sha256 = hashlib.sha256(data).hexdigest()
    seconds = settings.VERIFY_TIMEOUT_S
    options = {
        "memory_mb": settings.VERIFY_MEMORY_MB,
        "cpu_s": seconds,
        "moment": at.isoformat(),
        "roots": [str(p) for p in trust.roots],
        "lists": [str(p) for p in trust.lists],
    }
    child = subprocess.Popen(
        [sys.executable, "-m", "motcua.services.signing.rules.examine", json.dumps(options)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
        start_new_session=True,
    )
    try:
        out, _ = child.communicate(data, timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        return _plain("TIMEOUT", data, sha256, at)
    if child.returncode == -signal.SIGXCPU or child.returncode == -signal.SIGKILL:
        return _plain("TIMEOUT", data, sha256, at)
    try:
        return Verdict.from_dict(json.loads(out))
    except (ValueError, TypeError):
        return _plain("GENERIC", data, sha256, at)


def _plain(code: str, data: bytes, sha256: str, at: datetime) -> Verdict:
    conclusion, reason = reason_of(code)
    kind = "pdf" if b"%PDF-" in data[:1024] else "unknown"
    return Verdict(
        conclusion=conclusion,
        code=code,
        reason=reason,
        kind=kind,
        sha256=sha256,
        size=len(data),
        checked_at=clock.local(at).isoformat(),
    )


def _remembered(sha256: str, trust: Trust, at: datetime) -> Verdict | None:
    try:
        row = ValidationReport.objects.filter(sha256=sha256, trust=trust.digest).first()
    except DatabaseError:
        return None
    if row is None or not at - FRESH <= row.checked_at <= at:
        return None
    return Verdict.from_dict(row.verdict)


def _remember(verdict: Verdict, trust: Trust, at: datetime) -> None:
    facts: dict[str, Any] = {"verdict": verdict.as_dict(), "checked_at": at}
    try:
        with transaction.atomic():
            ValidationReport.objects.update_or_create(
                sha256=verdict.sha256, trust=trust.digest, defaults=facts
            )
    except DatabaseError:
        pass


def info(row: Certificate) -> CertificateInfo:
    """A row in words for other rooms."""
    return CertificateInfo(
        code=row.code,
        holder_kind=row.holder_kind,
        holder_code=row.holder_code,
        name=row.name,
        organization=row.organization,
        title=row.title,
        serial=row.serial,
        issuer=row.issuer,
        not_before=row.not_before_at.isoformat(),
        not_after=row.not_after_at.isoformat(),
        status=row.status,
    )
