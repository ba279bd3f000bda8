"""A joint birth and a joint death in the middle of their way: the police have answered, the other agency is silent past its hour."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from motcua.kernel import clock
from motcua.kernel.refusals import Refusal
from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars import rules as counting
from motcua.registries.organizations import queries as organizations
from motcua.services.accounts import queries as accounts
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import Member
from motcua.services.dossiers.queries.offer import offer_of
from motcua.services.dossiers.types import Filing, MissingResult, PaperCount, Party
from motcua.services.workflow import queries as processes

from .answers import at_home, vary, who
from .doing import doers
from .play import Desk
from .scenarios import examples_of

BIRTH, DEATH = "2.002621", "2.002622"
WAYS = ((BIRTH, 32, "214/ĐKCT"), (DEATH, 56, "68/XĐKTT"))
"""Procedure, working hours since it was taken in, the number the police gave."""
STEPS, POLICE = 12, "dang_ky_cu_tru"


def half_way(main: Desk, *, until: datetime) -> list[str]:
    """Play one of each; their codes, without those a province does not offer."""
    found = [_one(main, *way, until=until) for way in WAYS]
    dossiers.remind_partners(at=until)
    return [code for code in found if code]


def _one(main: Desk, procedure: str, hours: int, number: str, *, until: datetime) -> str:
    calendar = calendars.calendar(main.code)
    at = counting.working_hours_before(until, hours, calendar)
    on = clock.local(at).date()
    with clock.fixed(at):
        holders = organizations.officers_for_lane("mot_cua", main.code, on)
        try:
            answers = _answers(main, procedure, on)
            wanted = offer_of(procedure, on).papers_for(answers, "counter")
            code = dossiers.take_in(
                filing=_filing(main, procedure, wanted, answers), by=_actor(holders[0]), at=at
            ).code
        except Refusal:
            return ""
    for _ in range(STEPS):
        tokens = [one for one in processes.open_tokens(f"dossier:{code}") if one.name]
        if any(one.is_member for one in tokens):
            break
        at += timedelta(minutes=12)
        with clock.fixed(at):
            _step(code, tokens[0], at)
    at += timedelta(minutes=95)
    home = Member.objects.filter(dossier__code=code, lane=POLICE).exclude(agency_code="").first()
    if home is not None:
        with clock.fixed(at):
            people = organizations.officers_for_lane(home.lane, home.agency_code, on)
            dossiers.answer_member(
                code=code, token_id=home.token_id, delivered=True, number=number, issued_on=on,
                by=_actor(people[0]), at=at,
            )  # fmt: skip
    return code


def _answers(main: Desk, procedure: str, on: date) -> dict[str, Any]:
    """The first worked filling, as if it had happened here."""
    told = vary(examples_of(procedure)[0], random.Random(f"lien-thong {procedure}"), on)
    told = at_home(told, main.place_code, main.place_name)
    return told | {
        "to_agency": {"name": organizations.agency(main.committee, on).name, "place": main.place_code}
    }


def _filing(main: Desk, procedure: str, wanted, answers: dict[str, Any]) -> Filing:  # type: ignore[no-untyped-def]
    name, number, phone = who(answers)
    return Filing(
        procedure_code=procedure,
        applicant=Party(name, id_number=number, phone=phone, address=main.place_name),
        answers=answers, helper_agency=main.code, place_code=main.place_code,
        papers=tuple(PaperCount(position=one.position, originals=1) for one in wanted),
    )  # fmt: skip


def _step(code: str, token, at: datetime) -> None:  # type: ignore[no-untyped-def]
    by = doers(code, token)[0]
    if token.task == "sign":
        dossiers.sign_result(code=code, by=by, at=at)
        return
    try:
        dossiers.finish_step(
            code=code,
            outcome=token.outcomes[0].code if token.outcomes else "",
            opinion="Đủ điều kiện.",
            by=by,
            at=at,
        )
    except MissingResult:
        dossiers.submit_for_signature(code=code, by=by, at=at)


def _actor(holder):  # type: ignore[no-untyped-def]
    return accounts.actor_of_officer(holder.officer_code, holder.post_code)
