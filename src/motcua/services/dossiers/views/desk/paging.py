"""Pages of lists, picked rows, and the report of one command on many dossiers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.kernel import pages, text
from motcua.kernel.pages import Page, Rows
from motcua.kernel.refusals import Refusal
from motcua.services.dossiers.queries import tastes

CODE = re.compile(r"[A-Za-z0-9.\-]{3,60}")
MOST_AT_ONCE = 100


def page_of(request: HttpRequest, rows: Rows, size: int = pages.SIZE) -> Page:
    """The asked page of a list; a mark that says nothing gives the first."""
    asked = text.whole(request.GET.get("so", ""), 3)
    return rows.page(request.GET.get("trang", ""), asked if asked in tastes.SIZES else size)


@dataclass(frozen=True, slots=True)
class Pick:
    """A ticked row: the dossier, and the version its page showed."""

    code: str
    seen: int | None


@dataclass(slots=True)
class Report:
    """What one command did to many dossiers, each in its own transaction."""

    title: str
    done: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, Refusal]] = field(default_factory=list)
    why: Refusal | None = None
    """Why nothing was done at all."""


def picks(request: HttpRequest) -> list[Pick]:
    """Ticked rows, `code~version` each; what cannot be read is left out."""
    found: dict[str, Pick] = {}
    for value in request.POST.getlist("chon")[:MOST_AT_ONCE]:
        code, _, version = value.partition("~")
        if CODE.fullmatch(code):
            found[code] = Pick(code, text.whole(version))
    return list(found.values())


def run_each(title: str, rows: Iterable[Pick], command: Callable[[Pick], str]) -> Report:
    """Run a command on each row; one refusal does not stop the others."""
    report = Report(title)
    for pick in rows:
        try:
            report.done.append((pick.code, command(pick)))
        except Refusal as refusal:
            report.refused.append((pick.code, refusal))
    return report


def show_report(
    request: HttpRequest, report: Report, *, back: str, back_words: str, **more: Any
) -> HttpResponse:
    """The report as a page: which were done, which not and why."""
    status = report.why.http_status if report.why else 200 if report.done or not report.refused else 409
    context = {"report": report, "back": back, "back_words": back_words, **more}
    return render(request, "dossiers/desk/report.html", context, status=status)
