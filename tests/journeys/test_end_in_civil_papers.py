"""Giấy tờ hộ tịch: a procedure ends in the paper its steps name, with its number, its days and whom it names."""

from __future__ import annotations

import pytest

from motcua.kernel import clock
from motcua.services.dossiers.models import Dossier, Result
from motcua.services.dossiers.queries.result_papers import result_paper
from motcua.services.dossiers.services.storing import keep_papers
from motcua.services.dossiers.types import Status
from motcua.services.vault.models import Holding


def ended(province, code: str) -> tuple[Dossier, Result]:
    dossier = province.walk(province.taken_in(code), to="end", most=20)
    assert dossier.state is Status.RETURNED
    return dossier, Result.objects.get(dossier=dossier, superseded_at=None)


def test_a_marriage_ends_in_its_certificate_with_a_number_of_the_year_and_both_spouses_in_the_store(province):
    dossier, result = ended(province, "1.000894")
    told = dossier.answers
    assert (result.template, result.name) == ("giay_ket_hon", "Giấy chứng nhận kết hôn")
    assert result.data["number"] == f"{int(result.number):02d}/{province.at.year}"
    assert (result.data["wife"]["name"], result.data["husband"]["name"]) == (
        told["wife_name"],
        told["husband_name"],
    )
    assert result.data["registered_on"] and result.data["wife"]["personal_number"] == told["wife_id_number"]
    Dossier.objects.filter(pk=dossier.pk).update(status=Status.FINISHED)
    keep_papers(code=dossier.code, at=clock.now())
    assert not Holding.objects.exists(), "it is no certificate before both have signed it at the counter"
    Dossier.objects.filter(pk=dossier.pk).update(status=Status.RETURNED)
    kept = kept_of(dossier)
    assert (kept.kind, kept.holder_name) == ("ket-hon", f"{told['wife_name']} và {told['husband_name']}")
    assert kept.valid_to is None
    owners = Holding.objects.filter(sha256=kept.sha256).values_list("owner_number", flat=True)
    assert {told["wife_id_number"], told["husband_id_number"]} <= set(owners), (
        "each spouse holds one original"
    )


def test_a_correction_ends_in_the_extract_of_its_act_with_what_stood_and_what_stands_now(province):
    dossier, result = ended(province, "1.004859")
    told = dossier.answers
    assert (result.template, result.name) == ("trich_luc_thay_doi", "Trích lục cải chính hộ tịch")
    assert result.data["number"] == f"{int(result.number):02d}/TLTĐCC"
    assert result.data["register"] == f"{int(result.number):02d}/{result.number_year}"
    assert result.data["changes"] == [
        {"item": "Họ, chữ đệm, tên", "old": "Nguyễn Thi An", "new": "Nguyễn Thị An"}
    ]
    assert result.data["source"] == (
        "Hồ sơ khai sinh, số 24, quyển số 01/1990, đăng ký ngày 20/07/1990, tại UBND phường Trần Hưng Đạo"
    )
    kept = kept_of(dossier)
    assert (kept.kind, kept.holder_name) == ("thay-doi-ho-tich", told["subject_name"])


def test_a_confirmation_of_marital_status_says_its_last_day_and_the_store_ends_it_on_that_day(province):
    dossier, result = ended(province, "1.004873")
    assert (result.template, result.name) == ("xac_nhan_hon_nhan", "Giấy xác nhận tình trạng hôn nhân")
    assert result.data["number"] == f"{int(result.number):02d}/UBND-XNTTHN"
    assert result.data["status"] == "Chưa đăng ký kết hôn với ai"
    kept = kept_of(dossier)
    assert (kept.kind, f"{kept.valid_to:%d/%m/%Y}") == ("tinh-trang-hon-nhan", result.data["valid_until"])


@pytest.mark.parametrize("code", ["1.000894", "1.004859", "1.004873"])
def test_a_refusal_stays_a_letter(province, code):
    paper = result_paper(province.taken_in(code), {"reason": "Không có căn cứ."}, is_refusal=True)
    assert (paper.template, paper.name) == ("van_ban_ket_qua", "Văn bản từ chối giải quyết")


def kept_of(dossier: Dossier) -> Holding:
    keep_papers(code=dossier.code, at=clock.now())
    return Holding.objects.get(reference=f"dossier:{dossier.code}", slot="ket-qua")
