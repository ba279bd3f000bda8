from django.db import models


class Entry(models.Model):
    """Nhật ký kiểm toán: who, in which post, for whom, what, when, before and after.

    Rows are added, never changed: triggers refuse UPDATE and DELETE on both databases. ``leaf`` is the
    hash of the row's own content (RFC 6962 leaf), from which a sealed tree head is made.
    """

    at = models.DateTimeField(db_index=True)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=60, db_index=True)
    actor_name = models.CharField(max_length=200)
    post_code = models.CharField(max_length=60, blank=True)
    post_title = models.CharField(max_length=200, blank=True)
    agency_code = models.CharField(max_length=60, blank=True)
    acting_for = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=80, db_index=True)
    subject = models.CharField(max_length=120, db_index=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    leaf = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["-id"]


class TreeHead(models.Model):
    """Đỉnh cây nhật ký: the sealed root over the first ``size`` entries (RFC 6962 §2.1)."""

    size = models.PositiveBigIntegerField(unique=True)
    last_entry_id = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=32)
    peaks = models.JSONField(help_text="hex roots of the perfect subtrees, largest first")
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["-size"]
