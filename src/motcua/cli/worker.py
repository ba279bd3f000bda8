"""`motcua worker`"""

import click

from motcua.cli import setup_django


@click.command()
def command() -> None:
    """Deliver events and run the jobs of the clock until stopped."""
    setup_django()
    from motcua.kernel.outbox.worker import Worker

    Worker().run()
