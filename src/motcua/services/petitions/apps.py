"""The room in Django's eyes."""

from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    name = "motcua.services.petitions"
    label = "petitions"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Phản ánh, kiến nghị"
