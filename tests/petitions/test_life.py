"""A petition from its sending to its published answer, and every refusal on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.kernel import audit
from motcua.kernel.access import Actor
from motcua.kernel.audit.models import Entry
from motcua.kernel.refusals import NotAllowed
from motcua.services.notifications.models import Notice
from motcua.services.petitions import queries, services
from motcua.services.petitions.models import Petition, Step
from motcua.services.petitions.types import (
    Kind,
    NamesSomebody,
    NotExtended,
    PetitionInvalid,
    PetitionMoved,
    PetitionNotThere,
    Sender,
    State,
    TooManyPetitions,
    WrongAgency,
)

from .conftest import AT, SENDER, WORDS, sent, stands

ANSWER = (
    "Đã kiểm tra: cán bộ đã yêu cầu sai. Trung tâm xin lỗi bà và đã nhắc nhở, niêm yết lại danh mục giấy tờ."
)
assert audit


def moved(row: Petition) -> Petition:
    row.refresh_from_db()
    return row


def taken_up(offices, row: Petition, kind: Kind = Kind.CONDUCT) -> Petition:
    services.take_up(code=row.code, kind=kind, seen=row.version, by=offices.inspector, at=AT)
    return moved(row)


def with_the_town(offices, row: Petition) -> Petition:
    services.pass_on(
        code=row.code,
        to=offices.town.committee,
        reason="Thuộc thẩm quyền.",
        seen=row.version,
        by=offices.inspector,
        at=AT,
    )
    return moved(row)


def answered(offices) -> Petition:
    row = with_the_town(offices, taken_up(offices, sent()))
    services.answer(
        code=row.code,
        words=ANSWER,
        seen=row.version,
        by=offices.town.actor("leader"),
        at=AT + timedelta(days=2),
    )
    return moved(row)


def test_from_sending_to_a_published_answer(offices) -> None:
    row = sent(press="x")
    assert sent(press="x").pk == row.pk, "the same press is the same petition"
    assert (row.code, row.agency_code, row.about_agency) == ("PA26-000001", "H42", "H42.95")
    assert SENDER.name not in row.sealed and SENDER.phone not in row.sealed
    row = taken_up(offices, row)
    assert row.standing is State.WORKING and row.due_at > AT + timedelta(days=14)
    due = row.due_at
    row = with_the_town(offices, row)
    assert row.due_at == due, "passing on gives nobody more time"
    leader = offices.town.actor("leader")
    with pytest.raises(PetitionNotThere):
        services.answer(
            code=row.code, words=ANSWER, seen=row.version, by=offices.other.actor("leader"), at=AT
        )
    services.answer(code=row.code, words=ANSWER, seen=row.version, by=leader, at=AT + timedelta(days=2))
    with pytest.raises(PetitionMoved):
        services.answer(code=row.code, words="Một câu khác.", seen=row.version, by=leader, at=AT)
    assert moved(row).answer == ANSWER
    page = queries.page_for(leader, row.code, AT)
    assert page.may_publish and SENDER.phone not in page.question
    services.publish(
        code=row.code,
        question=page.question,
        reply=page.reply,
        seen=row.version,
        by=leader,
        at=AT + timedelta(days=3),
    )
    assert [one.code for one in queries.published("yeu cau them giay to").page()] == [row.code]
    row = moved(row)
    services.take_back(
        code=row.code, reason="Cần rà lại lời.", seen=row.version, by=leader, at=AT + timedelta(days=4)
    )
    assert not list(queries.published().page())
    public = [one.action for one in queries.page_by_token(row.token, AT).steps]
    assert public == ["send", "take_up", "pass_on", "answer", "publish"], (
        "the sender reads what is theirs to read"
    )
    ledger = "".join(
        str(one.after) + one.reason + one.actor_name
        for one in Entry.objects.filter(subject=f"petition:{row.code}")
    )
    assert SENDER.name not in ledger and SENDER.phone not in ledger


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"content": "Chậm quá."}, PetitionInvalid), ({"content": "x" * 5001}, PetitionInvalid),
        ({"sender": Sender("", "0912345678")}, PetitionInvalid), ({"sender": Sender("Nguyễn Thị Kín")}, PetitionInvalid),
        ({"sender": Sender("Nguyễn Thị Kín", "123")}, PetitionInvalid),
        ({"sender": Sender("Nguyễn Thị Kín", "", "không phải thư")}, PetitionInvalid),
    ],
)  # fmt: skip
def test_what_nobody_could_answer_is_not_taken(offices, changes, refusal) -> None:
    with pytest.raises(refusal):
        sent(**changes)
    assert not Petition.objects.exists() and not Step.objects.exists()


def test_nobody_floods_the_office(offices) -> None:
    for n in range(5):
        sent(press=f"p{n}")
    with pytest.raises(TooManyPetitions):
        sent(press="p6")
    sent(press="p7", sender=Sender("Trần Văn Khác", "0987654321"))
    assert Petition.objects.count() == 6


def test_every_wrong_move_of_an_office_leaves_all_as_it_was(offices) -> None:
    by, row = offices.inspector, sent()
    cases = [
        (PetitionInvalid, lambda: services.refuse(code=row.code, ground="khong-co", reason="Lý do dài.", seen=1, by=by, at=AT)),
        (PetitionInvalid, lambda: services.refuse(code=row.code, ground="unclear", reason=" ", seen=1, by=by, at=AT)),
        (PetitionMoved, lambda: services.refuse(code=row.code, ground="unclear", reason="Không rõ.", seen=9, by=by, at=AT)),
        (PetitionMoved, lambda: services.answer(code=row.code, words=ANSWER, seen=1, by=by, at=AT)),
        (WrongAgency, lambda: services.pass_on(code=row.code, to="H42", reason="Về chính mình.", seen=1, by=by, at=AT)),
        (WrongAgency, lambda: services.pass_on(code=row.code, to="Cơ quan không có", reason="Chuyển.", seen=1, by=by, at=AT)),
        (PetitionNotThere, lambda: services.take_up(code=row.code, kind=Kind.RULE, seen=1, by=offices.town.actor("judge"), at=AT)),
        (PetitionNotThere, lambda: services.take_up(code="PA26-999999", kind=Kind.RULE, seen=1, by=by, at=AT)),
        (PetitionMoved, lambda: services.extend(code=row.code, reason="Phức tạp.", seen=1, by=by, at=AT)),
        (PetitionMoved, lambda: services.say_of_answer(token=row.token, satisfied=True, words="", at=AT)),
        (PetitionNotThere, lambda: services.withdraw(token="khong-co", reason="Tôi rút.", at=AT)),
    ]  # fmt: skip
    before = stands()
    for refusal, press in cases:
        with pytest.raises(refusal):
            press()
    assert stands() == before and Step.objects.count() == 1 and not Notice.objects.exists()


def test_a_complaint_is_extended_once_a_petition_on_conduct_never_and_nothing_after_its_limit(
    offices,
) -> None:
    row = taken_up(offices, sent(Kind.COMPLAINT), Kind.COMPLAINT)
    due = row.due_at
    with pytest.raises(NotExtended):
        services.extend(
            code=row.code,
            reason="Phức tạp.",
            seen=row.version,
            by=offices.inspector,
            at=due + timedelta(minutes=1),
        )
    services.extend(
        code=row.code, reason="Phải xác minh nhiều nơi.", seen=row.version, by=offices.inspector, at=AT
    )
    row = moved(row)
    assert row.due_at == due + timedelta(days=15)
    with pytest.raises(NotExtended):
        services.extend(code=row.code, reason="Phức tạp.", seen=row.version, by=offices.inspector, at=AT)
    other = taken_up(offices, sent(press="p2"))
    before = stands()
    with pytest.raises(NotExtended):
        services.extend(code=other.code, reason="Phức tạp.", seen=other.version, by=offices.inspector, at=AT)
    assert stands() == before


def test_what_is_published_names_nobody_and_only_who_may_publishes(offices) -> None:
    row, leader = answered(offices), offices.town.actor("leader")
    before = stands()
    for words in (
        f"Bà {SENDER.name} hỏi về giấy tờ.", "Bà NGUYEN THI KIN hỏi về giấy tờ.", "Gọi 0912 345 678 để biết.",
        "Số định danh 037190000014 đã tra.", "Gửi về hoi.dap@thu.vn nhé.",
    ):  # fmt: skip
        with pytest.raises(NamesSomebody):
            services.publish(code=row.code, question=words, reply=ANSWER, seen=row.version, by=leader, at=AT)
        with pytest.raises(NamesSomebody):
            services.publish(code=row.code, question=WORDS, reply=words, seen=row.version, by=leader, at=AT)
    with pytest.raises(NotAllowed):  # sees it, and does not act for the agency
        services.publish(
            code=row.code, question=WORDS, reply=ANSWER, seen=row.version, by=offices.inspector, at=AT
        )
    assert stands() == before


def test_the_sender_says_once_what_they_think_and_it_counts(offices) -> None:
    row = answered(offices)
    services.say_of_answer(token=row.token, satisfied=False, words="Chưa xin lỗi trực tiếp.", at=AT)
    with pytest.raises(PetitionMoved):
        services.say_of_answer(token=row.token, satisfied=True, words="", at=AT)
    assert moved(row).satisfied is False
    again = sent(press="p9", again_of=row.token)
    assert again.again_of_id == row.pk
    by, day = offices.inspector, AT.date()
    found = {one.code: one for one in queries.figures(by, day, day, AT + timedelta(days=3))}
    town, province = found["H42.95"], found["H42"]
    assert (town.received, town.answered, town.late, town.unsatisfied) == (1, 1, 0, 1)
    assert (town.points_in_time, town.points_content) == (6.0, 0.0)
    assert (province.received, province.open, province.points_content) == (1, 1, 6.0), (
        "a repeat is no first petition"
    )
    whole = queries.together(list(found.values()))
    assert (whole.received, whole.first, whole.unhappy) == (2, 1, 1)
    assert (whole.points_in_time, whole.points_content) == (6.0, 0.0), (
        "counted from the sums: not 6 + 6, nor 0 + 6"
    )
    late = {one.code: one for one in queries.figures(by, day, day, again.due_at + timedelta(hours=1))}
    assert (late["H42"].late, late["H42"].points_in_time) == (1, 0.0)


def test_taken_up_too_late_stays_late_however_soon_it_is_answered(offices) -> None:
    row, by = sent(), offices.inspector
    late = row.due_at + timedelta(hours=1)
    services.take_up(code=row.code, kind=Kind.CONDUCT, seen=1, by=by, at=late)
    services.answer(code=row.code, words=ANSWER, seen=2, by=by, at=late + timedelta(minutes=5))
    found = queries.figures(by, AT.date(), AT.date(), late + timedelta(hours=1))[0]
    assert (found.received, found.late, found.points_in_time) == (1, 1, 0.0)
    assert queries.page_for(by, row.code, late).was_taken_late


def test_the_sender_takes_it_back_before_the_answer_and_not_after(offices) -> None:
    row = sent()
    services.withdraw(token=row.token, reason="Đã giải quyết xong.", at=AT)
    assert moved(row).standing is State.WITHDRAWN
    done = answered_after(offices)
    before = stands()
    with pytest.raises(PetitionMoved):
        services.withdraw(token=done.token, reason="Tôi đổi ý.", at=AT)
    assert stands() == before


def answered_after(offices) -> Petition:
    row = with_the_town(offices, taken_up(offices, sent(press="p5")))
    services.answer(code=row.code, words=ANSWER, seen=row.version, by=offices.town.actor("leader"), at=AT)
    return moved(row)


def test_an_account_hears_of_each_move_and_the_office_before_and_at_the_limit_once_each(offices) -> None:
    citizen = Actor(
        kind="citizen", id="037190000014", name="Nguyễn Thị Kín", user_id=offices.inspector_user.pk
    )
    row = sent(by=citizen)
    assert row.owner_user_id == citizen.user_id and [one.code for one in queries.own(citizen).page()] == [
        row.code
    ]
    row = taken_up(offices, row)
    assert Notice.objects.filter(subject=f"petition:{row.code}").count() == 1
    Notice.objects.all().delete()
    assert services.remind(at=row.wakes_at - timedelta(minutes=1)) == 0
    told = []
    for moment in (row.wakes_at, row.wakes_at, row.due_at, row.due_at + timedelta(days=1)):
        told.append(services.remind(at=moment))
    assert told == [1, 0, 1, 0]
    words = list(Notice.objects.order_by("pk").values_list("words", flat=True))
    assert sorted(set(words)) == ["1 phản ánh, kiến nghị sắp đến hạn", "1 phản ánh, kiến nghị đã quá hạn"]
