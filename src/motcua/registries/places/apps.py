from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "motcua.registries.places"
    label = "places"
    verbose_name = "Đơn vị hành chính"
    default_auto_field = "django.db.models.BigAutoField"
