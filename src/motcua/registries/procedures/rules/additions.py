"""What an agency may lay over the province's terms."""

from __future__ import annotations

from motcua.kernel.legal import basis
from motcua.registries.procedures.types import Limit

_HOURS = {"working_hours": 1, "working_days": 8}


@basis("61/2018/NĐ-CP", article=19, note="cơ quan được rút ngắn, không được kéo dài thời hạn đã công bố")
def shorter(own: Limit, province: Limit | None) -> bool:
    """Whether the agency's limit keeps within the province's; days of the week and working days are not weighed."""
    if province is None:
        return False
    if own.unit == province.unit:
        return own.value < province.value
    if own.unit in _HOURS and province.unit in _HOURS:
        return own.value * _HOURS[own.unit] < province.value * _HOURS[province.unit]
    return False
