"""Sổ theo dõi hồ sơ: the register of a desk over a span of days, and the lines of the control slip."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.pages import Rows
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.types import ResultChannel
from motcua.services.workflow import queries as processes

from .heads import dated_from, desk_head, form_words, moment_words


def register(by: Actor, first: date, last: date) -> Rows:
    """Dossiers a desk entered between two days, in the order of the book: numbers are given as they come in."""
    begin = datetime.combine(first, time.min, tzinfo=clock.TZ)
    end = datetime.combine(last + timedelta(days=1), time.min, tzinfo=clock.TZ)
    query = Dossier.objects.defer("answers").filter(accepted_at__gte=begin, accepted_at__lt=end)
    desks = tuple(Q(receiving_agency=code) for code in sorted(by.agency_codes | {by.agency_code}))
    return Rows(query, ("receiving_agency", "accepted_at", "id"), desks)


def desk_of(by: Actor):
    """The desk whose book it is: the officer's own agency, or the centre beside it."""
    own = organizations.find_agency(by.agency_code, clock.today())
    if own is None or "trung_tam" in own.kind or "mot_cua" in own.kind:
        return own
    near = organizations.agencies(organizations.still_there(by.agency_codes, clock.today()))
    desks = [row for row in near.values() if "trung_tam" in row.kind or "mot_cua" in row.kind]
    return desks[0] if desks else own


TIMELINESS = {"early": "Trước hạn", "on_time": "Đúng hạn", "late": "Quá hạn"}


def _stamp(moment: datetime | None) -> str:
    if moment is None:
        return ""
    here = clock.local(moment)
    return f"{here.hour} giờ {here.minute:02d}, {here:%d/%m/%Y}"


def line_of(row: Dossier) -> dict[str, Any]:
    """One line of the book, in the order of the printed columns."""
    return {
        "no": row.register_number or "",
        "code": row.code,
        "procedure": row.procedure_name,
        "sets": f"{row.sets:02d}",
        "owner": row.applicant_name,
        "address_phone": "; ".join(filter(None, (row.applicant_address, row.applicant_phone))),
        "in_charge": row.competent_agency_name,
        "received": _stamp(row.accepted_at),
        "due": _stamp(row.due_at),
        "returned": _stamp(row.returned_at),
        "method": ResultChannel(row.result_channel).label,
        "receipt": "",
        "note": TIMELINESS.get(row.timeliness, ""),
    }


def register_data(by: Actor, rows: list[Dossier], first: date, last: date) -> dict[str, Any]:
    """What the printed book is made of."""
    desk = desk_of(by)
    return desk_head(desk.code if desk else by.agency_code, last) | {
        "form": form_words("register", last),
        "from": f"{first:%d/%m/%Y}",
        "to": f"{last:%d/%m/%Y}",
        "year": str(last.year),
        "book_no": rows[-1].register_volume if rows else str(last.year),
        "rows": [line_of(row) for row in rows],
    }


def slip_data(dossier: Dossier) -> dict[str, Any]:
    """What the control slip is made of: the dossier and its hand-overs so far, append only."""
    on = clock.local(dossier.accepted_at or dossier.submitted_at).date()
    asked = [step for step in processes.history(f"dossier:{dossier.code}") if "@" in step.lane]
    lines = [
        {
            "given_by": line.from_agency,
            "taken_by": line.to_agency,
            "at": moment_words(line.received_at or line.given_at),
            "given_name": line.from_name,
            "taken_name": line.to_name,
            "outcome": TIMELINESS.get(line.timeliness, ""),
            "note": line.note or line.step_name,
        }
        for line in dossier.hand_overs.all()
    ]
    head = desk_head(dossier.receiving_agency, on)
    return head | {
        "form": form_words("control_slip", on),
        "number": f"{dossier.register_number or 0:02d}/KSHS",
        "place_date": dated_from(head, clock.today()),
        "applicant": dossier.applicant_name,
        "dossier_code": dossier.code,
        "subject": dossier.procedure_name,
        "received_at": moment_words(dossier.accepted_at),
        "due_at": moment_words(dossier.due_at),
        "agency_in_charge": dossier.competent_agency_name,
        "agencies_helping": ", ".join(dict.fromkeys(step.lane_name for step in asked)),
        "qr": f"{settings.PUBLIC_URL}/tra-cuu/?ma={dossier.code}",
        "steps": lines,
    }
