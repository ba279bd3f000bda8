"""What a serving process begins with: the application, while what people would else wait for is made beside it."""

from typing import Any


def application() -> Any:
    """The WSGI application; called once in each process that serves."""
    from motcua.config.wsgi import application as made
    from motcua.registries.procedures.queries import warm

    warm()
    return made
