"""One narrow row a dossier, and the reports officers keep under a name."""

from datetime import date

from django.db import models

OPEN = date(9999, 12, 31)
"""The day an open dossier ends on: a range of days then needs no OR."""


class Fact(models.Model):
    """Hồ sơ trong báo cáo: what reports count one accepted dossier by, in local days; kept by events, never by commands."""

    dossier_id = models.BigIntegerField(primary_key=True)
    code = models.CharField(max_length=60, unique=True)
    procedure_code = models.CharField(max_length=20)
    field_name = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=8)
    result_channel = models.CharField(max_length=8)
    competent_agency = models.CharField(max_length=60)
    receiving_agency = models.CharField(
        max_length=60, help_text="whose code the dossier bears: it never changes"
    )
    received_on = models.DateField()
    received_weekday = models.PositiveSmallIntegerField()
    ended_on = models.DateField(default=OPEN)
    outcome = models.CharField(
        max_length=8, blank=True, help_text="early, on_time, late; empty: withdrawn or stopped in time"
    )
    due_at = models.DateTimeField(null=True, help_text="the promise the law holds the agency to")
    paused_at = models.DateTimeField(null=True)
    returned_on = models.DateField(null=True)
    returned_weekday = models.PositiveSmallIntegerField(null=True)
    digitised = models.BooleanField(
        null=True, help_text="no paper is on paper alone; null: no paper was received"
    )
    reused = models.BooleanField(
        default=False, help_text="a paper of the owner's store took the place of a new one"
    )
    stored = models.BooleanField(
        default=False, help_text="a paper came from the store, or the result went there"
    )
    result_form = models.CharField(
        max_length=10, blank=True, help_text="electronic, scanned, paper; empty: none"
    )

    class Meta:
        indexes = [  # each holds all that its report asks, so that no row is opened: bench/reports.py
            models.Index(
                fields=[
                    "field_name",
                    "procedure_code",
                    "ended_on",
                    "received_on",
                    "outcome",
                    "due_at",
                    "paused_at",
                ],
                name="report_fact_by_field",
            ),
            models.Index(
                fields=["competent_agency", "ended_on", "received_on", "outcome", "due_at", "paused_at"],
                name="report_fact_competent",
            ),
            models.Index(
                fields=["receiving_agency", "ended_on", "received_on", "outcome", "due_at", "paused_at"],
                name="report_fact_receiving",
            ),
            models.Index(
                fields=["received_on", "field_name", "procedure_code", "channel", "received_weekday"],
                name="report_fact_received",
            ),
            models.Index(
                fields=["returned_on", "field_name", "result_channel", "returned_weekday"],
                name="report_fact_returned",
            ),
        ]


class FactMove(models.Model):
    """Bàn giao trong báo cáo: who decided a dossier until a reorganisation moved it; written with the fact, never changed."""

    dossier_id = models.BigIntegerField()
    from_agency = models.CharField(max_length=60)
    moved_on = models.DateField(help_text="the first day it was the heir's")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier_id", "moved_on"], name="report_fact_moved_once"),
        ]
        indexes = [models.Index(fields=["moved_on"], name="report_fact_moved_on")]


class SavedReport(models.Model):
    """Báo cáo đã lưu: what was asked, under a name."""

    officer_code = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=500)
    saved_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["officer_code", "name"], name="report_of_officer")]
