from django.db import models


class Series(models.Model):
    """Dãy số: one locked counter row a series."""

    name = models.CharField(max_length=120, unique=True)
    last = models.PositiveBigIntegerField(default=0)
