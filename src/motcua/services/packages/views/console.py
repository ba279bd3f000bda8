"""Administrators: a package out, a package in after its differences have been read."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from motcua.kernel import access, clock
from motcua.kernel.refusals import Refusal
from motcua.registries.procedures import queries as procedures
from motcua.registries.procedures.types import EDIT
from motcua.services.packages import queries, rules, services
from motcua.services.packages.forms import PackageForm
from motcua.ui.forms import bounded


@access.audience("admin", permission=EDIT)
@require_safe
def download(request: HttpRequest, code: str) -> HttpResponse:
    """One procedure with its terms, e-form and process, as a file another province takes."""
    answer = HttpResponse(rules.pack(queries.package_of(code, clock.today())), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="thu-tuc-{code}.zip"'
    return answer


@access.audience("admin", permission=EDIT)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """A package in: read, and its differences shown."""
    form = bounded(PackageForm(request.POST or None, request.FILES or None), request)
    if request.method == "POST" and form.is_valid():
        try:
            content = form.cleaned_data["file"].read(rules.BIGGEST + 1)
            key = services.keep_package(content=content, by=request.actor, at=clock.now())  # type: ignore[attr-defined]
            return redirect("package-review", key=key)
        except Refusal as refusal:
            form.add_error("file", refusal.message)
    return render(request, "packages/console_upload.html", {"form": form}, status=422 if form.errors else 200)


@access.audience("admin", permission=EDIT)
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, key: str) -> HttpResponse:
    """Differences, remarks, refusals; then as drafts, or published at once."""
    by, at = request.actor, clock.now()  # type: ignore[attr-defined]
    found = services.review_kept(key=key, by=by, at=at)
    refusal = None
    if request.method == "POST":
        publish = request.POST.get("act") == "publish"
        try:
            services.take_kept(key=key, publish=publish, by=by, at=at)
            if publish:
                messages.success(request, "Đã nhận và công bố. Bạn hoàn tác được trong 7 ngày.")
                return redirect("console-procedure", code=found.package.code)
            messages.success(request, "Đã nhận thành bản thảo. Hãy xem lại rồi công bố.")
            return redirect("console-draft-compare", code=found.package.code)
        except Refusal as raised:
            refusal = raised
    differences = procedures.shown_pair(found.before, found.before | found.state)
    context = {"found": found, "differences": differences, "refusal": refusal}
    return render(
        request, "packages/console_review.html", context, status=refusal.http_status if refusal else 200
    )
