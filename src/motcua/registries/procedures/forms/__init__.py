"""Forms of the catalogue's pages."""

from motcua.registries.procedures.forms.cases import CaseForm
from motcua.registries.procedures.forms.drafting import (
    SECTIONS,
    NewForm,
    PublishForm,
    Rows,
    Section,
    SectionForm,
)
from motcua.registries.procedures.forms.lists import (
    CatalogueFilters,
    ImportForm,
    SynonymForm,
    WithdrawForm,
)

__all__ = [
    "SECTIONS",
    "CaseForm",
    "CatalogueFilters",
    "ImportForm",
    "NewForm",
    "PublishForm",
    "Rows",
    "Section",
    "SectionForm",
    "SynonymForm",
    "WithdrawForm",
]
