"""Parallel consultation: another agency answers in its own time, its branch joins, and it sees the question alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.refusals import NotAllowed
from motcua.registries.eforms import queries as eforms
from motcua.registries.eforms import services as eform_services
from motcua.registries.eforms.types import EDIT as EDIT_FORMS
from motcua.registries.eforms.types import InUse, Remove
from motcua.registries.organizations import queries as organizations
from motcua.services.accounts import queries as accounts
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers import tasks
from motcua.services.dossiers.models import Dossier, Result, Work
from motcua.services.dossiers.queries import consulting
from motcua.services.dossiers.queries.lists import my_work
from motcua.services.dossiers.queries.seeing import visible_to
from motcua.services.dossiers.tests.factories import sign_in_as
from motcua.services.dossiers.types import DoneBySomeone, DossierNotThere, NotYourStep, ReasonMissing
from motcua.services.workflow import queries as processes
from motcua.services.workflow import services as workflow
from motcua.services.workflow.types import ASKED_POST, BadProcess, TaskKind

CODE = "1.013225"


@pytest.fixture
def asked(province):
    """A building permit whose drafting runs beside a question to a department; the dossier and who may answer."""
    at = province.at
    admin = Actor("officer", "QT01", "Lê Văn E", permissions=frozenset({"workflow.edit"}))
    with clock.fixed(at):
        agency = sorted(
            a.code
            for a in organizations.agencies(organizations.manned_lanes()[ASKED_POST]).values()
            if a.kind == "so"
        )[0]
        name = organizations.agency(agency).name
        draft = workflow.start_draft(process_code=CODE, number=1, by=admin, at=at)
        workflow.change_draft(
            version_id=draft.version_id, seen=1, by=admin, at=at,
            change=lambda d: workflow.editing.set_hours(d, {n.id: 4 for n in d.tasks if n.clock == "run"}),
        )  # fmt: skip
        workflow.change_draft(
            version_id=draft.version_id, seen=2, by=admin, at=at,
            change=lambda d: workflow.editing.ask_agency(
                d, agency=agency, agency_name=name, ask="Khu đất có vướng quy hoạch không?", hours=16, silence=True,
                place="beside", node_id="s3", shows=("@giay_to",),
            ),
        )  # fmt: skip
        workflow.publish(version_id=draft.version_id, by=admin, at=at)
        dossier = province.taken_in(CODE)
        for _ in range(6):
            tokens = processes.open_tokens(f"dossier:{dossier.code}")
            if len(tokens) > 1:
                break
            worker = province.officers(tokens[0].lane)[0]
            dossiers.finish_step(
                code=dossier.code, outcome=tokens[0].outcomes[0].code, opinion="Đạt.", by=worker, at=at
            )
        holder = organizations.officers_of(agency, at.date())
        row = next(h for h in holder if ASKED_POST in h.lanes)
        expert = accounts.actor_of_officer(row.officer_code, row.post_code)
    dossier.refresh_from_db()
    return dossier, expert, agency


def open_nodes(dossier):
    return sorted(t.node for t in processes.open_tokens(f"dossier:{dossier.code}"))


def test_both_sides_work_at_once_and_the_next_step_waits_for_the_answer(province, asked):
    dossier, expert, agency = asked
    assert open_nodes(dossier) == ["s3", "y1"]
    assert my_work(expert).filter(dossier=dossier, agency_code=agency).exists()
    drafting = province.officers("phong_kinh_te")[0]
    with clock.fixed(province.at):
        mine = next(t for t in processes.open_tokens(f"dossier:{dossier.code}") if t.node == "s3")
        dossiers.draft_result(code=dossier.code, by=drafting, at=province.at)
        dossiers.finish_step(
            code=dossier.code,
            outcome=mine.outcomes[0].code,
            opinion="Đã dự thảo.",
            by=drafting,
            at=province.at,
        )
        assert open_nodes(dossier) == ["y1"], "the join waits"
        token = processes.open_tokens(f"dossier:{dossier.code}")[0]
        assert token.due_at is not None and token.ask.startswith("Khu đất")
        with pytest.raises(ReasonMissing):
            dossiers.answer_consultation(
                code=dossier.code, token_id=token.id, outcome="dong_y", opinion="", by=expert, at=province.at
            )
        with pytest.raises(NotYourStep):
            dossiers.answer_consultation(
                code=dossier.code,
                token_id=token.id,
                outcome="dong_y",
                opinion="Đồng ý.",
                by=drafting,
                at=province.at,
            )
        dossiers.answer_consultation(
            code=dossier.code,
            token_id=token.id,
            outcome="dong_y",
            opinion="Không vướng.",
            by=expert,
            at=province.at,
        )
        assert open_nodes(dossier) == ["s4"]
        with pytest.raises(DoneBySomeone):
            dossiers.answer_consultation(
                code=dossier.code,
                token_id=token.id,
                outcome="dong_y",
                opinion="Không vướng.",
                by=expert,
                at=province.at,
            )
    province.walk(dossier, to="end")


def test_the_asked_agency_sees_the_question_and_nothing_else(province, asked):
    dossier, expert, _ = asked
    assert not visible_to(expert).filter(pk=dossier.pk).exists()
    page = sign_in_as(Client(), expert)
    with clock.fixed(province.at):
        moved = page.get(f"/can-bo/ho-so/{dossier.code}/")
        assert moved.status_code == 302 and "hoi-y-kien" in moved.url
        text = page.get(moved.url).content.decode()
        assert "Khu đất có vướng quy hoạch không?" in text and dossier.applicant_name in text
        assert dossier.applicant_id_number not in text and dossier.applicant_phone not in text
        sent = {
            "token": processes.open_tokens(f"dossier:{dossier.code}")[-1].id,
            "outcome": "khong_dong_y",
            "opinion": "",
        }
        assert page.post(moved.url, sent).status_code == 422
        assert page.post(moved.url, {**sent, "opinion": "Vướng lộ giới."}).status_code == 302
        assert page.get(moved.url).status_code == 404, "answered: the door closes"
    with pytest.raises(DossierNotThere):
        consulting.question_to(province.clerk, dossier.code)


def test_the_asked_agency_answers_and_touches_nothing_of_the_dossier(province, asked):
    dossier, expert, _ = asked
    before = Dossier.objects.values().get(pk=dossier.pk), list(Result.objects.values_list("pk", flat=True))
    on = {"code": dossier.code, "by": expert, "at": province.at}
    with clock.fixed(province.at):
        with pytest.raises(NotYourStep, match="chỉ hỏi ý kiến"):
            dossiers.declare(
                answers=dossier.answers | {"owner_name": "KHÁC"}, reason="Không phải của mình", **on
            )
        with pytest.raises(NotYourStep, match="chỉ hỏi ý kiến"):
            dossiers.draft_result(**on)
        with pytest.raises(NotAllowed):
            dossiers.request_supplement(items=["Giấy khác"], reason="Thiếu", **on)
    assert (
        Dossier.objects.values().get(pk=dossier.pk), list(Result.objects.values_list("pk", flat=True))
    ) == before  # fmt: skip


def test_officer_and_citizen_read_who_is_asked_and_until_when(province, asked):
    dossier, _, _ = asked
    steps = processes.describe(f"dossier:{dossier.code}")
    now = next(s for s in steps if s.task == "consult")
    assert now.sentence.startswith("Đang hỏi ý kiến") and "đến hạn" in now.sentence
    page = sign_in_as(Client(), province.officers("phong_kinh_te")[0])
    with clock.fixed(province.at):
        text = page.get(f"/can-bo/ho-so/{dossier.code}/?phan=quy-trinh").content.decode()
    assert f"Đang hỏi ý kiến {now.lane_name}" in text and '<svg class="flow"' in text


def test_silence_answers_when_its_time_is_up_and_not_before(province, asked):
    dossier, _, _ = asked
    due = Work.objects.get(dossier=dossier, node="y1").step_due_at
    with clock.fixed(due - timedelta(minutes=5)):
        tasks.take_silence_of_agencies()
    assert "y1" in open_nodes(dossier)
    with clock.fixed(due + timedelta(minutes=1)):
        tasks.take_silence_of_agencies()
    assert "y1" not in open_nodes(dossier)


def test_the_head_of_the_asked_agency_gives_the_question_to_another_and_the_asking_one_reads_why_not(
    province, asked
):
    dossier, expert, agency = asked
    work = Work.objects.get(dossier=dossier, node="y1")
    with clock.fixed(province.at):
        inside = organizations.officers_of(agency, province.at.date())
        held = next(h for h in inside if "lanh_dao_phong" in h.lanes)
        head = accounts.actor_of_officer(held.officer_code, held.post_code)
        people = organizations.officers_for_lane(work.lane, agency, province.at.date())
        assert {h.agency_code for h in people} == {agency} and all(ASKED_POST in h.lanes for h in people)
        page, where = sign_in_as(Client(), head), f"/can-bo/hoi-y-kien/{dossier.code}/"
        text = page.get(where).text
        assert "Chuyển người khác trả lời" in text and "Gửi ý kiến" not in text
        assert dossier.applicant_id_number not in text
        elsewhere = next(h for h in people if h.unit_code != work.unit_code)
        other = {"reassign-to_officer": elsewhere.officer_code, "reassign-reason": "Người kia đi họp."}
        assert page.post(where, other).status_code == 422  # of a unit that does not take such questions
        people = [h for h in people if h.unit_code == work.unit_code]
        given = {"reassign-to_officer": people[-1].officer_code, "reassign-reason": ""}
        assert page.post(where, given).status_code == 422
        assert page.post(where, {**given, "reassign-reason": "Người kia đi họp."}).status_code == 302
        work.refresh_from_db()
        assert work.officer_code == people[-1].officer_code and work.agency_code == agency
        assert f"{people[-1].full_name} đang giữ câu hỏi này" in page.get(where).text
        stranger = people[-1].officer_code + "x"
        sent = {"reassign-to_officer": stranger, "reassign-reason": "Thử người lạ."}
        assert page.post(where, sent).status_code == 422
        plain = sign_in_as(Client(), expert)
        assert "Chuyển người khác trả lời" not in plain.get(where).text

        drafting = province.officers("phong_kinh_te")[0]
        mine = next(t for t in processes.open_tokens(f"dossier:{dossier.code}") if t.node == "s3")
        dossiers.draft_result(code=dossier.code, by=drafting, at=province.at)
        dossiers.finish_step(
            code=dossier.code,
            outcome=mine.outcomes[0].code,
            opinion="Đã dự thảo.",
            by=drafting,
            at=province.at,
        )
        ours = sign_in_as(Client(), province.leader).get(f"/can-bo/ho-so/{dossier.code}/").text
        assert "chỉ lãnh đạo cơ quan đó chuyển cho người khác được" in ours and "lam/reassign/" not in ours


def test_an_officer_of_a_third_agency_cannot_answer(province, asked):
    dossier, expert, _ = asked
    token = next(t for t in processes.open_tokens(f"dossier:{dossier.code}") if t.node == "y1")
    other = replace(expert, id="CB-KHAC", agency_code="H42.99", post_code=province.clerk.post_code)
    with pytest.raises(NotYourStep):
        dossiers.answer_consultation(
            code=dossier.code,
            token_id=token.id,
            outcome="dong_y",
            opinion="Đồng ý.",
            by=other,
            at=province.at,
        )


def test_what_another_agency_is_shown_stands_in_the_form_before_and_after(province):
    admin = Actor("officer", "QT01", "Lê Văn E", permissions=frozenset({"workflow.edit", EDIT_FORMS}))
    agency = sorted(organizations.manned_lanes(province.at.date())[ASKED_POST])[0]
    with clock.fixed(province.at):
        draft = workflow.start_draft(process_code=CODE, number=1, by=admin, at=province.at)

        def shown(seen, *fields):
            def change(d):
                if seen > 1:
                    asking = next(n for n in d.tasks if n.task is TaskKind.CONSULT)
                    return replace(
                        d, nodes=tuple(replace(n, shows=fields) if n.id == asking.id else n for n in d.nodes)
                    )
                d = workflow.editing.set_hours(d, {n.id: 4 for n in d.tasks if n.clock == "run"})
                return workflow.editing.ask_agency(
                    d, agency=agency, agency_name="Sở", ask="Có vướng không?", hours=16, silence=True,
                    place="beside", node_id="s3", shows=fields,
                )  # fmt: skip

            workflow.change_draft(
                version_id=draft.version_id, seen=seen, by=admin, at=province.at, change=change
            )

        shown(1, "@giay_to", "khong_co")
        with pytest.raises(BadProcess) as refused:
            workflow.publish(version_id=draft.version_id, by=admin, at=province.at)
        assert "mục “khong_co” mà biểu mẫu của thủ tục không khai" in refused.value.why
        assert processes.published(CODE).number == 1

        field = processes.demands_on(CODE).showable[-1].code
        shown(2, "@giay_to", field)
        workflow.publish(version_id=draft.version_id, by=admin, at=province.at)

        form = eforms.published(CODE, province.at.date())
        form = eform_services.start_draft(code=CODE, number=form.number, by=admin, at=province.at)
        with pytest.raises(InUse, match="cho cơ quan được hỏi xem"):
            eform_services.edit_draft(
                code=CODE, number=form.number, seen=0, edit=Remove(f"cau/{field}"), by=admin, at=province.at
            )
