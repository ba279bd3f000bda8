"""The room in Django's eyes."""

from django.apps import AppConfig


class ReorganisationsConfig(AppConfig):
    name = "motcua.services.reorganisations"
    label = "reorganisations"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Sắp xếp bộ máy"
