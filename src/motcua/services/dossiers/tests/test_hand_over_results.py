"""Results on a numbered list from the agency to the desk."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from motcua.kernel import clock
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import ResultList
from motcua.services.dossiers.tests.factories import sign_in_as
from motcua.services.dossiers.types import DossierNotThere, NotHandedOver, ResultChannel, Status, WrongState

PAGE = "/can-bo/ban-giao/"


def asked(client):
    with CaptureQueriesContext(connection) as found:
        assert client.get(PAGE).status_code == 200
    return found


def test_results_go_to_the_desk_on_one_list_and_the_desk_says_it_has_them(province, client):
    one, two = (province.walk(province.taken_in("1.004873"), to="return") for _ in range(2))
    codes = [one.code, two.code]
    sign_in_as(client, province.leader)
    with clock.fixed(province.at):
        assert all(code in client.get(PAGE).content.decode() for code in codes)
        assert client.post(PAGE, {"ho-so": []}).status_code == 409
        assert client.post(PAGE, {"ho-so": codes}).status_code == 302
        row = ResultList.objects.get()
        assert row.number == "01/BGKQ" and row.to_agency == province.desk.code
        text = PdfReader(io.BytesIO(client.get(f"{PAGE}{row.pk}.pdf").content)).pages[0].extract_text()
        assert "BÀN GIAO" in text and "Ẫm" in text
        with pytest.raises(WrongState, match="nhiều nhất 200"):
            dossiers.hand_over_results(
                codes=[f"H42-{n}" for n in range(201)], by=province.leader, at=province.at
            )
        with pytest.raises(WrongState):
            dossiers.hand_over_results(codes=codes[:1], by=province.leader, at=province.at)
        with pytest.raises(DossierNotThere):
            dossiers.receive_results(list_id=row.pk, by=province.stranger, at=province.at)
        sign_in_as(client, province.clerk)
        assert client.post(PAGE, {"nhan": row.pk}).status_code == 302
        assert client.post(PAGE, {"nhan": row.pk}).status_code == 409
        few, taken_at = len(asked(client)), province.at
        for _ in range(3):
            province.walk(province.taken_in("1.004873"), to="return")
        assert len(asked(client)) <= few
    row.refresh_from_db()
    assert row.received_at == taken_at and province.clerk.name in row.received_by
    assert ResultList.objects.count() == 1


def test_a_paper_on_an_unconfirmed_list_is_not_returned_and_what_did_not_come_waits_at_the_agency_again(
    province, client, told
):
    one, two = (province.walk(province.taken_in("1.004873"), to="return") for _ in range(2))
    codes = [one.code, two.code]
    give = {"receiver": one.applicant_name, "channel": ResultChannel.COUNTER}
    with clock.fixed(province.at):
        row = dossiers.hand_over_results(codes=codes, by=province.leader, at=province.at)
        heard = told()
        with pytest.raises(NotHandedOver, match="01/BGKQ"):
            dossiers.return_result(code=one.code, **give, by=province.holder(one), at=province.at)
        with pytest.raises(WrongState, match="không thuộc phiếu"):
            dossiers.receive_results(list_id=row.pk, missing=["H42-1"], by=province.clerk, at=province.at)
        with pytest.raises(WrongState, match="Không có kết quả nào"):
            dossiers.receive_results(list_id=row.pk, missing=codes, by=province.clerk, at=province.at)
        one.refresh_from_db()
        row.refresh_from_db()
        assert (one.status, row.received_at, told()) == (Status.FINISHED, None, heard)

        sign_in_as(client, province.clerk)
        assert f'value="{two.code}"' in client.get(PAGE).content.decode()
        assert client.post(PAGE, {"nhan": row.pk, "thieu": [two.code]}).status_code == 302
        dossiers.return_result(code=one.code, **give, by=province.holder(one), at=province.at)
        text = PdfReader(io.BytesIO(client.get(f"{PAGE}{row.pk}.pdf").content)).pages[0].extract_text()
        again = dossiers.hand_over_results(codes=[two.code], by=province.leader, at=province.at)
    one.refresh_from_db()
    assert one.status == Status.RETURNED
    assert "chưa đến 1" in text and "chưa đến nơi nhận" in text
    assert again.number == "02/BGKQ"
    assert two.journal.filter(action="result_missing").count() == 1
