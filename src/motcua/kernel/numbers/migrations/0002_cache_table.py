"""The table of the shared cache (settings.CACHES["default"]): limits and used codes are counted once for all processes."""

from django.core.management import call_command
from django.db import migrations

TABLE = "cache_entry"


def make(apps, schema_editor):
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE IF EXISTS {schema_editor.quote_name(TABLE)}")


class Migration(migrations.Migration):
    dependencies = [("numbers", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
