"""What the catalogue asks of those above it: whether anybody is still waiting under a procedure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class OpenDossiers(Protocol):
    """Counts dossiers under way by procedure code; codes without any are left out."""

    def __call__(self, codes: Sequence[str]) -> dict[str, int]: ...


def open_dossiers(codes: Sequence[str]) -> dict[str, int]:
    """Dossiers under way by procedure code, asked of whom settings name."""
    count: OpenDossiers = import_string(settings.OPEN_DOSSIERS)
    return count(codes) if codes else {}
