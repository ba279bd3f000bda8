"""“Kính gửi” is the agency the dossier goes to, whatever a form says; the way of receiving the result is the one chosen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from motcua.kernel import clock
from motcua.registries.eforms import queries as eforms
from motcua.registries.eforms.tests.forms_at_hand import ALL, form
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.queries import placing
from motcua.services.dossiers.queries.offer import offer_of
from motcua.services.dossiers.rules import RESULT_WORDS
from motcua.services.dossiers.types import Channel, FormNotValid, ResultChannel
from motcua.services.workflow import queries as processes

ELSEWHERE = {"name": "Ủy ban nhân dân xã Vụ Bản", "place": "13741"}


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("1.001193", "Ủy ban nhân dân phường Nam Định"),
        ("1.012783", "Văn phòng Đăng ký đất đai tỉnh Ninh Bình"),
        ("2.000488", "Công an tỉnh Ninh Bình"),
    ],
)
def test_a_dossier_is_addressed_to_the_agency_that_decides(province, code, named):
    answers = province.answers(code) | {"to_agency": ELSEWHERE}
    with clock.fixed(province.at):
        receipt = dossiers.submit(
            filing=province.filing(code, channel="online", answers=answers),
            by=province.citizen(answers.get("subject_doc_no", "037096000014")),
            at=province.at,
            channel=Channel.ONLINE,
        )
    dossier = Dossier.objects.get(code=receipt.code)
    told = dossier.answers["to_agency"]
    assert told["name"] == dossier.competent_agency_name == named
    assert told["code"] == dossier.competent_agency


def test_a_program_that_addresses_another_agency_is_refused_at_that_answer(province):
    filing = province.filing(channel="online", answers=province.answers("1.001193"))
    with clock.fixed(province.at):
        with pytest.raises(FormNotValid) as refused:
            dossiers.submit(
                filing=replace(filing, exact=True, answers=filing.answers | {"to_agency": ELSEWHERE}),
                by=province.clerk,
                at=province.at,
            )
        assert refused.value.facts["places"][0][0] == ("answers", "to_agency")
        assert "phường Nam Định" in refused.value.what and Dossier.objects.count() == 0
        same = replace(filing, exact=True, answers=filing.answers | {"to_agency": {"place": "13669"}})
        assert dossiers.submit(filing=same, by=province.clerk, at=province.at).code


def residing(answers, commune, name):
    """The same parents, at home in another commune."""
    home = {"province": "37", "commune": commune, "commune_name": name, "detail": "Xóm 5"}
    return answers | {"father_residence": home, "mother_residence": home}


@pytest.mark.parametrize("channel", [Channel.ONLINE, Channel.COUNTER])
def test_a_birth_filed_in_another_commune_goes_to_the_one_where_the_parents_live(province, channel):
    answers = residing(province.answers("1.001193"), "14215", "xã Hải Hậu")
    filing = province.filing(channel=channel.value, answers=answers)
    with clock.fixed(province.at):
        if channel is Channel.ONLINE:
            code = dossiers.submit(filing=filing, by=province.citizen(), at=province.at).code
        else:
            code = dossiers.take_in(filing=filing, by=province.clerk, at=province.at).code
    dossier = Dossier.objects.get(code=code)
    assert dossier.receiving_agency == province.desk.code and dossier.code.startswith(province.desk.code)
    assert dossier.competent_agency_name == "Ủy ban nhân dân xã Hải Hậu" != province.committee.name
    assert dossier.answers["to_agency"]["place"] == "14215"
    with clock.fixed(province.at):
        if channel is Channel.ONLINE:
            dossiers.accept(code=code, by=province.clerk, at=province.at)
        lanes = [
            placing.lane_agency(one.lane, dossier.receiving_agency, dossier.competent_agency)
            for one in processes.open_tokens(f"dossier:{code}")
        ]
    assert lanes == [dossier.competent_agency]


@pytest.mark.parametrize(
    ("commune", "name", "sent"),
    [("13669", "phường Nam Định", False), ("00004", "phường Ba Đình", False), ("14215", "xã Hải Hậu", True)],
)
def test_the_declaration_moves_a_dossier_only_to_another_commune_of_the_province(
    province, commune, name, sent
):
    offer = offer_of("1.001193", province.at.date())
    answers = residing(province.answers("1.001193"), commune, name)
    on = province.at.date()
    chosen = offer.competent("13669", province.desk.code, on)
    assert (offer.competent("13669", province.desk.code, on, answers) != chosen) is sent
    one_here = answers | {"mother_residence": province.answers("1.001193")["mother_residence"]}
    assert offer.competent("13669", province.desk.code, on, one_here) == chosen
    told = eforms.advise_answers(
        offer.form_version_id, offer.addressed(answers, offer.agency(chosen, on)), on=on
    )
    words = [one.message for one in told if one.code == "to_agency"]
    assert bool(words) is (commune != "13669") and not any("chúng tôi sẽ chuyển" in one for one in words)


def test_a_correction_stays_where_it_was_registered(province):
    offer, on = offer_of("1.004859", province.at.date()), province.at.date()
    home = {"province": "37", "commune": "14215", "commune_name": "xã Hải Hậu", "detail": "Xóm 5"}
    answers = province.answers("1.004859") | {"subject_residence": home}
    chosen = offer.competent("13669", province.desk.code, on)
    assert offer.competent("13669", province.desk.code, on, answers) == chosen


def test_a_paper_filing_without_answers_is_given_none(province):
    with clock.fixed(province.at):
        receipt = dossiers.take_in(filing=province.filing(answers={}), by=province.clerk, at=province.at)
    assert "to_agency" not in Dossier.objects.get(code=receipt.code).answers


def test_the_way_of_receiving_the_result_is_the_one_that_was_chosen(province):
    by = province.citizen(user_id=4711)
    with clock.fixed(province.at):
        draft = dossiers.start_draft(procedure_code="1.001193", by=by, at=province.at)
        chosen = province.filing(channel="online", result_channel=ResultChannel.POST)
        receipt = dossiers.submit_draft(key=draft.key, filing=chosen, by=by, at=province.at)
    assert Dossier.objects.get(code=receipt.code).result_channel == "post"


@pytest.mark.parametrize("code", [code for code in ALL if form(code).field("result_channel")])
def test_every_way_a_form_offers_is_one_of_ours(code):
    ways = {choice.value for choice in form(code).choices(form(code).field("result_channel"))}
    assert ways and ways <= set(RESULT_WORDS)
