"""The room in Django's eyes."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "motcua.services.vault"
    label = "vault"
    verbose_name = "Kho giấy tờ"
    default_auto_field = "django.db.models.BigAutoField"
