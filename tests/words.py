"""`python -m tests.words`: gather the words of the pages into the English catalogue and compile it.

The catalogue is `src/motcua/locale/en/LC_MESSAGES/django.po`: new sentences come in without English, sentences nobody says
any more go out. With `--check` nothing is written; exit 1 tells what is missing. No GNU gettext is needed.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from pathlib import Path

import polib

from motcua.kernel import yamls

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "motcua"
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
HOUSE = SOURCE / "locale" / "vi" / "LC_MESSAGES" / "django.po"
"""What the framework itself says in forms, in our words; written by hand, compiled here."""
SAYING = {"say", "gettext_lazy", "worded"}
QUOTED = (
    r"""u?('''(?:\\.|(?!''').)*'''|\"\"\"(?:\\.|(?!\"\"\").)*\"\"\"|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
)
MARKED = re.compile(rf"\b(?:(_|gettext)\(\s*{QUOTED}|ngettext\(\s*{QUOTED}\s*,\s*{QUOTED})", re.S)
SAYS = re.compile(r"from motcua\.kernel\.words import|gettext_lazy|def say\(source")
LETTERS = re.compile(r"[^\W\d_]{2,}")
OUTSIDE = {"tests", "migrations", "demo", "cli"}
DATA = ROOT / "data" / "portal"

Found = dict[str, tuple[str, set[str]]]


def of_python(path: Path) -> list[tuple[str, set[str]]]:
    """Sentences a module says, each with the names of its facts."""
    said = []
    source = path.read_text(encoding="utf-8")
    if not SAYS.search(source):
        return said
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0]
            if name in SAYING and isinstance(first, ast.Constant) and isinstance(first.value, str):
                facts = {word.arg or "*" for word in node.keywords} if name != "worded" else set()
                said.append((first.value, facts))
    return said


def of_template(path: Path) -> list[tuple[str, str]]:
    """Sentences a page says, each with its plural or ""."""
    from django.utils.translation.template import templatize

    said = []
    for _kind, one, single, plural in MARKED.findall(templatize(path.read_text(encoding="utf-8"))):
        text = ast.literal_eval(one or single)
        said.append((text, ast.literal_eval(plural) if plural else ""))
    return said


def of_data() -> list[str]:
    """Words of the first page that are kept as data, and official names that have English."""
    home = yamls.read(DATA / "home.yaml")
    said = [row["name"] for row in home["services"]] + [row["mean"] for row in home["sayings"]]
    known = DATA / "english.yaml"
    return said + (yamls.read(known) if known.is_file() else [])


def gathered(facts: dict[str, set[str]]) -> Found:
    """Every sentence that can be said in another language, with its plural and where it stands."""
    found: Found = {}

    def add(text: str, plural: str, where: Path) -> None:
        if text.strip():
            place = where.relative_to(ROOT).as_posix()
            found.setdefault(text, (plural, set()))[1].add(place)

    for path in sorted(SOURCE.rglob("*.py")):
        if not OUTSIDE & set(path.relative_to(SOURCE).parts):
            for text, names in of_python(path):
                add(text, "", path)
                facts.setdefault(text, set()).update(names)
    for path in sorted(SOURCE.rglob("templates/**/*.*")):
        if path.suffix in (".html", ".txt"):
            for text, plural in of_template(path):
                add(text, plural, path)
    for text in of_data():
        add(text, "", DATA / "home.yaml")
    return found


def wants_english(text: str) -> bool:
    """Whether there is a word in it at all."""
    return bool(LETTERS.search(re.sub(r"\{[^}]*\}|%\(\w+\)s|<[^>]*>|&\w+;", "", text)))


def merged(old: polib.POFile, found: Found) -> polib.POFile:
    """The catalogue of today's sentences with the English there was."""
    had = {entry.msgid: entry for entry in old}
    new = polib.POFile(wrapwidth=0)
    new.metadata = {
        "Project-Id-Version": "motcua",
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for text, (plural, places) in sorted(found.items()):
        before = had.get(text)
        new.append(
            polib.POEntry(
                msgid=text,
                msgid_plural=plural,
                msgstr="" if plural else (before.msgstr if before else ""),
                msgstr_plural=(before.msgstr_plural if before and before.msgstr_plural else {0: "", 1: ""})
                if plural
                else {},
                occurrences=[(place, "") for place in sorted(places)],
                flags=["python-format"] if "%(" in text else [],
            )
        )
    return new


def bare(catalogue: polib.POFile) -> list[str]:
    """Sentences without English."""
    return [
        entry.msgid
        for entry in catalogue
        if wants_english(entry.msgid)
        and not (all(entry.msgstr_plural.values()) if entry.msgid_plural else entry.msgstr)
    ]


FACT = re.compile(r"%\((\w+)\)s|\{(\w+)")


def odd(catalogue: polib.POFile, facts: dict[str, set[str]]) -> list[str]:
    """Sentences whose English asks for a fact the Vietnamese does not have."""
    strange = []
    for entry in catalogue:
        known = {a or b for a, b in FACT.findall(entry.msgid + entry.msgid_plural)}
        known |= facts.get(entry.msgid, set())
        for english in [entry.msgstr, *entry.msgstr_plural.values()]:
            asked = {a or b for a, b in FACT.findall(english)}
            if asked - known and "*" not in known:
                strange.append(f"{entry.msgid} → {english}")
    return strange


def main(check: bool) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
    import django

    django.setup()
    old = polib.pofile(str(CATALOGUE)) if CATALOGUE.is_file() else polib.POFile()
    facts: dict[str, set[str]] = {}
    new = merged(old, gathered(facts))
    if not check:
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        new.save(str(CATALOGUE))
        CATALOGUE.with_suffix(".mo").write_bytes(new.to_binary())
        HOUSE.with_suffix(".mo").write_bytes(polib.pofile(str(HOUSE)).to_binary())
    missing, strange = bare(new), odd(new, facts)
    if HOUSE.with_suffix(".mo").read_bytes() != polib.pofile(str(HOUSE)).to_binary():
        strange.append(f"{HOUSE.name} of the house is not compiled")
    for text in missing:
        print(f"no English: {text}")
    for text in strange:
        print(f"unknown fact: {text}")
    print(f"{len(new)} sentences, {len(missing)} without English")
    return 1 if check and (missing or strange) else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
