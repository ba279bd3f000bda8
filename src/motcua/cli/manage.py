"""`motcua manage …`: Django's own commands."""

import sys

import click

from motcua.cli import setup_django


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Run a Django command, e.g. `motcua manage migrate`."""
    setup_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line([sys.argv[0], *arguments])
