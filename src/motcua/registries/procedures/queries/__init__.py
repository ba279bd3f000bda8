"""Reading the catalogue. Nothing here is a person's data, so nobody needs to ask who reads."""

from motcua.registries.procedures.queries.catalogue import (
    adopted_codes,
    adoption_of,
    listed_codes,
    own_sayings,
    record_of_version,
    records,
    revision,
    source_digests,
    source_layers,
    synonyms,
    version,
)
from motcua.registries.procedures.queries.lists import (
    Card,
    Listing,
    console_list,
    field_names,
    level_choices,
    missing_labels,
    missing_report,
    portal_list,
)
from motcua.registries.procedures.queries.pages import (
    NoSuchProcedure,
    ProcedureView,
    limits_of,
    procedure,
)
from motcua.registries.procedures.queries.searching import (
    clear_index,
    index,
    province_short_name,
    search,
    suggest,
)

__all__ = [
    "Card",
    "Listing",
    "NoSuchProcedure",
    "ProcedureView",
    "adopted_codes",
    "adoption_of",
    "clear_index",
    "console_list",
    "field_names",
    "index",
    "level_choices",
    "limits_of",
    "listed_codes",
    "missing_labels",
    "missing_report",
    "own_sayings",
    "portal_list",
    "procedure",
    "province_short_name",
    "record_of_version",
    "records",
    "revision",
    "search",
    "source_digests",
    "source_layers",
    "suggest",
    "synonyms",
    "version",
]
