"""Procedures, their versions and how the province offers them, as plain data for pages and commands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.conf import settings
from django.db.models import Q

from motcua.registries.procedures.models import (
    Adoption,
    CatalogueState,
    FeeRule,
    Procedure,
    ProcedureVersion,
    SourceRecord,
    Synonym,
)
from motcua.registries.procedures.rules import merging
from motcua.registries.procedures.rules.fees import Rated, in_force
from motcua.registries.procedures.types import (
    BasisRecord,
    MethodRecord,
    PaperRecord,
    Record,
    SynonymEntry,
)


def revision() -> int:
    """The catalogue's revision: it grows with every change, 0 before the first import."""
    return CatalogueState.objects.filter(pk=1).values_list("revision", flat=True).first() or 0


def source_digests() -> Iterator[tuple[tuple[str, str], str]]:
    """((code, layer), digest) of what each source said last."""
    for code, layer, digest in SourceRecord.objects.values_list("code", "layer", "digest").iterator():
        yield (code, layer), digest


def source_layers(codes: Iterable[str]) -> dict[str, dict[str, Record]]:
    """What each source said about these codes."""
    found: dict[str, dict[str, Record]] = {}
    wanted = list(codes)
    for start in range(0, len(wanted), 400):
        rows = SourceRecord.objects.filter(code__in=wanted[start : start + 400])
        for code, layer, data in rows.values_list("code", "layer", "data"):
            found.setdefault(code, {})[layer] = Record.model_validate(data)
    return found


def listed_codes() -> set[str]:
    """Codes still in the list."""
    return set(Procedure.objects.filter(is_listed=True).values_list("code", flat=True))


def records(codes: Sequence[str] | None = None) -> Iterator[Record]:
    """The catalogue in force, composed from its sources, by code."""
    return (merging.compose(layers) for layers in layered(codes))


def layered(codes: Sequence[str] | None = None) -> Iterator[dict[str, Record]]:
    """What each source says of each procedure, by code."""
    rows = SourceRecord.objects.order_by("code")
    if codes is not None:
        rows = rows.filter(code__in=codes)
    layers: dict[str, Record] = {}
    current = ""
    for code, layer, data in rows.values_list("code", "layer", "data").iterator(chunk_size=500):
        if code != current and layers:
            yield layers
            layers = {}
        current = code
        layers[layer] = Record.model_validate(data)
    if layers:
        yield layers


def adopted_codes(province: str | None = None) -> set[str]:
    """Codes the province has adopted, published or not."""
    rows = Adoption.objects.filter(province_code=province or settings.PROVINCE_AGENCY)
    return set(rows.values_list("procedure__code", flat=True))


def names(codes: Iterable[str]) -> dict[str, str]:
    """Code to name, of the procedures the catalogue has."""
    return dict(Procedure.objects.filter(code__in=list(codes)).values_list("code", "name"))


def fees_of(codes: Iterable[str]) -> dict[str, list[FeeRule]]:
    """Code to every fee the province ever set for it, whatever its days: for figures over a span."""
    found: dict[str, list[FeeRule]] = {}
    rows = FeeRule.objects.filter(adoption__procedure__code__in=list(codes)).select_related(
        "adoption__procedure"
    )
    for row in rows.order_by("pk"):
        found.setdefault(row.adoption.procedure.code, []).append(row)
    return found


def rates_in_force(rates: Sequence[Rated], channel: str, on: date) -> list[Rated]:
    """Those of some rates that hold on a day for a channel; the channel's own rate stands before the general one."""
    return in_force(rates, channel, on)


def synonyms(on: date) -> list[SynonymEntry]:
    """Everyday words in use on a day."""
    rows = Synonym.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=on), Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    )
    return [
        SynonymEntry((row.says,), tuple(row.means), tuple(row.codes), row.valid_from, row.valid_to)
        for row in rows
    ]


def own_sayings() -> set[str]:
    """Every saying an administrator has written about, in use or not."""
    return set(Synonym.objects.values_list("says", flat=True))


def version(version_id: int) -> ProcedureVersion:
    """A version by its key, for a dossier that keeps it."""
    return ProcedureVersion.objects.select_related("procedure").get(pk=version_id)


def record_of_version(row: ProcedureVersion) -> Record:
    """A stored version as the plain record again."""
    return Record.model_construct(
        code=row.procedure.code,
        code_suffix=row.code_suffix,
        name=row.name,
        field=row.field_name,
        issuing_body=row.issuing_body,
        scope=row.scope,
        province=row.province,
        levels=tuple(row.levels),
        level_text=row.level_text,
        executing_agency=row.executing_agency,
        deciding_agency=row.deciding_agency,
        delegated_agency=row.delegated_agency,
        coordinating_agency=row.coordinating_agency,
        receiving_address=row.receiving_address,
        procedure_type=row.procedure_type,
        decision_no=row.decision_no,
        applicant_kinds=tuple(row.applicant_kinds),
        methods=tuple(
            MethodRecord.model_construct(
                channel=m.channel, time_text=m.time_text, time_value=m.time_value, time_unit=m.time_unit,
                fee_text=m.fee_text, fee_vnd=m.fee_vnd, note=m.note,
            )
            for m in row.methods.all()
        ),
        papers=tuple(
            PaperRecord.model_construct(
                case=p.case, code=p.code, name=p.name, form_name=p.form_name, original=p.original,
                copies=p.copies, required=p.required, notes=p.notes, replaced_by=p.replaced_by,
            )
            for p in row.papers.all()
        )
        if row.papers_known
        else None,
        results=tuple(row.results),
        legal_basis=tuple(BasisRecord.model_construct(number=b.number, title=b.title) for b in row.legal_bases.all()),
        conditions=row.conditions,
        steps_text=row.steps_text,
        keywords=row.keywords,
        online_level=row.online_level,
        accepts_online=row.accepts_online,
        limit_value=row.limit_value,
        limit_unit=row.limit_unit or None,
        limit_note=row.limit_note,
        fee_vnd=row.fee_vnd,
        fee_note=row.fee_note,
        status=row.status,
        listed=row.listed,
        detail=row.detail,
        source=tuple(row.source),
        captured_on=row.captured_on,
        confidence=row.confidence or "official",
        verified_fields=tuple(row.verified_fields),
    )  # fmt: skip


def adoption_of(code: str, province: str | None = None) -> Adoption | None:
    """How the province offers a procedure."""
    return (
        Adoption.objects.select_related("procedure", "procedure__current")
        .prefetch_related("fee_rules")
        .filter(procedure__code=code, province_code=province or settings.PROVINCE_AGENCY)
        .first()
    )


def followers(province: str | None = None) -> list[tuple[str, str, str]]:
    """Every adopted procedure with the process and the form it names itself (empty: none of its own), and once more for each
    process a case of it names."""
    rows = Adoption.objects.filter(province_code=province or settings.PROVINCE_AGENCY)
    found = []
    for code, process, form, own in rows.values_list(
        "procedure__code", "process_code", "eform_code", "cases"
    ):
        found += [
            (code, one, form)
            for one in dict.fromkeys(
                [process, *(case["process_code"] for case in own if case["process_code"])]
            )
        ]
    return found
