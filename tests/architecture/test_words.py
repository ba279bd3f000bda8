"""One word, one meaning: glossary, refusals, events, permissions."""

import ast
import re
from collections import Counter

from django.apps import apps

from motcua.cli.reference import every_event, glossary_rows
from motcua.kernel.refusals import every_refusal
from tests.architecture.house import SOURCE


def own_models():
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("motcua.") and ".tests." not in model.__module__
    ]


def refusals():
    return [kind for kind in every_refusal() if ".tests." not in kind.__module__]


def test_a_table_opens_with_its_word_from_the_glossary():
    terms = {row["code"]: row["term"] for row in glossary_rows()}
    wrong = []
    for model in own_models():
        code = f"{model._meta.app_label}.{model.__name__}"
        words = " ".join((model.__doc__ or "").split())
        term = terms.get(code)
        if term is None:
            wrong.append(f"{code}: not in docs/reference/glossary.yaml (docstring: {words[:60]}…)")
        elif not re.match(re.escape(term) + r"([:.,]| \()", words + "."):
            wrong.append(f"{code}: docstring opens with “{words[:40]}…”, the glossary says “{term}”")
    assert not wrong, "\n".join(wrong)


def test_the_glossary_binds_one_to_one():
    rows = glossary_rows()
    for part in ("term", "code"):
        twice = [word for word, times in Counter(row[part].casefold() for row in rows).items() if times > 1]
        assert not twice, twice
    tables = {f"{model._meta.app_label}.{model.__name__}" for model in own_models()}
    gone = [row["code"] for row in rows if "." in row["code"] and row["code"] not in tables]
    assert not gone, f"tables that no longer exist: {gone}"
    assert all(row["meaning"].endswith(".") for row in rows)


def test_every_refusal_has_a_code_of_its_own():
    shared = {}
    for kind in refusals():
        shared.setdefault(kind.code, []).append(f"{kind.__module__}.{kind.__name__}")
    twice = {code: kinds for code, kinds in shared.items() if len(kinds) > 1}
    assert not twice, twice
    odd = [kind.code for kind in refusals() if not re.fullmatch(r"[A-Z]{2,4}(-[A-Z0-9]+)+", kind.code)]
    assert not odd, odd


def test_an_event_has_a_name_of_its_own_in_its_rooms_words():
    names = Counter(kind.name for kind in every_event())
    assert not [name for name, times in names.items() if times > 1]
    for kind in every_event():
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", kind.name), kind.name
        assert kind.__module__.split(".")[2] == kind.name.split(".")[0], (
            f"{kind.name} is announced by another room"
        )
        assert "occurred_at" in {
            field for base in kind.__mro__ for field in getattr(base, "__annotations__", {})
        }, kind.name
        assert kind.stream.fget.__qualname__ != "Event.stream", f"{kind.name} has no stream"


def test_a_listener_is_named_after_its_room():
    from motcua.kernel.outbox import HANDLERS, PERIODIC

    for event, listeners in HANDLERS.items():
        for name, run in listeners.items():
            if ".tests." not in run.__module__:
                assert run.__module__.split(".")[2] == name.split(".")[0], (event, name)
    for job in PERIODIC.values():
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", job.name), job.name


def test_what_a_citizen_is_told_is_composed_of_a_declared_text():
    """Officers are told by code, citizens by account or number: their words come from `compose`, where an administrator
    may put them otherwise."""
    told, wrong = 0, []
    for path in sorted((SOURCE / "services").glob("*/**/*.py")):
        source = path.read_text(encoding="utf-8")
        if "notify(" not in source or {"tests", "notifications"} & set(path.parts):
            continue
        tree = ast.parse(source)
        composed = {
            name.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            and getattr(getattr(node.value, "func", None), "id", "") == "compose"
            for target in node.targets
            for name in ast.walk(target)
            if isinstance(name, ast.Name)
        }
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call) or getattr(call.func, "id", "") != "notify":
                continue
            given = {word.arg: word.value for word in call.keywords}
            if {"users", "phones"} & given.keys():
                told += 1
                for part in ("words", "detail"):
                    said = given.get(part)
                    ours = isinstance(said, ast.Name) and said.id in composed
                    reminder = isinstance(said, ast.Attribute) and ast.unparse(said) == f"told.{part}"
                    if said is not None and not ours and not reminder:
                        wrong.append(f"{path.relative_to(SOURCE)}:{call.lineno}: {part}={ast.unparse(said)}")
    assert told >= 4 and not wrong, "\n".join(wrong)
