"""The room in Django's eyes."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "motcua.services.feedback"
    label = "feedback"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Đánh giá"
