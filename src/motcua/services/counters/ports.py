"""What the counters need from outside: somebody who speaks."""

from __future__ import annotations

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Voice(Protocol):
    """Reads a Vietnamese sentence aloud."""

    def say(self, sentence: str) -> bytes:
        """The sentence as a WAV file.

        Raises:
            OSError: no voice on this machine, or it did not answer.
        """
        ...


def voice() -> Voice:
    """The voice wired in settings."""
    made: Voice = import_string(settings.VOICE)()
    return made
