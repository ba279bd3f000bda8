"""The list of everyday words as a file: read strictly, so that a slip of an editor is told and not swallowed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from motcua.kernel import yamls
from motcua.kernel.text import clean
from motcua.registries.procedures.types import CODE, SynonymEntry


def read_synonyms(path: Path) -> tuple[SynonymEntry, ...]:
    """Entries of synonyms.yaml: `- [says, …] : {means: [...], codes: [...]}` written as mappings."""
    return _read(path, path.stat().st_mtime_ns)


@cache
def _read(path: Path, stamp: int) -> tuple[SynonymEntry, ...]:
    rows = yamls.read(path) or []
    entries = []
    for number, row in enumerate(rows, start=1):
        unknown = set(row) - {"says", "means", "codes", "from", "to", "note"}
        if unknown or "says" not in row:
            raise ValueError(f"{path.name}: mục {number}: cần “says”, không nhận {sorted(unknown)}")
        entry = SynonymEntry(
            says=_words(row["says"]),
            means=_words(row.get("means")),
            codes=tuple(str(code) for code in row.get("codes") or ()),
            valid_from=row.get("from"),
            valid_to=row.get("to"),
        )
        bad = [code for code in entry.codes if not CODE.match(code)]
        if bad or not (entry.means or entry.codes):
            raise ValueError(f"{path.name}: mục {number}: mã sai {bad} hoặc thiếu nghĩa")
        entries.append(entry)
    return tuple(entries)


def _words(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    items = value if isinstance(value, list) else [value]
    return tuple(text for item in items if (text := clean(str(item))))
