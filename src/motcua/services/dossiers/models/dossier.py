"""The dossier itself, its papers, its clock and its journal."""

from __future__ import annotations

from typing import Any

from django.db import models

from motcua.kernel import rows
from motcua.kernel.models import Row
from motcua.services.dossiers.types import Channel, PauseKind, ResultChannel, Status
from motcua.services.workflow.types import CHANNEL

COUNTED = ("status", "due_at", "paused_at", "id")
PASSED = ("status", "channel", "timeliness", "procedure_code", "applicant_folded")


class Dossier(Row):
    """Hồ sơ thủ tục hành chính.

    Three organisation references: the helper point that took it in, the receiving unit whose code it
    bears, and the competent agency that decides. Procedure, form, process and rule set are those it was
    received under. ``first_due_at`` is the first promise and is never changed.
    """

    code = models.CharField(max_length=60, unique=True)
    external_code = models.CharField(max_length=60, blank=True)
    provisional_number = models.CharField(
        max_length=60, blank=True, help_text="on the receipt its citizen was given while the line was down"
    )
    status = models.PositiveSmallIntegerField(choices=[(s.value, s.label) for s in Status])
    channel = models.CharField(max_length=8, choices=[(c.value, c.label) for c in Channel])

    procedure_code = models.CharField(max_length=20)
    procedure_name = models.CharField(max_length=1000)
    procedure_version_id = models.BigIntegerField()
    field_name = models.CharField(max_length=200, blank=True)
    form_version_id = models.BigIntegerField(null=True)
    process_version_id = models.BigIntegerField(null=True)
    instance_key = models.CharField(max_length=60, blank=True)
    rule_set = models.CharField(max_length=10)

    applicant_name = models.CharField(max_length=200)
    applicant_folded = models.CharField(max_length=200)
    applicant_id_number = models.CharField(max_length=20, blank=True)
    applicant_phone = models.CharField(max_length=20, blank=True)
    applicant_email = models.CharField(max_length=200, blank=True)
    applicant_address = models.CharField(max_length=500, blank=True)
    applicant_kind = models.CharField(max_length=12, default="person")
    submitter_name = models.CharField(max_length=200, blank=True)
    submitter_id_number = models.CharField(max_length=20, blank=True)
    submitter_phone = models.CharField(max_length=20, blank=True)
    submitter_authority = models.CharField(
        max_length=300, blank=True, help_text="by what who submits stands for the applicant"
    )
    owner_user_id = models.BigIntegerField(null=True, db_index=True)

    summary = models.CharField(max_length=1000, blank=True)
    answers = models.JSONField(default=dict)
    sets = models.PositiveSmallIntegerField(default=1)
    result_channel = models.CharField(max_length=8, choices=[(c.value, c.label) for c in ResultChannel])

    helper_agency = models.CharField(max_length=60)
    receiving_agency = models.CharField(max_length=60)
    competent_agency = models.CharField(max_length=60)
    competent_agency_name = models.CharField(max_length=300)

    case_name = models.CharField(
        max_length=300, blank=True, help_text="what it declared, where that has a limit of its own"
    )
    undecided = models.JSONField(
        default=list,
        blank=True,
        help_text="codes of the questions that decide its case and have no answer yet",
    )
    limit_value = models.PositiveIntegerField(null=True)
    limit_unit = models.CharField(max_length=16, blank=True)
    submitted_at = models.DateTimeField()
    answer_due_at = models.DateTimeField(null=True, help_text="reception clock of online filings")
    accepted_at = models.DateTimeField(null=True)
    clock_from_at = models.DateTimeField(null=True, help_text="from when the running limit counts (restart)")
    first_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    lawful_due_at = models.DateTimeField(
        null=True,
        help_text="the due moment by law, which an apology does not move; on time or late is judged by it",
    )
    wakes_at = models.DateTimeField(null=True, help_text="when the sweep of the clocks looks at it next")
    paused_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    timeliness = models.CharField(max_length=8, blank=True)

    register_volume = models.CharField(max_length=20, blank=True)
    register_number = models.PositiveIntegerField(null=True)
    step_name = models.CharField(max_length=300, blank=True)
    holder = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    followers = models.PositiveIntegerField(default=0, help_text="a move is told only where somebody listens")

    class Meta:
        indexes = [  # every list of the desk walks one of them; bench/lists.py holds them to it
            models.Index(fields=["receiving_agency", *COUNTED], name="dossier_at_desk"),
            models.Index(fields=["competent_agency", *COUNTED], name="dossier_at_agency"),
            models.Index(fields=[*COUNTED], name="dossier_due"),
            # These three are walked newest first. What a filter asks stands in them after the order, so that what
            # many rows must be passed over for is passed over without opening the rows.
            models.Index(
                fields=["receiving_agency", "submitted_at", "id", *PASSED], name="dossier_new_at_desk"
            ),
            models.Index(
                fields=["competent_agency", "submitted_at", "id", *PASSED], name="dossier_new_at_agency"
            ),
            models.Index(fields=["submitted_at", "id", *PASSED], name="dossier_new"),
            models.Index(fields=["receiving_agency", "accepted_at"], name="dossier_book"),
            models.Index(fields=["competent_agency", "finished_at"], name="dossier_done"),
            models.Index(fields=["procedure_code", "submitted_at", "id"], name="dossier_procedure"),
            models.Index(fields=["applicant_folded", "id"], name="dossier_applicant"),
            models.Index(fields=["applicant_id_number"], name="dossier_applicant_number"),
            models.Index(fields=["submitter_id_number"], name="dossier_submitter_number"),
            models.Index(fields=["applicant_phone"], name="dossier_phone"),
            models.Index(fields=["external_code"], name="dossier_external"),
            models.Index(
                fields=["provisional_number"],
                name="dossier_provisional",
                condition=~models.Q(provisional_number=""),
            ),
            models.Index(
                fields=["wakes_at", "id"], name="dossier_wakes", condition=models.Q(wakes_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.code

    held: Any = None
    """What a command holds of the process while it runs; not a column."""

    results_held: Any = None
    """The results that stand, once a command has read them; not a column."""

    calendars_held: Any = None
    """The calendars of its agencies, once a command has read them; not a column."""

    supplement_until: Any = None
    """Until when the citizen may answer, while a command asks for papers; not a column."""

    check_list: Any = None
    """Its papers, once a command has read or made them; not a column."""

    @property
    def state(self) -> Status:
        """The status as a word of the room."""
        return Status(self.status)

    @property
    def facts(self) -> dict[str, object]:
        """What conditions of its process may ask: the answers of the declaration, and how it was filed."""
        return {**self.answers, CHANNEL: self.channel}

    def remember(self) -> Dossier:
        """Note what stands in the database now, so that `save_changes` writes only what a command has changed."""
        self._stands = {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}
        return self

    def save_changes(self) -> None:
        """Write the columns that differ from what `remember` saw. Values are replaced, never changed in place."""
        changed = {n: getattr(self, n) for n, value in self._stands.items() if getattr(self, n) != value}
        if changed:
            rows.put(Dossier, {"id": self.pk}, changed)
            self.remember()


class Paper(Row):
    """Giấy tờ của hồ sơ: one paper the procedure asks for, and what was received of it."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="papers")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=2000)
    required = models.BooleanField(default=False)
    group = models.CharField(max_length=40, blank=True)
    originals = models.PositiveSmallIntegerField(default=0)
    certified = models.PositiveSmallIntegerField(default=0)
    copies = models.PositiveSmallIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    checked_by = models.CharField(max_length=200, blank=True)
    scan_key = models.CharField(
        max_length=24, blank=True, help_text="its digitised copy, from the first page on"
    )
    digitised_at = models.DateTimeField(null=True, help_text="DuocSoHoa: a person has confirmed the copy")
    vault_key = models.CharField(
        max_length=24,
        blank=True,
        help_text="DuocTaiSuDung: the paper of the store used in place of a new one",
    )

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["dossier", "position"], name="paper_position")]

    @property
    def received(self) -> int:
        """Pieces received, a file counting as one."""
        return self.originals + self.certified + self.copies + (1 if self.sha256 else 0)


class Pause(Row):
    """Tạm dừng: a span in which the clock of the limit stands still."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="pauses")
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in PauseKind])
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)
    expires_on = models.DateField(null=True)
    legal_basis = models.CharField(max_length=300, blank=True)
    approved_by = models.CharField(max_length=300, blank=True)
    reason = models.TextField()
    before_acceptance = models.BooleanField(default=False)
    asked_by = models.CharField(max_length=300)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["from_at"]


class Reappointment(models.Model):
    """Hẹn lại: every change of the promised moment, old and new."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="reappointments")
    old_due_at = models.DateTimeField()
    new_due_at = models.DateTimeField()
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=300)
    paper_number = models.CharField(
        max_length=60, blank=True, help_text="the apology it stands on; empty where a pause moved the moment"
    )

    class Meta:
        ordering = ["at"]


class JournalEntry(Row):
    """Nhật ký hồ sơ: what happened, in words; public lines are shown to the citizen."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="journal")
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=200)
    post_title = models.CharField(max_length=200, blank=True)
    agency_name = models.CharField(max_length=300, blank=True)
    action = models.CharField(max_length=60)
    text = models.CharField(max_length=500)
    detail = models.TextField(blank=True)
    is_public = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["actor_id", "at"], name="journal_of_actor")]
