"""Registers of documents: one row a document that came, never erased."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from .types import OPEN, How, Priority, Role, State


class Incoming(models.Model):
    """Văn bản đến: one line of an agency's register of a year, paper and electronic in one series (Decree 30, Article 22)."""

    agency_code = models.CharField(max_length=60)
    agency_name = models.CharField(max_length=300)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(help_text="số đến: without gaps, a cancelled one stays")
    press = models.CharField(max_length=64, help_text="one press of the form registers once")
    arrived_at = models.DateTimeField()
    how = models.CharField(max_length=8, choices=[(one.value, one.value) for one in How])
    author = models.CharField(max_length=200, help_text="tên cơ quan ban hành")
    code_number = models.CharField(max_length=11)
    code_notation = models.CharField(max_length=30)
    issued_on = models.DateField()
    type_name = models.CharField(max_length=100)
    subject = models.CharField(max_length=500)
    pages = models.PositiveSmallIntegerField(null=True)
    priority = models.PositiveSmallIntegerField(
        default=Priority.NORMAL, choices=[(one.value, one.label) for one in Priority]
    )
    reply_due_on = models.DateField(null=True, help_text="the day the document itself asks for")
    due_on = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=12, default=State.REGISTERED.value, choices=[(s.value, s.value) for s in State]
    )
    instruction = models.TextField(blank=True)
    instructed_by = models.CharField(max_length=300, blank=True)
    instructed_at = models.DateTimeField(null=True)
    reply = models.CharField(max_length=60, blank=True, help_text="number and notation of the answer")
    outcome = models.CharField(
        max_length=1000, blank=True, help_text="what was done, or why nothing is answered"
    )
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=300, blank=True)
    registered_by = models.CharField(max_length=300)
    folded = models.TextField(help_text="author, notation, subject without marks")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency_code", "year", "number"], name="incoming_number"),
            models.UniqueConstraint(fields=["agency_code", "press"], name="incoming_press"),
        ]
        indexes = [
            models.Index(fields=["agency_code", "-arrived_at", "-id"], name="incoming_register"),
            models.Index(
                fields=["agency_code", "state", "due_on", "id"], name="incoming_open",
                condition=Q(state__in=[one.value for one in OPEN]),
            ),
            models.Index(fields=["agency_code", "code_number", "issued_on"], name="incoming_again"),
        ]  # fmt: skip

    @property
    def standing(self) -> State:
        """The state as a word of the room."""
        return State(self.state)

    @property
    def urgency(self) -> Priority:
        """How urgent."""
        return Priority(self.priority)

    @property
    def notation(self) -> str:
        """`2432/UBND-KSTTHC`, Party documents `123-CV/TU`."""
        return f"{self.code_number}{'-' if self.is_party else '/'}{self.code_notation}"

    @property
    def is_party(self) -> bool:
        """Whether it is numbered as the Party does."""
        return "/" in self.code_notation and not self.code_notation[:4].isdigit()

    def is_late(self, today: date) -> bool:
        """Whether its day has passed while nobody resolved it."""
        return self.standing in OPEN and self.due_on < today


class Assignee(models.Model):
    """Người được giao: leads, helps, or reads."""

    document = models.ForeignKey(Incoming, on_delete=models.CASCADE, related_name="assignees")
    officer_code = models.CharField(max_length=60)
    officer_name = models.CharField(max_length=250)
    role = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Role])
    open = models.BooleanField(default=True, help_text="it still lies with them")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "officer_code"], name="assignee_once"),
            models.UniqueConstraint(fields=["document"], condition=Q(role="lead"), name="one_lead"),
        ]
        indexes = [
            models.Index(fields=["officer_code"], name="assignee_open", condition=Q(open=True)),
        ]

    @property
    def does(self) -> Role:
        """The role as a word of the room."""
        return Role(self.role)


class Step(models.Model):
    """Diễn biến: what was done with a document, by whom, in order."""

    document = models.ForeignKey(Incoming, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    by = models.CharField(max_length=300)
    action = models.CharField(max_length=20)
    words = models.CharField(max_length=500)
    detail = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
