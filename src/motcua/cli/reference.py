"""`motcua reference`: the lists that the code knows, written to docs/reference; `--check` names the stale ones.

Only text that follows from the code goes in: no dates of writing, no paths of this machine, everything sorted.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import click
import yaml

from motcua.cli import COMMANDS, setup_django
from motcua.kernel import yamls

WRITTEN = "<!-- Made by `motcua reference`; change the code, not this page. -->\n\n"


@click.command()
@click.option("--check", is_flag=True, help="write nothing; exit 1 naming the pages that are stale")
def command(check: bool) -> None:
    """Write docs/reference from the code, or check that it is as the code says."""
    setup_django()
    load_everything()
    from motcua.kernel.legal import LAW

    folder = LAW.parent / "docs" / "reference"
    stale = []
    for name, page in PAGES.items():
        text = page()
        path = folder / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for name in stale:
        click.echo(f"{'stale' if check else 'written'}: docs/reference/{name}", err=check)
    if check and stale:
        click.echo("Run `motcua reference` and commit the pages.", err=True)
        sys.exit(1)


def load_everything() -> None:
    """Import every module of the house, so that what registers itself on import is known."""
    import motcua

    for module in pkgutil.walk_packages(motcua.__path__, "motcua."):
        parts = module.name.split(".")
        if (
            "tests" in parts
            or "migrations" in parts
            or parts[-1] in ("__main__", "wsgi", "testing", "player")
        ):
            continue
        importlib.import_module(module.name)


# --- small parts ------------------------------------------------------------------------------------
def table(heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """A Markdown table; bars and line breaks inside cells do no harm."""
    names = list(heads)
    lines = [f"| {' | '.join(names)} |", f"|{'---|' * len(names)}"]
    for row in rows:
        cells = (" ".join(str(cell if cell is not None else "").split()).replace("|", "\\|") for cell in row)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def first_line(thing: Any) -> str:
    """The first sentence of a docstring, on one line; empty where a dataclass made its own."""
    text = inspect.cleandoc(thing.__doc__ or "")
    if text.startswith(f"{getattr(thing, '__name__', '')}("):
        return ""
    return " ".join(text.split("\n\n")[0].split())


def room_of(module: str) -> str:
    """`motcua.services.dossiers.rules` → `dossiers`."""
    parts = module.split(".")
    return parts[2] if len(parts) > 2 else parts[-1]


def short(name: str) -> str:
    return name.removeprefix("motcua.")


def page(title: str, about: str, *parts: str) -> str:
    return f"# {title}\n\n{WRITTEN}{about}\n\n" + "\n".join(parts).rstrip() + "\n"


# --- pages ------------------------------------------------------------------------------------------
def legal_index() -> str:
    """Rule → articles with its cases, and instrument → rules, parameters and cases."""
    from motcua.kernel import legal

    rules: dict[str, list[legal.Citation]] = {name: marks for name, (_, marks) in sorted(legal.RULES.items())}
    cases = {(path.parent.name, path.stem): rows for path, rows in _yaml(legal.LAW / "cases")}
    parameters = {f"{path.parent.name}.{path.stem}": found for path, found in _yaml(legal.LAW / "parameters")}

    by_instrument: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rule_rows = []
    for name, marks in rules.items():
        room, rule = room_of(name), name.rsplit(".", 1)[-1]
        tried = cases.get((room, rule), [])
        rule_rows.append(
            (
                f"`{short(name)}`",
                "; ".join(_cited(mark) for mark in marks),
                f"{len(tried)} ví dụ" if tried else "",
            )
        )
        for mark in marks:
            by_instrument[mark.instrument].append((str(mark), f"quy tắc `{short(name)}`{_note(mark.note)}"))
    value_rows = []
    for name, found in sorted(parameters.items()):
        for value in found["values"]:
            value_rows.append(
                (f"`{name}`", value["from"], _shown(value["value"]), value["cites"], value["confidence"])
            )
            for number in _numbers(value["cites"]):
                by_instrument[number].append((value["cites"], f"tham số `{name}` từ {value['from']}"))
    for (room, rule), rows in sorted(cases.items()):
        for row in rows:
            for number in _numbers(row.get("cites", "")):
                by_instrument[number].append((row["cites"], f"ví dụ `{room}/{rule}`: {row['case']}"))

    known = legal.instruments()
    parts = ["## Từ văn bản\n"]
    for number in sorted(known):
        row = known[number]
        until = f" đến {row['in_force_to']}" if row.get("in_force_to") else ""
        parts.append(
            f"### {row['kind'].capitalize()} {number}\n\n{row['title']}. Hiệu lực từ {row['in_force_from']}{until}.\n"
        )
        uses = sorted(set(by_instrument.get(number, ())))
        parts.append(table(("Điều khoản", "Dùng ở"), uses) if uses else "Chưa quy tắc nào dẫn.\n")
    parts += [
        "## Từ quy tắc\n", table(("Quy tắc", "Căn cứ", "Ví dụ tính sẵn"), rule_rows),
        "## Từ tham số\n", table(("Tham số", "Từ ngày", "Giá trị", "Căn cứ", "Độ chắc"), value_rows),
    ]  # fmt: skip
    return page(
        "Mục lục pháp lý",
        "Hai chiều: văn bản nào được thi hành ở quy tắc, tham số, ví dụ nào; và mỗi quy tắc đứng trên điều khoản nào.",
        *parts,
    )


def _yaml(folder: Path) -> Iterator[tuple[Path, Any]]:
    for path in sorted(folder.glob("*/*.yaml")):
        yield path, yamls.read(path)


def form_rules() -> str:
    """The rules of the ten procedures' forms: what carries each out, and what is left to a person."""
    from motcua.kernel import legal

    cases: dict[str, list[str]] = defaultdict(list)
    for case in yamls.read(legal.LAW / "cases" / "eforms" / "form_rules.yaml"):
        cases[case["rule"]].append(case["case"])
    rows: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in yamls.read(legal.LAW / "form_rules.yaml"):
        by = "; ".join(f"{kind} `{what}`" for kind, _, what in (one.partition(" ") for one in row["by"]))
        rows[row["form"]].append(
            (row["rule"], row["says"], by, "; ".join(cases[row["rule"]]), row.get("why", ""))
        )
    heads = ("rule", "says", "carried out by", "worked cases", "left to a person, or waits for")
    parts = [f"## {code}\n\n{table(heads, found)}" for code, found in rows.items()]
    about = (
        "Every rule the domain notes give for the ten complete procedures, from `law/form_rules.yaml`. A *check* names a "
        "field and a word of the vocabulary, a *process* a file and its step, a *source* a register that is not connected "
        "yet. `test_carry_out_the_rules` holds each line to the forms, the processes and the worked cases."
    )
    return page("Rules of the forms", about, *parts)


def _numbers(cites: str) -> set[str]:
    """Which known instruments a citation names; `NĐ 61/2018/NĐ-CP, art. 17` names one."""
    from motcua.kernel import legal

    return {
        number
        for number in legal.instruments()
        if re.search(rf"(?<![\w/]){re.escape(number)}(?![\w/-])", cites)
    }


def _cited(mark: Any) -> str:
    return f"{mark}{_note(mark.note)}"


def _note(note: str) -> str:
    return f" ({note})" if note else ""


def _shown(value: Any) -> str:
    text = (
        yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=10_000)
        .strip()
        .removesuffix("...")
        .strip()
    )
    return text if len(text) <= 160 else text[:157] + "…"


def glossary() -> str:
    """The words, from glossary.yaml."""
    rows = glossary_rows()
    parts = []
    for room in sorted({row["room"] for row in rows}):
        parts.append(f"## {room}\n")
        own = sorted((row for row in rows if row["room"] == room), key=lambda row: row["term"].casefold())
        parts.append(
            table(
                ("Tiếng Việt", "Trong mã", "Nghĩa", "Căn cứ", "Không gọi là"),
                (
                    (
                        row["term"],
                        f"`{row['code']}`",
                        row["meaning"],
                        row.get("basis", ""),
                        ", ".join(row.get("avoid", ())),
                    )
                    for row in own
                ),
            )
        )
    return page(
        "Từ vựng",
        "Mỗi từ của pháp luật và của quầy ứng với một tên trong mã, một đối một. Nguồn: `glossary.yaml`.",
        *parts,
    )


def glossary_rows() -> list[dict[str, Any]]:
    """glossary.yaml; a table's room is the first part of its code."""
    from motcua.kernel.legal import LAW

    rows = yamls.read(LAW.parent / "docs" / "reference" / "glossary.yaml")
    return [{**row, "room": row.get("room") or row["code"].split(".")[0]} for row in rows]


def events() -> str:
    """What rooms announce and who listens."""
    from motcua.kernel import outbox
    from motcua.kernel.outbox.queries import span

    rows = []
    for kind in every_event():
        fields = ", ".join(
            f"{field.name}: {field.type if isinstance(field.type, str) else field.type.__name__}"
            for field in dataclasses.fields(kind)
        )
        listeners = ", ".join(f"`{name}`" for name in sorted(outbox.HANDLERS.get(kind.name, {})))
        rows.append((f"`{kind.name}`", f"`{kind.__name__}`", fields, first_line(kind), listeners))
    jobs = [
        (
            f"`{job.name}`",
            f"hằng ngày {job.at:%H:%M}" if job.at else f"mỗi {span(job.every)}",
            first_line(job.run),
        )
        for _, job in sorted(outbox.PERIODIC.items())
    ]
    return page(
        "Sự kiện và việc định kỳ",
        "Sự kiện ghi cùng giao dịch với việc gây ra nó, giao ít nhất một lần, đúng thứ tự trong một dòng (`stream`).",
        table(("Tên", "Lớp", "Trường", "Nghĩa", "Nơi nghe"), rows),
        "## Việc định kỳ\n",
        table(("Tên", "Lịch", "Làm gì"), jobs),
    )


def every_event() -> list[type]:
    """Event classes that have a wire name, by it."""
    from motcua.kernel.events import Event

    found, waiting = set(), [Event]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        named = isinstance(vars(kind).get("name"), str) and ".tests." not in kind.__module__
        # A dataclass with slots is made anew from the class as written, which lingers: take what the module shows.
        if named and getattr(sys.modules[kind.__module__], kind.__name__, None) is kind:
            found.add(kind)
    return sorted(found, key=lambda kind: kind.name)


def permissions() -> str:
    """Each permission, its words and the roles that hold it."""
    from motcua.kernel.access import PERMISSIONS
    from motcua.services.accounts.types import ROLES

    rows = (
        (f"`{name}`", label, ", ".join(role.label for role in ROLES.values() if name in role.permissions))
        for name, label in sorted(PERMISSIONS.items())
    )
    roles = (
        (
            f"`{role.code}`",
            role.label,
            role.purpose,
            "toàn tỉnh" if role.whole_province else "cơ quan của mình",
        )
        for role in ROLES.values()
    )
    return page(
        "Quyền và vai trò",
        "Quyền đi theo chức vụ: chức vụ có vai trò, vai trò có quyền.",
        table(("Quyền", "Việc", "Vai trò có"), rows),
        "## Vai trò\n",
        table(("Mã", "Tên", "Để làm", "Phạm vi"), roles),
    )


def refusals() -> str:
    """Every clear no, by the code the help desk looks up."""
    from motcua.kernel.refusals import every_refusal

    rows = (
        (
            f"`{kind.code}`",
            kind.title,
            kind.http_status,
            f"`{short(kind.__module__)}.{kind.__name__}`",
            first_line(kind),
        )
        for kind in every_refusal()
        if "code" in vars(kind) and ".tests." not in kind.__module__
    )
    return page(
        "Lời từ chối",
        "Mã in cuối trang từ chối; người trực đọc mã là biết chuyện gì.",
        table(("Mã", "Tiêu đề", "HTTP", "Lớp", "Nghĩa"), rows),
    )


def settings() -> str:
    """Environment variables, their defaults and meaning."""
    from motcua.config.settings import SETTINGS

    rows = (
        (f"`{name}`", f"`{default}`" if default else "(trống)", help)
        for name, (default, help) in sorted(SETTINGS.items())
    )
    return page(
        "Cấu hình",
        "Mọi thứ một nơi cài đặt thay đổi là biến môi trường; đọc trong `config/settings.py`.",
        table(("Biến", "Mặc định", "Nghĩa"), rows),
    )


def commands() -> str:
    """The command line with its options."""
    parts = []
    for name, (module, help) in COMMANDS.items():
        try:
            found: click.Command = importlib.import_module(module).command
        except ModuleNotFoundError:
            continue
        parts += _command(f"motcua {name}", found, help)
    return page("Dòng lệnh", "Thoát 0: có, xong; 1: một lời từ chối rõ ràng; 2: gọi sai cách.", *parts)


def _command(name: str, found: click.Command, help: str) -> list[str]:
    parts = [f"## `{name}`\n\n{(found.help or help).strip().splitlines()[0]}\n"]
    rows = []
    for param in found.params:
        if isinstance(param, click.Option):
            rows.append((", ".join(f"`{one}`" for one in param.opts), param.help or ""))
        else:
            rows.append((f"`{param.human_readable_name}`", "đối số"))
    if rows:
        parts.append(table(("Tùy chọn", "Nghĩa"), rows))
    if isinstance(found, click.Group):
        for key in sorted(found.commands):
            parts += _command(f"{name} {key}", found.commands[key], "")
    return parts


def urls() -> str:
    """Every address with its audience and permission."""
    rows = []
    for address, name, view in every_url():
        if address.startswith("ui/"):  # stands in development only
            continue
        door = door_of(view)
        needed = getattr(door, "permission", None)
        rows.append(
            (
                f"`/{address}`", f"`{name}`" if name else "", getattr(door, "audience", ""),
                f"`{needed}`" if needed else "", first_line(view),
            )
        )  # fmt: skip
    return page(
        "Địa chỉ",
        "Mỗi trang khai người được vào; `admin` và `officer` là cán bộ ở một chức vụ có quyền.",
        table(("Địa chỉ", "Tên", "Dành cho", "Quyền", "Trang"), rows),
    )


def every_url() -> list[tuple[str, str, Callable[..., Any]]]:
    """Address, name and view of every page, by address."""
    from django.urls import URLPattern, get_resolver

    def walk(
        patterns: Iterable[Any], prefix: str, space: str
    ) -> Iterator[tuple[str, str, Callable[..., Any]]]:
        for one in patterns:
            here = prefix + str(one.pattern).lstrip("^")
            if isinstance(one, URLPattern):
                name = f"{space}:{one.name}" if space and one.name else one.name or ""
                yield here.replace("\\", "").rstrip("$"), name, one.callback
            else:
                yield from walk(one.url_patterns, here, one.namespace or space)

    return sorted(walk(get_resolver().url_patterns, "", ""), key=lambda row: (row[0], row[1]))


def door_of(view: Any) -> Any:
    """The view, or what it wraps, that wears an audience."""
    seen = view
    while seen is not None:
        if hasattr(seen, "audience"):
            return seen
        seen = getattr(seen, "__wrapped__", None)
    return view


PAGES: dict[str, Callable[[], str]] = {
    "legal-index.md": legal_index,
    "form-rules.md": form_rules,
    "glossary.md": glossary,
    "events.md": events,
    "permissions.md": permissions,
    "refusals.md": refusals,
    "settings.md": settings,
    "commands.md": commands,
    "urls.md": urls,
}
