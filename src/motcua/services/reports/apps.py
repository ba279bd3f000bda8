"""The room in Django's eyes."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "motcua.services.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Báo cáo"
