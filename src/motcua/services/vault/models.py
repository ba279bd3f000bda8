"""A paper of the store, and each time it was used or would not do."""

from django.db import models

from motcua.services.vault.types import Source

LIVE = models.Q(revoked_at=None, superseded_at=None)


class Holding(models.Model):
    """Giấy tờ trong kho: a file by its hash, whose it is, what stands on it, until when it holds. Never erased."""

    key = models.CharField(max_length=24, unique=True)
    owner_number = models.CharField(max_length=20)
    owner_name = models.CharField(max_length=200)
    owner_user_id = models.BigIntegerField(
        null=True, help_text="the account that filed; it sees its own filings"
    )
    holder_name = models.CharField(
        max_length=200, blank=True, help_text="whom it is about, as it says itself"
    )
    source = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Source])
    reference = models.CharField(max_length=120, help_text="what brought it forth: dossier:H42.15-…")
    slot = models.CharField(max_length=40, help_text="which paper of it")
    procedure_code = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=300)
    plain = models.CharField(max_length=300)
    name = models.CharField(max_length=500)
    number = models.CharField(max_length=80, blank=True)
    issued_on = models.DateField(null=True)
    issuer = models.CharField(max_length=300, blank=True)
    signer = models.CharField(max_length=300, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    scope = models.CharField(max_length=300, blank=True)
    valid_to = models.DateField(null=True)
    is_refusal = models.BooleanField(default=False, help_text="a decision, but no paper to be used again")
    sha256 = models.CharField(max_length=64)
    original_sha256 = models.CharField(max_length=64, blank=True, help_text="the file before it was signed")
    size = models.PositiveBigIntegerField(default=0)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=300, blank=True)
    deposited_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    superseded_by = models.CharField(max_length=24, blank=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_for = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = "giấy tờ trong kho"
        constraints = [
            models.UniqueConstraint(fields=["owner_number", "sha256"], condition=LIVE, name="vault_once"),
            models.UniqueConstraint(fields=["reference", "slot"], condition=LIVE, name="vault_one_in_force"),
        ]
        indexes = [
            models.Index(fields=["owner_number", "id"], name="vault_of_owner"),
            models.Index(fields=["owner_number", "kind"], name="vault_by_kind"),
            models.Index(fields=["owner_number", "plain"], name="vault_by_name"),
            models.Index(fields=["owner_user_id", "id"], name="vault_of_account"),
        ]


class Use(models.Model):
    """Lượt dùng: a dossier took the paper in place of a new one, or said why it would not do."""

    USED, DECLINED = "used", "declined"

    holding = models.ForeignKey(Holding, on_delete=models.PROTECT, related_name="uses")
    reference = models.CharField(max_length=120, db_index=True)
    slot = models.CharField(max_length=40)
    outcome = models.CharField(max_length=8, choices=[(USED, "Đã dùng"), (DECLINED, "Không dùng được")])
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=300)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "lượt dùng giấy tờ trong kho"
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "slot"],
                condition=models.Q(outcome="used", undone_at=None),
                name="vault_use_once",
            )
        ]
