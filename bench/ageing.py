"""The sweep of the clocks over 300,000 open dossiers: `python bench/ageing.py [--dossiers N] [--due N]`.

Filled straight into the tables: all open, each with its hour, of which some have come. The limit is measured in the same
run: what the same database takes to find and write back that many rows, with nothing decided in between. SQLite, or what
MOTCUA_DATABASE_URL names (an empty database of its own).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
LIMIT_S = 10


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--dossiers", type=int, default=300_000)
    asked.add_argument("--due", type=int, default=6_000)
    given = asked.parse_args()
    sys.path.insert(0, str(HOUSE))
    os.environ["MOTCUA_VAR"] = tempfile.mkdtemp(prefix="motcua-bench-")
    os.environ.setdefault("MOTCUA_DATABASE_URL", "")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
    os.environ.setdefault("MOTCUA_SECRET_KEY", "bench")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", verbosity=0)
    from motcua.kernel import clock
    from motcua.services.dossiers import services
    from motcua.services.dossiers.models import Apology, Dossier
    from motcua.services.dossiers.tests import factories

    with clock.fixed(factories.AT):
        town = factories.make_town()
        for first in range(1, given.dossiers + 1, 10_000):
            count = min(10_000, given.dossiers + 1 - first)
            waiting = factories.dossier_rows(
                town, count, first=first, due_at=factories.AT + timedelta(hours=6), tails=False,
                wakes_at=factories.AT + timedelta(days=30),
            )  # fmt: skip
            assert len(waiting) == count
        step = max(1, given.dossiers // given.due)
        chosen = list(Dossier.objects.order_by("id").values_list("id", flat=True)[::step][: given.due])
        hour = factories.AT - timedelta(minutes=1)
        for n in range(0, len(chosen), 500):
            Dossier.objects.filter(id__in=chosen[n : n + 500]).update(wakes_at=hour)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        began = time.perf_counter()
        done = services.sweep(at=factories.AT)
        swept_s = time.perf_counter() - began
        assert sum(done.values()) == Apology.objects.count() == len(chosen), done
        began = time.perf_counter()
        for n in range(0, len(chosen), 500):
            with transaction.atomic():
                rows = list(Dossier.objects.filter(id__in=chosen[n : n + 500]).only("id", "wakes_at"))
                Dossier.objects.bulk_update(rows, ["wakes_at"])
        limit_s = time.perf_counter() - began
        began = time.perf_counter()
        assert services.sweep(at=factories.AT) == {}
        idle_s = time.perf_counter() - began
    print(json.dumps({
        "database": connection.vendor, "open": given.dossiers, "due": len(chosen), "swept_s": round(swept_s, 2),
        "limit_s": LIMIT_S, "nothing_due_ms": round(idle_s * 1000, 1), "rows_found_and_written_back_s": round(limit_s, 2),
        "ratio_to_rows_written": round(limit_s / swept_s, 3), "ratio_to_target": round(LIMIT_S / swept_s, 2),
    }))  # fmt: skip
    sys.exit(0 if swept_s < LIMIT_S else 1)


if __name__ == "__main__":
    main()
