"""Tables of connected programs."""

from django.db import models

from motcua.kernel.models import Row


class Client(models.Model):
    """Ứng dụng kết nối: a program of an agency, the post it acts in, and its scopes."""

    code = models.CharField("mã", max_length=40, unique=True)
    name = models.CharField("tên", max_length=120)
    purpose = models.CharField("mục đích", max_length=500)
    contact = models.CharField("người phụ trách", max_length=200)
    post_code = models.CharField("chức vụ", max_length=80)
    agency_code = models.CharField("cơ quan", max_length=60)
    scopes = models.JSONField("phạm vi", default=list)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=300)
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=255, blank=True)

    class Meta:
        ordering = ["code"]


class Key(models.Model):
    """Khóa truy cập: found by its prefix, proven by the digest of the whole; the secret itself is never kept."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="keys")
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=300)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]


class Answer(Row):
    """Câu trả lời đã giữ: the answer to a call with an Idempotency-Key, byte for byte, for the days the guide promises."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="answers")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "key"], name="clients_answer_once")]
