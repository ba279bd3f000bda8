"""What an administrator is preparing, and what was changed: drafts, changes with before and after, batches."""

from __future__ import annotations

from django.db import models

from motcua.registries.procedures.models.adoption import Adoption
from motcua.registries.procedures.models.catalogue import Procedure
from motcua.registries.procedures.types import CHANGE_LABELS, Limit


class Draft(models.Model):
    """Bản thảo thủ tục: content, terms and fees being prepared; nothing of it holds before it is published."""

    code = models.CharField("mã thủ tục", max_length=12, unique=True)
    base = models.JSONField("bản lúc mở", default=dict)
    data = models.JSONField("bản đang soạn", default=dict)
    edits = models.JSONField("các lần lưu", default=list)
    revision = models.PositiveIntegerField("lần lưu", default=1)
    started_at = models.DateTimeField("mở lúc")
    changed_at = models.DateTimeField("lưu lúc")
    changed_by = models.CharField("người lưu", max_length=200)
    publish_on = models.DateField("hẹn công bố", null=True, blank=True)
    problem = models.TextField("vì sao chưa công bố được", blank=True)

    class Meta:
        verbose_name = "bản thảo thủ tục"
        ordering = ["-changed_at"]


class Batch(models.Model):
    """Lượt sửa hàng loạt: many procedures changed in one go, and taken back in one go."""

    title = models.CharField("việc đã làm", max_length=300)
    at = models.DateTimeField("lúc")
    by_name = models.CharField("người sửa", max_length=200)
    size = models.PositiveIntegerField("số thủ tục")
    undone_at = models.DateTimeField("hoàn tác lúc", null=True)

    class Meta:
        verbose_name = "lượt sửa hàng loạt"
        ordering = ["-pk"]


class PendingBatch(models.Model):
    """Lượt sửa chờ duyệt: what a table or a workbook would change, seen but not yet done."""

    key = models.CharField(max_length=32, unique=True)
    title = models.CharField("việc sẽ làm", max_length=300)
    by_id = models.CharField("mã người gửi", max_length=100)
    rows = models.JSONField("từng thủ tục", default=list)
    errors = models.JSONField("dòng lỗi", default=list)
    unchanged = models.PositiveIntegerField("giữ nguyên", default=0)
    created_at = models.DateTimeField("gửi lúc")

    class Meta:
        verbose_name = "lượt sửa chờ duyệt"


class Change(models.Model):
    """Lần thay đổi: what changed of one procedure, before and after; undoing writes another."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="changes")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="changes")
    kind = models.CharField("loại", max_length=10, choices=list(CHANGE_LABELS.items()))
    at = models.DateTimeField("lúc")
    by_name = models.CharField("người sửa", max_length=200)
    effective_on = models.DateField("áp dụng từ")
    before = models.JSONField("trước", default=dict)
    after = models.JSONField("sau", default=dict)
    version = models.PositiveIntegerField("phiên bản", null=True)
    is_public = models.BooleanField("người dân đọc được", default=True)
    undone_at = models.DateTimeField("hoàn tác lúc", null=True)
    undoes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="undoings", verbose_name="hoàn tác của"
    )

    class Meta:
        verbose_name = "lần thay đổi"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["is_public", "-id"]), models.Index(fields=["procedure", "-id"])]


class AgencyAddition(models.Model):
    """Bổ sung của cơ quan: what one agency lays over the province's terms; it never replaces them."""

    adoption = models.ForeignKey(Adoption, on_delete=models.CASCADE, related_name="additions")
    agency_code = models.CharField("mã cơ quan", max_length=40)
    agency_name = models.CharField("tên cơ quan", max_length=300)
    places = models.TextField("nơi tiếp nhận thêm", blank=True)
    contact = models.CharField("liên hệ", max_length=500, blank=True)
    note = models.TextField("lưu ý cho người nộp", blank=True)
    limit_value = models.PositiveIntegerField("thời hạn rút ngắn", null=True, blank=True)
    limit_unit = models.CharField("đơn vị", max_length=14, blank=True, choices=Adoption.Unit)
    revision = models.PositiveIntegerField("lần sửa", default=1)
    changed_at = models.DateTimeField("sửa lúc")
    changed_by = models.CharField("người sửa", max_length=200)

    class Meta:
        verbose_name = "bổ sung của cơ quan"
        ordering = ["agency_name"]
        constraints = [
            models.UniqueConstraint(fields=["adoption", "agency_code"], name="procedures_addition_once")
        ]

    @property
    def limit_words(self) -> str:
        """The shorter limit as people read it."""
        return str(Limit(self.limit_value, self.limit_unit)) if self.limit_value is not None else ""  # type: ignore[arg-type]
