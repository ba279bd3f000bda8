"""Liên thông: the parts of a joint dossier as officers, citizens and partners read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from motcua.kernel import access, clock, words
from motcua.kernel.access import Actor
from motcua.kernel.words import say
from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars import rules as counting
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers import ports
from motcua.services.dossiers.models import Dossier, Member, Work
from motcua.services.dossiers.types import PROCESS, DossierNotThere, MemberState, WrongState
from motcua.services.workflow import queries as processes

from .seeing import dossier_for


@dataclass(frozen=True, slots=True)
class Part:
    """One agency's part: who has it since when, due when, how late, whom to call."""

    member: Member
    tone: str
    state: str
    over: str
    held_by: str
    call: str

    @property
    def is_open(self) -> bool:
        return self.member.state == MemberState.OPEN

    @property
    def is_outside(self) -> bool:
        return not self.member.agency_code

    @property
    def wants_reply(self) -> bool:
        return self.is_open and self.member.question_at is not None and self.member.reply_at is None


def parts_of(dossier: Dossier, now: datetime | None = None) -> list[Part]:
    """All parts of a dossier, in the order they were opened."""
    now = now or clock.now()
    rows = list(Member.objects.filter(dossier=dossier))
    if not rows:
        return []
    calendar = calendars.calendar(dossier.competent_agency)
    tokens = [row.token_id for row in rows]
    holders = dict(Work.objects.filter(token_id__in=tokens).values_list("token_id", "officer_name"))
    agencies = organizations.agencies({row.agency_code for row in rows if row.agency_code})
    found = []
    for row in rows:
        until = row.answered_at or now
        late = row.due_at is not None and until > row.due_at
        over = (
            counting.say_minutes(counting.working_minutes_between(row.due_at, until, calendar))
            if late
            else ""
        )
        tone = "late" if late else "done" if row.state == MemberState.DELIVERED else "run"
        if row.state in (MemberState.DECLINED, MemberState.LEFT, MemberState.ENDED):
            tone = "soon"
        agency = agencies.get(row.agency_code)
        call = ports.contact(row.lane) if not row.agency_code else agency.phone if agency else ""
        held_by = holders.get(row.token_id, "") if row.agency_code else ""
        found.append(Part(row, tone, MemberState(row.state).label, over, held_by, call))
    return found


@dataclass(frozen=True, slots=True)
class JointPage:
    """The parts of a joint dossier, for who processes the parent."""

    dossier: Dossier
    parts: list[Part]
    may_work: bool


def joint_page(by: Actor, code: str) -> JointPage:
    """The parts of a dossier an officer may see.

    Raises:
        DossierNotThere: not there, or not theirs.
    """
    dossier = dossier_for(by, code)
    return JointPage(
        dossier, parts_of(dossier), access.allows(by, PROCESS, agency_code=dossier.competent_agency)
    )


def part_of_token(token_id: int) -> Member | None:
    """The part that stands behind an open step, with its dossier."""
    return Member.objects.select_related("dossier").filter(token_id=token_id).first()


def open_part_of(dossier: Dossier, number: int) -> Member:
    """A part of this dossier that still works and may be taken out.

    Raises:
        WrongState: no such part, or it has ended.
    """
    found = Member.objects.filter(dossier=dossier, pk=number, state=MemberState.OPEN).first()
    if found is None:
        raise WrongState(
            say("Phần này không rút được nữa."),
            why=say("Cơ quan đã trả lời, hoặc phần này đã rút."),
            next=say("Hãy xem trang hồ sơ để biết việc tiếp theo."),
        )
    return found


def part_by_id(member_id: int) -> Member | None:
    """A part an event names."""
    return Member.objects.select_related("dossier").filter(pk=member_id).first()


def stands_on(dossier: Dossier) -> str:
    """The signed result the parts are fed with, in words."""
    signed = dossier.results.signed().order_by("id").last()
    if signed is None or signed.signed_at is None:
        return ""
    number = signed.data.get("number", signed.number)
    return f"{signed.name}, số {number}, ký ngày {words.day(clock.local(signed.signed_at).date())}"


def told_of_silence(member: Member, *, late: bool) -> dict[str, str]:
    """The words of a reminder to the partner and to who sent it the part."""
    code = member.dossier.code
    due = words.moment(clock.local(member.due_at)) if member.due_at else ""
    call = ports.contact(member.lane) if not member.agency_code else ""
    return {
        "to_partner": f"{code}: phần “{member.name}” {'đã quá hạn' if late else 'đã qua nửa thời hạn'}",
        "to_parent": f"{code}: {member.lane_name} chưa trả lời, {'đã quá hạn' if late else 'đã qua nửa thời hạn'}",
        "detail": f"Đến hạn {due}.{f' Liên hệ: {call}.' if call else ''}",
    }


def heads_for(member: Member, on: date) -> tuple[list[str], list[str]]:
    """Who hears of silence: the partner's people (none outside), and who processes the parent."""
    partner: list[str] = []
    if member.agency_code:
        held = Work.objects.filter(token_id=member.token_id).values_list("officer_code", flat=True).first()
        lane = member.lane
        people = organizations.officers_for_lane(lane, member.dossier.competent_agency, on)
        partner = [held] if held else sorted({one.officer_code for one in people})
    return partner, parents_of(member.dossier)


def parents_of(dossier: Dossier) -> list[str]:
    """The officers who did the parent's own steps: they know the matter and whom to call."""
    done = {
        token.done_by
        for token in processes.history(f"dossier:{dossier.code}")
        if token.done_by and token.task in ("task", "assign")
    }
    return sorted(done)


def file_of_part(by: Actor, code: str, member_id: int) -> Member:
    """A part's result that has a file, for who may see the dossier.

    Raises:
        DossierNotThere: no such dossier, part or file, or not theirs; all answer alike.
    """
    dossier = dossier_for(by, code)
    found = Member.objects.filter(dossier=dossier, pk=member_id).exclude(sha256="").first()
    if found is None:
        raise DossierNotThere(
            say("Phần việc này không có tệp kết quả."), next=say("Hãy xem lại trang hồ sơ.")
        )
    return found
