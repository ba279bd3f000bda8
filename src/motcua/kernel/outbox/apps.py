from django.apps import AppConfig, apps
from django.utils.module_loading import autodiscover_modules


class OutboxConfig(AppConfig):
    name = "motcua.kernel.outbox"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Rooms register what they listen to and what runs by the clock in these two files.
        apps.check_models_ready()
        autodiscover_modules("handlers", "tasks")
