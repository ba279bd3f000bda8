"""Quản trị: forms, their versions, a preview for both audiences, up and down, publish and withdraw."""

from __future__ import annotations

import itertools

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.text import clean
from motcua.registries.eforms import queries, rules, services
from motcua.registries.eforms.forms import FormFilters, PublishForm, SectionStep, UploadForm, WithdrawForm
from motcua.registries.eforms.types import (
    DRAFT,
    EDIT,
    PUBLISHED,
    SOURCES,
    BadForm,
    BadStart,
    FieldsMissing,
    Overtaken,
)
from motcua.ui.forms import bounded


@access.audience("admin", permission=EDIT)
@require_safe
def forms(request: HttpRequest) -> HttpResponse:
    """Every form with the version in use."""
    filters = FormFilters(request.GET or None)
    words = clean(filters.cleaned_data["tim"]) if filters.is_bound and filters.is_valid() else ""
    return render(request, "eforms/console_list.html", {"form": filters, "rows": queries.listing(words)})


@access.audience("admin", permission=EDIT)
@require_safe
def form(request: HttpRequest, code: str) -> HttpResponse:
    """One form: versions, newest first, each with what it changed."""
    versions = queries.versions(code)
    changes = [
        rules.diff(older.definition, newer.definition) for newer, older in itertools.pairwise(versions)
    ]
    in_use = queries.published_id(code, clock.today())
    rows = [
        {
            "version": version,
            "changes": changes[at] if at < len(changes) else None,
            "in_use": version.id == in_use,
        }
        for at, version in enumerate(versions)
    ]
    context = {
        "code": code,
        "name": versions[0].definition.name,
        "rows": rows,
        "draft": next((one for one in versions if one.status == DRAFT), None),
        "start_from": next((one for one in versions if one.id == in_use), versions[0]),
    }
    return render(request, "eforms/console_form.html", context)


@access.audience("admin", permission=EDIT)
@require_safe
def preview(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """All sections as citizen or officer meets them; with an example filled in on request."""
    version = queries.numbered(code, number)
    audience = "officer" if request.GET.get("xem") == "can-bo" else "citizen"
    today = clock.today()
    examples = queries.examples(code, on=today)
    chosen = request.GET.get("vi-du", "")
    at = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 4 else 0
    answers = examples[at - 1][1] if 0 < at <= len(examples) else {}
    steps = [
        SectionStep(version, section.code, answers, audience=audience, on=today)
        for section in version.definition.sections
        if audience == "officer" or section.audience == "citizen"
    ]
    context = {
        "version": version,
        "steps": steps,
        "audience": audience,
        "examples": [title for title, _ in examples],
        "example": at,
        "summary": rules.answers_summary(version.definition, answers),
        "sources": SOURCES,
        "publish": PublishForm() if version.status != PUBLISHED else None,
        "withdraw": WithdrawForm() if version.status == PUBLISHED else None,
        "is_draft": version.status == DRAFT,
    }
    return render(request, "eforms/console_preview.html", context)


@access.audience("admin", permission=EDIT)
@require_safe
def download(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The definition as YAML, to be edited and uploaded again."""
    version = queries.numbered(code, number)
    answer = HttpResponse(services.as_yaml(version), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="bieu-mau-{version.code}-{version.number}.yaml"'
    return answer


@access.audience("admin", permission=EDIT)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file in as a draft, or tell every fault with its line."""
    given = bounded(UploadForm(request.POST or None, request.FILES or None), request)
    faults = []
    if request.method == "POST" and given.is_valid():
        try:
            version = services.save_draft(source=given.cleaned_data["tep"], by=request.actor, at=clock.now())
        except BadForm as error:
            faults = error.facts["faults"]
        else:
            if version.status == DRAFT:
                messages.success(request, f"Đã lưu bản nháp số {version.number}. Xem lại rồi đăng.")
            else:
                messages.info(request, f"Tệp giống hệt phiên bản {version.number}, không có gì thay đổi.")
            return redirect("eform_preview", code=version.code, number=version.number)
    status = 422 if faults or given.errors else 200
    return render(request, "eforms/console_upload.html", {"form": given, "faults": faults}, status=status)


@access.audience("admin", permission=EDIT)
@require_POST
def publish(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Publish from a day on."""
    given = PublishForm(request.POST)
    if given.is_valid():
        day = given.cleaned_data["tu_ngay"]
        try:
            services.publish_form(
                code=code,
                number=number,
                published_from=day,
                by=request.actor,
                at=clock.now(),
                seen=text.whole(str(request.POST.get("revision", "")), 9),
            )
        except (BadForm, FieldsMissing, Overtaken, BadStart) as refusal:
            messages.error(request, refusal.message)
            is_draft = queries.numbered(code, number).status == DRAFT
            return redirect("eform_draft" if is_draft else "eform_preview", code=code, number=number)
        messages.success(
            request,
            f"Đã đăng phiên bản {number}, áp dụng cho hồ sơ nhận từ {day:%d/%m/%Y}. Cần lấy lại thì mở phiên bản này và bấm Rút.",
        )
        return redirect("eform", code=code)
    for sentences in given.errors.values():
        messages.error(request, str(sentences[0]))
    return redirect("eform_preview", code=code, number=number)


@access.audience("admin", permission=EDIT)
@require_POST
def withdraw(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take a version back; the one before holds again."""
    given = WithdrawForm(request.POST)
    if given.is_valid():
        reason = clean(given.cleaned_data["ly_do"])
        services.withdraw_form(code=code, number=number, reason=reason, by=request.actor, at=clock.now())
        messages.success(request, f"Đã rút phiên bản {number}. Phiên bản đăng trước đó áp dụng trở lại.")
        return redirect("eform", code=code)
    messages.error(request, "Hãy ghi lý do rút, ít nhất 5 chữ.")
    return redirect("eform_preview", code=code, number=number)
