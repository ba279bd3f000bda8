"""The OpenAPI description told for people: operations by group, their parameters and shapes as rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

GROUPS = {
    "catalogue": "Danh mục thủ tục",
    "places": "Đơn vị hành chính",
    "tracking": "Theo dõi hồ sơ",
    "dossiers": "Hồ sơ của cơ quan",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One parameter or field."""

    name: str
    kind: str
    required: bool
    about: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation."""

    id: str
    method: str
    path: str
    title: str
    about: str
    scope: str
    parameters: list[Line] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    answer: list[Line] = field(default_factory=list)


def groups(schema: dict[str, Any]) -> list[tuple[str, str, list[Entry]]]:
    """Operations under their headings, in the order of the routers."""
    found: dict[str, list[Entry]] = {key: [] for key in GROUPS}
    for address, methods in schema["paths"].items():
        for method, operation in methods.items():
            found[operation["tags"][0]].append(_entry(schema, address, method, operation))
    return [(key, GROUPS[key], entries) for key, entries in found.items()]


def _entry(schema: dict[str, Any], address: str, method: str, operation: dict[str, Any]) -> Entry:
    security = operation.get("security") or []
    scopes = [scope for one in security for names in one.values() for scope in names]
    about = operation.get("description", "").split("\n\nPhạm vi:")[0]
    good = next((one for code, one in operation["responses"].items() if str(code).startswith("2")), {})
    return Entry(
        id=operation["operationId"],
        method=method.upper(),
        path=address,
        title=operation["summary"],
        about=about,
        scope=" hoặc ".join(scopes),
        parameters=[
            Line(
                one["name"],
                _kind(schema, one["schema"]),
                one.get("required", False),
                one.get("description", ""),
            )
            for one in operation["parameters"]
        ],
        body=_fields(schema, operation.get("requestBody", {})),
        answer=_fields(schema, good),
    )


def _fields(schema: dict[str, Any], holder: dict[str, Any]) -> list[Line]:
    content = holder.get("content", {}).get("application/json")
    if content is None:
        return []
    shape = _resolved(schema, content["schema"])
    wanted = set(shape.get("required", ()))
    return [
        Line(
            name,
            _kind(schema, one),
            name in wanted,
            _resolved(schema, one).get("description", one.get("description", "")),
        )
        for name, one in shape.get("properties", {}).items()
    ]


def _resolved(schema: dict[str, Any], one: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in one:
        return schema["components"]["schemas"][one["$ref"].rpartition("/")[2]]
    return one


def _kind(schema: dict[str, Any], one: dict[str, Any]) -> str:
    """A type in a word: the name of a shape, a plain type, or a list of either."""
    if "$ref" in one:
        return one["$ref"].rpartition("/")[2]
    if "anyOf" in one:
        return " | ".join(_kind(schema, choice) for choice in one["anyOf"] if choice.get("type") != "null")
    if one.get("type") == "array":
        return f"{_kind(schema, one.get('items', {}))}[]"
    if "enum" in one:
        return " | ".join(str(choice) for choice in one["enum"])
    return str(one.get("format") or one.get("type") or "JSON")


def shapes(schema: dict[str, Any]) -> list[tuple[str, str, list[Line]]]:
    """Every shape by name with its fields."""
    found = []
    for name, one in sorted(schema["components"]["schemas"].items()):
        wanted = set(one.get("required", ()))
        lines = [
            Line(key, _kind(schema, part), key in wanted, part.get("description", ""))
            for key, part in one.get("properties", {}).items()
        ]
        found.append((name, one.get("description", ""), lines))
    return found
