"""Changing forms: load, save a draft, publish, withdraw."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import yaml
from django.conf import settings
from django.db import transaction

from motcua.kernel import access, audit, outbox
from motcua.kernel.access import Actor
from motcua.registries.eforms import queries, rules
from motcua.registries.eforms.events import FormPublished, FormWithdrawn
from motcua.registries.eforms.models import Form, FormVersion
from motcua.registries.eforms.types import (
    DRAFT,
    EDIT,
    PUBLISHED,
    WITHDRAWN,
    BadForm,
    BadStart,
    Fault,
    Faults,
    FormDefinition,
    LoadReport,
    NoSuchForm,
    NotADraft,
    Version,
)


def _refuse(faults: list[Fault], what: str) -> BadForm:
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


def read_definition(source: str, *, what: str = "Biểu mẫu") -> FormDefinition:
    """A definition from YAML text with the shared lists of today.

    Raises:
        BadForm: every fault with its line where it is known.
    """
    try:
        data, lines = rules.read_yaml(source)
    except Faults as error:
        raise _refuse(error.faults, what) from error
    try:
        return rules.parse(data, queries.lists())
    except Faults as error:
        faults = [Fault(one.path, one.message, one.line or _near(one.path, lines)) for one in error.faults]
        raise _refuse(faults, what) from error


def _save(definition: FormDefinition, *, by: Actor, at: datetime) -> tuple[FormVersion, bool]:
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


def _publish(row: FormVersion, published_from: date, *, by: Actor, at: datetime) -> None:
    before = row.status
    row.status = PUBLISHED
    row.published_from = published_from
    row.save(update_fields=["status", "published_from"])
    audit.record(
        by,
        "eforms.publish",
        f"eform:{row.form.code}",
        at=at,
        before={"status": before},
        after={"status": PUBLISHED, "number": row.number, "from": published_from.isoformat()},
    )
    outbox.publish(
        FormPublished(code=row.form.code, number=row.number, published_from=published_from, occurred_at=at)
    )


@transaction.atomic
def load_forms(*, directory: Path | None = None, by: Actor, at: datetime) -> LoadReport:
    """Take in every definition of a folder and publish what is new from today; all or nothing, repeatable.

    Raises:
        BadForm: a file has faults; nothing is taken.
    """
    access.require(by, EDIT)
    folder = directory or settings.DATA_DIR / "eforms"
    created: list[str] = []
    unchanged: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name == "lists.yaml":
            continue
        definition = read_definition(path.read_text(encoding="utf-8"), what=path.name)
        row, new = _save(definition, by=by, at=at)
        if new:
            _publish(row, at.date(), by=by, at=at)
        (created if new else unchanged).append(definition.code)
    return LoadReport(tuple(created), tuple(unchanged))


@transaction.atomic
def save_draft(*, source: str, by: Actor, at: datetime) -> Version:
    """Keep an uploaded definition as the next version; the same words as the newest one change nothing.

    Raises:
        BadForm: the definition has faults.
    """
    access.require(by, EDIT)
    row, new = _save(read_definition(source, what="Tệp"), by=by, at=at)
    if new:
        audit.record(
            by,
            "eforms.save",
            f"eform:{row.form.code}",
            at=at,
            after={"number": row.number, "sha256": row.sha256},
        )
    return queries.version(row.pk)


def _locked(code: str, number: int) -> FormVersion:
    Form.objects.select_for_update().filter(code=code).first()
    row = FormVersion.objects.select_related("form").filter(form__code=code, number=number).first()
    if row is None:
        raise NoSuchForm(
            f"Biểu mẫu {code} không có phiên bản {number}.", next="Hãy chọn trong danh sách phiên bản."
        )
    return row


@transaction.atomic
def publish_form(*, code: str, number: int, published_from: date, by: Actor, at: datetime) -> Version:
    """Đăng: new dossiers use this version from a day on; running ones keep theirs.

    Raises:
        NotADraft: it is published already.
        BadStart: the day has passed, or a later version starts before it.
    """
    access.require(by, EDIT)
    row = _locked(code, number)
    if row.status == PUBLISHED:
        raise NotADraft(
            f"Phiên bản {number} đã được đăng, áp dụng từ {row.published_from:%d/%m/%Y}.",
            next="Tải lại trang để xem trạng thái mới.",
        )
    if published_from < at.date():
        raise BadStart(
            f"Ngày áp dụng {published_from:%d/%m/%Y} đã qua.",
            why="Hồ sơ đã nhận giữ nguyên biểu mẫu của ngày nhận.",
            next="Hãy chọn hôm nay hoặc một ngày sau.",
        )
    later = row.form.versions.filter(status=PUBLISHED, published_from__gt=published_from).first()
    if later is not None:
        raise BadStart(
            f"Phiên bản {later.number} đã hẹn áp dụng từ {later.published_from:%d/%m/%Y}, sau ngày bạn chọn.",
            next=f"Hãy rút phiên bản {later.number}, hoặc chọn ngày từ {later.published_from:%d/%m/%Y}.",
        )
    _publish(row, published_from, by=by, at=at)
    return queries.version(row.pk)


@transaction.atomic
def withdraw_form(*, code: str, number: int, reason: str, by: Actor, at: datetime) -> Version:
    """Rút: the version before it holds again; dossiers already filled in it keep it.

    Raises:
        NotADraft: it is not published.
        BadStart: it is the only published version.
    """
    access.require(by, EDIT)
    row = _locked(code, number)
    if row.status != PUBLISHED:
        raise NotADraft(
            f"Phiên bản {number} đang không được đăng.", next="Tải lại trang để xem trạng thái mới."
        )
    if not row.form.versions.filter(status=PUBLISHED).exclude(pk=row.pk).exists():
        raise BadStart(
            "Đây là phiên bản duy nhất đang đăng.",
            why="Rút đi thì người dân không còn biểu mẫu để khai.",
            next="Hãy đăng một phiên bản khác trước.",
        )
    row.status = WITHDRAWN
    row.save(update_fields=["status"])
    audit.record(
        by,
        "eforms.withdraw",
        f"eform:{code}",
        at=at,
        before={"status": PUBLISHED, "number": number},
        after={"status": WITHDRAWN},
        reason=reason,
    )
    outbox.publish(FormWithdrawn(code=code, number=number, occurred_at=at))
    return queries.version(row.pk)


def as_yaml(version: Version) -> str:
    """A version as the YAML that ``save_draft`` takes back; shared lists stay shared."""
    return yaml.safe_dump(
        rules.dump(version.definition, with_lists=False), allow_unicode=True, sort_keys=False, width=110
    )
