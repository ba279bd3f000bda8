"""Who a step goes to, who sees it, who may do it: one rule for lists, commands and programs."""

from __future__ import annotations

import importlib
from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.organizations import services as register
from motcua.registries.organizations.models import Appointment, OrgUnit
from motcua.services.accounts import queries as accounts
from motcua.services.dossiers import rules, services
from motcua.services.dossiers.models import Dossier, HandOver, JournalEntry, Work
from motcua.services.dossiers.queries import lists, placing
from motcua.services.dossiers.queries.dossier_page import page_of
from motcua.services.dossiers.rules import Deserted, Hat, Place
from motcua.services.dossiers.services.next_steps import assignees, next_steps
from motcua.services.dossiers.types import CannotAssign, NotYourStep, WrongState

from .factories import dossier_rows, make_town, sign_in_as

STANDARD = "1.000593"
ADMIN = Actor.system("test", "organizations.edit")


def standard(province) -> Dossier:
    """A dossier of field "Hộ tịch" on the standard process, at its step of distributing."""
    return province.taken_in(STANDARD)


def unit(province, ending: str) -> OrgUnit:
    return OrgUnit.objects.get(code=f"{province.committee.code}-{ending}")


def heads(province) -> dict[str, Actor]:
    return {one.unit_code.rpartition("-")[2]: one for one in province.officers("lanh_dao_phong")}


def codes_of(by: Actor) -> set[str]:
    return {row.dossier.code for row in lists.my_work(by)}


# --- the predicate and its twin -----------------------------------------------------------------------------

OFFICERS, POSTS, UNITS, LANES = (
    ("", "a", "b"),
    ("", "p1", "p2"),
    ("", "A1", "A2", "U1", "U2"),
    ("x", "y", "k@A1"),
)
PLACES = st.builds(
    Place, lane=st.sampled_from(LANES), agency_code=st.sampled_from(("A1", "A2")), unit_code=st.sampled_from(UNITS),
    post_code=st.sampled_from(POSTS), officer_code=st.sampled_from(OFFICERS),
)  # fmt: skip
HATS = st.builds(
    Hat, officer_code=st.sampled_from(("a", "b")), post_code=st.sampled_from(POSTS),
    unit_code=st.sampled_from(("", "U1", "U2")), acting_for=st.sampled_from(OFFICERS),
    lanes=st.lists(st.sampled_from(LANES), unique=True).map(tuple),
    distributes=st.frozensets(st.sampled_from(("A1", "A2"))),
)  # fmt: skip
EMPTY = st.builds(
    Deserted, posts=st.frozensets(st.sampled_from(("p1", "p2"))), officers=st.frozensets(st.sampled_from(("a", "b"))),
    lanes=st.lists(st.tuples(st.sampled_from(("U1", "U2")), st.just(("x",))), unique=True).map(tuple),
)  # fmt: skip


@pytest.mark.django_db
def test_the_rule_and_its_sql_twin_say_the_same_of_every_step():
    dossier = dossier_rows(make_town("H42.96", "99601"), 1)[0]

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(PLACES, min_size=1, max_size=25), HATS, EMPTY)
    def alike(steps, hat, empty):
        if not hat.post_code:  # who wears no post has neither unit nor lanes
            hat = replace(hat, unit_code="", lanes=(), distributes=frozenset())
        Work.objects.all().delete()
        rows = Work.objects.bulk_create(
            Work(
                dossier=dossier, token_id=number, node="s", step_name="s", task="task", lane=step.lane,
                agency_code=step.agency_code, unit_code=step.unit_code, post_code=step.post_code,
                officer_code=step.officer_code, entered_at=dossier.submitted_at,
            )
            for number, step in enumerate(steps, start=1)
        )  # fmt: skip
        by_rule = {row.token_id for row, step in zip(rows, steps, strict=True) if rules.is_mine(hat, step)}
        in_sql = set(Work.objects.filter(placing.mine(hat)).values_list("token_id", flat=True))
        assert in_sql == by_rule
        by_rule = {
            r.token_id for r, step in zip(rows, steps, strict=True) if rules.is_to_give(hat, step, empty)
        }
        in_sql = set(Work.objects.filter(placing.to_give(hat, empty)).values_list("token_id", flat=True))
        assert in_sql == by_rule

    alike()


# --- the unit of the field ------------------------------------------------------------------------------------


def test_a_step_goes_to_the_unit_of_the_field_and_to_no_other(province):
    dossier = standard(province)
    assert dossier.field_name == "Hộ tịch"
    work = Work.objects.get(dossier=dossier)
    assert (work.task, work.unit_code) == ("assign", unit(province, "VP").code)
    people = heads(province)
    with clock.fixed(province.at):
        assert dossier.code in codes_of(people["VP"])
        assert dossier.code not in codes_of(people["KT"]) | codes_of(people["VHXH"])


def test_an_officer_of_another_unit_neither_takes_nor_finishes_a_step_and_nothing_moves(province, told):
    dossier = standard(province)
    before, version = told(), dossier.version
    lines = JournalEntry.objects.filter(dossier=dossier).count()
    stranger = heads(province)["KT"]
    with clock.fixed(province.at):
        for refused in (
            lambda: services.take_task(code=dossier.code, by=stranger, at=province.at),
            lambda: services.finish_step(
                code=dossier.code, outcome="xong", opinion="", by=stranger, at=province.at
            ),
        ):
            with pytest.raises(NotYourStep) as why:
                refused()
            assert "Văn phòng" in str(why.value.what) or "văn phòng" in str(why.value.what)
    dossier.refresh_from_db()
    assert dossier.version == version and told() == before
    assert JournalEntry.objects.filter(dossier=dossier).count() == lines
    assert Work.objects.get(dossier=dossier).task == "assign"


def test_a_named_procedure_outranks_the_field_from_its_day_on(province):
    with clock.fixed(province.at):
        code = standard(province).procedure_code
        register.set_remit(
            unit_code=unit(province, "KT").code, fields=[], procedures=[code],
            valid_from=province.at.date() + timedelta(1), by=ADMIN, at=province.at,
        )  # fmt: skip
    assert Work.objects.get(dossier=standard(province)).unit_code == unit(province, "VP").code
    province.at += timedelta(days=1)
    assert Work.objects.get(dossier=standard(province)).unit_code == unit(province, "KT").code


# --- distributing -----------------------------------------------------------------------------------------------


def test_the_step_of_distributing_gives_the_next_one_to_an_officer_and_nobody_else_sees_it_as_free(
    province, told
):
    dossier = standard(province)
    head = heads(province)["VP"]
    with clock.fixed(province.at):
        token = province.token(dossier)
        offered = assignees(dossier, token)
        first, second = (one.officer_code for one in offered.people)
        assert offered.first == first and all(one.unit_code == head.unit_code for one in offered.people)
        page = sign_in_as(Client(), head).get(f"/can-bo/ho-so/{dossier.code}/").text
        assert "Người thụ lý" in page and "chưa giữ việc nào" in page and "tự nhận" in page
        answer = sign_in_as(Client(), head).post(
            f"/can-bo/ho-so/{dossier.code}/lam/finish_step/",
            {
                "finish_step-seen": dossier.version, "finish_step-token": token.id, "finish_step-outcome": "xong",
                "finish_step-to": second,
            },
        )  # fmt: skip
        assert answer.status_code == 302
        work = Work.objects.get(dossier=dossier)
        assert (work.task, work.officer_code) == ("task", second) and work.officer_name
        people = {one.id: one for one in province.officers("chuyen_vien")}
        assert dossier.code in codes_of(people[second])
        assert dossier.code not in codes_of(people[first]) | codes_of(head)
        assert "dossiers.step_given" in told()
        with pytest.raises(NotYourStep, match="giữ"):
            services.finish_step(
                code=dossier.code, outcome="dat", opinion="", by=people[first], at=province.at
            )


def test_work_is_given_to_nobody_of_another_unit_nor_to_who_is_away(province, told):
    dossier = standard(province)
    head, before = heads(province)["VP"], told()
    outsider = next(o for o in province.officers("chuyen_vien") if o.unit_code != head.unit_code)

    def give(**whom):
        services.finish_step(code=dossier.code, outcome="xong", opinion="", by=head, at=province.at, **whom)

    with clock.fixed(province.at):
        inside = assignees(dossier, province.token(dossier)).people[0]
        with pytest.raises(CannotAssign, match="không ở đơn vị") as refused:
            give(to_officer=inside.officer_code, to_unit=outsider.unit_code)
        assert refused.value.facts["places"][0][0] == ("to_unit",)
        for whom in (
            {"to_officer": outsider.id},
            {"to_officer": "CB-KHONG-CO"},
            {"to_unit": outsider.unit_code},
        ):
            with pytest.raises(CannotAssign):
                give(**whom)
        absent = assignees(dossier, province.token(dossier)).people[0]
        person = next(o for o in province.officers("chuyen_vien") if o.id == absent.officer_code)
        colleague = next(o for o in province.officers("chuyen_vien") if o.id != person.id)
        absence = register.ask_absence(
            to_officer_code=colleague.id, valid_from=province.at.date(), valid_to=province.at.date(),
            reason="Nghỉ phép", by=person, at=province.at,
        )  # fmt: skip
        register.decide_absence(absence_id=absence, agree=True, words="", by=head, at=province.at)
        offered = assignees(dossier, province.token(dossier))
        assert offered.people[-1].officer_code == person.id and "làm thay" in offered.people[-1].words
        for lent in register_delegations(person):
            register.revoke_delegation(delegation_id=lent, reason="Đổi người", by=ADMIN, at=province.at)
        assert person.id not in {o.officer_code for o in assignees(dossier, province.token(dossier)).people}
        with pytest.raises(CannotAssign, match="vắng"):
            give(to_officer=person.id)
    assert Work.objects.get(dossier=dossier).task == "assign"
    assert "dossiers.step_given" not in set(told()) - set(before)


def register_delegations(person: Actor) -> list[int]:
    from motcua.registries.organizations.models import Delegation

    return list(Delegation.objects.filter(post__code=person.post_code).values_list("pk", flat=True))


def test_many_are_distributed_at_once_and_taken_back(province):
    rows = [standard(province) for _ in range(2)]
    head = heads(province)["VP"]
    client = sign_in_as(Client(), head)
    chosen = [f"{row.code}~{row.version}" for row in rows]
    with clock.fixed(province.at):
        look = client.post("/can-bo/lam-nhieu/", {"viec": "phan-cong", "chon": chosen}).text
        assert "2 hồ sơ làm được" in look and "chưa giữ việc nào" in look
        person = assignees(rows[0], province.token(rows[0])).first
        answer = client.post(
            "/can-bo/lam-nhieu/", {"viec": "phan-cong", "chon": chosen, "nguoi": person, "chac": "1"}
        )
        assert answer.text.count("Đã phân công.") == 2
        assert Work.objects.filter(officer_code=person, dossier__in=rows, task="task").count() == 2
        from motcua.services.dossiers.models import Batch

        undone = client.post(f"/can-bo/lam-nhieu/{Batch.objects.get().key}/hoan-tac/")
        again = client.post(f"/can-bo/lam-nhieu/{Batch.objects.get().key}/hoan-tac/")
        other = sign_in_as(Client(), province.leader)
        not_theirs = other.post(f"/can-bo/lam-nhieu/{Batch.objects.get().key}/hoan-tac/")
    assert undone.text.count("Đã rút phân công.") == 2
    assert {row.status for row in Dossier.objects.filter(pk__in=[one.pk for one in rows])} == {
        int(rows[0].status)
    }
    for page, words in ((again, "đã được hoàn tác lúc"), (not_theirs, "Chỉ người đã bấm")):
        assert page.status_code == 409 and words in page.text and "Nội dung chưa hợp lệ" not in page.text
        assert 'class="desk__body"' in page.text and "Về danh sách" in page.text
    assert set(Work.objects.filter(dossier__in=rows).values_list("task", "officer_code")) == {("assign", "")}


def test_a_step_of_distributing_is_not_sent_to_the_signer_one_by_one_or_by_many(province):
    dossier = standard(province)
    head = heads(province)["VP"]
    before = Work.objects.filter(dossier=dossier).values().get()
    with clock.fixed(province.at):
        look = sign_in_as(Client(), head).post(
            "/can-bo/lam-nhieu/", {"viec": "trinh", "chon": [f"{dossier.code}~{dossier.version}"]}
        )
        with pytest.raises(NotYourStep) as refused:
            services.submit_for_signature(code=dossier.code, by=head, at=province.at)
    assert "không trình ký từ đây" in look.text and "bước phân công" in refused.value.message
    assert Work.objects.filter(dossier=dossier).values().get() == before
    assert not dossier.results.exists()


def test_only_a_step_that_leads_to_the_signer_is_submitted_for_signature(province):
    dossier = province.step(standard(province))
    worker = province.holder(dossier)
    step, before = province.token(dossier), Work.objects.filter(dossier=dossier).values().get()
    pick = {"viec": "trinh", "chon": [f"{dossier.code}~{dossier.version}"]}
    with clock.fixed(province.at):
        look = sign_in_as(Client(), worker).post("/can-bo/lam-nhieu/", pick)
        page = sign_in_as(Client(), worker).get(f"/can-bo/ho-so/{dossier.code}/")
        with pytest.raises(WrongState) as refused:
            services.submit_for_signature(code=dossier.code, by=worker, at=province.at)
    assert step.task == "task" and "không dẫn tới bước ký" in look.text
    assert "không dẫn tới bước ký" in refused.value.message and "submit_for_signature" not in page.text
    assert Work.objects.filter(dossier=dossier).values().get() == before
    assert not dossier.results.exists()

    dossier = province.step(dossier)
    head = province.holder(dossier)
    with clock.fixed(province.at):
        sure = pick | {"chac": "1", "chon": [f"{dossier.code}~{dossier.version}"]}
        done = sign_in_as(Client(), head).post("/can-bo/lam-nhieu/", sure)
    assert "Đã trình ký." in done.text and province.token(dossier).task == "sign"


# --- the common queue -------------------------------------------------------------------------------------------


@pytest.fixture
def unclear(province):
    """Two units name nothing that fits, so that several could take it."""
    with clock.fixed(province.at):
        for ending in ("VP", "KT", "VHXH"):
            register.set_remit(
                unit_code=unit(province, ending).code, fields=["Đất đai"] if ending != "KT" else ["Chứng thực"],
                procedures=[], valid_from=province.at.date(), by=ADMIN, at=province.at,
            )  # fmt: skip
    return standard(province)


def test_what_several_units_could_do_waits_for_whoever_distributes(province, unclear):
    work = Work.objects.get(dossier=unclear)
    assert work.unit_code == work.agency_code == province.committee.code
    unclear.refresh_from_db()
    assert "chờ phân công" in unclear.holder
    leader, head = province.leader, heads(province)["KT"]
    specialist = province.officers("chuyen_vien")[0]
    with clock.fixed(province.at):
        assert unclear.code in {row.dossier.code for row in lists.work_to_give(leader)}
        assert unclear.code not in codes_of(leader) and unclear.code in codes_of(head)
        assert (
            not lists.work_to_give(specialist).exists() and not lists.work_to_give(province.stranger).exists()
        )
        page = sign_in_as(Client(), leader).get("/can-bo/?nhom=phan-cong").text
        assert unclear.code in page and "Giao việc" in page
        services.reassign(
            code=unclear.code, to_officer=head.id, reason="Đúng lĩnh vực của phòng", by=leader, at=province.at
        )
        assert not lists.work_to_give(leader).exists()
        others = [one for unit_code, one in heads(province).items() if unit_code != "KT"]
        assert unclear.code in codes_of(head) and not any(unclear.code in codes_of(one) for one in others)
        with pytest.raises(CannotAssign, match="Cần chọn"):  # several units, and nobody chosen
            services.finish_step(code=unclear.code, outcome="xong", opinion="", by=head, at=province.at)
        services.finish_step(
            code=unclear.code, outcome="xong", opinion="", by=head, at=province.at, to_unit=head.unit_code
        )
    assert Work.objects.get(dossier=unclear).unit_code == head.unit_code


def test_a_lane_nobody_serves_any_more_comes_to_the_distributor_who_gives_it_to_somebody(province):
    before = standard(province)
    head = heads(province)["VP"]
    Appointment.objects.filter(post__code=head.post_code).update(valid_to=province.at.date() - timedelta(1))
    after = standard(province)
    leader = province.leader
    with clock.fixed(province.at):
        shown = {row.dossier.code for row in lists.work_to_give(leader)}
        assert {before.code, after.code} <= shown
        page = page_of(leader, after.code)
        steps = next_steps(page.dossier, leader, tokens=page.tokens, course=page.course, result=page.result)
        assert steps.officers and "reassign" in steps.actions
        chosen = steps.officers[0][0]
        services.reassign(
            code=after.code, to_officer=chosen, reason="Phòng chưa có trưởng", by=leader, at=province.at
        )
        work = Work.objects.get(dossier=after)
        assert work.officer_code == chosen
        doer = accounts.actor_of_officer(chosen, work.post_code)
        assert after.code in codes_of(doer)
        services.take_task(code=after.code, by=doer, at=province.at)
    assert HandOver.objects.filter(dossier=after, to_name=doer.name).exists()


def test_what_somebody_who_left_had_on_the_table_waits_to_be_given_on(
    province, django_assert_max_num_queries
):
    dossier, *others = [province.taken_in() for _ in range(3)]
    clerk, leader = province.officers("tu_phap_ho_tich")[0], province.leader
    with clock.fixed(province.at):
        for one in (dossier, *others):
            services.take_task(code=one.code, by=clerk, at=province.at)
        assert dossier.code not in {row.dossier.code for row in lists.work_to_give(leader)}
        held = Appointment.objects.filter(officer__code=clerk.id, valid_to=None)
        for post in list(held.values_list("post__code", flat=True)):
            register.end_appointment(
                officer_code=clerk.id, post_code=post, last_on=province.at.date() - timedelta(days=1),
                reason="Nghỉ hưu", by=ADMIN, at=province.at,
            )  # fmt: skip
        with django_assert_max_num_queries(10):  # as many for one
            shown = {row.dossier.code for row in lists.work_to_give(leader)}
        assert {dossier.code, *(one.code for one in others)} <= shown
        page = sign_in_as(Client(), leader).get("/can-bo/?nhom=phan-cong").text
        assert dossier.code in page and clerk.name in page
        to = next(one for one in province.officers("tu_phap_ho_tich") if one.id != clerk.id)
        services.reassign(
            code=dossier.code, to_officer=to.id, reason="Người trước nghỉ hưu", by=leader, at=province.at
        )
        assert not lists.work_to_give(leader).filter(dossier=dossier).exists()
    assert Work.objects.get(dossier=dossier).officer_code == to.id


def test_open_steps_of_an_older_version_that_wait_outside_lose_their_agencys_queue(province):
    step = Work.objects.get(dossier=standard(province))
    agency = province.committee.code
    old = {
        "served": {"lane": step.lane},
        "outside": {"lane": "co_quan_thue"},
        "at another agency": {"lane": "lanh_dao@so_xay_dung"},
        "held": {"lane": "co_quan_thue", "post_code": "H42.101-CT"},
    }
    for token, (name, own) in enumerate(old.items(), start=10_000):
        kept = {"agency_code": agency, "unit_code": agency, "post_code": ""} | own
        Work.objects.filter(pk=step.pk).update(step_name=name, token_id=token, **kept)
        row = Work.objects.get(pk=step.pk)
        row.pk = None
        row.token_id += 10_000
        row.save(force_insert=True)

    importlib.import_module("motcua.services.dossiers.migrations.0011_outside_has_no_unit").clear(apps, None)

    rows = Work.objects.exclude(pk=step.pk).values_list("step_name", "unit_code")
    assert dict(rows) == dict.fromkeys(old, agency) | {"outside": ""}
