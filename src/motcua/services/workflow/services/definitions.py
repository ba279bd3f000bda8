"""Keeping definitions: drafts in, published versions out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from motcua.kernel import access, audit, outbox
from motcua.kernel.access import Actor
from motcua.kernel.text import fold, nfc
from motcua.services.workflow import queries
from motcua.services.workflow.events import ProcessPublished, ProcessTakenBack
from motcua.services.workflow.models import Process, ProcessVersion
from motcua.services.workflow.rules import bpmn, definition, findings, outline
from motcua.services.workflow.types import (
    EDIT,
    BadProcess,
    DraftMoved,
    Finding,
    NotADraft,
    ProcessDefinition,
    StepAlreadyDone,
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A version taken in, with what the checker says of it."""

    version_id: int
    process_code: str
    number: int
    findings: tuple[Finding, ...]
    unchanged: bool = False


@transaction.atomic
def import_draft(*, xml: str | bytes, code: str | None = None, by: Actor, at: datetime) -> Draft:
    """Nạp tệp BPMN thành bản thảo mới. A second upload of the same drawing changes nothing."""
    access.require(by, EDIT)
    d = bpmn.read(xml)
    if code is not None and d.code != code:
        raise BadProcess(
            "Tệp này thuộc quy trình khác.", why=f"Mã trong tệp là “{d.code}”, trang này là “{code}”.",
            next="Mở đúng quy trình, hoặc sửa id của process trong tệp.",
        )  # fmt: skip
    draft = keep(d, by=by.title, at=at)
    if not draft.unchanged:
        audit.record(by, "workflow.import", f"process:{d.code}", at=at, after={"number": draft.number})
    return draft


@transaction.atomic
def publish(*, version_id: int, by: Actor, at: datetime, seen: int | None = None) -> queries.VersionView:
    """Ban hành: the draft runs for new dossiers; running dossiers keep the version they started with.

    Raises:
        DraftMoved: the page was made from an older revision.
        BadProcess: with each reason, where the draft breaks the law, cannot run, or has nobody to do it.
    """
    row = (
        ProcessVersion.objects.select_for_update(of=("self",))
        .select_related("process")
        .filter(pk=version_id)
        .first()
    )
    if row is None:
        raise queries.no_process(str(version_id))
    access.require(by, EDIT)
    if row.status != ProcessVersion.Status.DRAFT:
        raise StepAlreadyDone(
            f"Bản {row.number} đã ban hành rồi.", why=f"Trạng thái hiện tại: {row.get_status_display().lower()}.",
            next="Tải lại trang để xem.",
        )  # fmt: skip
    if seen is not None and row.revision != seen:
        raise DraftMoved(
            "Bản thảo đã đổi từ khi bạn mở trang nên chưa ban hành.", why=f"{row.changed_by} vừa sửa.",
            next="Xem lại bản thảo và các nhận xét rồi ban hành.",
        )  # fmt: skip
    found = queries.demands_on(row.process.code).check(definition.parse(row.definition))
    errors = [f.message for f in found if f.level == "error"]
    if errors:
        raise BadProcess(
            "Chưa ban hành được quy trình.", why=" ".join(errors), next="Sửa các lỗi này rồi ban hành lại.",
            reasons=errors,
        )  # fmt: skip
    before = _publish(row, at)
    audit.record(
        by, "workflow.publish", f"process:{row.process.code}", at=at, before={"number": before},
        after={"number": row.number, "sha256": row.sha256},
    )  # fmt: skip
    outbox.publish(ProcessPublished(process_code=row.process.code, number=row.number, occurred_at=at))
    return queries.version(row.pk)


@transaction.atomic
def take_back(*, version_id: int, reason: str, by: Actor, at: datetime) -> queries.VersionView | None:
    """Rút lại bản đang áp dụng: the version before it runs again for new dossiers; running ones keep theirs.

    Gives the version in force now, or None where there was none before: procedures then follow the standard process.
    """
    access.require(by, EDIT)
    row = (
        ProcessVersion.objects.select_for_update(of=("self",))
        .select_related("process")
        .filter(pk=version_id)
        .first()
    )
    if row is None:
        raise queries.no_process(str(version_id))
    if row.status != ProcessVersion.Status.PUBLISHED:
        raise NotADraft(
            f"Bản {row.number} không đang áp dụng.", next="Tải lại trang để xem bản đang áp dụng."
        )
    if len(reason.strip()) < 5:
        raise BadProcess("Cần ghi lý do rút lại.", next="Ghi ngắn gọn vì sao rút, để người sau hiểu.")
    others = ProcessVersion.objects.filter(process=row.process, status=ProcessVersion.Status.RETIRED)
    back = others.filter(retired_at=row.published_from).order_by("-number").first()
    row.status, row.retired_at = ProcessVersion.Status.RETIRED, at
    row.save(update_fields=["status", "retired_at"])
    if back is not None:
        back.status, back.retired_at = ProcessVersion.Status.PUBLISHED, None
        back.save(update_fields=["status", "retired_at"])
        _name_after(back)
    now = back.number if back is not None else None
    audit.record(
        by, "workflow.take_back", f"process:{row.process.code}", at=at, before={"number": row.number},
        after={"number": now}, reason=reason.strip(),
    )  # fmt: skip
    outbox.publish(
        ProcessTakenBack(process_code=row.process.code, number=row.number, now=now, occurred_at=at)
    )
    return queries.version(back.pk) if back is not None else None


@transaction.atomic
def load_processes(*, directory: Path | None = None, by: Actor, at: datetime) -> dict[str, int]:
    """Take in the processes that come with the product; what is there already stays as it is.

    A process whose published version was changed by an administrator is left alone.
    """
    counts = {"new": 0, "changed": 0, "unchanged": 0, "kept": 0}
    for path in sorted((directory or settings.DATA_DIR / "processes").glob("*.bpmn")):
        d = bpmn.read(path.read_bytes())
        counts[_load(d, by, at)] += 1
    if any(counts[k] for k in ("new", "changed")):
        audit.record(by, "workflow.load", "processes", at=at, after=counts)
    return counts


def version_for(*own_codes: str, limit_hours: float | None, by: Actor, at: datetime) -> queries.VersionView:
    """What a new dossier follows: the published process of the first of these codes that has one, else the standard one
    whose hours fit the limit (None: answered on the day), made the first time a procedure needs it."""
    d = _standard(None if limit_hours is None else max(1.0, round(limit_hours * 4) / 4))
    found = queries.find_published(*own_codes, d.code)
    if found is not None:
        return found
    with transaction.atomic():
        _load(d, by, at)
    return queries.published(d.code)


@lru_cache(maxsize=256)
def _standard(hours: float | None) -> ProcessDefinition:
    if hours is None:
        return outline.same_day(queries.words())
    return outline.standard(hours, queries.words())


def _load(d: ProcessDefinition, by: Actor, at: datetime) -> str:
    sha = definition.digest(d)
    current = ProcessVersion.objects.filter(process__code=d.code, status="published").first()
    if current is not None and current.sha256 == sha:
        return "unchanged"
    if ProcessVersion.objects.filter(process__code=d.code, sha256=sha).exists():
        return "kept"  # known, and an administrator has gone on from it
    if current is not None and not current.created_by.startswith("Hệ thống"):
        return "kept"
    errors = [f.message for f in findings.check(d) if f.level == "error"]
    if errors:
        raise BadProcess(
            f"Quy trình {d.code} chưa dùng được.", why=" ".join(errors), next="Sửa tệp BPMN rồi nạp lại."
        )
    draft = keep(d, by="Hệ thống", at=at)
    _publish(ProcessVersion.objects.get(pk=draft.version_id), at)
    return "changed" if current is not None else "new"


def keep(d: ProcessDefinition, *, by: str, at: datetime, again: bool = False) -> Draft:
    """A new draft row of a process; the newest version over again only when asked (`again`)."""
    process, _ = Process.objects.get_or_create(
        code=d.code, defaults={"name": nfc(d.name), "folded": _folded(d)}
    )
    Process.objects.select_for_update().get(pk=process.pk)
    sha = definition.digest(d)
    found = findings.check(d)
    newest = ProcessVersion.objects.filter(process=process).order_by("-number").first()
    if newest is not None and newest.sha256 == sha and not again and newest.status != "discarded":
        return Draft(newest.pk, d.code, newest.number, found, unchanged=True)
    number = (ProcessVersion.objects.filter(process=process).aggregate(n=Max("number"))["n"] or 0) + 1
    row = ProcessVersion.objects.create(
        process=process, number=number, definition=definition.dump(d), bpmn_xml=bpmn.write(d), sha256=sha,
        created_at=at, created_by=by,
    )  # fmt: skip
    return Draft(row.pk, d.code, number, found)


def _publish(row: ProcessVersion, at: datetime) -> int | None:
    old = ProcessVersion.objects.filter(process=row.process, status=ProcessVersion.Status.PUBLISHED)
    before = old.values_list("number", flat=True).first()
    old.update(status=ProcessVersion.Status.RETIRED, retired_at=at)
    row.status, row.published_from = ProcessVersion.Status.PUBLISHED, at
    row.save(update_fields=["status", "published_from"])
    _name_after(row)
    return before


def _name_after(row: ProcessVersion) -> None:
    d = definition.parse(row.definition)
    Process.objects.filter(pk=row.process_id).update(name=nfc(d.name), folded=_folded(d))


def _folded(d: ProcessDefinition) -> str:
    return fold(f"{d.code} {d.name}")[:400]
