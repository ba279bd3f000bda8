"""Hỏi ý kiến: what an agency that is asked sees of another agency's dossier. The question, and what was chosen to go with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.kernel import access
from motcua.kernel.access import Actor
from motcua.services.dossiers import rules
from motcua.services.dossiers.models import Dossier, Member, Work
from motcua.services.dossiers.types import REASSIGN, DossierNotThere, Status
from motcua.services.workflow import queries as processes
from motcua.services.workflow.types import SILENCE, TaskKind, TokenView

from .going_along import Enclosure, lines_along, papers_along
from .members import part_of_token, stands_on
from .placing import hat_of, place_of_work
from .seeing import opens


@dataclass(frozen=True, slots=True)
class Consultation:
    """One open question to an agency, as the officer who is to answer sees it."""

    dossier: Dossier
    code: str
    token: TokenView
    procedure_name: str
    applicant_name: str
    asked_by: str
    due_at: datetime | None
    answers: list[Any]
    papers: list[Enclosure]
    is_paused: bool
    held_by: str
    held_by_name: str
    may_answer: bool
    may_give: bool
    member: Member | None
    stands_on: str
    opens_whole: bool

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        """What may be answered; silence is not an answer one gives."""
        return [(o.code, o.name) for o in self.token.outcomes if not o.code.startswith(SILENCE)]


def is_asked(by: Actor, code: str) -> bool:
    """Whether a question of this dossier waits for this officer's agency."""
    try:
        question_to(by, code)
    except DossierNotThere:
        return False
    return True


def question_to(by: Actor, code: str) -> Consultation:
    """The question of a dossier that waits for this officer's agency: whose post answers, or who gives the work there.

    Raises:
        DossierNotThere: there is none, or it is put to others; both answer alike.
    """
    gives = access.allows(by, REASSIGN, agency_code=by.agency_code)
    hat = hat_of(by) if by.kind == "officer" else None
    asked = Work.objects.filter(dossier__code=code, task=TaskKind.CONSULT.value).exclude(unit_code="")
    rows = list(asked.select_related("dossier").order_by("id")) if hat is not None else []
    own = [one for one in rows if hat is not None and rules.is_mine(hat, place_of_work(one))]
    near = [one for one in rows if gives and one.agency_code == by.agency_code]
    row = next(iter(own or near), None)
    serves = bool(own)
    if row is None:
        raise DossierNotThere(
            f"Không tìm thấy việc hỏi ý kiến của hồ sơ “{code[:60]}” gửi đến chức vụ của bạn.",
            next="Việc có thể đã được trả lời. Hãy xem lại danh sách việc, hoặc chọn đúng chức vụ.",
        )
    dossier, token = row.dossier, processes.token(row.token_id)
    return Consultation(
        dossier=dossier,
        code=dossier.code,
        token=token,
        procedure_name=dossier.procedure_name,
        applicant_name=dossier.applicant_name,
        asked_by=dossier.competent_agency_name,
        due_at=token.due_at,
        answers=lines_along(dossier, token),
        papers=papers_along(dossier, token),
        is_paused=dossier.paused_at is not None,
        held_by=row.officer_code,
        held_by_name=row.officer_name,
        may_answer=serves,
        may_give=gives,
        member=part_of_token(row.token_id) if token.is_member else None,
        stands_on=stands_on(dossier) if token.is_member else "",
        opens_whole=bool(opens(by, [dossier.code])),
    )


def paper_shown_to(by: Actor, code: str, position: int) -> Enclosure:
    """A filed paper that goes with the question.

    Raises:
        DossierNotThere: no such question, or the paper does not go with it.
    """
    found = next((p for p in question_to(by, code).papers if p.position == position), None)
    if found is None:
        raise DossierNotThere(
            "Giấy tờ này không kèm theo câu hỏi.", next="Hãy xem các giấy tờ có trong câu hỏi."
        )
    return found


def overdue_questions(now: datetime) -> list[tuple[str, int, str]]:
    """(dossier code, step, outcome) of questions nobody answered in time whose process takes silence for consent."""
    rows = Work.objects.filter(
        task=TaskKind.CONSULT.value, step_due_at__lt=now, is_paused=False,
        dossier__status__in=(int(Status.ACCEPTED), int(Status.PROCESSING)),
    ).select_related("dossier")  # fmt: skip
    found = []
    for row in rows.order_by("id").iterator(chunk_size=500):
        outcome = processes.token(row.token_id).silence
        if outcome:
            found.append((row.dossier.code, row.token_id, outcome))
    return found
