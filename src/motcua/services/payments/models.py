"""Receipts, one row each, never erased."""

from __future__ import annotations

from django.db import models

from .types import KINDS, Method


class Receipt(models.Model):
    """Biên lai: fee and charge apart, numbered by office, form and notation without gaps."""

    agency_code = models.CharField(max_length=60)
    form_no = models.CharField(max_length=20)
    notation = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=list(KINDS.items()))
    subject = models.CharField(max_length=80, help_text="`dossier:<code>`")
    press = models.CharField(max_length=64, help_text="one press of the button gives one receipt of a kind")
    payer = models.CharField(max_length=200)
    payer_address = models.CharField(max_length=500, blank=True)
    charges = models.JSONField()
    total_vnd = models.PositiveBigIntegerField()
    method = models.CharField(max_length=8, choices=[(m.value, m.label) for m in Method])
    collected_by = models.CharField(max_length=60)
    collected_by_name = models.CharField(max_length=200)
    collected_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=300, blank=True)
    cancel_reason = models.CharField(max_length=500, blank=True)
    settled_in = models.CharField(
        max_length=40, blank=True, help_text="the shift its money was handed over with"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency_code", "form_no", "notation", "number"], name="receipt_number"
            ),
            models.UniqueConstraint(fields=["subject", "press", "kind"], name="receipt_of_press"),
            models.CheckConstraint(condition=models.Q(total_vnd__gt=0), name="receipt_of_money"),
        ]
        indexes = [
            models.Index(fields=["subject", "id"], name="receipt_of_subject"),
            models.Index(
                fields=["collected_by", "agency_code", "collected_at"], name="receipt_in_hand",
                condition=models.Q(settled_in=""),
            ),
            models.Index(fields=["agency_code", "collected_at"], name="receipt_of_agency"),
        ]  # fmt: skip
