"""How the desk kept the hours in which online filings are answered."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.kernel import access, clock
from motcua.services.dossiers.queries import reception_answers
from motcua.services.dossiers.types import REASSIGN

from . import paging
from .request import DeskRequest

SPANS = {"7": "7 ngày", "30": "30 ngày", "90": "90 ngày"}


@require_safe
@access.audience("officer", permission=REASSIGN)
def answers(request: DeskRequest) -> HttpResponse:
    """By officer, and the filings that were answered after their hour."""
    chosen = request.GET.get("ky", "30")
    chosen = chosen if chosen in SPANS else "30"
    since = clock.now() - timedelta(days=int(chosen))
    page = paging.page_of(request, reception_answers.late_answers(request.actor, since), 50)
    rows = [(row, reception_answers.late_words(row)) for row in page]
    context = {
        "page": page, "rows": rows, "spans": SPANS, "chosen": chosen,
        "people": reception_answers.kept_by_officer(request.actor, since),
    }  # fmt: skip
    return render(request, "dossiers/desk/answers.html", context)
