"""Tables of intake without a line."""

from __future__ import annotations

from django.db import models

from .types import IntakeState, NumberState


class Device(models.Model):
    """Máy ở quầy: a browser that was prepared to take dossiers in without a line, at one office."""

    key = models.CharField(max_length=40, help_text="made by the machine; nobody else knows it")
    office = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    officer_code = models.CharField(max_length=60, help_text="who was in contact last")
    officer_name = models.CharField(max_length=200)
    registered_at = models.DateTimeField()
    last_contact_at = models.DateTimeField()
    clock_behind_s = models.IntegerField(default=0, help_text="server's clock less the machine's")
    waiting = models.PositiveIntegerField(
        default=0, help_text="intakes not sent yet, as the machine said last"
    )
    locked_at = models.DateTimeField(null=True)
    locked_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "office"], name="device_at_office")]
        indexes = [models.Index(fields=["office", "-last_contact_at", "id"], name="device_of_office")]


class DeviceKey(models.Model):
    """Khóa của máy: what one officer's drafts on one machine are encrypted under; handed out to that officer alone."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="keys")
    officer_code = models.CharField(max_length=60)
    secret = models.CharField(max_length=64)
    released_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "officer_code"], name="key_of_officer")]


class Block(models.Model):
    """Dải số tạm: numbers in a row that one machine may give, reserved while the line was there."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="blocks")
    office = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    reserved_at = models.DateTimeField()
    reserved_by = models.CharField(max_length=300)

    class Meta:
        ordering = ["id"]


class Number(models.Model):
    """Số tạm: one provisional number and what became of it: used on an intake, or annulled with a reason."""

    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="numbers")
    code = models.CharField(max_length=60, unique=True)
    office = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    state = models.CharField(
        max_length=8, default=NumberState.OPEN, choices=[(s.value, s.value) for s in NumberState]
    )
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["office", "year", "number"]
        constraints = [models.UniqueConstraint(fields=["office", "year", "number"], name="number_of_office")]
        indexes = [models.Index(fields=["block", "state"], name="number_of_block")]


class Intake(models.Model):
    """Hồ sơ nhận khi mất mạng: what a machine sent, as it came, and the dossier it became or why it did not."""

    key = models.CharField(
        max_length=40, unique=True, help_text="the machine's own key: sent twice, it is one"
    )
    number = models.OneToOneField(Number, on_delete=models.PROTECT, related_name="intake")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="intakes")
    office = models.CharField(max_length=60)
    officer_code = models.CharField(max_length=60)
    officer_name = models.CharField(max_length=200)
    claimed_at = models.DateTimeField(help_text="as printed on the provisional receipt")
    accepted_at = models.DateTimeField(help_text="the moment that counts")
    moment_reason = models.CharField(max_length=300, blank=True, help_text="why the two differ")
    received_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    fields = models.JSONField(default=list, help_text="what was filled in, as it came")
    files = models.JSONField(default=list)
    procedure = models.JSONField(default=dict, help_text="the procedure as the machine had it")
    procedure_name = models.CharField(max_length=300, blank=True)
    applicant_name = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=[(s.value, s.value) for s in IntakeState])
    conflicts = models.JSONField(default=list)
    dossier_code = models.CharField(max_length=60, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["office", "-received_at", "-id"], name="intake_of_office"),
            models.Index(
                fields=["office", "received_at"],
                name="intake_to_settle",
                condition=models.Q(state="conflict"),
            ),
        ]
