"""Tables of the room."""

from motcua.registries.procedures.models.adoption import Adoption, FeeRule
from motcua.registries.procedures.models.catalogue import (
    CatalogueState,
    Field,
    LegalBasis,
    Method,
    Paper,
    PendingImport,
    Procedure,
    ProcedureVersion,
    SourceRecord,
)
from motcua.registries.procedures.models.vocabulary import Synonym

__all__ = [
    "Adoption",
    "CatalogueState",
    "FeeRule",
    "Field",
    "LegalBasis",
    "Method",
    "Paper",
    "PendingImport",
    "Procedure",
    "ProcedureVersion",
    "SourceRecord",
    "Synonym",
]
