"""Kết quả: drafted from the dossier's own data, submitted, signed by who may, sealed by the agency."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from motcua.kernel import access, clock, numbers, outbox
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers import rules
from motcua.services.dossiers.events import ResultSigned
from motcua.services.dossiers.models import Dossier, Result, Work
from motcua.services.dossiers.queries.result_papers import pdf_of, result_paper
from motcua.services.dossiers.types import (
    PROCESS,
    RUNNING,
    SIGN,
    SUBMIT_FOR_SIGNATURE,
    MissingResult,
    NotYourStep,
    PauseKind,
    Receipt,
    Status,
    WrongState,
)
from motcua.services.files import services as file_store
from motcua.services.signing import services as signing
from motcua.services.signing.types import SignedPdf
from motcua.services.vault import queries as vault
from motcua.services.workflow import services as workflow
from motcua.services.workflow.types import TaskKind, TokenView

from . import papers as paper_data
from .clockwork import close_pauses, end_pauses
from .common import already, expect, locked, move, note
from .parts import require_members_ended
from .processing import complete, finish_held, in_force
from .steps import (
    current_token,
    describe_holder,
    finish,
    require_apology,
    require_step,
    require_work,
    subject,
)

PDF = "application/pdf"
SEALER = Actor.system("seal", "signing.seal")
"""The agency's seal follows its leader's signature at once; the register clerk no longer carries paper for it."""


@command
def draft_result(
    *,
    code: str,
    by: Actor,
    at: datetime,
    fields: dict[str, Any] | None = None,
    is_refusal: bool = False,
    seen: int | None = None,
) -> Result:
    """Soạn dự thảo kết quả from the form's answers and what the officer adds; an older draft is superseded."""
    dossier = locked(code, seen=seen)
    access.require(by, PROCESS)
    begins = (*RUNNING, Status.STOPPED) if is_refusal else RUNNING  # a stopped dossier may end in a refusal
    expect(dossier, *begins, doing="soạn dự thảo kết quả", action="draft_result")
    require_work(by, dossier, current_token(dossier, by=by))
    result = _draft(dossier, fields or {}, is_refusal=is_refusal, by=by, at=at)
    note(dossier, by, "draft_result", f"Soạn dự thảo: {result.name}", at=at, public=False)
    return result


def _draft(
    dossier: Dossier, fields: dict[str, Any], *, is_refusal: bool = False, by: Actor, at: datetime
) -> Result:
    paper = result_paper(dossier, fields, is_refusal=is_refusal)
    pdf = pdf_of(paper.template, paper.data)
    ref = file_store.store_issued(
        data=pdf,
        name=f"du-thao-{dossier.code}.pdf",
        media_type=PDF,
        by=by,
        at=at,
        owner="dossiers",
        reference=dossier.code,
    )
    earlier = next(iter(in_force(dossier)[-1:]), None)
    if earlier is not None and earlier.is_signed:
        raise WrongState(
            "Kết quả đã được ký nên không soạn lại được.",
            next="Nếu có sai sót, hãy chuyển lại bước trước và ghi rõ lý do.",
        )
    kept = earlier if earlier is not None and earlier.template == paper.template else None
    if earlier is not None:
        Result.objects.filter(dossier=dossier, superseded_at=None).update(superseded_at=at)
    if (
        kept is not None and kept.number
    ):  # a number reserved for a signature that failed goes on with the paper
        Result.objects.filter(pk=kept.pk).update(number="", number_year=None)
    result = Result.objects.create(
        dossier=dossier,
        number=kept.number if kept else "",
        number_year=kept.number_year if kept else None,
        name=paper.name,
        template=paper.template,
        data=paper.data,
        draft_sha256=ref.sha256,
        is_refusal=is_refusal,
        drafted_by=by.title,
        drafted_at=at,
    )
    dossier.results_held = [result]
    return result


def draft_anew(dossier: Dossier, *, is_refusal: bool, by: Actor, at: datetime) -> None:
    """Draw a draft again from the declaration as it stands now, under the number reserved for it."""
    _draft(dossier, {}, is_refusal=is_refusal, by=by, at=at)


@command
def submit_for_signature(
    *,
    code: str,
    by: Actor,
    at: datetime,
    opinion: str = "",
    fields: dict[str, Any] | None = None,
    seen: int | None = None,
) -> Receipt:
    """Trình ký: draft the result if there is none yet, and finish the step that leads to the signer."""
    access.require(by, SUBMIT_FOR_SIGNATURE)
    access.require(by, PROCESS)
    dossier = locked(code, seen=seen)
    expect(dossier, *RUNNING, doing="trình ký", action="finish_step")
    token = current_token(dossier, by=by)
    require_step(by, dossier, token)
    if token.task in (TaskKind.SIGN, TaskKind.RETURN):
        raise already(dossier)
    if token.task == TaskKind.WAIT:
        raise WrongState(
            f"Bước “{token.name}” đang chờ nơi khác trả lời, chưa trình ký được.",
            next="Hãy ghi kết quả chờ ở trang hồ sơ; hồ sơ đi tiếp theo kết quả ấy.",
        )
    if token.task == TaskKind.ASSIGN:
        raise NotYourStep(
            f"Bước “{token.name}” là bước phân công, không trình ký được.",
            why="Chưa có người thụ lý để soạn kết quả.",
            next="Hãy chọn người thụ lý rồi hoàn thành bước phân công.",
        )
    outcome = rules.outcome_to_signer(dossier.held.openings(token.id, dossier.facts))
    if outcome is None:
        raise WrongState(
            f"Bước “{token.name}” không dẫn tới bước ký.",
            why="Quy trình của hồ sơ này còn việc khác trước khi trình lãnh đạo.",
            next="Hãy hoàn thành bước ở trang hồ sơ.",
        )
    if not in_force(dossier):
        result = _draft(dossier, fields or {}, by=by, at=at)
        note(dossier, by, "draft_result", f"Soạn dự thảo: {result.name}", at=at, public=False, save=False)
    return finish_held(dossier, token, outcome=outcome, opinion=opinion, by=by, at=at)


def sign_result(*, code: str, by: Actor, at: datetime, opinion: str = "", seen: int | None = None) -> Receipt:
    """Ký kết quả: number, person's signature, agency's seal, and on to the next step.

    Three moves, so that no lock is held while keys work: the number is reserved on the draft, the paper
    is signed, the signature is kept with the step. A crash in between loses nothing: signing again uses
    the number already reserved.

    Raises:
        DoneBySomeone: the step was signed already.
        MissingResult: there is no draft.
    """
    draft, words, agency = _reserve(code=code, by=by, at=at, seen=seen)
    pdf = pdf_of(draft.template, draft.data | words)
    signed = signing.sign_pdf(
        pdf=pdf,
        by=by,
        signer_code=by.id,
        at=at,
        reason=f"Ký {draft.name}"[:200],
        seal_agency_code=agency,
        sealer=SEALER,
    )
    return _keep(code=code, draft_id=draft.pk, words=words, signed=signed, by=by, at=at, opinion=opinion)


@command
def _reserve(*, code: str, by: Actor, at: datetime, seen: int | None) -> tuple[Result, dict[str, Any], str]:
    dossier = locked(code, seen=seen)
    access.require(by, SIGN)
    result = next(iter(in_force(dossier)[-1:]), None)
    _expect_signable(dossier, result)
    _may_sign(dossier, result, by)
    if result is None:
        raise MissingResult(
            "Chưa có dự thảo kết quả để ký.", next="Hãy chuyển lại bước trước để soạn dự thảo."
        )
    if result.is_signed:
        raise already(dossier)
    require_apology(dossier, at=at)
    signing.require_keys(signer_code=by.id, seal_agency_code=dossier.competent_agency, at=at)
    on = clock.local(at).date()
    if not result.number:
        result.number_year = on.year
        result.number = str(numbers.take(f"result:{dossier.competent_agency}:{on.year}:{result.template}"))
        result.save(update_fields=["number", "number_year"])
    return result, _signed_words(result, by=by, on=on), dossier.competent_agency


def _may_sign(dossier: Dossier, result: Result | None, by: Actor) -> TokenView | None:
    """The process's signing step, for who may do it; none for a refusal, which whoever signs for the agency may sign
    from any step."""
    if result is not None and result.is_refusal:
        access.require(by, SIGN, agency_code=dossier.competent_agency)
        return None
    return sign_step_of(dossier, by)


def sign_step_of(dossier: Dossier, by: Actor) -> TokenView:
    """The signing step a dossier waits at, for who may do it."""
    token = current_token(dossier, by=by)
    if token.task != TaskKind.SIGN:
        raise already(dossier)
    require_step(by, dossier, token)
    return token


def signature_titles(by: Actor, template: str, on: date) -> list[str]:
    """The lines above the name; who stands in for another signs under that other's title (TUQ.)."""
    post = organizations.post(by.post_code)
    collective = "Ủy ban nhân dân" if template == "giay_phep_xay_dung" else ""
    hat = next((one for one in organizations.holders(by.post_code, on) if one.officer_code == by.id), None)
    if hat is not None and hat.delegation_id is not None:
        own = [one for one in organizations.hats_of(by.id, on) if one.delegation_id is None]
        return rules.signature_titles(
            title=own[0].post_title if own else post.title,
            form=hat.signature_form or "TUQ.",
            head_title=post.title,
        )
    heads = organizations.leaders(post.agency_code, on)
    return rules.signature_titles(
        title=post.title,
        form=post.signature_form,
        head_title=heads[0].post_title if heads else post.title,
        collective=collective,
    )


def _signed_words(result: Result, *, by: Actor, on: date) -> dict[str, Any]:
    """What only the signature settles: number, place and date, the lines above the name."""
    words = {
        "number": rules.result_notation(result.template, int(result.number), result.number_year or on.year),
        "place_date": f"{result.data.get('dated_at', '')}, {paper_data.day_words(on)}",
        "sign": {
            "titles": signature_titles(by, result.template, on),
            "name": by.name,
        },
    }
    if "first_on" in result.data:
        words["first_on"] = paper_data.day_words(on).removeprefix("ngày ")
    if "registered_on" in result.data:
        words["registered_on"] = f"{on:%d/%m/%Y}"
    if "register" in result.data:  # the book has one number for the entry and for its extract
        words["register"] = f"{int(result.number):02d}/{result.number_year or on.year}"
    if "valid_until" in result.data:
        last = vault.holds_until(result.name, on)
        words["valid_until"] = f"{last:%d/%m/%Y}" if last else ""
    return words


@command
def _keep(
    *,
    code: str,
    draft_id: int,
    words: dict[str, Any],
    signed: SignedPdf,
    by: Actor,
    at: datetime,
    opinion: str,
) -> Receipt:
    """Ask again under lock, since seconds have passed: the dossier may have been stopped or passed on."""
    dossier = locked(code)
    result = next((row for row in in_force(dossier) if row.pk == draft_id), None)
    if result is None or result.is_signed or result.superseded_at is not None:
        raise already(dossier)
    _expect_signable(dossier, result)
    token = _may_sign(dossier, result, by)
    ref = file_store.store_issued(
        data=signed.content,
        name=f"{dossier.code}_KQ.pdf",
        media_type=PDF,
        by=by,
        at=at,
        owner="dossiers",
        reference=dossier.code,
    )
    result.data = result.data | words
    result.signed_sha256, result.size, result.level = ref.sha256, ref.size, signed.level
    result.signed_at, result.signer = at, by.title
    result.save(update_fields=["data", "signed_sha256", "size", "level", "signed_at", "signer"])
    if token is None:
        _end_by_refusal(dossier, by=by, at=at)
    else:
        outcome = token.outcomes[0].code if token.outcomes else ""
        complete(dossier, token, outcome=outcome, opinion=opinion, by=by, at=at)
    note(
        dossier,
        by,
        "sign_result",
        f"Ký {result.name}, số {result.data.get('number', result.number)}",
        at=at,
        detail=opinion,
        after={"sha256": ref.sha256},
    )
    outbox.publish(ResultSigned(code=dossier.code, occurred_at=at, sha256=ref.sha256, number=result.number))
    return Receipt(code=dossier.code, due_at=dossier.due_at, paper_number=result.number)


def _expect_signable(dossier: Dossier, result: Result | None) -> None:
    """A result is signed while the clock runs; a refusal also of a dossier that was stopped and has not ended."""
    stopped = result is not None and result.is_refusal and dossier.finished_at is None
    expect(
        dossier, *RUNNING, *([Status.STOPPED] if stopped else []), doing="ký kết quả", action="sign_result"
    )


def _end_by_refusal(dossier: Dossier, *, by: Actor, at: datetime) -> None:
    """A refusal on the merits is a result: the process ends, the paper waits at the desk (status 9, then 10)."""
    require_members_ended(dossier)
    workflow.cancel(subject=subject(dossier), reason="Từ chối giải quyết", by=by, at=at)
    Work.objects.filter(dossier=dossier).delete()
    close_pauses(dossier, at=at, kinds=(PauseKind.STOP,), answer="Từ chối giải quyết", by=by.title)
    end_pauses(dossier, at=at, answer="Từ chối giải quyết")
    if dossier.state is Status.ACCEPTED:
        move(dossier, Status.PROCESSING, at=at)
    finish(dossier, at=at)
    describe_holder(dossier)
