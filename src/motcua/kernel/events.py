"""What a room announces: plain words, no framework, so that a room's events can be read anywhere.

Publishing and hearing them is the outbox's work.
"""

from __future__ import annotations

from typing import ClassVar


class Event:
    """Something that happened. Subclass as a frozen dataclass with ids and facts, no objects.

    ``name`` is the wire name (``dossiers.accepted``); ``stream`` orders deliveries; ``occurred_at`` is a
    field of every event.
    """

    name: ClassVar[str]

    @property
    def stream(self) -> str:
        raise NotImplementedError
