"""What a program sends is taken whole or refused by its place; what is sent again leaves the same."""

from __future__ import annotations

import pytest

from motcua.services.dossiers.models import Dossier, JournalEntry
from motcua.services.files.tests.conftest import PDF


def test_a_paper_not_in_the_list_or_named_twice_is_refused_by_its_place(wire):
    body = wire.filing(papers=[{"position": 1}, {"position": 1, "copies": 2}, {"position": 77}])
    status, said, _ = wire.post("/api/v1/dossiers", wire.programs.desk, body)
    assert (status, said["code"]) == (422, "DOS-06")
    assert [one["pointer"] for one in said["errors"]] == ["#/papers/1/position", "#/papers/2/position"]
    assert "77" in said["errors"][1]["detail"] and Dossier.objects.count() == 0


@pytest.mark.parametrize("value", ["Nguyễn Văn A", ""])
def test_an_answer_without_field_is_refused_by_its_place(wire, value):
    body = wire.filing(answers={"khong/co": value})
    status, said, _ = wire.post("/api/v1/dossiers", wire.programs.desk, body)
    assert status == 422 and [one["pointer"] for one in said["errors"]] == ["#/answers/khong~1co"]
    assert Dossier.objects.count() == 0


def test_an_applicant_sent_again_after_a_broken_line_stands_as_wanted(wire):
    code, mark = wire.filed()
    path, person = f"/api/v1/dossiers/{code}/applicant", {"name": "Trần Thị Bưởi", "phone": "0912345678"}
    first = wire.send("PUT", path, wire.programs.desk, person, {"If-Match": mark})
    written = JournalEntry.objects.count()
    again = wire.send("PUT", path, wire.programs.desk, person, {"If-Match": mark})
    assert (
        first[0] == again[0] == 200 and again[1] == first[1] and again[2]["ETag"] == first[2]["ETag"] != mark
    )
    assert JournalEntry.objects.count() == written

    other = wire.send("PUT", path, wire.programs.desk, person | {"phone": "0912345679"}, {"If-Match": mark})
    assert other[0] == 412
    forced = wire.send("PUT", path, wire.programs.desk, person | {"phone": "0912345679"}, {"If-Match": "*"})
    assert forced[0] == 200 and Dossier.objects.get(code=code).applicant_phone == "0912345679"


def test_a_paper_sent_again_after_a_broken_line_stands_as_wanted(wire):
    code, mark = wire.filed()
    path, sent = f"/api/v1/dossiers/{code}/papers/30?file_name=a.pdf", PDF
    headers = {"If-Match": mark, "Content-Type": "application/pdf"}
    first = wire.send("PUT", path, wire.programs.desk, sent, dict(headers))
    again = wire.send("PUT", path, wire.programs.desk, sent, dict(headers))
    assert first[0] == again[0] == 200 and again[1] == first[1]
    changed = wire.send("PUT", path, wire.programs.desk, sent + b"\n", dict(headers))
    assert changed[0] == 412
