"""Phiếu bàn giao kết quả: results that an agency hands to a desk, on one numbered list."""

from __future__ import annotations

from django.db import models

from .dossier import Dossier
from .issued import Result


class ResultList(models.Model):
    """Phiếu bàn giao kết quả: who gave how many results to which desk, and who took them."""

    number = models.CharField(max_length=60)
    from_agency = models.CharField(max_length=60)
    to_agency = models.CharField(max_length=60)
    data = models.JSONField()
    given_by = models.CharField(max_length=300)
    given_at = models.DateTimeField()
    received_by = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-given_at", "-id"]
        indexes = [
            models.Index(fields=["from_agency", "given_at"], name="result_list_given"),
            models.Index(fields=["to_agency", "given_at"], name="result_list_taken"),
        ]


class ResultListLine(models.Model):
    """Dòng bàn giao: a result stands on one list only."""

    result_list = models.ForeignKey(ResultList, on_delete=models.CASCADE, related_name="lines")
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="+")
    result = models.OneToOneField(Result, on_delete=models.CASCADE, related_name="+")
