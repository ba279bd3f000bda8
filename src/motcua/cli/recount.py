"""`motcua recount`"""

import click


@click.command()
def command() -> None:
    """Count the public figures again from the dossiers themselves."""
    from motcua.cli import setup_django

    setup_django()
    from motcua.kernel import clock
    from motcua.kernel.access import Actor
    from motcua.services.indicators import services

    number = services.recount(by=Actor.system("recount"), at=clock.now())
    click.echo(f"{number} hồ sơ đã được đếm lại")
