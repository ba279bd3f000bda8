"""Phần việc liên thông: what each agency owes in a joint procedure, and what it has answered."""

from __future__ import annotations

from django.db import models

from motcua.kernel.models import Row
from motcua.services.dossiers.types import MemberState

from .dossier import Dossier


class Member(Row):
    """Phần việc liên thông: one agency's part of a joint dossier, written with the step that opened it. Its clock is the step's own; the dossier's
    promise is never touched by it."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="members")
    token_id = models.BigIntegerField(unique=True)
    node = models.CharField(max_length=64)
    name = models.CharField(max_length=300)
    lane = models.CharField(max_length=64)
    lane_name = models.CharField(max_length=200)
    agency_code = models.CharField(
        max_length=60, blank=True, help_text="empty where the agency works outside"
    )
    asked_at = models.DateTimeField()
    half_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    wakes_at = models.DateTimeField(null=True, help_text="next hour at which its silence is told")
    state = models.CharField(
        max_length=10, default=MemberState.OPEN.value, choices=[(s.value, s.label) for s in MemberState]
    )
    number = models.CharField(max_length=80, blank=True)
    issued_on = models.DateField(null=True)
    reason = models.TextField(blank=True)
    advice = models.TextField(blank=True, help_text="what the citizen is told to do where there is no result")
    sha256 = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=300, blank=True)
    question = models.TextField(blank=True)
    question_at = models.DateTimeField(null=True)
    reply = models.TextField(blank=True)
    reply_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True, help_text="when the outside partner took it")
    receipt = models.CharField(max_length=80, blank=True, help_text="under which the partner keeps it")
    recalled_at = models.DateTimeField(null=True, help_text="when the outside partner heard that it is over")

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["wakes_at"], name="member_wakes", condition=models.Q(wakes_at__isnull=False)
            ),
            models.Index(
                fields=["id"],
                name="member_to_talk",
                condition=models.Q(agency_code="", recalled_at=None),
            ),
        ]
