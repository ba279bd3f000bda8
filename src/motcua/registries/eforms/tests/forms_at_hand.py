"""The forms of the folder and their invented answers, read without a database."""

from __future__ import annotations

import functools
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from motcua.kernel import yamls
from motcua.registries.eforms import rules
from motcua.registries.eforms.types import FormDefinition

FOLDER = Path(__file__).resolve().parents[5] / "data" / "eforms"
TODAY = date(2026, 11, 20)
FOUR = ("1.001193", "2.000815", "1.001612", "1.013225")
ALL = tuple(sorted(path.stem for path in FOLDER.glob("*.yaml") if path.stem != "lists"))


@functools.cache
def lists():
    return rules.parse_lists(yamls.read(FOLDER / "lists.yaml"))


@functools.cache
def form(code: str) -> FormDefinition:
    return rules.parse(rules.read_yaml((FOLDER / f"{code}.yaml").read_text(encoding="utf-8"))[0], lists())


def _days(value: Any) -> Any:
    if isinstance(value, str) and (found := re.fullmatch(r"@today([+-]\d+)d", value)):
        return (TODAY + timedelta(days=int(found[1]))).isoformat()
    if isinstance(value, dict):
        return {key: _days(one) for key, one in value.items()}
    return [_days(one) for one in value] if isinstance(value, list) else value


def examples(code: str) -> list[tuple[str, dict[str, Any]]]:
    rows = yamls.read(FOLDER / "examples" / f"{code}.yaml")
    return [(row["title"], rules.clean_answers(form(code), _days(row["answers"]), on=TODAY)) for row in rows]


def every_example() -> list[Any]:
    return [(code, title, answers) for code in ALL for title, answers in examples(code)]
