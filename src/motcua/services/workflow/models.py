from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from motcua.kernel.models import Row


class Process(models.Model):
    """Quy trình điện tử: one per procedure, or a standard one that many procedures share."""

    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=300)
    folded = models.CharField(max_length=400, db_index=True)

    class Meta:
        ordering = ["code"]


class ProcessVersion(models.Model):
    """Bản quy trình: never changed once published; running dossiers keep theirs."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Bản thảo"
        PUBLISHED = "published", "Đang áp dụng"
        RETIRED = "retired", "Đã thay thế"
        DISCARDED = "discarded", "Đã bỏ"

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    definition: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    bpmn_xml = models.TextField()
    sha256 = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.CharField(max_length=200, blank=True)
    published_from = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["process", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["process", "number"], name="workflow_version_number"),
            models.UniqueConstraint(
                fields=["process"], condition=Q(status="published"), name="workflow_one_published"
            ),
        ]


class DraftEdit(models.Model):
    """Lần sửa bản thảo: who changed what, and the draft as it stood after; the way back for undo."""

    version = models.ForeignKey(ProcessVersion, on_delete=models.CASCADE, related_name="edits")
    revision = models.PositiveIntegerField()
    at = models.DateTimeField()
    by_name = models.CharField(max_length=250)
    words: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    restores = models.PositiveIntegerField(null=True, help_text="the revision that an undoing went back to")
    definition: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()

    class Meta:
        ordering = ["version", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["version", "revision"], name="workflow_edit_revision"),
        ]


class Instance(Row):
    """Lần chạy quy trình: one subject going through one version."""

    class State(models.TextChoices):
        RUNNING = "running", "Đang chạy"
        FINISHED = "finished", "Đã xong"
        CANCELLED = "cancelled", "Đã dừng"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(ProcessVersion, on_delete=models.PROTECT, related_name="instances")
    subject = models.CharField(max_length=80, db_index=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    result = models.CharField(max_length=10, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=Q(state="running"), name="workflow_one_running"
            ),
        ]


class Token(Row):
    """Lượt việc: one visit of one step, or a token that waits at a join. Open rows are the queues."""

    instance = models.ForeignKey(Instance, on_delete=models.PROTECT, related_name="tokens")
    subject = models.CharField(max_length=80)
    node = models.CharField(max_length=64)
    via = models.CharField(max_length=64, blank=True)  # the flow it came over; only at joins
    name = models.CharField(max_length=300, blank=True)
    lane = models.CharField(max_length=64, blank=True)
    task = models.CharField(max_length=12, blank=True)
    hours = models.FloatField(default=0)
    entered_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    unit_code = models.CharField(max_length=64, blank=True)
    post_code = models.CharField(max_length=64, blank=True)
    officer_code = models.CharField(max_length=64, blank=True)
    from_elsewhere = models.BooleanField(
        default=True, help_text="another unit, or nobody here, had it before"
    )
    claimed_by = models.CharField(max_length=60, blank=True)
    claimed_by_name = models.CharField(max_length=250, blank=True)
    claimed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=60, blank=True)
    done_by_name = models.CharField(max_length=250, blank=True)
    ended = models.CharField(max_length=10, blank=True)  # done, sent_back, cancelled, joined
    outcome = models.CharField(max_length=64, blank=True)
    opinion = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="workflow_token_subject"),
            models.Index(
                fields=["unit_code", "lane", "due_at", "id"],
                condition=Q(done_at=None),
                name="workflow_queue_unit",
            ),
            models.Index(
                fields=["officer_code", "due_at", "id"],
                condition=Q(done_at=None),
                name="workflow_queue_officer",
            ),
            models.Index(
                fields=["post_code", "due_at", "id"], condition=Q(done_at=None), name="workflow_queue_post"
            ),
            models.Index(
                fields=["lane", "due_at", "id"], condition=Q(done_at=None), name="workflow_queue_lane"
            ),
            models.Index(fields=["due_at", "id"], condition=Q(done_at=None), name="workflow_due"),
        ]
