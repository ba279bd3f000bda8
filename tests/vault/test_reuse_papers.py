"""A paper the applicant's store holds is used instead of being asked again; each look is the owner's to read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.audit.models import Entry
from motcua.registries.people.models import AccessLook
from motcua.registries.procedures.models import Paper as ListedPaper
from motcua.services.dossiers import handlers, services
from motcua.services.dossiers.events import DossierAccepted
from motcua.services.dossiers.models import Dossier, JournalEntry, Paper, Pause
from motcua.services.dossiers.queries import dossier_page
from motcua.services.dossiers.services import reusing
from motcua.services.dossiers.tests.factories import AT, PROCEDURE, make_procedure, make_town
from motcua.services.dossiers.types import (
    DoneBySomeone,
    DossierNotThere,
    HeldInStore,
    MissingPapers,
    Party,
    WrongState,
)
from motcua.services.files import services as files
from motcua.services.scans.events import CopySigned, ScanConfirmed, ScanRemoved
from motcua.services.scans.models import Scan
from motcua.services.vault import queries as store
from motcua.services.vault import services as vault
from motcua.services.vault.models import Holding, Use
from motcua.services.vault.types import CannotUse, Deposit, HoldingNotThere, Owner, Source, Wanted

pytestmark = pytest.mark.django_db
NUMBER, OTHER = "036190000014", "036190000022"
NAME = "Giấy xác nhận tình trạng hôn nhân"
KEEPER = Actor.system("vault")
TODAY = AT.date()


@pytest.fixture
def town(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    town = make_town()
    version = make_procedure()
    ListedPaper.objects.create(version=version, order=3, name=f"- Bản sao {NAME}.", copies=1, required=True)
    with clock.fixed(AT):
        yield town


def hold(
    number=NUMBER,
    *,
    slot="ket-qua",
    issued_on=TODAY,
    signed=True,
    text="một",
    name=NAME,
    reference="dossier:X",
):
    ref = files.store_issued(
        data=b"%PDF-1.7 " + text.encode(), name="g.pdf", media_type="application/pdf", by=KEEPER, at=AT
    )
    deposit = Deposit(
        slot=slot, source=Source.RESULT, name=name, sha256=ref.sha256, size=ref.size, number="12/XN", issued_on=issued_on,
        issuer="UBND phường", signed_at=AT if signed else None, signed_by="Đỗ Văn Hồng; UBND phường" if signed else "",
    )  # fmt: skip
    vault.keep(
        reference=reference, owner=Owner(number, "Nguyễn Văn Ẫm"), deposits=[deposit], by=KEEPER, at=AT
    )
    return Holding.objects.filter(owner_number=number).latest("id")


def lodged(town, **changes):
    code = services.lodge(filing=town.filing(**changes), by=town.actor("clerk"), at=AT).code
    return Dossier.objects.get(code=code)


def looks():
    return list(AccessLook.objects.values_list("owner_number", "what", "refused", "reason"))


def trace():
    """All that a command could have moved."""
    return (
        list(Paper.objects.order_by("id").values()), list(Dossier.objects.values()), list(Use.objects.values()),
        JournalEntry.objects.count(), Pause.objects.count(),
    )  # fmt: skip


def test_the_desk_writes_the_dossier_down_uses_the_paper_of_the_store_and_accepts(town, client):
    held = hold()
    town.login(client, "clerk")
    with pytest.raises(MissingPapers):
        services.take_in(filing=town.filing(), by=town.actor("clerk"), at=AT)
    assert looks() == []
    dossier = lodged(town)
    page = client.get(f"/can-bo/ho-so/{dossier.code}/").content.decode()
    assert "Kho của người nộp đã có" in page and "số 12/XN" in page.replace("Số", "số")
    at = f"/can-bo/ho-so/{dossier.code}/kho/3/"
    assert client.get(f"{at}{held.key}/tep/")["Content-Type"] == "application/pdf"
    assert client.post(at, {"viec": "dung", "giay": held.key, "seen": dossier.version}).status_code == 302
    paper = Paper.objects.get(dossier=dossier, position=3)
    assert (paper.vault_key, paper.sha256, paper.received) == (held.key, held.sha256, 1)
    assert services.accept(code=dossier.code, by=town.actor("clerk"), at=AT).due_at is not None
    assert looks() == [(NUMBER, NAME, False, f"Giải quyết hồ sơ {dossier.code}")]
    again = client.get(f"/can-bo/ho-so/{dossier.code}/").content.decode()
    assert "Lấy từ kho" in again and "Kho của người nộp đã có" not in again


def test_what_is_laid_back_is_lacking_again_and_stays_in_the_store(town):
    held, by = hold(), town.actor("clerk")
    dossier = lodged(town)
    services.use_from_store(code=dossier.code, position=3, key=held.key, by=by, at=AT)
    before = trace()
    with pytest.raises(WrongState):
        services.use_from_store(code=dossier.code, position=3, key=held.key, by=by, at=AT)
    assert trace() == before
    services.leave_store_paper(code=dossier.code, position=3, reason="Nhầm người", by=by, at=AT)
    paper = Paper.objects.get(dossier=dossier, position=3)
    assert (paper.vault_key, paper.sha256, paper.received) == ("", "", 0)
    assert Use.objects.get().undone_at == AT
    services.use_from_store(code=dossier.code, position=3, key=held.key, by=by, at=AT)
    assert Use.objects.filter(undone_at=None).count() == 1


def test_of_two_officers_on_the_same_page_one_uses_it(town):
    held, dossier = hold(), lodged(town)
    services.use_from_store(
        code=dossier.code, position=3, key=held.key, by=town.actor("clerk"), at=AT, seen=dossier.version
    )
    before = trace()
    with pytest.raises(DoneBySomeone):
        services.use_from_store(
            code=dossier.code, position=3, key=held.key, by=town.actor("clerk2"), at=AT, seen=dossier.version
        )
    assert trace() == before


def test_a_supplement_does_not_ask_for_what_the_store_holds_unless_it_is_said_why(town, client):
    held, dossier = hold(), lodged(town)
    by = town.actor("clerk")
    asked = {"code": dossier.code, "items": [NAME.upper()], "reason": "Thiếu giấy", "by": by, "at": AT}
    before = trace()
    with pytest.raises(HeldInStore) as refused:
        services.request_supplement(**asked)
    assert trace() == before and refused.value.facts["positions"] == [3]
    assert looks() == [(NUMBER, NAME, False, f"Giải quyết hồ sơ {dossier.code}")]
    town.login(client, "clerk")
    at = f"/can-bo/ho-so/{dossier.code}/lam/request_supplement/"
    sent = {"request_supplement-items": NAME, "request_supplement-reason": "Thiếu giấy"}
    page = client.post(at, sent)
    assert (
        page.status_code == 409
        and "Vì sao" in page.content.decode()
        and "Dùng giấy trong kho" in page.content.decode()
    )
    why = {"request_supplement-unfit_3": "Giấy ghi sai tên đệm của chồng"}
    assert client.post(at, sent | why).status_code == 302
    used = Use.objects.get()
    assert (used.outcome, used.reason, used.holding_id) == (
        "declined",
        "Giấy ghi sai tên đệm của chồng",
        held.pk,
    )
    other = lodged(town)
    assert services.request_supplement(**asked | {"code": other.code, "items": ["Đơn viết tay"]}).paper_number


@pytest.mark.parametrize("how", ["revoked", "expired", "superseded", "unsigned"])
def test_a_paper_that_does_not_hold_is_neither_offered_nor_taken(town, how):
    held = hold(signed=how != "unsigned", issued_on=date(2026, 3, 1) if how == "expired" else TODAY)
    if how == "revoked":
        vault.keep(reference="dossier:X", owner=Owner(NUMBER, "N"), deposits=[], by=KEEPER, at=AT)
    if how == "superseded":
        hold(text="hai")
    dossier, by = lodged(town), town.actor("clerk")
    page = dossier_page.page_of(by, dossier.code)
    reusing.mark_offers(dossier=page.dossier, papers=page.papers, by=by, at=AT)
    offers = [one.offer.key for one in page.papers if one.offer]
    assert held.key not in offers and len(offers) == (how == "superseded")
    before = trace()
    with pytest.raises(CannotUse):
        services.use_from_store(code=dossier.code, position=3, key=held.key, by=by, at=AT)
    assert trace() == before


def test_a_paper_of_somebody_else_leaves_the_look_and_nothing_else(town, client):
    theirs = hold(OTHER)
    dossier, by = lodged(town), town.actor("clerk")
    before = trace()
    with pytest.raises(HoldingNotThere):
        services.use_from_store(code=dossier.code, position=3, key=theirs.key, by=by, at=AT)
    assert trace() == before
    assert looks() == [(NUMBER, "Giấy không có trong kho", True, f"Giải quyết hồ sơ {dossier.code}")]
    assert Entry.objects.filter(action="people.look_refused").count() == 1
    town.login(client, "clerk")
    assert client.get(f"/can-bo/ho-so/{dossier.code}/kho/3/{theirs.key}/tep/").status_code == 404
    assert {one[2] for one in looks()} == {True} and len(looks()) == 2


def test_who_does_not_work_on_the_dossier_learns_nothing_of_the_store(town, client):
    hold()
    dossier = lodged(town)
    away = make_town("H42.96", "99502", "phường Bên Cạnh")
    for actor in (town.actor("judge").without("dossiers.process"), replace(away.actor("clerk"))):
        papers = list(dossier.papers.all())
        assert not reusing.mark_offers(dossier=dossier, papers=papers, by=actor, at=AT)
        assert all(one.offer is None for one in papers)
    with pytest.raises(DossierNotThere):
        reusing.open_offer(code=dossier.code, position=3, key="x", by=away.actor("clerk"), at=AT)
    assert looks() == []


def test_a_store_of_a_thousand_papers_costs_a_dossier_no_more_questions(town, django_assert_max_num_queries):
    row = hold()
    wanted = [Wanted(3, "", NAME)]

    def copies(count):
        values = {
            f.attname: getattr(row, f.attname) for f in Holding._meta.concrete_fields if f.attname != "id"
        }
        Holding.objects.bulk_create(
            Holding(**values | {"key": f"k{n}-{count}", "sha256": f"{n}-{count}", "slot": f"s{n}-{count}", "plain": f"giay {n}", "kind": f"giay {n}"})
            for n in range(count)
        )  # fmt: skip

    for count in (10, 1000):
        copies(count)
        with django_assert_max_num_queries(1):
            assert store.offers([NUMBER], wanted, on=AT.date())[3].key == row.key


def test_the_result_of_a_dossier_is_in_the_store_once_it_is_ready_and_out_when_reopened(town, client):
    from motcua.services.dossiers.models import Result

    dossier = lodged(town, applicant=Party("Nguyễn Văn Ẫm", id_number=OTHER))
    ref = files.store_issued(
        data=b"%PDF-1.7 kq", name="k.pdf", media_type="application/pdf", by=KEEPER, at=AT
    )
    Result.objects.create(
        dossier=dossier, name="Văn bản trả lời", template="van_ban_ket_qua", data={"number": "7/XN"}, number="7", size=9,
        signed_sha256=ref.sha256, signed_at=AT, signer="Đỗ Văn Hồng", drafted_by="x", drafted_at=AT,
    )  # fmt: skip
    services.keep_papers(code=dossier.code, at=AT)
    assert not Holding.objects.exists()  # signed, but not ready for its owner yet
    Dossier.objects.filter(pk=dossier.pk).update(status=9, finished_at=AT)
    assert services.keep_earlier_results(at=AT) == 1 and services.keep_earlier_results(at=AT) == 0
    services.keep_papers(code=dossier.code, at=AT)
    kept = Holding.objects.get()
    assert (kept.name, kept.number, kept.owner_number, kept.sha256) == (
        "Giấy xác nhận",
        "7/XN",
        OTHER,
        ref.sha256,
    )
    Dossier.objects.filter(pk=dossier.pk).update(status=4, finished_at=None)
    services.keep_papers(code=dossier.code, at=AT + timedelta(hours=1))
    kept.refresh_from_db()
    assert kept.revoked_at is not None and "mở lại" in kept.revoked_for and kept.procedure_code == PROCEDURE


def test_a_digitised_paper_is_its_owners_to_see_offered_once_signed_and_revoked_when_taken_back(town):
    dossier = lodged(town)
    scanned, signed = (
        files.store_issued(data=b"%PDF " + one, name="s.pdf", media_type="application/pdf", by=KEEPER, at=AT)
        for one in (b"quet", b"ky")
    )
    row = Scan.objects.create(
        key="k1", reference=f"dossier:{dossier.code}", slot="3", name=NAME, agency_code=town.centre, state="confirmed",
        fields={"number": "9/XN", "issued_on": "2026-11-02", "holder_name": "Nguyễn Văn Ẫm"}, begun_by="x", begun_at=AT,
        product_sha256=scanned.sha256, size=scanned.size, confirmed_by="x", confirmed_at=AT,
    )  # fmt: skip
    Paper.objects.filter(dossier=dossier, position=3).update(scan_key="k1", digitised_at=AT, copies=1)
    told = {"key": "k1", "reference": row.reference, "slot": "3", "occurred_at": AT}
    handlers.keep_scan(ScanConfirmed(**told))
    assert not Holding.objects.exists()  # the dossier is not accepted: nobody has taken the paper in yet
    services.accept(code=dossier.code, by=town.actor("clerk"), at=AT)
    handlers.keep_accepted(DossierAccepted(code=dossier.code, occurred_at=AT))
    kept = Holding.objects.get()
    wanted = [Wanted(3, "", NAME)]
    assert (kept.number, kept.valid_to, kept.signed_at) == ("9/XN", date(2027, 5, 2), None)
    assert store.offers([NUMBER], wanted, on=TODAY) == {}
    Scan.objects.update(signed_sha256=signed.sha256, signed_at=AT, signed_by="Trần Thị Bưởi", state="signed")
    for _ in range(2):
        handlers.keep_signed_scan(CopySigned(**told))
    offered = store.offers([NUMBER], wanted, on=TODAY)[3]
    assert (offered.key, offered.sha256, offered.original_sha256) == (kept.key, signed.sha256, scanned.sha256)
    Scan.objects.update(removed_at=AT, state="removed")
    Paper.objects.filter(dossier=dossier, position=3).update(scan_key="", digitised_at=None)
    handlers.revoke_scan(ScanRemoved(**told))
    kept.refresh_from_db()
    assert kept.revoked_at == AT and store.offers([NUMBER], wanted, on=TODAY) == {}
