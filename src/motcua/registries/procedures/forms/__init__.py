"""Forms of the catalogue's pages."""

from motcua.registries.procedures.forms.drafting import SECTIONS, NewForm, PublishForm, Section, SectionForm
from motcua.registries.procedures.forms.lists import (
    CatalogueFilters,
    ConsoleFilters,
    ImportForm,
    SynonymForm,
    WithdrawForm,
)

__all__ = [
    "SECTIONS",
    "CatalogueFilters",
    "ConsoleFilters",
    "ImportForm",
    "NewForm",
    "PublishForm",
    "Section",
    "SectionForm",
    "SynonymForm",
    "WithdrawForm",
]
