"""Rows handed to a part: mappings, objects or plain tuples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def named(items: Iterable[Any], names: Sequence[str]) -> list[dict[str, Any]]:
    """Rows as mappings, as objects or as tuples in the order of `names`."""
    out = []
    for item in items:
        if isinstance(item, Mapping):
            out.append({name: item.get(name, "") for name in names})
        elif isinstance(item, list | tuple) and not hasattr(item, "_fields"):
            out.append({name: item[i] if i < len(item) else "" for i, name in enumerate(names)})
        else:
            out.append({name: getattr(item, name, "") for name in names})
    return out
