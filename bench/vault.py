"""The store of papers: `python bench/vault.py`. What an owner's first page and an intake's question cost when the store holds
twenty papers and a thousand, beside one read of a row by its key measured in the same run. SQLite, or what
MOTCUA_DATABASE_URL names (an empty database of its own).
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
FEW, MANY, OTHERS, TURNS = 20, 1000, 20_000, 60
OWNER, LIGHT = "036190000014", "036190000022"


def main() -> None:
    """Print one JSON object."""
    sys.path.insert(0, str(HOUSE))
    os.environ.setdefault("MOTCUA_VAR", tempfile.mkdtemp(prefix="motcua-bench-"))
    os.environ.setdefault("MOTCUA_DATABASE_URL", "")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
    os.environ.setdefault("MOTCUA_SECRET_KEY", "bench")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from motcua.kernel import clock
    from motcua.kernel.access import Actor
    from motcua.registries.people.types import OWN_NUMBER
    from motcua.services.vault import queries
    from motcua.services.vault.models import Holding
    from motcua.services.vault.types import Wanted

    at = datetime(2026, 11, 23, 8, 0, tzinfo=clock.TZ)

    def lay(owner: str, count: int) -> None:
        Holding.objects.bulk_create(
            (
                Holding(
                    key=f"{owner}-{n}", owner_number=owner, owner_name="N", source="result", reference=f"dossier:{owner}{n}",
                    slot="ket-qua", kind=f"giay {n % 40}", plain=f"giay {n % 40}", name=f"Giấy {n % 40}",
                    sha256=f"{owner}{n}", deposited_at=at, signed_at=at,
                )
                for n in range(count)
            ),
            batch_size=500,
        )  # fmt: skip

    lay(OWNER, MANY)
    lay(LIGHT, FEW)
    for n in range(OTHERS // 20):
        lay(f"03700000{n:04d}", 20)
    wanted = [Wanted(1, "", "Bản sao Giấy 3"), Wanted(2, "", "Giấy tờ không có")]
    first = Holding.objects.values_list("pk", flat=True).first()
    told: dict[str, float] = {"row_by_key_ms": _median(lambda: Holding.objects.get(pk=first))}
    with clock.fixed(at):
        for name, owner in (("few", LIGHT), ("thousand", OWNER)):
            by = Actor(kind="citizen", id=owner, name="N", user_id=1, permissions=frozenset({OWN_NUMBER}))
            told[f"first_page_{name}_ms"] = _median(lambda by=by: queries.lines(queries.own(by).page("", 20)))
            told[f"intake_{name}_ms"] = _median(lambda o=owner: queries.offers([o], wanted, on=at.date()))
    told["first_page_ratio"] = round(told["first_page_thousand_ms"] / told["first_page_few_ms"], 2)
    told["intake_ratio"] = round(told["intake_thousand_ms"] / told["intake_few_ms"], 2)
    told["intake_in_reads_of_a_row"] = round(told["intake_thousand_ms"] / told["row_by_key_ms"], 1)
    print(json.dumps(told, indent=1))


def _median(run: Callable[[], object]) -> float:
    run()
    times = []
    for _ in range(TURNS):
        began = time.perf_counter()
        run()
        times.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(times), 3)


if __name__ == "__main__":
    main()
