"""Tổng quan, and the page about the system."""

from __future__ import annotations

import platform
from importlib.metadata import version

import django
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from motcua.kernel import access
from motcua.kernel.outbox.types import OPERATE
from motcua.web.console import health, nav


@access.audience("admin")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Every part of the administration this person may open, with its live figure."""
    actor: access.Actor = request.actor  # type: ignore[attr-defined]
    groups = [
        {"title": title, "parts": [{"part": part, "tile": part.tile(actor)} for part in group]}
        for title, group in nav.parts(actor)
    ]
    return render(request, "console/home.html", {"groups": groups})


@access.audience("admin", permission=OPERATE)
@require_GET
def about(request: HttpRequest) -> HttpResponse:
    """Which version runs on what, and what the doctor finds (without the slow checks)."""
    found = health.findings()
    rows = [
        ("Bản Một Cửa", version("motcua")),
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        ("Cơ sở dữ liệu", f"{connection.Database.__name__} {_engine()}"),
    ]
    context = {
        "rows": rows,
        "errors": [one for one in found if one.level == "error"],
        "warnings": [one for one in found if one.level == "warning"],
        "well": [one for one in found if one.level == "ok"],
    }
    return render(request, "console/about.html", context)


def _engine() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        return str(cursor.fetchone()[0])
