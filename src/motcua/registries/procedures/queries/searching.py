"""Search: the index of this process, built from the tables, or straight from the catalogue's files where
there is no database yet, and kept in a file so that the next process starts at once."""

from __future__ import annotations

import hashlib
import marshal
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from motcua.kernel import clock, yamls
from motcua.kernel.text import fold
from motcua.kernel.words import language
from motcua.registries.procedures.models import Adoption
from motcua.registries.procedures.queries import catalogue
from motcua.registries.procedures.queries.dated import offered_code
from motcua.registries.procedures.queries.english import english_hits
from motcua.registries.procedures.rules import adopting, files, merging
from motcua.registries.procedures.rules.codes import base_code
from motcua.registries.procedures.rules.search import FORMAT, Index, Source, build, rank, rank_begun
from motcua.registries.procedures.rules.synonyms import read_synonyms
from motcua.registries.procedures.types import Hit, Offer, Record, SynonymEntry

WHOLE_LEAST = 1000
APART_S = 120

_lock = threading.Lock()
_held: tuple[str, Index] | None = None
_renewing: threading.Thread | None = None
_lives_on = False
"""Whether this process serves people and goes on, so that it may answer from an older index for some seconds."""


def search(query: str, limit: int = 10, *, reads: str = "") -> list[Hit]:
    """Procedures meant by what somebody typed, best first; ``reads`` "en" for one who reads English."""
    return ranked(query, limit, reads=reads)


def ranked(query: str, limit: int, *, reads: str = "") -> list[Hit]:
    """The answers of the index; a code the province offers under another leads there first. English is understood of
    whoever reads English."""
    if (reads or language()) == "en" and (hits := english_hits(_key(), query, limit)):
        return hits
    return _owner_first(query, rank(index(), query, limit), limit)


def suggest(query: str, limit: int = 8) -> list[Hit]:
    """The same while typing, the last word perhaps only begun: only what the province offers, unless nothing fits."""
    if language() == "en" and (found := english_hits(_key(), query, limit, begun=True)):
        return found
    hits = _owner_first(query, rank_begun(index(), query, limit * 3), limit * 3)
    return ([hit for hit in hits if hit.offered] or hits)[:limit]


def _owner_first(query: str, hits: list[Hit], limit: int) -> list[Hit]:
    code = base_code(query)
    owner = offered_code(code) if code and _revision() else ""
    if not owner:
        return hits
    return [*rank(index(), owner, 1), *(hit for hit in hits if hit.code != owner)][:limit]


@dataclass(frozen=True, slots=True)
class SayingPreview:
    """What a new saying would change: the answers to itself, and the known questions whose first three change."""

    before: list[Hit]
    after: list[Hit]
    changed: list[tuple[str, list[Hit], list[Hit]]]


def preview_saying(entry: SynonymEntry) -> SayingPreview:
    """The first three answers with and without a saying, nothing stored. Takes a few seconds on a whole catalogue."""
    now = index()
    tables = bool(_revision())
    others = [one for one in _sayings(tables) if not set(one.says) & set(entry.says)]
    then = build(list(_from_tables() if tables else from_files()), [*others, entry])
    words = {word for says in entry.says for word in fold(says).split() if len(word) > 2}
    changed = []
    for asked in known_questions():
        if words & set(fold(asked).split()):
            before, after = rank(now, asked, 3), rank(then, asked, 3)
            if [hit.code for hit in before] != [hit.code for hit in after]:
                changed.append((asked, before, after))
    said = entry.says[0]
    return SayingPreview(rank(now, said, 3), rank(then, said, 3), changed)


def known_questions() -> list[str]:
    """What people are known to ask: the lists the search is held against."""
    return [
        line.split("\t")[0]
        for path in sorted(catalogue_folder().glob("queries-*.tsv"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line
    ]


def index() -> Index:
    """The index in force; made anew when the catalogue's revision, or the day, changes.

    A whole catalogue takes 2 to 7 seconds to index: while that goes on in the background, people are answered from
    the one before, so what they find is as old as the building takes, counted from the first search after the change.
    A serving process that has just begun answers from the last index kept in a file until its own is ready. A small
    one is made on the spot, and a command always waits for the one in force.
    """
    global _held
    key = _key()
    held = _held
    if held is not None and held[0] == key:
        return held[1]
    if held is not None and len(held[1].codes) >= WHOLE_LEAST and _same_place(held[0], key):
        _renew(key)
        return held[1]
    with _lock:
        if _held is None or _held[0] != key:
            made = _load(key)
            last = _last_kept(key) if made is None and _held is None and _lives_on else None
            _held = last or (key, made or _made(key))
    if _held[0] != key:
        _renew(key)
    return _held[1]


def warm() -> None:
    """Called once where a process begins to serve: the index is there before the first citizen asks."""
    global _lives_on
    _lives_on = True
    index()


def _last_kept(key: str) -> tuple[str, Index] | None:
    """The newest index of this database in our folder, whatever revision it was made of."""
    end = f"-{_rules_stamp()}.bin"
    if not _may_keep(key) or not key.startswith("db-"):
        return None
    paths = [*(settings.VAR_DIR / "cache").glob(f"search-db-*{end}")]
    for path in sorted(paths, key=lambda one: one.stat().st_mtime, reverse=True):
        its = path.name.removeprefix("search-").removesuffix(end)
        if _same_place(its, key) and (made := _load_file(its)) and len(made.codes) >= WHOLE_LEAST:
            return its, made
    return None


def _same_place(one: str, other: str) -> bool:
    """Whether two keys speak of the same database."""
    return one.startswith("db-") and other.startswith("db-") and one.split("-")[2] == other.split("-")[2]


def _renew(key: str) -> None:
    global _renewing
    with _lock:
        if _renewing is not None and _renewing.is_alive():
            return
        _renewing = threading.Thread(target=_make_anew, args=(key,), name="search-index", daemon=True)
        _renewing.start()


def _make_anew(key: str) -> None:
    global _held
    try:
        _held = (key, _load(key) or _made(key))
    finally:
        connection.close()


def clear_index() -> None:
    """Forget the index of this process (tests)."""
    global _held
    _held = None


# --- where it comes from ------------------------------------------------------------------------------


def catalogue_folder() -> Path:
    """The catalogue's files."""
    return settings.DATA_DIR / "catalogue"


def _revision() -> int:
    """The revision of the tables; 0 where there is no database, no table or no catalogue in it."""
    try:
        if connection.in_atomic_block:
            with transaction.atomic():
                return catalogue.revision()
        return catalogue.revision()
    except DatabaseError:
        return 0


def _key() -> str:
    revision = _revision()
    if revision:
        name = str(settings.DATABASES["default"]["NAME"]) + str(connection.settings_dict["NAME"])
        return f"db-{revision}-{hashlib.sha256(name.encode()).hexdigest()[:12]}-{clock.today():%Y%m%d}"
    return f"files-{_files_stamp()}"


def _files_stamp() -> str:
    parts = [
        f"{path.name}:{path.stat().st_size}:{path.stat().st_mtime_ns}"
        for path in sorted(catalogue_folder().glob("*"))
        if path.suffix in (".gz", ".yaml")
    ]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


@cache
def _rules_stamp() -> str:
    """Changes with the code and the shipped words that make the index, so that no old index outlives them."""
    digest = hashlib.sha256(f"{FORMAT} {sys.version_info[:2]}".encode())
    for path in sorted(catalogue_folder().glob("*.yaml")):
        digest.update(path.read_bytes())
    for path in sorted((Path(__file__).parents[1] / "rules").rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _cache_file(key: str) -> Path:
    return settings.VAR_DIR / "cache" / f"search-{key}-{_rules_stamp()}.bin"


def _load(key: str) -> Index | None:
    """An index of our own making, kept in our own folder; anything odd about it and it is built anew."""
    return _load_file(key) if _may_keep(key) else None


def _load_file(key: str) -> Index | None:
    try:
        return Index.from_plain(marshal.loads(_cache_file(key).read_bytes()))
    except (OSError, ValueError, EOFError, TypeError):
        return None


def _may_keep(key: str) -> bool:
    # The revision of a memory or test database says nothing once the database is gone.
    name = str(connection.settings_dict["NAME"])
    return key.startswith("files-") or not ("memory" in name or "test_" in name or name.endswith("_test"))


def _made(key: str) -> Index:
    """A serving process has its index made by a command beside it: nobody's page waits for the processor meanwhile, and
    what the making takes, some 200 MB, does not stay with the worker. Elsewhere, or should that fail, it is made here."""
    if _lives_on and _may_keep(key):
        command = [sys.executable, "-m", "motcua", "search", "a"]
        with suppress(OSError, subprocess.SubprocessError):
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=APART_S)
        if found := _load(key):
            return found
    return _build(key)


def _build(key: str) -> Index:
    made = build(
        list(_from_tables() if key.startswith("db-") else from_files()), _sayings(key.startswith("db-"))
    )
    return _keep_file(key, made) if _may_keep(key) else made


def _sayings(tables: bool) -> list[SynonymEntry]:
    """The file's list under what administrators wrote: their word on a saying replaces the file's."""
    written = _synonyms_from_file()
    if not tables:
        return written
    own = catalogue.own_sayings()
    kept = [
        SynonymEntry(tuple(says for says in entry.says if says not in own), entry.means, entry.codes)
        for entry in written
    ]
    return [*(entry for entry in kept if entry.says), *catalogue.synonyms(clock.today())]


def _keep_file(key: str, made: Index) -> Index:
    path = _cache_file(key)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(marshal.dumps(made.plain()))
        fresh.replace(path)
        kept = sorted(path.parent.glob("search-*.bin"), key=lambda old: old.stat().st_mtime)
        for old in kept[:-4]:
            old.unlink(missing_ok=True)
    except OSError:
        pass
    return made


def _from_tables() -> Iterator[Source]:
    popular = popularity()
    offers = {
        row["procedure__code"]: Offer(row["level"], row["online_level"], None, row["is_published"])
        for row in Adoption.objects.filter(province_code=settings.PROVINCE_AGENCY).values(
            "procedure__code", "level", "online_level", "is_published"
        )
    }
    records = list(catalogue.records())
    if not offers and len(records) < WHOLE_LEAST:
        # A few records taken into an empty database do not hide the catalogue that comes with the house.
        named = {record.code: record for record in records_from_files()} | {one.code: one for one in records}
        records = [named[code] for code in sorted(named)]
    for record in records:
        # Before the province has adopted anything, its defaults decide the order.
        offer = offers.get(record.code) if offers else _default(record)
        yield Source(record, offer, popular.get(record.code, 0.0))


def from_files() -> Iterator[Source]:
    """The same records straight from the catalogue's files, with the adoption the province would start from."""
    popular = popularity()
    for record in records_from_files():
        yield Source(record, _default(record), popular.get(record.code, 0.0))


def records_from_files() -> list[Record]:
    """National file with the hand-checked set laid over it, by code."""
    layers: dict[str, dict[str, Record]] = {}
    for name in ("national.jsonl.gz", "checked.yaml"):
        read = files.read_file(catalogue_folder() / name)
        for record in read.records:
            layers.setdefault(record.code, {})[read.layers[record.code]] = record
    return [merging.compose(layers[code]) for code in sorted(layers)]


def _default(record: Record) -> Offer | None:
    return adopting.default_offer(record, province_short_name(), clock.today())


def province_short_name() -> str:
    """ "tỉnh Ninh Bình" → "Ninh Bình": how records name the province that announced them."""
    name = settings.PROVINCE_NAME
    for prefix in ("tỉnh ", "thành phố ", "Tỉnh ", "Thành phố "):
        name = name.removeprefix(prefix)
    return name


def _synonyms_from_file() -> list[SynonymEntry]:
    path = catalogue_folder() / "synonyms.yaml"
    today: date = clock.today()
    if not path.exists():
        return []
    return [
        entry
        for entry in read_synonyms(path)
        if (entry.valid_from is None or entry.valid_from <= today)
        and (entry.valid_to is None or today <= entry.valid_to)
    ]


def popularity() -> dict[str, float]:
    """How much people come for some matters: a small push in the order of answers."""
    path = catalogue_folder() / "popular.yaml"
    if not path.exists():
        return {}
    rows = yamls.read(path) or {}
    return {str(code): float(push) for code, push in rows.items()}
