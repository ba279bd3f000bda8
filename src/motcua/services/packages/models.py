"""Packages that have been read and wait for a decision."""

from __future__ import annotations

from django.db import models


class PendingPackage(models.Model):
    """Gói chờ nhận: its differences have been shown, nothing of it is taken."""

    key = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    by_id = models.CharField("mã người gửi", max_length=100)
    created_at = models.DateTimeField("gửi lúc")

    class Meta:
        verbose_name = "gói chờ nhận"
