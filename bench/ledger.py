"""Pages of a ledger of 100,000 rows, beside fetching as many rows by key: `python bench/ledger.py`."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta

ROWS = 100_000


def milliseconds(run: Callable[[], object], rounds: int = 15) -> float:
    """The quickest of some rounds: other work on the machine only adds."""
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        run()
        took.append(time.perf_counter() - began)
    return round(min(took) * 1000, 2)


def main() -> None:
    os.environ.setdefault("MOTCUA_VAR", tempfile.mkdtemp(prefix="motcua-bench-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from motcua.kernel import audit
    from motcua.kernel.access import Actor
    from motcua.kernel.audit import queries
    from motcua.kernel.audit.models import Entry
    from motcua.kernel.audit.types import VIEW, Asked
    from motcua.kernel.clock import TZ

    call_command("migrate", "audit", verbosity=0)
    reader = Actor.system("bench", VIEW)
    at = datetime(2026, 1, 5, 8, tzinfo=TZ)
    began = time.perf_counter()
    for start in range(0, ROWS, 5000):
        rows = []
        for n in range(start, start + 5000):
            row = Entry(
                at=at + timedelta(seconds=20 * n), actor_kind="officer", actor_id=f"CB-{n % 300}",
                actor_name="Trần Thị Bưởi", post_title="Cán bộ tiếp nhận", action=f"dossiers.verb_{n % 25}",
                subject=f"dossier:H42.15-{n // 12}", before={"state": 1}, after={"state": 2, "due_on": "2026-11-23"},
            )  # fmt: skip
            row.leaf = audit.leaf_hash(row)
            rows.append(row)
        Entry.objects.bulk_create(rows)
    filled = time.perf_counter() - began
    began = time.perf_counter()
    while audit.seal(at=at):
        pass
    sealed = time.perf_counter() - began
    began = time.perf_counter()
    assert audit.verify() is None
    verified = time.perf_counter() - began

    first = queries.page(by=reader, asked=Asked())
    middle = f"{(at + timedelta(seconds=20 * ROWS / 2)).isoformat()}~{ROWS // 2}"
    oldest = f"{(at + timedelta(seconds=20 * 60)).isoformat()}~60"
    someone, something = Asked(actor="CB-7"), Asked(action="dossiers.verb_3")
    keys = [line.id for line in first.lines]
    limit = milliseconds(lambda: list(Entry.objects.filter(id__in=keys)))
    figures = {
        "rows": ROWS,
        "filled_s": round(filled, 1),
        "sealed_s": round(sealed, 1),
        "verified_s": round(verified, 1),
        "newest_page_ms": milliseconds(lambda: queries.page(by=reader, asked=Asked())),
        "middle_page_ms": milliseconds(lambda: queries.page(by=reader, asked=Asked(), before=middle)),
        "oldest_page_ms": milliseconds(lambda: queries.page(by=reader, asked=Asked(), before=oldest)),
        "one_person_ms": milliseconds(lambda: queries.page(by=reader, asked=someone, before=middle)),
        "one_action_ms": milliseconds(lambda: queries.page(by=reader, asked=something, before=oldest)),
        "one_dossier_ms": milliseconds(lambda: queries.page(by=reader, asked=Asked(subject="H42.15-4000"))),
        "actions_list_ms": milliseconds(queries.actions),
        "standing_ms": milliseconds(queries.standing),
        "rows_by_key_ms": limit,
    }
    figures["ratio_oldest_page"] = round(limit / figures["oldest_page_ms"], 3)
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
