"""What a serving process begins with: the application, while what people would else wait for is made beside it."""

import gc
import threading
from typing import Any


def application() -> Any:
    """The WSGI application; called once in each process that serves."""
    from django.urls import get_resolver

    from motcua.config.wsgi import application as made

    _ = get_resolver().url_patterns  # the rooms' pages, which the first request would else load
    threading.Thread(target=_warm, name="warm", daemon=True).start()
    return made


def _warm() -> None:
    from django.db import connection

    from motcua.registries.procedures.queries import warm
    from motcua.services.signing.services import sign_pdf

    try:
        warm()
        _ = sign_pdf  # the name alone loads its libraries, which the first signature would else wait for
    finally:
        connection.close()
    settle()


def settle() -> None:
    """What stands now stays: looking it through for garbage again and again held a page up for 0.15 s at a time."""
    gc.collect()
    gc.freeze()
