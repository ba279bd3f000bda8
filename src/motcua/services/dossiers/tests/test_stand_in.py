"""Who stands in goes on with the work of who is away; every line names both, and nothing else opens to them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from motcua.kernel import clock
from motcua.kernel.audit.models import Entry
from motcua.kernel.outbox import worker
from motcua.registries.organizations import services as organizations
from motcua.services.accounts import queries as accounts
from motcua.services.dossiers import services
from motcua.services.dossiers.models import JournalEntry
from motcua.services.dossiers.queries.lists import my_work
from motcua.services.dossiers.types import NotYourStep
from motcua.services.notifications import queries as notifications

from .factories import AT, make_town, sign_in_as


def test_work_in_hand_is_gone_on_with_by_the_stand_in_and_both_names_are_written(province):
    away, other = province.officers("tu_phap_ho_tich")[:2]
    dossier = province.taken_in()
    today = province.at.date()
    with clock.fixed(province.at):
        services.take_task(code=dossier.code, by=away, at=province.at)
        with pytest.raises(NotYourStep):
            services.submit_for_signature(code=dossier.code, by=other, at=province.at)
        organizations.delegate(
            post_code=away.post_code, to_officer_code=other.id, from_officer_code=away.id, valid_from=today,
            valid_to=today + timedelta(days=2), reason="Nghỉ phép", by=away, at=province.at,
        )  # fmt: skip
        stand_in = accounts.actor_of_officer(other.id, away.post_code)
        assert stand_in.acting_for_id == away.id
        assert [w.dossier.code for w in my_work(stand_in)] == [dossier.code]
        assert not my_work(accounts.actor_of_officer(other.id, other.post_code)).exists()
        onward = province.token(dossier).outcomes[0].code
        services.finish_step(code=dossier.code, outcome=onward, opinion="", by=stand_in, at=province.at)
    line = JournalEntry.objects.filter(dossier=dossier, action="finish_step").latest("id")
    assert line.actor_name == other.name and f"làm thay {away.name}" in line.post_title
    assert away.name in Entry.objects.filter(action="dossiers.finish_step").latest("id").acting_for


@pytest.mark.django_db
def test_the_page_asks_tells_the_head_and_shows_colleagues(client):
    town = make_town()
    with clock.fixed(AT):
        town.login(client, "judge")
        data = {
            "to_officer_code": town.officers["judge2"],
            "valid_from": "24/11/2026",
            "valid_to": "26/11/2026",
        }
        assert client.post("/can-bo/vang-mat/", data).status_code == 422
        assert client.post("/can-bo/vang-mat/", data | {"reason": "Nghỉ phép"}).status_code == 302
        assert "Chờ duyệt" in client.get("/can-bo/vang-mat/").text
        worker.drain()
        assert [n.words[:16] for n in notifications.shelf(town.actor("head")).notes] == ["Phạm Văn Duối xi"]
        head = sign_in_as(Client(), town.actor("head"))
        page = head.get("/can-bo/vang-mat/").text
        assert "Chờ bạn duyệt" in page
        number = next(part.split("/")[0] for part in page.split('action="/can-bo/vang-mat/')[1:])
        head.post(f"/can-bo/vang-mat/{number}/", {"viec": "dong-y"})
        worker.drain()
        assert "đã được duyệt" in notifications.shelf(town.actor("judge")).notes[0].words
        assert "Bạn làm thay Phạm Văn Duối" in notifications.shelf(town.actor("judge2")).notes[0].words
        other = sign_in_as(Client(), town.actor("clerk"))
        assert "Phạm Văn Duối" in other.get("/can-bo/vang-mat/").text
        client.post(f"/can-bo/vang-mat/{number}/", {"viec": "ket-thuc"})
        assert "Đã kết thúc" in client.get("/can-bo/vang-mat/").text
