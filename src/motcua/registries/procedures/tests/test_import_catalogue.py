"""Taking a catalogue in: all or nothing, repeatable, differences first, every fault named."""

from __future__ import annotations

import gzip
import json

import pytest

from motcua.kernel.audit.models import Entry
from motcua.kernel.refusals import NotAllowed
from motcua.registries.procedures import queries, services
from motcua.registries.procedures.models import Adoption, Change, Procedure, ProcedureVersion, SourceRecord
from motcua.registries.procedures.rules.files import UnreadableFile, read_bytes
from motcua.registries.procedures.tests.conftest import FIRST, NOON, method, national

pytestmark = pytest.mark.django_db


def test_a_second_import_of_the_same_file_changes_nothing(write, editor):
    path = write(FIRST)
    first = services.import_catalogue(path=path, by=editor, at=NOON)
    revision = queries.revision()

    second = services.import_catalogue(path=path, by=editor, at=NOON)

    assert (len(first.added), second.differences, second.unchanged) == (len(FIRST), [], len(FIRST))
    assert queries.revision() == revision
    assert ProcedureVersion.objects.count() == len(FIRST)


def test_one_bad_row_refuses_the_whole_file_and_says_where(write, editor):
    bad = national("1.004222", "Đăng ký thường trú", methods=[method("bằng fax")])

    report = services.import_catalogue(path=write([*FIRST, bad]), by=editor, at=NOON)

    [error] = report.errors
    assert (error.line, error.field, error.code) == (len(FIRST) + 1, "methods[1].channel", "1.004222")
    assert "bằng fax" in error.why
    assert not report.applied
    assert Procedure.objects.count() == 0


def test_a_newer_catalogue_shows_its_differences_before_it_is_taken(write, editor, catalogue):
    newer = [FIRST[0] | {"decision_no": "999/QĐ-BTP"}, *FIRST[1:], national("1.004222", "Đăng ký thường trú")]

    seen = services.import_catalogue(path=write(newer), by=editor, at=NOON, apply=False)

    [changed] = seen.changed
    assert [(c.field, c.old, c.new) for c in changed.changes] == [("decision_no", "163/QĐ-BTP", "999/QĐ-BTP")]
    assert [one.code for one in seen.added] == ["1.004222"]
    assert queries.procedure("1.001193").record.decision_no == "163/QĐ-BTP"

    services.import_catalogue(path=write(newer), by=editor, at=NOON)
    view = queries.procedure("1.001193")
    assert (view.record.decision_no, view.version_number) == ("999/QĐ-BTP", 2)
    assert [line.decision_no for line in view.history] == ["999/QĐ-BTP", "163/QĐ-BTP"]


def test_what_a_whole_newer_list_leaves_out_is_taken_off_but_kept(write, editor, catalogue):
    report = services.import_catalogue(path=write(FIRST[1:]), by=editor, at=NOON, whole=True)

    assert [one.code for one in report.removed] == ["1.001193"]
    assert Procedure.objects.get(code="1.001193").is_listed is False
    assert services.import_catalogue(path=write(FIRST[1:]), by=editor, at=NOON, whole=True).differences == []


def test_a_small_file_takes_nothing_off(write, editor, catalogue):
    report = services.import_catalogue(path=write(FIRST[:1]), by=editor, at=NOON)

    assert report.differences == []
    assert Procedure.objects.filter(is_listed=True).count() == len(FIRST)


def test_the_hand_checked_set_wins_only_in_the_fields_it_verified(write, editor, catalogue, tmp_path):
    path = tmp_path / "checked.yaml"
    path.write_text(
        """procedures:
- code: '1.001193'
  name: Tên viết theo trí nhớ
  field: Hộ tịch
  agency_level: commune
  time_limit_days: 0
  time_limit_note: 0 = same day
  papers:
  - {name: Giấy chứng sinh, original: 1, copy: 0}
  result: Trí nhớ
  confidence: verified
  verified_fields: [code, papers, time_limit_note]
""",
        encoding="utf-8",
    )
    services.import_catalogue(path=path, by=editor, at=NOON)

    record = queries.procedure("1.001193").record
    assert record.name == "Thủ tục đăng ký khai sinh"
    assert [paper.name for paper in record.papers or ()] == ["Giấy chứng sinh"]
    assert record.results == ("Giấy khai sinh",)
    assert services.import_catalogue(path=write(FIRST), by=editor, at=NOON).differences == []


def test_an_officer_without_the_permission_imports_nothing(write, clerk):
    with pytest.raises(NotAllowed):
        services.import_catalogue(path=write(FIRST), by=clerk, at=NOON)
    assert Procedure.objects.count() == 0
    assert Entry.objects.count() == 0


def test_what_is_exported_comes_back_unchanged(write, editor, catalogue, tmp_path):
    packed = tmp_path / "ra.jsonl.gz"
    packed.write_bytes(gzip.compress("\n".join(services.export_catalogue()).encode()))

    assert services.import_catalogue(path=packed, by=editor, at=NOON).differences == []


def test_what_is_exported_makes_the_same_catalogue_where_there_was_none(editor, catalogue, tmp_path):
    checked = tmp_path / "checked.yaml"
    checked.write_text(
        """procedures:
- code: '1.001193'
  name: Tên viết theo trí nhớ
  field: Hộ tịch
  agency_level: commune
  time_limit_days: 0
  time_limit_note: 0 = same day
  papers:
  - {name: Giấy chứng sinh, original: 1, copy: 0}
  confidence: verified
  verified_fields: [code, papers, time_limit_note]
""",
        encoding="utf-8",
    )
    services.import_catalogue(path=checked, by=editor, at=NOON)
    codes = [row["code"] for row in FIRST]
    before, lines = queries.source_layers(codes), list(services.export_catalogue())
    assert set(before["1.001193"]) == {"national", "checked"}
    out = tmp_path / "ra.jsonl"
    out.write_text("\n".join(lines), encoding="utf-8")
    Change.objects.all().delete()
    Adoption.objects.all().delete()
    Procedure.objects.update(current=None)
    ProcedureVersion.objects.all().delete()
    SourceRecord.objects.all().delete()
    Procedure.objects.all().delete()

    assert services.import_catalogue(path=out, by=editor, at=NOON).errors == []

    assert queries.source_layers(codes) == before
    assert list(services.export_catalogue()) == lines


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x1f\x8bgarbage",
        b"\xff\xfe\x00",
        b"chi la chu",
        b"a: [1",
        gzip.compress(b"{}" * 9, mtime=0)[:12],
        b"&a [*a, *a]",
    ],
)
def test_what_is_no_catalogue_file_is_refused_in_words(raw):
    with pytest.raises(UnreadableFile, match="tep"):
        read_bytes(raw, name="tep")


def test_every_fault_of_a_yaml_file_is_told_by_line_and_field():
    read = read_bytes(
        b"""procedures:
- code: 1.001190
  name: A
- code: '1.001193'
  name: ''
  papers:
  - {name: B, original: x}
""",
        name="f.yaml",
    )
    assert [(error.line, error.field) for error in read.errors] == [
        (2, "code"),
        (5, "name"),
        (7, "papers[1].original"),
    ]


def test_rows_that_are_not_json_do_not_hide_the_others():
    good = json.dumps(FIRST[0], ensure_ascii=False)
    read = read_bytes(f"{good}\n{{nửa dòng\n{good}".encode(), name="f.jsonl")
    assert [error.line for error in read.errors] == [2, 3]
    assert "đã có ở dòng 1" in read.errors[1].why
