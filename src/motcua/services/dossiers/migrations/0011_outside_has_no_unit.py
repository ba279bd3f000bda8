"""A step that waits for somebody outside stands in no unit's queue; the agency's own code means its common queue."""

from django.db import migrations
from django.db.models import F


def clear(apps, schema_editor):
    served = apps.get_model("organizations", "PostLane").objects.values("lane")
    work = apps.get_model("dossiers", "Work").objects.filter(unit_code=F("agency_code"), post_code="")
    work.exclude(lane__contains="@").exclude(lane__in=served).update(unit_code="")


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0010_case_name"), ("organizations", "0004_remits")]

    operations = [migrations.RunPython(clear, migrations.RunPython.noop)]
