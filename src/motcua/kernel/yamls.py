"""YAML of the house: read by the compiled reader where it is there, which takes a tenth of the time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(source: str | bytes | Path) -> Any:
    """Plain data of a text or of a file in UTF-8.

    Raises:
        yaml.YAMLError: it is no YAML.
    """
    text = source.read_text(encoding="utf-8") if isinstance(source, Path) else source
    return yaml.load(text, Loader=Loader)
