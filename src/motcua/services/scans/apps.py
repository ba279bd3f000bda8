"""The room in Django's eyes."""

from django.apps import AppConfig


class ScansConfig(AppConfig):
    name = "motcua.services.scans"
    label = "scans"
    verbose_name = "Số hóa giấy tờ"
    default_auto_field = "django.db.models.BigAutoField"
