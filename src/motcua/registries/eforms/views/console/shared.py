"""Quản trị: the lists that forms share, each changed entry by entry."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.refusals import Refusal
from motcua.registries.eforms import queries, services
from motcua.registries.eforms.forms import EndForm, EntryForm, FormFilters, LabelForm
from motcua.registries.eforms.types import (
    EDIT,
    AddEntry,
    EndEntry,
    Entry,
    ListEdit,
    MoveEntry,
    Relabel,
    RemoveEntry,
    SharedList,
)


@access.audience("admin", permission=EDIT)
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """Every shared list: how many entries, whose, which forms offer it."""
    rows = [
        {"one": one, "size": sum(not entry.ended(clock.today()) for entry in one.entries)}
        for one in queries.shared_lists()
    ]
    return render(request, "eforms/console_lists.html", {"rows": rows})


@access.audience("admin", permission=EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def one_list(request: HttpRequest, name: str) -> HttpResponse:
    """One list, in order; a new entry goes to its end."""
    one = queries.shared_list(name)
    given, refusal = EntryForm(request.POST or None), None
    if request.method == "POST" and given.is_valid():
        edit = AddEntry(given.cleaned_data["ma"] or given.cleaned_data["nhan"], given.cleaned_data["nhan"])
        done = _change(request, one, edit)
        if isinstance(done, HttpResponse):
            return done
        refusal, one = done, queries.shared_list(name)
    filters = FormFilters(request.GET or None)
    words = text.fold(filters.cleaned_data["tim"]).split() if filters.is_bound and filters.is_valid() else []
    today = clock.today()
    rows = [
        {"at": at, "entry": entry, "ended": entry.ended(today)}
        for at, entry in enumerate(one.entries, start=1)
        if all(word in text.fold(f"{entry.value} {entry.label}") for word in words)
    ]
    context = {"one": one, "rows": rows, "form": given, "filters": filters, "refusal": refusal}
    status = refusal.http_status if refusal else 422 if given.errors else 200
    return render(request, "eforms/console_one_list.html", context, status=status)


@access.audience("admin", permission=EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, name: str, at: int) -> HttpResponse:
    """One entry: its label, its last day, its place, out of the list."""
    one, refusal = queries.shared_list(name), None
    if not 0 < at <= len(one.entries):
        return redirect("eform_list", name=name)
    item = one.entries[at - 1]
    do = str(request.POST.get("viec", ""))
    label = LabelForm(request.POST if do == "nhan" else None, initial={"nhan": item.label})
    end = EndForm(request.POST if do == "het" else None, initial={"het": item.until or clock.today()})
    edit = _wanted(do, item, label, end)
    if edit is not None:
        done = _change(request, one, edit)
        if isinstance(done, HttpResponse):
            return done
        refusal = done
    context = {
        "one": one, "item": item, "at": at, "label": label, "end": end, "refusal": refusal,
        "ended": item.ended(clock.today()), "first": at == 1, "last": at == len(one.entries),
    }  # fmt: skip
    status = refusal.http_status if refusal else 422 if label.errors or end.errors else 200
    return render(request, "eforms/console_entry.html", context, status=status)


def _wanted(do: str, item: Entry, label: LabelForm, end: EndForm) -> ListEdit | None:
    if do == "nhan" and label.is_valid():
        return Relabel(item.value, label.cleaned_data["nhan"])
    if do == "het" and end.is_valid():
        return EndEntry(item.value, end.cleaned_data["het"])
    simple: dict[str, Any] = {
        "dung-lai": EndEntry(item.value, None), "len": MoveEntry(item.value, -1),
        "xuong": MoveEntry(item.value, 1), "bo": RemoveEntry(item.value),
    }  # fmt: skip
    return simple.get(do)


def _change(request: HttpRequest, one: SharedList, edit: ListEdit) -> HttpResponse | Refusal:
    seen = text.whole(str(request.POST.get("revision", "")), 9)
    try:
        words = services.change_list(
            name=one.name, seen=-1 if seen is None else seen, edit=edit, by=request.actor, at=clock.now()
        )
    except Refusal as refusal:
        return refusal
    messages.success(request, f"Đã lưu: {text.inside(words)}." if words else "Không có gì thay đổi.")
    return redirect("eform_list", name=one.name)


@access.audience("admin", permission=EDIT)
@require_POST
def undo_list(request: HttpRequest, name: str) -> HttpResponse:
    """Take the latest change back."""
    seen = text.whole(str(request.POST.get("revision", "")), 9)
    try:
        words = services.undo_list(
            name=name, seen=-1 if seen is None else seen, by=request.actor, at=clock.now()
        )
        messages.success(request, f"Đã hoàn tác: {text.inside(words)}.")
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("eform_list", name=name)
