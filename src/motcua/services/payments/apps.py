"""The room in Django's eyes."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "motcua.services.payments"
    label = "payments"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Biên lai phí, lệ phí"
