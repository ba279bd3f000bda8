"""How this province does it: level, receivers, who decides, limits and fees of its own."""

from __future__ import annotations

from django.db import models

from motcua.registries.procedures.models.catalogue import Procedure
from motcua.registries.procedures.types import CHANNEL_LABELS, ONLINE_LABELS


class Adoption(models.Model):
    """Thủ tục tỉnh áp dụng: a national procedure the province has published, and what it adds to it."""

    class Level(models.TextChoices):
        COMMUNE = "commune", "Cấp xã"
        PROVINCE = "province", "Cấp tỉnh"

    class Receiving(models.TextChoices):
        ANY = "any_centre", "Mọi Trung tâm Phục vụ hành chính công trong tỉnh"
        COMMUNE = "commune_centres", "Trung tâm Phục vụ hành chính công cấp xã"
        PROVINCE = "province_centre", "Trung tâm Phục vụ hành chính công tỉnh"
        LISTED = "listed", "Các cơ quan liệt kê"

    class Unit(models.TextChoices):
        WORKING_DAYS = "working_days", "ngày làm việc"
        CALENDAR_DAYS = "calendar_days", "ngày"
        WORKING_HOURS = "working_hours", "giờ làm việc"

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="adoptions")
    province_code = models.CharField("mã tỉnh", max_length=20)
    level = models.CharField("cấp tiếp nhận", max_length=10, choices=Level)
    receiving_rule = models.CharField(
        "nơi tiếp nhận", max_length=20, choices=Receiving, default=Receiving.ANY
    )
    receiving_agencies = models.JSONField("mã cơ quan tiếp nhận", default=list, blank=True)
    competent_kind = models.CharField("loại cơ quan giải quyết", max_length=120, blank=True)
    competent_agencies = models.JSONField("mã cơ quan giải quyết", default=list, blank=True)
    competent_name = models.CharField("cơ quan giải quyết (tên hiển thị)", max_length=500, blank=True)
    online_level = models.CharField(
        "mức độ trực tuyến", max_length=8, blank=True, choices=list(ONLINE_LABELS.items())
    )
    limit_value = models.PositiveIntegerField("thời hạn", null=True, blank=True)
    limit_unit = models.CharField("đơn vị thời hạn", max_length=14, null=True, blank=True, choices=Unit)
    limit_by_channel = models.JSONField("thời hạn theo kênh", default=dict, blank=True)
    limit_source = models.CharField("nguồn thời hạn", max_length=20, blank=True)
    limits = models.JSONField("thời hạn theo ngày nộp", default=list, blank=True)
    cases = models.JSONField("trường hợp có thời hạn, quy trình riêng", default=list, blank=True)
    codes = models.JSONField("các mã đã dùng", default=list, blank=True)
    return_same_day = models.BooleanField("trả trong ngày", default=False)
    no_appointment = models.BooleanField("không cần giấy hẹn", default=False)
    process_code = models.CharField("mã quy trình điện tử", max_length=80, blank=True)
    eform_code = models.CharField("mã biểu mẫu điện tử", max_length=80, blank=True)
    decision_no = models.CharField("quyết định công bố của tỉnh", max_length=200, blank=True)
    note = models.TextField("ghi chú", blank=True)
    is_published = models.BooleanField("đang công bố", default=False)
    published_from = models.DateField("công bố từ", null=True, blank=True)
    withdrawn_on = models.DateField("rút ngày", null=True, blank=True)
    withdrawn_reason = models.TextField("lý do rút", blank=True)
    revision = models.PositiveIntegerField("lần sửa", default=1)
    changed_at = models.DateTimeField("sửa lúc")

    class Meta:
        verbose_name = "thủ tục tỉnh áp dụng"
        ordering = ["procedure__code"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "province_code"], name="procedures_adopted_once"),
            models.CheckConstraint(
                condition=models.Q(limit_value__isnull=True, limit_unit__isnull=True)
                | models.Q(limit_value__isnull=False, limit_unit__isnull=False),
                name="procedures_limit_has_unit",
            ),
        ]
        indexes = [models.Index(fields=["is_published", "level"])]

    @property
    def code(self) -> str:
        """The public code the audit ledger names."""
        return self.procedure.code


class FeeRule(models.Model):
    """Mức phí, lệ phí: who pays what through which channel, from when to when, by which resolution."""

    class Kind(models.TextChoices):
        FEE = "fee", "Phí"
        CHARGE = "charge", "Lệ phí"

    class PerUnit(models.TextChoices):
        DOSSIER = "dossier", "hồ sơ"
        PAGE = "page", "trang"
        COPY = "copy", "bản"
        CERTIFICATE = "certificate", "giấy chứng nhận"
        CASE = "case", "trường hợp"

    adoption = models.ForeignKey(Adoption, on_delete=models.CASCADE, related_name="fee_rules")
    kind = models.CharField("loại", max_length=8, choices=Kind, default=Kind.CHARGE)
    name = models.CharField("tên khoản thu", max_length=300, blank=True)
    applicant_kind = models.CharField("đối tượng", max_length=100, blank=True)
    channel = models.CharField("kênh", max_length=8, blank=True, choices=list(CHANNEL_LABELS.items()))
    amount_vnd = models.PositiveBigIntegerField("mức thu (đồng)", null=True, blank=True)
    formula_text = models.TextField("cách tính", blank=True)
    per_unit = models.CharField("đơn vị tính", max_length=12, choices=PerUnit, default=PerUnit.DOSSIER)
    valid_from = models.DateField("áp dụng từ")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    legal_basis = models.CharField("căn cứ", max_length=500, blank=True)
    exemptions = models.TextField("miễn, giảm", blank=True)

    class Meta:
        verbose_name = "mức phí, lệ phí"
        ordering = ["adoption_id", "valid_from", "id"]
