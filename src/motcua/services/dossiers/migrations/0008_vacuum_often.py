"""The lists of the desk are answered from indexes alone as long as PostgreSQL knows that the pages behind are seen by
all; by itself it looks again only after a fifth of the table has changed, which of a province's dossiers is months."""

from django.db import migrations

EVERY = 0.02
NAMES = ("autovacuum_vacuum_scale_factor", "autovacuum_vacuum_insert_scale_factor", "autovacuum_analyze_scale_factor")


def often(apps, editor):
    """Look again after a fiftieth."""
    if editor.connection.vendor == "postgresql":
        said = ", ".join(f"{name} = {EVERY}" for name in NAMES)
        editor.execute(f"ALTER TABLE dossiers_dossier SET ({said})")


def seldom(apps, editor):
    """As it was."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f"ALTER TABLE dossiers_dossier RESET ({', '.join(NAMES)})")


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0007_wide_walks")]
    operations = [migrations.RunPython(often, seldom)]
