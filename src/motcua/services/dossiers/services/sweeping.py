"""Đồng hồ quét: dossiers whose hour has come, read from the index of hours, a batch a transaction."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import date, datetime, timedelta

from motcua.kernel import access, audit, clock
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.kernel.refusals import Refusal
from motcua.registries.calendars import queries as calendars
from motcua.registries.organizations import queries as organizations
from motcua.services.accounts import queries as accounts
from motcua.services.dossiers import rules
from motcua.services.dossiers.models import Apology, Dossier, Pause, Work
from motcua.services.dossiers.types import CLOCKS, REASSIGN, PaperKind, Receipt, Status
from motcua.services.notifications.services import notify
from motcua.services.workflow import services as workflow

from . import papers as paper_data
from .clockwork import end_pauses, hours_of
from .common import expect, locked, move, note
from .papers import issue
from .parts import end_members
from .steps import describe_holder, subject

BATCH = 500
SWEEPER = Actor.system("clocks")
COLUMNS = (
    "id", "code", "status", "submitted_at", "answer_due_at", "clock_from_at", "due_at", "paused_at", "wakes_at",
    "receiving_agency", "competent_agency",
)  # fmt: skip
WORDS = {
    rules.Wake.ANSWER_SOON: ("{n} hồ sơ trực tuyến sắp hết giờ trả lời", "/can-bo/cho-nhan/"),
    rules.Wake.ANSWER_LATE: ("{n} hồ sơ trực tuyến đã quá giờ trả lời", "/can-bo/cho-nhan/"),
    rules.Wake.ASK_APOLOGY: (
        "{n} hồ sơ sắp đến hạn: không kịp thì phải xin lỗi và hẹn lại",
        "/can-bo/xin-loi/",
    ),
    rules.Wake.LATE: ("{n} hồ sơ đã quá hạn mà chưa xin lỗi, hẹn lại", "/can-bo/xin-loi/"),
    rules.Wake.AGAIN: ("{n} hồ sơ đã hẹn lại sắp đến, hoặc đã quá, ngày hẹn mới", "/can-bo/qua-han/"),
}
DESK_HEARS = frozenset({rules.Wake.ANSWER_SOON, rules.Wake.ANSWER_LATE})
log = logging.getLogger("motcua.dossiers")


def sweep(*, at: datetime) -> dict[str, int]:
    """Do what every dossier's hour has come for; how many of each. Walks the index of hours, not the dossiers."""
    counted: dict[str, int] = defaultdict(int)
    while True:
        taken, over = _batch(at=at, counted=counted)
        for code in over:
            _end_unanswered(code, at=at)
        if taken < BATCH:
            return dict(counted)


@command
def _batch(*, at: datetime, counted: dict[str, int]) -> tuple[int, list[str]]:
    """One batch: note the hour as done, ask for apologies, tell each office once; the codes of what has run out."""
    due = Dossier.objects.filter(wakes_at__lte=at).order_by("wakes_at", "id").only(*COLUMNS)
    rows = list(due.select_for_update(skip_locked=True)[:BATCH])
    told: dict[tuple[rules.Wake, str], list[Dossier]] = defaultdict(list)
    apologies: dict[int, Apology] = {}
    over: list[str] = []
    settled = set(
        Apology.objects.filter(dossier__in=rows, signed_at__isnull=False).values_list("dossier_id", flat=True)
    )
    for row in rows:
        calendar = calendars.calendar(row.receiving_agency)
        if row.state is Status.SUPPLEMENT:  # the day until which lies with the pause
            over.append(row.code)
            row.wakes_at = at + timedelta(hours=1)  # should the command be refused
            continue
        try:
            hours = hours_of(row)
            came = [wake for moment, wake in rules.wakes(hours, calendar) if moment <= at]
            row.wakes_at = rules.wakes_at(hours, calendar, after=at)
        except Exception:  # one that cannot be counted holds no other up
            log.exception("the clocks of %s cannot be read; tried again in an hour", row.code)
            row.wakes_at = at + timedelta(hours=1)
            continue
        if not came:
            continue
        # An apology is given once; who holds the dossier is told of the new day all the same.
        last = rules.Wake.AGAIN if row.pk in settled and came[-1] not in DESK_HEARS else came[-1]
        told[last, row.receiving_agency if last in DESK_HEARS else row.competent_agency].append(row)
        if last not in {*DESK_HEARS, rules.Wake.AGAIN} and row.due_at is not None:
            apologies[row.pk] = Apology(
                dossier=row, agency_code=row.competent_agency, due_was_at=row.due_at, asked_at=at
            )
        counted[last.value] += 1
    Dossier.objects.bulk_update(rows, ["wakes_at"])
    Apology.objects.bulk_create(  # one asked before and not signed is asked anew for the hour that comes now
        apologies.values(), update_conflicts=True, unique_fields=["dossier"],
        update_fields=["agency_code", "due_was_at", "asked_at", "closed_at"],
    )  # fmt: skip
    for (wake, agency), some in told.items():
        _tell(wake, agency, some, at=at)
    if rows:
        after = {
            f"{wake.value}:{agency}": [row.code for row in some] for (wake, agency), some in told.items()
        }
        audit.record(SWEEPER, "dossiers.sweep", f"sweep:{at:%Y%m%d%H%M%S}", at=at, after=after)
    return len(rows), over


def _tell(wake: rules.Wake, agency: str, some: list[Dossier], *, at: datetime) -> None:
    """One notice an office and round, however many dossiers."""
    words, link = WORDS[wake]
    shown = ", ".join(row.code for row in some[:5]) + (
        f" và {len(some) - 5} hồ sơ khác" if len(some) > 5 else ""
    )
    notify(
        kind=CLOCKS, key=f"clocks:{wake.value}:{agency}:{some[0].code}:{at:%Y%m%d%H%M%S}",
        words=words.format(n=len(some)), detail=shown, link=link if len(some) > 1 or wake in DESK_HEARS
        else f"/can-bo/ho-so/{some[0].code}/", subject=f"dossier:{some[0].code}", at=at,
        officers=_who_hears(wake, agency, some, at),
    )  # fmt: skip


def _who_hears(wake: rules.Wake, agency: str, some: list[Dossier], at: datetime) -> list[str]:
    """Who receives at the desk, and its head once the hour has passed; the heads of the units that hold the rest."""
    if wake not in DESK_HEARS:
        return heads_of(agency, some, at)
    heads = organizations.leaders(agency, clock.local(at).date()) if wake is rules.Wake.ANSWER_LATE else []
    return sorted({*desk_officers(agency, at), *(one.officer_code for one in heads)})


def desk_officers(agency: str, at: datetime) -> list[str]:
    """Who receives at a desk on a day."""
    people = organizations.officers_for_lane("mot_cua", agency, clock.local(at).date())
    return sorted({one.officer_code for one in people})


def heads_of(agency: str, some: list[Dossier], at: datetime) -> list[str]:
    """The heads of the units that hold them, the leaders of the agency where there are none."""
    on = clock.local(at).date()
    units = set(Work.objects.filter(dossier__in=some).values_list("unit_code", flat=True)) - {""}
    leaders = organizations.leaders(agency, on)
    heads = []
    for one in organizations.officers_of(agency, on):
        if one.unit_code in units and access.allows(
            accounts.actor_of_officer(one.officer_code, one.post_code, at), REASSIGN, agency_code=agency
        ):
            heads.append(one.officer_code)
    return sorted({*heads} or {one.officer_code for one in leaders})


def _end_unanswered(code: str, *, at: datetime) -> None:
    try:
        end_unanswered(code=code, by=SWEEPER, at=at)
    except Refusal as refusal:
        log.warning("%s: %s", code, refusal.message)
    except Exception:
        log.exception("%s could not be ended; it is tried again in an hour", code)


def _is_over(dossier: Dossier, expires_on: date, at: datetime) -> bool:
    last = rules.last_day(expires_on, calendars.calendar(dossier.receiving_agency))
    return clock.local(at).date() > last


@command
def end_unanswered(*, code: str, by: Actor, at: datetime) -> Receipt:
    """Hết hạn bổ sung: nobody has answered, so the dossier ends by rule, with its notice: refused before acceptance
    (Mẫu 03), stopped after it."""
    dossier = locked(code)
    expect(dossier, Status.SUPPLEMENT, doing="kết thúc hồ sơ", action="end_unanswered")
    pause = Pause.objects.filter(dossier=dossier, kind="supplement", to_at=None).last()
    if pause is None or pause.expires_on is None or not _is_over(dossier, pause.expires_on, at):
        dossier.supplement_until = pause.expires_on if pause is not None else None
        calendar = calendars.calendar(dossier.receiving_agency)
        Dossier.objects.filter(pk=dossier.pk).update(wakes_at=rules.wakes_at(hours_of(dossier), calendar))
        return Receipt(code=code, due_at=dossier.due_at)
    accepted = dossier.accepted_at is not None
    reason = (
        f"Đã hết hạn bổ sung ({paper_data.day_words(pause.expires_on)}) mà không nhận được giấy tờ, nội dung đã yêu cầu: "
        f"{pause.reason}"
    )
    if accepted:
        workflow.cancel(subject=subject(dossier), reason="Hết hạn bổ sung", by=by, at=at)
    end_members(dossier, at=at)
    Work.objects.filter(dossier=dossier).delete()
    end_pauses(dossier, at=at, answer="Hết hạn bổ sung")
    move(dossier, rules.ended_by_silence(accepted), at=at)
    dossier.finished_at = at
    kind = PaperKind.STOP if accepted else PaperKind.REFUSAL
    issued = issue(dossier, kind, {"why": "silence", "reason": reason}, by=by, at=at)
    describe_holder(dossier)
    words = "Kết thúc vì hết hạn bổ sung"
    note(dossier, by, "end_unanswered", words, at=at, detail=reason, after={"paper": issued.number})
    return Receipt(code=code, due_at=None, paper_number=issued.number)
