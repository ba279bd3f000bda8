"""The letter itself stands in each listener's row; the table of letters goes."""

from django.db import migrations, models

TAKE = """
UPDATE outbox_delivery SET
    name = (SELECT name FROM outbox_message WHERE outbox_message.id = message_id),
    payload = (SELECT payload FROM outbox_message WHERE outbox_message.id = message_id),
    occurred_at = (SELECT occurred_at FROM outbox_message WHERE outbox_message.id = message_id)
"""


class Migration(migrations.Migration):
    atomic = True

    dependencies = [
        ("outbox", "0001_initial"),
    ]

    operations = [
        migrations.AddField("delivery", "name", models.CharField(max_length=80, default="")),
        migrations.AddField("delivery", "payload", models.JSONField(null=True)),
        migrations.AddField("delivery", "occurred_at", models.DateTimeField(null=True)),
        migrations.RunSQL(TAKE, migrations.RunSQL.noop),
        migrations.RemoveConstraint("delivery", "delivery_once"),
        migrations.RemoveField("delivery", "message"),
        migrations.DeleteModel("Message"),
        migrations.AlterField("delivery", "name", models.CharField(max_length=80)),
        migrations.AlterField("delivery", "payload", models.JSONField()),
        migrations.AlterField("delivery", "occurred_at", models.DateTimeField()),
    ]
