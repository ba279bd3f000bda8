"""The `motcua` command. Each command is a file of its own, loaded only when called."""

from __future__ import annotations

import importlib
import os
import sys

import click

COMMANDS = {
    "demo": ("motcua.cli.demo", "province ready to click: data, worker, sandbox, web"),
    "deadline": ("motcua.cli.deadline", "due moment and the day-by-day count with its legal basis"),
    "search": ("motcua.cli.search", "find procedures in everyday words"),
    "procedures": ("motcua.cli.procedures", "catalogue in and out: import, export, check"),
    "verify": ("motcua.cli.verify", "signatures of a PDF or signed XML"),
    "replay": ("motcua.cli.replay", "play whole dossiers through the real commands and measure"),
    "worker": ("motcua.cli.worker", "deliver events and run the jobs of the clock"),
    "web": ("motcua.cli.web", "serve the pages"),
    "manage": ("motcua.cli.manage", "Django's own commands (migrate, shell …)"),
    "recount": ("motcua.cli.recount", "count the public figures again from the dossiers"),
    "otp": ("motcua.cli.otp", "the current one-time code of a demo officer"),
    "reference": ("motcua.cli.reference", "write or check the generated references"),
    "doctor": ("motcua.cli.doctor", "what is missing or unsafe in this installation"),
}


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


def setup_django() -> None:
    """Load settings and rooms, for the commands that need them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
    import django

    django.setup()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def group() -> None:
    """motcua: the software a province runs its administration on."""


def main() -> None:
    """Entry point. A refusal is a clear no (exit 1); wrong usage is exit 2."""
    from motcua.kernel.refusals import Refusal

    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        group(prog_name="motcua")
    except Refusal as refusal:
        click.echo(f"{refusal.code}: {refusal.message}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)
