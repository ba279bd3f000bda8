"""Tables: a form and its versions. A version's definition never changes once it is published."""

from __future__ import annotations

from django.db import models

from motcua.registries.eforms.types import STATUSES


class Form(models.Model):
    """Biểu mẫu: the code that procedures name."""

    code = models.CharField("mã", max_length=40, unique=True)
    name = models.CharField("tên", max_length=500)

    class Meta:
        ordering = ["code"]


class FormVersion(models.Model):
    """Bản biểu mẫu: a whole definition as JSON, with the lists it uses."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("số phiên bản")
    definition = models.JSONField("định nghĩa")
    sha256 = models.CharField("dấu vân", max_length=64)
    status = models.CharField(
        "trạng thái", max_length=10, choices=[(key, words) for key, (words, _) in STATUSES.items()]
    )
    published_from = models.DateField("áp dụng từ", null=True, blank=True)
    saved_at = models.DateTimeField("lưu lúc")
    saved_by = models.CharField("người lưu", max_length=200)

    class Meta:
        ordering = ["form", "number"]
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="eforms_version_once")]
        indexes = [models.Index(fields=["form", "status", "published_from"], name="eforms_version_on")]
