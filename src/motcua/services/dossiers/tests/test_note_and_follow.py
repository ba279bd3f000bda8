"""Officers leave notes for each other, call colleagues who may see the dossier, and hear of what they follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from motcua.kernel import clock
from motcua.kernel.audit.models import Entry
from motcua.kernel.outbox import worker
from motcua.services.dossiers import services, tasks
from motcua.services.dossiers.models import Dossier, Note
from motcua.services.dossiers.types import CannotCall, DossierNotThere, NoteClosed, NoteNotThere
from motcua.services.notifications import queries as notifications

from .factories import AT, dossier_rows, make_town, sign_in_as

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with clock.fixed(AT):
        yield


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def dossier(town) -> str:
    return dossier_rows(town, 1)[0].code


def news(town, who: str) -> list[str]:
    return [note.words for note in notifications.shelf(town.actor(who)).notes]


def test_a_note_calls_a_colleague_by_tick_or_by_code_and_tells_them_once(town, dossier):
    words = f"Xem giúp nơi cư trú @{town.officers['judge2']}"
    services.write_note(
        code=dossier, words=words, called=[town.officers["judge"]], by=town.actor("clerk"), at=AT
    )
    worker.drain()
    worker.drain()
    for who in ("judge", "judge2"):
        assert news(town, who) == [f"Trần Thị Bưởi nhắc bạn trong ghi chú của hồ sơ {dossier}"]
    assert news(town, "clerk") == []
    entry = Entry.objects.get(action="dossiers.write_note")
    assert entry.after["text"] == words and entry.actor_id == town.officers["clerk"]


def test_who_may_not_see_the_dossier_is_not_called_and_nothing_is_written(town, dossier):
    other = make_town("H42.96", "99502", "xã Bên Cạnh")
    with pytest.raises(CannotCall) as refused:
        services.write_note(
            code=dossier, words="Nhờ xem", called=[other.officers["judge"]], by=town.actor("clerk"), at=AT
        )
    assert "Phạm Văn Duối" in refused.value.what and refused.value.why
    assert not Note.objects.exists()
    with pytest.raises(DossierNotThere):
        services.write_note(code=dossier, words="Tò mò", by=other.actor("judge"), at=AT)


def test_words_with_an_at_that_names_nobody_are_only_words(town, dossier):
    services.write_note(
        code=dossier, words="Gửi về lan@vidu.vn và @KHONG.CO-1", by=town.actor("clerk"), at=AT
    )
    assert Note.objects.get().mentions == []


def test_a_note_is_mended_or_taken_back_by_its_author_within_a_quarter_of_an_hour(town, dossier):
    me, other = town.actor("clerk"), town.actor("judge")
    number = services.write_note(code=dossier, words="Thiếu giấy", by=me, at=AT)
    services.edit_note(
        code=dossier,
        note_id=number,
        words="Thiếu bản sao",
        called=[other.id],
        by=me,
        at=AT + timedelta(minutes=1),
    )
    assert Entry.objects.get(action="dossiers.edit_note").before["text"] == "Thiếu giấy"
    with pytest.raises(NoteClosed):
        services.remove_note(code=dossier, note_id=number, by=other, at=AT)
    with pytest.raises(NoteClosed):
        services.edit_note(
            code=dossier, note_id=number, words="Muộn rồi", by=me, at=AT + timedelta(minutes=16)
        )
    services.remove_note(code=dossier, note_id=number, by=me, at=AT + timedelta(minutes=10))
    row = Note.objects.get()
    assert (row.text, row.removed_at) == ("", AT + timedelta(minutes=10))
    assert Entry.objects.get(action="dossiers.remove_note").before["text"] == "Thiếu bản sao"
    with pytest.raises(NoteNotThere):
        services.edit_note(code=dossier, note_id=number, words="Lại", by=me, at=AT)


def heard(actor) -> list[str]:
    user = get_user_model().objects.get(officer__code=actor.id)
    return [note.words for note in notifications.shelf(replace(actor, user_id=user.pk)).notes]


def test_who_follows_hears_of_each_move_but_their_own_and_nobody_else_does(province):
    dossier = province.taken_in()
    leader, clerk = province.leader, province.clerk
    for actor in (leader, clerk):
        sign_in_as(Client(), actor)
    assert services.follow(code=dossier.code, by=leader, at=province.at) is True
    assert services.follow(code=dossier.code, by=leader, at=province.at) is False
    province.step(dossier)
    with clock.fixed(province.at):
        worker.drain()
        worker.drain()
    assert len(heard(leader)) == 1 and dossier.code in heard(leader)[0]
    assert heard(clerk) == []
    assert services.unfollow(code=dossier.code, by=leader, at=province.at) is True
    province.step(dossier)
    with clock.fixed(province.at):
        worker.drain()
    assert len(heard(leader)) == 1
    dossier.refresh_from_db()
    assert dossier.followers == 0


def test_an_unfollowed_dossier_costs_no_event(province, told):
    dossier = province.taken_in()
    province.step(dossier)
    assert "dossiers.followed_moved" not in told()


def test_a_follower_is_warned_once_when_the_hour_is_near_and_once_when_it_has_passed(town, dossier):
    services.follow(code=dossier, by=town.actor("judge"), at=AT)
    due = Dossier.objects.get().due_at
    for now in (due - timedelta(hours=1), due - timedelta(minutes=30), due + timedelta(hours=1)):
        with clock.fixed(now):
            tasks.warn_followers()
    assert [words.startswith(dossier) for words in news(town, "judge")] == [True, True]


def test_the_page_takes_a_note_shows_it_and_keeps_what_was_typed_when_refused(client, town, dossier):
    town.login(client, "clerk")
    address = f"/can-bo/ho-so/{dossier}/"
    answer = client.post(
        f"{address}ghi-chu/", {"loi": "Đã gọi điện hẹn bổ sung", "nhac": [town.officers["judge"]]}
    )
    assert answer.status_code == 302
    page = client.get(f"{address}?phan=ghi-chu").text
    assert "Đã gọi điện hẹn bổ sung" in page and "Nhắc: Phạm Văn Duối" in page
    assert "Đã gọi điện" in client.get(address).text
    other = make_town("H42.96", "99502", "xã Bên Cạnh")
    answer = client.post(f"{address}ghi-chu/", {"loi": "Nhờ xã bạn xem", "nhac": [other.officers["judge"]]})
    assert answer.status_code == 422 and "Nhờ xã bạn xem" in answer.text and "Không nhắc được" in answer.text
    number = Note.objects.get().pk
    assert client.post(f"{address}ghi-chu/{number}/", {"viec": "rut"}).status_code == 302
    assert "Ghi chú đã được rút" in client.get(f"{address}?phan=ghi-chu").text


def test_following_has_a_button_and_a_list(client, town, dossier):
    town.login(client, "judge")
    client.post(f"/can-bo/ho-so/{dossier}/theo-doi/")
    assert "Bỏ theo dõi" in client.get(f"/can-bo/ho-so/{dossier}/").text
    assert dossier in client.get("/can-bo/theo-doi/").text
    client.post(f"/can-bo/ho-so/{dossier}/theo-doi/", {"viec": "bo", "ve": "ds"})
    assert dossier not in client.get("/can-bo/theo-doi/").text.split("page-head")[-1]


def test_the_citizen_never_sees_a_note(client, town, dossier):
    services.write_note(code=dossier, words="Chỉ cán bộ đọc", by=town.actor("clerk"), at=AT)
    page = client.get(f"/tra-cuu/?ma={dossier}&dt=0912345678")
    assert "Chỉ cán bộ đọc" not in page.text
