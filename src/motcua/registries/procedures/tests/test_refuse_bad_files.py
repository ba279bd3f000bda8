"""Files that would hurt a parser, overflow a table or say two things at once are refused row by row."""

from __future__ import annotations

import json

import pytest

from motcua.registries.procedures import queries, services
from motcua.registries.procedures.rules.files import DEEPEST, UnreadableFile, read_bytes
from motcua.registries.procedures.rules.merging import row
from motcua.registries.procedures.tests.conftest import FIRST, NOON, method, national

CODE = '"code": "1.001193", "name": "Đăng ký khai sinh"'


def errors(line: str):
    return read_bytes(line.encode(), name="tep").errors


@pytest.mark.parametrize("size", [DEEPEST + 1, 900, 5000, 100_000])
@pytest.mark.parametrize("deep", ["[", '{"a":', "["])
def test_a_deep_line_of_json_is_a_row_error(size, deep):
    closed = {"[": "]", '{"a":': "}"}[deep]
    found = errors(f'{{{CODE}, "x": {deep * size}1{closed * size}}}\n{{{CODE}}}')
    assert [(one.line, one.why) for one in found] == [(1, "dòng lồng nhau quá 64 tầng")]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "- [" + "[" * 500 + "]" * 501,
        "- " * 5000 + "a",
        "procedures:\n- code: x\n  a: " + "{a: " * 3000,
        "".join(f"{' ' * n}a:\n" for n in range(500)),
        "? " * 3000,
    ],
)
def test_deep_yaml_is_refused_with_its_line_before_a_tree_is_built(text):
    with pytest.raises(UnreadableFile, match=r"^tep:\d+: nội dung lồng nhau quá 64 tầng"):
        read_bytes(text.encode(), name="tep")


def test_brackets_in_quotes_are_words_and_many_papers_are_not_deep():
    assert errors(f'{{{CODE}, "conditions": "{"[" * 500}\\"{"{" * 500}"}}') == []
    papers = json.dumps([{"name": f"Giấy {n}"} for n in range(200)])
    assert errors(f'{{{CODE}, "papers": {papers}}}') == []


@pytest.mark.parametrize(
    ("more", "field", "why"),
    [
        ({"time_limit_days": 20_001}, "time_limit_days", "20.000"),
        ({"time_limit_days": 10**400}, "time_limit_days", "20.000"),
        ({"fee_vnd": 10**12 + 1}, "fee_vnd", "1.000.000.000.000"),
        ({"methods": [method("trực tiếp", fee_vnd=10**30)]}, "methods[1].fee_vnd", "1.000.000.000.000"),
        ({"methods": [method("trực tiếp", value=10**400)]}, "methods[1].time_limit_value", "20.000"),
        ({"papers": [{"name": "Tờ khai", "copy": 1001}]}, "papers[1].copy", "1.000"),
        ({"papers": [{"name": "Tờ khai", "original": 2**70}]}, "papers[1].original", "1.000"),
        ({"papers": [{"name": "x"}] * 1001}, "papers", "1000"),
        ({"decision_no": "x" * 301}, "decision_no", "300"),
        ({"captured": 20260717}, "captured", "2026-07-17"),
    ],
)
@pytest.mark.django_db
def test_what_no_table_holds_is_a_row_error_for_check_and_import_alike(write, editor, more, field, why):
    bad = national("1.004222", "Đăng ký thường trú", **more)
    checked = errors(json.dumps(bad))
    assert [one.field for one in checked] == [field]
    assert why in checked[0].why

    report = services.import_catalogue(path=write([*FIRST, bad]), by=editor, at=NOON)
    assert [(one.field, one.why) for one in report.errors] == [(one.field, one.why) for one in checked]
    assert not report.applied


def test_numbers_too_long_to_read_are_row_errors_in_both_shapes():
    assert "số quá dài" in errors(f'{{{CODE}, "fee_vnd": {"9" * 5000}}}')[0].why
    read = read_bytes(
        b"- code: 0x" + b"f" * 5000 + b"\n  name: a\n  captured: 0xff\n  source: [0x" + b"f" * 5000 + b"]\n",
        name="t",
    )
    assert {one.field for one in read.errors} == {"code", "source", "captured"}


@pytest.mark.parametrize(
    "text",
    [
        f'{{{CODE}, "fee_vnd": 1, "fee_vnd": 2}}',
        f'{{{CODE}, "methods": [{{"channel": "online", "channel": "post", "fee_vnd": 1, "fee_vnd": 2}}]}}',
        "- code: '1.001193'\n  name: a\n  fee_vnd: 1\n  fee_vnd: 2\n",
    ],
)
def test_a_key_written_twice_is_told(text):
    [error] = errors(text)
    assert "viết hai lần" in error.why


def test_half_letters_never_reach_a_record_nor_a_message():
    line = '{"code": "1.001193", "name": "Khai\\ud800 sinh", "x\\udfff": 1}'
    read = read_bytes(line.encode(), name="tep")
    assert read.records[0].name == "Khai sinh"
    assert "\n".join(map(str, read.warnings)).encode()
    bad = read_bytes(b'{"code": "1\\ud800", "name": "a", "scope": "\\ud800"}', name="tep")
    assert "\n".join(map(str, bad.errors)).encode()


@pytest.mark.django_db
def test_terms_of_a_row_that_says_nothing_of_trust_are_exported_too(write, editor):
    terms = {
        "time_limit_days": 7,
        "time_limit_unit": "day",
        "time_limit_note": "kể từ ngày nhận đủ",
        "fee_vnd": 50_000,
        "fee_note": "theo nghị quyết",
    }
    path = write([national("1.004222", "Đăng ký thường trú", **terms)])
    assert services.import_catalogue(path=path, by=editor, at=NOON).errors == []
    kept = queries.procedure("1.004222").record
    assert (kept.limit_value, kept.limit_unit, kept.fee_vnd, kept.confidence) == (
        7,
        "calendar_days",
        50_000,
        "official",
    )

    out = "\n".join(services.export_catalogue())
    assert {key: json.loads(out)[key] for key in terms} == terms
    again = read_bytes(out.encode(), name="ra")
    assert again.records == [kept]
    assert again.layers == {"1.004222": "national"}
    assert row(again.records[0]) == json.loads(out)
