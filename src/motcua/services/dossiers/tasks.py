"""Jobs of the clock: what happens when nobody answers."""

from __future__ import annotations

import logging
from datetime import timedelta

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.outbox import periodic
from motcua.kernel.refusals import Refusal
from motcua.services.dossiers import services
from motcua.services.dossiers.queries.chips import chip_of
from motcua.services.dossiers.queries.colleagues import followed_due_before, followers_of
from motcua.services.dossiers.queries.consulting import overdue_questions
from motcua.services.dossiers.queries.reminding import due_reminders
from motcua.services.dossiers.queries.seeing import officers_who_see
from motcua.services.dossiers.queries.step_times import timed_until
from motcua.services.dossiers.queries.waiting import silent_steps
from motcua.services.dossiers.types import SOON
from motcua.services.notifications.services import notify
from motcua.services.workflow import queries as processes

DAY_BEGINS, DAY_ENDS = 7, 20
"""Nobody is reminded at night."""

log = logging.getLogger("motcua.dossiers")


@periodic(name="dossiers.take_silence_as_consent", every=timedelta(minutes=10))
def take_silence_as_consent() -> None:
    """A draft that the citizen has neither confirmed nor corrected within the day goes on, where the process says so."""
    now = clock.now()
    by = Actor.system("silence")
    for code, token_id, outcome in silent_steps(now):
        try:
            services.answer_step(
                code=code,
                token_id=token_id,
                outcome=outcome,
                answer="Công dân không có ý kiến trong thời hạn.",
                by=by,
                at=now,
            )
        except Refusal as refusal:
            log.warning("%s: %s", code, refusal.message)


@periodic(name="dossiers.warn_followers", every=timedelta(minutes=15))
def warn_followers() -> None:
    """Sắp đến hẹn: who follows a dossier hears once that its hour is near, and once that it has passed."""
    now = clock.now()
    for dossier in followed_due_before(now + timedelta(days=10)).iterator(chunk_size=500):
        chip = chip_of(dossier, now=now)
        if chip.tone not in ("soon", "late"):
            continue
        _, codes = followers_of(dossier.code)
        notify(
            kind=SOON,
            key=f"{chip.tone}:{dossier.code}:{dossier.due_at:%Y%m%d%H%M}",
            words=f"{dossier.code}: {chip.sentence.lower()}",
            detail=f"{dossier.procedure_name}. Đang ở: {dossier.step_name or 'chưa rõ bước'}.",
            link=f"/can-bo/ho-so/{dossier.code}/",
            subject=f"dossier:{dossier.code}",
            officers=officers_who_see(dossier, codes),
            at=now,
        )


@periodic(name="dossiers.remind_citizens", every=timedelta(hours=1))
def remind_citizens() -> None:
    """Nhắc người dân: dates that come near, results that wait, drafts left alone; by day, once each."""
    now = clock.now()
    if not DAY_BEGINS <= clock.local(now).hour < DAY_ENDS:
        return
    for told in due_reminders(now):
        notify(
            kind=told.kind, key=told.key, words=told.words, detail=told.detail, link=told.link,
            subject=told.subject, users=told.users, phones=told.phones, at=now,
        )  # fmt: skip


@periodic(name="dossiers.clear_drafts", every=timedelta(hours=6))
def clear_drafts() -> None:
    """Drafts past their days go; a day's batch at a time."""
    services.clear_drafts(at=clock.now())


@periodic(name="dossiers.take_silence_of_agencies", every=timedelta(minutes=10))
def take_silence_of_agencies() -> None:
    """A question whose time is up is answered by silence, where the process says that silence is consent."""
    now = clock.now()
    by = Actor.system("silence")
    for code, token_id, outcome in overdue_questions(now):
        try:
            services.answer_consultation(
                code=code,
                token_id=token_id,
                outcome=outcome,
                opinion="Quá hạn không trả lời.",
                by=by,
                at=now,
            )
        except Refusal as refusal:
            log.warning("%s: %s", code, refusal.message)


@periodic(name="dossiers.talk_to_partners", every=timedelta(minutes=5))
def talk_to_partners() -> None:
    """Parts of joint procedures to and from agencies that work in a system of their own."""
    services.talk(at=clock.now())


@periodic(name="dossiers.remind_partners", every=timedelta(minutes=5))
def remind_partners() -> None:
    """A partner that is silent at half its limit, and at its end."""
    services.remind_partners(at=clock.now())


@periodic(name="dossiers.tell_standing", every=timedelta(hours=1))
def tell_standing() -> None:
    """Each morning, of dossiers whose clock has stood for long."""
    now = clock.now()
    if 7 <= clock.local(now).hour < 12:
        services.tell_standing(at=now)


@periodic(name="dossiers.sweep_clocks", every=timedelta(minutes=5))
def sweep_clocks() -> None:
    """Every dossier whose hour has come: answers running out, apologies to ask for, supplements nobody sent."""
    services.sweep(at=clock.now())


@periodic(name="dossiers.seal_papers", every=timedelta(seconds=30))
def seal_papers() -> None:
    """Papers issued since the last round get the office's digital seal."""
    services.seal_waiting(at=clock.now())


@periodic(name="dossiers.time_steps", every=timedelta(minutes=2))
def time_steps() -> None:
    """Steps finished since the newest one written: how long they were held, by whom, goes where reports read it. A worker
    that stood still for a day misses nothing: it begins where it left off."""
    for name in processes.moved_since(timed_until() - timedelta(minutes=5), most=100_000):
        services.keep_step_times(name.removeprefix("dossier:"))


@periodic(name="dossiers.keep_earlier_results", every=timedelta(minutes=10))
def keep_earlier_results() -> None:
    """Results given before there was a store, or that no news brought there, go into it a few at a time."""
    services.keep_earlier_results(at=clock.now())
