"""Tables of petitions. Nobody's name stands in the clear: who sent one, and the words of a denunciation, rest encrypted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.services.petitions.types import OPEN, Kind, State


class Petition(models.Model):
    """Phản ánh, kiến nghị: one of them, from its arrival to its answer."""

    code = models.CharField(max_length=24, unique=True)
    token = models.CharField(max_length=32, unique=True, help_text="the sender's secret address")
    press = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=16, choices=[(one.value, one.value) for one in Kind])
    state = models.CharField(
        max_length=12, default=State.NEW.value, choices=[(one.value, one.value) for one in State]
    )
    about_agency = models.CharField(max_length=60, blank=True)
    about_name = models.CharField(max_length=300, blank=True)
    dossier_code = models.CharField(max_length=60, blank=True)
    content = models.TextField(
        blank=True, help_text="empty for a denunciation: its words rest with the sender"
    )
    sealed = models.TextField(help_text="encrypted: the sender, and the words of a denunciation")
    sender_mark = models.CharField(
        max_length=32, blank=True, help_text="keyed fingerprint of the way to reach"
    )
    owner_user_id = models.BigIntegerField(null=True)
    again_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="repeats")
    agency_code = models.CharField(max_length=60)
    agency_name = models.CharField(max_length=300)
    received_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(help_text="of taking it up, then of answering")
    accept_due_at = models.DateTimeField(null=True, help_text="of taking it up, kept when it has been")
    extended = models.PositiveSmallIntegerField(default=0)
    wakes_at = models.DateTimeField(null=True, help_text="when somebody is told next")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=300, blank=True)
    ground = models.CharField(max_length=16, blank=True)
    answer = models.TextField(blank=True)
    public_question = models.TextField(blank=True)
    public_answer = models.TextField(blank=True)
    public_folded = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=300, blank=True)
    satisfied = models.BooleanField(null=True)
    said = models.CharField(max_length=1000, blank=True, help_text="the sender's word on the answer")
    said_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(
                fields=["agency_code", "due_at", "id"], name="petition_open",
                condition=Q(state__in=[one.value for one in OPEN]),
            ),
            models.Index(
                fields=["agency_code", "ended_at", "id"], name="petition_ended", condition=Q(ended_at__isnull=False)
            ),
            models.Index(fields=["agency_code", "received_at"], name="petition_figures"),
            models.Index(fields=["wakes_at"], name="petition_wakes", condition=Q(wakes_at__isnull=False)),
            models.Index(
                fields=["published_at", "id"], name="petition_public", condition=Q(published_at__isnull=False)
            ),
            models.Index(
                fields=["sender_mark", "received_at"], name="petition_mark", condition=~Q(sender_mark="")
            ),
            models.Index(
                fields=["owner_user_id", "id"], name="petition_owner", condition=Q(owner_user_id__isnull=False)
            ),
        ]  # fmt: skip

    @property
    def kind_of(self) -> Kind:
        return Kind(self.kind)

    @property
    def standing(self) -> State:
        return State(self.state)


class Step(models.Model):
    """Việc đã làm với một phản ánh: what was done, by whom, in words; the sender reads the public ones."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    by = models.CharField(max_length=300)
    action = models.CharField(max_length=20)
    words = models.CharField(max_length=500)
    detail = models.TextField(blank=True)
    is_public = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]


class Enclosure(models.Model):
    """Tệp gửi kèm."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="enclosures")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["petition", "sha256"], name="petition_file")]
