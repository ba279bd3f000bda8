"""Ghi vào hồ sơ: what an office's own program sends in for it: a filing, who it is for, a paper, a result signed by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from motcua.kernel import access, clock, outbox, text
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.services.dossiers.events import ResultSigned
from motcua.services.dossiers.models import Dossier, Paper, Result, Tail
from motcua.services.dossiers.types import (
    ACCEPT,
    INTAKE,
    OPEN,
    PROCESS,
    RECORD_RESULT,
    RUNNING,
    Channel,
    DayCannotBe,
    Filing,
    FormNotValid,
    PaperCount,
    PaperResult,
    Party,
    Receipt,
    WrongState,
)
from motcua.services.files import queries as files
from motcua.services.workflow.types import TaskKind

from . import papers as paper_data
from .common import already, expect, locked, note, require_seen
from .processing import complete, in_force
from .receiving import submit, write_tails
from .steps import open_steps


def lodge(*, filing: Filing, by: Actor, at: datetime, channel: Channel = Channel.COUNTER) -> Receipt:
    """Chuyển hồ sơ tới quầy: an office files for a citizen; the desk has yet to answer."""
    access.require(by, INTAKE, agency_code=filing.helper_agency)
    return submit(filing=filing, by=by, at=at, channel=channel)


@command
def tie_provisional(*, code: str, number: str, by: Actor, at: datetime) -> None:
    """Gắn số tạm: the receipt given while the line was down stands for this dossier, which its citizen had filed already.

    Raises:
        WrongState: it bears another provisional number.
    """
    dossier = locked(code)
    access.require(by, INTAKE, agency_code=dossier.receiving_agency)
    if dossier.provisional_number == number:
        return
    if dossier.provisional_number:
        raise WrongState(
            f"Hồ sơ {code} đã mang số tạm {dossier.provisional_number}.",
            next="Hãy chọn hồ sơ khác, hoặc nhận thành hồ sơ riêng.",
        )
    dossier.provisional_number = number
    note(dossier, by, "tie_provisional", f"Gắn số tạm {number} vào hồ sơ", at=at)


@command
def set_applicant(
    *, code: str, applicant: Party, by: Actor, at: datetime, seen: int | None = None
) -> Receipt:
    """Ghi người đứng tên hồ sơ; what a citizen filed from an own account stays as they declared it.

    Sent again it finds the dossier as it wants it, and changes nothing whatever version it has seen.

    Raises:
        WrongState: the dossier has ended, or a citizen's own account filed it.
    """
    dossier = locked(code)
    _require_either(by, dossier)
    name = text.clean(applicant.name)[:200]
    changed: dict[str, Any] = {
        "applicant_name": name,
        "applicant_id_number": applicant.id_number or applicant.tax_code,
        "applicant_phone": applicant.phone,
        "applicant_email": applicant.email,
        "applicant_address": text.clean(applicant.address)[:500],
        "applicant_kind": applicant.kind,
    }
    before = {key: getattr(dossier, key) for key in changed}
    if before == changed:
        return Receipt(code=code, due_at=dossier.due_at)
    require_seen(dossier, seen)
    expect(dossier, *OPEN, doing="sửa người đứng tên", action="set_applicant")
    if dossier.owner_user_id is not None:
        raise WrongState(
            "Hồ sơ do công dân nộp bằng tài khoản của mình nên không sửa người đứng tên được.",
            why="Người nộp chịu trách nhiệm về điều mình khai.",
            next="Hãy yêu cầu công dân bổ sung, hoặc rút và nộp lại.",
        )
    if not name:
        raise FormNotValid("Chưa có tên chủ hồ sơ.", next="Hãy ghi họ, chữ đệm và tên như trên căn cước.")
    for key, value in changed.items():
        setattr(dossier, key, value)
    folded, dossier.applicant_folded = dossier.applicant_folded, text.fold(name)[:200]
    if dossier.applicant_folded != folded:
        Tail.objects.filter(dossier=dossier).delete()
        write_tails(dossier)
    moved = {key for key in changed if before[key] != changed[key]}
    note(
        dossier,
        by,
        "set_applicant",
        "Ghi người đứng tên hồ sơ",
        at=at,
        before={key: before[key] for key in sorted(moved)},
        after={key: changed[key] for key in sorted(moved)},
    )
    return Receipt(code=code, due_at=dossier.due_at)


@command
def add_paper(
    *,
    code: str,
    paper: PaperCount,
    by: Actor,
    at: datetime,
    name: str = "",
    seen: int | None = None,
) -> Receipt:
    """Thêm giấy tờ: to its line of the check list, or to the next line as one more paper with a name of its own.

    Sent again it finds the paper there, and changes nothing whatever version it has seen.
    """
    dossier = locked(code)
    _require_either(by, dossier)
    row = dossier.papers.filter(position=paper.position).first()
    counted = ("originals", "certified", "copies")  # what the desk has in hand is not what a file says
    columns = {key: value for key, value in paper_data.received(paper).items() if key not in counted}
    if row is not None and all(getattr(row, key) == value for key, value in columns.items()):
        return Receipt(code=code, due_at=dossier.due_at, facts={"position": row.position})
    require_seen(dossier, seen)
    expect(dossier, *OPEN, doing="thêm giấy tờ", action="add_paper")
    before = {"sha256": row.sha256} if row is not None else None
    if row is None:
        row = Paper(dossier=dossier, position=paper.position, name=text.clean(name)[:2000] or paper.file_name)
    for key, value in columns.items():
        setattr(row, key, value)
    row.save()
    words = f"Thêm giấy tờ: {row.name}"
    after = {"position": row.position, "sha256": row.sha256}
    note(dossier, by, "add_paper", words, at=at, before=before, after=after)
    return Receipt(code=code, due_at=dossier.due_at, facts={"position": row.position})


@command
def record_result(
    *, code: str, result: PaperResult, by: Actor, at: datetime, seen: int | None = None
) -> Receipt:
    """Ghi nhận kết quả ký trên giấy: number, day and signer as they stand on it; a waiting signing step is done with it.

    Raises:
        DoneBySomeone: a signed result is there already.
        WrongState: the day of signing cannot be, or the scan is not a file of this dossier.
    """
    dossier = locked(code, seen=seen)
    access.require(by, RECORD_RESULT, agency_code=dossier.competent_agency)
    expect(dossier, *RUNNING, doing="ghi nhận kết quả", action="record_result")
    earlier = in_force(dossier)
    if any(row.is_signed for row in earlier):
        raise already(dossier)
    today = clock.local(at).date()
    if not clock.local(dossier.submitted_at).date() <= result.signed_on <= today:
        words = f"Ngày ký {result.signed_on:%d/%m/%Y} không thể có."
        raise DayCannotBe(
            words,
            why="Kết quả được ký sau khi nộp hồ sơ và không muộn hơn hôm nay.",
            next="Hãy ghi đúng ngày trên văn bản.",
            places=[(("signed_on",), words)],
        )
    if result.sha256 and ("dossiers", code) not in files.uses(result.sha256):
        raise WrongState(
            "Bản quét này chưa được gửi lên cho hồ sơ.", next="Hãy gửi tệp vào hồ sơ rồi ghi nhận kết quả."
        )
    if earlier:
        Result.objects.filter(pk__in=[row.pk for row in earlier]).update(superseded_at=at)
    number, signer = text.clean(result.number)[:80], text.clean(result.signer)[:300]
    if not number or not signer:
        raise WrongState("Cần số văn bản và người ký.", next="Hãy ghi như trên văn bản.")
    signed = Result.objects.create(
        dossier=dossier,
        name=(text.clean(result.name) or f"Kết quả {dossier.procedure_name}")[:300],
        template="",
        data={"number": number, "signed_on_words": f"{result.signed_on:%d/%m/%Y}"},
        number=number,
        number_year=result.signed_on.year,
        signed_sha256=result.sha256,
        size=files.stat(result.sha256).size if result.sha256 else 0,
        signed_at=at,
        signer=signer,
        on_paper=True,
        drafted_by=by.title[:300],
        drafted_at=at,
    )
    dossier.results_held = [signed]
    token = next((one for one in open_steps(dossier) if one.task == TaskKind.SIGN), None)
    if token is not None:
        onward = token.outcomes[0].code if token.outcomes else ""
        complete(dossier, token, outcome=onward, opinion=f"Ký trên giấy: {signer}", by=by, at=at)
    note(
        dossier,
        by,
        "record_result",
        f"Ghi nhận kết quả ký trên giấy, số {number}",
        at=at,
        before={"result": earlier[-1].name if earlier else None},
        after={"number": number, "signed_on": result.signed_on.isoformat(), "signer": signer},
    )
    outbox.publish(ResultSigned(code=code, occurred_at=at, sha256=result.sha256, number=number))
    return Receipt(code=code, due_at=dossier.due_at, paper_number=number)


def _require_either(by: Actor, dossier: Dossier) -> None:
    """The desk that has the papers, or the agency that decides."""
    if not access.allows(by, ACCEPT, agency_code=dossier.receiving_agency):
        access.require(by, PROCESS, agency_code=dossier.competent_agency)
