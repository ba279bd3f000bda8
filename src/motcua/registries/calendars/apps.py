from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "motcua.registries.calendars"
    label = "calendars"
    verbose_name = "Lịch làm việc"
    default_auto_field = "django.db.models.BigAutoField"
