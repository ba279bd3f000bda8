"""The room's entry in Django's list of apps."""

from django.apps import AppConfig


class EformsConfig(AppConfig):
    """Biểu mẫu điện tử."""

    name = "motcua.registries.eforms"
    label = "eforms"
    verbose_name = "Biểu mẫu điện tử"
    default_auto_field = "django.db.models.BigAutoField"
