"""A procedure as it stands, flat: what drafts, bulk changes and undoing compare with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.forms.models import model_to_dict

from motcua.registries.procedures.models import Adoption, FeeRule
from motcua.registries.procedures.queries.catalogue import source_layers
from motcua.registries.procedures.rules import merging
from motcua.registries.procedures.types import Record, State

TERMS = (
    "level", "receiving_rule", "receiving_agencies", "competent_kind", "competent_agencies", "competent_name",
    "online_level", "limit_value", "limit_unit", "limit_by_channel", "limits", "cases", "codes", "return_same_day",
    "no_appointment", "process_code", "eform_code", "decision_no", "note", "is_published", "withdrawn_reason",
)  # fmt: skip
FEE_FIELDS = (
    "kind", "name", "applicant_kind", "channel", "amount_vnd", "formula_text", "per_unit", "valid_from", "valid_to",
    "legal_basis", "exemptions",
)  # fmt: skip


def adoptions(codes: Sequence[str], *, lock: bool = False) -> dict[str, Adoption]:
    """How the province offers these codes, fees read along."""
    found: dict[str, Adoption] = {}
    for start in range(0, len(codes), 400):
        rows = Adoption.objects.filter(
            procedure__code__in=codes[start : start + 400], province_code=settings.PROVINCE_AGENCY
        )
        rows = rows.select_for_update(of=("self",)) if lock else rows
        for row in rows.select_related("procedure__field").prefetch_related("fee_rules").order_by("pk"):
            found[row.procedure.code] = row
    return found


def fee_of(rule: FeeRule) -> dict[str, Any]:
    """One fee rule as plain data."""
    row = model_to_dict(rule, fields=FEE_FIELDS)
    for key in ("valid_from", "valid_to"):
        row[key] = None if row[key] is None else str(row[key])
    return row


def terms_of(row: Adoption | None) -> State:
    """The province's terms and fees as plain data; empty where the province does not offer it."""
    if row is None:
        return {}
    terms = {f"t_{key}": getattr(row, key) for key in TERMS}
    return terms | {"fees": [fee_of(rule) for rule in row.fee_rules.all()]}


def content_state(record: Record | None) -> State:
    """The content as plain data."""
    return {} if record is None else record.model_dump(mode="json", exclude={"overrides"})


def state(code: str, *, lock: bool = False) -> State:
    """Everything that holds of one procedure."""
    layers = source_layers([code]).get(code)
    record = merging.compose(layers) if layers else None
    return content_state(record) | terms_of(adoptions([code], lock=lock).get(code))
