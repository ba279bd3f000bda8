"""Ratings of what the main desk and its committee have ended: many good ones, some middling, a low one looked into."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.organizations import queries as organizations
from motcua.services.accounts import queries as accounts
from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.queries.rating import ENDED
from motcua.services.feedback import queries, services

from .play import Desk

MOST = 36
GOOD = [
    "Cán bộ hướng dẫn dễ hiểu.",
    "Xong sớm hơn ngày hẹn, cảm ơn.",
    "Không phải đi lại lần nào.",
    "",
    "",
    "",
]
POOR = ["Phải đến ba lần mới đủ giấy.", "Hẹn sáng nhưng chiều mới có kết quả.", ""]


def rate_some(main: Desk, *, until: datetime) -> int:
    """Rate the newest ended dossiers; how many."""
    rows = Dossier.objects.filter(receiving_agency=main.code, status__in=[int(one) for one in ENDED])
    codes = list(rows.order_by("-submitted_at", "-id").values_list("code", flat=True)[:MOST])
    asked = queries.criteria(clock.local(until).date())
    chance = random.Random(11)
    for n, code in enumerate(codes):
        poor = n % 12 == 5
        at = until - timedelta(minutes=20 * (len(codes) - n))
        services.rate(
            token=queries.proved_address(code, at),
            answers={
                one.code: chance.choices([2, 1, 0], [1, 2, 9] if poor else [8, 3, 0])[0] for one in asked
            },
            comment=chance.choice(POOR if poor else GOOD),
            may_contact=poor,
            by=Actor.anonymous(),
            at=at,
        )
    _look_into_one(main, until)
    return len(codes)


def _look_into_one(main: Desk, at: datetime) -> None:
    heads = organizations.officers_for_lane("lanh_dao_trung_tam", main.code, clock.local(at).date())
    if not heads:
        return
    head = accounts.actor_of_officer(heads[0].officer_code, heads[0].post_code)
    if waiting := queries.follow_ups(head).beyond(None, 1):
        services.close_follow_up(
            follow_up_id=waiting[0].pk,
            words="Quầy chưa nói đủ giấy ngay lần đầu; đã gọi xin lỗi và in lại danh sách giấy cần nộp.",
            by=head,
            at=at,
        )
