"""Commands of feedback: rate, close a follow-up."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime

from motcua.kernel import access, audit, clock, text
from motcua.kernel.access import Actor
from motcua.kernel.ciphers import mark
from motcua.kernel.commands import command
from motcua.kernel.limits import HOUR, Limit
from motcua.kernel.words import say
from motcua.registries.calendars import queries as calendars
from motcua.registries.calendars import rules as counting
from motcua.registries.organizations import queries as organizations
from motcua.registries.people import queries as people
from motcua.services.dossiers.queries.rating import Rated, phone_to_rate
from motcua.services.notifications.services import check_code, notify, require_texting, send_code
from motcua.services.notifications.types import BadNumber, TooManyCodes

from . import queries, rules
from .models import FollowUp, Rating
from .types import (
    COMMENT_LENGTH,
    FOLLOW_UP,
    LOW_RATING,
    WORDS_LENGTH,
    FollowUpClosed,
    FollowUpInvalid,
    FollowUpNotThere,
    NotARater,
    NothingRated,
    NotProved,
    NotRatable,
    OwnWork,
    RatingStands,
    Score,
    TooManyAsked,
)

log = logging.getLogger("motcua.feedback")
ASKED_AN_HOUR = 20
"""From one network address: asking and trying together."""

RATER = Actor.anonymous()
"""What the ledger knows of who rated: nobody's name stands beside a score."""


@command
def rate(
    *, token: str, answers: Mapping[str, int], comment: str, may_contact: bool, by: Actor, at: datetime
) -> None:
    """Đánh giá: one a dossier, by who holds its address and reads its telephone; within a day they may change it.

    Raises:
        DossierNotThere: the address opens no dossier.
        NotARater: an officer asks.
        NotProved: its telephone takes a code, and none was read there.
        NotRatable: the dossier has not ended.
        NothingRated: no criterion was answered, or not as offered.
        RatingStands: it may not be changed any more.
    """
    if by.kind == "officer":
        raise NotARater(
            say("Cán bộ không đánh giá hồ sơ."),
            why=say("Điểm là của người dân, tổ chức có hồ sơ."),
            next=say("Hãy đưa mã QR trên giấy để người dân tự đánh giá."),
        )
    (dossier, proved), on = queries.opened(token, by, at), clock.local(at).date()
    _require_over(dossier)
    if not proved:
        raise NotProved(
            say("Hãy nhập mã gửi tới số điện thoại ghi trong hồ sơ trước khi đánh giá."),
            why=say("Ai cầm giấy cũng quét được mã QR; điểm là của người có hồ sơ."),
            next=say("Bấm “Gửi mã cho tôi” ở trang đánh giá của hồ sơ."),
        )
    score = rules.score_of(answers, rules.criteria(on))
    if score is None:
        raise NothingRated(
            say("Bạn chưa chọn câu trả lời nào."), next=say("Hãy trả lời ít nhất một tiêu chí.")
        )
    said = {
        "answers": dict(answers),
        "points": score.points,
        "most": score.most,
        "comment": text.clean(comment)[:COMMENT_LENGTH],
        "may_contact": may_contact,
    }
    rating, new = Rating.objects.select_for_update().get_or_create(
        dossier_code=dossier.code, defaults={**_whose(dossier), **said, "given_at": at}
    )
    if not new:
        _change(rating, said, at)
    # The ledger is read by officers: it tells that a dossier was rated, never how.
    audit.record(RATER, "feedback.rate", f"dossier:{dossier.code}", at=at, after={"changes": rating.changes})
    _look_into(rating, score, at)


def ask_for_code(*, code: str, address: str, at: datetime) -> None:
    """Xin mã để đánh giá: a one-time code goes to the telephone of a dossier that has ended. Who asks hears the same whatever
    there is: the page tells nobody which codes exist.

    Raises:
        TooManyAsked: too many from one place of the network within an hour.
        NoTexting: this installation sends no text messages at all.
    """
    _not_too_often(address)
    phone = phone_to_rate(code)
    if not phone:
        require_texting()  # told alike, whether or not the dossier is there
        return
    try:
        _send(code, phone, address, at)
    except (BadNumber, TooManyCodes):
        log.info("no code to rate was sent for a dossier: its number takes none now")


def ask_with_paper(*, token: str, address: str, at: datetime) -> None:
    """Xin mã với giấy trong tay: who shows the dossier's address hears how it went.

    Raises:
        DossierNotThere: the address opens no dossier.
        NotRatable: the dossier has not ended.
        TooManyAsked: too many from one place of the network within an hour.
        NoTexting, BadNumber, TooManyCodes: see `send_code`.
    """
    _not_too_often(address)
    dossier, _ = queries.opened(token, RATER, at)
    _require_over(dossier)
    _send(dossier.code, dossier.phone, address, at)


def _send(code: str, phone: str, address: str, at: datetime) -> None:
    # An asker is one place for one dossier: an office, or a whole neighbourhood behind one mobile mast, shares the place.
    asked_by = f"feedback:{mark('feedback', f'{address} {code}')}"
    send_code(purpose=_purpose(code), phone=phone, asked_by=asked_by, by=RATER, at=at)


def prove_by_code(*, code: str, said: str, address: str, at: datetime) -> str:
    """Nhập mã: the address that rates a dossier, for who reads the messages of its telephone.

    Raises:
        WrongCode: no such dossier, no code sent, or not the one; all answer alike.
        TooManyAsked: too many from one place of the network within an hour.
    """
    _not_too_often(address)
    phone = phone_to_rate(code)
    kept = people.check_phone(phone).value if phone else ""
    check_code(purpose=_purpose(code), phone=kept, code=said, by=RATER, at=at)
    return queries.proved_address(code, at)


def _purpose(code: str) -> str:
    return f"feedback:{code}"[:60]


def _not_too_often(address: str) -> None:
    if not Limit("feedback.from", address, most=ASKED_AN_HOUR, seconds=HOUR).take():
        raise TooManyAsked(
            say("Từ nơi bạn đang truy cập đã thử nhiều lần trong một giờ qua."),
            next=say("Hãy chờ một giờ, hoặc quét mã QR trên giấy của hồ sơ."),
        )


def _require_over(dossier: Rated) -> None:
    if not dossier.is_over:
        raise NotRatable(
            say("Hồ sơ này đang được giải quyết nên chưa đánh giá được."),
            next=say("Hãy quay lại trang này khi hồ sơ đã có kết quả."),
        )


def _whose(dossier: Rated) -> dict[str, str]:
    units = organizations.units(dossier.agency_code) if dossier.unit_code else []
    return {
        "procedure_code": dossier.procedure_code,
        "procedure_name": dossier.procedure_name,
        "field_name": dossier.field_name,
        "agency_code": dossier.agency_code,
        "agency_name": dossier.agency_name,
        "desk_code": dossier.desk_code,
        "unit_code": dossier.unit_code,
        "unit_name": next((one["name"] for one in units if one["code"] == dossier.unit_code), ""),
        "officer_code": dossier.officer_code,
        "officer_name": dossier.officer_name,
    }


def _change(rating: Rating, said: Mapping[str, object], at: datetime) -> None:
    if at > queries.open_until(rating) or rating.changes >= queries.MOST_CHANGES:
        raise RatingStands(
            say("Hồ sơ này đã được đánh giá."),
            why=say("Đánh giá chỉ sửa được trong một thời gian ngắn sau khi gửi, và không quá vài lần."),
            next=say("Nếu còn điều chưa hài lòng, hãy gọi 1022."),
        )
    for name, value in said.items():
        setattr(rating, name, value)
    rating.changes += 1
    rating.save(update_fields=[*said, "changes"])


def _look_into(rating: Rating, score: Score, at: datetime) -> None:
    """A low score opens a follow-up and tells the heads once; one changed for the better before anybody looked ends."""
    on = clock.local(at).date()
    if not rules.is_low(score, on):
        FollowUp.objects.filter(rating=rating, closed_at=None).update(
            closed_at=at, words="Người đánh giá đã sửa điểm, không còn là đánh giá thấp."
        )
        return
    # Raised and lowered again: what no head has closed is open once more.
    FollowUp.objects.filter(rating=rating, closed_by_code="").update(closed_at=None, words="")
    due = counting.add_working_days(on, rules.follow_up_days(on), calendars.calendar(rating.agency_code))
    above, heads = queries.heads(rating, at)
    _, new = FollowUp.objects.get_or_create(
        rating=rating, defaults={"opened_at": at, "due_on": due, "above_code": above}
    )
    if new:
        notify(
            kind=LOW_RATING, key=f"feedback.low:{rating.pk}", link="/can-bo/danh-gia/xem-lai/",
            words="Có một đánh giá thấp cần xem lại.", officers=[one.officer_code for one in heads], at=at,
        )  # fmt: skip


@command
def close_follow_up(*, follow_up_id: int, words: str, by: Actor, at: datetime) -> None:
    """Đã xem lại: what was found and done, in words.

    Raises:
        NotAllowed: the post does not look into ratings.
        OwnWork: it is of their own work.
        FollowUpNotThere: none, or not of one's own unit; both answer alike.
        FollowUpClosed: somebody closed it.
        FollowUpInvalid: no words.
    """
    access.require(by, FOLLOW_UP)
    seen = FollowUp.objects.select_for_update(of=("self",)).select_related("rating")
    row = seen.filter(queries.looked_into(by), pk=follow_up_id).first()
    if row is None:
        raise FollowUpNotThere(
            "Không có đánh giá cần xem lại này trong đơn vị của bạn.", next="Hãy mở lại danh sách."
        )
    if row.closed_at is not None:
        raise FollowUpClosed(
            f"{row.closed_by_name or 'Hệ thống'} đã đóng việc xem lại này.", next="Xem ở mục Đã xem lại."
        )
    if row.rating.officer_code == by.id:
        others = queries.heads(row.rating, at)[1]
        raise OwnWork(
            "Đánh giá này về việc của chính bạn.", why="Người bị đánh giá thấp không tự xem lại việc của mình.",
            next=f"{', '.join(one.full_name for one in others) or 'Cơ quan cấp trên'} xem lại.",
        )  # fmt: skip
    said = text.clean(words)[:WORDS_LENGTH]
    if len(said) < 10:
        raise FollowUpInvalid(
            "Chưa ghi đã xem lại và làm gì.", next="Hãy ghi nguyên nhân và việc đã làm, ít nhất 10 chữ cái."
        )
    row.closed_at, row.closed_by_code, row.closed_by_name, row.words = at, by.id, by.title, said
    row.save(update_fields=["closed_at", "closed_by_code", "closed_by_name", "words"])
    audit.record(by, "feedback.close_follow_up", f"follow_up:{row.pk}", at=at, reason=said)
