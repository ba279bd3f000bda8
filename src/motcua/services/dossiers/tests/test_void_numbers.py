"""Numbers taken for a signature: none without keys, and what was never signed stays visible as not issued."""

from __future__ import annotations

import io

import openpyxl
import pytest
from pypdf import PdfReader

from motcua.kernel import clock
from motcua.kernel.audit.models import Entry
from motcua.kernel.numbers.models import Series
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import Apology, Dossier, IssuedPaper, JournalEntry, Result
from motcua.services.dossiers.services import apologising, results
from motcua.services.dossiers.tests.factories import sign_in_as
from motcua.services.signing.types import CannotSign, NoCertificate

from .test_sweep_the_clocks import WHY, working_day_after


def nothing_moved(dossier: Dossier) -> tuple:
    return (
        Dossier.objects.values().get(pk=dossier.pk), list(Apology.objects.values()), list(Result.objects.values()),
        list(IssuedPaper.objects.values()), list(Series.objects.order_by("name").values_list("name", "last")),
        JournalEntry.objects.count(),
    )  # fmt: skip


def no_key(**more):
    raise NoCertificate("Người ký chưa có chứng thư số.", next="Hãy nhờ quản trị viên.")


def jammed(**more):
    raise CannotSign("Khóa ký không trả lời.", next="Hãy thử lại.")


def apologise(province, dossier) -> None:
    with clock.fixed(province.at):
        dossiers.sign_apology(
            code=dossier.code,
            reason=WHY,
            new_on=working_day_after(dossier, 2),
            by=province.leader,
            at=province.at,
        )


def test_a_signer_without_a_certificate_takes_no_number(province, monkeypatch):
    dossier = province.walk(province.taken_in("1.004873"), to="sign")
    before = nothing_moved(dossier)
    monkeypatch.setattr(apologising.signing, "require_keys", no_key)
    monkeypatch.setattr(results.signing, "require_keys", no_key)
    with pytest.raises(NoCertificate):
        apologise(province, dossier)
    with pytest.raises(NoCertificate), clock.fixed(province.at):
        dossiers.sign_result(code=dossier.code, by=province.leader, at=province.at)
    assert nothing_moved(dossier) == before


def test_numbers_nobody_signed_stand_as_not_issued_when_the_dossier_ends(province, monkeypatch):
    dossier = province.walk(province.taken_in("1.004873"), to="sign")
    monkeypatch.setattr(apologising.signing, "sign_pdf", jammed)
    monkeypatch.setattr(results.signing, "sign_pdf", jammed)
    with pytest.raises(CannotSign):
        apologise(province, dossier)
    with pytest.raises(CannotSign), clock.fixed(province.at):
        dossiers.sign_result(code=dossier.code, by=province.leader, at=province.at)
    number = Result.objects.get(dossier=dossier).number
    with clock.fixed(province.at):
        dossiers.keep_step_times(dossier.code)
        assert not Result.objects.filter(voided_at__isnull=False).exists(), "open: the next try uses it"
        dossiers.withdraw(code=dossier.code, reason="Gia đình rút hồ sơ.", by=province.clerk, at=province.at)
        dossiers.keep_step_times(dossier.code)
        dossiers.keep_step_times(dossier.code)
    assert Result.objects.get(dossier=dossier).voided_at is not None
    paper = IssuedPaper.objects.get(dossier=dossier, kind="apology")
    assert paper.revoked_at is not None and paper.revoked_reason
    said = list(
        JournalEntry.objects.filter(dossier=dossier, action="void_number").values_list("text", flat=True)
    )
    assert (
        len(said) == 2
        and any(f"Số {number} năm" in one for one in said)
        and any(paper.number in one for one in said)
    )


def test_a_dossier_that_is_opened_again_apologises_under_a_number_of_its_own(province, monkeypatch):
    dossier = province.walk(province.taken_in("1.004873"), to="sign")
    with monkeypatch.context() as broken:
        broken.setattr(apologising.signing, "sign_pdf", jammed)
        with pytest.raises(CannotSign):
            apologise(province, dossier)
    IssuedPaper.objects.filter(dossier=dossier, kind="apology").update(
        revoked_at=province.at, revoked_reason="bỏ"
    )
    apologise(province, dossier)
    old, new = IssuedPaper.objects.filter(dossier=dossier, kind="apology").order_by("id")
    assert (
        (old.signed_sha256, old.revoked_at) == ("", province.at)
        and new.signed_sha256
        and new.revoked_at is None
    )
    assert old.number != new.number


def test_a_number_whose_draft_gave_way_to_another_paper_is_told_as_such(province, monkeypatch):
    dossier = province.walk(province.taken_in("1.004873"), to="sign")
    with monkeypatch.context() as broken:
        broken.setattr(results.signing, "sign_pdf", jammed)
        with pytest.raises(CannotSign), clock.fixed(province.at):
            dossiers.sign_result(code=dossier.code, by=province.leader, at=province.at)
    first = Result.objects.get(dossier=dossier)
    Result.objects.filter(pk=first.pk).update(superseded_at=province.at)  # as a draft of another form does
    with clock.fixed(province.at):
        dossiers.withdraw(code=dossier.code, reason="Gia đình rút hồ sơ.", by=province.clerk, at=province.at)
        dossiers.keep_step_times(dossier.code)
    line = JournalEntry.objects.get(dossier=dossier, action="void_number")
    assert f"Số {first.number} năm" in line.text and "thay bằng văn bản khác" in line.detail


def test_the_book_of_an_office_tells_every_number_the_void_ones_with_why(province, monkeypatch, client):
    issued, gone = (province.walk(province.taken_in("1.004873"), to="sign") for _ in range(2))
    with monkeypatch.context() as broken:
        broken.setattr(results.signing, "sign_pdf", jammed)
        with pytest.raises(CannotSign), clock.fixed(province.at):
            dossiers.sign_result(code=gone.code, by=province.leader, at=province.at)
    province.step(issued)
    Result.objects.filter(dossier=gone).update(number="9")
    Result.objects.filter(dossier=issued).update(number="10")
    sign_in_as(client, province.leader)
    page = "/can-bo/so-ket-qua/"
    with clock.fixed(province.at):
        dossiers.withdraw(code=gone.code, reason="Gia đình rút hồ sơ.", by=province.clerk, at=province.at)
        dossiers.keep_step_times(gone.code)
        whole = client.get(page).content.decode()
        void = client.get(f"{page}?tinh-trang=void").content.decode()
        sheet = openpyxl.load_workbook(
            io.BytesIO(b"".join(client.get(f"{page}?dang=xlsx").streaming_content))
        ).active
        printed = PdfReader(io.BytesIO(client.get(f"{page}?dang=pdf").content)).pages[0].extract_text()
        taken = Entry.objects.filter(action="dossiers.export").count()
        sign_in_as(client, province.stranger)
        foreign = client.get(page).content.decode()

    assert whole.index(issued.code) < whole.index(gone.code), "ten stands after nine"
    assert gone.code in void and issued.code not in void and "Hồ sơ kết thúc trước khi ký." in void
    assert [row[6] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["Đã phát hành", "Số bỏ"]
    assert "SỔ CẤP SỐ KẾT QUẢ" in printed and "Tổng số: 2 số" in printed
    assert taken == 2
    assert gone.code not in foreign and issued.code not in foreign
