from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "motcua.services.workflow"
    label = "workflow"
    verbose_name = "Quy trình điện tử"
    default_auto_field = "django.db.models.BigAutoField"
