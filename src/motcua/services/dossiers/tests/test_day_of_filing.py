"""A filing has the limit and the form of its own day, and keeps them when they change."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.eforms import queries as eforms
from motcua.registries.procedures import services as procedures
from motcua.services.dossiers.queries.offer import offer_of

PERMIT = "1.013225"
EDITOR = Actor("officer", "QT01", "Lê Văn E", permissions=frozenset({"procedures.edit"}))


def test_the_day_before_and_the_day_of_the_new_decree(province):
    before, after = offer_of(PERMIT, date(2026, 6, 30)), offer_of(PERMIT, date(2026, 7, 1))
    assert (before.limit("counter"), after.limit("online")) == ((15, "calendar_days"), (7, "working_days"))
    assert "175/2024" in before.papers[0].name and "217/2026" in after.papers[0].name
    assert eforms.version(before.form_version_id).number < eforms.version(after.form_version_id).number


def test_a_dossier_keeps_its_limit_when_a_shorter_one_comes_into_force(province):
    tomorrow = province.at.date() + timedelta(days=1)
    row = {
        "channel": "", "value": 5, "unit": "working_days", "valid_from": tomorrow.isoformat(), "valid_to": None,
        "legal_basis": "quyết định của tỉnh",
    }  # fmt: skip
    with clock.fixed(province.at):
        old = [
            {"channel": "", "value": 7, "unit": "working_days", "valid_from": None,
             "valid_to": province.at.date().isoformat(), "legal_basis": ""}
        ]  # fmt: skip
        procedures.edit_adoption(code=PERMIT, changes={"limits": [*old, row]}, by=EDITOR, at=province.at)
        first = province.taken_in(PERMIT)
    promised = first.due_at
    next_day = datetime.combine(tomorrow, province.at.timetz())
    assert offer_of(PERMIT, tomorrow).limit("counter") == (5, "working_days")
    with clock.fixed(next_day):
        first.refresh_from_db()
        assert (first.limit_value, first.limit_unit, first.due_at) == (7, "working_days", promised)
