"""Reports over a year of 300,000 dossiers: `python bench/reports.py [--dossiers N]`.

Facts are filled straight into their table, with those of two years before, as a province has them. The limit is measured
in the same run: a plain scan of the same rows by the same index, adding up one column. SQLite, or what MOTCUA_DATABASE_URL
names (an empty database of its own).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
LIMIT_S = 2.0
AGENCIES, PROCEDURES, FIELDS = 130, 400, 40


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--dossiers", type=int, default=300_000)
    given = asked.parse_args()
    sys.path.insert(0, str(HOUSE))
    os.environ["MOTCUA_VAR"] = tempfile.mkdtemp(prefix="motcua-bench-")
    os.environ.setdefault("MOTCUA_DATABASE_URL", "")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
    os.environ.setdefault("MOTCUA_SECRET_KEY", "bench")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.models import Count, Sum

    call_command("migrate", verbosity=0)
    from motcua.kernel import clock
    from motcua.kernel.access import Actor
    from motcua.services.reports import queries, rules
    from motcua.services.reports.models import OPEN, Fact
    from motcua.services.reports.queries.facts import alive
    from motcua.services.reports.types import Asked

    now = datetime(2026, 12, 31, 17, 0, tzinfo=clock.TZ)
    year, dice = rules.period_of("nam", now.date()), random.Random(11)

    def fact(number: int) -> Fact:
        earlier = number >= given.dossiers
        received = date(2024 if earlier else 2026, 1, 1) + timedelta(
            days=dice.randrange(700 if earlier else 365)
        )
        due = received + timedelta(days=dice.randrange(1, 20))
        ended = received + timedelta(days=dice.randrange(0, 22))
        over = ended <= now.date()
        outcome = "early" if ended < due else "on_time" if ended == due else "late"
        agency, field = dice.randrange(AGENCIES), dice.randrange(FIELDS)
        return Fact(
            dossier_id=number + 1, code=f"H42.{agency}-{received:%y%m%d}-{number:07d}", field_name=f"Lĩnh vực {field}",
            procedure_code=f"1.{field * 10 + dice.randrange(PROCEDURES // FIELDS):06d}",
            channel=dice.choice(["counter", "online", "online", "post"]), result_channel=dice.choice(["counter", "online"]),
            competent_agency=f"H42.{agency}", receiving_agency=f"H42.{agency}.1", received_on=received,
            received_weekday=received.isoweekday(), ended_on=ended if over else OPEN, outcome=outcome if over else "",
            due_at=datetime.combine(due, clock_time(17), clock.TZ), returned_on=ended if over else None,
            returned_weekday=ended.isoweekday() if over else None,
        )  # fmt: skip

    with clock.fixed(now):
        for first in range(0, 3 * given.dossiers, 10_000):
            Fact.objects.bulk_create([fact(first + n) for n in range(10_000)])
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        by = Actor(
            kind="officer", id="bench", name="bench",
            permissions=frozenset({"reports.view", "reports.view_agency", "reports.view_province", "dossiers.view_all"}),
        )  # fmt: skip
        rows = Fact.objects.filter(alive(year))
        counted = rows.count()

        def seconds(work) -> float:
            tries = []
            for _ in range(3):
                began = time.perf_counter()
                work()
                tries.append(time.perf_counter() - began)
            return min(tries)

        scan_s = seconds(lambda: rows.aggregate(Count("pk"), Sum("received_weekday")))
        found = {}
        for kind in ("linh-vuc", "thu-tuc", "co-quan", "kenh", "phi"):
            wanted = Asked(kind, year)
            found[kind] = seconds(lambda wanted=wanted: queries.table_of(by, wanted, now))
        one = Asked("thu-tuc", year, agency="H42.7")
        found["thu-tuc, one agency"] = seconds(lambda: queries.table_of(by, one, now))
    slowest = max(found.values())
    print(json.dumps({
        "database": connection.vendor, "facts": 3 * given.dossiers, "in_the_year": counted,
        "reports_s": {kind: round(value, 3) for kind, value in found.items()}, "slowest_s": round(slowest, 3),
        "limit_s": LIMIT_S, "plain_scan_s": round(scan_s, 3), "ratio_to_plain_scan": round(scan_s / slowest, 3),
        "ratio_to_target": round(LIMIT_S / slowest, 2),
    }, ensure_ascii=False))  # fmt: skip
    sys.exit(0 if slowest < LIMIT_S else 1)


if __name__ == "__main__":
    main()
