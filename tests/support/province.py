"""A small province for tests: real registries, the hand-checked catalogue, forms, processes and keys."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from motcua.demo.cast import give_keys
from motcua.demo.doing import doers
from motcua.demo.foundation import CATALOGUE, SETTER
from motcua.kernel import clock, yamls
from motcua.kernel.access import Actor
from motcua.registries.calendars import services as calendars
from motcua.registries.eforms import services as eforms
from motcua.registries.organizations import queries as organizations
from motcua.registries.organizations import services as organization_commands
from motcua.registries.places import services as places
from motcua.registries.procedures import services as procedures
from motcua.services.accounts import queries as accounts
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.queries.offer import offer_of
from motcua.services.dossiers.types import Filing, MissingResult, PaperCount, Party, ResultChannel
from motcua.services.signing import services as signing
from motcua.services.workflow import queries as processes
from motcua.services.workflow import services as workflow
from tests.support.laying import laid

MORNING = datetime(2026, 11, 16, 9, 15, tzinfo=clock.TZ)
"""A Monday: the moment most tests begin at."""

PLACE = "13669"
"""Phường Nam Định, where every post is filled."""

BORN = datetime.combine(date(2025, 7, 1), time(8), clock.TZ)


def lay() -> None:
    """Load the registries and issue keys; about six seconds on two cores."""
    with clock.fixed(BORN):
        places.load_places()
        calendars.load_days(by=SETTER, at=BORN)
        organization_commands.load_organizations(file="ninh_binh_2026.yaml", by=SETTER, at=BORN)
        procedures.import_catalogue(
            path=CATALOGUE / "checked.yaml", by=SETTER, at=BORN, published_from=BORN.date()
        )
        procedures.adopt_procedures(by=SETTER, at=BORN, published_from=BORN.date())
        eforms.load_forms(by=SETTER, at=BORN)
        workflow.load_processes(by=SETTER, at=BORN)
        signing.create_demo_authority(at=BORN)
        give_keys(at=BORN, place_code=PLACE)
    signing.publish_revocations(at=clock.now())


@dataclass
class Province:
    """What a test asks for: the ward's desk, its people by lane, filings, and dossiers on their way."""

    at: datetime = MORNING
    _actors: dict[tuple[str, str], list[Actor]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.desk = organizations.desks_of(place_code=PLACE, on=self.at.date())[0]
        self.committee = organizations.agency(self.desk.parent_code, self.at.date())

    def officers(self, lane: str, agency: str = "") -> list[Actor]:
        """All who may do the steps of a lane."""
        agency = agency or (
            self.desk.code if lane in ("mot_cua", "lanh_dao_trung_tam") else self.committee.code
        )
        if (lane, agency) not in self._actors:
            with clock.fixed(self.at):
                found = organizations.officers_for_lane(lane, agency, self.at.date())
                self._actors[lane, agency] = [
                    accounts.actor_of_officer(h.officer_code, h.post_code) for h in found
                ]
        return self._actors[lane, agency]

    @property
    def clerk(self) -> Actor:
        """Cán bộ tiếp nhận."""
        return self.officers("mot_cua")[0]

    @property
    def leader(self) -> Actor:
        """Lãnh đạo Ủy ban nhân dân phường."""
        return self.officers("lanh_dao_ubnd")[0]

    @property
    def stranger(self) -> Actor:
        """A clerk of another commune."""
        other = next(d for d in organizations.desks(self.at.date()) if d.place_code not in ("", PLACE))
        return self.officers("mot_cua", other.code)[0]

    def answers(self, code: str) -> dict[str, Any]:
        """The first example answers of a procedure's form, on the test's day."""
        from random import Random

        from motcua.demo.answers import vary

        path = Path(settings.DATA_DIR) / "eforms" / "examples" / f"{code}.yaml"
        rows = yamls.read(path)
        told = vary(rows[0]["answers"], Random(code), self.at.date())
        if "to_agency" in told:
            told["to_agency"] = {"name": self.committee.name, "place": PLACE}
        return told

    def filing(
        self, code: str = "1.001193", *, papers: bool = True, channel: str = "counter", **changes: Any
    ) -> Filing:
        """A filing that a desk would take: form answered, every paper asked there."""
        offer = offer_of(code, self.at.date())
        own = (Path(settings.DATA_DIR) / "eforms" / "examples" / f"{code}.yaml").exists()
        answers = changes.get("answers", self.answers(code) if own else {})
        wanted = offer.papers_for(answers, channel) if papers else ()
        values: dict[str, Any] = {
            "procedure_code": code,
            "applicant": Party(
                name="Nguyễn Văn Ẫm",
                id_number="037096000014",
                phone="0912345678",
                address="Số 1, phường Nam Định",
            ),
            "answers": answers,
            "helper_agency": self.desk.code,
            "place_code": PLACE,
            "papers": tuple(PaperCount(position=p.position, originals=1) for p in wanted),
            "result_channel": ResultChannel.COUNTER,
        }
        return Filing(**(values | changes))

    def citizen(
        self, number: str = "037096000014", name: str = "Nguyễn Văn Ẫm", user_id: int | None = None
    ) -> Actor:
        """A citizen as the portal knows one."""
        return Actor(kind="citizen", id=number, name=name, user_id=user_id)

    def taken_in(self, code: str = "1.001193", **changes: Any) -> Dossier:
        """A dossier just received at the counter."""
        with clock.fixed(self.at):
            receipt = dossiers.take_in(filing=self.filing(code, **changes), by=self.clerk, at=self.at)
        return Dossier.objects.get(code=receipt.code)

    def submitted(self, code: str = "1.001193", by: Actor | None = None, **changes: Any) -> Dossier:
        """A dossier filed online, waiting for the desk."""
        with clock.fixed(self.at):
            receipt = dossiers.submit(
                filing=self.filing(code, **{"channel": "online"} | changes),
                by=by or self.citizen(),
                at=self.at,
            )
        return Dossier.objects.get(code=receipt.code)

    def token(self, dossier: Dossier):
        """The open step."""
        return next(t for t in processes.open_tokens(f"dossier:{dossier.code}") if t.name)

    def holder(self, dossier: Dossier) -> Actor:
        """Somebody who may do the open step."""
        token = self.token(dossier)
        with clock.fixed(self.at):
            found = doers(dossier.code, token)
        helper = Actor.system("test", "dossiers.process", "dossiers.submit_for_signature")
        return next((a for a in found if a.id == token.claimed_by), found[0] if found else helper)

    def step(self, dossier: Dossier, *, minutes: int = 10) -> Dossier:
        """Do the open step the ordinary way; signing signs, the return gives the result out."""
        self.at += timedelta(minutes=minutes)
        token, by = self.token(dossier), self.holder(dossier)
        with clock.fixed(self.at):
            if token.task == "sign":
                dossiers.sign_result(code=dossier.code, by=by, at=self.at)
            elif token.task == "return":
                dossiers.return_result(
                    code=dossier.code,
                    receiver=dossier.applicant_name,
                    channel=ResultChannel.COUNTER,
                    by=by,
                    at=self.at,
                )
            else:
                outcome = token.outcomes[0].code if token.outcomes else ""
                try:
                    dossiers.finish_step(
                        code=dossier.code, outcome=outcome, opinion="Đủ điều kiện.", by=by, at=self.at
                    )
                except MissingResult:
                    dossiers.submit_for_signature(code=dossier.code, by=by, at=self.at)
        dossier.refresh_from_db()
        return dossier

    def walk(self, dossier: Dossier, *, to: str, most: int = 15) -> Dossier:
        """Step on until the open step is of this kind (``sign``, ``return``) or, for ``end``, none is open."""
        for _ in range(most):
            open_ones = [t for t in processes.open_tokens(f"dossier:{dossier.code}") if t.name]
            if not open_ones or open_ones[0].task == to:
                return dossier
            self.step(dossier)
        raise AssertionError(f"{dossier.code} never came to {to}")


@contextmanager
def standing() -> Iterator[None]:
    """Keep the province for the length of a block of tests, in one transaction that is rolled back at its end."""
    var = Path(tempfile.mkdtemp(prefix="motcua-province-"))
    before = settings.VAR_DIR
    settings.VAR_DIR = var
    try:
        with laid(lay):
            yield
    finally:
        settings.VAR_DIR = before
        shutil.rmtree(var, ignore_errors=True)
