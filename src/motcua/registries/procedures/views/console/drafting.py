"""Drafts in the console: start, write section by section, compare, preview, publish, take back."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.kernel import access, clock
from motcua.kernel.refusals import Refusal
from motcua.kernel.text import clean, whole
from motcua.registries.eforms import queries as eforms
from motcua.registries.procedures import queries, services
from motcua.registries.procedures.forms import SECTIONS, NewForm, PublishForm, Rows
from motcua.registries.procedures.rules.codes import base_code
from motcua.registries.procedures.types import EDIT, DraftMoved

ERRAND = "procedures.errand"
"""In the session: the draft somebody left to prepare a form or a process for it."""


def tabs(code: str, now: str, differences: int | None = None) -> list[dict[str, object]]:
    """The pages of a draft."""
    base = f"/quan-tri/thu-tuc/{code}/ban-thao/"
    pages = [(section.key, section.title) for section in SECTIONS.values()]
    pages.insert(list(SECTIONS).index("thoi-han") + 1, ("truong-hop", "Trường hợp"))
    pages += [("khac-biet", "Khác biệt và công bố")]
    return [
        {"label": title, "url": f"{base}{key}/", "current": key == now,
         "count": differences if key == "khac-biet" else None}
        for key, title in pages
    ]  # fmt: skip


@access.audience("admin", permission=EDIT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A procedure by its code: of the national list, or of the province's own."""
    form = NewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = clean(form.cleaned_data["code"])
        code = base_code(said) or said
        try:
            services.start_draft(code=code, name=form.cleaned_data["name"], by=request.actor, at=clock.now())  # type: ignore[attr-defined]
            return redirect("console-draft", code=code, section="chung")
        except Refusal as refusal:
            form.add_error("name" if base_code(said) else "code", refusal.message)
    status = 422 if form.errors else 200
    return render(request, "procedures/console_new.html", {"form": form}, status=status)


@access.audience("admin", permission=EDIT)
@require_POST
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Open the draft, or a new one on an old version."""
    number = whole(request.POST.get("version", ""))
    there = queries.open_draft(code)
    services.start_draft(code=code, by=request.actor, at=clock.now(), from_version=number)  # type: ignore[attr-defined]
    if there is not None and number is not None:
        messages.warning(
            request,
            "Thủ tục đang có bản thảo nên chưa lấy nội dung cũ. Hãy công bố hoặc bỏ bản thảo này trước.",
        )
    if number is not None:
        return redirect("console-draft-compare", code=code)
    return redirect("console-draft", code=code, section="chung")


@access.audience("admin", permission=EDIT)
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, code: str, section: str) -> HttpResponse:
    """One section of the draft. What two hands wrote apart is joined; what both wrote is shown, nothing typed is lost."""
    if section not in SECTIONS:
        raise Http404
    request.session.pop(ERRAND, None)
    draft, part = queries.draft(code), SECTIONS[section]
    context = {
        "draft": draft,
        "section": part,
        "tabs": tabs(code, section),
        "code": code,
        "seen": draft.revision,
    }
    form_kept = queries.form_asked(code, draft.data, clock.today()) if section == "giay-to" else None
    kept = queries.papers_kept(form_kept)
    if kept is not None and request.method == "GET":
        return render(request, "procedures/console_papers.html", context | {"kept": kept})
    if request.method == "GET":
        return _page(request, context | {"form": part.bound(None, draft.data)})
    if request.POST.get("act") == "more" and part.rows:
        return _page(
            request,
            context
            | {"form": part.bound(_with_more(request, part.rows), draft.data), "seen": _seen(request)},
        )
    form = part.bound(request.POST, draft.data)
    context |= {"form": form, "seen": _seen(request)}
    if not form.is_valid():
        return _page(request, context, status=422)
    try:
        saved = services.save_draft(
            code=code,
            changes=form.changes(),
            seen=_seen(request),
            by=request.actor,
            at=clock.now(),  # type: ignore[attr-defined]
        )
    except DraftMoved as moved:
        theirs = queries.shown_fields(draft, moved.facts["conflicts"])
        context |= {"refusal": moved, "theirs": theirs, "seen": moved.facts["revision"]}
        return _page(request, context, status=409)
    except Refusal as refusal:
        return _page(request, context | {"refusal": refusal}, status=422)
    joined = [edit["by"] for edit in saved.edits if _seen(request) < edit["revision"] < saved.revision]
    messages.success(
        request,
        f"Đã lưu, cùng phần {', '.join(dict.fromkeys(joined))} vừa sửa." if joined else "Đã lưu bản thảo.",
    )
    return redirect("console-draft", code=code, section=section)


def _page(request: HttpRequest, context: dict, status: int = 200) -> HttpResponse:
    return render(request, "procedures/console_draft.html", context, status=status)


def _seen(request: HttpRequest) -> int:
    return whole(request.POST.get("revision", "")) or 0


def _with_more(request: HttpRequest, rows: type[Rows]) -> object:
    """The same rows with three blank ones at the end."""
    data = request.POST.copy()
    first = whole(data.get("dong-TOTAL_FORMS", "")) or 0
    data["dong-TOTAL_FORMS"] = str(first + 3)
    for number in range(first, first + 3):
        for name, field in rows.form.base_fields.items():
            if field.initial is not None:
                data[f"dong-{number}-{name}"] = "on" if field.initial is True else field.initial
    return data


@access.audience("admin", permission=EDIT)
@require_safe
def errand(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """To the editor of the form or the process this draft needs; its pages lead back here until then."""
    draft = queries.draft(code)
    request.session[ERRAND] = {"code": code, "name": draft.data["name"]}
    if what == "bieu-mau":
        if eforms.is_begun(code):
            return redirect("eform", code=code)
        given = urlencode({"ma": code, "ten": draft.data["name"][:300]})
        return redirect(f"{reverse('eform_new')}?{given}")
    return redirect(f"/quan-tri/quy-trinh/?tim={code}&thu-tuc={code}#soan")


@access.audience("admin", permission=EDIT)
@require_safe
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """What the draft changes of what is in force, what it still lacks, and the button to publish."""
    return _compare(request, code)


def _compare(
    request: HttpRequest, code: str, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    draft = queries.draft(code)
    request.session.pop(ERRAND, None)
    found = queries.draft_differences(draft)
    needs = queries.needs(draft.data, clock.today())
    context = {
        "draft": draft,
        "code": code,
        "tabs": tabs(code, "khac-biet", len(found)),
        "differences": found,
        "needs": needs,
        "blocked": any(one.blocking for one in needs),
        "form": PublishForm(
            initial={"from_day": draft.publish_on or clock.today(), "revision": draft.revision}
        ),
        "refusal": refusal,
    }
    return render(request, "procedures/console_compare.html", context, status=status)


@access.audience("admin", permission=EDIT)
@require_safe
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """The citizen's own page, made of the draft."""
    draft = queries.draft(code)
    view = queries.draft_view(draft.data, draft.publish_on or clock.today())
    return render(request, "procedures/console_preview.html", {"view": view, "record": view.record})


@access.audience("admin", permission=EDIT)
@require_POST
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """Publish, stop waiting, bring up to what is in force, or drop the draft."""
    by, at, act = request.actor, clock.now(), request.POST.get("act")  # type: ignore[attr-defined]
    try:
        if act == "publish":
            form = PublishForm(request.POST)
            if not form.is_valid():
                messages.error(request, "Hãy ghi ngày áp dụng đúng dạng ngày/tháng/năm.")
                return redirect("console-draft-compare", code=code)
            day = form.cleaned_data["from_day"]
            change = services.publish_draft(
                code=code, seen=form.cleaned_data["revision"], from_day=day, by=by, at=at
            )
            if change is None and queries.open_draft(code):
                messages.success(
                    request, f"Đã hẹn công bố ngày {day:%d/%m/%Y}. Đến ngày đó bản thảo tự có hiệu lực."
                )
                return redirect("console-draft-compare", code=code)
            messages.success(
                request, "Đã công bố. Hồ sơ đang giải quyết giữ bản cũ; bạn hoàn tác được trong 7 ngày."
            )
            return redirect("console-procedure", code=code)
        if act == "unschedule":
            services.unschedule_draft(code=code, by=by, at=at)
            messages.success(request, "Đã bỏ hẹn công bố. Bản thảo vẫn còn.")
        elif act == "rebase":
            both = services.rebase_draft(code=code, by=by, at=at)
            messages.success(request, "Đã cập nhật bản thảo theo bản đang hiệu lực.")
            if both:
                messages.warning(
                    request, f"Hai bên cùng sửa, bản thảo đang giữ lời của bạn: {queries.labels(both)}."
                )
        elif act == "discard":
            services.discard_draft(code=code, by=by, at=at)
            messages.success(request, "Đã bỏ bản thảo. Nội dung đang công bố không đổi.")
            return redirect("console-procedures")
    except Refusal as refusal:
        return (
            _compare(request, code, refusal, refusal.http_status)
            if queries.open_draft(code)
            else _gone(request, code, refusal)
        )
    return redirect("console-draft-compare", code=code)


def _gone(request: HttpRequest, code: str, refusal: Refusal) -> HttpResponse:
    messages.error(request, refusal.message)
    return redirect("console-procedures")


_UNDONE = {
    None: "Đã hoàn tác. Nội dung trước đó có hiệu lực lại, các phiên bản vẫn còn.",
    False: "Đã hoàn tác. Tỉnh thôi tiếp nhận thủ tục này: người dân không nộp mới được, bản nháp của họ được giữ. Các phiên bản nội dung vẫn còn.",
    True: "Đã hoàn tác. Tỉnh lại tiếp nhận thủ tục này.",
}
"""What holds after an undoing, by what became of the taking in."""
_REDONE = {
    None: "Đã áp dụng lại lần sửa vừa hoàn tác.",
    False: "Đã áp dụng lại. Tỉnh thôi tiếp nhận thủ tục này: người dân không nộp mới được, bản nháp của họ được giữ.",
    True: "Đã áp dụng lại. Tỉnh lại tiếp nhận thủ tục này.",
}
"""The same after an undoing was itself undone."""


@access.audience("admin", permission=EDIT)
@require_POST
def undo(request: HttpRequest, code: str) -> HttpResponse:
    """Take a change back."""
    try:
        change = services.undo_change(
            change_id=whole(request.POST.get("change", "")) or 0,
            by=request.actor,
            at=clock.now(),  # type: ignore[attr-defined]
        )
        again = change.undoes is not None and change.undoes.undoes_id is not None
        messages.success(request, (_REDONE if again else _UNDONE)[change.after.get("t_is_published")])
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("console-procedure", code=code)


@access.audience("admin", permission=EDIT)
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """Every open draft: who saved it last, what waits for its day, what could not be published."""
    page = Paginator(queries.open_drafts(), 50).get_page(request.GET.get("trang"))
    return render(request, "procedures/console_drafts.html", {"page": page})
