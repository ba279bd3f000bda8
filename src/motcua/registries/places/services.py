"""Taking in the list of administrative units."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from motcua.kernel.text import nfc
from motcua.registries.places import rules
from motcua.registries.places.models import Succession, Unit
from motcua.registries.places.types import SHARES, BadPlacesFile, Level

DATA = Path(__file__).resolve().parents[4] / "data" / "places"


def _rows(directory: Path, name: str) -> list[dict[str, str]]:
    plain, packed = directory / f"{name}.csv", directory / f"{name}.csv.gz"
    try:
        text = (
            plain.read_text("utf-8")
            if plain.exists()
            else gzip.decompress(packed.read_bytes()).decode("utf-8")
        )
    except (OSError, UnicodeDecodeError) as error:
        raise BadPlacesFile(
            f"Không đọc được tệp {name}.csv trong {directory.name}.", why=str(error)
        ) from error
    return list(csv.DictReader(io.StringIO(nfc(text))))


def _read_units(directory: Path) -> list[Unit]:
    made: list[Unit] = []
    known: dict[tuple[str, str], list[Unit]] = {}
    for line, row in enumerate(_rows(directory, "units"), start=2):
        try:
            unit = Unit(
                code=row["code"],
                kind=row["kind"],
                name=row["name"],
                level=Level(row["level"]).value,
                parent_code=row["parent_code"],
                valid_from=date.fromisoformat(row["valid_from"]),
                valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            )
            above = _parent(unit, known)
        except (KeyError, ValueError, TypeError) as error:
            raise BadPlacesFile(f"Tệp units.csv, dòng {line} chưa đúng: {error}.") from error
        own = f"{unit.kind} {unit.name}"
        unit.path = f"{own}, {above.path}" if above else own
        unit.folded = rules.folded_path(unit.path)
        known.setdefault((unit.level, unit.code), []).append(unit)
        made.append(unit)
    return made


def _parent(unit: Unit, known: dict[tuple[str, str], list[Unit]]) -> Unit | None:
    if not unit.parent_code:
        return None
    for level in (Level.DISTRICT, Level.PROVINCE):
        for above in known.get((level.value, unit.parent_code), ()):
            if above.valid_from <= unit.valid_from and (
                above.valid_to is None or unit.valid_from <= above.valid_to
            ):
                return above
    raise ValueError(f"không có đơn vị cấp trên {unit.parent_code}")


@transaction.atomic
def load_places(*, directory: Path = DATA) -> dict[str, int]:
    """Take in the whole list, atomically; repeating changes nothing. Returns what was added and changed."""
    units = _read_units(directory)
    known = {(row.code, row.level, row.valid_from): row for row in Unit.objects.select_for_update()}
    fields = ["kind", "name", "parent_code", "valid_to", "path", "folded"]
    new, changed = [], []
    for unit in units:
        row = known.get((unit.code, unit.level, unit.valid_from))
        if row is None:
            new.append(unit)
        elif any(getattr(row, name) != getattr(unit, name) for name in fields):
            unit.pk = row.pk
            changed.append(unit)
    Unit.objects.bulk_create(new, batch_size=2000)
    Unit.objects.bulk_update(changed, fields, batch_size=500)

    links = [_link(line, row) for line, row in enumerate(_rows(directory, "successions"), start=2)]
    there = {
        (row.level, row.old_code, row.new_code, row.on_date)
        for row in Succession.objects.only("level", "old_code", "new_code", "on_date")
    }
    fresh = [one for one in links if (one.level, one.old_code, one.new_code, one.on_date) not in there]
    Succession.objects.bulk_create(fresh, batch_size=2000)
    return {"added": len(new), "changed": len(changed), "successions": len(fresh)}


def _link(line: int, row: dict[str, Any]) -> Succession:
    try:
        if row["share"] not in SHARES:
            raise ValueError(f"không có phần “{row['share']}”")
        return Succession(
            level=Level(row["level"]).value,
            old_code=row["old_code"],
            new_code=row["new_code"],
            on_date=date.fromisoformat(row["on"]),
            share=row["share"],
            legal_basis=row["legal_basis"],
        )
    except (KeyError, ValueError, TypeError) as error:
        raise BadPlacesFile(f"Tệp successions.csv, dòng {line} chưa đúng: {error}.") from error
