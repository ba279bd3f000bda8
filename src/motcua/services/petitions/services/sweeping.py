"""Nhắc hạn: half a working day before a limit and at it, once each."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from motcua.kernel import access, audit, clock
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.registries.organizations import queries as organizations
from motcua.services.accounts import queries as accounts
from motcua.services.notifications.services import notify
from motcua.services.petitions import queries
from motcua.services.petitions.models import Petition
from motcua.services.petitions.types import HANDLE, TO_OFFICE

BATCH = 500
SWEEPER = Actor.system("petitions")


def remind(*, at: datetime) -> int:
    """Tell the offices of what is due; how many petitions."""
    told = 0
    while found := _batch(at=at):
        told += found
    return told


@command
def _batch(*, at: datetime) -> int:
    rows = list(
        Petition.objects.select_for_update(skip_locked=True)
        .filter(wakes_at__lte=at)
        .order_by("wakes_at", "id")[:BATCH]
    )
    by_office: dict[tuple[str, bool, bool], list[Petition]] = defaultdict(list)
    for row in rows:
        late = at >= row.due_at
        by_office[row.agency_code, late, row.kind_of.is_secret].append(row)
        row.wakes_at = None if late else row.due_at
    Petition.objects.bulk_update(rows, ["wakes_at"])
    for (agency, late, secret), some in by_office.items():
        _tell(agency, some, late=late, secret=secret, at=at)
    if rows:
        audit.record(
            SWEEPER, "petitions.remind", f"sweep:{at:%Y%m%d%H%M%S}", at=at, after={"petitions": len(rows)}
        )
    return len(rows)


def _tell(agency: str, some: list[Petition], *, late: bool, secret: bool, at: datetime) -> None:
    """One notice an office and round; of denunciations the number alone, to those who may read them."""
    what = "tố cáo" if secret else "phản ánh, kiến nghị"
    words = f"{len(some)} {what} {'đã quá hạn' if late else 'sắp đến hạn'}"
    shown = "" if secret else ", ".join(row.code for row in some[:5])
    notify(
        kind=TO_OFFICE, key=f"petitions:{agency}:{'late' if late else 'soon'}:{secret:d}:{some[0].pk}:{at:%Y%m%d%H%M%S}",
        words=words, detail=shown, link="/can-bo/phan-anh/", officers=_readers(agency, some[0], at), at=at,
    )  # fmt: skip


def _readers(agency: str, row: Petition, at: datetime) -> list[str]:
    """Officers of the agency, and of the province for what stands there, whose right lets them see this one."""
    found = set()
    for one in organizations.officers_of(agency, clock.local(at).date()):
        actor = accounts.actor_of_officer(one.officer_code, one.post_code, at)
        if access.allows(actor, HANDLE) and Petition.objects.filter(queries.scope(actor), pk=row.pk).exists():
            found.add(one.officer_code)
    return sorted(found)
