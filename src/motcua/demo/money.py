"""Money taken at the main desk: a few receipts in hand, one waived, and yesterday's shift closed by a colleague."""

from __future__ import annotations

from datetime import datetime

from motcua.registries.organizations import queries as organizations
from motcua.services.accounts import queries as accounts
from motcua.services.counters import services as counters
from motcua.services.counters.queries import shift_now
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.queries.paying import NOT_CHARGED, rates_of
from motcua.services.payments.types import Method, Wanted

from .play import Desk

EACH = 4


def take_some(main: Desk, *, at: datetime) -> int:
    """Receipts of two clerks for the newest dossiers with a rate of its own; the second has closed the shift."""
    holders = organizations.officers_for_lane("mot_cua", main.code, at.date())[:2]
    clerks = [accounts.actor_of_officer(one.officer_code, one.post_code) for one in holders]
    rows = Dossier.objects.filter(receiving_agency=main.code, accepted_at__isnull=False)
    taken = 0
    for row in rows.order_by("-submitted_at", "-id")[:60]:
        rates = [rate for rate in rates_of(row) if rate.amount_vnd]
        if row.state in NOT_CHARGED or not rates or not clerks:
            continue
        clerk = clerks[taken // EACH % len(clerks)]
        wanted = [
            Wanted(rates[0].key, 1) if taken else Wanted(rates[0].key, waived="Hộ nghèo, có giấy chứng nhận")
        ]
        dossiers.collect_fees(code=row.code, wanted=wanted, method=Method.CASH, press="demo", by=clerk, at=at)
        taken += 1
        if taken == 2 * EACH:
            break
    if len(clerks) == 2 and taken == 2 * EACH:
        now = shift_now(clerks[1], at)
        counters.close_shift(
            counted_vnd=now.cash_vnd, handed_to=clerks[0].id, reason="", press="demo", by=clerks[1], at=at
        )
    return taken
