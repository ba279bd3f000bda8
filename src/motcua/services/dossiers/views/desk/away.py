"""The counter's form for a machine without a line: its empty parts, and what was filled in there read the same way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string

from motcua.kernel.refusals import Refusal
from motcua.services.dossiers.forms.declaring import fill
from motcua.services.dossiers.forms.intake import IntakeForm, counts_of, keep_file, rows_from
from motcua.services.dossiers.queries import intake as desk
from motcua.services.dossiers.queries.offer import offer_of
from motcua.services.dossiers.types import Filing

from .intake import filing_of, limit_of

MOST_FIELDS = 1000


@dataclass(frozen=True, slots=True)
class Reading:
    """What a filled form says: a filing, the limit the officer wrote, or why it cannot be read."""

    filing: Filing | None = None
    limit: tuple[int, str] | None = None
    faults: list[str] = field(default_factory=list)


def empty_form() -> IntakeForm:
    """The form with every field it may need; the page shows those its procedure asks for."""
    return IntakeForm(places=[("", "Chọn xã, phường giải quyết"), *desk.places()], needs_limit=True)


def declaration(request: HttpRequest, code: str, on: date) -> str:
    """The e-form of a procedure, empty, as part of a page."""
    offer = offer_of(code, on)
    declared = fill(offer, {}, None, channel="counter")
    context = {"offer": offer, "declared": replace(declared, deciding=[])}
    return render_to_string("dossiers/desk/_declaring.html", context, request=request)


def data_of(fields: Iterable[tuple[str, str]], files: Iterable[Mapping[str, Any]]) -> QueryDict:
    """The form as it was posted, with a token for each file that lies in the store."""
    data = QueryDict(mutable=True)
    for name, value in list(fields)[:MOST_FIELDS]:
        data.appendlist(name[:200], value)
    for file in files:
        ref = SimpleNamespace(sha256=file["sha256"], name=file["name"])
        data[f"tep_{file['position']}_nhan"] = keep_file(ref)
    return data


def read_filing(data: QueryDict, *, desk_code: str, on: date) -> Reading:
    """What was filled in, held to what the counter's own page asks; the faults say what does not stand."""
    try:
        offer = offer_of(data.get("thu_tuc", "")[:30], on)
    except Refusal as refusal:
        return Reading(faults=[refusal.message])
    rows = rows_from(offer.papers, data)
    declared = fill(
        offer, {}, data if data.get("khai") == offer.code else None, channel="counter", judge=True
    )
    where = data.get(f"{IntakeForm.prefix}-place_code", "")
    _, limit = offer.expected("counter", declared.answers, place_code=where, helper_agency=desk_code)
    form = IntakeForm(
        data,
        places=desk.places() if offer.level == "commune" else (),
        needs_limit=limit is None,
        ways=offer.result_ways(declared.answers),
    )
    counts = counts_of(rows)
    faults = [fault["sentence"] for fault in declared.faults[:10]]
    faults += [f"{row.name[:80]}: {fault}" for row in rows for fault in row.faults]
    if not form.is_valid():
        faults += [str(error) for errors in form.errors.values() for error in errors]
    if faults:
        return Reading(faults=faults)
    return Reading(filing_of(form, offer.code, counts, declared.answers, desk_code), limit_of(form))
