"""`motcua otp USER`: the one-time code of a demo officer, so that one can log in without a phone."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from motcua.cli import need_database, setup_django


@click.command()
@click.argument("username")
def command(username: str) -> None:
    """The current one-time code of a person of the demonstration that stands in this folder."""
    setup_django()
    from django.conf import settings

    if username not in _played(Path(settings.VAR_DIR) / "demo.json"):
        click.echo(
            f"“{username}” không phải người của tỉnh dùng thử trong thư mục này; mã chỉ đọc được cho những người đó. "
            "Hãy chạy motcua demo để dựng tỉnh dùng thử và xem tên đăng nhập.",
            err=True,
        )
        sys.exit(1)
    need_database()
    from motcua.services.accounts import services

    code, seconds = services.one_time_code(username)
    click.echo(f"{code}  (còn {seconds} giây)")


def _played(mark: Path) -> set[str]:
    """Logins the demonstration wrote down; none where there is no demonstration."""
    try:
        personas = json.loads(mark.read_text(encoding="utf-8"))["personas"]
        return {one["username"] for one in personas if one.get("username")}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return set()
