from django.db import models

from motcua.kernel.models import Row


class Entry(Row):
    """Nhật ký kiểm toán: who, in which post, for whom, what, when, before and after.

    Rows are added, never changed: triggers refuse UPDATE and DELETE on both databases. ``leaf`` is the
    hash of the row's own content (RFC 6962 leaf), from which a sealed tree head is made.
    """

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=200)
    post_code = models.CharField(max_length=60, blank=True)
    post_title = models.CharField(max_length=200, blank=True)
    agency_code = models.CharField(max_length=60, blank=True)
    acting_for = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    leaf = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["-at", "-id"]
        # One index a filter of the ledger page, each in the order the page reads, so that no page sorts.
        indexes = [
            models.Index(fields=["at", "id"], name="audit_by_time"),
            models.Index(fields=["actor_id", "at", "id"], name="audit_by_actor"),
            models.Index(fields=["action", "at", "id"], name="audit_by_action"),
            models.Index(fields=["subject", "at", "id"], name="audit_by_subject"),
        ]


class TreeHead(models.Model):
    """Đỉnh cây nhật ký: the sealed root over the first ``size`` entries (RFC 6962 §2.1)."""

    size = models.PositiveBigIntegerField(unique=True)
    last_entry_id = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=32)
    peaks = models.JSONField(help_text="hex roots of the perfect subtrees, largest first")
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["-size"]


class Inspection(models.Model):
    """Lần kiểm tra nhật ký: the whole ledger recomputed, and the first thing that did not agree."""

    at = models.DateTimeField()
    entries = models.PositiveBigIntegerField(help_text="rows sealed when it was made")
    finding = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
