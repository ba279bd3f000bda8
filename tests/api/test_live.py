"""A dossier's whole life over the wire, eight calls by three programs."""

from __future__ import annotations

from motcua.kernel.audit.models import Entry
from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.types import Status
from tests.support.programs import live


def test_three_programs_take_a_dossier_from_filing_to_the_result_in_the_citizens_hand(wire):
    code = live(wire.send, wire.programs, wire.filing(), f"{wire.at:%Y-%m-%d}", mark="a")

    dossier = Dossier.objects.get(code=code)
    assert dossier.state is Status.RETURNED and dossier.applicant_phone == "0912345678"
    rows = list(Entry.objects.filter(subject=f"dossier:{code}").order_by("id"))
    assert [row.action.removeprefix("dossiers.") for row in rows] == [
        "submit", "set_applicant", "accept", "finish_step", "finish_step", "record_result", "finish_step", "return_result",
    ]  # fmt: skip
    assert {row.actor_id for row in rows} == {"client:mot-cua", "client:ho-tich", "client:van-thu"}
    assert rows[0].actor_name == "Phần mềm mot-cua" and rows[0].post_code
    assert rows[1].before["applicant_phone"] == "" and rows[1].after["applicant_phone"] == "0912345678"
