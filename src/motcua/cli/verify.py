"""`motcua verify FILE`: the signatures of a PDF or signed XML, in words or as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from motcua.cli import setup_django, without_dead_database

if TYPE_CHECKING:
    from motcua.services.signing.types import Verdict


MOST_BYTES = 100_000_000


@click.command("verify")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="the verdict as JSON")
def command(file: Path, as_json: bool) -> None:
    """TOTAL-PASSED (exit 0), INDETERMINATE or TOTAL-FAILED (exit 1), and why."""
    data = _read(file)
    setup_django()
    without_dead_database()
    from motcua.services.signing import queries

    verdict = queries.verify(data)
    if as_json:
        click.echo(
            json.dumps(
                {"verdict": verdict.conclusion, "file": file.name, **verdict.as_dict()},
                ensure_ascii=False,
                indent=2,
            )
        )
    else:
        _tell(verdict)
    sys.exit(0 if verdict.passed else 1)


def _read(file: Path) -> bytes:
    """The content of a regular file of bearable size; anything else is wrong usage."""
    try:
        if not file.is_file():
            why = "đây không phải là tệp thường" if file.exists() else "không có tệp này"
        elif file.stat().st_size > MOST_BYTES:
            why = f"tệp lớn hơn {MOST_BYTES // 1_000_000} MB"
        else:
            return file.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
    click.echo(f"Không đọc được tệp {file}: {why}.", err=True)
    sys.exit(2)


def _tell(verdict: Verdict) -> None:
    click.echo(f"{verdict.conclusion} ({verdict.code})")
    click.echo(verdict.reason)
    if verdict.covers:
        click.echo(f"Phạm vi: {verdict.covers}")
    revocation = {
        "good": "chưa bị thu hồi",
        "revoked": "đã bị thu hồi",
        "unknown": "chưa rõ có bị thu hồi không",
    }
    source = {"timestamp": "theo dấu thời gian", "claimed": "do máy người ký ghi", "none": "không ghi"}
    for n, s in enumerate(verdict.signatures, 1):
        click.echo(f"\nChữ ký {n}: {s.conclusion} ({s.code})")
        click.echo(f"  {s.reason}")
        rows = [
            ("Người ký", ", ".join(x for x in (s.signer, s.title) if x)),
            ("Cơ quan", s.organization),
            ("Email", s.email),
            ("Thời gian ký", f"{s.signed_at} ({source[s.time_source]})" if s.signed_at else "không ghi"),
            ("Bao trùm", s.coverage),
            ("Sau khi ký", s.modification),
            ("Chứng thư", f"{s.serial}, {s.issuer}"),
            ("Thời hạn", f"{s.not_before} đến {s.not_after}"),
            ("Thu hồi", revocation[s.revocation] if s.revocation else ""),
            ("Mức", s.level),
        ]
        for label, value in rows:
            if value:
                click.echo(f"  {label}: {value}")
        for warning in s.warnings:
            click.echo(f"  Lưu ý: {warning}")
