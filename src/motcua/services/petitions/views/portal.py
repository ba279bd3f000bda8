"""Phản ánh, kiến nghị: send one, follow it at its secret address, read what others were answered. No login, no script."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.access import Actor
from motcua.kernel.refusals import Refusal
from motcua.kernel.words import say
from motcua.services.files import queries as files
from motcua.services.files import services as file_store
from motcua.services.files.types import FileRef
from motcua.services.petitions import queries, services
from motcua.services.petitions.forms import SendForm
from motcua.services.petitions.types import FILES_MOST, Kind, PetitionInvalid

PAGE = 20
ACCEPTED = ".pdf,.jpg,.jpeg,.png,.webp,application/pdf,image/*"


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("public")
def send(request: HttpRequest) -> HttpResponse:
    """One form: what, about whom, who sends it."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    refusal, status = None, 200
    if request.method == "POST":
        form = SendForm(request.POST)
        try:
            if form.is_valid():
                sent = _send(request, form, by)
                return redirect(f"/phan-anh/{sent.token}/?moi=1")
            status = 422
        except Refusal as said:
            refusal, status = said, said.http_status
    else:
        known = by.name if by.kind == "citizen" else ""
        first = {"press": secrets.token_urlsafe(24), "name": known, "again": request.GET.get("lai", "")[:32]}
        first["dossier_code"] = text.clean(request.GET.get("ho-so", ""))[:60]
        form = SendForm(initial=first)
    context = {"form": form, "refusal": refusal, "accepted": ACCEPTED, "places": range(1, FILES_MOST + 1)}
    return render(request, "petitions/send.html", context, status=status)


def _send(request: HttpRequest, form: SendForm, by: Actor) -> Any:
    said, at = form.cleaned_data, clock.now()
    kind = Kind(said["kind"])
    if (known := queries.sent_before(said["press"])) is not None:
        return known  # pressed twice: nothing is kept again
    services.admit(address=request.META.get("REMOTE_ADDR", ""))
    return services.send(
        kind=kind, content=said["content"], sender=form.sender, about=said["about"], dossier_code=said["dossier_code"],
        files_in=_files(request, said["press"]), press=said["press"], again_of=said["again"],
        by=by, at=at,
    )  # fmt: skip


def _files(request: HttpRequest, press: str) -> list[FileRef]:
    """Files sent along, judged by their content and kept encrypted; the store knows nobody who sent them."""
    if getattr(request, "files_too_large", None):
        raise PetitionInvalid(
            say("Có tệp nặng hơn 20 MB."),
            next=say("Hãy quét lại ở 200–300 dpi, đen trắng, hoặc tách thành nhiều tệp."),
        )
    return [
        file_store.store(
            stream=upload, name=upload.name or "tep", by=services.SENDER, at=clock.now(), owner="petitions",
            reference=press[:64], sealed=services.PURPOSE,
        )
        for n in range(1, FILES_MOST + 1)
        if (upload := request.FILES.get(f"tep{n}")) is not None
    ]  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("public")
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """The sender's page: where it stands, the answer, one's word on it; taking it back."""
    token, refusal, status, at = token[:40], None, 200, clock.now()
    if request.method == "POST":
        given = request.POST
        try:
            if given.get("viec") == "rut":
                services.withdraw(token=token, reason=given.get("loi", ""), at=at)
            else:
                services.say_of_answer(
                    token=token, satisfied=given.get("hai-long") == "1", words=given.get("loi", ""), at=at
                )
            return redirect(f"/phan-anh/{token}/")
        except Refusal as said:
            refusal, status = said, said.http_status
    page = queries.page_by_token(token, at)
    context = {"page": page, "row": page.row, "new": "moi" in request.GET, "refusal": refusal}
    return render(request, "petitions/mine.html", context, status=status)


@never_cache
@require_safe
@access.audience("public")
def my_file(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """A file the sender sent along."""
    page = queries.page_by_token(token[:40], clock.now())
    found = queries.enclosure(page.row, number)
    return files.serve(request, found.sha256, found.name)


@never_cache
@require_safe
@access.audience("citizen")
def own(request: HttpRequest) -> HttpResponse:
    """What a signed-in citizen has sent."""
    page = queries.own(request.actor).page(request.GET.get("trang", ""), PAGE)  # type: ignore[attr-defined]
    return render(request, "petitions/own.html", {"page": page})


@require_safe
@access.audience("public")
def answered(request: HttpRequest) -> HttpResponse:
    """Published answers, searched by their words."""
    said = text.clean(request.GET.get("tim", ""))[:100]
    page = queries.published(said).page(request.GET.get("trang", ""), PAGE)
    return render(request, "petitions/answered.html", {"page": page, "said": said})


@require_safe
@access.audience("public")
def answered_one(request: HttpRequest, code: str) -> HttpResponse:
    """One published answer."""
    return render(request, "petitions/answered_one.html", {"row": queries.published_one(code[:24])})
