"""Whole dossiers through the real commands, as fast as they go: filed, accepted, five steps, signed, returned.

`motcua.demo.replayer` is one worker; `motcua replay` starts several and adds up. Without papers, one paper drawn and
signed at the start stands in for every result, so that what remains is the work of the commands alone.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import connection

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.organizations import queries as organizations
from motcua.registries.procedures.models import Adoption
from motcua.services.accounts import queries as accounts
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.queries.offer import offer_of
from motcua.services.dossiers.services import results
from motcua.services.dossiers.types import Channel, Filing, MissingResult, PaperCount, Party, ResultChannel
from motcua.services.workflow import queries as processes

from .doing import doers

HELPER = Actor.system("replay", "dossiers.process", "dossiers.submit_for_signature", "dossiers.return")


@dataclass(frozen=True, slots=True)
class Step:
    """A step as every dossier takes it; ``drafts`` where the result is drafted with it."""

    node: str
    lane: str
    task: str
    outcome: str
    drafts: bool = False


@dataclass
class Stage:
    """The desk, the people and the procedure the replay runs on."""

    desk: str
    place_code: str
    procedure: str
    positions: tuple[int, ...]
    way: tuple[Step, ...] = ()
    _actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, code: str, step: Step) -> Actor:
        """The first officer of the unit where such a step lies; found once, since all dossiers go one way."""
        if step.node not in self._actors:
            token = next(t for t in processes.open_tokens(f"dossier:{code}") if t.node == step.node)
            self._actors[step.node] = next(iter(doers(code, token)), HELPER)
        return self._actors[step.node]

    @cached_property
    def receiver(self) -> Actor:
        """The first who receives at the desk."""
        found = organizations.officers_for_lane("mot_cua", self.desk, clock.today())[0]
        return accounts.actor_of_officer(found.officer_code, found.post_code)


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
    dossiers.accept(code=code, by=where.receiver, at=clock.now())
    if not where.way:
        where.way = finish(where, code)
    else:  # all follow one process, so the others go the way of the first; a step that is not open would be refused
        for step in where.way:
            _do(where, code, step)
    return code


def finish(where: Stage, code: str) -> tuple[Step, ...]:
    """Take an accepted dossier through its remaining steps, looking where it stands after each; the way it went."""
    way = []
    while tokens := [t for t in processes.open_tokens(f"dossier:{code}") if t.name]:
        token = tokens[0]
        onward = token.outcomes[0].code if token.outcomes else ""
        step = Step(token.node, token.lane, token.task, onward)
        try:
            _do(where, code, step)
        except MissingResult:  # the step before the signer
            step = replace(step, drafts=True)
            _do(where, code, step)
        way.append(step)
    return tuple(way)


def _do(where: Stage, code: str, step: Step) -> None:
    by, at = where.actor(code, step), clock.now()
    if step.task == "sign":
        dossiers.sign_result(code=code, by=by, at=at)
    elif step.task == "return":
        dossiers.return_result(
            code=code,
            receiver="Người nộp hồ sơ",
            authority="giấy hẹn trả kết quả",
            channel=ResultChannel.COUNTER,
            by=by,
            at=at,
        )
    elif step.drafts:
        dossiers.submit_for_signature(code=code, by=by, at=at)
    else:
        dossiers.finish_step(
            code=code, outcome=step.outcome, opinion="Đủ điều kiện.", by=by, at=at, node=step.node
        )


@contextmanager
def one_paper_for_all(where: Stage, serial: int) -> Iterator[None]:
    """Play one dossier as it is; its draft and its signed paper serve all that follow."""
    pdf_of, sign_pdf = results.pdf_of, results.signing.sign_pdf
    made: dict[str, Any] = {}

    def draw(*args: Any) -> bytes:
        if "draft" not in made:
            made["draft"] = pdf_of(*args)
        return made["draft"]

    def sign(**kwargs: Any) -> Any:
        if "signed" not in made:
            made["signed"] = sign_pdf(**kwargs)
        return made["signed"]

    results.pdf_of, results.signing.sign_pdf = draw, sign
    try:
        print(play_one(where, serial), flush=True)
        yield
    finally:
        results.pdf_of, results.signing.sign_pdf = pdf_of, sign_pdf


class Meter:
    """Statements and commits of this process, its seconds on the wall and on the processor."""

    def __init__(self) -> None:
        self.statements = self.commits = 0

    def statement(self, execute: Callable[..., Any], *args: Any) -> Any:
        """Stand between Django and the driver, counting."""
        self.statements += 1
        return execute(*args)

    @contextmanager
    def running(self) -> Iterator[None]:
        connection.ensure_connection()
        really = connection._commit

        def commit() -> None:
            self.commits += 1
            really()

        connection._commit = commit
        before, started = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
        with connection.execute_wrapper(self.statement):
            yield
        self.wall_s = time.perf_counter() - started
        after = resource.getrusage(resource.RUSAGE_SELF)
        self.cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        connection._commit = really


def work(serial: int, count: int, *, papers: bool = True) -> dict[str, float]:
    """Play ``count`` dossiers; what the timed ones took.

    The first of several fills caches, compiles templates and opens keys: it is played and not timed.
    """
    where, codes = stage(), list[str]()
    print("ready", flush=True)
    numbers = list(range(serial, serial + count))
    meter = Meter()
    with nullcontext() if papers else one_paper_for_all(where, numbers.pop(0)):
        if papers and len(numbers) > 1:
            print(play_one(where, numbers.pop(0)), flush=True)
        with meter.running():
            for number in numbers:
                codes.append(play_one(where, number))
                print(codes[-1], flush=True)
    stands = processes.open_tokens_of([f"dossier:{code}" for code in codes])
    if unfinished := [subject for subject, tokens in stands.items() if tokens]:
        raise RuntimeError(f"not returned: {unfinished[:5]}")
    return {
        "wall_s": meter.wall_s,
        "cpu_s": meter.cpu_s,
        "commits": meter.commits,
        "statements": meter.statements,
        "count": len(numbers),
    }
