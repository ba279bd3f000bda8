"""Where a form keeps the papers, its list is the procedure's everywhere, and what the catalogue says otherwise is told."""

from __future__ import annotations

import pytest

from motcua.kernel.access import Actor
from motcua.registries.eforms import queries as eforms
from motcua.registries.eforms import services as eform_services
from motcua.registries.eforms.types import EDIT as EDIT_FORMS
from motcua.registries.eforms.types import SOURCES
from motcua.registries.procedures import queries, services
from motcua.registries.procedures.templatetags.procedures_table import replaced_by
from motcua.registries.procedures.tests.conftest import NOON
from motcua.registries.procedures.types import REPLACED_BY_LABELS, PapersElsewhere

BIRTH, MARRIAGE = "1.001193", "1.000894"


@pytest.fixture
def with_form(catalogue, editor):
    """The birth registration with the form of the product, and the names of the papers it asks."""
    by = Actor(kind="officer", id="CB-3", name="Biểu mẫu", permissions=frozenset({EDIT_FORMS}))
    eform_services.load_forms(by=by, at=NOON)
    return [one.name for one in eforms.published(BIRTH, NOON.date()).definition.papers]


def test_the_page_the_api_and_the_preview_tell_the_papers_of_the_form(as_editor, editor, with_form):
    services.start_draft(code=BIRTH, by=editor, at=NOON)
    view = queries.procedure(BIRTH)
    assert [one.name for one in view.record.papers] == with_form
    told = as_editor.get(f"/api/v1/procedures/{BIRTH}").json()["papers"]
    assert [one["name"] for one in told] == with_form
    for path in (f"/thu-tuc/{BIRTH}/", f"/quan-tri/thu-tuc/{BIRTH}/ban-thao/xem-truoc/"):
        page = as_editor.get(path).content.decode()
        assert all(name in page for name in with_form), path


def test_papers_the_form_keeps_are_not_written_beside_it_and_the_page_says_where(
    as_editor, editor, with_form
):
    services.start_draft(code=BIRTH, by=editor, at=NOON)
    before, paper = queries.states.state(BIRTH), {"name": "Sổ hộ khẩu", "original": 1}
    for write in (
        lambda: services.save_draft(code=BIRTH, changes={"papers": [paper]}, seen=1, by=editor, at=NOON),
        lambda: services.edit_procedure(code=BIRTH, changes={"papers": [paper]}, by=editor, at=NOON),
    ):
        with pytest.raises(PapersElsewhere, match=f"biểu mẫu {BIRTH} giữ") as refused:
            write()
        assert (
            "không ai bị hỏi khác đi" in refused.value.message
            and "Hãy sửa giấy tờ trong bản nháp" in refused.value.message
        )
    assert queries.states.state(BIRTH) == before and queries.draft(BIRTH).revision == 1

    page = as_editor.get(f"/quan-tri/thu-tuc/{BIRTH}/ban-thao/giay-to/").content.decode()
    assert f'href="/quan-tri/bieu-mau/{BIRTH}/"' in page and "Lưu bản thảo" not in page
    assert all(name in page for name in with_form)


def test_a_procedure_without_such_a_form_keeps_its_own_papers(as_editor, editor, catalogue):
    paper = {"name": "Sổ hộ khẩu", "original": 1}
    services.edit_procedure(code=MARRIAGE, changes={"papers": [paper]}, by=editor, at=NOON)
    assert [one.name for one in queries.procedure(MARRIAGE).record.papers] == ["Sổ hộ khẩu"]
    services.start_draft(code=MARRIAGE, by=editor, at=NOON)
    page = as_editor.get(f"/quan-tri/thu-tuc/{MARRIAGE}/ban-thao/giay-to/").content.decode()
    assert "Sổ hộ khẩu" in page and "Lưu bản thảo" in page


def test_what_the_catalogue_lists_otherwise_is_told_to_the_administrator(as_editor, with_form):
    difference = queries.procedure(BIRTH).kept.difference
    assert (difference.only_listed, list(difference.only_asked)) == (("Tờ khai",), with_form)
    assert "papers_agree" in queries.procedure(BIRTH).missing
    today = NOON.date()
    assert BIRTH in queries.papers_differing(today)
    found = {one.code: one.missing for one in queries.gaps(today, parted=queries.papers_differing(today))}
    assert "papers_agree" in found[BIRTH]
    assert {code for code, lacks in found.items() if "papers_agree" in lacks} == queries.papers_differing(
        today
    )
    own = as_editor.get(f"/quan-tri/thu-tuc/{BIRTH}/").content.decode()
    assert "Danh mục có mà biểu mẫu không hỏi" in own and "Biểu mẫu hỏi mà danh mục không có" in own
    assert (
        "Giấy tờ của biểu mẫu khớp danh mục" in as_editor.get("/quan-tri/thu-tuc/con-thieu/").content.decode()
    )


@pytest.mark.parametrize("key", [*SOURCES, *(key for key in REPLACED_BY_LABELS if key)])
def test_whatever_stands_for_a_paper_is_called_by_a_name(key):
    assert len(replaced_by(key)) > len(key)
