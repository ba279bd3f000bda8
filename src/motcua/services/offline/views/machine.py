"""What a machine at the counter asks: its page and worker, what to take with it, contact, and one intake at a time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.kernel import access, clock
from motcua.kernel.access import Actor
from motcua.kernel.refusals import Refusal
from motcua.services.accounts import queries as accounts
from motcua.services.dossiers.types import INTAKE
from motcua.services.dossiers.views.desk import away
from motcua.services.files import queries as file_queries
from motcua.services.files import services as file_store
from motcua.services.files.types import BadFile
from motcua.services.offline import forms, queries, services
from motcua.services.offline.types import Answer, FileDamaged, Sent, SentFile

SHELL = "/can-bo/tiep-nhan/mat-mang/"
PARTS = (
    "ui/tokens.css", "ui/components.css", "ui/icons.svg", "ui/mark.svg", "ui/ui.js", "ui/hall.css", "desk/desk.css",
    "eforms/eforms.css", "eforms/eforms.js", "offline/store.js", "offline/vault.js", "offline/line.js",
    "offline/paper.js", "offline/draft.js", "offline/counter.js",
)  # fmt: skip
UNLOCKED = timedelta(hours=72)
"""After so long without contact a machine opens nothing any more until its officer has signed in."""


class MachineRequest(HttpRequest):
    """A request whose asker is known."""

    actor: Actor


def answers_json(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A refusal as data: the page shows it where it belongs."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            said = {"code": refusal.code, "what": refusal.what, "why": refusal.why, "next": refusal.next}
            return JsonResponse({"refusal": said}, status=refusal.http_status)

    return told


@require_safe
@access.audience("officer", permission=INTAKE)
def shell(request: MachineRequest) -> HttpResponse:
    """The counter's page that opens without a line. Nobody's name is in it: it lies in the browser's cache."""
    return render(request, "offline/shell.html", {"form": away.empty_form()})


@require_safe
@access.audience("officer", permission=INTAKE)
def worker(request: MachineRequest) -> HttpResponse:
    """The service worker: which parts to keep, under a version that changes with any of them."""
    page = shell(request).content
    parts = [static(name) for name in (*PARTS, *_fonts())]
    version = hashlib.sha256(json.dumps(parts).encode() + page).hexdigest()[:16]
    told = json.dumps({"version": version, "shell": SHELL, "parts": parts})
    script = f"self.QUAY = {told};\nimportScripts({json.dumps(static('offline/worker.js'))});\n"
    answer = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _fonts() -> list[str]:
    found = finders.find("ui/fonts/be-vietnam-pro-vietnamese-400-normal.woff2")
    if not found:
        return []
    return sorted(f"ui/fonts/{path.name}" for path in Path(found).parent.glob("*.woff2"))


@require_safe
@access.audience("officer")
def session(request: MachineRequest) -> HttpResponse:
    """Who is signed in, the server's hour, the token for what is sent next."""
    return JsonResponse(
        {
            "officer": request.actor.id,
            "name": request.actor.name,
            "may": access.allows(request.actor, INTAKE),
            "now": clock.now().isoformat(),
            "csrf": get_token(request),
        }
    )


@require_safe
@access.audience("officer", permission=INTAKE)
def catalogue(request: MachineRequest) -> HttpResponse:
    """What the desk takes in."""
    return JsonResponse(queries.catalogue(request.actor, clock.now()))


@require_safe
@access.audience("officer", permission=INTAKE)
@answers_json
def declaration(request: MachineRequest, code: str) -> HttpResponse:
    """The e-form of a procedure, empty."""
    return HttpResponse(away.declaration(request, code, clock.today()))


@require_POST
@access.audience("officer")
@answers_json
def prepare(request: MachineRequest) -> HttpResponse:
    """Contact: the officer's key on this machine, and numbers to give while the line is down."""
    now = clock.now()
    said = forms.contact_of(request.POST, now)
    made = services.prepare(
        device_key=said.device_key, name=said.name, waiting=said.waiting, clock_behind_s=said.clock_behind_s,
        used=said.used, by=request.actor, at=now,
    )  # fmt: skip
    return JsonResponse(
        {
            "officer": request.actor.id,
            "name": request.actor.name,
            "office": made.office,
            "office_name": made.office_name,
            "secret": made.secret,
            "stopped": made.stopped,
            "now": now.isoformat(),
            "until": _session_ends(request, now).isoformat(),
            "idle": accounts.session_limits("officer")["idle"],
            "unlocked_until": (now + UNLOCKED).isoformat(),
            "numbers": [
                {"code": one.code, "year": one.year, "reserved_at": one.reserved_at.isoformat()} for one in made.numbers
            ],
        }
    )  # fmt: skip


def _session_ends(request: MachineRequest, now: datetime) -> datetime:
    since = request.session.get("since")
    begun = datetime.fromtimestamp(since, clock.TZ) if since else now
    return begun + timedelta(minutes=accounts.session_limits("officer")["whole"])


@require_POST
@access.audience("officer")
@answers_json
def send(request: MachineRequest) -> HttpResponse:
    """One intake. Who may no longer take in sends all the same: what citizens hand in is not lost, the desk settles it."""
    parcel = forms.parcel_of(request.POST.get("phieu", ""))
    now, office = clock.now(), queries.office_of(parcel.number, parcel.device)
    stored, unusable = [], []
    for position in sorted(parcel.announced):
        try:
            stored.append(_store(request, parcel, position, now))
        except (
            BadFile
        ) as refusal:  # the citizen holds a receipt: the desk settles it, nothing stays on the machine
            unusable.append(f"Tệp của giấy thứ {position} không dùng được: {refusal.message}")
    if damaged := forms.check_files(parcel, stored):
        raise FileDamaged(
            f"Tệp đến không nguyên vẹn: {', '.join(damaged)}.",
            why="Nội dung nhận được khác nội dung máy đã giữ.",
            next="Máy sẽ gửi lại; bản trên máy vẫn còn.",
        )
    sent = Sent(
        device=parcel.device, key=parcel.key, number=parcel.number, claimed_at=parcel.claimed_at, digest=parcel.digest,
        fields=parcel.fields, files=tuple(stored), procedure=parcel.procedure,
    )  # fmt: skip
    on = min(clock.local(parcel.claimed_at).date(), clock.local(now).date())
    data = away.data_of(
        parcel.fields, [{"position": f.position, "name": f.name, "sha256": f.sha256} for f in stored]
    )
    reading = away.read_filing(data, desk_code=office, on=on)
    said = services.receive(
        sent=sent, filing=reading.filing, limit=reading.limit, faults=[*reading.faults, *unusable],
        by=request.actor, at=now,
    )  # fmt: skip
    return JsonResponse(_told(said))


def _store(request: MachineRequest, parcel: forms.Parcel, position: int, now: datetime) -> SentFile:
    """A file whose pieces have come; one that was taken before, whose answer was lost on the way, is the same."""
    name, sha256 = parcel.announced[position]["name"], parcel.announced[position]["sha256"]
    if _is_taken(sha256, parcel.number):
        return SentFile(position, name, sha256, file_queries.stat(sha256).size)
    key = _piece_key(parcel.device, parcel.number, sha256)
    stream = file_store.open_parts(key)
    if stream is None:
        return SentFile(position, name, "", 0)
    try:
        with stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != sha256:  # half a file is no file
                return SentFile(position, name, "", 0)
            stream.seek(0)
            ref = file_store.store(
                stream=stream, name=name, by=request.actor, at=now, owner="offline", reference=parcel.number
            )
    finally:
        file_store.drop_parts(key)
    return SentFile(position, ref.name, ref.sha256, ref.size)


def _is_taken(sha256: str, number: str) -> bool:
    return ("offline", number) in file_queries.uses(sha256)


def _piece_key(device: str, number: str, sha256: str) -> str:
    return hashlib.sha256(f"{device}\n{number}\n{sha256}".encode()).hexdigest()


MOST_AT_ONCE = 1 << 20
"""The longest piece; a machine sends a quarter of it."""


@require_http_methods(["GET", "POST"])
@access.audience("officer")
@answers_json
def piece(request: MachineRequest) -> HttpResponse:
    """A piece of a file of an intake, before the intake itself: how many of its bytes are here, so that a line that fails
    in the middle loses one piece and not the whole."""
    said = forms.piece_of(request.GET)
    queries.office_of(said.number, said.device)
    key = _piece_key(said.device, said.number, said.sha256)
    if _is_taken(said.sha256, said.number):
        return JsonResponse({"have": file_queries.stat(said.sha256).size})
    if request.method == "POST":
        body = request.body if int(request.headers.get("Content-Length") or 0) <= MOST_AT_ONCE else b""
        have = file_store.add_part(key=key, offset=said.offset, piece=body, at=clock.now())
    else:
        have = file_store.part_size(key)
    return JsonResponse({"have": have})


def _told(said: Answer) -> dict[str, Any]:
    return {
        "number": said.number,
        "state": said.state.value,
        "label": said.state.label,
        "dossier": said.dossier_code,
        "accepted_at": clock.local(said.accepted_at).isoformat(),
        "moved": said.moved,
        "conflicts": [{"label": one.kind.label, "words": one.words} for one in said.conflicts],
    }


@require_POST
@access.audience("officer")
@answers_json
def spoil(request: MachineRequest) -> HttpResponse:
    """A number whose receipt does not hold."""
    services.spoil(
        device=request.POST.get("may", "")[:40],
        number=request.POST.get("so", "")[:60],
        reason=request.POST.get("ly_do", ""),
        by=request.actor,
        at=clock.now(),
    )
    return JsonResponse({"number": request.POST.get("so", "")[:60]})


@require_POST
@access.audience("officer")
@answers_json
def settled(request: MachineRequest) -> HttpResponse:
    """How it stands with what this machine sent before."""
    numbers = [one for one in request.POST.get("so", "").split(",") if one]
    found = queries.settled_of(request.actor, request.POST.get("may", "")[:40], numbers)
    return JsonResponse({"rows": [_told(one) for one in found]})
