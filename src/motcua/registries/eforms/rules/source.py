"""A definition's YAML as plain data with the line of every path."""

from __future__ import annotations

from typing import Any

import yaml

from motcua.kernel import yamls
from motcua.registries.eforms.types import Fault, Faults

MAX_SOURCE = 1_000_000
MAX_DEPTH = 40
_OPENING = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSING = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


def _events(source: str) -> None:
    """Refuse references and towers before anything recursive looks at the text."""
    depth = 0
    for event in yaml.parse(source, Loader=yamls.Loader):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent):
            raise Faults([Fault("tệp", "Không dùng tham chiếu (& và *).", line)])
        depth += isinstance(event, _OPENING) - isinstance(event, _CLOSING)
        if depth > MAX_DEPTH:
            raise Faults([Fault("tệp", f"Lồng quá {MAX_DEPTH} tầng.", line)])


def _lines(node: yaml.Node, path: str, found: dict[str, int], faults: list[Fault]) -> None:
    found.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(getattr(key, "value", ""))
            if name in seen:
                faults.append(
                    Fault(f"{path}.{name}".strip("."), f"Mục “{name}” viết hai lần.", key.start_mark.line + 1)
                )
            seen.add(name)
            _lines(value, f"{path}.{name}".strip("."), found, faults)
    elif isinstance(node, yaml.SequenceNode):
        for at, value in enumerate(node.value):
            _lines(value, f"{path}[{at}]", found, faults)


def read_yaml(source: str) -> tuple[Any, dict[str, int]]:
    """Plain data and the line of each path. References (&, *) and very large files are refused.

    Raises:
        Faults: not YAML, too large, twice the same key.
    """
    if len(source) > MAX_SOURCE:
        raise Faults([Fault("tệp", "Tệp biểu mẫu lớn quá 1 MB. Hãy kiểm tra lại, có thể bạn chọn nhầm tệp.")])
    faults: list[Fault] = []
    lines: dict[str, int] = {}
    try:
        _events(source)
        loader = yamls.Loader(source)
        try:
            node = loader.get_single_node()
            if node is None:
                raise Faults([Fault("tệp", "Tệp trống.")])
            _lines(node, "", lines, faults)
            data = loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        raise Faults(
            [Fault("tệp", "Không đọc được YAML: kiểm tra dấu hai chấm và thụt dòng.", line)]
        ) from error
    except (RecursionError, ValueError, TypeError) as error:
        if isinstance(error, Faults):
            raise
        raise Faults([Fault("tệp", "Không đọc được tệp này.")]) from error
    if faults:
        raise Faults(faults)
    return data, lines
