"""Half an hour without a line at the main desk: what two of its machines took in meanwhile, and what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.organizations import queries as organizations
from motcua.services.accounts import queries as accounts
from motcua.services.dossiers.views.desk import away
from motcua.services.offline import queries, services
from motcua.services.offline.types import Prepared, Sent

from .play import Desk

CODE = "1.001612"
"""A household business: one paper is asked of everybody."""

PEOPLE = [
    ("Phạm Thị Lụa", "036188004417", "0913550127"),
    ("Vũ Văn Khoan", "036079011262", "0984117350"),
    ("Trần Quốc Toản", "036085007731", "0936204418"),
]


def line_down(desk: Desk, *, until: datetime) -> int:
    """Play it; how many intakes the machines sent. The second machine still holds what it has not sent."""
    on = clock.local(until).date()
    holders = organizations.officers_for_lane("mot_cua", desk.code, on)[:2]
    clerks = [accounts.actor_of_officer(one.officer_code, one.post_code) for one in holders]
    begun = until - timedelta(minutes=50)
    made = [
        services.prepare(
            device_key=f"may-quay-{n}-{desk.code}-000000", name=f"Quầy {n}", waiting=n - 1, clock_behind_s=(n - 1) * 240,
            used=[], by=by, at=begun,
        )
        for n, by in enumerate(clerks, start=1)
    ]  # fmt: skip
    if not clerks:
        return 0
    first = made[0]
    services.spoil(
        device=f"may-quay-1-{desk.code}-000000", number=first.numbers[3].code, reason="In hỏng, chưa giao; hủy ở quầy",
        by=clerks[0], at=until,
    )  # fmt: skip
    for n in range(len(PEOPLE)):
        _send(desk, first, n, clerks[0], begun + timedelta(minutes=8 * (n + 1)), until)
    return len(PEOPLE)


def _send(desk: Desk, made: Prepared, n: int, by: Actor, claimed_at: datetime, at: datetime) -> None:
    """One intake as its machine posts it; the last was taken in with an older list of papers."""
    on = clock.local(claimed_at).date()
    procedure, _ = queries.procedure_on(CODE, on, desk.code, None)
    if procedure is None:
        return
    name, number, phone = PEOPLE[n]
    fields = [
        ("thu_tuc", CODE), ("hs-name", name), ("hs-id_number", number), ("hs-phone", phone), ("giay_1", "1"),
        ("hs-address", "phường Nam Định"), ("hs-result_channel", "counter"), ("hs-sets", "1"),
        ("hs-place_code", desk.place_code),
    ]  # fmt: skip
    if n == len(PEOPLE) - 1:
        kept = [*procedure["papers"], {"name": "Bản sao hợp đồng thuê địa điểm", "required": True}]
        procedure = procedure | {"version": procedure["version"] - 1, "papers": kept}
    reading = away.read_filing(away.data_of(fields, []), desk_code=desk.code, on=on)
    services.receive(
        sent=Sent(
            device=f"may-quay-1-{desk.code}-000000", key=f"phieu-{n}-{desk.code}-00000000", digest=f"{n:064d}",
            number=made.numbers[n].code, claimed_at=claimed_at, fields=tuple(fields), procedure=procedure,
        ),
        filing=reading.filing, limit=reading.limit, faults=reading.faults, by=by, at=at,
    )  # fmt: skip
