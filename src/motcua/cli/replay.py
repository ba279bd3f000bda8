"""`motcua replay`: whole dossiers through the real commands, beside what the database could do at best."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date

import click

from motcua.cli import setup_django


@click.command()
@click.option("--dossiers", default=100, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 32))
@click.option(
    "--without-pdf", is_flag=True, help="one paper, drawn and signed once, stands in for every result"
)
@click.option("--json", "as_json", is_flag=True, help="figures as JSON")
def command(dossiers: int, workers: int, without_pdf: bool, as_json: bool) -> None:
    """Play N whole dossiers on the configured database and measure them beside the limit of the same run."""
    if without_pdf and dossiers < 2 * workers:
        raise click.UsageError(
            "--without-pdf cần ít nhất hai hồ sơ cho mỗi tiến trình: hồ sơ đầu vẽ và ký giấy."
        )
    setup_django()
    _prepare()
    from motcua.demo import limits

    shares = [dossiers // workers + (1 if n < dossiers % workers else 0) for n in range(workers)]
    shares = [share for share in shares if share]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "motcua.demo.replayer", str(sum(shares[:n])), str(share)]
            + (["without-pdf"] if without_pdf else []),
            stdout=subprocess.PIPE,
            text=True,
        )
        for n, share in enumerate(shares)
    ]
    parts = []
    for process in running:
        out, _ = process.communicate()
        if process.returncode:
            click.echo("Một tiến trình dừng giữa chừng; xem lỗi ở trên.", err=True)
            sys.exit(1)
        parts.append(json.loads(out.splitlines()[-1]))
    count, commits = sum(p["count"] for p in parts), sum(p["commits"] for p in parts)  # those timed
    rate = count / max(p["wall_s"] for p in parts)
    limit = limits.commits_per_s(len(shares)) / (commits / count)
    figures = {
        "dossiers": dossiers,
        "workers": len(shares),
        "dossiers_per_s": round(rate, 2),
        "cpu_ms_per_dossier": round(1000 * sum(p["cpu_s"] for p in parts) / count, 1),
        "commits_per_dossier": round(commits / count, 1),
        "statements_per_dossier": round(sum(p["statements"] for p in parts) / count, 1),
        "pdf": not without_pdf,
        "commits_limit_per_s": round(limit, 1),
        "ratio": round(rate / limit, 4),
        "signatures_limit_per_s": round(limits.signatures_per_s(len(shares)), 0),
    }
    if as_json:
        click.echo(json.dumps(figures))
        return
    click.echo(
        f"{count} hồ sơ trọn vòng đời, {len(shares)} tiến trình"
        + (", không vẽ và ký từng văn bản" if without_pdf else "")
    )
    click.echo(
        f"  {figures['dossiers_per_s']} hồ sơ/giây, {figures['cpu_ms_per_dossier']} ms CPU mỗi hồ sơ, "
        f"{figures['commits_per_dossier']} lần ghi bền và {figures['statements_per_dossier']} câu lệnh SQL mỗi hồ sơ"
    )
    click.echo(
        f"  cơ sở dữ liệu ghi bền tối đa {figures['commits_limit_per_s']} hồ sơ/giây: đạt {figures['ratio']:.1%}"
    )
    click.echo(f"  máy ký thô {figures['signatures_limit_per_s']:.0f} chữ ký/giây")


def _prepare() -> None:
    """An empty database is made ready first: tables, registries, the hand-checked catalogue, keys."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from motcua.registries.organizations import queries as organizations

    if organizations.desks(date.today()):
        return
    from motcua.demo import province

    province.lay_for_replay(say=lambda words: click.echo(f"  chuẩn bị: {words}", err=True))
