"""Reading drafts and changes: what is being prepared, what was changed, what the public may read of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from motcua.kernel import clock
from motcua.kernel.words import say
from motcua.registries.procedures import ports
from motcua.registries.procedures.models import Change, Draft, ProcedureVersion
from motcua.registries.procedures.queries import states
from motcua.registries.procedures.queries.cases import in_words
from motcua.registries.procedures.queries.catalogue import record_of_version
from motcua.registries.procedures.queries.pages import NoSuchProcedure
from motcua.registries.procedures.rules import cases, drafts
from motcua.registries.procedures.rules.fees import fee_faults
from motcua.registries.procedures.types import CHANGE_LABELS, FieldChange, NoDraft, Record


@dataclass(frozen=True, slots=True)
class Shown:
    """One difference as a page shows it: a pair of words, or two tables."""

    key: str
    label: str
    old: str = ""
    new: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()


def draft(code: str) -> Draft:
    """The open draft.

    Raises:
        NoDraft: none is open.
    """
    row = Draft.objects.filter(code=code).first()
    if row is None:
        raise NoDraft(
            f"Thủ tục {code} không có bản thảo đang mở.", next="Hãy mở trang thủ tục và bắt đầu bản thảo."
        )
    return row


def open_draft(code: str) -> Draft | None:
    """The open draft, if there is one."""
    return Draft.objects.filter(code=code).first()


def open_drafts() -> QuerySet[Draft]:
    """All drafts, the one saved last first."""
    return Draft.objects.order_by("-changed_at").defer("base", "edits")


def drafts_due(on: date) -> list[str]:
    """Codes of drafts that wait for a day that has come."""
    return list(Draft.objects.filter(publish_on__lte=on).values_list("code", flat=True))


def record_of_number(code: str, number: int) -> Record:
    """The content of one version.

    Raises:
        NoSuchProcedure: no such version.
    """
    row = (
        ProcedureVersion.objects.select_related("procedure")
        .prefetch_related("methods", "papers", "legal_bases")
        .filter(procedure__code=code, number=number)
        .first()
    )
    if row is None:
        raise NoSuchProcedure(f"Thủ tục {code} không có phiên bản {number}.")
    return record_of_version(row)


def draft_differences(row: Draft) -> list[Shown]:
    """What the draft would change of what is in force now."""
    now = states.state(row.code)
    skip = {"t_is_published", "t_withdrawn_reason"}
    return [
        shown(in_words(one, row.code, row.data))
        for one in drafts.differences(now, row.data)
        if one.field not in skip
    ]


def shown_fields(row: Draft, keys: Sequence[str]) -> list[Shown]:
    """What stands in the draft for some fields."""
    return [shown(in_words(FieldChange(key, None, row.data.get(key)), row.code, row.data)) for key in keys]


def shown_pair(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Shown]:
    """Differences of two states."""
    return [shown(one) for one in drafts.differences(before, after)]


def shown_changes(changes: Sequence[Mapping[str, Any]]) -> list[Shown]:
    """Stored differences of an import."""
    return [shown(FieldChange(one["field"], one["old"], one["new"])) for one in changes]


def faults(state: Mapping[str, Any]) -> list[str]:
    """What a state from elsewhere says that cannot be, each in a sentence."""
    _, found = drafts.record_of(state)
    said = [f"{drafts.LABELS.get(field.partition('[')[0], field)}: {why}." for field, why in found]
    try:
        said += [f"Mức thu, dòng {at}: {why}." for at, why in fee_faults(state.get("fees", []))]
    except (KeyError, TypeError, AttributeError):
        said.append("Mức thu: các dòng không đọc được.")
    try:
        said += [f"Trường hợp, dòng {at}: {why}." for at, why in cases.faults(state.get("t_cases") or [])]
    except (KeyError, TypeError):
        said.append("Trường hợp: các dòng không đọc được.")
    return said


def labels(keys: Sequence[str]) -> str:
    """Names of fields in one phrase."""
    return ", ".join(drafts.LABELS.get(key, key) for key in keys)


def shown(change: FieldChange) -> Shown:
    """A difference in the reader's words; papers, ways and fees as a table of rows gone, come and kept."""
    label = drafts.LABELS.get(change.field, change.field)
    if change.field not in drafts.TABLES:
        return Shown(
            change.field,
            label,
            drafts.words(change.field, change.old),
            drafts.words(change.field, change.new),
        )
    old, new = list(change.old or ()), list(change.new or ())
    rows = [("gone", drafts.cells(change.field, row)) for row in old if row not in new]
    rows += [("come" if row not in old else "kept", drafts.cells(change.field, row)) for row in new]
    return Shown(change.field, label, head=tuple(drafts.TABLES[change.field].values()), rows=tuple(rows))


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change as a list shows it."""

    id: int
    code: str
    name: str
    kind: str
    label: str
    at: datetime
    by: str
    effective_on: date
    fields: tuple[str, ...]
    version: int | None
    undone: bool
    can_undo: bool = False
    undone_by: str = ""
    undone_at: datetime | None = None
    redo: int | None = None
    orphans: int = 0
    """``redo`` is the undoing that can itself be undone; ``orphans`` the dossiers that stand in the way of undoing."""
    differences: tuple[Shown, ...] = ()
    withdrawn_reason: str = ""


def _line(row: Change, *, full: bool = False, waiting: int = 0) -> ChangeLine:
    undoing = max((one for one in row.undoings.all() if one.undone_at is None), key=lambda one: one.pk, default=None) if full else None  # fmt: skip
    keys = drafts.changed(row.before, row.after)
    pairs = [FieldChange(key, row.before.get(key), row.after.get(key)) for key in keys]
    return ChangeLine(
        id=row.pk,
        code=row.procedure.code,
        name=row.procedure.name,
        kind=row.kind,
        label=CHANGE_LABELS[row.kind],
        at=row.at,
        by=row.by_name,
        effective_on=row.effective_on,
        fields=tuple(_public_words(row.kind, keys)),
        version=row.version,
        undone=row.undone_at is not None,
        can_undo=row.undone_at is None and row.kind not in drafts.NOBODYS and _lately(row),
        undone_by=undoing.by_name if undoing else "",
        undone_at=row.undone_at,
        redo=undoing.pk if undoing and _lately(undoing) else None,
        orphans=waiting if row.kind == "adopted" else 0,
        differences=tuple(shown(in_words(one, row.procedure.code, row.after)) for one in pairs)
        if full
        else (),
        withdrawn_reason=str(row.after.get("t_withdrawn_reason", "")),
    )


def _lately(row: Change) -> bool:
    return clock.now() - row.at <= drafts.UNDO_WITHIN


_LIMIT, _FEE, _ONLINE = say("thời hạn"), say("phí, lệ phí"), say("cách nộp trực tuyến")
_PLAIN = {
    "t_limit_value": _LIMIT, "t_limit_unit": _LIMIT, "t_limit_by_channel": _LIMIT, "t_return_same_day": _LIMIT,
    "t_limits": _LIMIT, "limit_value": _LIMIT, "limit_unit": _LIMIT, "limit_note": _LIMIT,
    "fees": _FEE, "fee_vnd": _FEE, "fee_note": _FEE,
    "t_online_level": _ONLINE, "online_level": _ONLINE, "accepts_online": _ONLINE,
    "t_codes": say("mã thủ tục"), "t_cases": say("thời hạn theo trường hợp"), "t_receiving_rule": say("nơi tiếp nhận"),
    "t_competent_name": say("cơ quan giải quyết"), "t_level": say("cấp tiếp nhận"),
    "t_no_appointment": say("giấy hẹn"), "t_eform_code": say("tờ khai điện tử"),
    "t_decision_no": say("quyết định công bố"),
}  # fmt: skip


def _public_words(kind: str, keys: Sequence[str]) -> list[str]:
    """What changed in the citizen's words, each once."""
    if kind in ("adopted", "offered", "withdrawn"):
        return []
    silent = {"t_note", "t_process_code", "t_competent_kind", "t_competent_agencies", "t_receiving_agencies",
              "t_is_published", "t_withdrawn_reason", "keywords", "code_suffix", "listed"}  # fmt: skip
    return list(
        dict.fromkeys(
            _PLAIN.get(key, drafts.LABELS.get(key, key).lower()) for key in keys if key not in silent
        )
    )


class Changes:
    """Changes for a paginator, newest first; a page costs the same whatever there is."""

    def __init__(self, rows: QuerySet[Change]) -> None:
        self.rows = rows

    def count(self) -> int:
        """How many there are in all."""
        return self.rows.count()

    __len__ = count

    def __getitem__(self, part: slice) -> list[ChangeLine]:
        return [_line(row) for row in self.rows.select_related("procedure")[part]]


def public_changes(code: str = "", kind: str = "") -> Changes:
    """What citizens may read of what changed. What was taken back no longer holds, and neither it nor its undoing is news."""
    rows = Change.objects.filter(is_public=True, undone_at__isnull=True).exclude(kind="undone")
    if code:
        rows = rows.filter(procedure__code=code)
    if kind in CHANGE_LABELS:
        rows = rows.filter(kind=kind)
    return Changes(rows)


def changes_of(code: str, most: int = 12) -> list[ChangeLine]:
    """The last changes of one procedure with their differences; a change and its undoing are one line."""
    rows = Change.objects.filter(procedure__code=code, undoes__isnull=True)
    found = rows.select_related("procedure").prefetch_related("undoings")[:most]
    waiting = ports.open_dossiers([code]).get(code, 0)
    return [_line(row, full=True, waiting=waiting) for row in found]


def kinds() -> list[tuple[str, str]]:
    """Kinds of change a list can be narrowed to."""
    return [(key, label) for key, label in CHANGE_LABELS.items() if key != "undone"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who is under way under a procedure; numbers only."""

    dossiers: int
    drafts: int


def waiting(code: str) -> Waiting:
    """Dossiers being handled and filings begun, of one procedure."""
    return Waiting(ports.open_dossiers([code]).get(code, 0), ports.citizens_drafts([code]).get(code, 0))


def count_open() -> int:
    """How many drafts are open."""
    return Draft.objects.count()
