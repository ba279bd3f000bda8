"""Who is to be reminded of what, and in which words: plain and calm, one sentence of what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from motcua.kernel import clock, words
from motcua.kernel.legal import parameter
from motcua.kernel.words import say
from motcua.registries.people import queries as people
from motcua.services.accounts import queries as accounts
from motcua.services.dossiers.models import Dossier, Draft, Member, Pause
from motcua.services.dossiers.types import (
    MY_DATES,
    MY_DRAFTS,
    MY_NEWS,
    RUNNING,
    MemberState,
    PauseKind,
    ResultChannel,
    Status,
)

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


def _of(dossier: Dossier, kind: str, key: str, said: str, detail: str, users: tuple[int, ...]) -> Reminder:
    return Reminder(
        kind, key, said, detail, f"/ho-so-cua-toi/{dossier.code}/", f"dossier:{dossier.code}", users,
        () if users else _number_on(dossier),
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
    return _of(dossier, MY_NEWS, f"citizen:{code}:{status}:{at:%Y%m%d%H%M%S}", *told, users)


def news_of_declaration(code: str, reason: str, at: datetime) -> Reminder | None:
    """That an officer completed or corrected the declaration, and why."""
    dossier = Dossier.objects.filter(code=code).first()
    if dossier is None:
        return None
    users = citizens_of([dossier])[code]
    said = say("Cán bộ đã bổ sung, sửa tờ khai của hồ sơ {code}", code=code)
    detail = (
        say("{name}. Lý do: {reason}", name=dossier.procedure_name, reason=reason)
        if reason
        else say("{name}. Mở trang hồ sơ để xem.", name=dossier.procedure_name)
    )
    return _of(dossier, MY_NEWS, f"declared:{code}:{at:%Y%m%d%H%M%S}", said, detail, users)


def news_of_new_date(code: str, new_due_at: datetime | None, reason: str, at: datetime) -> Reminder | None:
    """That the office is sorry, why, and until when."""
    dossier = Dossier.objects.filter(code=code).first()
    if dossier is None or new_due_at is None:
        return None
    users = citizens_of([dossier])[code]
    day = words.weekday(clock.local(new_due_at))
    said = say("Chúng tôi xin lỗi: hồ sơ {code} được hẹn lại {day}", code=code, day=day)
    detail = say("{name}. Lý do: {reason}", name=dossier.procedure_name, reason=reason)
    return _of(dossier, MY_NEWS, f"reappointed:{code}", said, detail, users)


def news_of_refusal_taken_back(code: str, reason: str, at: datetime) -> Reminder | None:
    """That a refusal was issued in error and the dossier is looked at again."""
    dossier = Dossier.objects.filter(code=code).first()
    if dossier is None:
        return None
    users = citizens_of([dossier])[code]
    said = say("Phiếu từ chối hồ sơ {code} đã được thu hồi, hồ sơ đang được xem lại", code=code)
    detail = say("{name}. Lý do: {reason}", name=dossier.procedure_name, reason=reason)
    return _of(dossier, MY_NEWS, f"taken-back:{code}:{at:%Y%m%d%H%M%S}", said, detail, users)


def news_of_member(member: Member) -> Reminder | None:
    """What one agency of a joint procedure has decided; where there is no result, why and what to do."""
    users = citizens_of([member.dossier])[member.dossier.code]
    if not users or member.state not in (MemberState.DELIVERED, MemberState.DECLINED):
        return None
    code = member.dossier.code
    if member.state == MemberState.DELIVERED:
        said = say("Hồ sơ {code}: đã có kết quả “{part}”", code=code, part=member.name)
        detail = say("Số {number}. Xem ở trang hồ sơ.", number=member.number)
    else:
        said = say("Hồ sơ {code}: “{part}” không được giải quyết", code=code, part=member.name)
        detail = say(
            "Lý do: {reason} Việc bạn làm tiếp: {advice}", reason=member.reason, advice=member.advice
        )
    return _of(member.dossier, MY_NEWS, f"member:{member.pk}", said, detail, users)


def _news(dossier: Dossier) -> tuple[str, str] | None:
    code, name = dossier.code, dossier.procedure_name
    match dossier.state:
        case Status.ACCEPTED if dossier.due_at:
            day = words.weekday(clock.local(dossier.due_at))
            return (
                say("Hồ sơ {code} đã được tiếp nhận, hẹn trả {day}", code=code, day=day),
                say("{name}. Bạn chưa cần làm gì.", name=name),
            )
        case Status.SUPPLEMENT:
            pause = dossier.pauses.filter(kind=PauseKind.SUPPLEMENT, to_at=None).last()
            if pause is not None and pause.expires_on:
                by = words.day(pause.expires_on)
                what = say("Hồ sơ {code} cần bổ sung giấy tờ, chậm nhất hết ngày {by}", code=code, by=by)
            else:
                what = say("Hồ sơ {code} cần bổ sung giấy tờ", code=code)
            return what, say("{name}. Mở trang hồ sơ để xem cần gửi gì.", name=name)
        case Status.PAYING:
            return (
                say("Hồ sơ {code} chờ bạn nộp tiền", code=code),
                say("{name}. Số tiền và cách nộp ghi trong thông báo đã gửi bạn.", name=name),
            )
        case Status.STOPPED if dossier.finished_at is not None:
            return (
                say("Hồ sơ {code} đã dừng vì hết hạn bổ sung", code=code),
                say("{name}. Thông báo dừng giải quyết có trên trang hồ sơ.", name=name),
            )
        case Status.STOPPED:
            return (
                say("Hồ sơ {code} đang tạm dừng", code=code),
                say("{name}. Khi làm tiếp, chúng tôi báo bạn ngày hẹn mới.", name=name),
            )
        case Status.FINISHED:
            return say("Hồ sơ {code} đã có kết quả", code=code), _how_to_fetch(dossier)
        case Status.NOT_ACCEPTED:
            return (
                say("Hồ sơ {code} không được tiếp nhận", code=code),
                say("{name}. Lý do ghi trên trang hồ sơ.", name=name),
            )
    return None


def _how_to_fetch(dossier: Dossier) -> str:
    how = {
        ResultChannel.ONLINE: say("Bạn tải bản điện tử ở trang hồ sơ."),
        ResultChannel.POST: say("Bưu chính sẽ giao tận nhà cho bạn."),
    }.get(
        ResultChannel(dossier.result_channel),
        say("Mời bạn đến quầy nhận, mang theo giấy hẹn và căn cước."),
    )
    return say("{name}. {how}", name=dossier.procedure_name, how=how)


def due_reminders(now: datetime) -> Iterator[Reminder]:
    """Everything whose hour has come."""
    on = clock.local(now).date()
    yield from _supplements(on)
    yield from _appointments(on)
    yield from _waiting_results(now, on)
    yield from _drafts(now, on)


def _supplements(on: date) -> Iterator[Reminder]:
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
        said = (
            say("Hôm nay là ngày cuối để bổ sung hồ sơ {code}", code=code)
            if last
            else say("Còn {n} ngày để bổ sung hồ sơ {code}", n=(row.expires_on - on).days, code=code)
        )
        detail = say(
            "{name}. Gửi giấy tờ ở trang hồ sơ, hoặc mang đến nơi đã nộp.", name=row.dossier.procedure_name
        )
        key = f"supplement-{'last' if last else 'soon'}:{code}:{row.expires_on:%Y%m%d}"
        yield _of(row.dossier, MY_DATES, key, said, detail, people[code])


def _appointments(on: date) -> Iterator[Reminder]:
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
        said = say("Ngày mai là ngày hẹn trả kết quả hồ sơ {code}", code=row.code)
        if row.state is Status.FINISHED:
            detail = _how_to_fetch(row)
        else:
            detail = say(
                "{name}. Kết quả đang được hoàn tất; có kết quả chúng tôi báo ngay, bạn hãy chờ tin rồi đến.",
                name=row.procedure_name,
            )
        yield _of(row, MY_DATES, f"tomorrow:{row.code}:{tomorrow:%Y%m%d}", said, detail, people[row.code])


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
        said = say("Kết quả hồ sơ {code} vẫn chờ bạn ở quầy", code=row.code)
        yield _of(row, MY_DATES, f"waits:{row.code}", said, _how_to_fetch(row), people[row.code])


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
        said = (
            say("Hồ sơ bạn đang khai sẽ bị xóa sau ngày {ends}", ends=words.day(ends))
            if ending
            else say("Bạn có một hồ sơ đang khai dở")
        )
        detail = say(
            "{name}. Câu trả lời được giữ đến hết ngày {ends}. Không cần nữa thì bạn cứ để yên.",
            name=name,
            ends=words.day(ends),
        )
        yield Reminder(
            MY_DRAFTS,
            f"draft-{'last' if ending else 'quiet'}:{row.key}:{row.updated_at:%Y%m%d}",
            said,
            detail,
            "/ho-so-cua-toi/?phan=nhap",
            f"draft:{row.procedure_code}",
            (row.owner_user_id,),
        )
