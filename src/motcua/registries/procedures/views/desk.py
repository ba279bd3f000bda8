"""Agencies: what they lay over the province's terms, each for itself."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from motcua.kernel import access, clock
from motcua.kernel.refusals import Refusal
from motcua.kernel.text import clean
from motcua.registries.procedures import queries, services
from motcua.registries.procedures.forms.additions import AdditionForm
from motcua.registries.procedures.types import ADD_LOCAL

PAGE = 50


@access.audience("officer", permission=ADD_LOCAL)
@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    """Procedures the province takes in, to add to."""
    asked = clean(request.GET.get("q", ""))[:200]
    codes = [hit.code for hit in queries.search(asked, 60)] if asked else None
    page = Paginator(queries.portal_list(codes=codes), PAGE).get_page(request.GET.get("trang"))  # type: ignore[arg-type]
    return render(request, "procedures/desk_list.html", {"page": page, "asked": asked})


@access.audience("officer", permission=ADD_LOCAL)
@require_http_methods(["GET", "POST"])
def addition(request: HttpRequest, code: str) -> HttpResponse:
    """This agency's own reception places, contact, note and shorter limit."""
    actor = request.actor  # type: ignore[attr-defined]
    view, row = queries.procedure(code), queries.addition(code, actor.agency_code)
    initial = {name: getattr(row, name) for name in AdditionForm.base_fields if row and hasattr(row, name)}
    form = AdditionForm(request.POST or None, initial=initial | {"seen": row.revision if row else 0})
    if request.method == "POST" and form.is_valid():
        changes = dict(form.cleaned_data)
        seen = changes.pop("seen")
        try:
            services.set_addition(
                code=code, agency_code=actor.agency_code, changes=changes, seen=seen, by=actor, at=clock.now()
            )
            messages.success(request, "Đã lưu. Người dân đọc được ngay trên trang thủ tục.")
            return redirect("desk-procedure-addition", code=code)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
    context = {"view": view, "form": form, "row": row, "agency": actor.agency_name}
    return render(request, "procedures/desk_addition.html", context, status=422 if form.errors else 200)
