"""Tables: no drift from the models, and keys that point down the stairs."""

import pytest
from django.apps import apps
from django.core.management import call_command

from tests.architecture.house import RANK


@pytest.mark.django_db
def test_the_tables_are_those_of_the_code(capsys):
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except SystemExit:
        pytest.fail("models and migrations differ:\n" + capsys.readouterr().out)


def test_a_foreign_key_points_to_its_own_room_or_down():
    wrong = []
    for model in apps.get_models():
        own = model._meta.app_label
        if own not in RANK:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not field.concrete or target is None or target._meta.app_label == own:
                continue
            below = RANK.get(target._meta.app_label, -1)
            if below >= RANK[own]:
                wrong.append(f"{own}.{model.__name__}.{field.name} → {target._meta.label}")
    assert not wrong, wrong


def test_money_dates_and_moments_are_named_for_what_they_are():
    from django.db import models

    wrong = []
    for model in apps.get_models():
        if model._meta.app_label not in RANK:
            continue
        for field in model._meta.get_fields():
            where = f"{model._meta.label}.{field.name}"
            if isinstance(field, models.DateTimeField):
                if (
                    not field.name.endswith(("_at", "_until", "_from"))
                    and field.name != "at"
                    and where not in NAMED_BY_OTHERS
                ):
                    wrong.append(f"{where}: a moment ends in _at")
            elif isinstance(field, models.DateField):
                if not field.name.endswith(("_on", "_from", "_to", "_day")) and field.name not in (
                    "on",
                    "day",
                    "on_date",
                ):
                    wrong.append(f"{where}: a date ends in _on")
            elif isinstance(field, models.FloatField | models.DecimalField) and {"amount", "fee"} & set(
                field.name.split("_")
            ):
                wrong.append(f"{where}: money is whole đồng")
    assert not wrong, "\n".join(wrong)


NAMED_BY_OTHERS = {"accounts.User.last_login"}
