"""Tables: a form, its versions, the steps of a draft, the lists a province keeps. A version's definition never changes once it is published."""

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
    revision = models.PositiveIntegerField("lần sửa", default=0)

    class Meta:
        ordering = ["form", "number"]
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="eforms_version_once")]
        indexes = [models.Index(fields=["form", "status", "published_from"], name="eforms_version_on")]


class DraftStep(models.Model):
    """Một lần sửa bản nháp: what was done, by whom, and the draft before it, so that it can be taken back."""

    version = models.ForeignKey(FormVersion, on_delete=models.CASCADE, related_name="steps")
    revision = models.PositiveIntegerField("lần sửa")
    words = models.CharField("việc", max_length=700)
    who = models.CharField("người sửa", max_length=200)
    at = models.DateTimeField("lúc")
    before = models.JSONField("bản trước đó")
    is_undone = models.BooleanField("đã hoàn tác", default=False)

    class Meta:
        ordering = ["version", "revision"]
        constraints = [models.UniqueConstraint(fields=["version", "revision"], name="eforms_step_once")]


class ListVersion(models.Model):
    """Danh mục dùng chung của tỉnh: a whole list after one change; without any the file's list holds."""

    name = models.CharField("danh mục", max_length=60)
    revision = models.PositiveIntegerField("lần sửa")
    entries = models.JSONField("các mục")
    begun_from = models.JSONField("các mục của tệp lúc bắt đầu")
    words = models.CharField("việc", max_length=700)
    saved_by = models.CharField("người sửa", max_length=200)
    saved_at = models.DateTimeField("lúc")
    is_undone = models.BooleanField("đã hoàn tác", default=False)

    class Meta:
        ordering = ["name", "revision"]
        constraints = [models.UniqueConstraint(fields=["name", "revision"], name="eforms_list_once")]
