from django.db import migrations

from motcua.services.dossiers.rules import tails_of


def remember(apps, editor):
    """Dossiers from before are found by their tails too."""
    dossiers, tails = apps.get_model("dossiers", "Dossier"), apps.get_model("dossiers", "Tail")
    batch = []
    for key, code, folded in dossiers.objects.values_list("pk", "code", "applicant_folded").iterator(2000):
        batch += [tails(dossier_id=key, tail=tail) for tail in tails_of(code, folded)]
        if len(batch) > 5000:
            tails.objects.bulk_create(batch)
            batch = []
    tails.objects.bulk_create(batch)


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0004_lists")]
    operations = [migrations.RunPython(remember, migrations.RunPython.noop, elidable=True)]
