from django.db import migrations, models
from django.db.models import F


def keep_first(apps, schema_editor):
    """What was called before is counted from the only call that was kept."""
    apps.get_model("counters", "Ticket").objects.exclude(called_at=None).update(first_called_at=F("called_at"))


class Migration(migrations.Migration):
    dependencies = [("counters", "0004_shift_received")]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="first_called_at",
            field=models.DateTimeField(help_text="until when its holder waited", null=True),
        ),
        migrations.AlterField(
            model_name="ticket",
            name="called_at",
            field=models.DateTimeField(help_text="the latest time it was called to a counter", null=True),
        ),
        migrations.RunPython(keep_first, migrations.RunPython.noop),
    ]
