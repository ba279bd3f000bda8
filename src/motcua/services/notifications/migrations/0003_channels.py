"""Letters go by channels and end in states of their own; bare numbers, codes and agreements."""

from datetime import timedelta

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

CHANNELS = [("mail", "Thư điện tử"), ("sms", "Tin nhắn SMS")]
STATES = [
    ("waiting", "Chờ gửi"), ("sent", "Đã gửi"), ("delivered", "Đã đến máy"), ("failed", "Không gửi được"),
    ("expired", "Quá hạn gửi"),
]


def carry_over(apps, schema_editor):
    """Letters of before have a name, the day of their notice, and a year in which to be sent."""
    letters = apps.get_model("notifications", "Letter").objects
    letters.filter(state="refused").update(state="failed")
    rows = letters.select_related("notice").only("pk", "notice__created_at").order_by("pk")
    batch = []
    for row in rows.iterator(chunk_size=2000):
        row.ref, row.created_at = f"before-{row.pk}", row.notice.created_at
        row.expires_at = row.notice.created_at + timedelta(days=365)
        batch.append(row)
        if len(batch) == 2000:
            letters.bulk_update(batch, ["ref", "created_at", "expires_at"])
            batch.clear()
    if batch:
        letters.bulk_update(batch, ["ref", "created_at", "expires_at"])


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_said")]

    operations = [
        migrations.AddField("notice", "bare", models.CharField(blank=True, default="", help_text="sms:0912345678, where nobody's account is told", max_length=200), preserve_default=False),
        migrations.AlterField("notice", "recipient_id", models.BigIntegerField(null=True)),
        migrations.AddConstraint("notice", models.UniqueConstraint(condition=~Q(bare=""), fields=("bare", "key"), name="notice_once_bare")),
        migrations.AddField("preference", "sms", models.BooleanField(default=True)),
        migrations.RemoveIndex("letter", "letter_waiting"),
        migrations.AlterField("letter", "notice", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="letters", to="notifications.notice")),
        migrations.AlterField("letter", "state", models.CharField(choices=STATES, default="waiting", max_length=9)),
        migrations.AddField("letter", "channel", models.CharField(choices=CHANNELS, default="mail", max_length=8)),
        migrations.AddField("letter", "ref", models.CharField(max_length=40, null=True)),
        migrations.AddField("letter", "carrier_ref", models.CharField(blank=True, default="", max_length=120), preserve_default=False),
        migrations.AddField("letter", "urgent", models.BooleanField(default=False, help_text="heeds no quiet hours")),
        migrations.AddField("letter", "resent", models.PositiveIntegerField(default=0)),
        migrations.AddField("letter", "created_at", models.DateTimeField(null=True)),
        migrations.AddField("letter", "expires_at", models.DateTimeField(null=True)),
        migrations.AddField("letter", "delivered_at", models.DateTimeField(null=True)),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Code",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(max_length=60)),
                ("address", models.CharField(max_length=200)),
                ("asked_by", models.CharField(help_text="user:7, or what the asking room calls who asks", max_length=80)),
                ("salt", models.CharField(max_length=40)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("tries", models.PositiveIntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={"indexes": [
                models.Index(fields=["address", "-created_at"], name="code_address"),
                models.Index(fields=["asked_by", "-created_at"], name="code_asker"),
            ]},
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_id", models.BigIntegerField()),
                ("channel", models.CharField(choices=CHANNELS, max_length=8)),
                ("address", models.CharField(max_length=200)),
                ("wording", models.CharField(max_length=20)),
                ("given_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={"constraints": [models.UniqueConstraint(condition=Q(withdrawn_at=None), fields=("user_id", "channel"), name="consent_once")]},
        ),
    ]
