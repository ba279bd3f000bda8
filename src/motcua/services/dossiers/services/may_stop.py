"""Whether the clock of a dossier may be stopped: once for a supplement, never around an apology or a signed answer."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel import clock
from motcua.kernel.legal import parameter
from motcua.kernel.words import say
from motcua.services.dossiers.models import Dossier, Member, Pause
from motcua.services.dossiers.types import MemberState, WrongState

from .steps import require_apology


def once_only(dossier: Dossier, *, before_acceptance: bool, at: datetime, but: int = 0) -> None:
    """A supplement may be asked once at each stage (parameter); ``but`` leaves out the one being asked now."""
    asked = (
        Pause.objects.filter(dossier=dossier, kind="supplement", before_acceptance=before_acceptance).count()
        - but
    )
    # By the rules the dossier was taken in under; before that, by those of the day it came in.
    under = clock.local(dossier.accepted_at or dossier.submitted_at).date()
    allowed = int(parameter("dossiers.supplement_requests", on=under))
    if asked >= allowed:
        raise WrongState(
            say("Hồ sơ này đã được yêu cầu bổ sung {asked} lần ở giai đoạn này.", asked=asked),
            why=say("Quy định chỉ cho yêu cầu bổ sung một lần, với đủ danh sách."),
            next=say("Hãy giải quyết theo giấy tờ đang có, hoặc trả lời từ chối nêu rõ lý do."),
        )


def may_stand(dossier: Dossier, doing: str, *, at: datetime) -> None:
    """Refuse to stop a clock that has run out without its apology, or one whose answer is signed already; in a joint
    dossier an agency that still works may need papers though the first result is signed.

    Raises:
        ApologyMissing: a dossier late by law stands still only when its owner has been told why and until when.
        WrongState: a result is signed.
    """
    partners = Member.objects.filter(dossier=dossier, state=MemberState.OPEN)
    if dossier.results.signed().exists() and not partners.exists():
        raise WrongState(
            f"Hồ sơ đã có kết quả được ký nên không {doing} được.",
            why="Chỉ dừng đồng hồ khi chưa có quyết định giải quyết.",
            next="Hãy trả kết quả; nếu kết quả sai, hãy chuyển lại bước ký để thu hồi rồi làm tiếp.",
        )
    require_apology(dossier, at=at)
