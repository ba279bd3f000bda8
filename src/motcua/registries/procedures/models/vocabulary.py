"""The words people use: everyday sayings and what they stand for, edited by administrators."""

from __future__ import annotations

from django.db import models


class Synonym(models.Model):
    """Từ đồng nghĩa đời thường: "sổ đỏ" → "giấy chứng nhận quyền sử dụng đất"."""

    says = models.CharField("người dân nói", max_length=200, unique=True)
    means = models.JSONField("nghĩa là", default=list, blank=True)
    codes = models.JSONField("mã thủ tục gợi ý", default=list, blank=True)
    valid_from = models.DateField("dùng từ", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)

    class Meta:
        verbose_name = "từ đồng nghĩa"
        ordering = ["says"]

    def __str__(self) -> str:
        return self.says
