"""`motcua search`: procedures in people's own words. Works with and without a database."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from motcua.cli import setup_django, without_dead_database
from motcua.kernel.text import clean


@click.command()
@click.argument("query", nargs=-1)
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 100), help="how many answers")
@click.option(
    "--batch",
    "batch",
    type=click.Path(dir_okay=False),
    help="a file with one query a line; - reads standard input",
)
@click.option("--json", "as_json", is_flag=True, help="answers as JSON")
def command(query: tuple[str, ...], limit: int, batch: str | None, as_json: bool) -> None:
    """Find procedures: by name, by everyday words, with or without marks, by code."""
    if bool(query) == bool(batch):
        raise click.UsageError("cần một câu tìm, hoặc --batch TỆP (chỉ một trong hai)")
    if batch:
        _batch(batch, limit, as_json)
        return
    said = clean(" ".join(query))
    if not said:
        raise click.UsageError("câu tìm đang trống")
    setup_django()
    without_dead_database()
    from motcua.registries.procedures import queries

    hits = queries.search(said, limit)
    if as_json:
        click.echo(
            json.dumps({"query": said, "hits": [_plain(hit) for hit in hits]}, ensure_ascii=False, indent=2)
        )
    elif hits:
        for hit in hits:
            click.echo(f"{hit.code}\t{hit.name}\t{hit.field}")
    else:
        click.echo(f"Chưa thấy thủ tục nào cho “{said}”. Hãy thử ít từ hơn hoặc từ khác.", err=True)
    sys.exit(0 if hits else 1)


def _plain(hit) -> dict[str, object]:
    return {
        "code": hit.code,
        "name": hit.name,
        "field": hit.field,
        "level": hit.level,
        "online_level": hit.online_level,
        "offered": hit.offered,
        "score": hit.score,
    }


def _batch(name: str, limit: int, as_json: bool) -> None:
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as fault:
        raise click.UsageError(f"{name}: không đọc được ({fault.strerror})") from None
    try:
        lines = raw.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as fault:
        raise click.UsageError(f"{name}: byte {fault.start} không phải chữ UTF-8") from None
    setup_django()
    without_dead_database()
    from motcua.registries.procedures import queries

    out = []
    for line in lines:
        said = line.rstrip("\r")
        asked = clean(said)
        if not asked:
            continue
        codes = [hit.code for hit in queries.search(asked, limit)]
        if as_json:
            out.append(json.dumps({"query": said, "codes": codes}, ensure_ascii=False))
        else:
            out.append(f"{said}\t{','.join(codes)}")
    if out:
        click.echo("\n".join(out))
