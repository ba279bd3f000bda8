"""The room in Django's eyes."""

from django.apps import AppConfig


class CountersConfig(AppConfig):
    name = "motcua.services.counters"
    label = "counters"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Quầy"
