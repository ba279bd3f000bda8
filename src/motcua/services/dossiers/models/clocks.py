"""What the clocks leave: how long each step was held by whom, and the apology of a dossier that will be late."""

from __future__ import annotations

from django.db import models

from .dossier import Dossier
from .issued import IssuedPaper


class StepTime(models.Model):
    """Thời gian ở từng bước: one finished visit of one step. Written after the step by an event, never on its way; read
    through `queries.step_times`."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="step_times")
    token_id = models.BigIntegerField(unique=True)
    procedure_code = models.CharField(max_length=20)
    node = models.CharField(max_length=64)
    step_name = models.CharField(max_length=300)
    task = models.CharField(max_length=12, blank=True)
    lane = models.CharField(max_length=64, blank=True)
    agency_code = models.CharField(max_length=60, blank=True)
    unit_code = models.CharField(max_length=64, blank=True)
    post_code = models.CharField(max_length=80, blank=True)
    officer_code = models.CharField(max_length=60, blank=True)
    officer_name = models.CharField(max_length=250, blank=True)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField()
    ended = models.CharField(max_length=10, blank=True)
    minutes = models.PositiveIntegerField(
        help_text="working minutes it was held, without those the clock stood"
    )
    paused_minutes = models.PositiveIntegerField(default=0)
    limit_minutes = models.PositiveIntegerField(default=0, help_text="0: the step has no limit of its own")
    late_minutes = models.PositiveIntegerField(
        default=0,
        help_text="its share of the dossier's lateness; the shares of a dossier add up to the whole",
    )

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["procedure_code", "node", "left_at"], name="step_time_of_step"),
            models.Index(fields=["agency_code", "left_at"], name="step_time_of_agency"),
            models.Index(fields=["left_at"], name="step_time_left"),
            models.Index(fields=["left_at"], name="step_time_late", condition=models.Q(late_minutes__gt=0)),
        ]


class ReceptionAnswer(models.Model):
    """Trả lời hồ sơ trực tuyến: one answer of a desk to a filing, against the hour it had for it; every one is kept."""

    class How(models.TextChoices):
        """What the desk answered."""

        ACCEPTED = "accepted", "Tiếp nhận"
        SUPPLEMENT = "supplement", "Yêu cầu bổ sung"
        REFUSED = "refused", "Từ chối tiếp nhận"

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="reception_answers")
    agency_code = models.CharField(max_length=60)
    asked_at = models.DateTimeField(help_text="when it was filed, or the papers asked for came")
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField()
    how = models.CharField(max_length=12, choices=How.choices)
    officer_code = models.CharField(max_length=60, blank=True)
    officer_name = models.CharField(max_length=250, blank=True)
    late_minutes = models.PositiveIntegerField(default=0, help_text="working minutes after its hour")

    class Meta:
        ordering = ["answered_at", "id"]
        indexes = [
            models.Index(fields=["agency_code", "answered_at"], name="reception_answer_of_desk"),
        ]


class Apology(models.Model):
    """Xin lỗi và hẹn lại: asked by the clock or begun by the agency, once a dossier."""

    dossier = models.OneToOneField(Dossier, on_delete=models.CASCADE, related_name="apology")
    agency_code = models.CharField(max_length=60)
    due_was_at = models.DateTimeField(help_text="the appointment that will not be kept")
    asked_at = models.DateTimeField(
        null=True, help_text="when the clock asked; empty where the agency began it"
    )
    reason = models.TextField(blank=True)
    new_due_at = models.DateTimeField(null=True)
    proposed_by = models.CharField(max_length=300, blank=True)
    proposed_at = models.DateTimeField(null=True)
    paper = models.OneToOneField(IssuedPaper, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signer = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True, help_text="no longer needed: the dossier ended in time")
    extends_minutes = models.PositiveIntegerField(
        default=0,
        help_text="working minutes the law lets a step of verification add to the limit; 0: an apology",
    )
    in_time = models.BooleanField(
        null=True, help_text="signed at the latest a day before the hour that was promised"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["agency_code", "due_was_at"],
                name="apology_wanted",
                condition=models.Q(signed_at=None, closed_at=None),
            )
        ]
