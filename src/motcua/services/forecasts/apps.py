"""The room in Django's eyes."""

from django.apps import AppConfig


class ForecastsConfig(AppConfig):
    name = "motcua.services.forecasts"
    label = "forecasts"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Dự báo"
