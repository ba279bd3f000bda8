"""The books of certification: one row an original, never erased."""

from __future__ import annotations

from django.db import models

from .types import Kind, Manner, Output, State


class Entry(models.Model):
    """Việc chứng thực: one line of a book."""

    agency_code = models.CharField(max_length=60)
    agency_name = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in Kind])
    output = models.CharField(max_length=10, choices=[(o.value, o.value) for o in Output])
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in State], default=State.PREPARED
    )
    year = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)
    dossier_code = models.CharField(max_length=60)
    requester = models.CharField(max_length=200)
    document = models.CharField(max_length=300)
    signers = models.CharField(
        max_length=600, blank=True, help_text="certified signatures: who signed, by which paper known"
    )
    manner = models.CharField(
        max_length=8, default=Manner.SIGNED, choices=[(m.value, m.value) for m in Manner]
    )
    pages = models.PositiveIntegerField(default=1)
    copies = models.PositiveSmallIntegerField(default=1)
    fee_vnd = models.PositiveBigIntegerField(default=0)
    waived_for = models.CharField(max_length=300, blank=True, help_text="the ground on which nothing is owed")
    scan_slot = models.CharField(max_length=40, blank=True)
    source_sha256 = models.CharField(
        max_length=64, blank=True, help_text="the digitised original that was compared"
    )
    originals = models.JSONField(default=list, help_text="fingerprints of the untouched pages")
    token = models.CharField(
        max_length=40, unique=True, help_text="in the QR code: anybody who has it may check"
    )
    press = models.CharField(max_length=64)
    prepared_by = models.CharField(max_length=300)
    prepared_at = models.DateTimeField()
    certified_on = models.DateField(null=True)
    certified_at = models.DateTimeField(null=True)
    signer = models.CharField(max_length=300, blank=True)
    words = models.JSONField(default=dict, help_text="what the attestation prints")
    signed_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=300, blank=True)
    ended_for = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency_code", "kind", "year", "number"], name="certified_number"
            ),
            models.UniqueConstraint(fields=["dossier_code", "press"], name="certified_press"),
        ]
        indexes = [
            models.Index(fields=["dossier_code", "id"], name="certified_of_dossier"),
            models.Index(
                fields=["agency_code", "id"], name="certified_waiting",
                condition=models.Q(state__in=["prepared", "numbered"]),
            ),
        ]  # fmt: skip

    @property
    def standing(self) -> State:
        """The state as a word of the room."""
        return State(self.state)
