"""Search for a reader of English: the same engine over the English names of what the province offers.

The names stand beside the Vietnamese ones in the catalogues of words; how people ask, in `data/catalogue/english.yaml`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import translation

from motcua.kernel import yamls
from motcua.kernel.text import clean
from motcua.registries.procedures.models import Adoption
from motcua.registries.procedures.rules.search import Index, Source, build, rank, rank_begun
from motcua.registries.procedures.types import Hit, Offer, Record, SynonymEntry
from motcua.ui.parts.words import told

_held: tuple[str, Index, dict[str, tuple[str, str]]] | None = None


def english_hits(key: str, query: str, limit: int, *, begun: bool = False) -> list[Hit]:
    """What is meant by English words, under its official name; nothing where they are none. ``key`` changes with the
    catalogue."""
    global _held
    if _held is None or _held[0] != key:
        _held = (key, *_index())
    path = _path()
    frame, _ = _words(path, path.stat().st_mtime_ns)
    asked = " ".join(word for word in clean(query).lower().split() if word.strip("?!.,") not in frame)
    if not asked:
        return []
    asked += " " * query[-1:].isspace()
    hits, official = (rank_begun if begun else rank)(_held[1], asked, limit), _held[2]
    return [replace(hit, name=official[hit.code][0], field=official[hit.code][1]) for hit in hits]


def _index() -> tuple[Index, dict[str, tuple[str, str]]]:
    """The few hundred lines this needs are indexed in some milliseconds."""
    rows = Adoption.objects.filter(province_code=settings.PROVINCE_AGENCY, is_published=True).values_list(
        "procedure__code", "procedure__name", "procedure__field__name", "level", "online_level"
    )
    found, official = [], {}
    with translation.override("en"):
        for code, name, field, level, online in rows:
            if (english := told(name)) != name:
                official[code] = (name, field or "")
                record = Record(code=code, name=english, field=told(field or ""), scope="central", papers=())
                found.append(Source(record, Offer(level, online, None, True)))
    path = _path()
    return build(found, _words(path, path.stat().st_mtime_ns)[1]), official


def _path() -> Path:
    return settings.DATA_DIR / "catalogue" / "english.yaml"


@cache
def _words(path: Path, stamp: int) -> tuple[frozenset[str], tuple[SynonymEntry, ...]]:
    """Words of the frame, and sayings."""
    data = yamls.read(path)
    sayings = tuple(SynonymEntry(tuple(row["says"]), (), tuple(row["codes"])) for row in data["sayings"])
    return frozenset(data["frame"]), sayings
