"""`motcua web`"""

import os

import click


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="processes; with SQLite keep one")
@click.option("--threads", default=4, show_default=True)
@click.option("--reload", is_flag=True, help="restart when code changes (development)")
def command(host: str, port: int, workers: int, threads: int, reload: bool) -> None:
    """Serve the pages with granian."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "motcua.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        reload=reload,
        log_access=False,
    ).serve()
