"""Tables of notices."""

from django.db import models
from django.db.models import Q

from motcua.kernel.models import Row
from motcua.kernel.stamps import Stamp

from .types import Channel, Delivery, Language


class Notice(Row):
    """Tin báo: one thing told to one account, or to a bare address, once a key; ``in_app`` is false where it goes by
    letter alone."""

    recipient_id = models.BigIntegerField(null=True)
    bare = models.CharField(
        max_length=200, blank=True, help_text="sms:0912345678, where nobody's account is told"
    )
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
        constraints = [
            models.UniqueConstraint(fields=["recipient_id", "key"], name="notice_once"),
            models.UniqueConstraint(fields=["bare", "key"], condition=~Q(bare=""), name="notice_once_bare"),
        ]
        indexes = [
            models.Index(fields=["recipient_id", "-id"], name="notice_shelf", condition=Q(in_app=True)),
            models.Index(
                fields=["recipient_id"], name="notice_unread", condition=Q(in_app=True, read_at=None)
            ),
        ]


class Letter(models.Model):
    """Tin gửi đi: a notice on its way by one channel, one row for each, until it has arrived or cannot any more."""

    State = Delivery

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="letters")
    channel = models.CharField(max_length=8, choices=Channel.choices(), default=Channel.MAIL)
    address = models.CharField(max_length=200)
    state = models.CharField(max_length=9, choices=Delivery.choices(), default=Delivery.WAITING)
    ref = models.CharField(max_length=40, unique=True, help_text="how we and the carrier call this sending")
    carrier_ref = models.CharField(max_length=120, blank=True)
    urgent = models.BooleanField(default=False, help_text="heeds no quiet hours")
    attempts = models.PositiveIntegerField(default=0)
    resent = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    try_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "channel", "address"], name="letter_once")]
        indexes = [
            models.Index(
                fields=["channel", "try_at", "id"], name="letter_waiting", condition=Q(state="waiting")
            ),
            models.Index(fields=["created_at", "id"], name="letter_day"),
            models.Index(fields=["state", "created_at", "id"], name="letter_state"),
        ]


class Code(models.Model):
    """Mã một lần: sent to an address to show that who asks holds it. The figures are nowhere: they are worked out from
    ``salt`` and the house's own key when they are sent and when they are typed."""

    purpose = models.CharField(max_length=60)
    address = models.CharField(max_length=200)
    asked_by = models.CharField(max_length=80, help_text="user:7, or what the asking room calls who asks")
    salt = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["address", "-created_at"], name="code_address"),
            models.Index(fields=["asked_by", "-created_at"], name="code_asker"),
        ]


class Consent(models.Model):
    """Đồng ý nhận tin: to be told by a channel at an address; taken back it stays, with its day."""

    user_id = models.BigIntegerField()
    channel = models.CharField(max_length=8, choices=Channel.choices())
    address = models.CharField(max_length=200)
    wording = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user_id", "channel"], condition=Q(withdrawn_at=None), name="consent_once"
            )
        ]


class Device(models.Model):
    """Máy nhận tin: one browser its owner let ring for them; what is taken back, or gone, stays with its day."""

    user_id = models.BigIntegerField()
    endpoint = models.CharField(
        max_length=1000, unique=True, help_text="the browser's address at its push service"
    )
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    label = models.CharField(max_length=80)
    wording = models.CharField(max_length=20)
    agreed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user_id"], name="device_of", condition=Q(ended_at=None))]


class Wording(models.Model):
    """Cách viết mẫu tin: other words for one event in one language, from a day on. Rows are only ever added; one without words
    takes the original up again."""

    text = models.CharField(max_length=80)
    language = models.CharField(max_length=2, choices=[(one.value, one.label) for one in Language])
    begins_on = models.DateField()
    words = models.CharField(max_length=300, blank=True)
    detail = models.TextField(blank=True)
    follows = models.BigIntegerField(
        default=0, help_text="the row its writer had seen: of two writers at once, one is told"
    )
    reason = models.CharField(max_length=500)
    made_at = models.DateTimeField()
    by_id = models.CharField(max_length=60)
    by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "follows"], name="wording_once")]


def _newest_wording() -> str | None:
    # The whole of the newest row: after a rollback its number comes again, with other words.
    found = Wording.objects.order_by("-id").values_list().first()
    return repr(found) if found else None


WORDINGS = Stamp(_newest_wording)


class Preference(models.Model):
    """Cách nhận tin: where a person's wish differs from the first setting of a kind."""

    user_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    in_app = models.BooleanField()
    mail = models.BooleanField()
    sms = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "kind"], name="preference_once")]
