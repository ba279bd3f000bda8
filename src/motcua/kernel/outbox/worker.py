"""The worker: delivers messages and runs the jobs of the clock, until told to stop."""

from __future__ import annotations

import logging
import random
import signal
import threading
import traceback
from datetime import timedelta

from django.db import close_old_connections, connection, transaction
from django.db.models import Exists, OuterRef, Q

from motcua.kernel import clock
from motcua.kernel.outbox import HANDLERS, PERIODIC, STEADY, from_plain
from motcua.kernel.outbox.models import Delivery, Job

log = logging.getLogger("motcua.worker")

LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 8


def ready(limit: int) -> list[Delivery]:
    """Deliveries due now whose stream has nothing older waiting for the same listener."""
    now = clock.now()
    older = Delivery.objects.filter(
        handler=OuterRef("handler"), stream=OuterRef("stream"), id__lt=OuterRef("id")
    ).exclude(state=Delivery.State.DONE)
    return list(
        Delivery.objects.filter(state=Delivery.State.PENDING, run_at__lte=now)
        .filter(Q(lease_until=None) | Q(lease_until__lt=now))
        .filter(~Exists(older))
        .order_by("id")[:limit]
    )


def deliver(delivery: Delivery) -> bool:
    """Deliver one; True when done. A failure backs off, and after eight tries waits for a person."""
    now = clock.now()
    lease = now + LEASE
    claimed = (
        Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.PENDING)
        .filter(Q(lease_until=None) | Q(lease_until__lt=now))
        .update(lease_until=lease)
    )
    if not claimed:
        return False
    try:
        handler = HANDLERS.get(delivery.name, {}).get(delivery.handler)
        with transaction.atomic():
            if handler is not None:
                handler(from_plain(delivery.name, delivery.payload))
            done = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.PENDING).update(
                state=Delivery.State.DONE, done_at=clock.now(), lease_until=None, last_error=""
            )
            if not done:  # another worker finished it while our lease had run out: undo our copy
                transaction.set_rollback(True)
        return True
    except Exception:
        attempts = delivery.attempts + 1
        wait = timedelta(seconds=min(3600, 2**attempts) * random.uniform(0.75, 1.25))
        # Only while it is ours: another worker may have it, or have finished it, since our lease ran out.
        Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.PENDING, lease_until=lease).update(
            attempts=attempts,
            lease_until=None,
            run_at=clock.now() + wait,
            state=Delivery.State.DEAD if attempts >= MAX_ATTEMPTS else Delivery.State.PENDING,
            last_error=traceback.format_exc()[-4000:],
        )
        log.exception("delivery %s of %s failed (attempt %s)", delivery.pk, delivery.name, attempts)
        return False


def drain(limit: int = 100_000) -> int:
    """Deliver what is ready until nothing is; for tests, scenarios and one-off runs."""
    done = 0
    while done < limit and (batch := ready(100)):
        before = done
        for delivery in batch:
            done += deliver(delivery)
        if done == before:
            break
    return done


def run_due_jobs() -> int:
    """Run each job whose time has come; a job runs in one worker at a time."""
    ran = 0
    for job in PERIODIC.values():
        now = clock.now()
        row, _ = Job.objects.get_or_create(name=job.name, defaults={"next_run_at": now})
        if row.next_run_at > now or (row.lease_until and row.lease_until > now):
            continue
        claimed = (
            Job.objects.filter(pk=row.pk, next_run_at=row.next_run_at)
            .filter(Q(lease_until=None) | Q(lease_until__lt=now))
            .update(lease_until=now + job.lease, last_started_at=now)
        )
        if not claimed:
            continue
        error = ""
        try:
            job.run()
        except Exception:
            error = traceback.format_exc()[-4000:]
            log.exception("job %s failed", job.name)
        Job.objects.filter(pk=row.pk).update(
            lease_until=None,
            next_run_at=job.next_after(clock.now()),
            last_error=error,
            failures=row.failures + 1 if error else 0,
            **({} if error else {"last_done_at": clock.now()}),
        )
        ran += 1
    return ran


class Worker:
    """One loop: jobs of the clock, then deliveries, then a short rest when there was nothing."""

    def __init__(self, *, rest_s: float = 0.5) -> None:
        self.rest_s = rest_s
        self.stopping = threading.Event()

    def run(self) -> None:
        """Run until SIGTERM or SIGINT; the delivery in hand is finished first."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        log.info("worker started on %s", connection.vendor)
        beside = threading.Thread(target=self._steady, name="steady")
        beside.start()
        while not self.stopping.is_set():
            try:
                busy = run_due_jobs() + sum(deliver(row) for row in ready(50) if not self.stopping.is_set())
            except Exception:
                log.exception("worker round failed")
                busy = 0
            if not busy:
                close_old_connections()
                self.stopping.wait(self.rest_s)
        beside.join()

    def _steady(self) -> None:
        """Long work piece by piece until told to stop; the piece in hand is finished first."""
        while not self.stopping.is_set():
            busy = False
            for name, run in STEADY.items():
                try:
                    busy = run() or busy
                except Exception:
                    log.exception("steady work %s failed", name)
            if not busy:
                close_old_connections()
                self.stopping.wait(self.rest_s)
        connection.close()

    def _stop(self, *_: object) -> None:
        self.stopping.set()
