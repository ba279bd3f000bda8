"""What every step of filing wears: the leaves, the way back, when it was kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from motcua.kernel.words import say
from motcua.services.dossiers import services
from motcua.services.dossiers.queries.filing_page import FilingPage

from . import course


def show(
    request: HttpRequest, page: FilingPage, slug: str, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """One step in its frame: leaves, where back leads, when it was kept."""
    way = course.course_of(page)
    leaves, number, part = way.leaves(slug)
    progress = {
        "step": way.leaves(way.first_open.slug)[1],
        "of": len(leaves),
        "open": [step.label for step in way.unfinished][:6],
    }
    if page.progress != progress:
        services.note_progress(key=page.key, by=request.actor, progress=progress)
    frame = {
        "page": page,
        "way": way,
        "steps": [(leaf.label, leaf.url) for leaf in leaves],
        "number": number,
        "part": part,
        "back": way.before(slug),
        "sent_on": _sent_on(page),
    }
    return render(request, f"dossiers/portal/{template}", {**frame, **context}, status=status)


def _sent_on(page: FilingPage) -> str:
    if not page.sent_on or page.decider is None or page.desk is None:
        return ""
    return say(
        "Theo lời khai, {decider} giải quyết việc này. Bạn vẫn nộp ở {desk}: gửi xong, hồ sơ được chuyển ngay đến đó, bạn không phải đi lại.",
        decider=page.decider.name,
        desk=page.desk.name,
    )


def sent_already(page: FilingPage) -> HttpResponse | None:
    """A draft that was sent shows what became of it, from whichever step."""
    if page.sent_code:
        return redirect("dossiers:filing_sent", code=page.offer.code, key=page.key)
    return None
