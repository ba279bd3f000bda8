"""The check list of a dossier follows what was declared and how it was filed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from motcua.kernel import clock
from motcua.registries.procedures.models import Adoption
from motcua.services.dossiers import rules
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import Dossier, Paper
from motcua.services.dossiers.queries.offer import offer_of
from motcua.services.dossiers.types import MissingPapers, PaperCount, Status

BIRTH = "1.001193"
PROOFS = {"GIAY_CHUNG_SINH", "XAC_NHAN_NGUOI_LAM_CHUNG", "CAM_DOAN_VIEC_SINH"}


def place_of(province, paper, code=BIRTH):
    return next(p.position for p in offer_of(code, province.at.date()).papers if p.code == paper)


def handing_in(province, *papers):
    counts = tuple(PaperCount(position=place_of(province, code), originals=1) for code in papers)
    return replace(province.filing(BIRTH), papers=counts)


def test_the_full_list_keeps_its_places_and_the_wanted_ones_are_drawn_from_it(province):
    offer = offer_of(BIRTH, province.at.date())
    assert [p.position for p in offer.papers] == list(range(1, len(offer.papers) + 1))
    wanted = offer.papers_for(province.answers(BIRTH), "online")
    names = {p.position: p.name for p in offer.papers}
    assert all(names[p.position] == p.name for p in wanted)
    assert {p.code for p in wanted if p.required} == PROOFS
    assert {p.group for p in wanted if p.required} == {"bang_chung_sinh"}
    assert not any(p.mode == "present" for p in wanted)
    proof = next(p for p in offer.papers if p.code == "GIAY_CHUNG_SINH")
    assert proof.when_words and proof.replaced_by == ("yt",) and not proof.required


def test_a_procedure_without_a_form_of_its_own_keeps_the_papers_of_the_catalogue(province):
    codes = Adoption.objects.values_list("procedure__code", flat=True).order_by("procedure__code")
    offers = (offer_of(code, province.at.date()) for code in codes)
    offer = next(
        one for one in offers if one.definition is not None and not one.definition.papers and one.papers
    )
    assert offer.papers_for({}, "online") == offer.papers


@pytest.mark.parametrize("proof", sorted(PROOFS))
def test_one_proof_of_birth_is_enough_whichever_it_is(province, proof):
    with clock.fixed(province.at):
        receipt = dossiers.take_in(
            filing=handing_in(province, "TO_KHAI", proof), by=province.clerk, at=province.at
        )
    dossier = Dossier.objects.get(code=receipt.code)
    rows = {row.code: row for row in dossier.papers.all()}
    assert dossier.state is Status.ACCEPTED
    assert rows.keys() >= PROOFS and all(rows[code].group == "bang_chung_sinh" for code in PROOFS)
    assert "BIEN_BAN_TRE_BO_ROI" not in rows


def test_no_proof_of_birth_is_told_once_with_all_that_would_do_and_nothing_is_made(province):
    before = (Dossier.objects.count(), Paper.objects.count())
    with clock.fixed(province.at), pytest.raises(MissingPapers) as refused:
        dossiers.take_in(filing=handing_in(province, "TO_KHAI"), by=province.clerk, at=province.at)
    assert len(refused.value.names) == 1
    assert "Giấy chứng sinh hoặc Văn bản của người làm chứng" in refused.value.message
    assert (Dossier.objects.count(), Paper.objects.count()) == before


def test_online_the_electronic_form_stands_for_the_declaration(province):
    dossier = province.submitted(BIRTH)
    dossier.papers.filter(code="TO_KHAI").update(originals=0)
    with clock.fixed(province.at):
        dossiers.accept(code=dossier.code, by=province.clerk, at=province.at)
    dossier.refresh_from_db()
    assert dossier.state is Status.ACCEPTED


def test_a_paper_nobody_asked_for_is_still_written_down_when_it_was_handed_in(province):
    with clock.fixed(province.at):
        filing = handing_in(province, "TO_KHAI", "GIAY_CHUNG_SINH", "XAC_NHAN_MANG_THAI_HO")
        receipt = dossiers.take_in(filing=filing, by=province.clerk, at=province.at)
    row = Paper.objects.get(dossier__code=receipt.code, code="XAC_NHAN_MANG_THAI_HO")
    assert row.received == 1 and not row.required


def test_missing_papers_counts_a_group_once_and_optional_papers_never():
    rows = [
        ("A", True, 0, "g"),
        ("B", True, 0, "g"),
        ("C", False, 0, ""),
        ("D", True, 0, ""),
        ("E", True, 1, ""),
    ]
    assert rules.missing_papers(rows) == ["A hoặc B", "D"]
    assert rules.missing_papers([("A", True, 0, "g"), ("B", True, 1, "g")]) == []
    assert rules.missing_papers([("A", True, 0, ""), ("A", True, 0, "")]) == ["A", "A"]
