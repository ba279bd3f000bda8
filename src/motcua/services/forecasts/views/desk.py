"""Dự báo trễ hạn: the red list of the morning, one dossier's forecasts, what if people are away, how good it all was."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.kernel import access, clock, text
from motcua.kernel.access import Actor
from motcua.kernel.refusals import Refusal
from motcua.registries.calendars.rules import say_minutes
from motcua.services.dossiers.queries.seeing import dossier_for
from motcua.services.dossiers.services.looking import note_look
from motcua.services.dossiers.types import PROCESS, REASSIGN
from motcua.services.forecasts import queries
from motcua.services.forecasts.rules import band
from motcua.services.forecasts.types import BAND_TONES, BAND_WORDS

PAGE = 50
FEWEST_JUDGED = 30


class DeskRequest(HttpRequest):
    """A request whose asker is known."""

    actor: Actor


def _chance(row: Any) -> dict[str, Any]:
    if row.due_at <= row.made_at:
        return {"row": row, "words": "Đã quá hạn", "tone": "late", "percent": None}
    if row.late_percent < 0:
        return {"row": row, "words": "Chưa đủ số liệu", "tone": "mute", "percent": None}
    name = band(row.late_percent)
    return {"row": row, "words": BAND_WORDS[name], "tone": BAND_TONES[name], "percent": row.late_percent}


@require_safe
@access.audience("officer", permission=REASSIGN)
def red_list(request: DeskRequest) -> HttpResponse:
    """Danh sách đỏ: the forecasts of the last morning, the likeliest late first."""
    by = request.actor
    reach = queries.Reach.of(by)
    units = queries.units_to_ask(by)
    unit = text.clean(request.GET.get("dv", ""))[:64]
    unit = unit if unit in dict(units) else ""
    wanted = request.GET.get("muc", "")
    wanted = wanted if wanted in (*BAND_WORDS, "unknown", "overdue") else ""
    morning = queries.morning_of(reach)
    context: dict[str, Any] = {"morning": morning, "units": units, "unit": unit, "band": wanted}
    if morning is not None:
        page = queries.red_list(reach, morning, band=wanted, unit=unit).page(
            request.GET.get("trang", ""), PAGE
        )
        context |= {
            "page": page, "rows": [_chance(row) for row in page], "tally": queries.tally(reach, morning, unit),
            "good": queries.score_of(reach, clock.now()), "is_today": morning == clock.today(), "fewest": FEWEST_JUDGED,
        }  # fmt: skip
    return render(request, "forecasts/red_list.html", context)


@require_safe
@access.audience("officer", permission=REASSIGN)
def goodness(request: DeskRequest) -> HttpResponse:
    """Dự báo đúng đến đâu: chances foretold beside what happened."""
    good = queries.score_of(queries.Reach.of(request.actor), clock.now())
    bins = [
        {"from": low, "to": low + 20, "count": count, "foretold": foretold, "happened": happened}
        for low, count, foretold, happened in good.score.bins
    ]
    context = {
        "good": good, "bins": bins, "enough": good.score.total >= FEWEST_JUDGED, "fewest": FEWEST_JUDGED,
        "middle_miss": say_minutes(good.score.middle_miss),
        "error": f"{good.score.error:.3f}".replace(".", ","),
        "plain_error": f"{good.score.plain_error:.3f}".replace(".", ","), "chart_names": ("đã nói", "thật trễ"),
        "chart_labels": [f"{one['from']} đến {one['to']} %" for one in bins],
        "chart_foretold": [one["foretold"] for one in bins], "chart_happened": [one["happened"] for one in bins],
    }  # fmt: skip
    return render(request, "forecasts/goodness.html", context)


@require_safe
@access.audience("officer", permission=REASSIGN)
def what_if(request: DeskRequest) -> HttpResponse:
    """Giả định: the queue of a unit with some people away. It asks and changes nothing."""
    by = request.actor
    units = queries.units_to_ask(by)
    unit = text.clean(request.GET.get("dv", ""))[:64]
    unit = unit if unit in dict(units) else ""
    absent = [text.clean(code)[:60] for code in request.GET.getlist("vang")][:200]
    context: dict[str, Any] = {
        "units": units,
        "unit": unit,
        "absent": absent,
        "asked": bool(unit) and "xem" in request.GET,
    }
    status = 200
    if unit:
        context["hands"] = queries.hands_of(by, unit)
        context["unit_name"] = dict(units)[unit]
    if context["asked"]:
        try:
            context["found"] = queries.suppose(by, unit=unit, absent=absent, now=clock.now())
        except Refusal as refusal:
            context["refusal"], status = refusal, refusal.http_status
    return render(request, "forecasts/what_if.html", context, status=status)


@require_safe
@access.audience("officer", permission=PROCESS)
def of_dossier(request: DeskRequest, code: str) -> HttpResponse:
    """Every forecast of one dossier the post may see."""
    dossier = dossier_for(request.actor, code)
    note_look(dossier=dossier, by=request.actor, at=clock.now())
    rows = [_chance(row) for row in queries.of_dossier(dossier.pk)]
    return render(request, "forecasts/of_dossier.html", {"dossier": dossier, "rows": rows})
