"""The room in Django's eyes."""

from django.apps import AppConfig


class CertifyingConfig(AppConfig):
    name = "motcua.services.certifying"
    label = "certifying"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Chứng thực"
