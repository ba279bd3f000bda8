"""The queues: one row an open step, so that every list is one indexed query."""

from django.db import models

from motcua.kernel.models import Row

from .dossier import Dossier


class Work(Row):
    """Việc: an open step of a dossier and who is to do it; written with the move that opened it."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="work")
    token_id = models.BigIntegerField(unique=True)
    node = models.CharField(max_length=64)
    step_name = models.CharField(max_length=300)
    task = models.CharField(max_length=12)
    lane = models.CharField(max_length=64)
    lane_name = models.CharField(max_length=200, blank=True)
    agency_code = models.CharField(max_length=60, blank=True)
    unit_code = models.CharField(max_length=64, blank=True)
    post_code = models.CharField(max_length=80, blank=True)
    officer_code = models.CharField(max_length=60, blank=True)
    officer_name = models.CharField(max_length=200, blank=True)
    claimed_at = models.DateTimeField(null=True)
    entered_at = models.DateTimeField()
    step_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    own_due = models.BooleanField(
        default=False,
        db_default=False,
        help_text="an agency's part of a joint dossier is due by its own limit",
    )
    is_paused = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["officer_code", "is_paused", "due_at", "id"], name="work_of_officer"),
            models.Index(fields=["post_code", "is_paused", "due_at", "id"], name="work_of_post"),
            models.Index(fields=["unit_code", "lane", "is_paused", "due_at", "id"], name="work_of_unit"),
            models.Index(fields=["agency_code", "task", "due_at", "id"], name="work_of_agency"),
        ]
