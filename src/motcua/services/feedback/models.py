"""Tables of feedback. No column says who rated."""

from __future__ import annotations

from django.db import models


class Rating(models.Model):
    """Đánh giá: one a dossier, and whose work it judges as the dossier stood when it was given."""

    dossier_code = models.CharField(max_length=60, unique=True)
    procedure_code = models.CharField(max_length=20)
    procedure_name = models.CharField(max_length=1000)
    field_name = models.CharField(max_length=200, blank=True, default="")
    agency_code = models.CharField(max_length=60)
    agency_name = models.CharField(max_length=300)
    desk_code = models.CharField(max_length=60)
    unit_code = models.CharField(max_length=64, blank=True)
    unit_name = models.CharField(max_length=300, blank=True)
    officer_code = models.CharField(max_length=60, blank=True)
    officer_name = models.CharField(max_length=250, blank=True)
    answers = models.JSONField()
    points = models.PositiveSmallIntegerField()
    most = models.PositiveSmallIntegerField()
    comment = models.CharField(max_length=1000, blank=True)
    may_contact = models.BooleanField(
        default=False, help_text="the rater lets the unit see which dossier it is"
    )
    given_at = models.DateTimeField()
    changes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["agency_code", "given_at", "id"], name="rating_of_agency"),
            models.Index(fields=["desk_code", "given_at", "id"], name="rating_of_desk"),
            models.Index(fields=["unit_code", "given_at", "id"], name="rating_of_unit"),
            models.Index(fields=["given_at", "id"], name="rating_given"),
        ]


class FollowUp(models.Model):
    """Xem lại đánh giá thấp: what the head of the unit has to look into, by when, and what was done."""

    rating = models.OneToOneField(Rating, on_delete=models.PROTECT, related_name="follow_up")
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    above_code = models.CharField(
        max_length=60,
        blank=True,
        default="",
        help_text="the agency above, where nobody below may look but whose work it was",
    )
    closed_at = models.DateTimeField(null=True)
    closed_by_code = models.CharField(max_length=60, blank=True)
    closed_by_name = models.CharField(max_length=250, blank=True)
    words = models.CharField(max_length=1000, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_on", "id"], name="follow_up_open", condition=models.Q(closed_at=None)),
        ]
