"""A citizen finds every paper issued to them and every file they sent, and nobody else's."""

from __future__ import annotations

from typing import Any

from motcua.services.dossiers.models import Draft
from tests.journeys.test_file_online import CODE, ready
from tests.support.province import MORNING, Province

HOME = "/giay-to-cua-toi/"


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
