"""Mẫu tin: the words of each notice to a citizen, in two languages, from a day on; what they look like; how they were before."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from motcua.kernel import access, clock
from motcua.kernel.refusals import Refusal
from motcua.services.notifications import queries, services
from motcua.services.notifications.types import KINDS, WORD, Language
from motcua.web.console.forms import TextFilter, TextForm


@access.audience("admin", permission=WORD)
@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    """Every text by kind and event, with what it says today."""
    form = TextFilter(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    by, today = request.actor, clock.today()  # type: ignore[attr-defined]
    rows = queries.text_lines(by, words=given.get("tim", ""), edited=bool(given.get("sua")), on=today)
    return render(request, "console/texts.html", {"form": form, "rows": rows})


@access.audience("admin", permission=WORD)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, name: str) -> HttpResponse:
    """One text: its words, what its readers see, and how it was put before."""
    by: access.Actor = request.actor  # type: ignore[attr-defined]
    today, asked = clock.today(), request.POST or request.GET
    shown = queries.text_named(by, name[:80])
    language = Language.EN if asked.get("ngon-ngu") == "en" else Language.VI
    past = queries.wordings(by, shown.name)
    before = next((row for row in past if str(row.pk) == asked.get("ban")), None)
    words, detail = (before.words, before.detail) if before else queries.as_worded(shown, language, today)
    form = TextForm(
        request.POST or None,
        initial={"words": words, "detail": detail, "begins_on": today, "seen": past[0].pk if past else 0},
    )
    refusal, on = None, today
    form.fields["reason"].required = request.POST.get("viec") != "xem"  # looking changes nothing
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        doing = request.POST.get("viec", "")
        back = doing == "nguyen-ban"
        words, detail = ("", "") if back else (given["words"], given["detail"])
        on = max(given["begins_on"], today)
        if doing != "xem":
            try:
                services.word(
                    name=shown.name, language=language, words=words, detail=detail, begins_on=given["begins_on"],
                    reason=given["reason"], seen=given["seen"], by=by, at=clock.now(),
                )  # fmt: skip
                messages.success(request, "Đã lấy lại nguyên bản." if back else "Đã lưu mẫu tin.")
                return redirect(f"{request.path}?ngon-ngu={language.value}")
            except Refusal as said:
                refusal = said
    status = refusal.http_status if refusal else 422 if form.errors else 200
    context = {
        "shown": shown, "kind": KINDS[shown.kind], "language": language, "languages": list(Language), "form": form,
        "refusal": refusal, "past": past, "taken_back": queries.taken_back(by, shown.name), "today": today,
        "preview": None if refusal or form.errors else queries.preview(shown, language, words, detail, on=on),
    }  # fmt: skip
    return render(request, "console/text.html", context, status=status)
