"""One procedure carried from province to province: faithful, seen first, refused with reasons, all or nothing."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.laying import laid

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.refusals import NotAllowed
from motcua.registries.eforms import queries as eforms
from motcua.registries.eforms import services as eform_services
from motcua.registries.eforms.types import EDIT as EDIT_FORMS
from motcua.registries.procedures import queries as procedures
from motcua.registries.procedures import services as catalogue
from motcua.registries.procedures.models import Draft
from motcua.registries.procedures.tests.conftest import FIRST, NOON
from motcua.registries.procedures.types import EDIT
from motcua.services.packages import queries, rules, services
from motcua.services.packages.types import BadPackage, CannotTake, NoPackage, Package
from motcua.services.workflow import queries as processes
from motcua.services.workflow import services as workflow
from motcua.services.workflow.types import EDIT as EDIT_PROCESSES

BIRTH = "1.001193"


@pytest.fixture(autouse=True)
def noon():
    with clock.fixed(NOON):
        yield


EDITOR = Actor(
    kind="officer",
    id="CB-1",
    name="Người soạn",
    permissions=frozenset({EDIT, EDIT_FORMS, EDIT_PROCESSES}),
)
"""An administrator of procedures, forms and processes."""


@pytest.fixture
def editor() -> Actor:
    return EDITOR


def _birth_registration(folder: Path) -> None:
    path = folder / "m.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in FIRST), encoding="utf-8")
    catalogue.import_catalogue(path=path, by=EDITOR, at=NOON)
    catalogue.adopt_procedures(by=EDITOR, at=NOON, terms=folder / "none.yaml")
    workflow.load_processes(by=EDITOR, at=NOON)
    eform_services.load_forms(by=EDITOR, at=NOON)
    catalogue.edit_adoption(
        code=BIRTH, changes={"process_code": BIRTH, "eform_code": BIRTH, "note": "nội bộ"}, by=EDITOR, at=NOON
    )
    catalogue.add_fee_rule(code=BIRTH, valid_from=NOON.date(), amount_vnd=8000, by=EDITOR, at=NOON)


@pytest.fixture(scope="module")
def standing_registration(django_db_setup: None, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("packages")
    with django_db_blocker.unblock(), clock.fixed(NOON), laid(lambda: _birth_registration(folder)):
        yield


@pytest.fixture
def province(standing_registration, db) -> Actor:
    """A province with the birth registration, its fee, form and process; the one who made it."""
    return EDITOR


def _forget() -> None:
    """As in a province that has none of it."""
    from motcua.registries.eforms.models import FormVersion
    from motcua.registries.procedures.models import (
        Adoption,
        Change,
        Procedure,
        ProcedureVersion,
        SourceRecord,
    )

    Process, ProcessVersion = (
        apps.get_model("workflow", "Process"),
        apps.get_model("workflow", "ProcessVersion"),
    )
    FormVersion.objects.filter(form__code=BIRTH).delete()
    ProcessVersion.objects.filter(process__code=BIRTH).delete()
    Process.objects.filter(code=BIRTH).delete()
    Change.objects.all().delete()
    Adoption.objects.filter(procedure__code=BIRTH).delete()
    SourceRecord.objects.filter(code=BIRTH).delete()
    Procedure.objects.filter(code=BIRTH).update(current=None)
    ProcedureVersion.objects.filter(procedure__code=BIRTH).delete()
    Procedure.objects.filter(code=BIRTH).delete()


def test_what_arrives_is_what_left(province):
    sent = queries.package_of(BIRTH, NOON.date())
    assert sent.eform and sent.process and "t_note" not in sent.state
    package = rules.unpack(rules.pack(sent))
    assert package == sent
    _forget()

    services.take_package(package=package, publish=True, by=province, at=NOON)

    arrived = queries.package_of(BIRTH, NOON.date())
    assert arrived.state == sent.state
    assert arrived.eform == sent.eform
    assert arrived.process == sent.process
    assert procedures.procedure(BIRTH).fee_words == "8.000 đồng"


def test_a_case_travels_with_its_process(province):
    late = "1.004859-bo-sung"
    row = {
        "name": "Quá hạn", "when": {"field": "registration_kind", "op": "eq", "value": "4"}, "channel": "", "value": 2,
        "unit": "working_days", "process_code": late, "valid_from": None, "valid_to": None, "legal_basis": "",
    }  # fmt: skip
    catalogue.edit_adoption(code=BIRTH, changes={"cases": [row]}, by=province, at=NOON)
    sent = queries.package_of(BIRTH, NOON.date())
    package = rules.unpack(rules.pack(sent))
    assert package == sent and set(package.case_processes) == {late}
    bare = Package(
        **{name: getattr(sent, name) for name in sent.__slots__ if name != "case_processes"},
        case_processes={},
    )
    _forget()
    ProcessVersion = apps.get_model("workflow", "ProcessVersion")
    ProcessVersion.objects.filter(process__code=late).delete()

    with pytest.raises(CannotTake, match=late):
        services.take_package(package=bare, publish=True, by=province, at=NOON)
    assert not processes.has_published(late) and not eforms.published_id(BIRTH, NOON.date())
    services.take_package(package=package, publish=True, by=province, at=NOON)
    assert queries.package_of(BIRTH, NOON.date()).state["t_cases"] == [row]
    assert processes.has_published(late)


def test_a_package_of_what_is_here_already_shows_no_difference(province):
    found = queries.review(queries.package_of(BIRTH, NOON.date()), NOON.date())
    assert procedures.shown_pair(found.before, found.before | found.state) == []
    assert (found.eform_changes, found.eform_is_new, found.process_is_new, found.process_differs) == (
        [],
        False,
        False,
        False,
    )


def _other(**changes) -> Package:
    base = queries.package_of(BIRTH, NOON.date())
    return Package(
        **{**{name: getattr(base, name) for name in base.__slots__}, "state": base.state | changes}
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"levels": ["làng"]}, "dulieu"),
        ({"name": ""}, "Tên thủ tục"),
        ({"fees": [{"x": 1}]}, "Mức thu"),
        ({"t_eform_code": "khong-co"}, "khong-co"),
        ({"t_cases": 7}, "Trường hợp"),
        ({"t_cases": [{"name": "x"}]}, "Trường hợp"),
    ],
)
def test_what_would_do_harm_is_refused_with_its_reason_and_nothing_moves(province, changes, why):
    package = _other(**changes)
    if "t_eform_code" in changes:
        package = Package(**{**{n: getattr(package, n) for n in package.__slots__}, "eform": ""})
    with pytest.raises(CannotTake) as refused:
        services.take_package(package=package, publish=True, by=province, at=NOON)
    assert why == "dulieu" or why in str(refused.value)
    assert not Draft.objects.exists()


def test_a_list_that_drops_a_procedure_somebody_waits_under_is_refused(province, monkeypatch):
    monkeypatch.setattr("motcua.services.packages.queries.open_by_procedure", lambda codes: {BIRTH: 3})
    with pytest.raises(CannotTake, match="còn 3 hồ sơ"):
        services.take_package(package=_other(listed=False), publish=True, by=province, at=NOON)
    found = queries.review(_other(conditions="Mới"), NOON.date())
    assert not found.refusals and "3 hồ sơ" in found.remarks[0]


def test_agencies_of_the_other_province_stay_there(province):
    found = queries.review(_other(t_receiving_rule="listed", t_receiving_agencies=["H99.1"]), NOON.date())
    assert (found.state["t_receiving_rule"], found.state["t_receiving_agencies"]) == ("any_centre", [])
    assert len(found.remarks) == 2


def test_a_draft_open_here_is_not_overwritten_and_a_stranger_takes_nothing(province):
    catalogue.start_draft(code=BIRTH, by=province, at=NOON)
    with pytest.raises(CannotTake, match="đang có bản thảo"):
        services.take_package(package=_other(conditions="Mới"), publish=False, by=province, at=NOON)
    with pytest.raises(NotAllowed):
        services.take_package(
            package=_other(), publish=False, by=Actor(kind="officer", id="X", name="X"), at=NOON
        )


def test_a_failure_at_the_end_takes_nothing_of_the_beginning(province, monkeypatch):
    package = _other(steps_text="")
    _forget()
    forms = len(eforms.listing())
    with pytest.raises(Exception, match="Trình tự"):
        services.take_package(package=package, publish=True, by=province, at=NOON)
    assert not processes.has_published(BIRTH) and len(eforms.listing()) == forms
    assert not Draft.objects.exists()


def test_through_the_console(client, province, monkeypatch):
    monkeypatch.setattr("motcua.kernel.web.Actor.anonymous", classmethod(lambda cls: province))
    file = client.get(f"/quan-tri/thu-tuc/{BIRTH}/goi/").content
    catalogue.edit_procedure(code=BIRTH, changes={"conditions": "Của tỉnh này"}, by=province, at=NOON)
    page = client.post("/quan-tri/thu-tuc/goi/", {"file": SimpleUploadedFile("g.zip", file)}, follow=True)
    assert "Của tỉnh này" in page.content.decode()
    assert (
        client.post(page.redirect_chain[-1][0], {"act": "draft"}).url
        == f"/quan-tri/thu-tuc/{BIRTH}/ban-thao/khac-biet/"
    )
    assert client.get(page.redirect_chain[-1][0]).status_code == 404
    bad = client.post("/quan-tri/thu-tuc/goi/", {"file": SimpleUploadedFile("g.zip", b"PKx")})
    assert bad.status_code == 422


def _box(**parts: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as box:
        for name, raw in parts.items():
            box.writestr(name.replace("_", "."), raw)
    return out.getvalue()


@pytest.mark.parametrize(
    "content", [b"", b"khong phai", _box(la=b"x"), _box(goi_json=b"{}"), _box(goi_json=b"[" * 5000), _box(goi_json=b'{"format": "motcua/thu-tuc", "version": 2}')]
)  # fmt: skip
def test_what_is_no_package_is_refused_in_words(content):
    with pytest.raises(BadPackage):
        services.read_package(content)


@pytest.mark.django_db
def test_a_package_not_kept_is_told(editor):
    with pytest.raises(NoPackage):
        services.review_kept(key="khong", by=editor, at=NOON)


_words = st.text(max_size=20)


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(_words, _words, st.dictionaries(_words, st.integers() | _words, max_size=4))
def test_any_package_comes_out_of_its_file_unchanged(eform, process, more):
    package = Package(
        "1.001193", "Khai sinh", {**more, "code": "1.001193", "name": "Khai sinh"}, eform, process
    )
    assert rules.unpack(rules.pack(package)) == package


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 400), st.integers(0, 255))
def test_a_package_with_one_byte_turned_is_read_whole_or_refused(at, byte):
    raw = bytearray(
        rules.pack(
            Package("1.001193", "Khai sinh", {"code": "1.001193", "name": "Khai sinh"}, "a: 1", "<x/>")
        )
    )
    raw[at % len(raw)] = byte
    try:
        assert rules.unpack(bytes(raw)).code == "1.001193"
    except rules.Broken:
        pass
