"""Phiếu kiểm soát: a sheet of its own for each state of the hand-overs, numbered and sealed like every statutory paper."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.services.dossiers.models import IssuedPaper
from motcua.services.dossiers.queries.register import slip_data
from motcua.services.dossiers.types import PaperKind

from .common import locked

LOOSE = frozenset({"number", "place_date"})


@command
def control_slip(*, code: str, by: Actor, at: datetime) -> IssuedPaper:
    """Phát hành phiếu kiểm soát for a dossier whose reader was asked for already: the last sheet while nothing has changed
    hands since, else the next, under the register's number and the count of the sheet."""
    dossier = locked(code)
    said = slip_data(dossier)
    sheets = list(dossier.issued.filter(kind=PaperKind.CONTROL_SLIP).order_by("id"))
    if sheets and _told(sheets[-1].data) == _told(said):
        return sheets[-1]
    number = said["number"] if not sheets else f"{said['number']}-{len(sheets) + 1}"
    return IssuedPaper.objects.create(
        dossier=dossier, kind=PaperKind.CONTROL_SLIP.value, form_no=said["form"].get("no", ""), number=number,
        data=said | {"number": number}, issued_at=at, issued_by=by.title, seal_at=at,
    )  # fmt: skip


def _told(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in LOOSE}
