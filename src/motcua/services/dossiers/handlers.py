"""What dossiers hear of themselves: colleagues who follow, are called by name, or are given work are told."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel.outbox import handles
from motcua.services.notifications.services import notify
from motcua.services.scans.events import CopySigned, ScanConfirmed, ScanEvent, ScanRemoved

from . import services
from .events import (
    DeclarationChanged,
    DossierAccepted,
    DossierStatusChanged,
    FollowedMoved,
    MemberAsked,
    MemberEnded,
    NoteWritten,
    Reappointed,
    RefusalTakenBack,
    StepGiven,
    WithdrawalTakenBack,
)
from .queries.colleagues import followers_of
from .queries.members import heads_for, parents_of, part_by_id
from .queries.reminding import (
    Reminder,
    news_of,
    news_of_declaration,
    news_of_member,
    news_of_new_date,
    news_of_refusal_taken_back,
    news_of_withdrawal_taken_back,
)
from .queries.seeing import officers_who_see
from .types import CLOCKS, FOLLOWED, FOLLOWED_NOTE, GIVEN, MENTIONED, Status

ENDED = (Status.WITHDRAWN, Status.STOPPED, Status.FINISHED, Status.RETURNED)
PAGE = "/can-bo/ho-so/{code}/"


@handles(FollowedMoved, name="dossiers.tell_followers")
def tell_followers(event: FollowedMoved) -> None:
    """A followed dossier moved: its followers hear it, but for who moved it and who may no longer see it."""
    dossier, codes = followers_of(event.code)
    if dossier is None:
        return
    notify(
        kind=FOLLOWED,
        key=f"moved:{event.code}:{event.version}:{event.action}",
        words=f"{event.code}: {event.words}",
        detail=f"{event.by_name} làm. {dossier.procedure_name}",
        link=PAGE.format(code=event.code),
        subject=f"dossier:{event.code}",
        officers=officers_who_see(dossier, [code for code in codes if code != event.by_id]),
        at=event.occurred_at,
    )


@handles(NoteWritten, name="dossiers.tell_of_note")
def tell_of_note(event: NoteWritten) -> None:
    """Who is called by name hears first; followers hear that there is a note."""
    dossier, codes = followers_of(event.code)
    if dossier is None:
        return
    link = f"{PAGE.format(code=event.code)}?phan=ghi-chu#ghi-chu-{event.note_id}"
    told = {"link": link, "subject": f"dossier:{event.code}", "at": event.occurred_at}
    called = officers_who_see(dossier, event.called)
    notify(
        kind=MENTIONED,
        key=f"called:{event.note_id}",
        words=f"{event.by_name} nhắc bạn trong ghi chú của hồ sơ {event.code}",
        officers=called,
        **told,
    )
    others = [code for code in codes if code != event.by_id and code not in called]
    notify(
        kind=FOLLOWED_NOTE,
        key=f"note:{event.note_id}",
        words=f"{event.by_name} ghi chú ở hồ sơ {event.code}",
        officers=officers_who_see(dossier, others),
        **told,
    )


@handles(StepGiven, name="dossiers.tell_receiver")
def tell_receiver(event: StepGiven) -> None:
    """Work given by name is told to who is to do it."""
    notify(
        kind=GIVEN,
        key=f"given:{event.token_id}:{event.occurred_at:%Y%m%d%H%M%S%f}",
        words=f"{event.by_name} chuyển cho bạn bước “{event.step}” của hồ sơ {event.code}",
        detail=event.reason,
        link=PAGE.format(code=event.code),
        subject=f"dossier:{event.code}",
        officers=[event.to_officer],
        at=event.occurred_at,
    )


@handles(DossierStatusChanged, name="dossiers.tell_citizen")
def tell_citizen(event: DossierStatusChanged) -> None:
    """The citizen hears what a change means for them, and nothing of a change that has been overtaken, or that only
    takes an office's step back: the acceptance was told when it was made, a withdrawal taken back is told by itself."""
    if event.before == Status.WITHDRAWN or (event.before, event.after) == (
        Status.PROCESSING,
        Status.ACCEPTED,
    ):
        return
    _tell(news_of(event.code, event.after, event.occurred_at), event.occurred_at)


@handles(DeclarationChanged, name="dossiers.tell_of_declaration")
def tell_of_declaration(event: DeclarationChanged) -> None:
    """The citizen hears that an officer changed the declaration, and why."""
    _tell(news_of_declaration(event.code, event.reason, event.occurred_at), event.occurred_at)


@handles(Reappointed, name="dossiers.tell_of_new_date")
def tell_of_new_date(event: Reappointed) -> None:
    """The citizen hears the apology with its new date, and so does the desk that promised the old one."""
    _tell(news_of_new_date(event.code, event.new_due_at, event.reason, event.occurred_at), event.occurred_at)
    dossier, _ = followers_of(event.code)
    if dossier is not None:
        notify(
            kind=CLOCKS,
            key=f"reappointed:{event.code}",
            words=f"{event.code}: cơ quan đã xin lỗi và hẹn lại",
            detail=event.reason,
            link=PAGE.format(code=event.code),
            subject=f"dossier:{event.code}",
            officers=services.desk_officers(dossier.receiving_agency, event.occurred_at),
            at=event.occurred_at,
        )


@handles(RefusalTakenBack, name="dossiers.tell_of_refusal_taken_back")
def tell_of_refusal_taken_back(event: RefusalTakenBack) -> None:
    """The citizen hears that the refusal does not hold."""
    _tell(news_of_refusal_taken_back(event.code, event.reason, event.occurred_at), event.occurred_at)


@handles(WithdrawalTakenBack, name="dossiers.tell_of_withdrawal_taken_back")
def tell_of_withdrawal_taken_back(event: WithdrawalTakenBack) -> None:
    """The citizen hears that their dossier goes on."""
    _tell(news_of_withdrawal_taken_back(event.code, event.reason, event.occurred_at), event.occurred_at)


@handles(MemberEnded, name="dossiers.tell_of_member")
def tell_of_member(event: MemberEnded) -> None:
    """The citizen hears what one agency has decided, and what to do where there is no result; the parent's officers too."""
    member = part_by_id(event.member_id)
    if member is None:
        return
    _tell(news_of_member(member, event.occurred_at), event.occurred_at)
    notify(
        kind=GIVEN,
        key=f"member-ended:{member.pk}",
        words=f"{event.code}: {member.lane_name} đã trả lời phần “{member.name}”",
        detail=member.reason,
        link=f"{PAGE.format(code=event.code)}lien-thong/",
        subject=f"dossier:{event.code}",
        officers=parents_of(member.dossier),
        at=event.occurred_at,
    )


@handles(MemberAsked, name="dossiers.tell_of_question")
def tell_of_question(event: MemberAsked) -> None:
    """Who sent the part hears the question, who asked hears the reply."""
    member = part_by_id(event.member_id)
    if member is None:
        return
    partner, parent = heads_for(member, event.occurred_at.date())
    notify(
        kind=GIVEN,
        key=f"member-asked:{member.pk}:{event.occurred_at:%Y%m%d%H%M%S%f}",
        words=f"{event.code}: {'đã có trả lời' if event.is_reply else f'{member.lane_name} hỏi lại'}, phần “{member.name}”",
        detail=member.reply if event.is_reply else member.question,
        link=f"/can-bo/hoi-y-kien/{event.code}/"
        if event.is_reply
        else f"{PAGE.format(code=event.code)}lien-thong/",
        subject=f"dossier:{event.code}",
        officers=partner if event.is_reply else parent,
        at=event.occurred_at,
    )


def _tell(told: Reminder | None, at: datetime) -> None:
    if told is not None:
        notify(
            kind=told.kind, key=told.key, words=told.words, detail=told.detail, link=told.link,
            subject=told.subject, users=told.users, phones=told.phones, at=at,
        )  # fmt: skip


@handles(DossierStatusChanged, name="dossiers.time_end")
def time_end(event: DossierStatusChanged) -> None:
    """The dossier has come to an end, or back from one: its last steps, and who made it late."""
    if event.after in ENDED:
        services.keep_step_times(event.code)


@handles(DossierAccepted, name="dossiers.keep_accepted")
def keep_accepted(event: DossierAccepted) -> None:
    """Papers digitised at reception go into their owner's store with the acceptance."""
    services.keep_papers(code=event.code, at=event.occurred_at)


@handles(DossierStatusChanged, name="dossiers.keep_result")
def keep_result(event: DossierStatusChanged) -> None:
    """A result that is ready goes into its owner's store; reopened, it is revoked there."""
    settled = (Status.FINISHED, Status.RETURNED)
    if event.after in settled or event.before in settled:
        services.keep_papers(code=event.code, at=event.occurred_at)


def _keep_scan(event: ScanEvent) -> None:
    kind, _, code = event.reference.partition(":")
    if kind == "dossier":
        services.keep_papers(code=code, at=event.occurred_at)


@handles(ScanConfirmed, name="dossiers.keep_scan")
def keep_scan(event: ScanConfirmed) -> None:
    """A confirmed copy is kept for its owner to see."""
    _keep_scan(event)


@handles(CopySigned, name="dossiers.keep_signed_scan")
def keep_signed_scan(event: CopySigned) -> None:
    """A signed copy may be used again."""
    _keep_scan(event)


@handles(ScanRemoved, name="dossiers.revoke_scan")
def revoke_scan(event: ScanRemoved) -> None:
    """A copy taken back is revoked in the store."""
    _keep_scan(event)
