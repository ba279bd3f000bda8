"""The room in Django's eyes."""

from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "motcua.services.correspondence"
    label = "correspondence"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Văn bản"
