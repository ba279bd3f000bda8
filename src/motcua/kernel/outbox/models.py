from django.db import models

from motcua.kernel.models import Row


class Delivery(Row):
    """Lượt giao: one event for one listener, written in the transaction of the command that caused it; delivered at least
    once, in order within a stream."""

    class State(models.TextChoices):
        PENDING = "pending", "Chờ giao"
        DONE = "done", "Đã giao"
        DEAD = "dead", "Cần người xem"

    handler = models.CharField(max_length=80)
    stream = models.CharField(max_length=120)
    name = models.CharField(max_length=80)
    payload = models.JSONField()
    occurred_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    run_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "run_at"], name="delivery_ready"),
            models.Index(fields=["handler", "stream", "state", "id"], name="delivery_order"),
        ]


class Job(models.Model):
    """Việc định kỳ: what runs by the clock, with its last-run light."""

    name = models.CharField(max_length=80, unique=True)
    next_run_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    last_started_at = models.DateTimeField(null=True)
    last_done_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    failures = models.PositiveIntegerField(default=0)
