"""Every letter has a name and its days: apart from the filling, for PostgreSQL alters no table with rows in the making."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_channels")]

    operations = [
        migrations.AlterField("letter", "ref", models.CharField(help_text="how we and the carrier call this sending", max_length=40, unique=True)),
        migrations.AlterField("letter", "created_at", models.DateTimeField()),
        migrations.AlterField("letter", "expires_at", models.DateTimeField()),
        migrations.AddConstraint("letter", models.UniqueConstraint(fields=("notice", "channel"), name="letter_once")),
        migrations.AddIndex("letter", models.Index(condition=Q(state="waiting"), fields=["channel", "try_at", "id"], name="letter_waiting")),
        migrations.AddIndex("letter", models.Index(fields=["created_at", "id"], name="letter_day")),
        migrations.AddIndex("letter", models.Index(fields=["state", "created_at", "id"], name="letter_state")),
    ]
