"""What a dossier is found by: its owner's name from each word on, and the running part of its code."""

from django.db import models

from motcua.kernel import lookups
from motcua.kernel.models import Row

from .dossier import Dossier

assert lookups


class Tail(Row):
    """Chữ để tìm: "dang van hoa", "van hoa" and "hoa" all lead to the dossier; written when it is filed."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="tails")
    tail = models.CharField(max_length=60)

    class Meta:
        indexes = [
            models.Index(
                fields=["tail", "dossier"], name="tail_found", opclasses=["varchar_pattern_ops", "int8_ops"]
            )
        ]
