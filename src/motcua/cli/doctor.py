"""`motcua doctor`"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from motcua.cli import setup_django, without_dead_database

MARKS = {"error": "LỖI", "warning": "CẦN XEM", "ok": "ổn"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="one list of findings for machines")
@click.option("--quick", is_flag=True, help="leave out what reads every ledger row, file and password")
def command(as_json: bool, quick: bool) -> None:
    """What is missing or unsafe in this installation, each with its remedy. Exit 1 when something is wrong."""
    setup_django()
    fault = without_dead_database(3)
    from motcua.web.console import health

    found = health.findings(deep=not quick, database_fault=fault)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
    else:
        for one in found:
            click.echo(f"{MARKS[one.level]:>8}  {one.what}")
            if one.remedy:
                click.echo(f"{'':>8}  → {one.remedy}")
        wrong = sum(one.level == "error" for one in found)
        look = sum(one.level == "warning" for one in found)
        click.echo(f"\n{wrong} lỗi, {look} điều cần xem, {len(found) - wrong - look} điều ổn.")
    sys.exit(1 if any(one.level == "error" for one in found) else 0)
