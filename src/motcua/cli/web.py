"""`motcua web`"""

import click

from motcua.cli import setup_django


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="processes; with SQLite keep one")
@click.option("--threads", default=4, show_default=True)
@click.option("--reload", is_flag=True, help="restart when code changes (development)")
def command(host: str, port: int, workers: int, threads: int, reload: bool) -> None:
    """Serve the pages with granian."""
    setup_django()
    from django.conf import settings
    from django.core.management import call_command
    from granian import Granian
    from granian.constants import Interfaces

    if not settings.DEBUG:
        call_command("collectstatic", interactive=False, verbosity=0)  # packed and named by content, once
    Granian(
        "motcua.config.serving:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=workers,
        blocking_threads=threads,
        reload=reload,
        log_access=False,
    ).serve()
