"""The room in Django's eyes."""

from django.apps import AppConfig


class OfflineConfig(AppConfig):
    name = "motcua.services.offline"
    label = "offline"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Nhận hồ sơ khi mất mạng"
