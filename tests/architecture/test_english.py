"""Citizens' pages in English: nothing without its English, nothing stale, nothing unmarked."""

import re

import polib

from tests.architecture.house import name, templates
from tests.words import CATALOGUE, bare, gathered, merged, odd

MEND = "run `python -m tests.words`, write the English in src/motcua/locale/en/LC_MESSAGES/django.po, run it again"
CITIZENS = re.compile(
    r"/portal/|/portal_|ui/templates/|signing/check|indicators/figures|/account/|/accounts/|/mfa/|notifications/"
    r"|eforms/_(after|control|errors|place|row|section|table|words)\.html"
)
OFFICERS = re.compile(
    r"accounts/(console|desk)/|accounts/(posts|factor_required)\.html|ui/(components|keys_dialog)\.html"
)
OF_ITSELF = {"Tiếng Việt"}
"""A language is called by its own name."""
TAGS = re.compile(r"\{#.*?#\}|\{%\s*blocktranslate.*?endblocktranslate\s*%\}|\{%.*?%\}|\{\{.*?\}\}", re.S)
SEEN = re.compile(r'(?:aria-label|placeholder|title|alt)="([^"]+)"|>([^<]+)<')
VIETNAMESE = re.compile(
    "[ăâđêôơưĂÂĐÊÔƠƯ\u00e0-\u00e3\u00e8-\u00ea\u00ec\u00ed\u00f2-\u00f5\u00f9\u00fa\u00fd\u1ea0-\u1ef9]"
)


def test_every_sentence_has_its_english_and_the_catalogue_is_fresh():
    facts: dict[str, set[str]] = {}
    kept = polib.pofile(str(CATALOGUE))
    today = merged(kept, gathered(facts))
    assert not bare(today), f"{bare(today)[:10]}: {MEND}"
    assert not odd(today, facts)
    assert {entry.msgid for entry in today} == {entry.msgid for entry in kept}, MEND
    assert CATALOGUE.with_suffix(".mo").read_bytes() == kept.to_binary(), f"the .mo is stale: {MEND}"


def test_the_watchman_sees_a_sentence_without_english():
    kept = polib.pofile(str(CATALOGUE))
    assert bare(merged(kept, {"Chưa ai dịch câu này": ("", {"x"})})) == ["Chưa ai dịch câu này"]


def test_citizens_pages_say_nothing_that_is_not_marked_for_translation():
    unmarked = []
    pages = [path for path in templates() if CITIZENS.search(path.as_posix()) and path.suffix == ".html"]
    assert len(pages) > 80
    for path in pages:
        if OFFICERS.search(path.as_posix()):
            continue
        told = TAGS.sub(" ", path.read_text(encoding="utf-8"))
        for attribute, text in SEEN.findall(f">{told}<"):
            if VIETNAMESE.search(attribute or text) and (attribute or text) not in OF_ITSELF:
                unmarked.append(f"{name(path)}: {(attribute or text).strip()[:80]}")
    assert not unmarked, unmarked
