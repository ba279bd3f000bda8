"""Words kept as data have English beside them; what has none is marked as Vietnamese; nothing in the book is a leftover."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import translation

from motcua.kernel import yamls
from motcua.kernel.words import say
from motcua.ui import english

JOINT = ("2.002621", "2.002622")
TEN = ("1.000656", "1.000894", "1.001193", "1.001612", "1.004859", "1.004873", "1.012783", "1.013225", "2.000488", "2.000815")  # fmt: skip
WORD = re.compile(r"[^\W\d_]{2,}")
SHOWN = ("label", "help", "more", "title", "group", "unit", "when_words", "name", "note", "message")


def read(path: str) -> Any:
    return yamls.read(settings.DATA_DIR / path)


def words_of(node: Any) -> Iterator[str]:
    """What a citizen reads of a form: labels, help, choices, papers."""
    if isinstance(node, list):
        for one in node:
            yield from words_of(one)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in SHOWN and isinstance(value, str):
                yield value
            elif key == "choices" and isinstance(value, list):
                yield from (one.get("label", one["value"]) if isinstance(one, dict) else one for one in value)
            elif key in ("sections", "fields", "columns", "papers", "checks"):
                yield from words_of(value)


def all_words() -> set[str]:
    found: set[str] = set()
    for code in (*TEN, *JOINT, "chung"):
        form = read(f"eforms/{code}.yaml")
        found |= set(
            words_of({"name": form["name"], "sections": form["sections"], "papers": form.get("papers", [])})
        )
    return {one for one in found if WORD.search(one)}


def render(text: str, **context: Any) -> str:
    return Template("{% load ui %}" + text).render(Context(context))


def test_every_question_of_the_ten_forms_and_the_common_one_has_english():
    missing = sorted(one for one in all_words() if english.translated(one) is None)
    assert not missing, "add to data/english/forms.yaml:\n" + "\n".join(missing)


def test_the_ten_procedures_have_english_for_name_papers_results_and_the_steps_in_short():
    checked = read("catalogue/checked.yaml")
    rows = {row["code"]: row for row in (checked if isinstance(checked, list) else checked["procedures"])}
    terms = {row["code"]: row for row in read("catalogue/adoptions.yaml")}
    missing = []
    with translation.override("en"):
        for code in TEN:
            row = rows[code]
            said = [
                row["name"],
                row["field"],
                row["time_limit_note"],
                row["fee_note"],
                terms[code].get("note", ""),
            ]
            said += [paper.get(key, "") for paper in row["papers"] for key in ("name", "notes")]
            said += row["result"] if isinstance(row["result"], list) else [row["result"]]
            said += [
                fee.get(key, "")
                for fee in terms[code]["fees"]
                for key in ("name", "applicant_kind", "formula_text", "exemptions")
            ]
            missing += [(code, one) for one in said if one and english.find(one) == one]
            assert f"steps:{code}" in english.book()
    assert not missing, missing


def test_no_line_of_the_book_is_left_over_or_empty():
    told = english.book()
    assert all(isinstance(one, str) and one.strip() for one in [*told, *told.values()])
    forms = read("english/forms.yaml")
    lists = str(read("eforms/lists.yaml"))
    known = all_words()
    whole = "\n".join(known)
    stale = [one for one in forms if one not in known and one not in whole and one not in lists]
    assert not stale, stale


def test_a_text_is_put_together_of_its_sentences_or_not_translated_at_all():
    assert (
        english.translated("Xuất trình. Khi không có giấy chứng sinh.")
        == "To be shown. When there is no certificate of birth."
    )
    assert english.translated("Xuất trình. Câu chưa ai dịch.") is None


@pytest.mark.parametrize(("language", "shown"), [("vi", "Giới tính"), ("en", "Sex")])
def test_a_label_is_read_in_the_readers_language(language, shown):
    with translation.override(language):
        assert render("{{ label|known }}", label="Giới tính") == shown
        assert (
            render(
                "{{ said }}", said=say("Bạn chưa ghi “{label}”. Mục này bắt buộc.", label=say("Giới tính"))
            ).count(shown)
            == 1
        )


def test_what_has_no_english_is_marked_as_vietnamese():
    with translation.override("en"):
        assert render("{{ label|known }}", label="Chữ lạ") == '<span lang="vi">Chữ lạ</span>'
        assert (
            render("<option{{ label|lang_mark }}>{{ label|told }}</option>", label="Chữ lạ")
            == '<option lang="vi">Chữ lạ</option>'
        )
        assert (
            render("<option{{ label|lang_mark }}>{{ label|told }}</option>", label="Nữ")
            == "<option>Female</option>"
        )
    assert render("{{ label|known }}", label="Chữ lạ") == "Chữ lạ"
