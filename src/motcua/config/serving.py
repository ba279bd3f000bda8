"""What a serving process loads: the application, with what people would else wait for made beside it."""

from motcua.config.wsgi import application
from motcua.registries.procedures.queries import warm

__all__ = ["application"]

warm()
