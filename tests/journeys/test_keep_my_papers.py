"""A citizen finds every paper issued to them and every file they sent, and nobody else's."""

from __future__ import annotations

import re
from typing import Any

import pytest

from motcua.kernel.access import Actor
from motcua.kernel.outbox.models import Delivery
from motcua.kernel.outbox.worker import deliver
from motcua.services.dossiers import services
from motcua.services.dossiers.models import Dossier, Draft
from motcua.services.dossiers.queries import filing_page
from motcua.services.files import services as files
from motcua.services.vault import services as vault
from motcua.services.vault.types import CannotUse, Deposit, Owner, Source
from tests.journeys.test_file_online import CODE, ready
from tests.support.province import MORNING, Province

HOME = "/giay-to-cua-toi/"


def bring_to_the_store() -> None:
    """The worker brings what is ready to its owner's store."""
    for one in Delivery.objects.filter(handler="dossiers.keep_result").order_by("id"):
        assert deliver(one)


def test_a_result_is_found_downloaded_and_its_signature_told_in_plain_words_in_both_languages(
    sign_up: Any, province: Province, django_assert_max_num_queries: Any
) -> None:
    client, by = sign_up()
    other, _ = sign_up("037196000021", "Trần Thị Bưởi")
    dossier = province.submitted("1.004873", by=by)
    from motcua.services.dossiers import services

    services.accept(code=dossier.code, by=province.clerk, at=MORNING)
    dossier.refresh_from_db()
    province.walk(dossier, to="return")
    bring_to_the_store()
    with django_assert_max_num_queries(20):
        page = client.get(HOME).content.decode()
    assert dossier.code in page and "Xem chữ ký" in page
    assert dossier.code not in client.get(HOME, {"q": "không có chữ này"}).content.decode()
    told = client.get(f"{HOME}{dossier.code}/chu-ky/").content.decode()
    assert "Giấy này thật và còn nguyên" in told
    assert "This paper is genuine and unchanged" in client.get(
        f"{HOME}{dossier.code}/chu-ky/?ngon-ngu=en"
    ).content.decode()  # fmt: skip
    assert other.get(f"{HOME}{dossier.code}/chu-ky/").status_code == 404
    assert dossier.code not in other.get(HOME).content.decode()


def test_a_file_of_a_draft_can_be_deleted_and_one_a_dossier_uses_cannot(
    sign_up: Any, province: Province
) -> None:
    client, by = sign_up()
    other, _ = sign_up("037196000021", "Trần Thị Bưởi")
    address = ready(client, by, province)
    draft = Draft.objects.get(owner_user_id=by.user_id)
    position = max(int(one) for one in draft.papers)
    gone = f"{HOME}{CODE}/{draft.key}/{position}/xoa/"
    assert gone in client.get(HOME, {"phan": "dang-khai"}).content.decode()
    assert other.post(gone).status_code == 404
    assert client.post(gone).status_code == 302
    draft.refresh_from_db()
    assert str(position) not in draft.papers
    assert address.endswith(draft.key)
    sent = client.get(HOME, {"phan": "da-gui"}).content.decode()
    assert "/xoa/" not in sent and "Chưa có giấy tờ nào ở đây" in sent


def test_a_paper_of_ones_own_store_is_sent_instead_of_a_file_and_asked_again_when_sent(
    sign_up: Any, province: Province
) -> None:
    client, by = sign_up()
    other, _ = sign_up("037196000021", "Trần Thị Bưởi")
    address = ready(client, by, province)
    draft = Draft.objects.get(owner_user_id=by.user_id)
    position, name = next(
        (one.position, one.name)
        for one in filing_page.draft_page(by, CODE, draft.key).papers
        if one.position in {int(place) for place in draft.papers} and one.required
    )
    services.detach_paper(key=draft.key, position=position, by=by, at=MORNING)
    ref = files.store_issued(data=b"%PDF-1.7", name="g.pdf", media_type="application/pdf", by=by, at=MORNING)
    kept = Deposit(
        slot="ket-qua",
        source=Source.RESULT,
        name=name[:500],
        sha256=ref.sha256,
        size=ref.size,
        signed_at=MORNING,
    )
    told = {
        "reference": "dossier:X",
        "owner": Owner(by.id, by.name),
        "by": Actor.system("vault"),
        "at": MORNING,
    }
    vault.keep(deposits=[kept], **told)
    page = client.get(f"{address}/giay-to/").content.decode()
    (pressed,) = re.findall(r'name="_kho" value="([^"]+)"', page)
    assert pressed.startswith(f"{position}:")
    key = pressed.partition(":")[2]
    wrong = client.post(f"{address}/giay-to/", {"_kho": f"{position}:{'0' * 24}"})
    assert wrong.status_code == 422 and str(position) not in Draft.objects.get(pk=draft.pk).papers
    assert client.post(f"{address}/giay-to/", {"_kho": pressed}).status_code == 302
    assert Draft.objects.get(pk=draft.pk).papers[str(position)]["vault_key"] == key
    assert other.get(f"{HOME}kho/{key}/").status_code == 404 == other.get(f"{HOME}kho/{key}/tep/").status_code
    vault.keep(deposits=[], **told)
    revoked = client.get(f"{HOME}kho/{key}/").content.decode()
    assert "Giấy này đã được thu hồi" in revoked
    filing = filing_page.filing_of(filing_page.draft_page(by, CODE, draft.key), by)
    with pytest.raises(CannotUse):
        services.submit_draft(key=draft.key, filing=filing, by=by, at=MORNING)
    assert not Dossier.objects.filter(owner_user_id=by.user_id).exists()
    vault.keep(deposits=[kept], **told)
    services.detach_paper(key=draft.key, position=position, by=by, at=MORNING)
    (pressed,) = re.findall(
        r'name="_kho" value="([^"]+)"', client.get(f"{address}/giay-to/").content.decode()
    )
    assert client.post(f"{address}/giay-to/", {"_kho": pressed}).status_code == 302
    code = services.submit_draft(key=draft.key, filing=filing, by=by, at=MORNING).code
    mine = client.get(f"{HOME}kho/{pressed.partition(':')[2]}/").content.decode()
    assert code in mine and "Dùng thay bản nộp ở hồ sơ" in mine and "Chưa ai ngoài bạn mở giấy này." in mine
