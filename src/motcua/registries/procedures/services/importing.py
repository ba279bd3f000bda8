"""Taking a catalogue file in: read, judge, compare, then take all of it or nothing."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from motcua.kernel import access, audit, clock, outbox
from motcua.kernel.access import Actor
from motcua.kernel.refusals import Invalid
from motcua.registries.procedures import queries
from motcua.registries.procedures.events import CatalogueImported
from motcua.registries.procedures.models import (
    CatalogueState,
    Change,
    Procedure,
    SourceRecord,
    Synonym,
)
from motcua.registries.procedures.ports import open_dossiers
from motcua.registries.procedures.rules import drafts, files, merging
from motcua.registries.procedures.rules.synonyms import read_synonyms
from motcua.registries.procedures.services.versioning import next_revision, store_records
from motcua.registries.procedures.types import (
    EDIT,
    LAYER_LABELS,
    Difference,
    FieldChange,
    ImportReport,
    ReadFile,
    Record,
    RowError,
)

# A file that speaks of nearly all codes of a source is the whole list; a smaller one only adds and corrects.
WHOLE_LIST_SHARE = 0.8
WHOLE_LIST_LEAST = 100


Tell = Callable[[str, int, int], None]
"""Told how far a long piece of work is: which part, how much of it is done, of how much."""


def quiet(part: str, done: int, total: int) -> None:
    """Nobody watches."""


def always(report: ImportReport) -> bool:
    """Nobody else may have begun the same."""
    return True


class UnreadableCatalogue(Invalid):
    """The file is not a catalogue file at all."""

    code = "PRC-01"
    title = "Không đọc được tệp danh mục"


def read_all(paths: Path | Sequence[Path]) -> list[ReadFile]:
    """Read every file.

    Raises:
        UnreadableCatalogue: a file is missing, broken or of no known shape.
    """
    try:
        return [files.read_file(path) for path in ([paths] if isinstance(paths, Path) else paths)]
    except files.UnreadableFile as fault:
        raise UnreadableCatalogue(
            str(fault), next="Hãy kiểm tra lại tệp: YAML hoặc JSONL, UTF-8, có thể nén gzip."
        ) from None


def compare_catalogue(*, path: Path | Sequence[Path], whole: bool | None = None) -> ImportReport:
    """What taking the file would do. Changes nothing."""
    started = time.perf_counter()
    report = compare_files(read_all(path), whole)
    report.seconds = time.perf_counter() - started
    return report


def compare_files(read: list[ReadFile], whole: bool | None = None, tell: Tell = quiet) -> ImportReport:
    """What taking files already read would do."""
    return _compare(read, whole, tell)[0]


def import_catalogue(
    *,
    path: Path | Sequence[Path],
    by: Actor,
    at: datetime,
    apply: bool = True,
    whole: bool | None = None,
    published_from: date | None = None,
) -> ImportReport:
    """Nhập danh mục: all rows or none; a second time changes nothing.

    Several files are laid over each other in one go. With row errors nothing is taken and the report
    names every one of them.
    """
    access.require(by, EDIT)
    started = time.perf_counter()
    report = take_files(read_all(path), by=by, at=at, apply=apply, whole=whole, published_from=published_from)
    report.seconds = time.perf_counter() - started
    return report


def take_files(
    read: list[ReadFile],
    *,
    by: Actor,
    at: datetime,
    apply: bool = True,
    whole: bool | None = None,
    published_from: date | None = None,
    tell: Tell = quiet,
    mine: Callable[[ImportReport], bool] = always,
) -> ImportReport:
    """Compare, and write all of it or nothing.

    Comparing is long and holds nobody up; only the writing locks the catalogue, after asking that nothing compared
    with has moved. ``mine`` is asked within the lock whether the caller may still write.
    """
    report, plan = _compare(read, whole, tell)
    if not apply or not report.ok:
        return report
    tell("write", 0, len(plan.records))
    with transaction.atomic():
        CatalogueState.objects.get_or_create(pk=1)
        CatalogueState.objects.select_for_update().get(pk=1)
        if plan.stored != dict(queries.source_digests()):
            report, plan = _compare(read, whole, quiet)
        else:
            _refuse_orphans(report)
        if report.ok and mine(report):
            _write(report, plan, by=by, at=at, published_from=published_from or clock.local(at).date())
    return report


def _write(report: ImportReport, plan: _Plan, *, by: Actor, at: datetime, published_from: date) -> None:
    if plan.layers:
        SourceRecord.objects.bulk_create(
            [
                SourceRecord(
                    code=code,
                    layer=layer,
                    data=data,
                    digest=digest,
                    file=plan.files[code, layer],
                    taken_at=at,
                )
                for (code, layer), (data, digest) in plan.layers.items()
            ],
            update_conflicts=True,
            unique_fields=["code", "layer"],
            update_fields=["data", "digest", "file", "taken_at"],
        )
    if plan.records:
        store_records(plan.records, at=at, published_from=published_from)
        _remember(report, by=by, at=at, day=published_from)
        revision = next_revision(at)
        audit.record(
            by,
            "procedures.import",
            "catalogue:national",
            at=at,
            after={
                "files": report.files,
                "added": len(report.added),
                "changed": len(report.changed),
                "removed": len(report.removed),
                "revision": revision,
            },
        )
        outbox.publish(
            CatalogueImported(
                added=len(report.added),
                changed=len(report.changed),
                removed=len(report.removed),
                revision=revision,
                occurred_at=at,
            )
        )
    report.applied = True


def _remember(report: ImportReport, *, by: Actor, at: datetime, day: date) -> None:
    """What the national list changed of procedures people here use: read on the page of changes."""
    adopted = queries.adopted_codes()
    told = [one for one in (*report.changed, *report.removed) if one.code in adopted]
    keys = dict(Procedure.objects.filter(code__in=[one.code for one in told]).values_list("code", "pk"))
    rows = []
    for one in told:
        changes = [change for change in one.changes if change.field not in drafts.SILENT]
        if changes:
            rows.append(
                Change(
                    procedure_id=keys[one.code], kind="imported", at=at, by_name=by.title, effective_on=day,
                    before={change.field: change.old for change in changes},
                    after={change.field: change.new for change in changes},
                )
            )  # fmt: skip
    Change.objects.bulk_create(rows, batch_size=200)


class _Plan:
    """What would be written."""

    def __init__(self) -> None:
        self.layers: dict[tuple[str, str], tuple[dict[str, Any], str]] = {}
        self.files: dict[tuple[str, str], str] = {}
        self.records: list[Record] = []
        self.stored: dict[tuple[str, str], str] = {}


def _compare(read: list[ReadFile], whole: bool | None, tell: Tell) -> tuple[ImportReport, _Plan]:
    report = ImportReport(files=[one.file for one in read])
    plan = _Plan()
    incoming: dict[tuple[str, str], Record] = {}
    for one in read:
        report.rows += len(one.records)
        report.errors += one.errors
        report.warnings += one.warnings
        for record in one.records:
            for layer, said in one.said(record).items():
                incoming[record.code, layer] = said
                plan.files[record.code, layer] = one.file
    stored = plan.stored = dict(queries.source_digests())
    touched: dict[str, None] = {}
    for key, record in incoming.items():
        data = merging.payload(record)
        digest = merging.digest(data)
        if stored.get(key) != digest:
            plan.layers[key] = (data, digest)
            touched[key[0]] = None
    gone = _gone(incoming, stored, whole) if report.ok else []
    for code in gone:
        touched[code] = None
    known = queries.source_layers(touched)
    for number, code in enumerate(touched):
        tell("compare", number, len(touched))
        before_layers = known.get(code, {})
        after_layers = dict(before_layers)
        for layer in LAYER_LABELS:
            if (code, layer) in plan.layers:
                after_layers[layer] = incoming[code, layer]
        if code in gone:
            layer = "national" if "national" in before_layers else next(iter(before_layers))
            after_layers[layer] = before_layers[layer].model_copy(update={"listed": False})
            data = merging.payload(after_layers[layer])
            plan.layers[code, layer] = (data, merging.digest(data))
            plan.files[code, layer] = report.files[0]
        _judge(code, before_layers, after_layers, report, plan)
    _refuse_orphans(report)
    told = {difference.code for difference in report.differences}
    report.unchanged = len({code for code, _ in incoming} - told)
    return report, plan


def _judge(
    code: str,
    before_layers: dict[str, Record],
    after_layers: dict[str, Record],
    report: ImportReport,
    plan: _Plan,
) -> None:
    after = merging.compose(after_layers)
    if not before_layers:
        report.added.append(Difference(code, after.name, "added"))
        plan.records.append(after)
        return
    before = merging.compose(before_layers)
    if merging.content_hash(before) == merging.content_hash(after):
        return
    changes = tuple(c for c in merging.differences(before, after) if c.field not in ("source", "captured_on"))
    kind = "removed" if before.listed and not after.listed else "changed"
    (report.removed if kind == "removed" else report.changed).append(
        Difference(code, after.name, kind, changes)
    )
    plan.records.append(after)


def _refuse_orphans(report: ImportReport) -> None:
    """A procedure somebody still waits under does not leave the list: an error of the file, before any harm."""
    waiting = open_dossiers([one.code for one in report.removed])
    for code, number in sorted(waiting.items()):
        why = f"còn {number} hồ sơ đang giải quyết, không thể đưa khỏi danh mục"
        report.errors.append(RowError(report.files[0], 0, "listed", why, code))


def _gone(
    incoming: Iterable[tuple[str, str]], stored: dict[tuple[str, str], str], whole: bool | None
) -> list[str]:
    """Codes a whole newer list no longer names."""
    if whole is False:
        return []
    named = set(incoming)
    held = {code for code, layer in stored if layer == "national"}
    there = {code for code, _ in named}
    if all(layer != "national" for _, layer in named):
        return []
    if not there or not held:
        return []
    if whole is None and (len(held) < WHOLE_LIST_LEAST or len(held & there) < WHOLE_LIST_SHARE * len(held)):
        return []
    listed = queries.listed_codes()
    return sorted((held - there) & listed)


def export_catalogue() -> Iterator[str]:
    """The catalogue as JSONL, one procedure a line: what is in force, and each source's own words under ``layers``.

    Taken into an empty installation it gives the same catalogue, layer by layer.
    """
    for layers in queries.layered():
        yield json.dumps(merging.line_of(layers), ensure_ascii=False, separators=(",", ":"))


@transaction.atomic
def load_synonyms(*, path: Path, by: Actor, at: datetime) -> int:
    """Nạp danh sách từ đồng nghĩa: adds and corrects, takes nothing away that an administrator wrote."""
    access.require(by, EDIT)
    entries = read_synonyms(path)
    rows = [
        Synonym(
            says=says,
            means=list(entry.means),
            codes=list(entry.codes),
            valid_from=entry.valid_from,
            valid_to=entry.valid_to,
        )
        for entry in entries
        for says in entry.says
    ]
    known = {synonym.says: synonym for synonym in Synonym.objects.all()}
    fresh = {row.says: row for row in rows if row.says not in known}
    Synonym.objects.bulk_create(fresh.values())
    if fresh:
        revision = next_revision(at)
        audit.record(
            by,
            "procedures.load_synonyms",
            "catalogue:synonyms",
            at=at,
            after={"added": len(fresh), "revision": revision},
        )
    return len(fresh)


def difference_lines(difference: Difference) -> list[FieldChange]:
    """Changes of one procedure with the labels people know."""
    return [
        FieldChange(merging.FIELD_LABELS.get(change.field, change.field), change.old, change.new)
        for change in difference.changes
    ]
