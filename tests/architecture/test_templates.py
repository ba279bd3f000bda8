"""Pages are made of components and words in Vietnamese; nothing inline, nothing unescaped."""

import re
from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import get_template

from tests.architecture.house import SOURCE, name, templates

PAGES = templates()

UNESCAPED = {
    # template: why what it shows is safe
}
MARK_SAFE = {
    # module under src/motcua: why what it marks is safe
    "ui/": "parts escape each value they are given",
    "services/workflow/views/console.py": "our own drawing, every word in it escaped where it is drawn",
    "services/dossiers/views/desk/dossier.py": "the same drawing",
}
ROOM_CSS = {
    # a few rules that only one room's page needs; to be moved to ui when a second page wants them
    "src/motcua/web/desk/static/desk/desk.css",
    "src/motcua/registries/eforms/static/eforms/eforms.css",
    "src/motcua/services/workflow/static/workflow/workflow.css",
    # the modeler's own, as published
    "src/motcua/services/workflow/static/workflow/bpmn-js/bpmn-font.css",
    "src/motcua/services/workflow/static/workflow/bpmn-js/bpmn-js.css",
    "src/motcua/services/workflow/static/workflow/bpmn-js/diagram-js.css",
}
TAGS = re.compile(r"\{#.*?#\}|\{%\s*comment\s*%\}.*?\{%\s*endcomment\s*%\}|\{%.*?%\}|\{\{.*?\}\}", re.S)
INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|<script(?![^>]*(?:\bsrc=|application/(?:ld\+)?json))",
    re.I,
)
OUTSIDE = re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", re.I)
ENGLISH = re.compile(
    r"\b(the|is|are|was|were|with|this|that|please|your|you|cannot|must|click|submit|cancel|delete|save|loading|"
    r"search|error|not found|back to|sign in|log in|password|welcome|and|of)\b", re.I,
)  # fmt: skip
ENGLISH_ALLOWED = {
    "src/motcua/ui/templates/ui/components.html",  # the page of the parts, for developers
}


def plain_text(source: str) -> str:
    """What a reader sees: without tags, comments, code, scripts and attributes."""
    text = TAGS.sub(" ", source)
    text = re.sub(r"<(script|style|code|pre|svg)\b.*?</\1>", " ", text, flags=re.S | re.I)
    text = re.sub(r"<[^>]*class=\"[^\"]*\bcode\b[^\"]*\"[^>]*>[^<]*", " ", text)
    return re.sub(r"<[^>]*>", " ", text)


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_template_parses(path):
    parts = path.parts
    template = get_template("/".join(parts[parts.index("templates") + 1 :]))
    assert Path(template.origin.name) == path, "another room's template of the same name is found first"


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_nothing_inline_and_nothing_from_outside(path):
    source = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert not INLINE.findall(source), INLINE.findall(source)
    assert not OUTSIDE.findall(source), OUTSIDE.findall(source)


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_nothing_is_shown_unescaped(path):
    source = path.read_text(encoding="utf-8")
    if name(path) not in UNESCAPED:
        assert not re.search(r"\|\s*safe(seq)?\b|autoescape\s+off", source), "|safe or autoescape off"


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_reader_reads_vietnamese(path):
    if name(path) in ENGLISH_ALLOWED:
        return
    found = ENGLISH.findall(plain_text(path.read_text(encoding="utf-8")))
    assert not found, f"English in {name(path)}: {found}"


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_picture_has_words(path):
    for image in re.findall(r"<img\b[^>]*>", path.read_text(encoding="utf-8")):
        assert "alt=" in image, image


def test_an_include_leads_somewhere():
    missing = []
    engine = engines["django"].engine
    for path in PAGES:
        source = TAGS.sub(
            lambda tag: tag.group(0) if tag.group(0).startswith("{%") else "",
            path.read_text(encoding="utf-8"),
        )
        for target in re.findall(r"\{%\s*(?:include|extends)\s+\"([^\"]+)\"", source):
            try:
                engine.find_template(target)
            except Exception:
                missing.append(f"{name(path)} → {target}")
    assert not missing, missing


def test_pages_stand_in_their_room_or_office():
    """`templates/<room>/…`: a page without its room's folder could hide another's."""
    wrong = []
    for path in PAGES:
        owner = path.parts[path.parts.index("templates") - 1]
        inside = path.parts[path.parts.index("templates") + 1]
        own = (
            {owner, "ui"}
            if owner != "accounts"
            else {"accounts", "account", "mfa", "socialaccount", "usersessions"}
        )
        if inside not in own and owner != "ui":
            wrong.append(name(path))
    assert not wrong, wrong


def test_looks_live_in_ui():
    found = [name(path) for path in SOURCE.rglob("*.css") if not path.is_relative_to(SOURCE / "ui")]
    assert set(found) <= ROOM_CSS, set(found) - ROOM_CSS


def test_only_a_few_modules_vouch_for_what_they_show():
    found = [
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if re.search(r"\bmark_safe\(|\bSafeString\(", path.read_text(encoding="utf-8"))
    ]
    assert not [path for path in found if not path.startswith(tuple(MARK_SAFE))], found


@pytest.mark.parametrize(
    "bad",
    [
        '<p style="color:red">x</p>',
        "<style>p{}</style>",
        "<script>alert(1)</script>",
        '<a onclick="x()">x</a>',
        '<a href="javascript:x">x</a>',
    ],
)
def test_the_watchman_sees_what_is_inline(bad):
    assert INLINE.search(bad)
    assert not INLINE.search('<script src="/static/ui.js" defer></script><p class="stack">một</p>')


def test_the_watchman_tells_english_from_vietnamese():
    assert ENGLISH.search(plain_text("<p>{% if x %}Please wait{% endif %}</p>"))
    assert not ENGLISH.search(
        plain_text('<p class="of the">Bạn cần nộp 2 giấy. {# the reason #}{% url "search" %}</p>')
    )
