"""The morning of a province: `python bench/forecasts.py [--open N --visits M]`.

Forecasts of 6,000 open dossiers from 300,000 visits of ninety days. The limit is measured in the same run: reading the same
visits from their table once, which no forecast can do without; the target is five minutes, for it is made before the doors
open. SQLite, or what MOTCUA_DATABASE_URL names.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
LIMIT_S = 300.0
UNITS, STEPS = 130, ("s2", "s3", "s4", "s5")


def main() -> None:
    """Print one JSON object."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--open", type=int, default=6_000)
    asked.add_argument("--visits", type=int, default=300_000)
    given = asked.parse_args()
    sys.path.insert(0, str(HOUSE))
    os.environ.setdefault("MOTCUA_VAR", tempfile.mkdtemp(prefix="motcua-bench-"))
    os.environ.setdefault("MOTCUA_DATABASE_URL", "")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
    os.environ.setdefault("MOTCUA_SECRET_KEY", "bench")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from motcua.kernel import clock
    from motcua.services.dossiers.models import Dossier, StepTime, Work
    from motcua.services.dossiers.queries import foreseeing
    from motcua.services.forecasts import services

    now, dice = datetime(2026, 11, 23, 6, 30, tzinfo=clock.TZ), random.Random(7)
    per = len(STEPS)

    def dossier(number: int, is_open: bool) -> Dossier:
        unit = number % UNITS
        accepted = now - timedelta(days=dice.uniform(1, 8) if is_open else dice.uniform(9, 89))
        return Dossier(
            code=f"H42.{unit}.01-{number:07d}", status=4 if is_open else 10, channel="counter",
            procedure_code=f"1.{number % 60:06d}", procedure_name="x", procedure_version_id=1, rule_set="2025",
            applicant_name="x", applicant_folded="x", result_channel="counter", helper_agency="h", receiving_agency=f"H42.{unit}.01",
            competent_agency=f"H42.{unit}", competent_agency_name="x", submitted_at=accepted, accepted_at=accepted,
            due_at=accepted + timedelta(days=dice.uniform(2, 12)),
            finished_at=None if is_open else accepted + timedelta(days=dice.uniform(0.2, 7)), timeliness="" if is_open else "early",
        )  # fmt: skip

    def visits(row: Dossier) -> list[StepTime]:
        assert row.accepted_at and row.finished_at
        unit, length = row.competent_agency, (row.finished_at - row.accepted_at) / per
        return [
            StepTime(
                dossier=row, token_id=row.pk * per + n, procedure_code=row.procedure_code, node=node, step_name=node, task="task",
                agency_code=unit, unit_code=f"{unit}-P", officer_code=f"{unit}-{dice.randrange(5)}",
                entered_at=row.accepted_at + n * length, left_at=row.accepted_at + (n + 1) * length, ended="done",
                minutes=dice.randrange(10, 900),
            )
            for n, node in enumerate(STEPS)
        ]  # fmt: skip

    with clock.fixed(now):
        for first in range(0, given.visits // per, 5_000):
            many = range(first, min(first + 5_000, given.visits // per))
            rows = Dossier.objects.bulk_create([dossier(n, False) for n in many])
            StepTime.objects.bulk_create([one for row in rows for one in visits(row)])
        rows = Dossier.objects.bulk_create([dossier(10_000_000 + n, True) for n in range(given.open)])
        Work.objects.bulk_create(
            Work(
                dossier=row, token_id=10_000_000 + row.pk, node=dice.choice(STEPS), step_name="x", task="task", lane="x",
                agency_code=row.competent_agency, unit_code=f"{row.competent_agency}-P", entered_at=row.accepted_at,
                officer_code=f"{row.competent_agency}-{dice.randrange(5)}", due_at=row.due_at,
            )
            for row in rows
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        began = time.perf_counter()
        read = sum(1 for _ in foreseeing.visits(now - timedelta(days=90), now))
        read_s = time.perf_counter() - began
        began = time.perf_counter()
        made = services.foretell_morning(at=now)
        took = time.perf_counter() - began
    print(json.dumps({
        "database": connection.vendor, "visits_read": read, "forecasts": made, "morning_s": round(took, 2),
        "reading_once_s": round(read_s, 2), "ratio_to_reading": round(read_s / took, 3), "limit_s": LIMIT_S,
        "ratio_to_target": round(LIMIT_S / took, 2),
    }))  # fmt: skip
    sys.exit(0 if made == given.open and took < LIMIT_S else 1)


if __name__ == "__main__":
    main()
