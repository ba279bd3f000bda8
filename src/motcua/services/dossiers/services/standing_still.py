"""Hồ sơ đứng lâu: a clock that stands for money, a stop or somebody outside is told of, so that nobody forgets it."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from motcua.kernel import clock
from motcua.kernel.commands import command
from motcua.kernel.legal import parameter
from motcua.registries.calendars import queries as calendars
from motcua.services.dossiers import rules
from motcua.services.dossiers.models import Dossier, Pause, Work
from motcua.services.dossiers.types import CLOCKS, OPEN, PauseKind
from motcua.services.notifications.services import notify

from .sweeping import heads_of


@command
def tell_standing(*, at: datetime) -> int:
    """Each morning: those whose clock has stood for so many working days, or a multiple of them, to who holds them and
    the heads of their units; how many. Told once a day, however often it is called."""
    today = clock.local(at).date()
    every = int(parameter("dossiers.stands_days", on=today))
    rows = (
        Pause.objects.filter(to_at=None, from_at__lte=at - timedelta(days=every), dossier__finished_at=None)
        .filter(dossier__status__in=[int(one) for one in OPEN]).exclude(kind=PauseKind.SUPPLEMENT)
        .values_list("dossier_id", "from_at", "dossier__competent_agency")
    )  # fmt: skip
    due: dict[str, list[int]] = defaultdict(list)
    for dossier_id, from_at, agency in rows.iterator(chunk_size=2000):
        if rules.told_again(clock.local(from_at).date(), today, every, calendars.calendar(agency)):
            due[agency].append(dossier_id)
    for agency, ids in due.items():
        some = list(Dossier.objects.filter(pk__in=ids).order_by("paused_at", "id"))
        holders = Work.objects.filter(dossier__in=ids).exclude(officer_code="")
        officers = {*holders.values_list("officer_code", flat=True), *heads_of(agency, some, at)}
        codes = ", ".join(one.code for one in some[:5])
        notify(
            kind=CLOCKS, key=f"stands:{agency}:{today}",
            words=f"{len(some)} hồ sơ dừng đồng hồ đã {every} ngày làm việc hoặc hơn",
            detail=codes + (f" và {len(some) - 5} hồ sơ khác" if len(some) > 5 else ""),
            link="/can-bo/ho-so/?han=stands", subject=f"agency:{agency}", at=at, officers=sorted(officers),
        )  # fmt: skip
    return sum(map(len, due.values()))
