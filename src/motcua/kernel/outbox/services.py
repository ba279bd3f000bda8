"""What an operator does: put a dead delivery back in the line, all of them, or run a job now; and what time does."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from motcua.kernel import access, audit, clock, legal
from motcua.kernel.access import Actor
from motcua.kernel.outbox import PERIODIC
from motcua.kernel.outbox.models import Delivery, Job
from motcua.kernel.outbox.types import OPERATE, NoDelivery


@transaction.atomic
def retry_delivery(*, delivery_id: int, by: Actor, at: datetime) -> None:
    """Giao lại: one delivery that waits for a person goes back in the line.

    Raises:
        NoDelivery: it is not dead (somebody was quicker), or does not exist.
    """
    access.require(by, OPERATE)
    moved = Delivery.objects.filter(pk=delivery_id, state=Delivery.State.DEAD).update(
        state=Delivery.State.PENDING, attempts=0, run_at=at
    )
    if not moved:
        raise NoDelivery(
            "Lượt giao này không còn chờ xử lý.",
            why="Có thể ai đó đã cho giao lại.",
            next="Hãy tải lại trang.",
        )
    audit.record(by, "outbox.retry", f"delivery:{delivery_id}", at=at)


@transaction.atomic
def retry_dead(*, by: Actor, at: datetime) -> int:
    """Giao lại tất cả: every dead delivery; how many."""
    access.require(by, OPERATE)
    moved = Delivery.objects.filter(state=Delivery.State.DEAD).update(
        state=Delivery.State.PENDING, attempts=0, run_at=at
    )
    if moved:
        audit.record(by, "outbox.retry_dead", "delivery:all", at=at, after={"deliveries": moved})
    return moved


@transaction.atomic
def run_job_now(*, name: str, by: Actor, at: datetime) -> None:
    """Chạy ngay: the worker takes the job in its next round.

    Raises:
        NoDelivery: no job has that name.
    """
    access.require(by, OPERATE)
    if name not in PERIODIC:
        raise NoDelivery(f"Không có việc định kỳ “{name}”.", next="Hãy tải lại trang.")
    Job.objects.update_or_create(name=name, defaults={"next_run_at": at})
    audit.record(by, "outbox.run_job", f"job:{name}", at=at)


BATCH = 2000


def prune(*, at: datetime) -> int:
    """Dọn thư đã giao: deliveries done more than law/parameters/outbox/keep_days ago; what failed stays until a person
    has seen to it. Returns how many."""
    before = at - timedelta(days=legal.parameter("outbox.keep_days", on=clock.local(at).date()))
    done = Delivery.objects.filter(state=Delivery.State.DONE, done_at__lt=before)
    gone = 0
    while ids := list(done.order_by("id").values_list("id", flat=True)[:BATCH]):
        Delivery.objects.filter(id__in=ids).delete()
        gone += len(ids)
    return gone
