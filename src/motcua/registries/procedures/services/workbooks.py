"""Excel in: read, judged, and shown as a bulk change before anything is taken."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel import access
from motcua.kernel.access import Actor
from motcua.registries.procedures.services.bulk import preview_many
from motcua.registries.procedures.types import EDIT, BadWorkbook


def preview_workbook(*, content: bytes, name: str, by: Actor, at: datetime) -> str:
    """What taking the workbook would change, kept until it is accepted; returns the key of the preview.

    Raises:
        BadWorkbook: it is no table of procedures.
    """
    # Loaded here: it is a tenth of every process's start, for a page seldom opened.
    from motcua.registries.procedures.rules import workbook

    access.require(by, EDIT)
    try:
        wanted, faults, places = workbook.read(content)
    except workbook.UnreadableWorkbook as fault:
        raise BadWorkbook(str(fault), next="Hãy tải bảng mẫu ở trang này, sửa rồi gửi lại.") from None
    return preview_many(wanted=wanted, title=f"Tệp {name[:200]}", by=by, at=at, errors=faults, places=places)
