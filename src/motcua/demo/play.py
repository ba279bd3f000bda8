"""Playing dossiers: each goes its own way through the commands, all of one desk in the order of time."""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fractions import Fraction

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.refusals import Refusal
from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars import rules as counting
from motcua.registries.organizations import queries as organizations
from motcua.registries.organizations.types import Holder
from motcua.services.accounts import queries as accounts
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import Apology, Dossier
from motcua.services.dossiers.types import (
    ApologyMissing,
    Channel,
    Filing,
    MissingResult,
    PaperCount,
    Party,
    ResultChannel,
)
from motcua.services.workflow import queries as processes

from .answers import at_home, vary, who
from .doing import doers, given_to
from .people import Citizen, citizen

SYSTEM = Actor.system(
    "demo", "dossiers.process", "dossiers.submit_for_signature", "dossiers.accept", "dossiers.return"
)


@dataclass(frozen=True, slots=True)
class Offering:
    """A procedure as the scenario uses it: how often, and with which answers."""

    code: str
    weight: int
    answers: tuple[dict, ...] = ()
    online: bool = True
    positions: tuple[tuple[int, ...], ...] = ()
    """The papers handed in with each set of answers; one set of papers where there are no answers."""
    ways: tuple[tuple[ResultChannel, ...], ...] = (tuple(ResultChannel),)
    """How the result may be received with each set of answers, in the same order."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A one-stop desk and the place it stands in."""

    code: str
    name: str
    committee: str
    place_code: str
    place_name: str
    offerings: tuple[Offering, ...]


@dataclass(slots=True)
class Fate:
    """What will become of one dossier, drawn when it is filed."""

    pace: float
    ending: str = "normal"
    asked: bool = False
    steps: int = 0


@dataclass
class Player:
    """Plays the dossiers of some desks up to a moment."""

    desks: list[Desk]
    seed: int
    birth_province: str
    paper_sha: str
    until: datetime
    citizens: dict[str, tuple[Citizen, Actor]] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def play(self, *, count: int, from_at: datetime) -> int:
        """File ``count`` dossiers from ``from_at`` to ``until`` and let each take its way."""
        chance = random.Random(self.seed)
        queue: list[tuple[datetime, int, Iterator[datetime]]] = []
        for serial, moment in enumerate(self._moments(chance, count, from_at)):
            desk = chance.choices(self.desks, [2 if "phường" in d.name.lower() else 1 for d in self.desks])[0]
            life = self._life(
                random.Random(f"{self.seed}-{serial}"), desk, moment, self.seed * 100_000 + serial
            )
            heapq.heappush(queue, (moment, serial, life))
        while queue:
            moment, serial, life = heapq.heappop(queue)
            if moment > self.until:
                continue
            with clock.fixed(moment):
                try:
                    following = next(life, None)
                except Refusal as refusal:
                    self.refused.append(f"{refusal.code} {refusal.message}")
                    continue
            if following is not None:
                heapq.heappush(queue, (max(following, moment + timedelta(minutes=1)), serial, life))
        return sum(self.done.values())

    def _moments(self, chance: random.Random, count: int, from_at: datetime) -> list[datetime]:
        """Filing moments in office hours, the more the nearer to now: a province that has just begun."""
        calendar = calendars.calendar()
        minutes = counting.working_minutes_between(from_at, self.until, calendar)
        drawn = sorted(int(minutes * chance.random() ** 0.5) for _ in range(count))
        return [counting.add_working_hours(from_at, Fraction(m, 60), calendar) for m in drawn]

    # --- one life -------------------------------------------------------------------------------------

    def _life(self, chance: random.Random, desk: Desk, at: datetime, serial: int) -> Iterator[datetime]:
        """One dossier's story; yields the moment of its next event."""
        offering = chance.choices(desk.offerings, [o.weight for o in desk.offerings])[0]
        person, applicant = self._applicant(chance, desk, serial)
        online = offering.online and chance.random() < 0.55
        filing = self._filing(chance, desk, offering, person)
        if applicant.user_id is None:
            applicant = Actor(kind="citizen", id=filing.applicant.id_number, name=filing.applicant.name)
        else:  # the account's own person stands as submitter
            me = Party(
                name=person.name, id_number=person.number, phone=person.phone, address=person.address,
                authority="" if person.name == filing.applicant.name else "Thành viên gia đình, có giấy ủy quyền",
            )  # fmt: skip
            filing = replace(filing, submitter=me)
        fate = self._fate(chance)
        clerk = self._officer("mot_cua", desk.code, chance)
        if online:
            code = dossiers.submit(filing=filing, by=applicant, at=clock.now(), channel=Channel.ONLINE).code
            yield self._later(desk, chance.uniform(0.1, 6) * fate.pace)
            if fate.ending == "refused":
                dossiers.refuse_at_reception(
                    code=code,
                    reason="Hồ sơ không thuộc thẩm quyền giải quyết của cơ quan; công dân được hướng dẫn nơi nộp đúng.",
                    by=clerk,
                    at=clock.now(),
                )
                self._count("refused")
                return
            if fate.ending == "supplement" and chance.random() < 0.4:
                yield from self._supplement(chance, desk, code, clerk)
            dossiers.accept(code=code, by=clerk, at=clock.now())
        else:
            code = dossiers.take_in(filing=filing, by=clerk, at=clock.now()).code
        self._count("accepted")
        yield from self._work(chance, desk, code, fate, (filing.submitter or filing.applicant).name)

    def _work(
        self, chance: random.Random, desk: Desk, code: str, fate: Fate, receiver: str
    ) -> Iterator[datetime]:
        while tokens := [t for t in processes.open_tokens(f"dossier:{code}") if t.name]:
            token = tokens[0]
            yield self._later(desk, max(0.1, token.hours) * fate.pace * chance.uniform(0.25, 1.05))
            tokens = [t for t in processes.open_tokens(f"dossier:{code}") if t.name]
            if not tokens:
                return
            token = tokens[0]
            fate.steps += 1
            officer = chance.choice(doers(code, token) or [SYSTEM])  # lanes of the citizen and of machines
            if (
                fate.steps >= 2
                and not fate.asked
                and fate.ending != "normal"
                and token.task not in ("sign", "return")
            ):
                fate.asked = True
                if fate.ending in ("withdrawn", "stopped", "payment", "supplement"):
                    ended = yield from self._interrupt(chance, desk, code, fate, officer)
                    if ended:
                        return
                    continue
            if token.task == "return":
                yield self._later(desk, chance.uniform(0.5, 14))
                dossiers.return_result(
                    code=code,
                    receiver=receiver,
                    channel=chance.choice(
                        [ResultChannel.COUNTER, ResultChannel.COUNTER, ResultChannel.ONLINE]
                    ),
                    by=officer,
                    at=clock.now(),
                )
                self._count("returned")
                if chance.random() < 0.008:
                    yield self._later(desk, 6)
                    self._reopen(code, desk, chance)
                    continue
                return
            try:
                self._step(chance, code, token, officer)
            except ApologyMissing:
                self._apologise(chance, code)
                if any(one.id == token.id for one in processes.open_tokens(f"dossier:{code}")):
                    # The apology itself moves on what had been answered; what was taken before is held still.
                    self._step(chance, code, token, officer, taken=True)

    def _step(self, chance: random.Random, code: str, token, officer: Actor, *, taken: bool = False) -> None:
        """One officer does one step: some take it from the queue first, some send it back once."""
        now = clock.now()
        if token.task == "sign":
            dossiers.sign_result(code=code, by=officer, at=now)
            self._count("signed")
            return
        if not taken and chance.random() < 0.3:
            dossiers.take_task(code=code, by=officer, at=now, token_id=token.id)
        outcome = token.outcomes[0].code if token.outcomes else ""
        opinion = chance.choice(
            ["Hồ sơ đủ điều kiện, đề nghị giải quyết.", "Đã kiểm tra, thông tin khớp.", "", ""]
        )
        try:
            dossiers.finish_step(
                code=code, outcome=outcome, opinion=opinion, by=officer, at=now, token_id=token.id,
                to_officer=given_to(code, token),
            )  # fmt: skip
        except MissingResult:
            dossiers.submit_for_signature(code=code, opinion=opinion, by=officer, at=now)

    def _apologise(self, chance: random.Random, code: str) -> None:
        """A dossier that will be closed late: its agency says why and until when, and signs."""
        now = clock.now()
        leader = self._leader(code)
        dossiers.sign_apology(
            code=code,
            reason=chance.choice(
                [
                    "Phải xác minh thêm tại nơi cư trú cũ, cơ quan phối hợp trả lời chậm.",
                    "Người thụ lý nghỉ ốm, chưa kịp bố trí người làm thay.",
                    "Số hồ sơ trong tuần tăng đột biến sau kỳ nghỉ.",
                ]
            ),
            new_on=counting.next_working_day(now.date(), calendars.calendar()),
            by=accounts.actor_of_officer(leader.officer_code, leader.post_code),
            at=now,
        )
        self._count("apologised")

    def _leader(self, code: str) -> Holder:
        """Who signs for the agency that decides a dossier."""
        agency = str(Dossier.objects.values_list("competent_agency", flat=True).get(code=code))
        return next(one for one in organizations.leaders(agency, clock.today()) if one.can_sign)

    def _interrupt(
        self, chance: random.Random, desk: Desk, code: str, fate: Fate, officer: Actor
    ) -> Iterator[datetime]:
        """Supplement, payment, stop or withdrawal; True when the dossier ends with it."""
        now = clock.now()
        if any(t.task == "sign" for t in processes.history(f"dossier:{code}")):
            return False  # too late: a result has been signed
        row = Dossier.objects.get(code=code)
        if (
            now > row.lawful_due_at
            and not Apology.objects.filter(dossier=row, signed_at__isnull=False).exists()
        ):
            self._apologise(chance, code)
        if fate.ending == "withdrawn":
            clerk = self._officer("mot_cua", desk.code, chance)
            dossiers.withdraw(code=code, reason="Công dân không còn nhu cầu giải quyết.", by=clerk, at=now)
            self._count("withdrawn")
            return True
        if fate.ending == "stopped":
            dossiers.stop(
                code=code,
                reason="Tạm dừng chờ cơ quan có thẩm quyền giải quyết tranh chấp.",
                legal_basis="Điều 19 Nghị định 61/2018/NĐ-CP",
                approved_by=self._leader(code).officer_code,
                by=officer,
                at=now,
            )
            if chance.random() < 0.5:
                return True
            yield self._later(desk, chance.uniform(16, 60))
            dossiers.resume(
                code=code, reason="Đã có văn bản giải quyết tranh chấp.", by=officer, at=clock.now()
            )
        elif fate.ending == "payment":
            dossiers.request_payment(
                code=code,
                reason="Nộp nghĩa vụ tài chính theo thông báo của cơ quan thuế.",
                by=officer,
                at=now,
            )
            yield self._later(desk, chance.uniform(8, 60))
            dossiers.confirm_payment(
                code=code, proof="Đã nộp, chứng từ ngân hàng kèm theo.", by=officer, at=clock.now()
            )
        else:
            yield from self._supplement(chance, desk, code, officer)
        return False

    def _supplement(self, chance: random.Random, desk: Desk, code: str, officer: Actor) -> Iterator[datetime]:
        items = ["Bản chụp rõ nét giấy tờ đã nộp", "Giấy ủy quyền có chứng thực"][: chance.choice([1, 1, 2])]
        dossiers.request_supplement(
            code=code,
            items=items,
            by=officer,
            at=clock.now(),
            reason="Bản chụp mờ, không đọc được số và ngày cấp.",
        )
        yield self._later(desk, chance.uniform(6, 70))
        dossiers.receive_supplement(
            code=code,
            papers=(
                PaperCount(position=1, copies=1, sha256=self.paper_sha, file_name="giay-to-bo-sung.pdf"),
            ),
            answer="Công dân đã nộp đủ giấy tờ được yêu cầu.",
            by=self._officer("mot_cua", desk.code, chance),
            at=clock.now(),
        )

    def _reopen(self, code: str, desk: Desk, chance: random.Random) -> None:
        history = [t for t in processes.history(f"dossier:{code}") if t.task == "sign"]
        if not history:
            return
        before = [
            t for t in processes.history(f"dossier:{code}") if t.id < history[-1].id and t.task == "task"
        ]
        if before:
            head = self._officer("lanh_dao_trung_tam", desk.code, chance)
            dossiers.reopen(
                code=code,
                to_node=before[-1].node,
                reason="Kết quả ghi sai chữ đệm của công dân, thu hồi để cấp lại.",
                by=head,
                at=clock.now(),
            )
            self._count("reopened")

    def _applicant(self, chance: random.Random, desk: Desk, serial: int) -> tuple[Citizen, Actor]:
        """Somebody invented for this dossier, or now and then a citizen one can log in as."""
        if desk.code in self.citizens and chance.random() < 0.06:
            return self.citizens[desk.code]
        person = citizen(
            chance, birth_province=self.birth_province, place=desk.place_name, serial=serial % 1_000_000
        )
        return person, Actor(kind="citizen", id=person.number, name=person.name)

    # --- drawing --------------------------------------------------------------------------------------

    def _fate(self, chance: random.Random) -> Fate:
        ending = chance.choices(
            ["normal", "supplement", "payment", "withdrawn", "stopped", "refused"], [80, 9, 3, 2.5, 2.5, 3]
        )[0]
        pace = chance.choices([0.4, 0.75, 1.0, 2.2, 9.0], [30, 38, 24, 6, 2])[0]
        return Fate(pace=pace, ending=ending)

    def _filing(self, chance: random.Random, desk: Desk, offering: Offering, person: Citizen) -> Filing:
        told, positions, ways = {}, offering.positions[0] if offering.positions else (), offering.ways[0]
        if offering.answers:
            drawn = chance.choice(range(len(offering.answers)))
            told, positions = vary(offering.answers[drawn], chance, clock.today()), offering.positions[drawn]
            ways = offering.ways[drawn]
            if (
                desk.place_code and chance.random() < 0.9
            ):  # one in ten files away from home: it goes to the home commune
                told = at_home(told, desk.place_code, desk.place_name)
        name, number, phone = who(told)
        papers = tuple(
            PaperCount(
                position=n,
                originals=1,
                sha256=self.paper_sha if n == positions[0] else "",
                file_name="ban-chup.pdf",
            )
            for n in positions
        )
        return Filing(
            procedure_code=offering.code,
            applicant=Party(
                name=name or person.name,
                id_number=number or person.number,
                phone=phone or person.phone,
                address=person.address,
            ),
            answers=told,
            helper_agency=desk.code,
            place_code=desk.place_code,
            papers=papers,
            result_channel=chance.choice(ways),
        )

    def _officer(self, lane: str, agency: str, chance: random.Random) -> Actor:
        """Somebody who holds a post of the lane today."""
        key = (lane, agency)
        if key not in self._holders:
            found = organizations.officers_for_lane(lane, agency, clock.today())
            actors = [accounts.actor_of_officer(h.officer_code, h.post_code) for h in found]
            self._holders[key] = actors or [SYSTEM]
        return chance.choice(self._holders[key])

    def _later(self, desk: Desk, hours: float) -> datetime:
        calendar = calendars.calendar(desk.code)
        return counting.add_working_hours(clock.now(), Fraction(int(hours * 60) + 1, 60), calendar)

    def _count(self, what: str) -> None:
        self.done[what] = self.done.get(what, 0) + 1

    def __post_init__(self) -> None:
        self._holders: dict[tuple[str, str], list[Actor]] = {}
