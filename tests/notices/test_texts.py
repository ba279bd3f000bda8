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
from motcua.kernel.words import packed, spoken
from motcua.services.accounts.models import User
from motcua.services.dossiers.rules import telling
from motcua.services.notifications import queries, rules, services
from motcua.services.notifications.models import Letter, Notice, Wording
from motcua.services.notifications.services import posting
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
def test_every_text_of_the_house_may_be_told_in_both_languages(db, text):
    assert text.kind in KINDS
    for language in Language:
        with translation.override(language.value):
            ours = [
                translation.gettext(one) if one and language is Language.EN else one
                for one in (text.words, text.detail)
            ]
        shown = queries.preview(text, language, *ours, on=TODAY)
        assert shown.faults == () and shown.words
        said = " ".join((shown.words, shown.detail, shown.message, shown.letter))
        assert "{" not in said and "}" not in said


ON_THE_TELEPHONE = {"code", "day", "by", "n", "old", "new"}
"""The dossier's code, days and agencies: nothing of the matter, which everybody on the way could read."""


def test_a_telephone_hears_the_code_and_what_to_do_and_nothing_of_the_matter():
    texted = [one for one in TEXTS.values() if KINDS[one.kind].sms]
    assert len(texted) > 10
    assert {one.name: rules.names_in(one.words) - ON_THE_TELEPHONE for one in texted} == {
        one.name: set() for one in texted
    }


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
        ("{code} {{code}}", "", {}, "ngoặc nhọn"),
        ("{code} " + "mời bạn đến nhận kết quả " * 7, "", {}, "mất đoạn cuối"),
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


PIECES = st.sampled_from(
    ["{code}", "{n}", "{n:day|days}", "{code:a|b}", "{{", "}}", "{", "}", ":", "|", "!r", "[0]", " ", "a"]
)


@given(st.lists(PIECES, max_size=8).map("".join), st.sampled_from(Language))
def test_words_without_a_fault_are_told_with_the_code_and_without_braces(words, language):
    text = telling.SUPPLEMENT_SOON
    if not rules.faults_of_text(text, language, words, ""):
        own = dict.fromkeys(Language) | {language: (words, "")}
        said = queries._told(text, own, {"code": "{H42}", "name": "x", "n": 3})[0]
        with translation.override(language.value):
            shown = spoken(said)
        assert "{H42}" in shown and not set("{}") & set(shown.replace("{H42}", ""))


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("{code:a|b|c}", "ngoặc"),
        ("{code:a|b}", "không phải số"),
        ("{code} {n:|", "ngoặc"),
        ("{n:a|b}", "{code}"),
    ],
)
def test_a_choice_by_number_is_of_two_words_and_never_stands_for_the_code(words, named):
    assert any(
        named in fault for fault in rules.faults_of_text(telling.SUPPLEMENT_SOON, Language.EN, words, "")
    )


def test_what_is_previewed_is_what_is_sent(db):
    put("{code} is ready", "", language=Language.EN)
    assert told(language="en") == ("H42.15-1 is ready", ""), "a detail taken out is told no more"
    shown = queries.preview(FINISHED, Language.VI, "{code}: xong rồi", "{how}", on=TODAY)
    put("{code}: xong rồi", "{how}")
    facts = {name: example for name, (_, example) in FINISHED.facts.items()}
    words, detail = queries.compose(FINISHED, at=AT, **facts)
    row = Notice(
        kind=FINISHED.kind,
        words=words,
        detail=detail,
        said=[packed(words), packed(detail)],
        link="/tin-bao/12345/",
    )
    sent = {
        one: posting._message(Letter(notice=row, channel=one, address="0912345678", ref="r"))
        for one in ("sms", "mail")
    }
    assert (shown.message, shown.subject, shown.letter) == (
        sent["sms"].text,
        sent["mail"].subject,
        sent["mail"].text,
    )
    assert "H42.134.01-261124-0007 is ready" in shown.letter and shown.marked


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("ă" * 70, 1),
        ("ă" * 71, 2),
        ("ă" * 134, 2),
        ("ă" * 135, 3),
        ("a" * 159 + "[", 2),
    ],
)
def test_a_message_is_counted_as_the_network_counts_it(said, parts):
    assert rules.parts_of_message(said) == parts


def test_going_back_to_the_original_takes_back_what_was_set_for_later_and_the_page_knows(db, monkeypatch):
    first, later = told(), TODAY + timedelta(days=30)
    put("{code}: sau", days=30)
    put("{code}: nay")
    assert (told()[0], told(later)[0]) == ("H42.15-1: nay", "H42.15-1: sau")
    put("", "")
    assert (told(), told(later)) == (first, first)
    back = Wording.objects.get(words="")
    monkeypatch.setattr(queries, "_standing", dict)  # another thread, which has not heard yet
    assert queries.taken_back(ADMIN, FINISHED.name) == set(
        Wording.objects.exclude(pk=back.pk).values_list("pk", flat=True)
    )
    monkeypatch.undo()
    put("{code}: lại", days=30)
    assert (told(), told(later)[0]) == (first, "H42.15-1: lại")


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
    assert "H42.134.01-261124-0007: xong" in seen and "không dấu, 1 tin" in seen and "Tiêu đề:" in seen
    assert not Wording.objects.exists()
    assert (
        "ngoặc nhọn"
        in page.post(where, form | {"viec": "xem", "words": "{code:a|b|c}", "ngon-ngu": "en"}).text
    )
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
    assert "Nguyên bản" in page.get(HOME).text and "Đã thu lại" in page.get(where).text
    assert page.get(f"{HOME}khong-co/").status_code == 404
    for bad in ({"tim": "☠" * 500}, {"ban": "x", "ngon-ngu": "☠"}):
        assert page.get(HOME, bad).status_code == page.get(where, bad).status_code == 200


def test_nobody_without_the_right_sees_or_writes(page, as_actor):
    as_actor(CLERK)
    assert page.get(HOME).status_code == page.post(f"{HOME}{FINISHED.name}/", {}).status_code == 403
    assert not Wording.objects.exists()
