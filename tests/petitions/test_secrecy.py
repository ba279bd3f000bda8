"""A denunciation: who sent it is known to nobody but holders of its right, with a reason, and never to whom it is about."""

from __future__ import annotations

import json

import pytest
from django.core import serializers
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.kernel.access import Actor
from motcua.kernel.audit.models import Entry
from motcua.kernel.refusals import NotAllowed
from motcua.services.files.types import FileRef
from motcua.services.notifications.models import Notice
from motcua.services.petitions import queries, services
from motcua.services.petitions.models import Enclosure, Petition, Step
from motcua.services.petitions.types import (
    SECRET,
    Kind,
    PetitionInvalid,
    PetitionNotThere,
    State,
    WrongAgency,
)

from .conftest import AT, SENDER, WORDS, sent, stands
from .test_pages import PDF

CITIZEN = Actor(kind="citizen", id="037190000014", name=SENDER.name, user_id=1)


def everything_kept() -> str:
    """All the room's rows, the ledger and the notices as a thief of the database reads them."""
    rows = [*Petition.objects.all(), *Step.objects.all(), *Enclosure.objects.all(), *Notice.objects.all()]
    lines = [
        json.dumps([one.actor_id, one.actor_name, one.reason, one.after, one.before], ensure_ascii=False)
        for one in Entry.objects.filter(action__startswith="petitions.")
    ]
    return serializers.serialize("json", rows, ensure_ascii=False) + "".join(lines)


def test_neither_who_nor_what_stands_anywhere_in_the_clear(offices) -> None:
    row = sent(Kind.DENUNCIATION, by=CITIZEN, dossier_code="")
    services.take_up(code=row.code, kind=Kind.DENUNCIATION, seen=1, by=offices.inspector, at=AT)
    row.refresh_from_db()
    services.remind(at=row.wakes_at)
    kept = everything_kept()
    for secret in (SENDER.name, SENDER.phone, SENDER.address, WORDS[:40], CITIZEN.id):
        assert secret not in kept
    assert row.owner_user_id is None and row.sender_mark == "" and row.agency_code == "H42"
    assert not Notice.objects.filter(subject=f"petition:{row.code}").exists(), "nobody is told whose it is"
    assert queries.page_by_token(row.token, AT).content == WORDS, "the sender reads it at their own address"


def test_only_holders_of_the_right_see_it_and_the_name_is_asked_for_with_a_reason(offices) -> None:
    row = sent(Kind.DENUNCIATION)
    client = offices.login(Client())
    others = [
        offices.chairman,
        offices.town.actor("leader"),
        offices.other.actor("leader"),
        offices.town.actor("clerk"),
    ]
    for by in others:
        with pytest.raises((PetitionNotThere, NotAllowed)):
            queries.page_for(by, row.code, AT)
        with pytest.raises((PetitionNotThere, NotAllowed)):
            services.reveal(code=row.code, reason="Tôi muốn biết.", by=by, at=AT)
    for who in ("leader", "clerk"):
        page = offices.town.login(Client(), who)
        assert page.get(f"/can-bo/phan-anh/{row.code}/").status_code in (403, 404)
        assert row.code not in page.get("/can-bo/phan-anh/").text
    text = client.get(f"/can-bo/phan-anh/{row.code}/").text
    assert WORDS[:40] in text and SENDER.name not in text and SENDER.phone not in text
    with pytest.raises(PetitionInvalid):
        services.reveal(code=row.code, reason=" ", by=offices.inspector, at=AT)
    assert not Entry.objects.filter(action="petitions.reveal").exists()
    shown = client.post(
        f"/can-bo/phan-anh/{row.code}/", {"viec": "reveal", "ly_do": "Mời làm việc để xác minh."}
    )
    assert shown.status_code == 200 and SENDER.name in shown.text
    line = Entry.objects.get(action="petitions.reveal")
    assert line.reason == "Mời làm việc để xác minh." and line.actor_id == offices.inspector.id


def test_it_never_goes_to_whom_it_is_about_nor_becomes_something_more_people_read(offices) -> None:
    row, by = sent(Kind.DENUNCIATION), offices.inspector
    before = stands()
    for to in (offices.town.committee, offices.town.centre):
        with pytest.raises(WrongAgency):
            services.pass_on(code=row.code, to=to, reason="Chuyển giải quyết.", seen=1, by=by, at=AT)
    with pytest.raises(PetitionInvalid):
        services.take_up(code=row.code, kind=Kind.CONDUCT, seen=1, by=by, at=AT)
    assert stands() == before
    services.pass_on(code=row.code, to=offices.other.committee, reason="Giao xác minh.", seen=1, by=by, at=AT)
    accused = offices.town.actor("leader").with_permissions(SECRET)
    near = offices.other.actor("leader").with_permissions(SECRET)
    assert queries.page_for(near, row.code, AT).sender is None
    Petition.objects.update(agency_code=offices.town.committee)
    with pytest.raises(PetitionNotThere):
        queries.page_for(accused, row.code, AT)


def test_what_was_sent_as_a_petition_and_is_a_denunciation_becomes_one(offices) -> None:
    row = sent(by=CITIZEN)
    services.take_up(code=row.code, kind=Kind.DENUNCIATION, seen=1, by=offices.inspector, at=AT)
    row.refresh_from_db()
    assert (row.content, row.sender_mark, row.owner_user_id) == ("", "", None)
    with pytest.raises(PetitionNotThere):
        queries.page_for(offices.chairman, row.code, AT)
    assert queries.page_for(offices.inspector, row.code, AT).content == WORDS


def test_nothing_of_it_is_published_nor_counted(offices) -> None:
    row = sent(Kind.DENUNCIATION)
    by = offices.inspector
    services.take_up(code=row.code, kind=Kind.DENUNCIATION, seen=1, by=by, at=AT)
    services.answer(code=row.code, words="Đã kết luận, thông báo cho người tố cáo.", seen=2, by=by, at=AT)
    publisher = by.with_permissions("petitions.publish")
    assert not queries.page_for(publisher, row.code, AT).may_publish
    with pytest.raises(PetitionNotThere):
        services.publish(
            code=row.code, question=WORDS, reply="Đã kết luận xong.", seen=3, by=publisher, at=AT
        )
    row.refresh_from_db()
    assert row.published_at is None
    assert queries.figures(by, AT.date(), AT.date(), AT) == []


def test_what_its_sender_writes_later_does_not_point_at_it(offices) -> None:
    row = sent(Kind.DENUNCIATION)
    later = sent(press="p2", by=CITIZEN, again_of=row.token)
    assert later.again_of_id is None, "who handles the later one reads its sender"
    first = sent(press="p3", about="")
    later = sent(press="p4", about="", again_of=first.token)
    assert later.again_of_id == first.pk
    services.take_up(code=first.code, kind=Kind.DENUNCIATION, seen=1, by=offices.inspector, at=AT)
    later.refresh_from_db()
    assert later.again_of_id is None and not queries.page_for(offices.inspector, first.code, AT).repeats
    for kind, offered in ((Kind.DENUNCIATION, False), (Kind.CONDUCT, True)):
        Petition.objects.filter(pk=row.pk).update(
            kind=kind, state=State.ANSWERED, answer="Đã xong.", satisfied=False
        )
        assert ("?lai=" in Client().get(f"/phan-anh/{row.token}/").text) is offered


def test_what_was_told_before_and_what_files_were_called_is_forgotten_with_the_sealing(offices) -> None:
    reader = Actor(kind="citizen", id="037190000014", name=SENDER.name, user_id=offices.inspector_user.pk)
    row = sent(by=reader, files_in=(FileRef("a" * 64, 9, "application/pdf", "Đơn của Nguyễn Thị Kín.pdf"),))
    by = offices.inspector
    services.pass_on(
        code=row.code, to=offices.other.committee, reason="Thuộc thẩm quyền.", seen=1, by=by, at=AT
    )
    assert Notice.objects.filter(subject=f"petition:{row.code}").exists()
    Petition.objects.update(agency_code="H42")
    services.take_up(code=row.code, kind=Kind.DENUNCIATION, seen=2, by=by, at=AT)
    assert not Notice.objects.filter(subject=f"petition:{row.code}").exists()
    assert Enclosure.objects.get().name == "tep-1.pdf"
    named = sent(Kind.DENUNCIATION, press="k", files_in=(FileRef("b" * 64, 9, "application/pdf", "Kín.pdf"),))
    assert named.enclosures.get().name == "tep-1.pdf"


def test_a_denunciation_goes_nowhere_before_it_is_known_whom_it_is_about(offices) -> None:
    row, by = sent(Kind.DENUNCIATION, about="cơ quan ở gần nhà tôi"), offices.inspector
    before = stands()
    with pytest.raises(WrongAgency, match="về cơ quan nào"):
        services.pass_on(
            code=row.code, to=offices.other.committee, reason="Giao xác minh.", seen=1, by=by, at=AT
        )
    assert stands() == before
    services.take_up(
        code=row.code, kind=Kind.DENUNCIATION, about=offices.town.committee, seen=1, by=by, at=AT
    )
    with pytest.raises(WrongAgency, match="bị tố cáo"):
        services.pass_on(code=row.code, to=offices.town.centre, reason="Giao xác minh.", seen=2, by=by, at=AT)
    services.pass_on(code=row.code, to=offices.other.committee, reason="Giao xác minh.", seen=2, by=by, at=AT)


def test_a_file_of_a_denunciation_rests_encrypted_and_opens_with_a_reason_alone(
    offices, settings, tmp_path
) -> None:
    settings.VAR_DIR = tmp_path
    form = {
        "content": WORDS,
        "name": SENDER.name,
        "phone": SENDER.phone,
        "press": "kín-1",
        "kind": "denunciation",
    }
    proof = (
        PDF[:9] + b"%Chung cu kin\n" * 250_000 + PDF[9:]
    )  # large enough to wait on the disk while it is sent
    sent_to = Client().post("/phan-anh/", form | {"tep1": SimpleUploadedFile("Đơn của Kín.pdf", proof)})
    row, file = Petition.objects.get(), Enclosure.objects.get()
    lying = [one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()]
    assert len(lying) == 1 and b"Chung cu kin" not in lying[0] and b"%PDF" not in lying[0]
    assert (file.name, file.size) == ("tep-1.pdf", len(proof))
    address, looks = (
        f"/can-bo/phan-anh/{row.code}/tep/{file.pk}/",
        Entry.objects.filter(action="petitions.open_file"),
    )
    for who in ("leader", "clerk"):
        answer = offices.town.login(Client(), who).post(address, {"ly_do": "Tôi muốn xem."})
        assert answer.status_code in (403, 404) and b"PDF" not in answer.content
    client = offices.login(Client())
    assert client.get(address).status_code == client.post(address, {"ly_do": " "}).status_code == 422
    assert not looks.exists(), "nothing was shown, nothing written down"
    opened = client.post(address, {"ly_do": "Đối chiếu chứng cứ."})
    assert b"".join(opened.streaming_content) == proof and "no-store" in opened["Cache-Control"]
    assert [(one.reason, one.actor_id) for one in looks] == [("Đối chiếu chứng cứ.", offices.inspector.id)]
    own = Client().get(f"{sent_to['Location'].split('?')[0]}tep/{file.pk}/")
    assert b"".join(own.streaming_content) == proof, "the sender reads it at their own address"
