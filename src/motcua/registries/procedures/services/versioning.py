"""Writing versions: a change of content is a new version, the old one stays as it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import F, Max, OuterRef, Subquery

from motcua.registries.procedures.models import (
    CatalogueState,
    Field,
    LegalBasis,
    Method,
    Paper,
    Procedure,
    ProcedureVersion,
)
from motcua.registries.procedures.rules import adopting, merging
from motcua.registries.procedures.types import Record

CHUNK = 400
DESCRIBED = [
    "name",
    "field",
    "issuing_body",
    "scope",
    "province",
    "top_level",
    "accepts_online",
    "is_listed",
    "detail",
]
"""What a procedure says of its version in force, for lists."""


def next_revision(at: datetime) -> int:
    """Tell everybody who keeps an index that the catalogue has changed."""
    state, _ = CatalogueState.objects.get_or_create(pk=1)
    CatalogueState.objects.filter(pk=1).update(revision=F("revision") + 1, changed_at=at)
    state.refresh_from_db()
    return state.revision


def store_records(records: Sequence[Record], *, at: datetime, published_from: date) -> None:
    """One new version for each record; procedures and fields appear as needed."""
    fields = _fields(records)
    Procedure.objects.bulk_create(
        [_described(record, fields) for record in records],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=DESCRIBED,
    )
    known = {
        procedure.code: procedure
        for chunk in _chunks([record.code for record in records])
        for procedure in Procedure.objects.filter(code__in=chunk)
    }
    numbers = _last_numbers(list(known.values()))
    _write_versions(records, known, numbers=numbers, at=at, published_from=published_from)
    latest = ProcedureVersion.objects.filter(procedure=OuterRef("pk")).order_by("-number").values("pk")[:1]
    for chunk in _chunks([known[record.code].pk for record in records]):
        Procedure.objects.filter(pk__in=chunk).update(current=Subquery(latest))


def _write_versions(
    records: Sequence[Record],
    procedures: dict[str, Procedure],
    *,
    numbers: dict[int, int],
    at: datetime,
    published_from: date,
) -> None:
    versions = [
        _version(
            record,
            procedures[record.code],
            numbers.get(procedures[record.code].pk, 0) + 1,
            at,
            published_from,
        )
        for record in records
    ]
    for chunk in _chunks(list(numbers)):
        ProcedureVersion.objects.filter(procedure__in=chunk, published_to__isnull=True).update(
            published_to=published_from - timedelta(days=1)
        )
    ProcedureVersion.objects.bulk_create(versions)
    methods, papers, bases = [], [], []
    for record, version in zip(records, versions, strict=True):
        methods += [
            Method(version=version, order=at_, **row.model_dump())
            for at_, row in enumerate(record.methods, start=1)
        ]
        papers += [
            Paper(version=version, order=at_, **row.model_dump())
            for at_, row in enumerate(record.papers or (), start=1)
        ]
        bases += [
            LegalBasis(version=version, order=at_, number=row.number[:500], title=row.title)
            for at_, row in enumerate(record.legal_basis, start=1)
        ]
    Method.objects.bulk_create(methods)
    Paper.objects.bulk_create(papers)
    LegalBasis.objects.bulk_create(bases)


def _version(
    record: Record, procedure: Procedure, number: int, at: datetime, published_from: date
) -> ProcedureVersion:
    return ProcedureVersion(
        procedure=procedure,
        number=number,
        name=record.name,
        field_name=record.field,
        code_suffix=record.code_suffix,
        issuing_body=record.issuing_body,
        scope=record.scope,
        province=record.province,
        levels=list(record.levels),
        level_text=record.level_text,
        executing_agency=record.executing_agency,
        deciding_agency=record.deciding_agency,
        delegated_agency=record.delegated_agency,
        coordinating_agency=record.coordinating_agency,
        receiving_address=record.receiving_address,
        procedure_type=record.procedure_type,
        decision_no=record.decision_no,
        applicant_kinds=list(record.applicant_kinds),
        papers_known=record.papers is not None,
        results=list(record.results),
        conditions=record.conditions,
        steps_text=record.steps_text,
        keywords=record.keywords,
        online_level=record.online_level,
        accepts_online=record.accepts_online,
        limit_value=record.limit_value,
        limit_unit=record.limit_unit or "",
        limit_note=record.limit_note,
        fee_vnd=record.fee_vnd,
        fee_note=record.fee_note,
        status=record.status,
        listed=record.listed,
        detail=record.detail,
        source=list(record.source),
        captured_on=record.captured_on,
        confidence=record.confidence,
        verified_fields=list(record.verified_fields),
        published_from=published_from,
        content_hash=merging.content_hash(record),
        created_at=at,
    )


def _described(record: Record, fields: dict[str, Field]) -> Procedure:
    return Procedure(
        code=record.code,
        name=record.name,
        field=fields.get(record.field),
        issuing_body=record.issuing_body,
        scope=record.scope,
        province=record.province,
        top_level=adopting.nearest_level(record),
        accepts_online=record.accepts_online,
        is_listed=record.listed and record.status == "in_force",
        detail=record.detail,
    )


def _fields(records: Iterable[Record]) -> dict[str, Field]:
    names = {record.field for record in records if record.field}
    Field.objects.bulk_create([Field(name=name) for name in sorted(names)], ignore_conflicts=True)
    return {field.name: field for field in Field.objects.all()}


def _last_numbers(procedures: Sequence[Procedure]) -> dict[int, int]:
    found: dict[int, int] = {}
    for chunk in _chunks([procedure.pk for procedure in procedures]):
        rows = (
            ProcedureVersion.objects.filter(procedure__in=chunk)
            .values("procedure")
            .annotate(last=Max("number"))
        )
        found.update({row["procedure"]: row["last"] for row in rows.order_by()})
    return found


def _chunks(items: Sequence) -> Iterable[Sequence]:
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))
