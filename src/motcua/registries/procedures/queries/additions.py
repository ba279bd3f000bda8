"""What agencies lay over the province's terms."""

from __future__ import annotations

from django.conf import settings

from motcua.kernel.rows import Prepared
from motcua.registries.procedures.models import AgencyAddition
from motcua.registries.procedures.rules.additions import shorter
from motcua.registries.procedures.types import Limit


def additions(code: str) -> list[AgencyAddition]:
    """Every agency's addition to a procedure, for its page."""
    return list(_ours(code))


_ADDITION = Prepared(
    lambda code, province, agency: AgencyAddition.objects.filter(
        adoption__procedure__code=code, adoption__province_code=province, agency_code=agency
    )
)


def addition(code: str, agency_code: str) -> AgencyAddition | None:
    """One agency's."""
    return _ADDITION.one(code, settings.PROVINCE_AGENCY, agency_code)


def limit_at(code: str, agency_code: str, province: Limit) -> Limit:
    """The limit that holds at an agency: its own where it still is the shorter one, else the province's."""
    row = addition(code, agency_code)
    if row is None or row.limit_value is None:
        return province
    own = Limit(row.limit_value, row.limit_unit, source="agency")  # type: ignore[arg-type]
    return own if shorter(own, province) else province


def _ours(code: str):
    return AgencyAddition.objects.filter(
        adoption__procedure__code=code, adoption__province_code=settings.PROVINCE_AGENCY
    )
