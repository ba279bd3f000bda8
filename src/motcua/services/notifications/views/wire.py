"""Doors for carriers: what became of a message, told by the provider and signed with the secret we share."""

from __future__ import annotations

import json
import re

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from motcua.kernel import clock
from motcua.kernel.access import audience
from motcua.kernel.refusals import Refusal

from .. import ports, services
from ..types import Delivery, ForgedReport

MOST_BYTES = 4096
OLDEST_S = 300
"""A report is signed when it is sent, however late that is; one signed longer ago is somebody's copy."""
MARK = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")
REPORTED = {"delivered": Delivery.DELIVERED, "failed": Delivery.FAILED}


@csrf_exempt
@require_POST
@audience("public")
def sms_report(request: HttpRequest) -> HttpResponse:
    """Báo phát của nhà cung cấp tin nhắn: `{"id", "state": "delivered"|"failed", "reason"}`, signed like what we send."""
    try:
        said = _read(request)
    except Refusal as refusal:
        return JsonResponse({"error": refusal.code}, status=refusal.http_status)
    state = REPORTED.get(str(said.get("state", "")))
    ref = said.get("id")
    if state is None or not isinstance(ref, str):
        return JsonResponse({"error": "id, state"}, status=422)
    # Known or not, new or told before: the provider is answered alike and need not tell it again.
    services.report(ref=ref[:40], state=state, reason=str(said.get("reason", ""))[:300], at=clock.now())
    return HttpResponse(status=204)


def _read(request: HttpRequest) -> dict:
    body = request.read(MOST_BYTES + 1)
    found = MARK.fullmatch(request.headers.get("X-Motcua-Signature", ""))
    secret = ports.sms_secret()
    if not secret or found is None or len(body) > MOST_BYTES:
        raise ForgedReport("Báo phát không có chữ ký dùng được.")
    moment = int(found[1])
    if abs(clock.world() - moment) > OLDEST_S or not constant_time_compare(
        ports.signature(secret, moment, body), found[2]
    ):
        raise ForgedReport("Báo phát không có chữ ký dùng được.")
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
