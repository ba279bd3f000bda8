"""Several matters in one visit: who stands there is asked once, and each matter has a receipt of its own."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from motcua.kernel import clock
from motcua.kernel.audit.models import Entry
from motcua.services.dossiers.tests.factories import sign_in_as
from tests.support.province import Province

INTAKE = "/can-bo/tiep-nhan/"


def test_the_next_matter_of_the_same_person_begins_with_who_they_are(province: Province) -> None:
    first, second = province.taken_in("1.001193"), province.taken_in("2.000815")
    desk = sign_in_as(Client(), province.clerk)
    with clock.fixed(province.at):
        page = desk.get(f"/can-bo/ho-so/{first.code}/?moi=1").text
        assert f"{INTAKE}?nguoi={first.code}" in page
        assert (second.code in page) is (first.applicant_id_number == second.applicant_id_number)
        filled = desk.get(f"{INTAKE}?nguoi={first.code}").text
    assert Entry.objects.filter(action="dossiers.look", subject=f"dossier:{first.code}").exists(), (
        "read, so noted"
    )
    for value in (first.applicant_name, first.applicant_id_number, first.applicant_phone):
        assert f'value="{value}"' in filled


def test_a_dossier_of_another_day_or_desk_fills_nothing_in(province: Province) -> None:
    first = province.taken_in("1.001193")
    desk = sign_in_as(Client(), province.clerk)
    with clock.fixed(province.at + timedelta(days=1)):
        assert first.applicant_id_number not in desk.get(f"{INTAKE}?nguoi={first.code}").text
    with clock.fixed(province.at):
        assert first.applicant_id_number not in desk.get(f"{INTAKE}?nguoi=khong-co").text
        other = sign_in_as(Client(), province.officers("tu_phap_ho_tich")[0])
        assert first.applicant_id_number not in other.get(f"{INTAKE}?nguoi={first.code}").text
