"""Duyệt việc dừng đồng hồ: who approved is one of those who sign for the agency, is told so, and can say no."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.queries.approving import approvers
from motcua.services.dossiers.types import CLOCKS, ApproverUnknown
from motcua.services.notifications.services import notify


def approved(dossier: Dossier, officer: str, doing: str, *, by: Actor, at: datetime) -> str:
    """The approver in words; who is named by another hears of it.

    Raises:
        ApproverUnknown: not one who signs here.
    """
    if not officer:
        return ""
    found = approvers(dossier, clock.local(at).date())
    if officer not in found:
        words = "Người duyệt phải là người có thẩm quyền ký của cơ quan giải quyết hoặc của Bộ phận Một cửa."
        raise ApproverUnknown(
            words, next="Hãy chọn người duyệt trong danh sách.", places=[(("approved_by",), words)]
        )
    if officer != by.id:
        notify(
            kind=CLOCKS, key=f"approved:{dossier.code}:{officer}:{at:%Y%m%d%H%M%S}",
            words=f"{by.name} ghi bạn đã duyệt việc {doing} của hồ sơ {dossier.code}",
            detail="Nếu bạn chưa duyệt, hãy mở hồ sơ, ghi chú và yêu cầu xử lý tiếp.",
            link=f"/can-bo/ho-so/{dossier.code}/?phan=dong-ho", subject=f"dossier:{dossier.code}", at=at,
            officers=[officer],
        )  # fmt: skip
    return found[officer]
