"""A small catalogue: a few records of the national shape and of the hand-checked one."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.registries.procedures import queries, services
from motcua.registries.procedures.types import EDIT

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=clock.TZ)


def national(code: str, name: str, **more: object) -> dict[str, object]:
    """A record as the national file writes it."""
    row: dict[str, object] = {
        "code": code,
        "code_suffix": None,
        "name": name,
        "field": "Hộ tịch",
        "issuing_body": "Bộ Tư pháp",
        "scope": "trung ương",
        "province": None,
        "agency_levels": ["xã"],
        "executing_agency": "Ủy ban nhân dân cấp xã",
        "decision_no": "163/QĐ-BTP",
        "applicant_kinds": ["Công dân Việt Nam"],
        "methods": [method("trực tiếp"), method("trực tuyến")],
        "papers": [{"case": None, "name": "Tờ khai", "form_name": None, "original": 1, "copy": 0}],
        "result": ["Giấy khai sinh"],
        "legal_basis": [{"number": "60/2014/QH13", "title": "Luật Hộ tịch"}],
        "steps_text": "Nộp hồ sơ rồi nhận kết quả.",
        "accepts_online": True,
        "listed_2026_07_17": True,
        "detail": "full",
        "source": [],
        "captured": "2026-06-10",
    }
    return row | more


def method(
    channel: str,
    text: str | None = "3 ngày làm việc",
    value: float | None = 3,
    unit: str | None = "working_day",
    **more,
):
    """A row of methods as the national file writes it."""
    row = {
        "channel": channel,
        "time_limit_text": text,
        "time_limit_value": value,
        "time_limit_unit": unit,
        "fee_text": None,
        "fee_vnd": None,
        "note": None,
    }
    return row | more


FIRST = [
    national("1.001193", "Thủ tục đăng ký khai sinh"),
    national("1.000894", "Thủ tục đăng ký kết hôn", result=["Giấy chứng nhận kết hôn"]),
    national("1.000656", "Thủ tục đăng ký khai tử", methods=[method("trực tiếp", "1", 1, None)]),
    national(
        "3.000346", "Cấp giấy phép lái xe", field="Sát hạch", issuing_body="Bộ Công an", agency_levels=["bộ"]
    ),
    national("1.007645", "Thủ tục hải quan hàng nhỏ", field="Hải quan", issuing_body="Bộ Tài chính"),
]


@pytest.fixture(autouse=True)
def noon():
    """The day every test of the room is played on."""
    with clock.fixed(NOON):
        yield


@pytest.fixture
def write(tmp_path: Path):
    """Write rows as JSONL."""

    def put(rows, name: str = "danh-muc.jsonl") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
        return path

    return put


@pytest.fixture
def editor() -> Actor:
    """An administrator of the catalogue."""
    return Actor(kind="officer", id="CB-1", name="Người soạn", permissions=frozenset({EDIT}))


@pytest.fixture
def clerk() -> Actor:
    """An officer without that permission."""
    return Actor(kind="officer", id="CB-2", name="Cán bộ tiếp nhận")


@pytest.fixture
def catalogue(db, write, editor, tmp_path):
    """The small catalogue, adopted by the province."""
    services.import_catalogue(path=write(FIRST), by=editor, at=NOON)
    services.adopt_procedures(by=editor, at=NOON, terms=tmp_path / "no-terms.yaml")
    queries.clear_index()
    return FIRST


@pytest.fixture
def as_editor(client, editor, monkeypatch, django_user_model):
    """A browser in which the administrator is logged in."""
    monkeypatch.setattr("motcua.kernel.web.Actor.anonymous", classmethod(lambda cls: editor))
    return client
