from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0011_outside_has_no_unit")]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="undecided",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="codes of the questions that decide its case and have no answer yet",
            ),
        ),
    ]
