"""Agencies, units, posts and their holders for administrators."""

from __future__ import annotations

from collections.abc import Callable

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from motcua.kernel import clock, text
from motcua.kernel.access import audience
from motcua.kernel.refusals import Refusal

from .. import forms, queries, services
from ..types import EDIT

administrator = audience("admin", permission=EDIT)
PER_PAGE = 40


@administrator
def agencies(request: HttpRequest) -> HttpResponse:
    """Danh sách cơ quan."""
    form = forms.AgencyFilter(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    raw = request.GET.get("trang", "1")
    number = text.whole(raw, 6) or 1
    rows, total = queries.search(
        given.get("q", ""),
        on=given.get("ngay") or clock.today(),
        kind=given.get("loai", ""),
        level=given.get("cap", ""),
        limit=PER_PAGE,
        offset=(number - 1) * PER_PAGE,
    )
    paginator = Paginator(rows, PER_PAGE)
    paginator.count = total  # type: ignore[misc]
    page = Page(rows, min(number, paginator.num_pages), paginator)
    return render(request, "organizations/console/agencies.html", {"form": form, "rows": rows, "page": page})


@administrator
def empty_lanes(request: HttpRequest) -> HttpResponse:
    """Làn chưa có người: nơi việc sẽ nằm chờ phân công."""
    rows = queries.empty_lanes(clock.today())
    paginator = Paginator(rows, PER_PAGE)
    page = paginator.get_page(text.whole(request.GET.get("trang", "1"), 6) or 1)
    return render(request, "organizations/console/empty_lanes.html", {"rows": page.object_list, "page": page})


@administrator
def agency(request: HttpRequest, code: str) -> HttpResponse:
    """Một cơ quan: đơn vị, chức vụ, người giữ, kế thừa, ủy quyền."""
    shown = queries.page_of(code, clock.today())
    remits = queries.remits_of_agency(shown["agency"].code, clock.today())
    for part in shown["units"]:
        part["remit"] = remits.get(part["unit"]["code"])
    shown["close_form"] = forms.CloseForm(prefix="dong")
    shown["succeed_form"] = forms.SucceedForm(prefix="ke")
    return render(request, "organizations/console/agency.html", shown)


@administrator
def post(request: HttpRequest, code: str) -> HttpResponse:
    """Một chức vụ: ai giữ, ai làm thay."""
    found = queries.post(code)
    today = clock.today()
    words = request.GET.get("tim", "")
    return render(
        request,
        "organizations/console/post.html",
        {
            "post": found,
            "agency": queries.agency(found.agency_code),
            "holders": queries.holders(code, today),
            "delegations": [
                d for d in queries.delegations(found.agency_code, today) if d["post_code"] == code
            ],
            "words": words,
            "found": queries.search_officers(words) if words else [],
            "appoint_form": forms.AppointForm(prefix="bn", initial={"valid_from": today}),
            "end_form": forms.EndForm(prefix="th", initial={"last_on": today}),
            "delegate_form": forms.DelegateForm(prefix="uq", initial={"valid_from": today}),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@administrator
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """Một đơn vị: lĩnh vực, thủ tục phụ trách."""
    shown = queries.unit_page(code, clock.today())
    standing, refusal = shown["standing"], None
    form = forms.RemitForm(
        request.POST or None,
        initial={
            "fields_named": "\n".join(standing.fields) if standing else "",
            "procedures_named": "\n".join(standing.procedures) if standing else "",
            "valid_from": clock.today(),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            count = services.set_remit(unit_code=code, **form.answers(), by=request.actor, at=clock.now())
        except Refusal as said:
            refusal = said
        else:
            messages.success(request, f"Đã ghi phạm vi phụ trách cho {count} đơn vị.")
            return redirect("organizations:unit", code)
    return render(
        request,
        "organizations/console/unit.html",
        shown | {"form": form, "refusal": refusal},
        status=422 if request.method == "POST" else 200,
    )


@administrator
@require_POST
def undo_remit(request: HttpRequest, code: str) -> HttpResponse:
    """Hoàn tác lần ghi phạm vi mới nhất."""
    try:
        count = services.withdraw_remit(
            unit_code=code, remit_id=text.whole(request.POST.get("lan", ""), 18) or 0, by=request.actor, at=clock.now()
        )  # fmt: skip
        messages.success(request, f"Đã hoàn tác phạm vi của {count} đơn vị.")
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("organizations:unit", code)


def _do(
    request: HttpRequest, form: django_forms.Form, done: str, command: Callable[..., object], **more: object
) -> bool:
    """Run a command with a form's answers; say in words what came of it."""
    if not form.is_valid():
        said = [str(e) for errors in form.errors.values() for e in errors]
        messages.error(request, " ".join(dict.fromkeys(said)) or "Bạn cần điền đủ các ô bắt buộc.")
        return False
    try:
        command(**form.cleaned_data, **more, by=request.actor, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return False
    messages.success(request, done)
    return True


POST_VERBS = {
    # verb in the address: form, its prefix, what is said when done, command
    "giao": (forms.AppointForm, "bn", "Đã giao chức vụ.", services.appoint),
    "thoi": (forms.EndForm, "th", "Đã ghi nhận thôi giữ chức vụ.", services.end_appointment),
    "uy-quyen": (forms.DelegateForm, "uq", "Đã ghi nhận ủy quyền.", services.delegate),
}


@administrator
@require_POST
def post_act(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Giao, thôi, ủy quyền, chấm dứt ủy quyền."""
    if verb in POST_VERBS:
        form, prefix, done, command = POST_VERBS[verb]
        _do(request, form(request.POST, prefix=prefix), done, command, post_code=code)
    elif verb == "cham-dut":
        _do(request, forms.RevokeForm(request.POST), "Đã chấm dứt ủy quyền.", services.revoke_delegation)
    return redirect("organizations:post", code)


@administrator
@require_POST
def agency_act(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Kết thúc hoạt động, kế thừa."""
    given = request.POST
    if verb == "ket-thuc":
        close = forms.CloseForm(given, prefix="dong")
        _do(request, close, "Đã ghi nhận ngày kết thúc.", services.close_agency, code=code)
    elif verb == "ke-thua":
        heir = forms.SucceedForm(given, prefix="ke")
        _do(request, heir, "Đã ghi nhận kế thừa.", services.succeed, old_code=code)
    return redirect("organizations:agency", code)


@administrator
def new_agency(request: HttpRequest) -> HttpResponse:
    """Thành lập cơ quan."""
    form = forms.AgencyForm(request.POST or None)
    if request.method == "POST" and _do(request, form, "Đã thành lập cơ quan.", services.open_agency):
        return redirect("organizations:agency", form.cleaned_data["code"].strip().upper())
    return render(
        request,
        "organizations/console/form.html",
        {"form": form, "title": "Thành lập cơ quan", "action": "Thành lập"},
        status=422 if request.method == "POST" else 200,
    )


@administrator
def new_officer(request: HttpRequest) -> HttpResponse:
    """Thêm cán bộ."""
    form = forms.OfficerForm(request.POST or None)
    if request.method == "POST" and _do(
        request, form, "Đã thêm cán bộ. Bạn có thể giao chức vụ.", services.add_officer
    ):
        return redirect("organizations:agencies")
    return render(
        request,
        "organizations/console/form.html",
        {"form": form, "title": "Thêm cán bộ", "action": "Thêm"},
        status=422 if request.method == "POST" else 200,
    )
