"""Tra cứu: a code and a proof, or the QR of the receipt. No login, no personal data."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from motcua.kernel import access, text
from motcua.services.dossiers.forms.filing import TrackForm
from motcua.services.dossiers.queries import citizen_page, proofs
from motcua.services.dossiers.types import DossierNotThere


@sensitive_post_parameters("so")
@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("public")
def track(request: HttpRequest) -> HttpResponse:
    """Ask for the proof; the right one leads to the page of the dossier."""
    if request.method != "POST":
        code = text.clean(request.GET.get("ma", ""))[:60].upper()
        form = TrackForm(initial={"ma": code})
        return render(request, "dossiers/portal/track.html", {"form": form, "asked": code})
    form = TrackForm(request.POST)
    problem, status = None, 422
    if form.is_valid():
        try:
            token = proofs.token_for(
                form.cleaned_data["ma"],
                form.cleaned_data["so"],
                address=request.META.get("REMOTE_ADDR", ""),
            )
        except (DossierNotThere, proofs.TooManyProofs) as refusal:
            problem, status = refusal, refusal.http_status
        else:
            return redirect("dossiers:track_token", token=token)
    return render(request, "dossiers/portal/track.html", {"form": form, "problem": problem}, status=status)


@never_cache
@require_safe
@access.audience("public")
def by_token(request: HttpRequest, token: str) -> HttpResponse:
    """Where the dossier is. Who is signed in and owns it is led to the whole page."""
    page = citizen_page.public_page(token[:400])
    return render(request, "dossiers/portal/tracked.html", {"page": page, "dossier": page.dossier})
