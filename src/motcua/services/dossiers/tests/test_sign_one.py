"""One paper on a phone: seen as a picture, signed or sent back with a ready reason, refused with the page kept."""

from __future__ import annotations

from django.test import Client

from motcua.kernel import clock
from motcua.services.dossiers.tests.factories import sign_in_as


def test_the_draft_is_seen_and_a_stale_page_signs_nothing(province):
    dossier = province.walk(province.taken_in("1.001193"), to="sign")
    leader = province.holder(dossier)
    client, address = sign_in_as(Client(), leader), f"/can-bo/khay-ky/{dossier.code}/"
    with clock.fixed(province.at):
        page = client.get(address).text
        assert "Ký văn bản này" in page and "Đủ điều kiện." in page
        leaf = client.get(f"{address}trang-1.png")
        assert leaf.content.startswith(b"\x89PNG") and leaf.headers["Content-Type"] == "image/png"
        assert client.get(f"{address}trang-99.png").status_code == 404
        stale = client.post(address, {"viec": "ky", "seen": dossier.version - 1})
        assert stale.status_code == 409
        no_reason = client.post(address, {"viec": "tra", "seen": dossier.version})
        assert no_reason.status_code == 422 and "lý do" in no_reason.text
        assert not dossier.results.exclude(signed_sha256="").exists()
        assert client.post(address, {"viec": "tra", "ly_do": "Sai thể thức, đề nghị sửa."}).status_code == 302
        assert dossier.journal.filter(action="send_back_step", detail="Sai thể thức, đề nghị sửa.").exists()
        assert "Ký văn bản này" not in client.get(address).text


def test_who_may_not_sign_has_no_such_page(province):
    dossier = province.taken_in("1.001193")
    address = f"/can-bo/khay-ky/{dossier.code}/"
    with clock.fixed(province.at):
        assert sign_in_as(Client(), province.clerk).get(address).status_code == 403
        assert "Ký văn bản này" not in sign_in_as(Client(), province.leader).get(address).text
