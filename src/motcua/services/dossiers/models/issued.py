"""What the office gives out: statutory papers, hand-overs, results."""

from __future__ import annotations

from django.db import models

from motcua.kernel.models import Row

from .dossier import Dossier


class IssuedPaper(Row):
    """Giấy tờ đã phát hành: the data a statutory paper was issued with; the PDF is made from it anew.

    The renderer is deterministic, so the same row gives the same paper for ever; a reprint says so.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="issued")
    kind = models.CharField(max_length=20)
    form_no = models.CharField(max_length=40)
    number = models.CharField(max_length=60)
    data = models.JSONField()
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=300)
    signed_sha256 = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(null=True)
    seal_at = models.DateTimeField(null=True, help_text="waits for the office's digital seal since")
    printed_at = models.DateTimeField(null=True, help_text="first printed at a desk; later prints are marked")
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["issued_at", "id"]
        indexes = [
            models.Index(
                fields=["seal_at"], name="issued_unsealed", condition=models.Q(seal_at__isnull=False)
            )
        ]


class HandOver(Row):
    """Giao nhận: one line of the control slip, giver and receiver; append only."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="hand_overs")
    step_name = models.CharField(max_length=300)
    from_agency = models.CharField(max_length=300)
    from_name = models.CharField(max_length=200)
    given_at = models.DateTimeField()
    to_agency = models.CharField(max_length=300)
    to_name = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField(null=True)
    timeliness = models.CharField(max_length=8, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]


class ResultQuery(models.QuerySet["Result"]):
    """Words that commands and pages ask results by."""

    def signed(self) -> ResultQuery:
        """In force and signed, whether in this system or on paper."""
        return self.filter(superseded_at=None, signed_at__isnull=False)


class Result(Row):
    """Kết quả giải quyết: drafted, signed, handed out. A new version supersedes, none is erased."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="results")
    name = models.CharField(max_length=300)
    template = models.CharField(max_length=60)
    data = models.JSONField()
    draft_sha256 = models.CharField(max_length=64, blank=True)
    number = models.CharField(max_length=80, blank=True)
    number_year = models.PositiveSmallIntegerField(
        null=True, help_text="the year whose book the number stands in"
    )
    signed_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    signed_at = models.DateTimeField(null=True)
    signer = models.CharField(max_length=300, blank=True)
    level = models.CharField(max_length=10, blank=True)
    size = models.PositiveIntegerField(default=0)
    is_refusal = models.BooleanField(default=False)
    on_paper = models.BooleanField(
        default=False, help_text="signed by hand outside this system and recorded here"
    )
    superseded_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True, help_text="its number was taken and never issued")
    drafted_by = models.CharField(max_length=300)
    drafted_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True, help_text="when the owner's store was told of it")

    objects = ResultQuery.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["dossier"],
                name="result_refusal_waiting",
                condition=models.Q(is_refusal=True, signed_at=None, superseded_at=None),
            ),
            models.Index(
                fields=["id"],
                name="result_not_kept",
                condition=models.Q(kept_at=None, superseded_at=None, signed_at__isnull=False),
            ),
        ]

    @property
    def is_signed(self) -> bool:
        """Signed in this system, or on paper and recorded."""
        return self.signed_at is not None
