"""The `motcua` command. Each command is a file of its own, loaded only when called."""

from __future__ import annotations

import importlib
import os
import sys
import threading
from typing import Any

import click

COMMANDS = {
    "demo": ("motcua.cli.demo", "province ready to click: data, worker, sandbox, web"),
    "deadline": ("motcua.cli.deadline", "due moment and the day-by-day count with its legal basis"),
    "search": ("motcua.cli.search", "find procedures in everyday words"),
    "procedures": ("motcua.cli.procedures", "catalogue in and out: import, export, check, pack, unpack"),
    "verify": ("motcua.cli.verify", "signatures of a PDF or signed XML"),
    "replay": ("motcua.cli.replay", "play whole dossiers through the real commands and measure"),
    "worker": ("motcua.cli.worker", "deliver events and run the jobs of the clock"),
    "web": ("motcua.cli.web", "serve the pages"),
    "manage": ("motcua.cli.manage", "Django's own commands (migrate, shell …)"),
    "recount": ("motcua.cli.recount", "count the public figures and the reports again from the dossiers"),
    "otp": ("motcua.cli.otp", "the current one-time code of a demo officer"),
    "reference": ("motcua.cli.reference", "write or check the generated references"),
    "doctor": ("motcua.cli.doctor", "what is missing or unsafe in this installation"),
}


NO_DATABASE = "Không dùng được cơ sở dữ liệu: {}. Hãy xem lại MOTCUA_DATABASE_URL và máy chủ cơ sở dữ liệu."


class Commands(click.Group):
    """Commands by name, imported on use so that `motcua deadline` starts without a framework."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        return importlib.import_module(COMMANDS[name][0]).command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help) for name, (_, help) in COMMANDS.items()])


class Unusable(click.ClickException):
    """This installation cannot do it now: 1, something does not answer; 2, a setting is wrong."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code  # type: ignore[misc]

    def show(self, file: Any = None) -> None:
        click.echo(self.message, file=file, err=file is None)


def setup_django() -> None:
    """Load settings and rooms, for the commands that need them.

    Raises:
        Unusable: a setting cannot be read, or its folder cannot be made.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except OSError as fault:
        where = fault.filename or os.environ.get("MOTCUA_VAR", "var")
        raise Unusable(
            f"Không dùng được thư mục dữ liệu {where} ({fault.strerror}). Hãy xem lại MOTCUA_VAR và quyền ghi.",
            2,
        ) from fault
    except (ImproperlyConfigured, ValueError) as fault:
        raise Unusable(
            f"Cấu hình chưa đúng: {_line(fault)}. Hãy xem lại các biến môi trường MOTCUA_….", 2
        ) from fault


def database_fault(seconds: float = 1.5) -> str:
    """Why the database server does not answer, asked once with a bound; empty when it does or none is set."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return ""
    import psycopg

    told = connection.settings_dict
    given = {
        "host": told["HOST"],
        "port": told["PORT"],
        "user": told["USER"],
        "password": told["PASSWORD"],
        "dbname": told["NAME"],
    }
    found: list[str] = []

    def ask() -> None:
        try:
            psycopg.connect(
                **{key: value for key, value in given.items() if value}, connect_timeout=max(2, int(seconds))
            ).close()
            found.append("")
        except psycopg.Error as fault:
            found.append(_line(fault))

    asking = threading.Thread(target=ask, daemon=True)  # names and dead hosts may hang longer than the bound
    asking.start()
    asking.join(seconds)
    return found[0] if found else f"không trả lời trong {seconds:g} giây"


def need_database() -> None:
    """Go on only where the server answers.

    Raises:
        Unusable: it does not.
    """
    fault = database_fault(3)
    if fault:
        raise Unusable(NO_DATABASE.format(fault), 1)


def without_dead_database(seconds: float = 1.5) -> str:
    """For commands that can do without: put an empty database in the place of one that does not answer."""
    fault = database_fault(seconds)
    if fault:
        from django.db import connections

        connections.settings["default"] |= {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": ":memory:",
            "OPTIONS": {},
        }
        connections["default"] = connections.create_connection("default")
    return fault


def _line(fault: object) -> str:
    return " ".join(str(fault).split()).rstrip(".")


def _outage(fault: Exception) -> str:
    """One sentence for a database that is not there or not made yet; empty for anything else."""
    database = sys.modules.get("django.db.utils")
    if database is None or not isinstance(fault, (database.OperationalError, database.ProgrammingError)):
        return ""
    said = _line(fault)
    if "no such table" in said or "does not exist" in said:
        return f"Cơ sở dữ liệu chưa có bảng cần dùng ({said}). Hãy chạy: motcua manage migrate"
    return NO_DATABASE.format(said)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def group() -> None:
    """motcua: the software a province runs its administration on."""


def main() -> None:
    """Entry point. A refusal is a clear no (exit 1); wrong usage is exit 2."""
    from motcua.kernel.refusals import Refusal

    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        group(prog_name="motcua")
    except Refusal as refusal:
        click.echo(f"{refusal.code}: {refusal.message}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)
    except Exception as fault:
        told = _outage(fault)
        if not told:
            raise
        click.echo(told, err=True)
        sys.exit(1)
