from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "motcua.registries.people"
    label = "people"
    verbose_name = "Cá nhân, tổ chức"
    default_auto_field = "django.db.models.BigAutoField"
