"""An agency that is cut, one that is renamed, and the plans that are refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import clock
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers.tests.factories import AT, Dossier
from motcua.services.dossiers.types import OPEN
from motcua.services.reorganisations import queries, rules, services
from motcua.services.reorganisations.models import Passage, Reorganisation
from motcua.services.reorganisations.services.planning import line_of
from motcua.services.reorganisations.types import (
    DateGone,
    Line,
    PlanClosed,
    PlanFaulty,
    PlanUnread,
    SamePerson,
)

from .conftest import FIRST, MIDNIGHT, ON, SECOND, Two, carry_out, merging

WORDS = st.sampled_from(["Hộ tịch", "Đất đai", "Xây dựng", "Y tế"])
HOMES = st.sampled_from(["Xã Đông", "Xã Tây", "Xã Nam"])


@given(st.lists(st.tuples(st.sets(WORDS), st.sets(HOMES)), max_size=4), WORDS, HOMES)
def test_every_dossier_of_a_cut_agency_has_one_heir(parts, field: str, home: str) -> None:
    lines = [
        Line("split", ("A",), f"N{n}", fields=tuple(f), places=tuple(p))
        for n, (f, p) in enumerate(parts)
        if f or p
    ]
    heirs = rules.heirs([Line("split", ("A",), "REST"), *lines])["A"]
    assert heirs[-1].new == "REST"
    assert len(rules.falls_to(heirs, field, f"Thôn 1, {home}")) == 1


def cut(two: Two) -> tuple[Line, ...]:
    """The eastern committee: land to the western one, people of xã Tây to the province, the rest to the western centre."""
    east = two.east.committee
    return (
        line_of({"kind": "split", "old": east, "into": two.west.committee, "fields": "Đất đai"}),
        line_of({"kind": "split", "old": east, "into": "H42", "places": "xã Tây"}),
        line_of({"kind": "split", "old": east, "into": two.west.centre}),
        line_of({"kind": "absorb", "old": two.east.centre, "into": two.west.centre}),
    )


def test_a_cut_agency_hands_each_dossier_to_the_heir_the_rule_names(two: Two, planned, monkeypatch) -> None:
    monkeypatch.setattr(
        "motcua.services.reorganisations.queries.checking.procedures.field_names", lambda: ["Đất đai"]
    )
    lines, east = cut(two), two.east.committee
    heirs = rules.heirs(lines)[east]
    mine = Dossier.objects.filter(competent_agency=east, status__in=[int(state) for state in OPEN])
    wanted = {row.code: rules.falls_to(heirs, row.field_name, row.applicant_address) for row in mine}
    row = planned(*lines)
    with clock.fixed(MIDNIGHT):
        carry_out(row.code)
    found = {row.code: [row.competent_agency] for row in Dossier.objects.filter(code__in=wanted)}
    assert found == wanted and len({heir for one in found.values() for heir in one}) == 3


def test_a_renamed_commune_keeps_its_code_and_what_was_decided_its_old_name(two: Two, planned) -> None:
    east, name = two.east.committee, "Ủy ban nhân dân phường Rạng Đông"
    row = planned(line_of({"kind": "rename", "old": east, "name": name}))
    with clock.fixed(MIDNIGHT):
        carry_out(row.code)
        assert organizations.agency(east, ON).name == name
        assert (
            organizations.names_on([east], ON - timedelta(days=1))[east] == "Ủy ban nhân dân phường Đông Thử"
        )
        assert {post.agency_code for post in organizations.posts(east, ON)} == {east}
    mine = Dossier.objects.filter(competent_agency=east)
    named = {mine_row.state.is_open: mine_row.competent_agency_name == name for mine_row in mine}
    assert named == {True: True, False: False} and Passage.objects.count() == 0


def test_who_prepares_does_not_approve_and_the_plan_waits(two: Two, planned, news) -> None:
    row = planned(*merging(two), state="submitted")
    before = len(news())
    with pytest.raises(SamePerson):
        services.approve(code=row.code, seen=row.version, by=FIRST, at=AT)
    row.refresh_from_db()
    assert (row.state, row.approved_by, len(news())) == ("submitted", "", before)


def test_a_plan_is_called_off_until_its_day_and_not_after(two: Two, planned, news) -> None:
    row = planned(*merging(two))
    before = len(news())
    with pytest.raises(DateGone):
        services.call_off(code=row.code, reason="Hoãn lại", seen=row.version, by=FIRST, at=MIDNIGHT)
    row.refresh_from_db()
    assert (row.state, len(news())) == ("approved", before)
    services.call_off(code=row.code, reason="Quốc hội lùi ngày", seen=row.version, by=SECOND, at=AT)
    with clock.fixed(MIDNIGHT), pytest.raises(PlanClosed):
        services.advance(code=row.code, at=MIDNIGHT)
    assert Passage.objects.count() == 0 and organizations.find_agency("H42.97") is None


def test_what_is_wrong_with_a_plan_is_named_and_nothing_is_submitted(two: Two, planned) -> None:
    east, west = two.east, two.west
    wrong = (
        line_of(
            {"kind": "merge", "old": east.committee, "into": "H42", "name": "Ủy ban mới", "head": "AI-DO"}
        ),
        line_of({"kind": "absorb", "old": west.committee, "into": east.committee}),
        line_of({"kind": "split", "old": west.centre, "into": "H42", "fields": "Không có"}),
    )
    row = planned(*wrong, state="draft")
    with pytest.raises(PlanFaulty) as refused:
        services.submit(code=row.code, seen=row.version, by=FIRST, at=AT)
    said = " ".join(fault.words for fault in queries.checked(row, AT.date()) if fault.stops)
    for words in ("Mã H42 đã có cơ quan dùng", "Không có cán bộ mã AI-DO", f"{east.committee} cũng kết thúc",
                  "Không có lĩnh vực “Không có”", "chưa có nơi nhận phần còn lại"):  # fmt: skip
        assert words in said
    assert refused.value.code == "SX-02" and Reorganisation.objects.get().state == "draft"


def test_a_file_with_a_wrong_line_changes_nothing(two: Two, planned) -> None:
    row = planned(*merging(two), state="draft")
    content = "cach;cu;ma;ten\nmerge;H42.95;H42.98;Mới\ngop;H42.96;H42.98;".encode()
    with pytest.raises(PlanUnread) as refused:
        services.load_file(code=row.code, name="pa.csv", content=content, seen=row.version, by=FIRST, at=AT)
    assert "dòng 2" in refused.value.what and len(Reorganisation.objects.get().lines) == 2
    with pytest.raises(DateGone):
        services.draft(
            name="Quá muộn", basis="Nghị quyết 1", effective_on=date(2026, 11, 23), by=FIRST, at=AT
        )
    assert Reorganisation.objects.count() == 1
