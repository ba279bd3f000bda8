from django.db import models

from motcua.registries.places.types import Level


class Unit(models.Model):
    """Đơn vị hành chính: codes come back over time, so (code, level, valid_from) names one.

    ``valid_to`` is the last day the unit stood. ``path`` and ``folded`` are kept ready for lists and search.
    """

    code = models.CharField("mã", max_length=5, db_index=True)
    kind = models.CharField("loại", max_length=20)
    name = models.CharField("tên", max_length=100)
    level = models.CharField("cấp", max_length=8, choices=[(level.value, level.label) for level in Level])
    parent_code = models.CharField("mã cấp trên", max_length=3, blank=True)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    path = models.CharField("tên đầy đủ", max_length=300)
    folded = models.CharField(max_length=320)

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "level", "valid_from"], name="places_unit_once")
        ]
        indexes = [models.Index(fields=["parent_code", "level"], name="places_unit_parent")]


class Succession(models.Model):
    """Kế tục: an old unit passed, whole or in part, to a new one on a day."""

    level = models.CharField(
        max_length=8, help_text="level of the old unit; the new one is the next standing level"
    )
    old_code = models.CharField(max_length=5, db_index=True)
    new_code = models.CharField(max_length=5, db_index=True)
    on_date = models.DateField("ngày")
    share = models.CharField("phần", max_length=10)
    legal_basis = models.CharField("căn cứ", max_length=100)

    class Meta:
        ordering = ["old_code", "new_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["level", "old_code", "new_code", "on_date"], name="places_succession_once"
            )
        ]
