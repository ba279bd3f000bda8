"""Hồ sơ đến đâu: a dossier as its citizen reads it, and as anybody with its code or QR may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from motcua.kernel import clock, words
from motcua.kernel.access import Actor
from motcua.kernel.words import say
from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars import rules as counting
from motcua.registries.calendars.types import Due
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers.models import Dossier, IssuedPaper, JournalEntry, Paper, Result
from motcua.services.dossiers.types import OPEN, Channel, DossierNotThere, PaperKind, ResultChannel, Status
from motcua.services.workflow import queries as processes

from .chips import Chip, chip_of
from .citizen_words import Need, headline, need_of
from .members import Part, parts_of
from .rating import ENDED
from .seeing import dossier_for
from .tracking import token_of, tracked_by_token

MOST_DAYS = 45
READY = (Status.FINISHED, Status.RETURNED)
PAPER_NAMES = {
    PaperKind.RECEIPT.value: say("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
    PaperKind.SUPPLEMENT.value: say("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
    PaperKind.REFUSAL.value: say("Phiếu từ chối giải quyết hồ sơ"),
    PaperKind.APOLOGY.value: say("Văn bản xin lỗi và hẹn lại ngày trả kết quả"),
    PaperKind.STOP.value: say("Thông báo dừng giải quyết hồ sơ"),
    PaperKind.CERTIFIED.value: say("Bản sao chứng thực điện tử"),
    PaperKind.FEE.value: say("Biên lai thu phí, lệ phí"),
}
TOLD = frozenset(
    {"request_supplement", "receive_supplement", "request_payment", "confirm_payment", "refuse_at_reception", "stop",
     "resume", "withdraw", "reopen", "declare", "sign_apology", "end_unanswered", "take_back_refusal",
     "take_back_withdrawal", "send_part"}
)  # fmt: skip
"""Actions whose reason is written to the citizen; an officer's opinion on a step is not."""


@dataclass(frozen=True, slots=True)
class IssuedLine:
    """A statutory paper the citizen may print."""

    id: int
    name: str
    number: str
    issued_at: datetime


@dataclass(slots=True)
class CitizenPage:
    """One dossier, the answer first. ``whole`` is False for the holder of a code or QR."""

    dossier: Dossier
    whole: bool
    now: datetime
    chip: Chip
    title: str
    lead: str
    receiving_name: str
    due: Due | None
    course: list[Any]
    journal: list[JournalEntry]
    need: Need | None
    issued: list[IssuedLine]
    result: Result | None
    papers: list[Paper]
    reappointments: list[Any]
    parts: list[Part]
    token: str

    told = TOLD

    @property
    def status(self) -> Status:
        return self.dossier.state

    @property
    def qr_url(self) -> str:
        """What the QR says: the address anybody may open."""
        return f"{settings.PUBLIC_URL}/tra-cuu/qr/{self.token}/"

    @property
    def url(self) -> str:
        """The owner's page."""
        return f"/ho-so-cua-toi/{self.dossier.code}/"

    @property
    def promised_at(self) -> datetime | None:
        """The hour the citizen was told: of the answer before acceptance, of the result after."""
        return self.dossier.answer_due_at if self.status is Status.SUBMITTED else self.dossier.due_at

    @property
    def promise_label(self) -> str:
        if self.status is Status.SUBMITTED:
            return say("Chúng tôi trả lời chậm nhất")
        if self.status in READY:
            return say("Đã hẹn trả kết quả")
        return say("Hẹn trả kết quả")

    @property
    def shows_promise(self) -> bool:
        return self.promised_at is not None and self.status not in (Status.WITHDRAWN, Status.NOT_ACCEPTED)

    @property
    def holder(self) -> str:
        """Who holds it, by office."""
        return self.dossier.holder or (self.receiving_name if self.status in OPEN | {Status.FINISHED} else "")

    @property
    def name(self) -> str:
        """The applicant's name; masked for who only has the code."""
        return self.dossier.applicant_name if self.whole else masked(self.dossier.applicant_name)

    @property
    def result_words(self) -> str:
        return ResultChannel(self.dossier.result_channel).label

    @property
    def has_result(self) -> bool:
        return self.whole and self.result is not None and self.status in READY

    @property
    def may_withdraw(self) -> bool:
        signed = self.result is not None
        return self.whole and self.status in OPEN and self.dossier.finished_at is None and not signed

    @property
    def may_rate(self) -> bool:
        """Whether it has ended, so that its holder may say how it went."""
        return self.dossier.status in ENDED

    @property
    def may_repeat(self) -> bool:
        """Filed online by its owner: the answers may serve a new one."""
        return self.whole and self.dossier.owner_user_id is not None and bool(self.dossier.answers)

    @property
    def may_supplement(self) -> bool:
        return self.whole and self.status is Status.SUPPLEMENT

    @property
    def limit_words(self) -> str:
        if self.due is None:
            return ""
        return counting.say_limit(self.due.limit, self.due.unit)

    @property
    def limit_offered(self) -> str:
        """The limit of the procedure, before the promise is made."""
        value, unit = self.dossier.limit_value, self.dossier.limit_unit
        return counting.say_limit(value, unit) if value is not None and unit else ""

    @property
    def days(self) -> list[dict[str, Any]]:
        """The days of the promise, one by one, with why each counts or not."""
        if self.due is None or len(self.due.days) > MOST_DAYS:
            return []
        today, rows = self.now.date(), []
        for day in self.due.days:
            last = day.date == self.due.due_on
            kinds = ["count"] if day.counted else []
            if not day.counted and day.reason and day.date != self.due.start.day_zero and not last:
                kinds.append("off")
            note = say("Ngày {number}", number=day.number) if day.counted and day.number else day.reason
            if day.minutes:
                note = counting.say_minutes(day.minutes, 24)
            if (
                day.counted
                and day.number
                and day.reason
                and not day.minutes
                and day.reason != "Ngày làm việc"
            ):
                note = say("{note}, {reason}", note=note, reason=words.lowered(day.reason))
            if day.date == today:
                kinds.append("today")
                note += say(", hôm nay")
            if last:
                kinds.append("due")
                note += say(
                    ", hẹn trả {hour}:{minute}",
                    hour=self.due.due_at.hour,
                    minute=f"{self.due.due_at.minute:02d}",
                )
            rows.append({"on": day.date, "note": note, "kinds": kinds})
        return rows

    @property
    def bases(self) -> list[str]:
        """The articles the count stands on, each once."""
        return list(dict.fromkeys(d.basis for d in self.due.days if d.basis)) if self.due else []

    @property
    def why_title(self) -> str:
        return (
            say("Vì sao hẹn {weekdays}?", weekdays=words.WEEKDAYS[self.due.due_on.weekday()])
            if self.due
            else ""
        )

    @property
    def member_nodes(self) -> set[str]:
        """Steps that are another agency's part, not a question put to it."""
        return {part.member.node for part in self.parts}

    @property
    def timeline(self) -> list[dict[str, Any]]:
        """Filed, taken in, each step, handed over: done with its hour, coming with its hour."""
        dossier, rows = self.dossier, []
        filed = {Channel.ONLINE: say("Bạn nộp hồ sơ trên mạng"), Channel.POST: say("Hồ sơ gửi qua bưu chính")}
        first = filed.get(
            Channel(dossier.channel), say("Bạn nộp hồ sơ tại {office}", office=self.receiving_name)
        )
        rows.append({"title": first, "when": dossier.submitted_at, "state": "done"})
        if dossier.accepted_at:
            rows.append(
                {
                    "title": say(
                        "{receiving_name} tiếp nhận và hẹn trả kết quả", receiving_name=self.receiving_name
                    ),
                    "when": dossier.accepted_at,
                    "state": "done",
                }
            )
        elif self.status is Status.SUBMITTED:
            rows.append(
                {
                    "title": say("{receiving_name} xem giấy tờ", receiving_name=self.receiving_name),
                    "when": say("Trong 8 giờ làm việc từ khi bạn nộp"),
                    "state": "now",
                    "text": say(
                        "Đủ giấy tờ thì bạn nhận giấy hẹn; thiếu thì bạn được báo một lần, đủ mọi thứ cần bổ sung."
                    ),
                }
            )
        if self.status is Status.SUPPLEMENT:
            rows.append(
                {"title": say("Chờ bạn bổ sung giấy tờ"), "when": say("Đồng hồ đang dừng"), "state": "now"}
            )
        for step in self.course:
            if step.task in ("receive", "return"):
                continue
            rows.append(self._step(step))
        if self.status is Status.RETURNED:
            rows.append({"title": say("Bạn đã nhận kết quả"), "when": dossier.returned_at, "state": "done"})
        elif self.status is Status.FINISHED:
            rows.append(
                {
                    "title": say("Trả kết quả: {result_words}", result_words=self.result_words.lower()),
                    "when": say("Kết quả đã sẵn sàng"),
                    "state": "now",
                }
            )
        elif self.status in OPEN and dossier.accepted_at:
            when = say("Chậm nhất {due_at}", due_at=spoken(dossier.due_at)) if dossier.due_at else ""
            rows.append(
                {
                    "title": say("Trả kết quả: {result_words}", result_words=self.result_words.lower()),
                    "when": when,
                    "state": "next",
                }
            )
        elif self.status is Status.WITHDRAWN:
            rows.append(
                {
                    "title": say("Hồ sơ đã rút theo yêu cầu của bạn"),
                    "when": dossier.finished_at,
                    "state": "done",
                }
            )
        elif self.status is Status.NOT_ACCEPTED:
            rows.append(
                {"title": say("Hồ sơ không được tiếp nhận"), "when": dossier.finished_at, "state": "done"}
            )
        return rows

    def _step(self, step: Any) -> dict[str, Any]:
        if step.state == "done":
            return {"title": step.public_name, "when": step.done_at, "state": "done", "text": step.lane_name}
        if step.state == "now":
            running = self.dossier.paused_at is None
            asks = step.task == "consult" and running and step.node not in self.member_nodes
            title = say("Đang hỏi ý kiến {agency}", agency=step.lane_name) if asks else step.public_name
            when = say("Phải xong trước {due_at}", due_at=spoken(step.due_at)) if step.due_at else ""
            when = say("Đến hạn {due_at}", due_at=spoken(step.due_at)) if asks and step.due_at else when
            when = when if running else say("Đang dừng chờ")
            return {"title": title, "when": when, "state": "now", "text": step.lane_name}
        return {"title": step.public_name, "when": step.sentence, "state": "next"}


def spoken(moment: datetime) -> str:
    """`9 giờ 15, thứ Năm 26/11/2026`"""
    return words.moment(clock.local(moment))


def masked(name: str) -> str:
    """`Nguyễn Thị M.`: enough to know one's own dossier, not enough to learn a stranger's name."""
    parts = name.split()
    if len(parts) < 2:
        return f"{name[:1]}***"
    return " ".join([parts[0], *(f"{part[0]}." for part in parts[1:])])


def own_page(by: Actor, code: str) -> CitizenPage:
    """The whole page, for the citizen whose dossier it is.

    Raises:
        DossierNotThere: not there, or not theirs.
    """
    if by.kind != "citizen":
        raise DossierNotThere(
            say("Trang này chỉ mở cho chủ hồ sơ."), next=say("Cán bộ xem hồ sơ ở bàn làm việc.")
        )
    return _page(dossier_for(by, code), whole=True)


def public_page(token: str) -> CitizenPage:
    """What the holder of the QR sees: the way of the dossier, no personal data."""
    return _page(tracked_by_token(token), whole=False)


def _page(dossier: Dossier, *, whole: bool) -> CitizenPage:
    now = clock.now()
    calendar = calendars.calendar(dossier.receiving_agency)
    chip = chip_of(dossier, now=now, calendar=calendar)
    receiving = organizations.agencies({dossier.receiving_agency}).get(dossier.receiving_agency)
    issued = list(IssuedPaper.objects.filter(dossier=dossier).order_by("issued_at", "id"))
    need = need_of(dossier, issued, whole=whole)
    results = dossier.results.signed()
    title, lead = headline(dossier, chip, need, receiving.name if receiving else "", issued, whole=whole)
    course = processes.describe(f"dossier:{dossier.code}", dossier.facts) if dossier.accepted_at else []
    return CitizenPage(
        dossier=dossier,
        whole=whole,
        now=now,
        chip=chip,
        title=title,
        lead=lead,
        receiving_name=receiving.name if receiving else dossier.receiving_agency,
        due=_due(dossier, calendar),
        course=course,
        parts=parts_of(dossier, now) if any(step.task == "consult" for step in course) else [],
        journal=list(JournalEntry.objects.filter(dossier=dossier, is_public=True).order_by("-id")[:100]),
        need=need,
        issued=[
            IssuedLine(row.pk, PAPER_NAMES[row.kind], row.number, row.issued_at)
            for row in issued
            if row.kind in PAPER_NAMES
            and row.revoked_at is None
            and (row.kind != "apology" or row.signed_sha256)
        ],
        result=results.last(),
        papers=list(dossier.papers.all()) if whole else [],
        reappointments=_moved(dossier, whole=whole),
        token=token_of(dossier.code),
    )


def _moved(dossier: Dossier, *, whole: bool) -> list[Any]:
    """Every change of the promise; what an officer wrote as the reason of an apology is the owner's to read."""
    rows = list(dossier.reappointments.all())
    for row in rows:
        if row.paper_number and not whole:
            row.reason = say("Cơ quan đã xin lỗi và hẹn lại")
    return rows


def _due(dossier: Dossier, calendar: Any) -> Due | None:
    begin = dossier.clock_from_at or dossier.accepted_at
    if begin is None or dossier.limit_value is None or not dossier.limit_unit or dossier.due_at is None:
        return None
    found = counting.due(clock.local(begin), dossier.limit_value, dossier.limit_unit, calendar)  # type: ignore[arg-type]
    return (
        found if found.due_at == clock.local(dossier.due_at) else None
    )  # after a pause the plain count no longer tells
