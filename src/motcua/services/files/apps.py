from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "motcua.services.files"
    label = "files"
    verbose_name = "Kho tệp"
    default_auto_field = "django.db.models.BigAutoField"
