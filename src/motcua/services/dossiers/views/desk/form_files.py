"""Files inside a declaration, for officers; every look is written down."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from motcua.kernel import access, clock
from motcua.services.dossiers.queries import form_files
from motcua.services.dossiers.services.looking import note_look
from motcua.services.files import queries as files

from .request import DeskRequest


@require_safe
@access.audience("officer")
def of_dossier(request: DeskRequest, code: str, path: str) -> HttpResponse:
    """A file the applicant gave as an answer."""
    dossier, file = form_files.form_file(request.actor, code, path)
    note_look(dossier=dossier, by=request.actor, at=clock.now())
    return files.serve(request, file.sha256, file.name, inline="tai" not in request.GET)


@require_safe
@access.audience("officer")
def of_question(request: DeskRequest, code: str, path: str) -> HttpResponse:
    """A file of an answer that goes with a question to this officer's agency."""
    dossier, file = form_files.form_file_shown_to(request.actor, code, path)
    note_look(dossier=dossier, by=request.actor, at=clock.now())
    return files.serve(request, file.sha256, file.name, inline=True)
