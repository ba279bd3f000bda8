"""The list of dossiers that need an apology and a new date."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.kernel import access, clock
from motcua.services.dossiers.queries import apologies
from motcua.services.dossiers.queries.lists import rows_of
from motcua.services.dossiers.queries.reception_answers import apologies_signed
from motcua.services.dossiers.types import SIGN

from . import paging
from .request import DeskRequest


@require_safe
@access.audience("officer", permission="dossiers.process")
def wanted(request: DeskRequest) -> HttpResponse:
    """Those of the agencies this post reaches, the nearest appointment first."""
    page = paging.page_of(request, apologies.wanted(request.actor), 50)
    rows = rows_of(page)
    asked = apologies.proposed([row.dossier.code for row in rows])
    signed, tardy = apologies_signed(request.actor, clock.now())
    action = "sign_apology" if access.allows(request.actor, SIGN) else "propose_apology"
    return render(
        request,
        "dossiers/desk/apologies.html",
        {
            "page": page,
            "rows": [(row, asked.get(row.dossier.code)) for row in rows],
            "action": action,
            "signed": signed,
            "tardy": tardy,
        },
    )
