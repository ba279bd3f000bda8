"""A catalogue file of any known shape into records: JSONL or YAML, packed or not, faults by line and field."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml

from motcua.kernel import yamls
from motcua.kernel.text import clean
from motcua.registries.procedures.rules.merging import LAYERS
from motcua.registries.procedures.rules.reading import field_path, layer_of, read_row
from motcua.registries.procedures.types import Layer, ReadFile, Record, RowError

BIGGEST = 256 * 1024 * 1024
DEEPEST = 64  # a procedure needs four levels; parsers of deep nests run out of stack
LONGEST_WHY = 400
GZIP = b"\x1f\x8b"
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_BRACKET = re.compile(r"[][{}]")


class UnreadableFile(ValueError):
    """Not a catalogue file at all: missing, empty, wrongly packed, not text, neither JSON nor YAML."""


class RepeatedKey(ValueError):
    """An object of JSON that names one key twice: which of the two is meant cannot be known."""


def read_file(path: Path, *, name: str = "") -> ReadFile:
    """Read and judge a file on disk.

    Raises:
        UnreadableFile: nothing in it can be taken for rows of a catalogue.
    """
    name = name or path.name
    if not path.exists():
        raise UnreadableFile(f"{name}: không có tệp này.")
    if not path.is_file():
        raise UnreadableFile(f"{name}: đây không phải là tệp.")
    if path.stat().st_size > BIGGEST:
        raise UnreadableFile(f"{name}: tệp quá lớn, nhiều nhất {BIGGEST // 1024**2} MB.")
    try:
        return read_bytes(path.read_bytes(), name=name)
    except OSError as fault:
        raise UnreadableFile(f"{name}: không đọc được ({fault.strerror}).") from None


def read_bytes(
    raw: bytes, *, name: str, tell: Callable[[str, int, int], None] = lambda part, done, total: None
) -> ReadFile:
    """Read and judge the content of a file (uploads come this way); ``tell`` hears how many rows are judged."""
    text = _text(_unpack(raw, name), name)
    if not text.strip():
        raise UnreadableFile(f"{name}: tệp rỗng.")
    rows = list(_jsonl(text)) if _looks_like_jsonl(text) else _yaml(text, name)
    shape = "JSONL" if _looks_like_jsonl(text) else "YAML"
    if not rows:
        raise UnreadableFile(f"{name}: không có thủ tục nào trong tệp.")
    good = [row for _, row, fault, _ in rows if fault is None and isinstance(row, Mapping)]
    usual: Layer = "checked" if any(layer_of(row) == "checked" for row in good) else "national"
    read = ReadFile(file=name, shape=shape)
    for number, (line, row, fault, lines) in enumerate(rows):
        tell("read", number, len(rows))
        _take(read, line, row, fault, lines, usual)
    return read


def _take(
    read: ReadFile, line: int, row: Any, fault: str | None, lines: Mapping[str, int], usual: Layer
) -> None:
    if fault is not None:
        read.errors.append(_told(read, line, "", fault))
        return
    code = row.get("code") if isinstance(row, Mapping) else ""
    code = code if isinstance(code, str) else ""
    record, faults, remarks = read_row(row)
    for loc, why in faults:
        read.errors.append(_told(read, _line_of(loc, lines, line), field_path(loc), why, code))
    for key, why in remarks:
        read.warnings.append(_told(read, lines.get(key, line), key, why, code))
    if record is None:
        return
    if record.code in read.lines:
        why = f"mã đã có ở dòng {read.lines[record.code]}; mỗi mã chỉ được một lần trong một tệp"
        read.errors.append(_told(read, line, "code", why, record.code))
        return
    apart = _apart(read, line, row, lines, record.code)
    if apart:
        read.apart[record.code] = apart
    read.lines[record.code] = line
    read.layers[record.code] = layer_of(row) or usual
    read.records.append(record)


def _apart(
    read: ReadFile, line: int, row: Mapping[str, Any], lines: Mapping[str, int], code: str
) -> dict[str, Record]:
    """The layers a line of a whole export carries; each must be about the same procedure."""
    told = row.get("layers")
    if told is None:
        return {}
    if not isinstance(told, Mapping) or not set(told) <= set(LAYERS):
        why = f"phải là nhóm trường gồm {', '.join(LAYERS)}"
        read.errors.append(_told(read, lines.get("layers", line), "layers", why, code))
        return {}
    found: dict[str, Record] = {}
    for name, own in told.items():
        record, faults, _ = read_row(own)
        for loc, why in faults:
            read.errors.append(_told(read, line, f"layers.{name}.{field_path(loc)}", why, code))
        if record is not None and record.code != code:
            read.errors.append(_told(read, line, f"layers.{name}.code", "khác mã của dòng", code))
        elif record is not None:
            found[name] = record
    return found


def _told(read: ReadFile, line: int, field: str, why: str, code: str = "") -> RowError:
    """A fault in letters that every screen can show: what stands in the file is quoted in it."""
    return RowError(read.file, line, _shown(field), _shown(why), _shown(code))


def _shown(said: str) -> str:
    said = clean(said)
    return said if len(said) <= LONGEST_WHY else said[:LONGEST_WHY] + "…"


def _line_of(loc: tuple[Any, ...], lines: Mapping[str, int], line: int) -> int:
    for length in range(len(loc), 0, -1):
        found = lines.get(field_path(loc[:length]))
        if found:
            return found
    return line


def _unpack(raw: bytes, name: str) -> bytes:
    if not raw.startswith(GZIP):
        return raw
    try:
        with gzip.GzipFile(fileobj=BytesIO(raw)) as packed:
            plain = packed.read(BIGGEST + 1)
    except (OSError, EOFError, zlib.error):
        raise UnreadableFile(f"{name}: tệp nén gzip bị hỏng hoặc thiếu phần cuối.") from None
    if len(plain) > BIGGEST:
        raise UnreadableFile(f"{name}: nội dung sau khi giải nén quá {BIGGEST // 1024**2} MB.")
    return plain


def _text(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        raise UnreadableFile(f"{name}:{line}: không phải chữ UTF-8.") from None


def _looks_like_jsonl(text: str) -> bool:
    first = next((line for line in text.split("\n") if line.strip()), "").strip()
    if not first.startswith("{"):
        return False
    if _too_deep(first):
        return True
    try:
        row = json.loads(first)
    except (ValueError, RecursionError):
        # A broken first line of JSONL still closes its brace on the same line or names a code.
        return first.endswith("}") or '"code"' in first
    return not (isinstance(row, dict) and isinstance(row.get("procedures"), list))


def _jsonl(text: str) -> Iterator[tuple[int, Any, str | None, Mapping[str, int]]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        if _too_deep(line):
            yield number, None, f"dòng lồng nhau quá {DEEPEST} tầng", {}
            continue
        try:
            row = json.loads(line, object_pairs_hook=_once)
            yield number, _whole_letters(row) if "\\u" in line else row, None, {}
        except RepeatedKey as fault:
            yield number, None, str(fault), {}
        except json.JSONDecodeError as fault:
            yield number, None, f"dòng không phải JSON hợp lệ (cột {fault.colno})", {}
        except (ValueError, RecursionError):
            yield number, None, "dòng có giá trị không đọc được (số quá dài)", {}


def _whole_letters(value: Any) -> Any:
    """Without halves of letters, which an escape can write and no file or table can hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "ignore").decode()
    if isinstance(value, list):
        return [_whole_letters(one) for one in value]
    if isinstance(value, dict):
        return {_whole_letters(key): _whole_letters(one) for key, one in value.items()}
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise RepeatedKey(f"khóa “{twice}” viết hai lần trong một nhóm trường")
    return made


def _too_deep(line: str) -> bool:
    """Whether brackets outside quotes open more than DEEPEST deep; looked at before any parser does."""
    if line.count("[") + line.count("{") <= DEEPEST:
        return False
    depth = 0
    for bracket in _BRACKET.findall(_QUOTED.sub("", line)):
        depth += 1 if bracket in "[{" else -1
        if depth > DEEPEST:
            return True
    return False


def _refuse_deep_yaml(text: str, name: str) -> None:
    """Count levels over the stream of events, which needs no stack, before the tree is built."""
    depth = 0
    for event in yaml.parse(text, Loader=yamls.Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST and event.start_mark is not None:
            raise UnreadableFile(
                f"{name}:{event.start_mark.line + 1}: nội dung lồng nhau quá {DEEPEST} tầng."
            )


def _yaml(text: str, name: str) -> list[tuple[int, Any, str | None, Mapping[str, int]]]:
    try:
        _refuse_deep_yaml(text, name)
        node = yaml.compose(text, Loader=yamls.Loader)
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        at = f":{mark.line + 1}" if mark else ""
        raise UnreadableFile(f"{name}{at}: không phải JSONL, cũng không phải YAML hợp lệ.") from None
    except RecursionError:
        raise UnreadableFile(f"{name}: nội dung lồng nhau quá sâu.") from None
    if isinstance(node, yaml.MappingNode):
        node = next((value for key, value in node.value if key.value == "procedures"), node)
    if isinstance(node, yaml.MappingNode) and any(key.value == "code" for key, _ in node.value):
        node = yaml.SequenceNode("tag:yaml.org,2002:seq", [node], node.start_mark, node.end_mark)
    if not isinstance(node, yaml.SequenceNode):
        raise UnreadableFile(f"{name}: cần một danh sách thủ tục (khóa “procedures” hoặc mỗi dòng một JSON).")
    if _has_aliases(node):
        raise UnreadableFile(f"{name}: tham chiếu YAML (&, *) không được dùng trong tệp danh mục.")
    builder = yamls.Loader("")
    rows: list[tuple[int, Any, str | None, Mapping[str, int]]] = []
    try:
        for item in node.value:
            lines: dict[str, int] = {}
            _mark(item, "", lines)
            line = item.start_mark.line + 1
            twice = _repeated(item)
            if twice is not None:
                why = f"khóa “{twice.value}” viết hai lần trong một nhóm trường"
                rows.append((twice.start_mark.line + 1, None, why, lines))
                continue
            try:
                rows.append((line, builder.construct_document(item), None, lines))
            except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as fault:
                rows.append(
                    (line, None, f"giá trị không đọc được ({getattr(fault, 'problem', fault)})", lines)
                )
    finally:
        builder.dispose()
    return rows


def _has_aliases(node: Any) -> bool:
    seen: set[int] = set()
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, yaml.ScalarNode):
            continue
        if id(one) in seen:
            return True
        seen.add(id(one))
        if isinstance(one, yaml.MappingNode):
            waiting.extend(value for _, value in one.value)
        else:
            waiting.extend(one.value)
    return False


def _repeated(node: Any) -> Any:
    """The second mention of a key in one mapping, wherever it stands below."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, yaml.MappingNode):
            seen: set[str] = set()
            for key, _ in one.value:
                if isinstance(key, yaml.ScalarNode):
                    if key.value in seen:
                        return key
                    seen.add(key.value)
            waiting.extend(value for _, value in one.value)
        elif isinstance(one, yaml.SequenceNode):
            waiting.extend(one.value)
    return None


def _mark(node: Any, path: str, lines: dict[str, int]) -> None:
    if path:
        lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = f"{path}.{key.value}" if path else str(key.value)
            _mark(value, inner, lines)
            lines[inner] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for at, value in enumerate(node.value, start=1):
            _mark(value, f"{path}[{at}]", lines)
