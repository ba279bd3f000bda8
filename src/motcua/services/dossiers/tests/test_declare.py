"""The declaration is completed from the paper before acceptance, and put right afterwards with a reason."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from motcua.kernel import clock
from motcua.kernel.audit.models import Entry
from motcua.kernel.refusals import NotAllowed
from motcua.services.dossiers import services
from motcua.services.dossiers.models import Dossier, JournalEntry, Paper, Result, Tail, Work
from motcua.services.dossiers.queries import citizen_page
from motcua.services.dossiers.types import (
    CaseSettled,
    CaseUndecided,
    Channel,
    DoneBySomeone,
    FormNotValid,
    NotYourStep,
    ReasonMissing,
    WrongState,
)
from motcua.services.workflow import queries as processes

from .factories import sign_in_as

LAND, BIRTH = "1.012783", "1.001193"
REMEASURED = {"case": "h", "area_before": "100.5", "area_after": "98.2", "boundary_same": True}


def on_paper(province, **answers: Any) -> Dossier:
    """A program files a declaration that lies in the dossier as a paper."""
    filing = province.filing(LAND, answers=answers, exact=True, form_on_paper=True)
    with clock.fixed(province.at):
        code = services.lodge(filing=filing, by=province.clerk, at=province.at, channel=Channel.COUNTER).code
    return Dossier.objects.get(code=code)


def processed(province) -> tuple[Dossier, Any, int]:
    """A birth whose registrar has drafted the paper; the registrar; the draft."""
    dossier = province.taken_in(BIRTH)
    worker = province.holder(dossier)
    with clock.fixed(province.at):
        draft = services.draft_result(code=dossier.code, by=worker, at=province.at)
    dossier.refresh_from_db()
    return dossier, worker, draft.pk


def everything(dossier: Dossier) -> tuple[Any, ...]:
    """All that a refused change must leave alone."""
    row = Dossier.objects.filter(pk=dossier.pk).values().get()
    lines = JournalEntry.objects.filter(dossier=dossier).count()
    papers = list(Paper.objects.filter(dossier=dossier).values_list("position", "required"))
    return row, lines, papers, list(Result.objects.values_list("pk", "superseded_at")), Work.objects.count()


def declare(province, dossier: Dossier, by: Any, answers: dict[str, Any], **more: Any) -> None:
    with clock.fixed(province.at):
        services.declare(code=dossier.code, answers=answers, by=by, at=province.at, **more)
    dossier.refresh_from_db()


def test_a_paper_declaration_is_not_accepted_before_it_tells_the_case(province):
    dossier = on_paper(province)
    assert (dossier.undecided, dossier.limit_value, dossier.case_name) == (["case"], 5, "")
    before = everything(dossier)
    client = sign_in_as(Client(), province.clerk)
    with clock.fixed(province.at):
        with pytest.raises(CaseUndecided) as refused:
            services.accept(code=dossier.code, by=province.clerk, at=province.at)
        page = client.get(f"/can-bo/ho-so/{dossier.code}/")
    assert "Trường hợp cấp đổi" in refused.value.message
    assert everything(dossier) == before
    assert f"/can-bo/ho-so/{dossier.code}/to-khai/" in page.text and "Trường hợp cấp đổi" in page.text


def test_the_desk_completes_it_and_limit_process_and_papers_follow(province):
    dossier = on_paper(province)
    address, client = f"/can-bo/ho-so/{dossier.code}/to-khai/", sign_in_as(Client(), province.clerk)
    with clock.fixed(province.at):
        form = client.get(address)
        assert form.status_code == 200 and "Chưa rõ" in form.text
        fields = {"viec": "luu", "sua-seen": str(dossier.version)}
        bare = client.post(address, fields)
        assert bare.status_code == 422 and "ngày hẹn tùy theo câu trả lời này" in bare.text
        saved = client.post(address, fields | {"case": "h", "area_before": "100,5", "area_after": "98,2"})
        assert saved.status_code == 302, re.findall(r"notice__title[^<]*>([^<]+)", saved.text)
        dossier.refresh_from_db()
        assert (dossier.limit_value, dossier.undecided) == (10, []) and dossier.case_name
        assert processes.version(dossier.process_version_id).process_code == "1.012783-h"
        Paper.objects.filter(dossier=dossier, required=True).update(originals=1)
        services.accept(code=dossier.code, by=province.clerk, at=province.at)
    line = JournalEntry.objects.get(dossier=dossier, action="declare")
    assert line.is_public and line.text.startswith("Bổ sung tờ khai: ")
    entry = Entry.objects.filter(action="dossiers.declare").latest("id")
    assert entry.after["case"] == "h" and entry.before["case"] is None


def test_after_acceptance_a_correction_has_a_reason_follows_the_name_and_sets_the_draft_aside(province, told):
    dossier, worker, draft = processed(province)
    Dossier.objects.filter(pk=dossier.pk).update(applicant_name=dossier.answers["requester_name"])
    answers = dossier.answers | {"requester_name": "Trần Thị Đúng", "child_name": "NGUYỄN VĂN ĐÚNG"}
    before = everything(dossier)
    with pytest.raises(ReasonMissing):
        declare(province, dossier, worker, answers)
    with pytest.raises(DoneBySomeone):
        declare(province, dossier, worker, answers, reason="Chép sai tên", seen=dossier.version - 1)
    assert everything(dossier) == before

    declare(
        province, dossier, worker, answers, reason="Chép sai tên từ giấy chứng sinh", seen=dossier.version
    )

    assert (dossier.answers["child_name"], dossier.applicant_name) == ("NGUYỄN VĂN ĐÚNG", "Trần Thị Đúng")
    assert dossier.first_due_at == before[0]["first_due_at"] and dossier.due_at == before[0]["due_at"]
    assert Tail.objects.filter(dossier=dossier, tail__startswith="tran thi dung").exists()
    assert dossier.applicant_folded == "tran thi dung"
    assert Result.objects.get(pk=draft).superseded_at == province.at
    line = JournalEntry.objects.get(dossier=dossier, action="declare")
    assert line.is_public and line.detail == "Chép sai tên từ giấy chứng sinh" and "Sửa tờ khai" in line.text
    assert "Dự thảo kết quả phải soạn lại" in line.text and "dossiers.declaration_changed" in told()
    entry = Entry.objects.filter(action="dossiers.declare").latest("id")
    assert entry.after["child_name"] == "NGUYỄN VĂN ĐÚNG" and entry.after["applicant_name"] == "Trần Thị Đúng"

    owner = province.citizen(dossier.applicant_id_number)
    with clock.fixed(province.at):
        told_citizen = [(one.text, one.detail) for one in citizen_page.own_page(owner, dossier.code).journal]
    assert (line.text, line.detail) in told_citizen and line.action in citizen_page.TOLD
    stands = everything(dossier)
    declare(province, dossier, worker, answers, reason="Gửi lại", seen=1)  # as it wants it already
    assert everything(dossier) == stands


def test_the_way_of_receiving_follows_the_declaration(province):
    dossier, worker, _ = processed(province)
    for said, way in (("Bưu chính", "post"), ("Trực tiếp", "counter")):
        declare(province, dossier, worker, dossier.answers | {"result_channel": said}, reason="Đổi cách nhận")
        assert dossier.result_channel == way


def test_a_promise_given_stays_with_its_case(province):
    dossier = province.taken_in(LAND)
    worker = province.holder(dossier)
    before = everything(dossier)
    with pytest.raises(CaseSettled) as refused:
        declare(province, dossier, worker, dossier.answers | REMEASURED, reason="Người dân nói nhầm")
    assert "rút" in refused.value.next
    assert everything(dossier) == before


def test_only_who_accepts_and_then_who_does_the_step_changes_it(province):
    waiting, running = on_paper(province), province.taken_in(BIRTH)
    changed = running.answers | {"child_name": "NGUYỄN VĂN KHÁC"}
    before = everything(waiting), everything(running)
    with pytest.raises(NotAllowed):
        declare(province, waiting, province.stranger, {"case": "a"})
    with pytest.raises((NotYourStep, NotAllowed)):
        declare(province, running, province.clerk, changed, reason="Không phải việc của quầy")
    client = sign_in_as(Client(), province.clerk)
    with clock.fixed(province.at):
        page = client.get(f"/can-bo/ho-so/{running.code}/to-khai/")
    assert page.status_code == 302
    assert (everything(waiting), everything(running)) == before

    signing = province.walk(running, to="sign")
    before = everything(signing)
    with pytest.raises(WrongState):
        declare(province, signing, province.holder(signing), changed, reason="Sửa ở bước ký")
    assert everything(signing) == before


def test_a_program_is_told_each_answer_that_could_not_stand(province):
    dossier = on_paper(province)
    before = everything(dossier)
    for wrong, place in (({"khong_co": "x"}, "khong_co"), ({"case": "a", "area_before": "5"}, "area_before")):
        with pytest.raises(FormNotValid) as refused:
            declare(province, dossier, province.clerk, wrong, exact=True)
        assert refused.value.facts["places"][0][0] == ("answers", place)
    assert everything(dossier) == before


def test_where_the_declaration_says_another_commune_decides_it_goes_there_until_it_is_accepted(province):
    filing = province.filing(BIRTH, answers={}, exact=True, form_on_paper=True)
    with clock.fixed(province.at):
        code = services.lodge(filing=filing, by=province.clerk, at=province.at).code
    waiting, running = Dossier.objects.get(code=code), province.taken_in(BIRTH)
    home = {"province": "37", "commune": "14215", "commune_name": "xã Hải Hậu", "detail": "Xóm 5"}
    elsewhere = running.answers | {"father_residence": home, "mother_residence": home}
    declare(province, waiting, province.clerk, elsewhere)
    assert waiting.competent_agency_name == "Ủy ban nhân dân xã Hải Hậu"
    assert waiting.answers["to_agency"]["place"] == "14215"

    before = everything(running)
    with pytest.raises(CaseSettled) as refused:
        declare(province, running, province.holder(running), elsewhere, reason="Nơi ở ghi nhầm")
    assert "Hải Hậu" in refused.value.message
    assert everything(running) == before


@pytest.mark.parametrize("junk", [{"case": "zzz"}, {"case": "h", "area_before": "một trăm"}])
def test_what_cannot_be_read_is_refused_at_every_door_and_decides_nothing(province, junk):
    dossier = on_paper(province)
    before = everything(dossier)
    with pytest.raises(FormNotValid):
        declare(province, dossier, province.clerk, junk)
    client = sign_in_as(Client(), province.clerk)
    with clock.fixed(province.at):
        page = client.post(
            f"/can-bo/ho-so/{dossier.code}/to-khai/", {**junk, "viec": "luu", "sua-seen": dossier.version}
        )
    assert page.status_code == 422
    assert everything(dossier) == before and dossier.undecided
