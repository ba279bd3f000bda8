"""Whole dossiers through the real commands, as fast as they go: filed, accepted, five steps, signed, returned.

`motcua.demo.replayer` is one worker; `motcua replay` starts several and adds up.
"""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.organizations import queries as organizations
from motcua.registries.procedures.models import Adoption
from motcua.services.accounts import queries as accounts
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.queries.offer import offer_of
from motcua.services.dossiers.types import Channel, Filing, MissingResult, PaperCount, Party, ResultChannel
from motcua.services.workflow import queries as processes

DESK_LANES = ("mot_cua", "lanh_dao_trung_tam")
HELPER = Actor.system("replay", "dossiers.process", "dossiers.submit_for_signature", "dossiers.return")


@dataclass
class Stage:
    """The desk, the people and the procedure the replay runs on."""

    desk: str
    place_code: str
    procedure: str
    positions: tuple[int, ...]
    _actors: dict[tuple[str, str], Actor] = field(default_factory=dict)

    def actor(self, lane: str, agency: str) -> Actor:
        """The first holder of a post of the lane."""
        if (lane, agency) not in self._actors:
            found = organizations.officers_for_lane(lane, agency, clock.today())
            self._actors[lane, agency] = (
                accounts.actor_of_officer(found[0].officer_code, found[0].post_code) if found else HELPER
            )
        return self._actors[lane, agency]


def stage() -> Stage:
    """The first commune desk with its posts filled, and a procedure that follows the standard process."""
    on = clock.today()
    for desk in organizations.desks(on):
        if (
            desk.level == "commune"
            and desk.parent_code
            and len(organizations.officers_of(desk.parent_code, on)) >= 8
        ):
            break
    else:
        raise RuntimeError("no commune desk with its posts filled")
    rows = Adoption.objects.filter(
        level="commune",
        province_code=settings.PROVINCE_AGENCY,
        is_published=True,
        limit_unit="working_days",
        limit_value__gte=5,
    ).order_by("procedure__code")
    for code in rows.values_list("procedure__code", flat=True):
        if not processes.has_published(code):
            offer = offer_of(code, on)
            place = organizations.agency(desk.parent_code, on).place_code
            return Stage(
                desk.code, place, code, tuple(p.position for p in offer.papers_for({}, Channel.POST.value))
            )
    raise RuntimeError("no procedure with a limit of days and the standard process")


def play_one(where: Stage, serial: int) -> str:
    """One dossier from the citizen's filing to the signed result handed out; returns its code."""
    filing = Filing(
        procedure_code=where.procedure,
        applicant=Party(
            name=f"Nguyễn Văn Mẫu {serial}", id_number=f"0370960{serial % 100000:05d}", phone="0912345678"
        ),
        answers={},
        helper_agency=where.desk,
        place_code=where.place_code,
        papers=tuple(PaperCount(position=n, originals=1) for n in where.positions),
        result_channel=ResultChannel.COUNTER,
    )
    citizen = Actor(kind="citizen", id=filing.applicant.id_number, name=filing.applicant.name)
    code = dossiers.submit(filing=filing, by=citizen, at=clock.now(), channel=Channel.POST).code
    dossiers.accept(code=code, by=where.actor("mot_cua", where.desk), at=clock.now())
    finish(where, code)
    return code


def finish(where: Stage, code: str) -> None:
    """Take an accepted dossier through its remaining steps."""
    agency = organizations.agency(where.desk, clock.today()).parent_code
    while tokens := [t for t in processes.open_tokens(f"dossier:{code}") if t.name]:
        token = tokens[0]
        by = where.actor(token.lane, where.desk if token.lane in DESK_LANES else agency)
        if token.task == "sign":
            dossiers.sign_result(code=code, by=by, at=clock.now())
        elif token.task == "return":
            dossiers.return_result(
                code=code, receiver="Người nộp hồ sơ", channel=ResultChannel.COUNTER, by=by, at=clock.now()
            )
        else:
            outcome = token.outcomes[0].code if token.outcomes else ""
            try:
                dossiers.finish_step(
                    code=code,
                    outcome=outcome,
                    opinion="Đủ điều kiện.",
                    by=by,
                    at=clock.now(),
                    token_id=token.id,
                )
            except MissingResult:
                dossiers.submit_for_signature(code=code, by=by, at=clock.now())


def work(serial: int, count: int) -> dict[str, float]:
    """Play ``count`` dossiers; seconds on the wall and on the processor, commits made."""
    where = stage()
    if count > 1:  # the first fills caches, compiles templates, opens keys: played, not timed
        print("ready", flush=True)
        print(play_one(where, serial), flush=True)
        count, serial = count - 1, serial + 1
    else:
        print("ready", flush=True)
    connection.ensure_connection()
    commits = 0
    really = connection._commit

    def counted() -> None:
        nonlocal commits
        commits += 1
        really()

    connection._commit = counted
    before, started = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    for number in range(count):
        print(play_one(where, serial + number), flush=True)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall_s": wall, "cpu_s": cpu, "commits": commits, "count": count}
