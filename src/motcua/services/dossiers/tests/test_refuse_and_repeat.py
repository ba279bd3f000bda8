"""What a command will not do, and that nothing moves when it says no."""

from __future__ import annotations

from dataclasses import replace

import pytest

from motcua.kernel import clock
from motcua.kernel.refusals import NotAllowed, Refusal
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import Dossier, IssuedPaper, JournalEntry, Result
from motcua.services.dossiers.types import (
    AuthorityMissing,
    DoneBySomeone,
    DossierNotThere,
    MissingPapers,
    MissingResult,
    NotOffered,
    NotYourStep,
    Party,
    ReasonMissing,
    ResultChannel,
    Status,
    WrongState,
)


def shape(dossier):
    """What must not move."""
    dossier.refresh_from_db()
    return dossier.status, dossier.version, JournalEntry.objects.filter(dossier=dossier).count()


def test_a_second_click_on_accept_is_told_who_did_it_and_when(province, told):
    dossier = province.submitted()
    at = province.at
    with clock.fixed(at):
        dossiers.accept(code=dossier.code, by=province.clerk, at=at)
        before, events = shape(dossier), told()
        with pytest.raises(DoneBySomeone) as refused:
            dossiers.accept(code=dossier.code, by=province.officers("mot_cua")[-1], at=at)
    assert province.clerk.name in refused.value.message and "09:15" in refused.value.message
    assert shape(dossier) == before and told() == events
    assert IssuedPaper.objects.filter(dossier=dossier, kind="receipt").count() == 1


def test_a_stale_page_cannot_move_a_dossier_that_somebody_has_moved(province):
    dossier = province.taken_in()
    seen = dossier.version
    province.step(dossier)
    before = shape(dossier)
    token = province.token(dossier)
    with pytest.raises(DoneBySomeone):
        dossiers.finish_step(
            code=dossier.code,
            outcome=token.outcomes[0].code if token.outcomes else "",
            opinion="",
            by=province.holder(dossier),
            at=province.at,
            seen=seen,
        )
    assert shape(dossier) == before


def test_a_result_is_signed_once_and_its_number_used_once(province):
    dossier = province.walk(province.taken_in("1.004873"), to="sign")
    dossiers.sign_result(code=dossier.code, by=province.leader, at=province.at)
    signed = Result.objects.get(dossier=dossier, superseded_at=None)
    before = shape(dossier)
    with pytest.raises(DoneBySomeone):
        dossiers.sign_result(code=dossier.code, by=province.leader, at=province.at)
    assert shape(dossier) == before
    again = Result.objects.get(dossier=dossier, superseded_at=None)
    assert (again.number, again.signed_sha256) == (signed.number, signed.signed_sha256)


def test_a_dossier_without_a_required_paper_is_not_accepted_and_nobody_is_told(province, told):
    dossier = province.submitted("1.013225", papers=())
    required = dossier.papers.filter(required=True)
    if not required.exists():
        dossier.papers.filter(position=1).update(required=True)
    before, events = shape(dossier), told()
    with pytest.raises(MissingPapers) as refused:
        dossiers.accept(code=dossier.code, by=province.clerk, at=province.at)
    assert refused.value.names
    assert shape(dossier) == before and told() == events


def test_the_clerk_of_another_commune_may_not_accept_our_dossier(province):
    dossier = province.submitted()
    before = shape(dossier)
    with pytest.raises(NotAllowed):
        dossiers.accept(code=dossier.code, by=province.stranger, at=province.at)
    assert shape(dossier) == before


def test_a_step_of_another_post_is_refused(province):
    dossier = province.taken_in("1.001193")
    assert province.token(dossier).lane == "tu_phap_ho_tich"
    wrong = province.officers("phong_kinh_te")[0]
    before = shape(dossier)
    with pytest.raises(NotYourStep):
        dossiers.take_task(code=dossier.code, by=wrong, at=province.at)
    assert shape(dossier) == before


def test_a_step_in_another_officers_hands_is_refused_until_it_is_passed_on(province):
    dossier = province.taken_in("1.001193")
    first, second = province.officers("tu_phap_ho_tich")[:2]
    dossiers.take_task(code=dossier.code, by=first, at=province.at)
    with pytest.raises(NotYourStep) as refused:
        dossiers.finish_step(code=dossier.code, outcome="", opinion="", by=second, at=province.at)
    assert first.name in refused.value.message

    head = province.officers("lanh_dao_phong")[0]
    dossiers.reassign(
        code=dossier.code, to_officer=second.id, reason="Đồng nghiệp nghỉ phép.", by=head, at=province.at
    )
    dossiers.take_task(code=dossier.code, by=second, at=province.at)
    assert province.token(dossier).claimed_by == second.id


def test_a_signature_needs_a_draft_and_a_return_needs_a_signature(province):
    dossier = province.walk(province.taken_in("1.004873"), to="sign")
    Result.objects.filter(dossier=dossier).update(superseded_at=province.at)
    before = shape(dossier)
    with pytest.raises(MissingResult):
        dossiers.sign_result(code=dossier.code, by=province.leader, at=province.at)
    with pytest.raises(WrongState):
        dossiers.return_result(
            code=dossier.code,
            receiver="Ai đó",
            channel=ResultChannel.COUNTER,
            by=province.clerk,
            at=province.at,
        )
    assert shape(dossier) == before


def test_the_signing_step_cannot_be_finished_without_a_signature(province):
    dossier = province.walk(province.taken_in("1.004873"), to="sign")
    token = province.token(dossier)
    before = shape(dossier)
    with pytest.raises(MissingResult):
        dossiers.finish_step(
            code=dossier.code, outcome=token.outcomes[0].code, opinion="", by=province.leader, at=province.at
        )
    assert shape(dossier) == before


@pytest.mark.parametrize("reason", ["", "   ", "ok"])
def test_a_refusal_at_reception_needs_a_reason_in_words(province, reason):
    dossier = province.submitted()
    before = shape(dossier)
    with pytest.raises(ReasonMissing):
        dossiers.refuse_at_reception(code=dossier.code, reason=reason, by=province.clerk, at=province.at)
    assert shape(dossier) == before


def test_a_refusal_at_reception_ends_the_dossier_with_its_paper(province, told):
    dossier = province.submitted()
    dossiers.refuse_at_reception(
        code=dossier.code,
        reason="Hồ sơ không thuộc thẩm quyền của cơ quan.",
        by=province.clerk,
        at=province.at,
    )
    dossier.refresh_from_db()
    paper = IssuedPaper.objects.get(dossier=dossier)
    assert dossier.state is Status.NOT_ACCEPTED
    assert paper.kind == "refusal" and paper.form_no == "Mẫu số 03" and "thẩm quyền" in paper.data["reason"]
    assert "dossiers.status_changed" in told()
    with pytest.raises(Refusal):
        dossiers.accept(code=dossier.code, by=province.clerk, at=province.at)


def test_not_there_and_not_yours_answer_alike(province):
    from motcua.services.dossiers.queries.seeing import dossier_for

    dossier = province.taken_in()
    other = province.citizen("037201000099", "Trần Thị Khác")
    answers = []
    for by, code in (
        (other, dossier.code),
        (other, "H42.999-261116-0001"),
        (province.stranger, dossier.code),
    ):
        with pytest.raises(DossierNotThere) as refused:
            dossier_for(by, code)
        answers.append(refused.value.message.replace(code, "…"))
    assert len(set(answers)) == 1


def test_a_procedure_the_province_does_not_offer_is_refused(province):
    count = Dossier.objects.count()
    with pytest.raises(NotOffered):
        dossiers.take_in(
            filing=province.filing("1.001193", **{"procedure_code": "9.999999"}),
            by=province.clerk,
            at=province.at,
        )
    assert Dossier.objects.count() == count


def test_an_account_without_a_post_or_number_sees_nobodys_dossiers(province):
    from motcua.kernel.access import Actor
    from motcua.services.dossiers.queries.lists import my_work
    from motcua.services.dossiers.queries.seeing import visible_to

    province.taken_in()
    nobody = Actor(kind="citizen", id="", name="Không rõ")
    administrator = Actor(
        kind="officer", id="quantri", name="Quản trị", permissions=frozenset({"procedures.edit"})
    )
    assert not visible_to(nobody).exists()
    assert not visible_to(administrator).exists() and not my_work(administrator).exists()


def test_a_result_goes_to_a_stranger_only_by_what_they_fetch_it_with(province):
    dossier = province.walk(province.taken_in("1.004873"), to="return")
    give = {
        "code": dossier.code,
        "channel": ResultChannel.COUNTER,
        "by": province.holder(dossier),
        "at": province.at,
    }
    before = shape(dossier)
    with pytest.raises(AuthorityMissing, match="Trần Thị Ốc"):
        dossiers.return_result(receiver="Trần Thị Ốc", **give)
    assert shape(dossier) == before
    dossiers.return_result(receiver="Trần Thị Ốc", authority="Giấy ủy quyền 12/2026", **give)
    assert Dossier.objects.get(code=dossier.code).state is Status.RETURNED


def test_who_files_for_another_at_the_desk_says_by_what(province):
    filing = province.filing("1.004873", submitter=Party(name="Trần Thị Ốc"))
    with pytest.raises(AuthorityMissing, match="Trần Thị Ốc"):
        dossiers.take_in(filing=filing, by=province.clerk, at=province.at)
    code = dossiers.take_in(
        filing=replace(filing, submitter=Party(name="Trần Thị Ốc", authority="Con")),
        by=province.clerk,
        at=province.at,
    ).code
    assert Dossier.objects.get(code=code).submitter_authority == "Con"
