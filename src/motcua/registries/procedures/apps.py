"""The room as a Django application."""

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    """Danh mục thủ tục hành chính."""

    name = "motcua.registries.procedures"
    label = "procedures"
    verbose_name = "Thủ tục hành chính"
    default_auto_field = "django.db.models.BigAutoField"
