"""A digitised paper and its pages."""

from django.db import models

from motcua.services.scans.types import PAGE_LABELS, STATE_LABELS, PageState, State


class Scan(models.Model):
    """Bản số hóa: one paper of one thing, from its first page to the signed copy."""

    key = models.CharField(max_length=24, unique=True)
    reference = models.CharField(max_length=120, help_text="what it belongs to: dossier:H42.15-…")
    slot = models.CharField(max_length=40, help_text="which paper of it")
    kind_code = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=300)
    agency_code = models.CharField(max_length=60)
    owner_number = models.CharField(max_length=20, blank=True)
    owner_name = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=10, choices=[(s.value, STATE_LABELS[s]) for s in State], default=State.OPEN
    )
    version = models.PositiveIntegerField(default=1, help_text="of what the product is made from")
    proposals = models.JSONField(default=list)
    fields = models.JSONField(default=dict)
    alike = models.JSONField(default=list)
    product_sha256 = models.CharField(max_length=64, blank=True)
    signed_sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    bind_attempts = models.PositiveSmallIntegerField(default=0)
    bind_fault = models.CharField(max_length=300, blank=True)
    taken_until = models.DateTimeField(null=True)
    begun_by = models.CharField(max_length=300)
    begun_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=300, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=300, blank=True)
    signed_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_for = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = "bản số hóa"
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "slot"], condition=models.Q(removed_at=None), name="scan_one_in_force"
            )
        ]
        indexes = [models.Index(fields=["id"], condition=models.Q(state="open"), name="scan_open")]


class ScanPage(models.Model):
    """Trang quét: the untouched source by its hash, what is done to it, and what was read on it."""

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="pages")
    position = models.PositiveSmallIntegerField()
    source_sha256 = models.CharField(max_length=64, db_index=True)
    source_name = models.CharField(max_length=200)
    source_size = models.PositiveBigIntegerField()
    source_index = models.PositiveSmallIntegerField(default=0, help_text="page of a PDF, frame of a TIFF")
    rotation = models.PositiveSmallIntegerField(default=0)
    turned_by_hand = models.BooleanField(default=False)
    skew = models.FloatField(null=True, help_text="degrees, by hand")
    skew_found = models.FloatField(default=0, help_text="degrees, as measured")
    crop = models.JSONField(null=True)
    state = models.CharField(
        max_length=8, choices=[(s.value, PAGE_LABELS[s]) for s in PageState], default=PageState.NEW
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    edition = models.PositiveIntegerField(
        default=0, help_text="raised by each edit: what was read of an earlier one is not kept"
    )
    taken_until = models.DateTimeField(null=True)
    fault = models.CharField(max_length=300, blank=True)
    preview_sha256 = models.CharField(
        max_length=64, blank=True, help_text="the untouched page as a small picture"
    )
    image_sha256 = models.CharField(max_length=64, blank=True, help_text="the page as edited")
    width_mm = models.PositiveSmallIntegerField(default=0)
    height_mm = models.PositiveSmallIntegerField(default=0)
    look = models.CharField(max_length=64, blank=True, help_text="256 bits of how it looks, to find its like")
    words = models.JSONField(default=list)
    sure = models.PositiveSmallIntegerField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = "trang quét"
        ordering = ["position", "id"]
        indexes = [
            models.Index(
                fields=["state", "id"],
                condition=models.Q(state__in=["new", "waiting"]),
                name="scan_page_to_do",
            )
        ]
