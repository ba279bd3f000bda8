"""What programs of an agency read: a page of its dossiers, one whole, and where one stands after a call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar

from motcua.kernel import access
from motcua.kernel.access import Actor
from motcua.kernel.pages import Rows
from motcua.kernel.refusals import Refusal
from motcua.kernel.rows import Prepared
from motcua.registries.eforms.types import AnswerFile
from motcua.services.dossiers.models import Dossier, IssuedPaper, Paper, Result, Work
from motcua.services.dossiers.types import VIEW_AGENCY, DossierNotThere
from motcua.services.workflow import queries as processes
from motcua.services.workflow.types import StepView, TokenView

from .finding import keys_where
from .form_files import files_of
from .seeing import agency_arms, dossier_for

LINE = (
    "id", "code", "external_code", "status", "channel", "procedure_code", "procedure_name", "applicant_name",
    "receiving_agency", "competent_agency", "submitted_at", "accepted_at", "due_at", "finished_at", "returned_at",
    "timeliness", "step_name", "holder", "version",
)  # fmt: skip


NEWEST = ("-submitted_at", "-id")


def agency_page(
    by: Actor, *, after: tuple[datetime, int] | None, limit: int, asked: Mapping[str, Any]
) -> list[Dossier]:
    """Dossiers received or decided by the agencies of the post, newest first, going on after a moment and an id."""
    access.require(by, VIEW_AGENCY)
    wanted = {key: value for key, value in asked.items() if value is not None}
    if "external_code" in wanted:
        wanted["pk__among"] = keys_where({"external_code": wanted.pop("external_code")})
    rows = Rows(Dossier.objects.only(*LINE).filter(**wanted), NEWEST, tuple(agency_arms(by)))
    return rows.beyond(after, limit)


def require_theirs(by: Actor, code: str) -> None:
    """Refuse a program a dossier that neither its agencies nor its post have to do with, before a command says more.

    Raises:
        DossierNotThere: not there, or not theirs; both answer alike.
    """
    row = (
        Dossier.objects.filter(code=code)
        .values_list("receiving_agency", "competent_agency", "helper_agency")
        .first()
    )
    if row is None or by.agency_codes.union((by.agency_code,)).isdisjoint(row):
        dossier_for(by.without(VIEW_AGENCY), code)


@contextmanager
def told_as_theirs(by: Actor, code: str) -> Iterator[None]:
    """Around a command, which asks for itself whether the program may: only a refusal costs one more question, so that
    the words of a refusal are never heard by whom the dossier is no business of."""
    try:
        yield
    except Refusal:
        require_theirs(by, code)
        raise


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a dossier stands: what a program needs for its next call."""

    code: str
    status: int
    version: int
    due_at: datetime | None
    undecided: list[str]
    steps: list[OpenStep]


def standing(code: str) -> Standing:
    """After a call that was allowed: one question, no personal data."""
    rows = _STANDING(code)
    head = rows[0]
    steps = [OpenStep.of(head[5], row[6:]) for row in rows if row[6] is not None]
    return Standing(*head[:5], steps=sorted(steps, key=lambda step: step.token_id))


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step somebody is to do now, and how it may end."""

    COLUMNS: ClassVar[tuple[str, ...]] = (
        "token_id", "node", "step_name", "task", "lane", "lane_name", "unit_code", "post_code", "officer_code",
        "claimed_at", "entered_at", "step_due_at",
    )  # fmt: skip

    token_id: int
    node: str
    name: str
    task: str
    lane: str
    lane_name: str
    unit_code: str
    post_code: str
    officer_code: str
    claimed_at: datetime | None
    entered_at: datetime
    due_at: datetime | None
    outcomes: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, version_id: int, columns: Sequence[Any]) -> OpenStep:
        """From the columns of the queue; the outcomes are those of the process the dossier keeps."""
        return cls(*columns, outcomes=_outcomes(version_id, columns[1]))

    @property
    def claimed_by(self) -> str:
        """The officer, or program, who has taken it."""
        return self.officer_code if self.claimed_at else ""


_STANDING: Prepared[tuple[Any, ...]] = Prepared(
    lambda code: Dossier.objects.filter(code=code)
    .order_by()
    .values_list(
        "code", "status", "version", "due_at", "undecided", "process_version_id",
        *(f"work__{name}" for name in OpenStep.COLUMNS),
    )
)  # fmt: skip


@lru_cache(maxsize=20_000)
def _outcomes(version_id: int, node: str) -> tuple[tuple[str, str], ...]:
    """A process that dossiers follow is published, and never changed from then on."""
    found = processes.definition_of(version_id).node(node)
    return tuple((one.code, one.name) for one in found.outcomes)


def _of_dossier(dossier: Dossier) -> list[OpenStep]:
    rows = Work.objects.filter(dossier=dossier).order_by("token_id").values_list(*OpenStep.COLUMNS)
    return [OpenStep.of(dossier.process_version_id or 0, row) for row in rows]


@dataclass(frozen=True, slots=True)
class Whole:
    """One dossier with what belongs to it."""

    dossier: Dossier
    papers: list[Paper]
    answer_files: list[AnswerFile]
    issued: list[IssuedPaper]
    results: list[Result]
    steps: list[OpenStep]
    tokens: list[TokenView]
    course: list[StepView]


def whole(by: Actor, code: str) -> Whole:
    """A dossier for a program that may see it.

    Raises:
        DossierNotThere: not there, or not theirs; both answer alike.
    """
    dossier = dossier_for(by, code)
    return Whole(
        dossier=dossier,
        papers=list(dossier.papers.all()),
        answer_files=files_of(dossier),
        issued=list(IssuedPaper.objects.filter(dossier=dossier).defer("data")),
        results=list(dossier.results.filter(superseded_at=None)),
        steps=_of_dossier(dossier),
        tokens=[token for token in processes.open_tokens(f"dossier:{code}") if token.name],
        course=processes.describe(f"dossier:{code}", dossier.facts),
    )


def signed_result(by: Actor, code: str) -> Result:
    """The signed result in force, or the scan of the one signed on paper, for a program that may see the dossier.

    Raises:
        DossierNotThere: not there, not theirs, or nothing signed that could be sent as a file.
    """
    found = dossier_for(by, code).results.signed().exclude(signed_sha256="").select_related("dossier").last()
    if found is None:
        raise DossierNotThere(
            f"Hồ sơ {code[:60]} chưa có tệp kết quả đã ký.",
            why="Kết quả chưa ký, hoặc ký trên giấy mà chưa quét.",
            next="Hãy xem “results” của hồ sơ.",
        )
    return found
