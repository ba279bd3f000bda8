"""Example answers made another family's: the same story under other names and numbers, on the day of filing."""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import date, timedelta
from typing import Any

from .people import FAMILY, MEN, WEIGHTS, WOMEN

DAY = re.compile(r"^@today(?:([+-]\d+)d)?$")
NUMBER = re.compile(r"^\d{12}$")
PERSON = re.compile(r"(_name|^name)$")
SEX = ("gender", "sex")
NOT_PEOPLE = frozenset({"hkd_name", "hkd_name_own", "document_name", "dossier_title", "organization_name"})


def vary(answers: dict[str, Any], chance: random.Random, on: date) -> dict[str, Any]:
    """A copy with dates resolved, people renamed and numbers redrawn, the same person the same throughout."""
    names: dict[str, str] = {}
    numbers: dict[str, str] = {}

    def name(known: str, key: str, beside: dict[str, Any]) -> str:
        if known not in names:
            woman = is_woman(known, key, beside)
            middle, given = WOMEN if woman else MEN
            family = known.split()[0].title()
            fresh = f"{family if family in FAMILY else chance.choices(FAMILY, WEIGHTS)[0]} "
            fresh += f"{'Thị' if woman else chance.choice(middle)} {chance.choice(given)}"
            names[known] = fresh.upper() if known.isupper() else fresh
        return names[known]

    def one(key: str, value: Any, beside: dict[str, Any]) -> Any:
        if isinstance(value, dict):
            return value
        if isinstance(value, list):
            return [
                {k: one(k, v, row) for k, v in row.items()} if isinstance(row, dict) else row for row in value
            ]
        if not isinstance(value, str):
            return value
        if found := DAY.match(value):
            return (on + timedelta(days=int(found[1] or 0))).isoformat()
        if NUMBER.match(value):
            return numbers.setdefault(value, value[:6] + f"{chance.randrange(10**6):06d}")
        if PERSON.search(key) and key not in NOT_PEOPLE and len(value.split()) >= 3:
            return name(value, key, beside)
        return value

    return {key: one(key, value, answers) for key, value in answers.items()}


def is_woman(name: str, key: str, beside: dict[str, Any]) -> bool:
    """By what the answers beside the name say, by who it is (the mother, the husband), else by the name."""
    who = key.removesuffix("name").rstrip("_")
    said = next(
        (beside[f"{who}_{word}".lstrip("_")] for word in SEX if f"{who}_{word}".lstrip("_") in beside), ""
    )
    if said in ("Nam", "Nữ"):
        return said == "Nữ"
    for woman, parts in ((True, ("mother", "wife")), (False, ("father", "husband"))):
        if any(part in who for part in parts):
            return woman
    return " thị " in f" {name.lower()} "


def at_home(answers: dict[str, Any], commune: str, name: str) -> dict[str, Any]:
    """The same story in another commune: every address of its own commune is one of the commune named."""
    homes = Counter(
        value["commune"] for value in answers.values() if isinstance(value, dict) and value.get("commune")
    )
    own = next((code for code, _ in homes.most_common(1)), "")
    return {
        key: value | {"commune": commune, "commune_name": name}
        if isinstance(value, dict) and own and value.get("commune") == own
        else value
        for key, value in answers.items()
    }


def who(answers: dict[str, Any]) -> tuple[str, str, str]:
    """Name, personal number and phone of the person who files, as the form has them."""
    for prefix in ("requester", "owner", "filer", "applicant", "wife", "subject"):
        if name := answers.get(f"{prefix}_name"):
            name = name.title() if name.isupper() else name
            number = answers.get(f"{prefix}_id_number") or answers.get(f"{prefix}_doc_no") or ""
            return name, number, answers.get(f"{prefix}_phone") or ""
    return "", "", ""
