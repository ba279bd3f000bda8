"""The room in Django's eyes."""

from django.apps import AppConfig


class PackagesConfig(AppConfig):
    name = "motcua.services.packages"
    label = "packages"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Gói thủ tục"
