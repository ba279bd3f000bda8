"""Plans of reorganisation, what each moved, and the minutes of each hand-over."""

from __future__ import annotations

from django.db import models

from motcua.kernel.models import Row

from .types import State


class Reorganisation(models.Model):
    """Phương án sắp xếp bộ máy: its lines, who stands for it, and how far it is carried out."""

    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=200)
    basis = models.CharField(max_length=200)
    effective_on = models.DateField()
    lines = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(
        max_length=10, choices=[(s.value, s.label) for s in State], default=State.DRAFT.value
    )
    prepared_id = models.CharField(max_length=60)
    prepared_by = models.CharField(max_length=300)
    prepared_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    approved_id = models.CharField(max_length=60, blank=True)
    approved_by = models.CharField(max_length=300, blank=True)
    approved_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=300, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True, help_text="why it was sent back or called off")
    position = models.PositiveIntegerField(default=0, help_text="the stage that comes next")
    stages = models.PositiveIntegerField(default=0)
    cursor = models.PositiveBigIntegerField(default=0, help_text="inside a stage that walks rows by number")
    moved = models.PositiveIntegerField(default=0)
    last_dossier = models.PositiveBigIntegerField(default=0, help_text="the newest dossier when it began")
    counted_before = models.JSONField(default=list)
    counted_after = models.JSONField(default=list)
    left = models.JSONField(default=list, help_text="officers and programs that wait for somebody's decision")
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "effective_on"], name="reorganisation_due")]

    def __str__(self) -> str:
        return self.code


class Passage(Row):
    """Hồ sơ đã bàn giao: one dossier that went from an old agency to an heir, with the clock it kept; once a plan."""

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.PROTECT, related_name="passages")
    old = models.CharField(max_length=60)
    new = models.CharField(max_length=60)
    dossier_id = models.BigIntegerField()
    dossier_code = models.CharField(max_length=60)
    procedure_code = models.CharField(max_length=20)
    field_name = models.CharField(max_length=200, blank=True)
    status = models.PositiveSmallIntegerField()
    receiving = models.BooleanField()
    competent = models.BooleanField()
    accepted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    owner_user_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["reorganisation", "old", "dossier_id"], name="passage_once")
        ]
        indexes = [
            models.Index(fields=["reorganisation", "old", "new", "id"], name="passage_of_pair"),
        ]


class Minutes(models.Model):
    """Biên bản bàn giao: of one old agency and one heir, numbered in the heir's series of the year."""

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.PROTECT, related_name="minutes")
    old = models.CharField(max_length=60)
    new = models.CharField(max_length=60)
    number = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    data = models.JSONField()

    class Meta:
        ordering = ["old", "new"]
        constraints = [
            models.UniqueConstraint(fields=["reorganisation", "old", "new"], name="minutes_of_pair")
        ]
