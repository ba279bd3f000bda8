"""Reading the outbox: what waits, what needs a person, and whether the jobs of the clock still run."""

from __future__ import annotations

from datetime import datetime, timedelta

from motcua.kernel import access, clock
from motcua.kernel.access import Actor
from motcua.kernel.outbox import PERIODIC, Periodic
from motcua.kernel.outbox.models import Delivery, Job
from motcua.kernel.outbox.types import OPERATE, Counts, Light, Parcel, cause_of

GRACE = timedelta(minutes=5)
"""How late a job may be before its light turns: a worker that restarts needs a moment."""


def counts() -> Counts:
    """Figures of the deliveries that are not done; the index on (state, run_at) holds only those few."""
    pending = Delivery.objects.filter(state=Delivery.State.PENDING)
    return Counts(
        waiting=pending.count(),
        retrying=pending.filter(attempts__gt=0).count(),
        dead=dead_count(),
        oldest_at=pending.filter(attempts=0).order_by("run_at").values_list("run_at", flat=True).first(),
    )


def dead_count() -> int:
    """How many deliveries need a person: one index read, for the rail of every page."""
    return Delivery.objects.filter(state=Delivery.State.DEAD).count()


def parcels(
    *, by: Actor, state: str, before: int | None = None, size: int = 50
) -> tuple[list[Parcel], int | None]:
    """Deliveries in a state, newest first, and the mark to go on from.

    Raises:
        NotAllowed: the reader has no outbox.operate.
    """
    access.require(by, OPERATE)
    rows = Delivery.objects.filter(state=state).order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows[: size + 1])
    return [_parcel(row) for row in found[:size]], found[size - 1].id if len(found) > size else None


def lights(now: datetime | None = None) -> list[Light]:
    """Every job this code knows, with its light; one that never ran has one too."""
    now = now or clock.now()
    rows = {row.name: row for row in Job.objects.filter(name__in=PERIODIC)}
    return [_light(job, rows.get(name), now) for name, job in sorted(PERIODIC.items())]


def worker_seen_at() -> datetime | None:
    """When a worker last began a job."""
    return (
        Job.objects.exclude(last_started_at=None)
        .order_by("-last_started_at")
        .values_list("last_started_at", flat=True)
        .first()
    )


def _parcel(row: Delivery) -> Parcel:
    return Parcel(
        row.pk, row.name, row.handler, row.stream, row.state, row.attempts,
        clock.local(row.occurred_at), clock.local(row.run_at), row.payload,
        cause_of(row.last_error), row.last_error,
    )  # fmt: skip


def _light(job: Periodic, row: Job | None, now: datetime) -> Light:
    every = f"hằng ngày lúc {job.at:%H:%M}" if job.at else f"mỗi {span(job.every or timedelta())}"
    if row is None:
        return Light(job.name, every, "Chưa chạy lần nào", "late", None, None, None, 0, "", "")
    if row.last_error:
        words, tone = f"Lỗi {row.failures} lần liền", "late"
    elif row.lease_until and row.lease_until > now:
        words, tone = "Đang chạy", "run"
    elif row.next_run_at + GRACE < now:
        words, tone = "Trễ: chương trình nền không chạy", "late"
    elif row.last_done_at is None:
        words, tone = "Chờ lần chạy đầu", "mute"
    else:
        words, tone = "Chạy đều", "done"
    return Light(
        job.name, every, words, tone, _local(row.last_done_at), _local(row.last_started_at), _local(row.next_run_at),
        row.failures, cause_of(row.last_error), row.last_error,
    )  # fmt: skip


def _local(moment: datetime | None) -> datetime | None:
    return clock.local(moment) if moment else None


def span(every: timedelta) -> str:
    """A pace in words: 5 phút, 6 giờ."""
    minutes, seconds = divmod(int(every.total_seconds()), 60)
    if seconds or not minutes:
        return f"{int(every.total_seconds())} giây"
    hours, rest = divmod(minutes, 60)
    return f"{hours} giờ" if hours and not rest else f"{minutes} phút"
