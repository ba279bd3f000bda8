"""What the file store needs from outside: someone who looks for viruses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Verdict:
    """Clean, or the name of what was found."""

    clean: bool
    virus: str = ""


class VirusScanner(Protocol):
    """Reads a stream to its end and says whether it is clean."""

    def scan(self, stream: BinaryIO) -> Verdict:
        """Look at the whole stream.

        Raises:
            OSError: the scanner does not answer, or answers what we cannot read.
        """
        ...


def virus_scanner() -> VirusScanner | None:
    """The scanner wired in settings, or None: uploads are then marked as not scanned."""
    if not settings.CLAMD:
        return None
    scanner: VirusScanner = import_string(settings.VIRUS_SCANNER)(settings.CLAMD)
    return scanner
