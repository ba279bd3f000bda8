"""Where certified copies are all that was asked for, they are the result: no second number in the book for the same original."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from motcua.kernel import clock
from motcua.services.certifying import queries, services
from motcua.services.certifying.models import Entry
from motcua.services.certifying.types import CannotCertify, Kind, Output
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import Dossier, Result
from motcua.services.dossiers.services import results
from motcua.services.dossiers.types import DoneBySomeone, NotYourStep
from motcua.services.signing.types import CannotSign
from tests.support.province import Province, standing


@pytest.fixture(scope="module")
def laid(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), standing():
        yield


@pytest.fixture
def waiting(laid, db) -> Iterator[tuple[Province, Dossier]]:
    """A dossier of certification that waits for its signature, with the attestation that is drafted for every one."""
    province = Province()
    dossier = province.taken_in("2.000815")
    officer = province.holder(dossier)
    with clock.fixed(province.at):
        dossiers.submit_for_signature(code=dossier.code, opinion="Khớp.", by=officer, at=province.at)
        yield province, dossier


def prepared(province: Province, dossier: Dossier, press: str) -> Entry:
    return services.prepare_copy(
        code=dossier.code, document="Bằng tốt nghiệp", pages=2, copies=3, output=Output.PAPER, scan_slot="", compared=True,
        bars=(), press=press, by=province.officers("tu_phap_ho_tich")[0], at=province.at,
    )  # fmt: skip


def stands() -> tuple[list, list, int]:
    return (
        list(Dossier.objects.values_list("status", "version")), list(Entry.objects.values_list("state", "number")),
        Result.objects.count(),
    )  # fmt: skip


def test_the_certified_copies_end_the_signing_step_once_and_the_book_has_no_further_number(waiting) -> None:
    province, dossier = waiting
    leader, at = province.leader, province.at
    before = stands()
    with pytest.raises(CannotCertify, match="chưa có bản"):
        services.end_signing(code=dossier.code, by=leader, at=at)
    assert stands() == before
    first, second = prepared(province, dossier, "a"), prepared(province, dossier, "b")
    services.certify(entry_id=first.pk, by=leader, at=at)
    before = stands()
    assert not queries.may_end_signing(leader, dossier.code)
    with pytest.raises(CannotCertify, match="chưa ký"):
        services.end_signing(code=dossier.code, by=leader, at=at)
    assert stands() == before
    services.certify(entry_id=second.pk, by=leader, at=at)
    assert queries.may_end_signing(leader, dossier.code)
    services.end_signing(code=dossier.code, by=leader, at=at)
    result = Result.objects.get(dossier=dossier, superseded_at=None)
    assert result.number == "01 quyển 01/2026-SCT/BS" and result.on_paper and result.signer == leader.title
    with pytest.raises((DoneBySomeone, NotYourStep)):
        services.end_signing(code=dossier.code, by=leader, at=at)
    services.note_result(code=dossier.code, number=result.number, at=at)
    assert Entry.objects.count() == 2 and not queries.gaps(first.agency_code, Kind.COPY, 2026)
    assert not queries.may_end_signing(leader, dossier.code)
    province.walk(dossier, to="end")
    dossier.refresh_from_db()
    assert dossier.timeliness in ("early", "on_time")


def test_a_number_of_the_book_nobody_signed_stands_in_it_as_spoiled(waiting, monkeypatch) -> None:
    province, dossier = waiting

    def jammed(**more):
        raise CannotSign("Khóa ký không trả lời.", next="Hãy thử lại.")

    monkeypatch.setattr(results.signing, "sign_pdf", jammed)
    with pytest.raises(CannotSign):
        dossiers.sign_result(code=dossier.code, by=province.leader, at=province.at)
    number = Result.objects.get(dossier=dossier).number
    dossiers.withdraw(code=dossier.code, reason="Người dân rút hồ sơ.", by=province.clerk, at=province.at)
    dossiers.keep_step_times(dossier.code)
    for _ in range(2):
        services.note_voided(
            code=dossier.code,
            number=number,
            year=2026,
            template="ban_sao",
            reason="Hồ sơ kết thúc trước khi ký.",
            at=province.at,
        )
    entry = Entry.objects.get()
    assert (entry.state, entry.number, entry.fee_vnd) == ("spoiled", int(number), 0)
    assert not queries.gaps(entry.agency_code, Kind.COPY, 2026)


def test_a_number_at_the_signature_is_on_its_way_to_the_book_and_one_nobody_bears_is_missing(
    waiting, monkeypatch
) -> None:
    province, dossier = waiting

    def jammed(**more):
        raise CannotSign("Khóa ký không trả lời.", next="Hãy thử lại.")

    with monkeypatch.context() as patch:
        patch.setattr(results.signing, "sign_pdf", jammed)
        with pytest.raises(CannotSign):
            dossiers.sign_result(code=dossier.code, by=province.leader, at=province.at)
    entry = prepared(province, dossier, "a")
    assert services.certify(entry_id=entry.pk, by=province.leader, at=province.at).number == 2

    def told():
        (one,) = queries.counted(province.leader, Kind.COPY, 2026)
        return one.last, one.missing, one.underway

    assert told() == (2, [], 1)
    Result.objects.filter(dossier=dossier).update(number="")
    assert told() == (2, [1], 0)
