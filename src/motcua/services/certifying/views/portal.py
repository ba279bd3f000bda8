"""Kiểm tra bản chứng thực: what the QR code leads to. It tells of the act, not of the person, and compares a file."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.kernel import access
from motcua.kernel.words import say
from motcua.services.certifying import queries, rules
from motcua.services.certifying.types import EntryNotThere, Kind, State

MOST_BYTES = 60 * 1024 * 1024


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.audience("public")
def check(request: HttpRequest, token: str) -> HttpResponse:
    """Whether the certification stands, and whether a file is the very one."""
    entry = queries.by_token(token)
    if entry is None:
        raise EntryNotThere(
            say("Mã này không mở được bản chứng thực nào."),
            next=say("Hãy quét lại mã trên lời chứng, hoặc hỏi cơ quan đã chứng thực."),
        )
    same, status, fault = None, 200, ""
    if request.method == "POST":
        file = request.FILES.get("tep")
        if file is None or not file.size or file.size > MOST_BYTES:
            fault, status = say("Hãy chọn tệp PDF của bản chứng thực, dưới 60 MB."), 422
        else:
            digest = hashlib.sha256()
            for chunk in file.chunks():
                digest.update(chunk)
            same = digest.hexdigest() == entry.signed_sha256
    context = {
        "entry": entry, "same": same, "fault": fault, "revoked": entry.state == State.REVOKED,
        "number": rules.number_words(entry.number or 0), "book": rules.book_words(Kind(entry.kind), entry.year or 0),
        "kind": Kind(entry.kind),
    }  # fmt: skip
    return render(request, "certifying/check.html", context, status=status)
