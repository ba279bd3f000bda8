"""Definitions in and out: the folder that comes with the software, one file up, one file down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import yaml
from django.conf import settings
from django.db import transaction

from motcua.kernel import access, audit, yamls
from motcua.kernel.access import Actor
from motcua.registries.eforms import queries, rules
from motcua.registries.eforms.models import Form, FormVersion
from motcua.registries.eforms.services.publishing import publish_row
from motcua.registries.eforms.types import (
    DRAFT,
    EDIT,
    BadForm,
    Choice,
    Fault,
    Faults,
    FormDefinition,
    LoadReport,
    Version,
)

Lists = Mapping[str, tuple[Choice, ...]]


def refuse_faults(faults: list[Fault], what: str) -> BadForm:
    first = faults[0]
    where = f"dòng {first.line}, {first.path}" if first.line else first.path
    return BadForm(
        f"{what} có {len(faults)} chỗ sai; chỗ đầu ở {where}: {first.message}",
        next="Hãy sửa các chỗ được liệt kê rồi tải lên lại. Chưa có gì thay đổi.",
        faults=faults,
    )


def _near(path: str, lines: dict[str, int]) -> int | None:
    """The line of a path, or of the nearest thing above it."""
    bare = path.replace("biểu mẫu.", "")
    while bare:
        plain = "".join(
            part.split("(")[0] if ")" not in part else part.split(")")[-1] for part in bare.split("(")
        )
        if plain in lines:
            return lines[plain]
        bare = bare.rpartition(".")[0]
    return None


def read_definition(source: str, *, what: str = "Biểu mẫu", lists: Lists | None = None) -> FormDefinition:
    """A definition from YAML text with the shared lists of today, or these.

    Raises:
        BadForm: every fault with its line where it is known.
    """
    try:
        data, lines = rules.read_yaml(source)
    except Faults as error:
        raise refuse_faults(error.faults, what) from error
    try:
        return rules.parse(data, queries.lists() if lists is None else lists)
    except Faults as error:
        faults = [Fault(one.path, one.message, one.line or _near(one.path, lines)) for one in error.faults]
        raise refuse_faults(faults, what) from error


def _earlier(path: Path) -> tuple[FormDefinition, date] | None:
    """What a form said before the present file, told beside it as what differs, and the last day it held."""
    beside = path.parent / "earlier" / path.name
    if not beside.exists():
        return None
    told = yamls.read(beside)
    data = yamls.read(path)
    until, papers = told.pop("until"), told.pop("papers", {})
    unknown = set(papers) - {paper["code"] for paper in data.get("papers", ())}
    if unknown:
        faults = [Fault("papers", f"tờ khai không có giấy tờ {code}") for code in sorted(unknown)]
        raise refuse_faults(faults, f"earlier/{path.name}")
    data |= told
    data["papers"] = [paper | papers.get(paper["code"], {}) for paper in data.get("papers", ())]
    return read_definition(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), what=beside.name), until


def save_version(definition: FormDefinition, *, by: Actor, at: datetime) -> tuple[FormVersion, bool]:
    form, _ = Form.objects.select_for_update().get_or_create(
        code=definition.code, defaults={"name": definition.name}
    )
    sha256 = rules.fingerprint(definition)
    newest = form.versions.order_by("-number").first()
    if newest and newest.sha256 == sha256:
        return newest, False
    row = FormVersion.objects.create(
        form=form,
        number=(newest.number if newest else 0) + 1,
        definition=rules.dump(definition),
        sha256=sha256,
        status=DRAFT,
        saved_at=at,
        saved_by=by.title,
    )
    if form.name != definition.name:
        form.name = definition.name
        form.save(update_fields=["name"])
    return row, True


def _known(definition: FormDefinition, own: set[str]) -> bool:
    """Published before; where it offers lists the province has changed, with any state of these."""
    rows = FormVersion.objects.filter(form__code=definition.code).exclude(status=DRAFT)
    if rows.filter(sha256=rules.fingerprint(definition)).exists():
        return True
    changed = own & definition.lists.keys()
    if not changed:
        return False
    bare = _without(definition, changed)
    return any(_without(rules.read(row.definition)[0], changed) == bare for row in rows)


def _without(definition: FormDefinition, lists: set[str]) -> FormDefinition:
    return replace(definition, lists={k: v for k, v in definition.lists.items() if k not in lists})


@transaction.atomic
def load_forms(*, directory: Path | None = None, by: Actor, at: datetime) -> LoadReport:
    """Take in every definition of a folder and publish what is new from today, or from the day after what ``earlier/``
    tells of it; all or nothing, repeatable.

    Raises:
        BadForm: a file has faults; nothing is taken.
    """
    access.require(by, EDIT)
    folder = directory or settings.DATA_DIR / "eforms"
    created: list[str] = []
    unchanged: list[str] = []
    own = queries.own_lists()
    for path in sorted(folder.glob("*.yaml")):
        if path.name == "lists.yaml":
            continue
        source = path.read_text(encoding="utf-8")
        definition = read_definition(source, what=path.name)
        # A province's own later version is never covered by a file it has passed, whoever's lists that one took along.
        new = not _known(definition, own) and not _known(
            read_definition(source, what=path.name, lists=queries.lists_of_file()), own
        )
        if new:
            begins = at.date()
            before = None if queries.published_id(definition.code, begins) else _earlier(path)
            if before is not None:
                old, until = before
                row, _ = save_version(old, by=by, at=at)
                publish_row(row, min(begins, until), by=by, at=at)
                begins = until + timedelta(days=1)
            row, _ = save_version(definition, by=by, at=at)
            publish_row(row, begins, by=by, at=at)
        (created if new else unchanged).append(definition.code)
    return LoadReport(tuple(created), tuple(unchanged))


@transaction.atomic
def save_draft(*, source: str, by: Actor, at: datetime) -> Version:
    """Keep an uploaded definition as the next version; the same words as the newest one change nothing.

    Raises:
        BadForm: the definition has faults.
    """
    access.require(by, EDIT)
    row, new = save_version(read_definition(source, what="Tệp"), by=by, at=at)
    if new:
        audit.record(
            by,
            "eforms.save",
            f"eform:{row.form.code}",
            at=at,
            after={"number": row.number, "sha256": row.sha256},
        )
    return queries.version(row.pk)


def as_yaml(version: Version) -> str:
    """A version as the YAML that ``save_draft`` takes back word for word.

    Shared lists stay shared; a list that has changed since travels along.
    """
    data = rules.dump(version.definition, with_lists=False)
    shared = queries.lists()
    own = {name: values for name, values in version.definition.lists.items() if shared.get(name) != values}
    if own:
        kept = rules.dump(version.definition)["lists"]
        data["lists"] = {name: kept[name] for name in own}
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)
