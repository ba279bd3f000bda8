"""Quản trị: a version tried as a citizen or officer would fill it; nothing of it becomes a dossier."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.kernel import access, clock, text
from motcua.registries.eforms import queries, rules
from motcua.registries.eforms.forms import SectionStep, section_of, steps
from motcua.registries.eforms.rules.papers import CHANNELS
from motcua.registries.eforms.types import DRAFT, EDIT, Audience, Version

KEPT = "eform_trial"


def _kept(request: HttpRequest, version: Version) -> dict[str, Any]:
    """The trial's answers, kept with the session; another form or version begins anew."""
    kept = request.session.get(KEPT) or {}
    return dict(kept.get("answers") or {}) if kept.get("of") == [version.code, version.number] else {}


def _keep(request: HttpRequest, version: Version, answers: dict[str, Any]) -> None:
    request.session[KEPT] = {"of": [version.code, version.number], "answers": answers}


@access.audience("admin", permission=EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Fill a section; beside it what the whole form says: errors, computed values, what is hidden, papers asked."""
    version, today = queries.numbered(code, number), clock.today()
    form = version.definition
    audience = Audience.OFFICER if request.GET.get("xem") == "can-bo" else Audience.CITIZEN
    channel = request.GET.get("kenh", "online")
    channel = channel if channel in CHANNELS else "online"
    answers = _kept(request, version)
    examples = queries.examples(code, on=today)
    if request.method == "POST" and "_vi_du" in request.POST:
        at = text.whole(str(request.POST["_vi_du"]), 3) or 0
        answers = rules.clean_answers(form, examples[at - 1][1], on=today) if 0 < at <= len(examples) else {}
        _keep(request, version, answers)
        return redirect(request.get_full_path())
    links = steps(version, answers, audience=audience, on=today)
    codes = [one.code for one in links]
    wanted = request.GET.get("phan", "")
    here = wanted if wanted in codes else (codes[0] if codes else "")
    step = None
    if here:
        posted = request.method == "POST"
        step = SectionStep(
            version,
            here,
            answers,
            request.POST if posted else None,
            audience=audience,
            on=today,
            channel=channel,
        )
        if posted and "_look" not in request.POST:
            answers = dict(step.answers)
            _keep(request, version, answers)
            if step.is_valid():
                after = [one.code for one in steps(version, answers, audience=audience, on=today)]
                place = after.index(here) + 1 if here in after else 0
                query = request.GET.copy()
                query["phan"] = after[place] if place < len(after) else here
                return redirect(f"{request.path}?{query.urlencode()}#thu")
    context = {
        "version": version,
        "definition": form,
        "is_draft": version.status == DRAFT,
        "links": links,
        "here": here,
        "step": step,
        "audience": audience.value,
        "channel": channel,
        "channels": CHANNELS,
        "examples": [title for title, _ in examples],
        **_verdict(version, answers, audience, channel),
    }
    bad = step is not None and bool(step.errors)
    return render(request, "eforms/trial.html", context, status=422 if bad else 200)


def _verdict(version: Version, answers: dict[str, Any], audience: Audience, channel: str) -> dict[str, Any]:
    """What the whole form says to these answers."""
    form, today = version.definition, clock.today()
    world = queries.facts(today, channel=channel)
    done = rules.compute(form, answers, on=today)
    shown = {item.code for item in rules.visible(form, done, today)}
    titles = {one.code: one.title for one in form.sections}
    return {
        "errors": [
            {
                "message": one.message,
                "section": (where := section_of(form, one.code)),
                "title": titles.get(where, ""),
            }
            for one in rules.check(form, answers, today, audience, facts=world)
        ],
        "advice": [one.message for one in rules.advise(form, answers, today, audience, facts=world)],
        "computed": [
            (item.label, rules.display(form, item, done.get(item.code)))
            for item in form.fields()
            if item.computed and item.code in shown
        ],
        "hidden": [
            (item.label, rules.in_words(item.show_when, form) if item.show_when else "")
            for item in form.fields()
            if item.code not in shown and (audience is Audience.OFFICER or item.audience is Audience.CITIZEN)
        ],
        "papers": rules.papers_asked(form, done, today, channel=channel),
        "answered": len(answers),
    }
