"""Liên thông: one filing, several agencies; each with its own hour, its own answer, and its own silence."""

from __future__ import annotations

import threading
from datetime import timedelta
from http.server import ThreadingHTTPServer

import httpx
import pytest
from django.test import Client
from sandbox import partner as played
from sandbox.__main__ import handler_for

from motcua.kernel import clock
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import Dossier, HandOver, Member, Result, Work
from motcua.services.dossiers.queries.members import parts_of
from motcua.services.dossiers.tests.factories import sign_in_as
from motcua.services.dossiers.types import (
    BadMemberAnswer,
    DoneBySomeone,
    NotYourStep,
    ReasonMissing,
    Status,
    WrongState,
)
from motcua.services.notifications.models import Notice
from motcua.services.workflow import queries as processes

BIRTH, DEATH = "2.002621", "2.002622"
NUMBER = "123/2026"


@pytest.fixture
def insurance(tmp_path, settings):
    """The social insurance, over the wire; gives how its clerk is played."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for({}, played.below(tmp_path)))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/insurance"
    settings.PARTNERS = {"bao_hiem_xa_hoi": {"url": url, "contact": "Bà Nguyễn Thị Xuân, 0229 111 222"}}

    def play(member, **said):
        key = f"{member.dossier.code}%2F{member.token_id}" if member else "*"
        assert httpx.post(f"{url}/play/{key}", json=said).status_code == 200

    yield play
    server.shutdown()
    server.server_close()


@pytest.fixture
def joint(province):
    """A joint birth whose certificate is signed: the police and the insurance have begun."""
    return begun(province, BIRTH)


def begun(province, code):
    dossier = province.taken_in(code)
    province.walk(dossier, to="sign")
    return province.step(dossier)


def part(dossier, node):
    return Member.objects.select_related("dossier").get(dossier=dossier, node=node)


def police(province, dossier):
    work = Work.objects.get(dossier=dossier, node="t1")
    return province.officers("dang_ky_cu_tru", work.agency_code)[0]


def deliver(province, dossier, node, *, by, at, **changes):
    with clock.fixed(at):
        return dossiers.answer_member(**({
            "code": dossier.code, "token_id": part(dossier, node).token_id, "delivered": True, "number": NUMBER,
            "issued_on": at.date(), "by": by, "at": at,
        } | changes))  # fmt: skip


def test_both_agencies_work_side_by_side_and_the_promise_stays_byte_for_byte(province, joint, insurance):
    promised = Dossier.objects.filter(pk=joint.pk).values_list("due_at", "first_due_at", "lawful_due_at").get()
    home, card = part(joint, "t1"), part(joint, "t2")
    assert home.agency_code and not card.agency_code and home.half_at < home.due_at and card.due_at < home.due_at
    assert HandOver.objects.filter(dossier=joint, step_name__in=(home.name, card.name)).count() == 2

    at = province.at
    dossiers.talk(at=at)
    card.refresh_from_db()
    assert card.receipt == "BHXH-00001" and card.sent_at == at
    insurance(card, state="delivered", number="TE4-37", issued_on=f"{at:%Y-%m-%d}", said_by="BHXH")
    assert dossiers.talk(at=at)["answered"] == 1
    assert [t.node for t in processes.open_tokens(f"dossier:{joint.code}")] == ["t1"], "the other one works on"
    assert joint.state is Status.PROCESSING

    deliver(province, joint, "t1", by=police(province, joint), at=at)
    province.walk(joint, to="end")
    joint.refresh_from_db()
    assert joint.state is Status.RETURNED
    assert (joint.due_at, joint.first_due_at, joint.lawful_due_at) == promised
    assert {one.member.number for one in parts_of(joint)} == {NUMBER, "TE4-37"}


def test_what_is_sent_or_answered_twice_counts_once_and_a_broken_line_loses_nothing(province, joint, insurance):
    card, at = part(joint, "t2"), province.at
    for behave in ("down", "garbled", "deaf"):
        insurance(None, behave=behave)
        assert dossiers.talk(at=at) == {"sent": 0, "answered": 0, "recalled": 0, "failed": 1}
    insurance(None, behave="")
    dossiers.talk(at=at)
    card.refresh_from_db()
    assert card.receipt == "BHXH-00001", "the part it had taken while deaf is the same part"
    insurance(card, state="declined", reason="Trẻ đã có thẻ ở tỉnh khác.", advice="Liên hệ cơ quan đã cấp thẻ.")
    stale = part(joint, "t2")
    dossiers.talk(at=at)
    version = Dossier.objects.get(pk=joint.pk).version
    from motcua.services.dossiers.ports import PartnerAnswer

    dossiers.take_answer(stale, PartnerAnswer(True, "KHAC-1", at.date()), at=at)
    card.refresh_from_db()
    assert (card.state, card.number) == ("declined", ""), "the first answer stands"
    assert Dossier.objects.get(pk=joint.pk).version == version


def test_silence_is_told_at_half_and_at_the_end_once_each_with_whom_to_call(province, joint, insurance):
    card = part(joint, "t2")
    for officer in province.officers("tu_phap_ho_tich"):
        sign_in_as(Client(), officer)
    with clock.fixed(card.half_at - timedelta(minutes=1)):
        assert dossiers.remind_partners(at=clock.now()) == 0
    for moment in (card.half_at, card.half_at, card.due_at, card.due_at + timedelta(days=1)):
        with clock.fixed(moment):
            dossiers.remind_partners(at=moment)
    told = Notice.objects.filter(key__startswith=f"member-parent:{card.pk}:")
    assert {one.key.rsplit(":", 1)[1] for one in told} == {"half", "late"}
    assert all("Nguyễn Thị Xuân" in one.detail for one in told)
    with clock.fixed(card.due_at + timedelta(hours=24)):
        late = next(one for one in parts_of(joint) if one.member.node == "t2")
    assert late.tone == "late" and late.over and late.call.startswith("Bà Nguyễn")


def test_a_part_needs_a_result_that_can_be_named_or_a_reason_and_what_to_do(province, joint):
    at, by = province.at, police(province, joint)
    before = Dossier.objects.values().get(pk=joint.pk), Member.objects.values().get(dossier=joint, node="t1")
    for changes, refusal in (
        ({"number": ""}, BadMemberAnswer),
        ({"issued_on": at.date() + timedelta(days=1)}, BadMemberAnswer),
        ({"delivered": False}, ReasonMissing),
        ({"delivered": False, "reason": "Chỗ ở không hợp pháp."}, ReasonMissing),
        ({"by": province.officers("phong_kinh_te")[0]}, NotYourStep),
    ):
        with pytest.raises(refusal):
            deliver(province, joint, "t1", by=changes.pop("by", by), at=at, **changes)
    with clock.fixed(at), pytest.raises(WrongState, match="thuộc"):
        dossiers.finish_step(
            code=joint.code, token_id=part(joint, "t1").token_id, outcome="tu_choi", opinion="Thôi.", by=by, at=at
        )
    with clock.fixed(at), pytest.raises(WrongState):
        dossiers.send_back_step(
            code=joint.code, to_node="s2", reason="Gửi nhầm rồi.", token_id=part(joint, "t1").token_id, by=by, at=at
        )
    after = Dossier.objects.values().get(pk=joint.pk), Member.objects.values().get(dossier=joint, node="t1")
    assert before == after
    assert Result.objects.filter(dossier=joint).signed().exists()


def test_one_agency_declines_and_the_citizen_reads_why_and_what_to_do(province, joint):
    at = province.at
    said = {"delivered": False, "reason": "Chỗ ở chưa đủ diện tích.", "advice": "Nộp lại khi có hợp đồng thuê nhà."}
    deliver(province, joint, "t1", by=police(province, joint), at=at, **said)
    with pytest.raises(DoneBySomeone):
        deliver(province, joint, "t1", by=province.officers("dang_ky_cu_tru", part(joint, "t1").agency_code)[0], at=at)
    with clock.fixed(at), pytest.raises(WrongState):
        dossiers.return_result(code=joint.code, receiver="A", channel="counter", by=province.clerk, at=at)
    deliver(province, joint, "t2", by=province.officers("tu_phap_ho_tich")[0], at=at)  # came on paper
    province.walk(joint, to="end")
    assert joint.state is Status.RETURNED
    assert part(joint, "t1").advice == "Nộp lại khi có hợp đồng thuê nhà."


def test_the_citizen_takes_one_part_out_and_the_partner_hears_it(province, insurance):
    dossier = begun(province, DEATH)
    aid, at = part(dossier, "t2"), province.at
    dossiers.talk(at=at)
    owner = province.citizen(number="")
    with clock.fixed(at):
        with pytest.raises(Exception, match="Không tìm thấy"):
            dossiers.leave_member(code=dossier.code, token_id=aid.token_id, reason="Không cần nữa.", by=owner, at=at)
        clerk = province.officers("tu_phap_ho_tich")[0]
        dossiers.leave_member(code=dossier.code, token_id=aid.token_id, reason="Gia đình rút.", by=clerk, at=at)
    assert dossiers.talk(at=at)["recalled"] == 1
    assert dossiers.talk(at=at) == {"sent": 0, "answered": 0, "recalled": 0, "failed": 0}
    assert part(dossier, "t2").state == "left"


def test_an_agency_asks_back_and_reads_the_reply(province, joint):
    at, by = province.at, police(province, joint)
    token, parent = part(joint, "t1").token_id, province.officers("tu_phap_ho_tich")[0]
    with clock.fixed(at):
        dossiers.ask_back(code=joint.code, token_id=token, question="Trẻ ở với cha hay mẹ?", by=by, at=at)
        assert next(one for one in parts_of(joint) if one.member.node == "t1").wants_reply
        dossiers.reply_to_member(code=joint.code, token_id=token, reply="Ở với mẹ, có sổ.", by=parent, at=at)
        with pytest.raises(DoneBySomeone):
            dossiers.reply_to_member(code=joint.code, token_id=token, reply="Ở với cha.", by=parent, at=at)
    assert part(joint, "t1").reply == "Ở với mẹ, có sổ."
