"""One row a dossier and morning: what was foretold, and what became of it."""

from django.db import models

UNKNOWN = -1
"""In place of a chance, where there is no forecast: it sorts after all chances."""


class Forecast(models.Model):
    """Dự báo: made in the morning, never changed; the columns of the outcome are filled once the dossier has ended."""

    dossier_id = models.BigIntegerField()
    morning = models.DateField()
    made_at = models.DateTimeField()
    retold = models.BooleanField(
        default=False, help_text="made later, from what was known on that morning and nothing after it"
    )
    code = models.CharField(max_length=60)
    procedure_code = models.CharField(max_length=20)
    step_name = models.CharField(max_length=300)
    agency_code = models.CharField(max_length=60, blank=True)
    unit_code = models.CharField(max_length=64, blank=True)
    officer_code = models.CharField(max_length=60, blank=True)
    officer_name = models.CharField(max_length=250, blank=True)
    due_at = models.DateTimeField()
    middle_at = models.DateTimeField(
        null=True, help_text="as likely earlier as later; empty: too little is known"
    )
    four_fifths_at = models.DateTimeField(null=True, help_text="four in five end before it")
    late_percent = models.SmallIntegerField(
        default=UNKNOWN, help_text="chance of ending after the promise; -1: too little is known"
    )

    ended_at = models.DateTimeField(null=True)
    was_late = models.BooleanField(null=True, help_text="empty: not ended, or withdrawn or stopped")
    ended_within = models.BooleanField(
        null=True, help_text="before the four-fifths moment, the clock's stops left out"
    )
    missed_by = models.IntegerField(
        null=True, help_text="working minutes after the middle, or before it (negative)"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier_id", "morning"], name="forecast_of_morning")]
        indexes = [
            models.Index(
                fields=["agency_code", "morning", "-late_percent", "due_at", "id"], name="forecast_red_list"
            ),
            models.Index(fields=["dossier_id"], name="forecast_unjudged", condition=models.Q(ended_at=None)),
            models.Index(fields=["agency_code", "ended_at"], name="forecast_judged"),
        ]
