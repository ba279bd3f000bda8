"""What a program calls its dossiers by."""

from django.db import models

from motcua.kernel.models import Row


class ExternalCode(Row):
    """Mã bên ứng dụng: one code of one program stands for one dossier, whatever key its calls carry."""

    client = models.CharField(max_length=60)
    code = models.CharField(max_length=60)
    dossier_code = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "code"], name="external_code_of_client")]
