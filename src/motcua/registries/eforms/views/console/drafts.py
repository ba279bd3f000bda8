"""Quản trị: a draft changed in the browser. Every change is a POST of its own; scripts only spare the round trip."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.refusals import Refusal
from motcua.registries.eforms import queries, rules, services
from motcua.registries.eforms.forms import (
    AddPart,
    FormWords,
    NewForm,
    PublishForm,
)
from motcua.registries.eforms.types import (
    DRAFT,
    EDIT,
    SECTION,
    AddField,
    AddPaper,
    AddSection,
    Duplicate,
    Edit,
    FieldType,
    Move,
    MoveTo,
    Overtaken,
    Remove,
)
from motcua.registries.eforms.views.console.frame import (
    anchor,
    change,
    draft_of,
    frame,
    kept,
    row_of,
    url_of,
)


@access.audience("admin", permission=EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A form of one's own, empty or like another."""
    given = NewForm(
        request.POST or None,
        initial={"ma": request.GET.get("ma", "")[:40], "ten": request.GET.get("ten", "")[:300]},
    )
    if request.method == "POST" and given.is_valid():
        said = given.cleaned_data
        try:
            made = services.create_form(
                code=said["ma"], name=said["ten"], like=said["giong"], by=request.actor, at=clock.now()
            )
        except Refusal as refusal:
            given.add_error("ma", refusal.message)
        else:
            return redirect("eform_draft", code=made.code, number=made.number)
    return render(request, "eforms/edit_new.html", {"form": given}, status=422 if given.errors else 200)


@access.audience("admin", permission=EDIT)
@require_POST
def start(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Work on a form: the draft that stands, else a new one like this version."""
    draft = services.start_draft(code=code, number=number, by=request.actor, at=clock.now())
    return redirect("eform_draft", code=code, number=draft.number)


@access.audience("admin", permission=EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def outline(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The draft at a glance: sections in order, papers, what is wrong, what is new, publishing."""
    version = draft_of(code, number)
    bound = request.method == "POST"
    given, refusal = FormWords(version.definition, request.POST if bound else None), None
    if bound and given.is_valid():
        done = kept(request, version, given, given.edit())
        if isinstance(done, HttpResponse):
            return done
        refusal, version = done, draft_of(code, number)
    form = version.definition
    context = {
        **frame(version),
        "form": given,
        "refusal": refusal,
        "rows": [row_of(form, f"{SECTION}/{one.code}", one) for one in form.sections],
        "publish": PublishForm(),
        "steps": queries.steps(version.id)[:12],
    }
    return render(
        request, "eforms/edit_outline.html", context, status=422 if given.errors or refusal else 200
    )


def _wanted(request: HttpRequest, place: str) -> Edit | None:
    """The change a button of a list asks for."""
    said = request.POST
    do = str(said.get("viec", ""))
    words = text.clean(str(said.get("nhan", ""))[:500])
    simple: dict[str, Edit] = {
        "len": Move(place, -1), "xuong": Move(place, 1), "dau": Move(place, -1000), "cuoi": Move(place, 1000),
        "nhan-doi": Duplicate(place), "xoa": Remove(place), "sang": MoveTo(place, str(said.get("phan", ""))),
    }  # fmt: skip
    if do in simple:
        return simple[do]
    if do == "them-phan" and words:
        return AddSection(words)
    if do == "them-giay" and words:
        return AddPaper(words)
    if do == "them-cau":
        given = AddPart(said)
        if given.is_valid():
            return AddField(place, given.cleaned_data["nhan"], FieldType(given.cleaned_data["kieu"]))
    return None


@access.audience("admin", permission=EDIT)
@require_POST
def act(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Add, move, duplicate, remove: done at once, back to where the button stood, with undo beside."""
    version = draft_of(code, number)
    place = str(request.POST.get("o", ""))[:200]
    edit = _wanted(request, place)
    back = str(request.POST.get("ve", ""))[:200]
    if edit is None:
        messages.error(request, "Chưa ghi tên. Hãy ghi câu hỏi, tên phần hoặc tên giấy tờ rồi bấm Thêm.")
        return redirect(url_of(version, back))
    done = change(request, version, edit)
    if isinstance(done, Refusal):
        messages.error(request, done.message)
        return redirect(f"{url_of(version, back)}#{anchor(place)}")
    if not isinstance(edit, Move):
        messages.success(request, f"{done.words}.")
    if isinstance(edit, AddField | AddSection | AddPaper | MoveTo):
        return redirect(url_of(version, done.place))
    if isinstance(edit, Remove):
        return redirect(url_of(version, back if back != place else done.place))
    return redirect(f"{url_of(version, back)}#{anchor(done.place)}")


@access.audience("admin", permission=EDIT)
@require_POST
def undo(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take the latest change back."""
    seen = text.whole(str(request.POST.get("revision", "")), 9)
    try:
        words = services.undo_edit(
            code=code, number=number, seen=-1 if seen is None else seen, by=request.actor, at=clock.now()
        )
        messages.success(request, f"Đã hoàn tác: {text.inside(words)}.")
    except Refusal as refusal:
        messages.error(request, refusal.message)
    version = draft_of(code, number)
    place = str(request.POST.get("ve", ""))[:200]
    try:
        if place and not place.endswith("/"):
            rules.part_at(version.definition, place)
    except Refusal:
        place = ""
    return redirect(url_of(version, place))


@access.audience("admin", permission=EDIT)
@require_POST
def discard(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Drop the draft; it stays among the versions and may be begun from again."""
    seen = text.whole(str(request.POST.get("revision", "")), 9)
    try:
        services.discard_draft(
            code=code, number=number, seen=-1 if seen is None else seen, by=request.actor, at=clock.now()
        )
    except Overtaken as refusal:
        messages.error(request, refusal.message)
        return redirect("eform_draft", code=code, number=number)
    messages.success(request, f"Đã bỏ bản nháp {number}. Cần lại thì bấm Soạn từ phiên bản này.")
    return redirect("eform", code=code)


@access.audience("admin", permission=EDIT)
@require_safe
def differences(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """What this version changes against the one in force, in words."""
    version = queries.numbered(code, number)
    in_use = queries.published(code, clock.today())
    changes = rules.diff(in_use.definition, version.definition) if in_use else []
    return render(
        request,
        "eforms/differences.html",
        {"version": version, "in_use": in_use, "changes": changes, "is_draft": version.status == DRAFT},
    )
