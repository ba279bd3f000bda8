"""A file given inside the declaration: opened by its owner and the officers of the dossier, by nobody else, and recorded."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from django.test import Client
from PIL import Image

from motcua.kernel import clock
from motcua.kernel.audit.models import Entry
from motcua.registries.eforms import queries as eforms
from motcua.registries.eforms.types import Field, FieldType
from motcua.services.dossiers import services
from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.queries import filing_page, form_files, wire
from motcua.services.dossiers.services import declaring
from motcua.services.dossiers.types import DossierNotThere, FormNotValid
from motcua.services.files import services as files

from .factories import sign_in_as

ASKED = (
    Field("anh_the", "Ảnh thẻ", FieldType.FILE),
    Field("con", "Con", FieldType.TABLE, columns=(Field("giay", "Giấy", FieldType.FILE),)),
)


def picture(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), (shade, shade, shade)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def dossier(province, monkeypatch) -> Dossier:
    """A dossier whose form asks for files, with two that were taken in for it and one that was not."""
    made = province.taken_in()
    real = eforms.version(made.form_version_id)
    first, *others = real.definition.sections
    definition = replace(real.definition, sections=(replace(first, fields=(*ASKED, *first.fields)), *others))
    monkeypatch.setattr(eforms, "version", lambda pk: replace(real, definition=definition))
    with clock.fixed(province.at):
        kept = [
            files.store(
                stream=picture(shade), name=f"ảnh {shade}.png", by=province.citizen(), at=province.at, owner="dossiers",
                reference=reference,
            )
            for shade, reference in ((1, made.code), (2, made.code), (3, "hồ sơ khác"))
        ]  # fmt: skip
    told = [{"sha256": one.sha256, "name": one.name} for one in kept]
    rows = [{"giay": told[1]}, {"giay": told[2]}]
    made.answers = {**made.answers, "anh_the": told[0], "con": rows}
    made.save(update_fields=["answers"])
    return made


def test_officers_of_the_dossier_open_its_files_and_the_look_is_written_down(province, dossier):
    officer = province.officers("tu_phap_ho_tich")[0]
    client, where = sign_in_as(Client(), officer), f"/can-bo/ho-so/{dossier.code}/tep-khai/"
    with clock.fixed(province.at):
        answer = client.get(f"{where}anh_the/")
        looks = Entry.objects.filter(
            action="dossiers.look", subject=f"dossier:{dossier.code}", actor_id=officer.id
        )
        assert looks.count() == 1
        page = client.get(f"/can-bo/ho-so/{dossier.code}/?phan=noi-dung").text
    assert f"{where}anh_the/" in page and f"{where}con.0.giay/" in page
    assert answer.status_code == 200 and answer["Content-Type"] == "image/png"
    assert b"".join(answer.streaming_content) == picture(1)
    assert answer["X-Content-Type-Options"] == "nosniff" and "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["khong_co", "con.1.giay", "con.9.giay", "con.x.giay", "..", "anh_the.0"])
def test_what_is_no_file_of_this_declaration_is_not_there(province, dossier, path):
    """Also a content taken in for another dossier, whose fingerprint an answer names."""
    client = sign_in_as(Client(), province.officers("tu_phap_ho_tich")[0])
    with clock.fixed(province.at):
        assert client.get(f"/can-bo/ho-so/{dossier.code}/tep-khai/{path}/").status_code == 404


def test_another_agency_and_a_stranger_find_nothing_and_leave_no_look(province, dossier):
    before = Entry.objects.count()
    with clock.fixed(province.at):
        stranger = sign_in_as(Client(), province.stranger)
        there = stranger.get(f"/can-bo/ho-so/{dossier.code}/tep-khai/anh_the/")
        missing = stranger.get("/can-bo/ho-so/H42.134.01-261116-9999/tep-khai/anh_the/")
        assert there.status_code == missing.status_code == 404
        for other in (province.stranger, province.citizen("037096000022", "Người Khác", user_id=987)):
            with pytest.raises(DossierNotThere):
                form_files.form_file(other, dossier.code, "anh_the")
        assert Client().get(f"/ho-so-cua-toi/{dossier.code}/tep-khai/anh_the/").status_code in (302, 401)
    assert Entry.objects.filter(action="dossiers.look").count() == 0 and Entry.objects.count() == before


def test_its_owner_opens_it_and_programs_are_told_of_it(province, dossier):
    Dossier.objects.filter(pk=dossier.pk).update(owner_user_id=77)
    owner = province.citizen(user_id=77)
    with clock.fixed(province.at):
        found, file = form_files.form_file(owner, dossier.code, "con.0.giay")
        assert found == dossier and file.name.startswith("ảnh 2")
        told = wire.whole(province.clerk, dossier.code).answer_files
    assert [one.path for one in told] == ["anh_the", "con.0.giay"]


def test_filing_like_this_time_opens_the_files_in_the_new_draft_and_its_dossier(province, dossier):
    owner = province.citizen(user_id=77)
    Dossier.objects.filter(pk=dossier.pk).update(owner_user_id=77)
    with clock.fixed(province.at):
        draft = services.start_again(code=dossier.code, by=owner, at=province.at)
        page = filing_page.draft_page(owner, draft.procedure_code, draft.key)
    assert form_files.file_of_draft(page, "anh_the").name == "ảnh 1.png"
    assert form_files.file_of_draft(page, "con.0.giay").name == "ảnh 2.png"
    with pytest.raises(DossierNotThere):
        form_files.file_of_draft(page, "con.1.giay")  # never given by them
    grown = province.submitted(by=owner)
    draft.dossier = grown
    draft.save(update_fields=["dossier"])
    grown.answers = draft.answers
    grown.save(update_fields=["answers"])
    assert form_files.form_file(owner, grown.code, "anh_the")[1].name == "ảnh 1.png"


def test_a_file_never_given_for_this_dossier_does_not_come_in_by_a_changed_declaration(
    province, dossier, monkeypatch
):
    real = declaring.frame_of
    with_files = eforms.version(dossier.form_version_id).definition
    monkeypatch.setattr(declaring, "frame_of", lambda row: replace(real(row), definition=with_files))
    worker, was = province.holder(dossier), dict(dossier.answers)
    strange = was | {"anh_the": {"sha256": "f" * 64, "name": "la.png"}}
    with clock.fixed(province.at), pytest.raises(FormNotValid) as refused:
        services.declare(code=dossier.code, answers=strange, reason="Thay ảnh thẻ", by=worker, at=province.at)
    assert refused.value.facts["places"][0][0] == ("answers", "anh_the")
    dossier.refresh_from_db()
    assert dossier.answers == was
