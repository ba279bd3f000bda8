"""A program of its own: carries a merger out in processes that are killed -9, on a database of its own, and tells what came of it.

`python -m tests.support.killed_plan` with MOTCUA_VAR naming an empty folder; prints one JSON object.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections import Counter
from datetime import timedelta
from typing import Any

KILLS = 8


def main() -> None:
    """Lay, plan, kill, finish, count."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from motcua.kernel import clock

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from motcua.services.reorganisations.tests import conftest as scene

    with clock.fixed(scene.AT):
        two = scene.lay()
        code = _approved(scene, two)
    before = _dossiers()
    connections.close_all()
    chance, reached = random.Random(18122024), list[int]()
    for _ in range(KILLS):
        reached.append(_kill_in_the_middle(code, scene.MIDNIGHT, chance))
    with clock.fixed(scene.MIDNIGHT):
        scene.carry_out(code)
    print(json.dumps(_counted(code, two, before) | {"chunks_before_each_kill": reached}))


def _approved(scene: Any, two: Any) -> str:
    from motcua.services.reorganisations import services

    code = services.draft(
        name="Sắp xếp hai phường",
        basis="Nghị quyết 12/NQ-HĐND",
        effective_on=scene.ON,
        by=scene.FIRST,
        at=scene.AT,
    )
    for number, line in enumerate(scene.merging(two), start=1):
        services.add_line(code=code, line=line, seen=number, by=scene.FIRST, at=scene.AT)
    services.submit(code=code, seen=3, by=scene.FIRST, at=scene.AT)
    services.approve(code=code, seen=4, by=scene.SECOND, at=scene.AT + timedelta(hours=1))
    return code


def _kill_in_the_middle(code: str, at: Any, chance: random.Random) -> int:
    """Let a process go on with the plan and kill it at a random moment; how many chunks it told of."""
    from motcua.kernel import clock
    from motcua.services.reorganisations import services
    from motcua.services.reorganisations.services import carrying

    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        carrying.CHUNK, carrying.TOGETHER = 3, 1  # many commits, so that a kill falls between and within them
        with clock.fixed(at):
            while services.advance(code=code, at=at):
                os.write(writing, b".")
        os._exit(0)
    os.close(writing)
    told = len(os.read(reading, 1))  # nothing, where the plan was at its end already
    time.sleep(chance.uniform(0, 0.03))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(reading, 4096):
        told += len(more)
    os.close(reading)
    return told


def _dossiers() -> list[list[Any]]:
    from motcua.services.dossiers.models import Dossier

    rows = Dossier.objects.order_by("id").values_list(
        "code", "status", "accepted_at", "due_at", "first_due_at"
    )
    return [[str(value) for value in row] for row in rows]


def _counted(code: str, two: Any, before: list[list[Any]]) -> dict[str, Any]:
    from motcua.services.dossiers.models import Dossier, HandOver, JournalEntry
    from motcua.services.dossiers.types import OPEN
    from motcua.services.notifications.models import Notice
    from motcua.services.reorganisations import queries
    from motcua.services.reorganisations.models import Minutes, Passage, Reorganisation

    row = Reorganisation.objects.get(code=code)
    old = [two.east.committee, two.east.centre, two.west.committee, two.west.centre]
    passed = Counter(Passage.objects.values_list("old", "dossier_code"))
    lines = Counter(
        JournalEntry.objects.filter(action="hand_over_agency").values_list("dossier__code", "agency_name")
    )
    slips = Counter(
        HandOver.objects.filter(step_name="Bàn giao khi sắp xếp bộ máy").values_list(
            "dossier__code", "from_agency"
        )
    )
    told = Counter(Notice.objects.filter(key__startswith="reorganised:").values_list("key", "recipient_id"))
    left = Dossier.objects.filter(status__in=OPEN)
    return {
        "state": row.state,
        "sums_equal": queries.sums(row)["equal"],
        "same_dossiers_and_promises": _dossiers() == before,
        "left_open_at_old": left.filter(receiving_agency__in=old).count()
        + left.filter(competent_agency__in=old).count(),
        "moved": len(passed),
        "counted_by_the_plan": row.moved,
        "most_passages": max(passed.values()),
        "most_lines": max(lines.values()),
        "most_slips": max(slips.values()),
        "most_news": max(told.values(), default=0),
        "minutes": sorted(Minutes.objects.values_list("new", "number")),
    }


if __name__ == "__main__":
    main()
