"""A citizen's unfinished filing."""

from django.db import models


class Draft(models.Model):
    """Hồ sơ nháp: kept for the citizen until sent or expired; ``key`` is what the address shows."""

    key = models.CharField(max_length=40, unique=True)
    owner_user_id = models.BigIntegerField(db_index=True)
    procedure_code = models.CharField(max_length=20)
    procedure_version_id = models.BigIntegerField()
    form_version_id = models.BigIntegerField(null=True)
    place_code = models.CharField(max_length=10, blank=True)
    competent_agency = models.CharField(max_length=60, blank=True)
    answers = models.JSONField(default=dict)
    papers = models.JSONField(default=dict, help_text="position -> file")
    result_channel = models.CharField(max_length=8, default="online")
    step = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    progress = models.JSONField(default=dict, help_text="step, of, open: as the last page shown counted them")
    discarded_at = models.DateTimeField(null=True, help_text="may be taken back for some days")
    dossier = models.OneToOneField(
        "dossiers.Dossier", null=True, on_delete=models.PROTECT, related_name="draft"
    )

    class Meta:
        indexes = [models.Index(fields=["owner_user_id", "-updated_at"], name="draft_of_owner")]
