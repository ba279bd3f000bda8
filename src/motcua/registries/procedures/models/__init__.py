"""Tables of the room."""

from motcua.registries.procedures.models.adoption import Adoption, FeeRule
from motcua.registries.procedures.models.catalogue import (
    CatalogueState,
    Field,
    LegalBasis,
    Method,
    Paper,
    PendingDifference,
    PendingImport,
    Procedure,
    ProcedureVersion,
    SourceRecord,
)
from motcua.registries.procedures.models.drafting import AgencyAddition, Batch, Change, Draft, PendingBatch
from motcua.registries.procedures.models.vocabulary import Synonym

__all__ = [
    "Adoption",
    "AgencyAddition",
    "Batch",
    "CatalogueState",
    "Change",
    "Draft",
    "FeeRule",
    "Field",
    "LegalBasis",
    "Method",
    "Paper",
    "PendingBatch",
    "PendingDifference",
    "PendingImport",
    "Procedure",
    "ProcedureVersion",
    "SourceRecord",
    "Synonym",
]
