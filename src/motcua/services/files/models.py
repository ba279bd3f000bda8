from django.db import models

from motcua.services.files.types import SCAN_LABELS, Scan


class StoredFile(models.Model):
    """Tệp: one content, stored once however many papers show it."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    created_at = models.DateTimeField()
    scan = models.CharField(
        max_length=12, choices=[(s.value, SCAN_LABELS[s]) for s in Scan], default=Scan.NOT_SCANNED.value
    )
    scanned_at = models.DateTimeField(null=True)
    virus = models.CharField(max_length=200, blank=True)
    sealed = models.CharField(
        max_length=40,
        blank=True,
        default="",
        help_text="rests encrypted under the key of this; size is that of the content",
    )

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=models.Q(scan="waiting"), name="files_waiting"),
        ]


class FileUse(models.Model):
    """Chỗ dùng: which room keeps the file and for what, so that access can be asked there."""

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="uses")
    owner = models.CharField(max_length=40)
    reference = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "owner", "reference", "name"], name="files_use_once"),
        ]
        indexes = [models.Index(fields=["owner", "reference"], name="files_use_owner")]
