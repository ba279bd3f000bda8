"""Shared lists: changed entry by entry, taken back, never covered by a file, never pulled from under a form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from motcua.kernel.audit.models import Entry as Line
from motcua.kernel.refusals import NotAllowed
from motcua.registries.eforms import queries, rules, services
from motcua.registries.eforms.models import FormVersion, ListVersion
from motcua.registries.eforms.tests.conftest import NOW
from motcua.registries.eforms.tests.test_publish import ask
from motcua.registries.eforms.types import (
    AddEntry,
    BadEdit,
    EndEntry,
    InUse,
    MoveEntry,
    NoSuchList,
    Overtaken,
    Relabel,
    RemoveEntry,
)
from motcua.registries.eforms.views import console

LIST = "ethnicities"
TODAY = NOW.date()


def change(edit, admin, seen, name=LIST, at=NOW):
    return services.change_list(name=name, seen=seen, edit=edit, by=admin, at=at)


def values(name=LIST):
    return [one.value for one in queries.lists()[name]]


@pytest.fixture
def named(forms):
    """A list and an entry of it that a form in force names in a condition."""
    for form in (queries.published(row["code"], TODAY).definition for row in queries.listing()):
        for name, choices in form.lists.items():
            for one in choices:
                if rules.namers(form, name, one.value):
                    return name, one.value, form.code
    raise AssertionError("no form in force names an entry")


def test_an_entry_is_added_relabelled_moved_and_every_change_is_kept(forms, admin):
    first, size = values()[0], len(values())
    assert change(AddEntry("khac-moi", "Dân tộc mới"), admin, 0) == "Thêm mục “Dân tộc mới”"
    change(Relabel("khac-moi", "Dân tộc mới nhận"), admin, 1)
    change(MoveEntry("khac-moi", -1000), admin, 2)
    assert values()[:2] == ["khac-moi", first] and len(values()) == size + 1
    line = Line.objects.filter(action="eforms.change_list").order_by("pk")[1]
    assert line.before == {"khac-moi": {"value": "khac-moi", "label": "Dân tộc mới"}}
    assert line.after["khac-moi"]["label"] == "Dân tộc mới nhận"

    assert services.undo_list(name=LIST, seen=3, by=admin, at=NOW).startswith("Chuyển mục")
    assert values()[0] == first and values()[-1] == "khac-moi"
    services.undo_list(name=LIST, seen=4, by=admin, at=NOW)
    services.undo_list(name=LIST, seen=5, by=admin, at=NOW)
    assert queries.lists() == queries.lists_of_file()
    with pytest.raises(BadEdit, match="Không còn việc nào"):
        services.undo_list(name=LIST, seen=6, by=admin, at=NOW)


def test_published_forms_keep_their_copy_and_the_next_draft_takes_the_list_along(forms, admin):
    code = queries.shared_list(LIST).forms[0][0]
    change(AddEntry("moi", "Mục mới"), admin, 0)
    held = queries.published(code, TODAY)
    assert "moi" not in [one.value for one in held.definition.lists[LIST]]
    assert not dict((c, same) for c, _, same in queries.shared_list(LIST).forms)[code]
    draft = services.start_draft(code=code, number=held.number, by=admin, at=NOW)
    assert "moi" in [one.value for one in draft.definition.lists[LIST]]


def test_an_ended_entry_stays_to_its_last_day_and_may_come_back(forms, admin):
    value = values()[0]
    change(EndEntry(value, TODAY), admin, 0)
    assert value in values()
    change(EndEntry(value, TODAY - timedelta(days=1)), admin, 1)
    assert value not in values()
    change(EndEntry(value, None), admin, 2)
    assert values()[0] == value


def test_an_entry_a_form_in_force_names_is_ended_not_removed(named, admin):
    name, value, code = named
    with pytest.raises(InUse) as refused:
        change(RemoveEntry(value), admin, 0, name)
    assert code in refused.value.why and "ngày hết dùng" in refused.value.next
    assert not ListVersion.objects.exists()
    change(EndEntry(value, TODAY), admin, 0, name)
    with pytest.raises(InUse):
        change(RemoveEntry(value), admin, 1, name)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (AddEntry("Kinh", "Khác nữa"), "Đã có mục mã"),
        (AddEntry("k", "Kinh"), "Đã có mục nhãn"),
        (AddEntry(" ", " "), "từ 1 đến 300"),
        (Relabel("Kinh", "Tày"), "trùng nhãn"),
        (Relabel("không có", "x"), "không còn mục"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused_and_nothing_moves(forms, admin, edit, words):
    with pytest.raises(BadEdit) as refused:
        change(edit, admin, 0)
    assert words in refused.value.message and not ListVersion.objects.exists()


def test_two_hands_strangers_and_lists_of_the_law_are_refused(forms, admin):
    change(AddEntry("a", "A"), admin, 0)
    with pytest.raises(Overtaken) as refused:
        change(AddEntry("b", "B"), admin, 0)
    assert "thêm mục “A”" in refused.value.why
    for name in ("banned_lines", "khong_co"):
        with pytest.raises(NoSuchList):
            change(AddEntry("b", "B"), admin, 0, name)
    with pytest.raises(NotAllowed):
        change(AddEntry("b", "B"), _stranger(admin), 1)
    assert ListVersion.objects.count() == 1


def _stranger(admin):
    return replace(admin, permissions=frozenset())


def test_a_newer_file_is_shown_and_covers_neither_the_list_nor_the_forms(forms, admin, monkeypatch):
    change(AddEntry("rieng", "Mục của tỉnh"), admin, 0)
    before = FormVersion.objects.count()
    assert services.load_forms(by=admin, at=NOW).created == () and FormVersion.objects.count() == before

    file = queries.lists_of_file()
    newer = {
        **file,
        LIST: (*file[LIST][1:], rules.offered(rules.stored([{"value": "z", "label": "Z"}]), TODAY)[0]),
    }
    monkeypatch.setattr("motcua.registries.eforms.queries.shared.lists_of_file", lambda: newer)
    assert queries.shared_list(LIST).newer == ("thêm “Z”", f"bỏ “{file[LIST][0].label}”")
    assert "rieng" in values() and "z" not in values()


def test_the_pages_show_change_and_take_back(forms, admin, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        html = ask(console.lists, admin).content.decode()
    assert "Dân tộc" in html and "như bản kèm phần mềm" in html
    with django_assert_max_num_queries(4):
        html = ask(console.one_list, admin, name=LIST).content.decode()
    assert "Mông" in html and "Biểu mẫu dùng danh mục này" in html

    done = ask(
        console.one_list, admin, "post", data={"nhan": "Mục mới", "ma": "", "revision": "0"}, name=LIST
    )
    assert done.status_code == 302 and values()[-1] == "Mục mới"
    late = ask(console.one_list, admin, "post", data={"nhan": "Khác", "ma": "", "revision": "0"}, name=LIST)
    assert late.status_code == 409 and "đã được sửa" in late.content.decode()
    at = len(queries.shared_list(LIST).entries)
    for data in ({"viec": "nhan", "nhan": "Mục đổi"}, {"viec": "het", "het": "01/11/2026"}, {"viec": "len"}):
        seen = queries.shared_list(LIST).revision
        done = ask(console.entry, admin, "post", data=data | {"revision": seen}, name=LIST, at=at)
        assert done.status_code == 302
    entry = queries.shared_list(LIST).entries[at - 2]
    assert (entry.value, entry.label, entry.until) == ("Mục mới", "Mục đổi", date(2026, 11, 1))
    bad = ask(console.entry, admin, "post", data={"viec": "het", "het": "x"}, name=LIST, at=1)
    assert bad.status_code == 422
    seen = queries.shared_list(LIST).revision
    ask(console.undo_list, admin, "post", data={"revision": seen}, name=LIST)
    assert queries.shared_list(LIST).entries[-1].value == "Mục mới"
