"""`motcua procedures`: the catalogue in and out."""

from __future__ import annotations

import contextlib
import gzip
import json
import sys
from pathlib import Path
from typing import Any

import click

from motcua.cli import need_database, setup_django

SHOWN = 20


@click.group()
def command() -> None:
    """Catalogue of procedures: import, export, check, pack, unpack."""


@command.command()
@click.argument("file", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="the report as JSON")
def check(file: str, as_json: bool) -> None:
    """Read and judge FILE (YAML, JSONL, packed or not). Changes nothing, needs no database."""
    from motcua.registries.procedures.rules.files import UnreadableFile, read_file

    try:
        read = read_file(Path(file))
    except UnreadableFile as fault:
        _unreadable(file, str(fault), as_json)
    report = {
        "files": [read.file],
        "shape": read.shape,
        "rows": len(read.records),
        "errors": [_error(one) for one in read.errors],
        "warnings": [_error(one) for one in read.warnings],
        "valid": not read.errors,
    }
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        _say_errors(read.errors, read.warnings)
        if not read.errors:
            click.echo(f"{read.file}: {len(read.records)} thủ tục ({read.shape}), không có lỗi.")
    sys.exit(1 if read.errors else 0)


@command.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path())
@click.option("--dry-run", is_flag=True, help="show the differences, take nothing")
@click.option(
    "--whole/--part",
    default=None,
    help="the file is the whole list (what it leaves out is taken off) or a part",
)
@click.option("--json", "as_json", is_flag=True, help="the report as JSON")
def take(files: tuple[str, ...], dry_run: bool, whole: bool | None, as_json: bool) -> None:
    """Take FILES into the catalogue: all rows or none. A second time changes nothing."""
    setup_django()
    from motcua.kernel import clock
    from motcua.kernel.access import Actor
    from motcua.registries.procedures import services
    from motcua.registries.procedures.types import EDIT

    _ready()
    paths = [Path(name) for name in files]
    try:
        report = services.import_catalogue(
            path=paths, by=Actor.system("cli", EDIT), at=clock.now(), apply=not dry_run, whole=whole
        )
    except services.UnreadableCatalogue as fault:
        _unreadable(files[0], fault.what, as_json)
    if as_json:
        click.echo(json.dumps(_report(report), ensure_ascii=False, indent=2))
    else:
        _say(report, dry_run)
    sys.exit(1 if report.errors else 0)


@command.command()
@click.option(
    "--out",
    type=click.Path(dir_okay=False),
    help="write to this file (.gz is packed); default: standard output",
)
def export(out: str | None) -> None:
    """The catalogue in force as JSONL, one procedure a line; `import` takes it back."""
    setup_django()
    from motcua.registries.procedures import services

    _ready()
    lines = 0
    try:
        with _opened(out) as stream:
            for line in services.export_catalogue():
                stream.write(line + "\n")
                lines += 1
    except OSError as fault:
        raise click.UsageError(f"{out}: không ghi được ({fault.strerror})") from None
    if out:
        click.echo(f"{out}: {lines} thủ tục", err=True)
    if not lines:
        click.echo(
            "Danh mục đang trống. Hãy nhập: motcua procedures import data/catalogue/national.jsonl.gz",
            err=True,
        )
        sys.exit(1)


@command.command()
@click.argument("code")
@click.option("--out", required=True, type=click.Path(dir_okay=False), help="write the package to this file")
def pack(code: str, out: str) -> None:
    """One procedure with its terms, e-form and process as a package another province can take."""
    setup_django()
    from motcua.kernel import clock
    from motcua.kernel.refusals import Refusal
    from motcua.services.packages import queries, rules

    _ready()
    try:
        Path(out).write_bytes(rules.pack(queries.package_of(code, clock.today())))
    except Refusal as refusal:
        click.echo(refusal.message, err=True)
        sys.exit(1)
    except OSError as fault:
        raise click.UsageError(f"{out}: không ghi được ({fault.strerror})") from None
    click.echo(f"{out}: gói thủ tục {code}", err=True)


@command.command()
@click.argument("file", type=click.Path())
@click.option("--dry-run", is_flag=True, help="show the differences, take nothing")
@click.option("--publish", is_flag=True, help="publish from today instead of leaving drafts")
def unpack(file: str, dry_run: bool, publish: bool) -> None:
    """Take a package: differences first, refusals with their reasons, then all of it or nothing."""
    setup_django()
    from motcua.kernel import clock
    from motcua.kernel.access import Actor
    from motcua.kernel.refusals import Refusal
    from motcua.registries.eforms.types import EDIT as EDIT_FORMS
    from motcua.registries.procedures import queries as procedures
    from motcua.registries.procedures.types import EDIT
    from motcua.services.packages import queries, rules, services
    from motcua.services.packages.types import BadPackage
    from motcua.services.workflow.types import EDIT as EDIT_PROCESSES

    _ready()
    by, at = Actor.system("cli", EDIT, EDIT_FORMS, EDIT_PROCESSES), clock.now()
    try:
        with Path(file).open("rb") as stream:
            package = services.read_package(stream.read(rules.BIGGEST + 1))
        found = queries.review(package, clock.today())
        for one in procedures.shown_pair(found.before, found.before | found.state):
            rows = [f"{how}: {' | '.join(cells)}" for how, cells in one.rows if how != "kept"]
            click.echo(f"{one.label}: {'; '.join(rows) if one.head else f'{one.old} → {one.new}'}")
        for remark in found.remarks:
            click.echo(f"lưu ý: {remark}", err=True)
        for reason in found.refusals:
            click.echo(f"từ chối: {reason}", err=True)
        if found.refusals:
            sys.exit(1)
        if not dry_run:
            services.take_package(package=package, publish=publish, by=by, at=at)
            click.echo("Đã nhận và công bố." if publish else "Đã nhận thành bản thảo.")
    except OSError as fault:
        click.echo(f"{file}: không đọc được ({fault.strerror})", err=True)
        sys.exit(2)
    except BadPackage as fault:
        click.echo(fault.message, err=True)
        sys.exit(2)
    except Refusal as refusal:
        click.echo(refusal.message, err=True)
        sys.exit(1)


def _opened(out: str | None) -> Any:
    """Where to write: a file, a packed file, or standard output, which stays open."""
    if out is None:
        return contextlib.nullcontext(sys.stdout)
    return (
        gzip.open(out, "wt", encoding="utf-8")
        if out.endswith(".gz")
        else Path(out).open("w", encoding="utf-8")
    )


def _ready() -> None:
    """Tables for the embedded database at first use; on a server the administrator migrates."""
    from django.core.management import call_command
    from django.db import connection

    need_database()
    if "procedures_procedure" in connection.introspection.table_names():
        return
    if connection.vendor != "sqlite":
        click.echo("Cơ sở dữ liệu chưa có bảng. Hãy chạy: motcua manage migrate", err=True)
        sys.exit(1)
    call_command("migrate", verbosity=0, interactive=False)


def _unreadable(file: str, why: str, as_json: bool) -> Any:
    if as_json:
        error = {"file": file, "line": 0, "field": "", "why": why, "code": ""}
        click.echo(
            json.dumps(
                {"files": [file], "valid": False, "applied": False, "rows": 0, "errors": [error]},
                ensure_ascii=False,
                indent=2,
            )
        )
    click.echo(why, err=True)
    sys.exit(2)


def _error(one: Any) -> dict[str, Any]:
    return {"file": one.file, "line": one.line, "field": one.field, "why": one.why, "code": one.code}


def _report(report: Any) -> dict[str, Any]:
    return {
        "files": report.files,
        "rows": report.rows,
        "added": len(report.added),
        "changed": len(report.changed),
        "removed": len(report.removed),
        "unchanged": report.unchanged,
        "errors": [_error(one) for one in report.errors],
        "warnings": [_error(one) for one in report.warnings],
        "applied": report.applied,
        "seconds": round(report.seconds, 2),
        "differences": [
            {
                "code": one.code,
                "name": one.name,
                "kind": one.kind,
                "changes": [{"field": c.field, "old": c.old, "new": c.new} for c in one.changes],
            }
            for one in report.differences
        ],
    }


def _say_errors(errors: list[Any], warnings: list[Any]) -> None:
    for one in warnings:
        click.echo(f"lưu ý: {one}", err=True)
    for one in errors:
        click.echo(f"lỗi: {one}", err=True)
    if errors:
        click.echo(f"{len(errors)} lỗi. Không có gì được thay đổi.", err=True)


def _say(report: Any, dry_run: bool) -> None:
    _say_errors(report.errors, report.warnings)
    if report.errors:
        return
    for title, found in (
        ("thêm", report.added),
        ("đổi", report.changed),
        ("không còn trong danh mục", report.removed),
    ):
        for one in found[:SHOWN]:
            click.echo(f"{title}: {one.code} {one.name}")
            for change in one.changes:
                click.echo(f"    {change.field}: {_short(change.old)} → {_short(change.new)}")
        if len(found) > SHOWN:
            click.echo(f"{title}: … và {len(found) - SHOWN} thủ tục nữa")
    done = "Sẽ" if dry_run else "Đã"
    click.echo(
        f"{done} thêm {len(report.added)}, đổi {len(report.changed)}, đưa khỏi danh mục {len(report.removed)}, "
        f"giữ nguyên {report.unchanged} ({report.seconds:.1f} giây)."
    )


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else text[:117] + "…"
