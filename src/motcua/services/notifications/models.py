"""Tables of notices."""

from django.db import models
from django.db.models import Q

from motcua.kernel.models import Row


class Notice(Row):
    """Tin báo: one thing told to one account, once a key; ``in_app`` is false where it goes by e-mail alone."""

    recipient_id = models.BigIntegerField()
    key = models.CharField(max_length=160, help_text="what is told: the same key tells a person once")
    kind = models.CharField(max_length=60)
    words = models.CharField(max_length=300)
    detail = models.CharField(max_length=1000, blank=True)
    link = models.CharField(max_length=300, blank=True)
    subject = models.CharField(max_length=120, blank=True, help_text="dossier:H42.15-…")
    said = models.JSONField(
        null=True, help_text="words and detail as sentences, for a reader of another language"
    )
    in_app = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recipient_id", "key"], name="notice_once")]
        indexes = [
            models.Index(fields=["recipient_id", "-id"], name="notice_shelf", condition=Q(in_app=True)),
            models.Index(
                fields=["recipient_id"], name="notice_unread", condition=Q(in_app=True, read_at=None)
            ),
        ]


class Letter(models.Model):
    """Thư điện tử: a notice on its way to a mailbox; it stays until the mail server has taken it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Chờ gửi"
        SENT = "sent", "Đã gửi"
        REFUSED = "refused", "Hộp thư từ chối"

    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, related_name="letter")
    address = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["try_at", "id"], name="letter_waiting", condition=Q(state="waiting"))]


class Preference(models.Model):
    """Cách nhận tin: where a person's wish differs from the first setting of a kind."""

    user_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    in_app = models.BooleanField()
    mail = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "kind"], name="preference_once")]
