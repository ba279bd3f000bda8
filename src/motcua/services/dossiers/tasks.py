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
from motcua.services.dossiers.queries.seeing import officers_who_see
from motcua.services.dossiers.queries.waiting import silent_steps
from motcua.services.dossiers.types import SOON
from motcua.services.notifications.services import notify

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
