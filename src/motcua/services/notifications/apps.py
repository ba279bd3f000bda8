from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "motcua.services.notifications"
    label = "notifications"
    verbose_name = "Tin báo"
    default_auto_field = "django.db.models.BigAutoField"
