"""Pages that stay flat: bounded questions, nothing twice and nothing left out while rows come in."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.kernel.api import part
from motcua.registries.procedures.models import Adoption
from motcua.services.dossiers.models import Dossier
from tests.support.programs import live


def pages(wire, path: str, key: str = "", between=lambda: None) -> list[list[str]]:
    """Every page by following `next`."""
    found, cursor = [], ""
    while True:
        status, said, _ = wire.get(f"{path}{cursor}", key)
        assert status == 200, said
        found.append([row["code"] for row in said["items"]])
        if said["next"] is None:
            return found
        cursor = f"&cursor={said['next']}"
        between()


def test_rows_that_come_in_while_paging_are_neither_repeated_nor_push_others_out(wire):
    codes = [wire.filed()[0] for _ in range(5)]
    found = pages(wire, "/api/v1/dossiers?limit=2", wire.programs.desk, between=wire.filed)
    assert [code for page in found for code in page] == codes[::-1]
    assert [len(page) for page in found] == [2, 2, 1]


def test_the_catalogue_and_the_places_are_walked_whole_and_in_order(wire):
    for path in ("/api/v1/procedures?limit=40&offered=false", "/api/v1/places?limit=100&level=province"):
        found = [code for page in pages(wire, path) for code in page]
        assert found == sorted(found) and len(found) > 50
    procedures = [code for page in pages(wire, "/api/v1/procedures?limit=40&offered=false") for code in page]
    assert len(set(procedures)) == len(procedures)


def test_a_mark_is_good_for_its_own_question_only(wire):
    for _ in range(2):
        wire.filed()
    said = wire.get("/api/v1/dossiers?limit=1", wire.programs.desk)[1]
    for other in ("status=1&", "procedure=1.001193&"):
        status, refused, _ = wire.get(
            f"/api/v1/dossiers?limit=1&{other}cursor={said['next']}", wire.programs.desk
        )
        assert status == 422 and refused["code"] == "API-08"
    assert wire.get(f"/api/v1/procedures?limit=1&cursor={said['next']}")[0] == 422
    forged = said["next"][:-2] + ("aa" if not said["next"].endswith("aa") else "bb")
    assert wire.get(f"/api/v1/dossiers?limit=1&cursor={forged}", wire.programs.desk)[0] == 422


def test_a_list_can_be_narrowed_and_shows_only_the_agencys_own(wire):
    code = wire.accepted()
    other = Dossier.objects.get(code=code)
    other.pk, other.code, other.receiving_agency, other.competent_agency = None, "X-1", "H42.99", "H42.98"
    other.save(force_insert=True)
    wire.filed()
    for query, expected in (
        ("", 2),
        ("?status=2", 1),
        ("?external_code=PM-1", 1),
        ("?submitted_to=2026-11-15", 0),
    ):
        status, said, _ = wire.get(f"/api/v1/dossiers{query}", wire.programs.desk)
        assert (status, len(said["items"])) == (200, expected), query


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/api/v1/dossiers?limit=100", 3), ("/api/v1/procedures?limit=100", 3), ("/api/v1/procedures?limit=100&q=dat", 7), ("/api/v1/places?limit=100", 1),
        ("/api/v1/procedures/1.001193", 9), ("/api/v1/places/13669", 8), ("/api/v1/dossiers/{code}", 22),
        ("/api/v1/dossiers/{code}/steps", 16),
    ],
)  # fmt: skip
def test_reading_asks_a_bounded_number_of_questions(wire, path, most):
    code = wire.accepted()
    path, key = path.format(code=code), wire.programs.desk if "dossiers" in path else ""
    wire.get(path, key)
    with CaptureQueriesContext(connection) as counted:
        assert wire.get(path, key)[0] == 200
    asked = _asked(counted)
    assert len(asked) <= most, "\n".join(asked)


def _asked(counted):
    """Statements but for the looks at the register's stamp, which an office believes for a second; a prepared one has no text."""
    texts = [one["sql"] or "prepared" for one in counted]
    return [text for text in texts if "_revision" not in text]


def test_a_lean_life_asks_a_bounded_number_of_questions(wire):
    body, today = wire.filing(), f"{wire.at:%Y-%m-%d}"
    live(wire.send, wire.programs, body, today, mark="warm")
    with CaptureQueriesContext(connection) as counted:
        live(wire.send, wire.programs, body, today, mark="counted")
    assert len(_asked(counted)) <= 128, len(_asked(counted))


def test_an_unchanged_page_is_not_sent_again(wire):
    _, _, headers = wire.get("/api/v1/procedures/1.001193")
    status, said, _ = wire.get("/api/v1/procedures/1.001193", **{"If-None-Match": headers["ETag"]})
    assert (status, said) == (304, b"")
    code, mark = wire.filed()
    assert wire.get(f"/api/v1/dossiers/{code}", wire.programs.desk, **{"If-None-Match": mark})[0] == 304


@pytest.mark.parametrize(
    "path", ["/api/v1/procedures?q=đất&limit=7", "/api/v1/procedures?q=dat&limit=3&offered=false",
             "/api/v1/places?q=hoa&limit=40"],
)  # fmt: skip
def test_a_search_is_paged_with_nothing_twice_and_the_same_as_on_one_page(wire, path):
    found = pages(wire, path)
    codes = [code for page in found for code in page]
    assert len(found) > 1 and all(len(page) == len(found[0]) for page in found[:-1])
    if "procedures" in path:
        assert len(set(codes)) == len(codes)
        whole = [
            code
            for page in pages(wire, path.replace("limit=7", "limit=70").replace("limit=3", "limit=30"))
            for code in page
        ]
        assert codes == whole


def test_a_search_keeps_every_filter(wire):
    def rows(**asked: str):
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        return wire.get(f"/api/v1/procedures?limit=100&{query}")[1]["items"]

    every = rows(q="dat")
    Adoption.objects.filter(procedure__code__in=[row["code"] for row in every[::2]]).update(
        is_published=False
    )
    assert [row["code"] for row in rows(q="dat", offered="false")] == [row["code"] for row in every]
    ours = rows(q="dat")
    assert ours and all(row["offered"] for row in ours)
    assert {row["code"] for row in ours} < {row["code"] for row in every}
    for name, key in (("level", "level"), ("online", "online_level"), ("field", "field")):
        wanted = next(row[key] for row in reversed(ours) if row[key])
        narrowed = rows(q="dat", **{name: wanted})
        assert [row["code"] for row in narrowed] == [row["code"] for row in ours if row[key] == wanted]


def test_a_search_goes_on_after_the_last_row_though_others_came_in_before_it():
    keys = list("abcdef")
    shown, told = part(keys, None, 2)
    assert (keys[shown], told) == (["a", "b"], ["b", 2])
    assert keys[part(["x", *keys], told, 2)[0]] == keys[3:5] and ["x", *keys][
        part(["x", *keys], told, 2)[0]
    ] == ["c", "d"]
    assert keys[part(list("acdef"), told, 2)[0]] == ["c", "d"]
    assert part(keys, ["d", 4], 2) == (slice(4, 6), None)


def test_places_under_a_parent_are_found_wherever_they_rank(wire):
    parent = wire.get("/api/v1/places?q=hoa&level=ward&limit=100")[1]["items"][-1]["parent_code"]
    found = wire.get(f"/api/v1/places?q=hoa&level=ward&parent={parent}&limit=1")[1]["items"]
    assert found and found[0]["parent_code"] == parent
