"""One list of papers: where a form keeps one it is the list of the procedure, and what the catalogue says otherwise is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q

from motcua.registries.eforms import queries as eforms
from motcua.registries.eforms.types import FormDefinition
from motcua.registries.procedures.models import Adoption, Paper
from motcua.registries.procedures.rules import papers
from motcua.registries.procedures.rules.papers import PaperDifference
from motcua.registries.procedures.types import PaperRecord


@dataclass(frozen=True, slots=True)
class PapersKept:
    """The form that keeps the papers of a procedure, and where the catalogue's list says otherwise."""

    form_code: str
    form_name: str
    papers: tuple[PaperRecord, ...]
    difference: PaperDifference


def papers_kept(
    form: FormDefinition | None, listed: Sequence[PaperRecord] | None = None
) -> PapersKept | None:
    """What a form that keeps the papers says of them; None where the procedure keeps its own."""
    own = papers.papers_of_form(form)
    if form is None or own is None:
        return None
    return PapersKept(form.code, form.name, own, papers.difference(listed or (), form))


def papers_differing(on: date) -> set[str]:
    """Codes of adopted procedures whose form asks other papers than the catalogue lists; a few queries whatever the number."""
    codes = [row["code"] for row in eforms.listing()]
    forms = {code: one for code, one in eforms.definitions_in_use(codes, on).items() if one.papers}
    named = Q(eform_code__in=forms) | Q(eform_code="", procedure__code__in=forms)
    rows = Adoption.objects.filter(named, province_code=settings.PROVINCE_AGENCY)
    found = {
        code: (forms[form or code], version)
        for code, form, version in rows.values_list("procedure__code", "eform_code", "procedure__current")
    }
    listed: dict[int, list[PaperRecord]] = {}
    for paper in Paper.objects.filter(version__in=[version for _, version in found.values()]):
        line = PaperRecord.model_construct(code=paper.code, name=paper.name, required=paper.required)
        listed.setdefault(paper.version_id, []).append(line)
    return {
        code for code, (form, version) in found.items() if papers.difference(listed.get(version, ()), form)
    }
