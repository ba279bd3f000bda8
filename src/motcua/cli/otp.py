"""`motcua otp USER`: the one-time code of a demo officer, so that one can log in without a phone."""

import click

from motcua.cli import setup_django


@click.command()
@click.argument("username")
def command(username: str) -> None:
    """The current one-time code of an account whose secret this installation holds."""
    setup_django()
    from motcua.services.accounts import services

    code, seconds = services.one_time_code(username)
    click.echo(f"{code}  (còn {seconds} giây)")
