"""Liên thông: one filing, several agencies; each with its own hour, its own answer, and its own silence."""

from __future__ import annotations

import base64
import threading
from dataclasses import replace
from datetime import timedelta
from http.server import ThreadingHTTPServer

import httpx
import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from motcua.kernel import clock
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import (
    Dossier,
    HandOver,
    JournalEntry,
    Member,
    Paper,
    Result,
    StepTime,
    Work,
)
from motcua.services.dossiers.ports import PartnerAnswer
from motcua.services.dossiers.queries import going_along
from motcua.services.dossiers.queries.lists import my_work, rows_of_work
from motcua.services.dossiers.queries.members import parents_of, parts_of
from motcua.services.dossiers.queries.offer import offer_of
from motcua.services.dossiers.queries.seeing import visible_to
from motcua.services.dossiers.services.parts import end_members, require_members_ended
from motcua.services.dossiers.tests.factories import sign_in_as
from motcua.services.dossiers.types import (
    BadMemberAnswer,
    DoneBySomeone,
    MembersOpen,
    NotYourStep,
    ReasonMissing,
    Status,
    WrongState,
)
from motcua.services.files import services as files
from motcua.services.notifications import queries as notices
from motcua.services.workflow import queries as processes
from motcua.services.workflow.types import PAPERS
from sandbox import partner as played
from sandbox.__main__ import handler_for

User = get_user_model()
BIRTH, DEATH = "2.002621", "2.002622"
INSURED = "Trợ cấp mai táng, tử tuất của bảo hiểm xã hội"
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


def begun(province, code, **answers):
    dossier = province.taken_in(code, answers=province.answers(code) | answers)
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
    promised = (
        Dossier.objects.filter(pk=joint.pk).values_list("due_at", "first_due_at", "lawful_due_at").get()
    )
    home, card = part(joint, "t1"), part(joint, "t2")
    assert (
        home.agency_code and not card.agency_code and home.half_at < home.due_at and card.due_at < home.due_at
    )
    assert HandOver.objects.filter(dossier=joint, step_name__in=(home.name, card.name)).count() == 2

    at = province.at
    dossiers.talk(at=at)
    card.refresh_from_db()
    assert card.receipt == "BHXH-00001" and card.sent_at == at
    insurance(card, state="delivered", number="TE4-37", issued_on=f"{at:%Y-%m-%d}", said_by="BHXH")
    assert dossiers.talk(at=at)["answered"] == 1
    assert [t.node for t in processes.open_tokens(f"dossier:{joint.code}")] == ["t1"], (
        "the other one works on"
    )
    assert joint.state is Status.PROCESSING

    deliver(province, joint, "t1", by=police(province, joint), at=at)
    province.walk(joint, to="end")
    joint.refresh_from_db()
    assert joint.state is Status.RETURNED
    assert (joint.due_at, joint.first_due_at, joint.lawful_due_at) == promised
    assert {one.member.number for one in parts_of(joint)} == {NUMBER, "TE4-37"}


def test_what_is_sent_or_answered_twice_counts_once_and_a_broken_line_loses_nothing(
    province, joint, insurance
):
    card, at = part(joint, "t2"), province.at
    for behave in ("down", "garbled", "deaf"):
        insurance(None, behave=behave)
        assert dossiers.talk(at=at) == {"sent": 0, "answered": 0, "recalled": 0, "failed": 1}
    insurance(None, behave="")
    dossiers.talk(at=at)
    card.refresh_from_db()
    assert card.receipt == "BHXH-00001", "the part it had taken while deaf is the same part"
    insurance(
        card, state="declined", reason="Trẻ đã có thẻ ở tỉnh khác.", advice="Liên hệ cơ quan đã cấp thẻ."
    )
    stale = part(joint, "t2")
    dossiers.talk(at=at)
    version = Dossier.objects.get(pk=joint.pk).version
    dossiers.take_answer(stale, PartnerAnswer(True, "KHAC-1", at.date()), at=at)
    card.refresh_from_db()
    assert (card.state, card.number) == ("declined", ""), "the first answer stands"
    assert Dossier.objects.get(pk=joint.pk).version == version


def test_silence_is_told_at_half_and_at_the_end_once_each_with_whom_to_call(province, joint, insurance):
    card = part(joint, "t2")
    done = set(parents_of(joint))
    readers = [one for one in province.officers("tu_phap_ho_tich") if one.id in done]
    for officer in readers:
        sign_in_as(Client(), officer)
    users = [replace(one, user_id=User.objects.get(officer__code=one.id).pk) for one in readers]
    with clock.fixed(card.half_at - timedelta(minutes=1)):
        assert dossiers.remind_partners(at=clock.now()) == 0
    for moment in (card.half_at, card.half_at, card.due_at, card.due_at + timedelta(days=1)):
        with clock.fixed(moment):
            dossiers.remind_partners(at=moment)
    for user in users:
        told = [one for one in notices.shelf(user).notes if f"{card.lane_name} chưa trả lời" in one.words]
        assert sorted(one.words.rsplit(", ", 1)[1] for one in told) == ["đã qua nửa thời hạn", "đã quá hạn"]
        assert all("Nguyễn Thị Xuân" in one.detail for one in told)
    assert users
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
            code=joint.code,
            token_id=part(joint, "t1").token_id,
            outcome="tu_choi",
            opinion="Thôi.",
            by=by,
            at=at,
        )
    with clock.fixed(at), pytest.raises(WrongState):
        dossiers.send_back_step(
            code=joint.code,
            to_node="s2",
            reason="Gửi nhầm rồi.",
            token_id=part(joint, "t1").token_id,
            by=by,
            at=at,
        )
    after = Dossier.objects.values().get(pk=joint.pk), Member.objects.values().get(dossier=joint, node="t1")
    assert before == after
    assert Result.objects.filter(dossier=joint).signed().exists()


def test_one_agency_declines_and_the_citizen_reads_why_and_what_to_do(province, joint):
    at = province.at
    said = {
        "delivered": False,
        "reason": "Chỗ ở chưa đủ diện tích.",
        "advice": "Nộp lại khi có hợp đồng thuê nhà.",
    }
    deliver(province, joint, "t1", by=police(province, joint), at=at, **said)
    with pytest.raises(DoneBySomeone):
        deliver(
            province,
            joint,
            "t1",
            by=province.officers("dang_ky_cu_tru", part(joint, "t1").agency_code)[0],
            at=at,
        )
    with clock.fixed(at), pytest.raises(WrongState):
        dossiers.return_result(code=joint.code, receiver="A", channel="counter", by=province.clerk, at=at)
    deliver(province, joint, "t2", by=province.officers("tu_phap_ho_tich")[0], at=at)  # came on paper
    province.walk(joint, to="end")
    assert joint.state is Status.RETURNED
    assert part(joint, "t1").advice == "Nộp lại khi có hợp đồng thuê nhà."


def test_the_citizen_takes_one_part_out_and_the_partner_hears_it(province, insurance):
    dossier = begun(province, DEATH, aid_kind=INSURED)
    aid, at = part(dossier, "t2"), province.at
    dossiers.talk(at=at)
    owner = province.citizen(number="")
    with clock.fixed(at):
        with pytest.raises(Exception, match="Không tìm thấy"):
            dossiers.leave_member(
                code=dossier.code, token_id=aid.token_id, reason="Không cần nữa.", by=owner, at=at
            )
        clerk = province.officers("tu_phap_ho_tich")[0]
        dossiers.leave_member(
            code=dossier.code, token_id=aid.token_id, reason="Gia đình rút.", by=clerk, at=at
        )
    assert dossiers.talk(at=at)["recalled"] == 1
    assert dossiers.talk(at=at) == {"sent": 0, "answered": 0, "recalled": 0, "failed": 0}
    assert part(dossier, "t2").state == "left"


def test_nobody_is_asked_for_an_aid_that_nobody_wants(province, insurance):
    wish = province.answers(DEATH) | {"aid_kind": "Không đề nghị"}
    dossier = province.taken_in(DEATH, answers=wish)
    page = sign_in_as(Client(), province.clerk)
    with clock.fixed(province.at):
        ahead = page.get(f"/can-bo/ho-so/{dossier.code}/").text
    assert "Xóa đăng ký thường trú" in ahead and "Giải quyết" not in ahead, (
        "no part is foretold that nobody asks"
    )
    province.walk(dossier, to="sign")
    dossier = province.step(dossier)
    assert [one.node for one in Member.objects.filter(dossier=dossier)] == ["t1"]
    dossiers.talk(at=province.at)

    deliver(province, dossier, "t1", by=police(province, dossier), at=province.at)
    province.walk(dossier, to="end")

    dossier.refresh_from_db()
    assert dossier.state is Status.RETURNED
    assert [one.member.number for one in parts_of(dossier)] == [NUMBER]


def test_an_aid_that_is_not_the_insurances_is_granted_by_the_commune(province, insurance):
    dossier = begun(province, DEATH)  # for who had a social allowance
    assert [one.node for one in Member.objects.filter(dossier=dossier).order_by("node")] == ["t1", "t3"]
    assert dossiers.talk(at=province.at)["sent"] == 0, "the insurance hears nothing of it"
    office = province.officers("phong_van_hoa_xa_hoi")[0]
    assert my_work(office).filter(dossier=dossier, node="t3").exists()
    page, where = sign_in_as(Client(), office), f"/can-bo/hoi-y-kien/{dossier.code}/"
    with clock.fixed(province.at):
        assert where in page.get(f"/can-bo/ho-so/{dossier.code}/").text, (
            "their own dossier leads to their part"
        )
        text = page.get(where).text
        assert dossier.answers["aid_bank"] in text and "Bạn chỉ thấy" not in text
        extract = Result.objects.get(dossier=dossier, superseded_at=None)
        assert f"Trích lục khai tử, số {extract.data['number']}" in " ".join(text.split())
        number = int(extract.number)
        assert (
            extract.data["number"] == f"{number:02d}/TLKT"
            and extract.data["dead"]["name"] == dossier.answers["dead_name"]
        )
        assert extract.data["register"] == f"{number:02d}/{extract.number_year}", (
            "entry and extract bear one number"
        )
        said = {"token": part(dossier, "t3").token_id, "outcome": "co_ket_qua", "number": "12/QĐ-UBND"}
        assert page.post(where, said | {"issued_on": f"{province.at:%Y-%m-%d}"}).status_code == 302
        assert where not in page.get(f"/can-bo/ho-so/{dossier.code}/").text, "answered: nothing waits"

    deliver(province, dossier, "t1", by=police(province, dossier), at=province.at)
    province.walk(dossier, to="end")

    dossier.refresh_from_db()
    assert dossier.state is Status.RETURNED
    assert {one.member.number for one in parts_of(dossier)} == {"12/QĐ-UBND", NUMBER}


@pytest.mark.parametrize(("who", "asked"), [("Người khác", True), ("Cha", False), ("Mẹ", False)])
def test_the_parents_consent_in_writing_where_the_child_joins_another_household(province, who, asked):
    answers = province.answers(BIRTH) | {"residence_with": who, "parents_consent": True}
    offer = offer_of(BIRTH, province.at.date())
    wanted = {paper.code for paper in offer.papers_for(answers, "counter") if paper.required}
    assert ("DONG_Y_CUA_CHA_ME" in wanted) == asked
    found = answers | {"birth_kind": "Trẻ bị bỏ rơi"}
    assert "DONG_Y_CUA_CHA_ME" not in {paper.code for paper in offer.papers_for(found, "counter")}


CHILD = {"child_name", "child_birth_date", "child_gender"}
PARENTS = {f"{who}_{what}" for who in ("mother", "father") for what in ("name", "id_number")}
DEAD = {"dead_name", "dead_birth", "dead_id_number", "dead_residence", "death_date"}
AID = {"aid_kind", "aid_receiver", "aid_receiver_id", "aid_bank"}


@pytest.mark.parametrize(
    ("procedure", "node", "seen"),
    [
        (BIRTH, "t1", CHILD | PARENTS | {
            "birth_place", "birth_place_abroad", "home_place", "home_place_abroad", "child_ethnicity",
            "child_nationality", "residence_with", "residence_place", "household_head", "household_head_id",
            "household_relation", "parents_consent", "household_consent",
        }),
        (BIRTH, "t2", CHILD | PARENTS | {"residence_place", "insurance_hospital"}),
        (DEATH, "t1", DEAD | {"dead_gender", "dead_residence_other"}),
        (DEATH, "t2", DEAD | AID),
        (DEATH, "t3", DEAD | AID),
    ],
)  # fmt: skip
def test_a_part_sees_these_answers_and_no_other(province, procedure, node, seen):
    shown = processes.published(procedure)
    assert (
        set(next(task for task in processes.definition_of(shown.id).tasks if task.id == node).shows) == seen
    )


def test_each_agency_of_a_death_sees_its_own_answers_and_no_papers(province, insurance):
    dossier = begun(province, DEATH, aid_kind=INSURED)
    home, aid = (
        {one["code"]: one for one in going_along.part_for(part(dossier, node))["declared"]}
        for node in ("t1", "t2")
    )
    assert {"dead_name", "dead_id_number", "death_date"} <= home.keys() & aid.keys()
    assert {"aid_kind", "aid_receiver", "aid_receiver_id", "aid_bank"} <= aid.keys()
    assert (
        not {one for one in home if one.startswith("aid_")}
        and "requester_phone" not in home.keys() | aid.keys()
    )
    signed = going_along.files_of(going_along.part_for(part(dossier, "t2")))
    assert Paper.objects.filter(dossier=dossier).exists() and len(signed) == 1, (
        "the extract they act on, and no more"
    )


def test_a_partner_is_sent_what_its_step_names_and_the_owner_reads_what_went(
    province, joint, insurance, monkeypatch, tmp_path
):
    at = province.at
    with clock.fixed(at):
        kept = files.store(
            stream=b"%PDF-1.4\n%stand-in\nstartxref\n9\n%%EOF", name="chứng sinh.pdf", by=province.clerk, at=at, owner="dossiers", reference=joint.code
        )  # fmt: skip
    Paper.objects.create(
        dossier=joint, position=90, name="Giấy chứng sinh", sha256=kept.sha256, file_name=kept.name,
        media_type=kept.media_type, size=kept.size,
    )  # fmt: skip
    token = processes.token(part(joint, "t2").token_id)
    told = {one["code"] for one in going_along.part_for(part(joint, "t2"))["declared"]}
    assert "insurance_hospital" in told and "household_head_id" not in told
    monkeypatch.setattr(going_along.processes, "token", lambda _: replace(token, shows=()))
    signed = going_along.files_of(going_along.part_for(part(joint, "t2")))
    assert len(signed) == 1, (
        "the certificate the part stands on goes always, the papers only where the step names them"
    )
    monkeypatch.setattr(going_along.processes, "token", lambda _: replace(token, shows=(PAPERS,)))
    insurance(None, behave="deaf")
    dossiers.talk(at=at)
    assert not JournalEntry.objects.filter(dossier=joint, action="send_part").exists()
    insurance(None, behave="")
    assert dossiers.talk(at=at)["sent"] == 1
    there = {one.name for one in (tmp_path / "insurance-papers").iterdir()}
    assert there == {*signed, kept.sha256}
    line = JournalEntry.objects.get(dossier=joint, action="send_part")
    assert line.is_public and "Giấy chứng sinh" in line.detail
    dossiers.talk(at=at)
    assert JournalEntry.objects.filter(dossier=joint, action="send_part").count() == 1


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


def test_the_police_work_it_in_their_inbox_and_see_the_part_alone(province, joint):
    at, by = province.at, police(province, joint)
    page, where = sign_in_as(Client(), by), f"/can-bo/hoi-y-kien/{joint.code}/"
    with clock.fixed(at):
        assert [one.due_at for one in my_work(by).filter(dossier=joint)] == [part(joint, "t1").due_at]
        assert rows_of_work(my_work(by).filter(dossier=joint))[0].chip.at == part(joint, "t1").due_at
        assert not visible_to(by).filter(pk=joint.pk).exists()
        moved = page.get(f"/can-bo/ho-so/{joint.code}/")
        assert moved.status_code == 302 and moved.url == where
        text = page.get(where).text
        assert "Phần việc của cơ quan bạn" in text and "Giấy khai sinh, số" in text and "ký ngày" in text
        assert Result.objects.get(dossier=joint).data["child"]["name"] == joint.answers["child_name"]
        assert joint.applicant_phone not in text and joint.applicant_id_number not in text
        assert "Con đăng ký thường trú theo ai" in text and joint.answers["household_head"] in text
        for other in ("insurance_hospital", "requester_email"):
            assert joint.answers[other] not in text, "what another agency needs is not shown"
        token = part(joint, "t1").token_id
        bad = page.post(where, {"token": token, "outcome": "co_ket_qua", "number": ""})
        assert bad.status_code == 422 and "phải có số và ngày cấp" in bad.text
        asked = page.post(where, {"what": "ask", "token": token, "words": "Trẻ ở với ai?"})
        assert asked.status_code == 302 and "Trẻ ở với ai?" in page.get(where).text
        said = {"token": token, "outcome": "co_ket_qua", "number": NUMBER, "issued_on": f"{at:%Y-%m-%d}"}
        assert page.post(where, said).status_code == 302
        assert page.get(where).status_code == 404, "answered: the door closes"


def test_the_parent_and_the_citizen_read_one_line_an_agency_and_whom_to_call(province, joint, insurance):
    late = part(joint, "t2").due_at + timedelta(hours=26)
    desk = sign_in_as(Client(), province.officers("tu_phap_ho_tich")[0])
    where = f"/can-bo/ho-so/{joint.code}/lien-thong/"
    with clock.fixed(late):
        assert "Chưa trả lời, quá hạn" in desk.get(where).text
        assert "Bà Nguyễn Thị Xuân" in desk.get(f"/can-bo/ho-so/{joint.code}/").text
        token = part(joint, "t2").token_id
        reply = desk.post(
            where,
            {"token": token, "outcome": "tu_choi", "reason": "Trẻ đã có thẻ.", "advice": "Dùng thẻ đã cấp."},
        )
        assert reply.status_code == 302 and "Dùng thẻ đã cấp." in desk.get(where).text
        stranger = sign_in_as(Client(), province.stranger)
        assert stranger.get(where).status_code == 404


def test_an_answer_after_the_promise_is_kept_moves_on_with_the_apology_and_bears_its_own_lateness(
    province, joint, insurance
):
    deliver(province, joint, "t1", by=police(province, joint), at=province.at)
    dossiers.talk(at=province.at)
    card, answered = part(joint, "t2"), joint.due_at + timedelta(days=1)
    broken = base64.b64encode(b"%PDF-1.4 broken").decode()
    insurance(card, state="delivered", number="TE4-38", issued_on=f"{answered:%Y-%m-%d}", file=broken)
    with clock.fixed(answered):
        assert dossiers.talk(at=answered)["failed"] == 1, "a broken file is not taken, the part stays open"
        assert part(joint, "t2").state == "open"
        insurance(card, file="")
        assert dossiers.talk(at=answered)["answered"] == 1
    joint.refresh_from_db()
    assert joint.state is Status.PROCESSING and part(joint, "t2").number == "TE4-38"
    at = answered + timedelta(hours=1)
    with clock.fixed(at):
        dossiers.sign_apology(
            code=joint.code, reason="Cơ quan Bảo hiểm xã hội trả lời chậm.", new_on=at.date() + timedelta(days=5),
            by=province.leader, at=at,
        )  # fmt: skip
        joint.refresh_from_db()
        assert joint.state is Status.FINISHED and joint.timeliness == "late"
        dossiers.keep_step_times(joint.code)
    late = dict(
        StepTime.objects.filter(dossier=joint, late_minutes__gt=0).values_list("node", "late_minutes")
    )
    assert "t2" in late and "t1" not in late and part(joint, "t2").answered_at == answered
    assert StepTime.objects.get(dossier=joint, node="t2").left_at == answered


def test_nobody_refuses_or_returns_the_whole_while_an_agency_works(province, joint):
    at, parent = province.at, province.officers("tu_phap_ho_tich")[0]
    before = Dossier.objects.values().get(pk=joint.pk)
    with clock.fixed(at):
        with pytest.raises(NotYourStep):
            dossiers.draft_result(code=joint.code, is_refusal=True, by=parent, at=at)
        with pytest.raises(MembersOpen, match="Bảo hiểm xã hội"):
            require_members_ended(joint)
        with pytest.raises(WrongState, match="đã có kết quả được ký"):
            dossiers.withdraw(code=joint.code, reason="Gia đình rút.", by=province.clerk, at=at)
    assert Dossier.objects.values().get(pk=joint.pk) == before


def test_a_stopped_parent_tells_its_partner_and_a_late_answer_revives_nothing(province, joint, insurance):
    at = province.at
    dossiers.talk(at=at)
    card = part(joint, "t2")
    with clock.fixed(at):
        end_members(joint, at=at)
        assert dossiers.talk(at=at)["recalled"] == 1
        dossiers.take_answer(card, PartnerAnswer(True, "TE4-99", at.date()), at=at)
    assert (part(joint, "t2").state, part(joint, "t2").number) == ("ended", "")


@pytest.mark.parametrize(
    "way", ["finish_step", "hand_to_desk", "answer_consultation", "send_back_step", "take_task"]
)
def test_no_other_command_of_the_parent_passes_over_an_agency_that_works(province, joint, way, told):
    deliver(province, joint, "t1", by=police(province, joint), at=province.at)
    parent, token, at = province.officers("tu_phap_ho_tich")[0], part(joint, "t2").token_id, province.at
    said = {
        "finish_step": {"token_id": token, "outcome": "tu_choi", "opinion": "Bỏ qua."},
        "hand_to_desk": {},
        "answer_consultation": {"token_id": token, "outcome": "co_ket_qua", "opinion": "Đã có."},
        "send_back_step": {"token_id": token, "to_node": "s2", "reason": "Gửi nhầm rồi."},
        "take_task": {"token_id": token},
    }[way]
    before, heard = Dossier.objects.values().get(pk=joint.pk), told()
    with clock.fixed(at), pytest.raises(WrongState, match="thuộc Cơ quan Bảo hiểm xã hội"):
        getattr(dossiers, way)(code=joint.code, by=parent, at=at, **said)
    assert Dossier.objects.values().get(pk=joint.pk) == before and told() == heard
    assert [one.node for one in processes.open_tokens(f"dossier:{joint.code}")] == ["t2"]
    with clock.fixed(at):
        page = sign_in_as(Client(), parent).get(f"/can-bo/ho-so/{joint.code}/").text
    assert "Hoàn thành bước" not in page and "Chuyển kết quả về Một cửa" not in page
