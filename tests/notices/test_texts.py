"""Texts of notices: what may be written, from when it counts, what was told keeps its words, and who had a hand in it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.audit.models import Entry
from motcua.kernel.words import spoken
from motcua.services.accounts.models import User
from motcua.services.dossiers.rules import telling
from motcua.services.notifications import queries, rules, services
from motcua.services.notifications.models import Notice, Wording
from motcua.services.notifications.types import KINDS, TEXTS, WORD, Language, TextInvalid, TextMoved
from motcua.web.console.tests.conftest import AT, CLERK, as_actor, page

assert as_actor and page

HOME, TODAY = "/quan-tri/mau-tin/", AT.date()
ADMIN = Actor(kind="admin", id="QT1", name="Bùi Thị Lập", permissions=frozenset({WORD}))
FINISHED = telling.FINISHED
FACTS = {"code": "H42.15-1", "name": "Khai sinh", "how": "Mời bạn đến quầy."}


def put(
    words: str, detail: str = "", *, language: Language = Language.VI, days: int = 0, **changes: object
) -> None:
    """Other words for the text of a result that is ready."""
    newest = Wording.objects.order_by("-id").first()
    services.word(**({
        "name": FINISHED.name, "language": language, "words": words, "detail": detail, "seen": newest.pk if newest else 0,
        "begins_on": AT.date() + timedelta(days=days), "reason": "Gọn hơn cho dễ đọc", "by": ADMIN, "at": AT,
    } | changes))  # fmt: skip


def told(on: date = TODAY, language: str = "vi") -> tuple[str, str]:
    at = clock.local(AT).replace(year=on.year, month=on.month, day=on.day)
    with translation.override(language):
        return tuple(spoken(one) for one in queries.compose(FINISHED, at=at, **FACTS))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_text_of_the_house_may_be_told_in_both_languages(text):
    assert text.kind in KINDS
    for language in Language:
        with translation.override(language.value):
            ours = [
                translation.gettext(one) if one and language is Language.EN else one
                for one in (text.words, text.detail)
            ]
        assert rules.faults_of_text(text, language, *ours) == []
        said = " ".join(queries.example_of(text, language, *ours))
        assert "{" not in said and "}" not in said


def test_other_words_count_from_their_day_in_their_language_and_the_original_comes_back(db):
    first = told()
    put("{code}: có kết quả rồi", "{how}", days=2)
    assert told() == first
    later = AT.date() + timedelta(days=2)
    assert told(later) == ("H42.15-1: có kết quả rồi", "Mời bạn đến quầy.")
    assert told(later, "en") == told(language="en"), "nobody has put the English otherwise"
    put("{code} is ready", "{name}", language=Language.EN, days=2)
    assert told(later, "en") == ("H42.15-1 is ready", "Khai sinh")
    put("", "", days=2)
    assert told(later) == first
    assert [(row.reason, row.by_name) for row in Wording.objects.all()] == [
        ("Gọn hơn cho dễ đọc", ADMIN.name)
    ] * 3
    assert Entry.objects.filter(action="notifications.word", subject=f"text:{FINISHED.name}").count() == 3


def test_what_was_told_keeps_its_words(db):
    citizen = User.objects.create(
        username="037096000014", full_name="Nguyễn Văn Ẫm", kind="citizen", joined_at=AT
    )

    def tell(key: str) -> Notice:
        words, detail = queries.compose(FINISHED, at=AT, **FACTS)
        services.notify(kind=FINISHED.kind, key=key, words=words, detail=detail, users=[citizen.pk], at=AT)
        return Notice.objects.get(key=key)

    put("{code}: có kết quả rồi", "{how}")
    row = tell("1")
    put("Kết quả {code} đây", "{name}")
    row.refresh_from_db()
    assert (row.words, row.detail) == ("H42.15-1: có kết quả rồi", "Mời bạn đến quầy.")
    with translation.override("en"):
        shown = queries._note(row)
        assert (spoken(shown.words), spoken(shown.detail)) == told(language="en"), (
            "in English too, as it was then"
        )
    assert tell("2").words == "Kết quả H42.15-1 đây"


@pytest.mark.parametrize(
    ("words", "detail", "changes", "named"),
    [
        ("Đã có kết quả", "", {}, "{code}"),
        ("{code} {name}", "", {}, "{name}"),
        ("{code} {sdt}", "", {}, "{sdt}"),
        ("{code", "", {}, "ngoặc nhọn"),
        ("{code.__class__}", "", {}, "ngoặc nhọn"),
        ("{code!r}", "", {}, "ngoặc nhọn"),
        ("{code[0]}", "", {}, "ngoặc nhọn"),
        ("{code:>9999999}", "", {}, "ngoặc nhọn"),
        ("{code} " + "x" * 200, "", {}, "ký tự"),
        ("{code} <b>xong</b>", "", {}, "HTML"),
        ("", "{name}", {}, "không được để trống"),
        ("{code}", "", {"begins_on": AT.date() - timedelta(days=1)}, "đã qua"),
        ("{code}", "", {"reason": " "}, "lý do"),
    ],
)
def test_what_could_not_be_told_is_refused_and_nothing_is_kept(db, words, detail, changes, named):
    with pytest.raises(TextInvalid, match=named.replace("{", r"\{")):
        put(words, detail, **changes)
    assert not Wording.objects.exists() and not Entry.objects.exists()


def test_of_two_who_write_at_once_the_second_is_told(db):
    put("{code} một")
    with pytest.raises(TextMoved):
        put("{code} hai", seen=0)
    assert Wording.objects.get().words == "{code} một"


@given(st.text(alphabet="{}:!|.[]acdeo 1<", max_size=24))
def test_words_without_a_fault_can_always_be_told(words):
    if not rules.faults_of_text(FINISHED, Language.VI, words, ""):
        said, _ = queries.example_of(FINISHED, Language.VI, words, "")
        assert FINISHED.facts["code"][1] in said


def test_an_administrator_writes_sees_and_takes_back_on_the_page(page, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        seen = page.get(HOME).text
    assert all(one.event in seen for one in TEXTS.values())
    where, day = f"{HOME}{FINISHED.name}/", f"{clock.today():%d/%m/%Y}"
    form = {
        "words": "{code}: xong",
        "detail": "{how}",
        "begins_on": day,
        "seen": "0",
        "reason": "Gọn hơn",
        "ngon-ngu": "vi",
    }
    seen = page.post(where, form | {"viec": "xem"}).text
    assert "H42.134.01-261124-0007: xong" in seen and "1 tin" in seen and not Wording.objects.exists()
    assert "{sdt}" in page.post(where, form | {"viec": "xem", "words": "{code} {sdt}"}).text
    assert page.post(where, form | {"viec": "luu", "words": "xong"}).status_code == 422
    assert page.post(where, form | {"viec": "luu", "begins_on": "31/31/31"}).status_code == 422
    assert page.post(where, form | {"viec": "luu"}).status_code == 302
    row = Wording.objects.get()
    assert (
        "Đã sửa" in page.get(HOME, {"sua": "1"}).text
        and "{code}: xong" in page.get(where, {"ban": row.pk}).text
    )
    assert page.post(where, form | {"viec": "luu"}).status_code == 409
    assert page.post(where, form | {"viec": "nguyen-ban", "seen": row.pk}).status_code == 302
    assert "Nguyên bản" in page.get(HOME).text and "Về nguyên bản" in page.get(where).text
    assert page.get(f"{HOME}khong-co/").status_code == 404
    for bad in ({"tim": "☠" * 500}, {"ban": "x", "ngon-ngu": "☠"}):
        assert page.get(HOME, bad).status_code == page.get(where, bad).status_code == 200


def test_nobody_without_the_right_sees_or_writes(page, as_actor):
    as_actor(CLERK)
    assert page.get(HOME).status_code == page.post(f"{HOME}{FINISHED.name}/", {}).status_code == 403
    assert not Wording.objects.exists()
