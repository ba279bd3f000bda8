"""Everything the officers' page of one dossier shows, in a bounded number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from motcua.kernel import clock, text
from motcua.kernel.access import Actor
from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars import rules as counting
from motcua.registries.calendars.types import Calendar, Due
from motcua.registries.calendars.types import Pause as Span
from motcua.registries.eforms import queries as eforms
from motcua.registries.eforms.rules import answers_summary
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers import rules
from motcua.services.dossiers.models import (
    Apology,
    Dossier,
    HandOver,
    IssuedPaper,
    JournalEntry,
    Paper,
    Pause,
    ReceptionAnswer,
    Result,
)
from motcua.services.dossiers.types import RUNNING, DossierNotThere, PaperKind, PauseKind
from motcua.services.workflow import queries as processes
from motcua.services.workflow.types import StepView, TokenView

from .approving import approvers
from .chips import Chip, chip_of
from .members import Part, parts_of
from .reception_answers import answers_to
from .seeing import dossier_for

MOST_LINES = 400
ICONS = {
    "submit": "globe",
    "take_in": "fileok",
    "accept": "fileok",
    "declare": "file",
    "refuse_at_reception": "no",
    "take_task": "user",
    "finish_step": "send",
    "answer_consultation": "chat",
    "send_back_step": "undo",
    "reassign": "users",
    "draft_result": "file",
    "sign_result": "sign",
    "record_result": "sign",
    "hand_to_desk": "inbox",
    "return_result": "check",
    "reopen": "undo",
    "propose_apology": "calendar",
    "sign_apology": "calendar",
    "take_back_refusal": "undo",
    "take_back_withdrawal": "undo",
    "end_unanswered": "pause",
    "request_supplement": "pause",
    "receive_supplement": "fileok",
    "request_payment": "money",
    "confirm_payment": "money",
    "stop": "pause",
    "resume": "run",
    "withdraw": "undo",
    "use_from_store": "shieldok",
    "leave_store_paper": "undo",
}
PAPER_WORDS = {
    PaperKind.RECEIPT: "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    PaperKind.SUPPLEMENT: "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    PaperKind.REFUSAL: "Phiếu từ chối giải quyết hồ sơ",
    PaperKind.APOLOGY: "Văn bản xin lỗi và hẹn lại ngày trả kết quả",
    PaperKind.STOP: "Thông báo dừng giải quyết hồ sơ",
    PaperKind.CERTIFIED: "Bản sao chứng thực điện tử",
    PaperKind.FEE: "Biên lai thu phí, lệ phí",
    PaperKind.CONTROL_SLIP: "Phiếu kiểm soát quá trình giải quyết hồ sơ",
}
PAUSE_WORDS = {
    PauseKind.SUPPLEMENT: "Chờ bổ sung giấy tờ",
    PauseKind.FINANCE: "Chờ nghĩa vụ tài chính",
    PauseKind.STOP: "Dừng xử lý",
    PauseKind.DONE: "Đã có kết quả, sau mở lại để sửa",
    "wait": "Chờ cơ quan, người khác",
}


@dataclass(frozen=True, slots=True)
class PauseLine:
    """One stop of the clock."""

    kind: str
    from_at: datetime
    to_at: datetime | None
    reason: str
    asked_by: str
    answer: str
    stage: str = ""
    legal_basis: str = ""
    approved_by: str = ""
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """One statutory paper that was given out."""

    id: int
    name: str
    number: str
    issued_at: datetime
    issued_by: str
    signed: bool = False
    revoked: str = ""


@dataclass
class DossierPage:
    """The dossier, its chip, its parts."""

    dossier: Dossier
    chip: Chip
    calendar: Calendar
    papers: list[Paper]
    entries: list[JournalEntry]
    issued: list[Issued]
    results: list[Result]
    hand_overs: list[HandOver]
    pauses: list[PauseLine]
    reappointments: list[Any]
    course: list[StepView]
    tokens: list[TokenView]
    helper_name: str
    receiving_name: str
    due: Due | None
    apology: Apology | None = None

    running = tuple(int(one) for one in RUNNING)

    @property
    def result(self) -> Result | None:
        """The draft or signed result in force."""
        return next((row for row in reversed(self.results) if row.superseded_at is None), None)

    @cached_property
    def answers(self) -> list[tuple[ReceptionAnswer, str]]:
        """How the desk kept its hours, where it was filed online."""
        return answers_to(self.dossier)

    @cached_property
    def approvers(self) -> dict[str, str]:
        """Who may have approved that its clock is stopped."""
        return approvers(self.dossier, clock.today())

    @property
    def receiving_now(self) -> str:
        """What the desk that received it is called today, where it has ended since."""
        return organizations.became(self.dossier.receiving_agency, clock.today())

    @property
    def competent_now(self) -> str:
        """The same of the agency that decides, or decided."""
        return organizations.became(self.dossier.competent_agency, clock.today())

    @property
    def handed_over(self) -> JournalEntry | None:
        """The line of the last reorganisation that moved it to another agency."""
        return next((line for line in self.entries if line.action == "hand_over_agency"), None)

    @property
    def unscanned_uploads(self) -> int:
        """Papers that came as a picture or PDF and that nobody has begun to digitise."""
        return sum(
            bool(paper.sha256)
            and not paper.scan_key
            and not paper.vault_key
            and paper.media_type.startswith(("image/", "application/pdf"))
            for paper in self.papers
        )

    @property
    def groups_given(self) -> set[str]:
        """Groups of papers of which one is there, so that the others are not missed."""
        return {paper.group for paper in self.papers if paper.group and paper.received}

    @property
    def journal(self) -> list[dict[str, Any]]:
        """The journal as the component reads it, newest first."""
        return [
            {
                "at": line.at,
                "icon": ICONS.get(line.action, "flow"),
                "text": line.text,
                "who": ", ".join(filter(None, (line.actor_name, line.post_title))),
                "quote": line.detail,
            }
            for line in self.entries
        ]

    @cached_property
    def parts(self) -> list[Part]:
        """What other agencies owe in a joint procedure."""
        return parts_of(self.dossier) if any(step.task == "consult" for step in self.course) else []

    @property
    def member_nodes(self) -> set[str]:
        """Steps that are another agency's part, not a question put to it."""
        return {part.member.node for part in self.parts}

    @property
    def consultations(self) -> list[StepView]:
        """What other agencies are asked, and what they have answered."""
        return [
            step
            for step in self.course
            if step.task == "consult" and step.state != "next" and step.node not in self.member_nodes
        ]

    @property
    def leaves(self) -> list[dict[str, Any]]:
        """The steps as door leaves: how much of each step's hours was used."""
        now = clock.now()
        return [self._leaf(step, now) for step in self.course]

    @cached_property
    def stood(self) -> list[Span]:
        """When the clock stood: no holder's time."""
        return [Span(one.from_at, one.to_at) for one in self.pauses]

    def _leaf(self, step: StepView, now: datetime) -> dict[str, Any]:
        state = {"done": "done", "now": "now", "current": "now"}.get(step.state, "next")
        allowed = counting.say_minutes(round(step.hours * 60)) if step.hours else ""
        used, share = "", 0.0
        if step.entered_at is not None:
            stay = rules.Stay(step.entered_at, step.done_at or now)
            minutes = rules.held(stay, self.stood, self.calendar).minutes
            used = counting.say_minutes(minutes)
            share = min(100.0, 100 * minutes / (step.hours * 60)) if step.hours else 0.0
        if state == "next":
            note = allowed or step.lane_name
        else:
            note = ", ".join(
                filter(None, (step.who or step.lane_name, f"{used} trong {allowed}" if allowed else used))
            )
        return {"title": step.name, "state": state, "hours": step.hours, "share": share, "note": note}


def page_of(by: Actor, code: str) -> DossierPage:
    """The page of a dossier, for who may see it.

    Raises:
        DossierNotThere: not there, or not theirs.
    """
    dossier = dossier_for(by, code)
    calendar = calendars.calendar(dossier.receiving_agency)
    subject = f"dossier:{dossier.code}"
    names = organizations.agencies({dossier.helper_agency, dossier.receiving_agency})
    return DossierPage(
        dossier=dossier,
        chip=chip_of(dossier, calendar=calendar),
        calendar=calendar,
        papers=list(dossier.papers.all()),
        entries=list(JournalEntry.objects.filter(dossier=dossier).order_by("-id")[:MOST_LINES]),
        issued=issued_of(dossier),
        results=list(dossier.results.all()),
        hand_overs=list(dossier.hand_overs.all()),
        pauses=[_pause(row) for row in dossier.pauses.all()],
        reappointments=list(dossier.reappointments.all()),
        course=processes.describe(subject, dossier.facts),
        tokens=[token for token in processes.open_tokens(subject) if token.name],
        helper_name=names[dossier.helper_agency].name
        if dossier.helper_agency in names
        else dossier.helper_agency,
        receiving_name=names[dossier.receiving_agency].name
        if dossier.receiving_agency in names
        else dossier.receiving_agency,
        due=_count(dossier, calendar),
    )


def apology_of(dossier: Dossier) -> Apology | None:
    """The apology asked, proposed or signed, while the dossier runs."""
    return Apology.objects.filter(dossier=dossier).first() if dossier.state in RUNNING else None


def diagram_of(dossier: Dossier) -> str:
    """The process of a dossier as SVG with its current step."""
    return processes.diagram(f"dossier:{dossier.code}")


def issued_of(dossier: Dossier) -> list[Issued]:
    """Statutory papers of a dossier, oldest first."""
    return [
        Issued(
            id=row.pk,
            name=PAPER_WORDS.get(row.kind, row.kind),  # type: ignore[call-overload]
            number=row.number,
            issued_at=row.issued_at,
            issued_by=row.issued_by,
            signed=bool(row.signed_sha256),
            revoked=row.revoked_reason if row.revoked_at else "",
        )
        for row in IssuedPaper.objects.filter(dossier=dossier).defer("data")
    ]


def issued_paper(by: Actor, code: str, which: str) -> IssuedPaper:
    """An issued paper by its number in the address, or the newest of a kind.

    Raises:
        DossierNotThere: no such paper, or not theirs.
    """
    dossier = dossier_for(by, code)
    rows = IssuedPaper.objects.filter(dossier=dossier)
    number = text.whole(which, 18)
    found = rows.filter(kind=which).last() if number is None else rows.filter(pk=number).first()
    if found is None:
        raise DossierNotThere(
            "Hồ sơ này chưa có giấy tờ như vậy.", next="Hãy mở trang hồ sơ để xem các giấy tờ đã phát hành."
        )
    return found


def uploaded_paper(by: Actor, code: str, position: int) -> Paper:
    """An uploaded paper of a dossier the actor may see.

    Raises:
        DossierNotThere: no file there, or not theirs.
    """
    found = Paper.objects.filter(dossier=dossier_for(by, code), position=position).exclude(sha256="").first()
    if found is None:
        raise DossierNotThere("Giấy tờ này không có tệp.", next="Hãy xem bản giấy trong túi hồ sơ.")
    return found


def result_of(by: Actor, code: str, number: int) -> Result:
    """A result, drafted or signed, of a dossier the actor may see.

    Raises:
        DossierNotThere: no such result, or not theirs.
    """
    found = Result.objects.filter(dossier=dossier_for(by, code), pk=number).first()
    if found is None:
        raise DossierNotThere(
            "Không tìm thấy văn bản này trong hồ sơ.", next="Hãy mở trang hồ sơ để xem kết quả."
        )
    return found


def results_in_tray(codes: list[str]) -> dict[str, Result]:
    """The result in force of each dossier of a page, in one query."""
    rows = (
        Result.objects.filter(dossier__code__in=codes, superseded_at=None)
        .select_related("dossier")
        .order_by("pk")
    )
    return {row.dossier.code: row for row in rows}


def opinions_in_tray(codes: list[str]) -> dict[str, JournalEntry]:
    """The last line written on each dossier of a page, in one query."""
    rows = JournalEntry.objects.filter(
        dossier__code__in=codes, action__in=("finish_step", "send_back_step", "request_supplement")
    ).select_related("dossier")
    return {row.dossier.code: row for row in rows.order_by("pk")}


def _pause(row: Pause) -> PauseLine:
    return PauseLine(
        kind=PAUSE_WORDS.get(row.kind, "Đồng hồ dừng"),  # type: ignore[call-overload]
        from_at=row.from_at,
        to_at=row.to_at,
        reason=row.reason,
        asked_by=row.asked_by,
        answer=row.answer,
        stage=("tiếp nhận" if row.before_acceptance else "giải quyết") if row.kind == "supplement" else "",
        legal_basis=row.legal_basis,
        approved_by=row.approved_by,
        expires_on=row.expires_on,
    )


def _count(dossier: Dossier, calendar: Calendar) -> Due | None:
    begin = dossier.clock_from_at or dossier.accepted_at
    if begin is None or dossier.limit_value is None or not dossier.limit_unit:
        return None
    return counting.due(clock.local(begin), dossier.limit_value, dossier.limit_unit, calendar)  # type: ignore[arg-type]


def declared(dossier: Dossier) -> list[tuple[str, list[Any]]]:
    """What was declared, by section of the form the dossier was received under."""
    if dossier.form_version_id is None:
        rows = [
            {"label": key, "value": str(value)}
            for key, value in dossier.answers.items()
            if value not in ("", None)
        ]
        return [("Nội dung khai", rows)] if rows else []
    definition = eforms.version(dossier.form_version_id).definition
    sections: dict[str, list[Any]] = {}
    for row in answers_summary(definition, dossier.answers):
        sections.setdefault(row.section_title, []).append(row)
    return list(sections.items())
