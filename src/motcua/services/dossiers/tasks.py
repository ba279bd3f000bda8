"""Jobs of the clock: what happens when nobody answers."""

from __future__ import annotations

import logging
from datetime import timedelta

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.outbox import periodic
from motcua.kernel.refusals import Refusal
from motcua.services.dossiers import services
from motcua.services.dossiers.queries.waiting import silent_steps

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
