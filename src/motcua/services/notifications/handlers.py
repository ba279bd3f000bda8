"""What is told of the organization register, which stands below and knows no notices: absences and stand-ins."""

from __future__ import annotations

from motcua.kernel.outbox import handles
from motcua.registries.organizations import queries as organizations
from motcua.registries.organizations.events import AbsenceAsked, AbsenceDecided, AbsenceEnded
from motcua.registries.organizations.types import AbsenceState
from motcua.services.accounts import queries as accounts

from .services import notify
from .types import AWAY

PAGE = "/can-bo/vang-mat/"


@handles(AbsenceAsked, name="notifications.absence_asked")
def absence_asked(event: AbsenceAsked) -> None:
    """The heads who may agree hear of it."""
    row = organizations.absence(event.absence_id)
    if row is None or not row.asked:
        return
    notify(
        kind=AWAY,
        key=f"absence:{row.id}:asked",
        words=f"{row.name} xin vắng mặt từ {row.valid_from:%d/%m} đến {row.valid_to:%d/%m}, {row.stand_in} làm thay",
        detail=row.reason,
        link=PAGE,
        officers=accounts.approvers_of(row.id),
        at=event.occurred_at,
    )


@handles(AbsenceDecided, name="notifications.absence_decided")
def absence_decided(event: AbsenceDecided) -> None:
    """The officer hears the answer; the stand-in hears of the work, when there is some."""
    row = organizations.absence(event.absence_id)
    if row is None:
        return
    span = f"từ {row.valid_from:%d/%m} đến {row.valid_to:%d/%m}"
    agreed = event.state == AbsenceState.APPROVED
    notify(
        kind=AWAY,
        key=f"absence:{row.id}:{event.state}",
        words=f"Vắng mặt {span} {'đã được duyệt' if agreed else 'không được duyệt'}",
        detail=", ".join(filter(None, (row.decided_by, row.decided_words))),
        link=PAGE,
        officers=[row.code],
        at=event.occurred_at,
    )
    if agreed:
        notify(
            kind=AWAY,
            key=f"absence:{row.id}:stand-in",
            words=f"Bạn làm thay {row.name}, {row.post_title}, {span}",
            detail="Trong những ngày ấy hãy chọn chức vụ này ở mục “Đổi chức vụ”; việc đang dở của người vắng cũng ở đó.",
            link="/tai-khoan/chuc-vu/",
            officers=[row.stand_in_code],
            at=event.occurred_at,
        )


@handles(AbsenceEnded, name="notifications.absence_ended")
def absence_ended(event: AbsenceEnded) -> None:
    """The stand-in hears that the powers are gone."""
    row = organizations.absence(event.absence_id)
    if row is None:
        return
    notify(
        kind=AWAY,
        key=f"absence:{row.id}:ended",
        words=f"{row.name} đã trở lại hoặc không vắng nữa: bạn không còn làm thay",
        link=PAGE,
        officers=[row.stand_in_code],
        at=event.occurred_at,
    )
