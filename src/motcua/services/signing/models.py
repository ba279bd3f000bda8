from django.db import models


class Certificate(models.Model):
    """Chứng thư số: of a person or an agency; the key is only referred to."""

    class Status(models.TextChoices):
        ACTIVE = "active", "Đang dùng"
        REVOKED = "revoked", "Đã thu hồi"
        REPLACED = "replaced", "Đã thay"

    class KeyKind(models.TextChoices):
        PKCS12 = "pkcs12", "Tệp PKCS#12"
        PKCS11 = "pkcs11", "Thiết bị PKCS#11"

    code = models.CharField("mã", max_length=60, unique=True)
    holder_kind = models.CharField("loại chủ", max_length=10)
    holder_code = models.CharField("mã chủ", max_length=60, db_index=True)
    name = models.CharField("tên chủ", max_length=250)
    organization = models.CharField("cơ quan", max_length=250, blank=True)
    title = models.CharField("chức vụ", max_length=250, blank=True)
    email = models.CharField(max_length=250, blank=True)
    subject = models.TextField("tên trong chứng thư")
    serial = models.CharField("số sê-ri", max_length=64, db_index=True)
    issuer = models.TextField("nơi cấp")
    not_before_at = models.DateTimeField("từ")
    not_after_at = models.DateTimeField("đến")
    pem = models.TextField("chứng thư")
    chain_pem = models.TextField("chuỗi", blank=True)
    key_kind = models.CharField("nơi giữ khóa", max_length=10, choices=KeyKind.choices)
    key_reference = models.CharField(
        "chỗ khóa", max_length=250, help_text="path of the .p12 from the key folder, or <token>/<key label>"
    )
    picture = models.TextField("hình chữ ký hoặc dấu (SVG)", blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revocation_reason = models.CharField(max_length=250, blank=True)

    class Meta:
        verbose_name = "chứng thư số"
        constraints = [
            models.UniqueConstraint(
                fields=["holder_kind", "holder_code"],
                condition=models.Q(status="active"),
                name="signing_one_active_certificate",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.serial})"


class SignatureRecord(models.Model):
    """Lần ký: which bytes became which, by whom, under which certificate."""

    sha256_before = models.CharField(max_length=64, db_index=True)
    sha256_after = models.CharField(max_length=64, db_index=True)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="signatures")
    signed_by = models.CharField(max_length=60, help_text="id of the actor at the keyboard")
    field = models.CharField(max_length=100)
    level = models.CharField(max_length=5)
    reason = models.CharField(max_length=250, blank=True)
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]


class ValidationReport(models.Model):
    """Kết quả kiểm tra chữ ký: the verdict on some bytes, under one set of trust."""

    sha256 = models.CharField(max_length=64)
    trust = models.CharField(max_length=64, help_text="digest of roots and revocation lists in use")
    verdict = models.JSONField()
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sha256", "trust"], name="signing_report_once")]
