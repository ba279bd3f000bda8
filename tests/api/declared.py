"""What the description says an operation may answer, and what the code behind it can raise."""

from __future__ import annotations

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

from motcua.kernel.api import PROBLEM, Scope, caller_of
from motcua.kernel.refusals import Refusal
from motcua.services.clients.services import caller
from motcua.web.api.house import api
from motcua.web.api.views import schema


@cache
def _addresses() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    paths = schema()["paths"]
    ordered = sorted(paths, key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), paths[path]) for path in ordered]


def declared_for(method: str, path: str) -> dict[str, Any] | None:
    """The answers declared for a call; None for an address or a method that is not described."""
    method = "get" if method == "HEAD" else method.lower()
    for pattern, methods in _addresses():
        if pattern.fullmatch(path.partition("?")[0]):
            return methods.get(method, {}).get("responses")
    return None


def require_declared(method: str, path: str, status: int, headers: Any) -> None:
    """An answer is one of those described, with the headers described; a no is a problem."""
    answers = declared_for(method, path)
    if status >= 400:
        assert headers["Content-Type"] == PROBLEM, (method, path, headers)
    if answers is None:
        assert status in (400, 401, 404, 405, 411, 413) or path == "/api/v1/openapi.json", (
            method,
            path,
            status,
        )
        return
    assert str(status) in answers, (method, path, status, sorted(answers))
    found = answers[str(status)]
    if "$ref" in found:
        found = schema()["components"]["responses"][found["$ref"].rpartition("/")[2]]
    missing = set(found.get("headers", ())) - {"Idempotency-Replayed"} - set(headers)
    assert not missing, (method, path, status, missing)


# --- what the code can raise ------------------------------------------------------------------------------


def _source(thing: Any) -> ast.AST | None:
    try:
        return ast.parse(textwrap.dedent(inspect.getsource(thing)))
    except (OSError, TypeError, SyntaxError):
        return None


def _reached(node: ast.AST, known: dict[str, Any]) -> Iterator[ast.AST]:
    """Every part, but for what stands in a ``try`` that keeps every refusal to itself."""
    yield node
    kept = isinstance(node, ast.Try) and any(
        one.type is not None
        and _value(one.type, known) is Refusal
        and not any(isinstance(part, ast.Raise) and part.exc is None for part in ast.walk(one))
        for one in node.handlers
    )
    for child in ast.iter_child_nodes(node):
        if not (kept and child in node.body):  # type: ignore[attr-defined]
            yield from _reached(child, known)


def _value(node: ast.AST, known: dict[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = _value(node.value, known)
        if isinstance(owner, ModuleType | type):
            return inspect.getattr_static(owner, node.attr, None)
    return None


def _ours(thing: Any) -> FunctionType | None:
    thing = inspect.unwrap(thing.__func__ if isinstance(thing, staticmethod | classmethod) else thing)
    ours = isinstance(thing, FunctionType) and thing.__module__.startswith("motcua.")
    return thing if ours else None


def _methods(name: str, modules: set[str]) -> Iterator[FunctionType]:
    """Methods of that name in the classes of the rooms the code is in: what an object is, the source does not tell."""
    for module in modules:
        for one in vars(sys.modules[module]).values():
            if isinstance(one, type) and one.__module__ == module and name in vars(one):
                found = _ours(vars(one)[name]) if callable(vars(one)[name]) else None
                if found is not None:
                    yield found


def raised_by(*begin: Any) -> set[type[Refusal]]:
    """Every refusal that some functions, or those they call, build to be raised."""
    waiting, seen, found = [_ours(one) for one in begin], set(), set()
    rooms = {name for name in sys.modules if name.startswith("motcua.services.dossiers.queries.offer")}
    while waiting:
        function = waiting.pop()
        if function is None or function in seen:
            continue
        seen.add(function)
        tree = _source(function)
        if tree is None:
            continue
        known = dict(function.__globals__) | inspect.getclosurevars(function).nonlocals
        for name in (*function.__code__.co_varnames, *function.__code__.co_cellvars):
            known.pop(name, None)
        for node in _reached(tree, known):
            if isinstance(node, ast.ImportFrom) and node.module:
                module = sys.modules.get(node.module)
                known |= {one.name: getattr(module, one.name, None) for one in node.names}
            if isinstance(node, ast.Name | ast.Attribute):
                value = _value(node, known)
                if isinstance(value, FunctionType):
                    waiting.append(_ours(value))
            if isinstance(node, ast.Call):
                value = _value(node.func, known)
                if isinstance(value, type) and issubclass(value, Refusal):
                    found.add(value)
                elif isinstance(node.func, ast.Attribute) and value is None:
                    waiting += _methods(node.func.attr, rooms)
    return found


def operations() -> Iterator[tuple[str, list[Any]]]:
    """Each operation's id with the functions behind it: who may come in, and what is done."""
    for bound in api._get_bound_routers():
        for path_view in bound.path_operations.values():
            for operation in path_view.operations:
                doors = [caller_of, caller, Scope.__call__] if operation.auth_callbacks else []
                yield str(operation.operation_id), [*doors, operation.view_func]
