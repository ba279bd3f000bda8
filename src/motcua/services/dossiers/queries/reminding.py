"""Who is to be reminded of what, and in which words: plain and calm, one sentence of what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from motcua.kernel import clock, words
from motcua.kernel.legal import parameter
from motcua.kernel.words import say
from motcua.registries.people import queries as people
from motcua.services.accounts import queries as accounts
from motcua.services.dossiers.models import Dossier, Draft, Member, Pause
from motcua.services.dossiers.rules import telling
from motcua.services.dossiers.types import (
    RUNNING,
    MemberState,
    PauseKind,
    ResultChannel,
    Status,
)
from motcua.services.notifications.queries import compose
from motcua.services.notifications.types import Text

from .filing_page import names_of

MOST = 2000
"""Of one kind in one round; the next round goes on."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to be told to the citizens of one dossier or draft."""

    kind: str
    key: str
    words: str
    detail: str
    link: str
    subject: str
    users: tuple[int, ...]
    phones: tuple[str, ...] = ()
    """Numbers on the declaration, where nobody with an account would hear it."""


def citizens_of(dossiers: Iterable[Dossier]) -> dict[str, tuple[int, ...]]:
    """Dossier code -> accounts: who filed it, and the applicant or submitter whose identity is confirmed."""
    rows = list(dossiers)
    known = accounts.users_of_citizens(
        {number for row in rows for number in (row.applicant_id_number, row.submitter_id_number)}
    )
    found = {}
    for row in rows:
        people = {row.owner_user_id, known.get(row.applicant_id_number), known.get(row.submitter_id_number)}
        found[row.code] = tuple(sorted(one for one in people if one is not None))
    return found


def _of(
    dossier: Dossier, text: Text, key: str, users: tuple[int, ...], *, at: datetime, **facts: Any
) -> Reminder:
    told = {"code": dossier.code, "name": dossier.procedure_name} | facts
    return Reminder(
        text.kind, key, *compose(text, at=at, **told), f"/ho-so-cua-toi/{dossier.code}/", f"dossier:{dossier.code}",
        users, () if users else _number_on(dossier),
    )  # fmt: skip


def _number_on(dossier: Dossier) -> tuple[str, ...]:
    """The mobile number that was written down to be told at: the applicant's, else of who brought the papers."""
    for written in (dossier.applicant_phone, dossier.submitter_phone):
        checked = people.check_phone(written)
        if not checked.faults and not checked.value.startswith("02"):
            return (checked.value,)
    return ()


def news_of(code: str, status: int, at: datetime) -> Reminder | None:
    """What a change of status means to the citizen; None where there is nothing to say, or it has moved on since."""
    dossier = Dossier.objects.filter(code=code).first()
    if dossier is None or dossier.status != status:
        return None
    users = citizens_of([dossier])[code]
    told = _news(dossier)
    if told is None:
        return None
    text, facts = told
    return _of(dossier, text, f"citizen:{code}:{status}:{at:%Y%m%d%H%M%S}", users, at=at, **facts)


def news_of_declaration(code: str, reason: str, at: datetime) -> Reminder | None:
    """That an officer completed or corrected the declaration, and why."""
    dossier = Dossier.objects.filter(code=code).first()
    if dossier is None:
        return None
    users = citizens_of([dossier])[code]
    text = telling.DECLARED_WHY if reason else telling.DECLARED
    return _of(dossier, text, f"declared:{code}:{at:%Y%m%d%H%M%S}", users, at=at, reason=reason)


def news_of_new_date(code: str, new_due_at: datetime | None, reason: str, at: datetime) -> Reminder | None:
    """That the office is sorry, why, and until when."""
    dossier = Dossier.objects.filter(code=code).first()
    if dossier is None or new_due_at is None:
        return None
    users = citizens_of([dossier])[code]
    day = words.weekday(clock.local(new_due_at))
    return _of(dossier, telling.NEW_DATE, f"reappointed:{code}", users, at=at, day=day, reason=reason)


def news_of_refusal_taken_back(code: str, reason: str, at: datetime) -> Reminder | None:
    """That a refusal was issued in error and the dossier is looked at again."""
    return _taken_back(code, telling.REFUSAL_TAKEN_BACK, "taken-back", reason, at)


def news_of_withdrawal_taken_back(code: str, reason: str, at: datetime) -> Reminder | None:
    """That a dossier was withdrawn in error and goes on."""
    return _taken_back(code, telling.WITHDRAWAL_TAKEN_BACK, "goes-on", reason, at)


def _taken_back(code: str, text: Text, key: str, reason: str, at: datetime) -> Reminder | None:
    dossier = Dossier.objects.filter(code=code).first()
    if dossier is None:
        return None
    users = citizens_of([dossier])[code]
    return _of(dossier, text, f"{key}:{code}:{at:%Y%m%d%H%M%S}", users, at=at, reason=reason)


def news_of_member(member: Member, at: datetime) -> Reminder | None:
    """What one agency of a joint procedure has decided; where there is no result, why and what to do."""
    users = citizens_of([member.dossier])[member.dossier.code]
    if not users or member.state not in (MemberState.DELIVERED, MemberState.DECLINED):
        return None
    text = telling.PART_DELIVERED if member.state == MemberState.DELIVERED else telling.PART_DECLINED
    return _of(
        member.dossier, text, f"member:{member.pk}", users, at=at, part=member.name, number=member.number,
        reason=member.reason, advice=member.advice,
    )  # fmt: skip


def _news(dossier: Dossier) -> tuple[Text, dict[str, Any]] | None:
    match dossier.state:
        case Status.ACCEPTED if dossier.due_at:
            return telling.ACCEPTED, {"day": words.weekday(clock.local(dossier.due_at))}
        case Status.SUPPLEMENT:
            pause = dossier.pauses.filter(kind=PauseKind.SUPPLEMENT, to_at=None).last()
            if pause is not None and pause.expires_on:
                return telling.SUPPLEMENT_BY, {"by": words.day(pause.expires_on)}
            return telling.SUPPLEMENT, {}
        case Status.PAYING:
            return telling.PAYING, {}
        case Status.STOPPED if dossier.finished_at is not None:
            return telling.ENDED_UNANSWERED, {}
        case Status.STOPPED:
            return telling.STOPPED, {}
        case Status.FINISHED:
            return telling.FINISHED, {"how": _how_to_fetch(dossier)}
        case Status.NOT_ACCEPTED:
            return telling.NOT_ACCEPTED, {}
    return None


def _how_to_fetch(dossier: Dossier) -> str:
    return {
        ResultChannel.ONLINE: say("Bạn tải bản điện tử ở trang hồ sơ."),
        ResultChannel.POST: say("Bưu chính sẽ giao tận nhà cho bạn."),
    }.get(
        ResultChannel(dossier.result_channel),
        say("Mời bạn đến quầy nhận, mang theo giấy hẹn và căn cước."),
    )


def due_reminders(now: datetime) -> Iterator[Reminder]:
    """Everything whose hour has come."""
    on = clock.local(now).date()
    yield from _supplements(now, on)
    yield from _appointments(now, on)
    yield from _waiting_results(now, on)
    yield from _drafts(now, on)


def _supplements(now: datetime, on: date) -> Iterator[Reminder]:
    """N days before a supplement is due, and on its last day."""
    ahead = int(parameter("dossiers.supplement_warn_days", on=on))
    open_ones = Pause.objects.filter(
        kind=PauseKind.SUPPLEMENT, to_at=None, expires_on__range=(on, on + timedelta(days=ahead)),
        dossier__status=Status.SUPPLEMENT,
    )  # fmt: skip
    rows = list(open_ones.select_related("dossier").order_by("expires_on", "pk")[:MOST])
    people = citizens_of(row.dossier for row in rows)
    for row in rows:
        code, last = row.dossier.code, row.expires_on == on
        key = f"supplement-{'last' if last else 'soon'}:{code}:{row.expires_on:%Y%m%d}"
        text = telling.SUPPLEMENT_LAST if last else telling.SUPPLEMENT_SOON
        yield _of(row.dossier, text, key, people[code], at=now, n=(row.expires_on - on).days)


def _appointments(now: datetime, on: date) -> Iterator[Reminder]:
    """The day before the promised one: where the result stands."""
    tomorrow = on + timedelta(days=1)
    first = datetime.combine(tomorrow, time(0), clock.TZ)
    rows = list(
        Dossier.objects.filter(due_at__gte=first, due_at__lt=first + timedelta(days=1), paused_at=None)
        .filter(status__in=[int(one) for one in (*RUNNING, Status.FINISHED)])
        .order_by("pk")[:MOST]
    )
    people = citizens_of(rows)
    for row in rows:
        text = telling.TOMORROW_READY if row.state is Status.FINISHED else telling.TOMORROW
        key = f"tomorrow:{row.code}:{tomorrow:%Y%m%d}"
        yield _of(row, text, key, people[row.code], at=now, how=_how_to_fetch(row))


def _waiting_results(now: datetime, on: date) -> Iterator[Reminder]:
    """A result that has waited at the counter for some days."""
    days = int(parameter("dossiers.result_waits_days", on=on))
    rows = list(
        Dossier.objects.filter(
            status=Status.FINISHED,
            result_channel=ResultChannel.COUNTER,
            finished_at__range=(now - timedelta(days=days + 7), now - timedelta(days=days)),
        ).order_by("pk")[:MOST]
    )
    people = citizens_of(rows)
    for row in rows:
        yield _of(row, telling.WAITS, f"waits:{row.code}", people[row.code], at=now, how=_how_to_fetch(row))


def _drafts(now: datetime, on: date) -> Iterator[Reminder]:
    """A draft left alone for some days, once; and once before it is cleared away."""
    quiet = timedelta(days=int(parameter("dossiers.draft_quiet_days", on=on)))
    keep = timedelta(days=int(parameter("dossiers.draft_keep_days", on=on)))
    last = timedelta(days=int(parameter("dossiers.draft_last_days", on=on)))
    rows = list(
        Draft.objects.filter(dossier=None, discarded_at=None, updated_at__lt=now - quiet)
        .filter(updated_at__gt=now - keep)
        .order_by("updated_at", "pk")
        .only("key", "owner_user_id", "procedure_code", "updated_at")[:MOST]
    )
    names = names_of({row.procedure_code for row in rows})
    for row in rows:
        ends = clock.local(row.updated_at + keep).date()
        ending = row.updated_at < now - keep + last
        name = names.get(row.procedure_code, row.procedure_code)
        text = telling.DRAFT_LAST if ending else telling.DRAFT_QUIET
        said, detail = compose(text, at=now, name=name, ends=words.day(ends))
        yield Reminder(
            text.kind,
            f"draft-{'last' if ending else 'quiet'}:{row.key}:{row.updated_at:%Y%m%d}",
            said,
            detail,
            "/ho-so-cua-toi/?phan=nhap",
            f"draft:{row.procedure_code}",
            (row.owner_user_id,),
        )
