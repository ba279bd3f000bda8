"""One press on many dossiers: told row by row, and taken back only while nobody has moved them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.services.dossiers import services
from motcua.services.dossiers.models import Batch, Dossier, HandOver, Note, Work
from motcua.services.dossiers.types import CannotUndo, DoneBySomeone
from motcua.services.workflow import services as workflow

from .factories import AT, dossier_rows, make_town, sign_in_as, work_rows


@pytest.fixture
def queue(province):
    """Two dossiers that wait in the registrars' queue, and one that another registrar holds."""
    rows = [province.taken_in() for _ in range(3)]
    clerks = province.officers("tu_phap_ho_tich")
    with clock.fixed(province.at):
        services.take_task(code=rows[2].code, by=clerks[1], at=province.at)
    for row in rows:
        row.refresh_from_db()
    return rows


def chosen(rows) -> list[str]:
    return [f"{row.code}~{row.version}" for row in rows]


def test_taking_many_tells_each_row_and_is_taken_back(province, queue):
    clerk = province.officers("tu_phap_ho_tich")[0]
    client = sign_in_as(Client(), clerk)
    with clock.fixed(province.at):
        answer = client.post("/can-bo/lam-nhieu/", {"viec": "nhan", "chon": chosen(queue)})
        assert answer.text.count("Bạn đã nhận việc.") == 2
        assert "giữ" in answer.text and "Hoàn tác" in answer.text
        held = Work.objects.filter(officer_code=clerk.id)
        assert held.count() == 2
        key = Batch.objects.get().key
        undone = client.post(f"/can-bo/lam-nhieu/{key}/hoan-tac/")
        assert undone.text.count("Đã trả việc về hàng chờ.") == 2
        again = client.post(f"/can-bo/lam-nhieu/{key}/hoan-tac/")
    assert not held.exists()
    assert not HandOver.objects.filter(dossier__in=queue[:2], to_name=clerk.name).exists()
    assert again.status_code == 409 and "đã được hoàn tác" in again.text


def test_what_moved_on_since_is_not_taken_back(province, queue):
    clerk = province.officers("tu_phap_ho_tich")[0]
    first = queue[0]
    with clock.fixed(province.at):
        token = province.token(first).id
        services.take_task(code=first.code, by=clerk, at=province.at)
        first.refresh_from_db()
        item = {"code": first.code, "version": first.version, "token": token}
        key = services.keep_batch(action="nhan", items=[item], by=clerk, at=province.at)
        province.step(first)
        action, done, refused = services.undo_batch(key=key, by=clerk, at=province.at)
    assert (action, done) == ("nhan", [])
    assert isinstance(refused[0][1], DoneBySomeone)


def test_undo_is_for_its_own_officer_and_for_ten_minutes(province, queue):
    clerk, other = province.officers("tu_phap_ho_tich")[:2]
    key = services.keep_batch(action="theo", items=[{"code": queue[0].code}], by=clerk, at=province.at)
    with pytest.raises(CannotUndo):
        services.undo_batch(key=key, by=other, at=province.at)
    with pytest.raises(CannotUndo):
        services.undo_batch(key=key, by=clerk, at=province.at + timedelta(minutes=11))
    assert Batch.objects.get().undone_at is None


def test_a_hand_over_goes_to_a_colleague_and_back_to_who_held_it(province, queue):
    head = province.leader
    clerks = province.officers("tu_phap_ho_tich")
    client = sign_in_as(Client(), head)
    with clock.fixed(province.at):
        look = client.post("/can-bo/lam-nhieu/", {"viec": "chuyen", "chon": chosen(queue)})
        assert "3 hồ sơ làm được" in look.text and clerks[0].name in look.text
        short = client.post(
            "/can-bo/lam-nhieu/",
            {"viec": "chuyen", "chac": "1", "chon": chosen(queue), "nguoi": clerks[0].id},
        )
        assert short.status_code == 422 and "lý do" in short.text
        answer = client.post(
            "/can-bo/lam-nhieu/",
            {
                "viec": "chuyen",
                "chac": "1",
                "chon": chosen(queue),
                "nguoi": clerks[0].id,
                "ly_do": "Chia đều việc",
            },
        )
        assert answer.text.count("Đã chuyển.") == 3
        assert Work.objects.filter(officer_code=clerks[0].id).count() == 3
        client.post(f"/can-bo/lam-nhieu/{Batch.objects.get().key}/hoan-tac/")
    assert [w.officer_code for w in Work.objects.order_by("id")] == ["", "", clerks[1].id]


def test_a_note_on_many_is_written_and_taken_back(province, queue):
    client = sign_in_as(Client(), province.officers("tu_phap_ho_tich")[0])
    with clock.fixed(province.at):
        data = {"viec": "ghi", "chac": "1", "chon": chosen(queue), "loi": "Chờ dữ liệu dân cư"}
        answer = client.post("/can-bo/lam-nhieu/", data)
        assert answer.text.count("Đã ghi chú.") == 3
        client.post(f"/can-bo/lam-nhieu/{Batch.objects.get().key}/hoan-tac/")
    assert Note.objects.filter(removed_at=None).count() == 0


TO_SIGN = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:mc="urn:motcua:process:1">
<process id="p_thu" name="Thử"><extensionElements><mc:process code="thu"/></extensionElements>
<laneSet id="l"><lane id="lane_chuyen_vien" name="Công chức"><extensionElements><mc:lane kind="post"/></extensionElements>
<flowNodeRef>a</flowNodeRef><flowNodeRef>s3</flowNodeRef><flowNodeRef>s4</flowNodeRef><flowNodeRef>s5</flowNodeRef><flowNodeRef>z</flowNodeRef></lane></laneSet>
<startEvent id="a"/><userTask id="s3" name="Thẩm định hồ sơ"/>
<userTask id="s4" name="Ký"><extensionElements><mc:task kind="sign"/></extensionElements></userTask>
<userTask id="s5" name="Trả"><extensionElements><mc:task kind="return"/></extensionElements></userTask><endEvent id="z"/>
<sequenceFlow id="f1" sourceRef="a" targetRef="s3"/><sequenceFlow id="f2" sourceRef="s3" targetRef="s4"/>
<sequenceFlow id="f3" sourceRef="s4" targetRef="s5"/><sequenceFlow id="f4" sourceRef="s5" targetRef="z"/></process></definitions>"""


def on_the_way(rows: list[Work]) -> None:
    """Put a process behind queue rows: appraisal, then the signature."""
    editor = Actor.system("test", "workflow.edit")
    version = workflow.import_draft(xml=TO_SIGN, by=editor, at=AT).version_id
    workflow.publish(version_id=version, by=editor, at=AT)
    with transaction.atomic():
        for row in rows:
            begun = workflow.start(
                version_id=version, subject=f"dossier:{row.dossier.code}", by=editor, at=AT
            )
            row.token_id = begun.tokens[0].id
        Work.objects.bulk_update(rows, ["token_id"])


@pytest.mark.django_db
def test_the_look_before_costs_the_same_for_two_as_for_sixty(client, django_assert_max_num_queries):
    town = make_town()
    with clock.fixed(AT):
        on_the_way(work_rows(town, dossier_rows(town, 60)))
        town.login(client, "judge")
        client.get("/can-bo/")
        for count in (2, 60):
            rows = list(Dossier.objects.order_by("id")[:count])
            with django_assert_max_num_queries(22):
                answer = client.post("/can-bo/lam-nhieu/", {"viec": "trinh", "chon": chosen(rows)})
            assert f"{count} hồ sơ làm được" in answer.text


@pytest.mark.django_db
def test_following_many_and_back(client):
    town = make_town()
    with clock.fixed(AT):
        rows = dossier_rows(town, 3)
        town.login(client, "judge")
        client.post("/can-bo/lam-nhieu/", {"viec": "theo", "chon": chosen(rows), "ve": "https://xa.vn/"})
        assert Dossier.objects.filter(followers=1).count() == 3
        answer = client.post(f"/can-bo/lam-nhieu/{Batch.objects.get().key}/hoan-tac/")
    assert "xa.vn" not in answer.text
    assert Dossier.objects.filter(followers=0).count() == 3
