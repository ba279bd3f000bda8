"""Phạm vi phụ trách: which fields and procedures a unit handles, from a day on."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from difflib import get_close_matches

from django.db import transaction

from motcua.kernel import access, audit, text
from motcua.kernel.access import Actor
from motcua.kernel.refusals import Invalid

from .. import ports
from ..models import OrgUnit, Remit
from ..queries import UnitNotThere
from ..types import EDIT
from .change import BadDates, EndedAlready

MOST = 300


class BadRemit(Invalid):
    code = "ORG-19"
    title = "Phạm vi phụ trách chưa đúng"


def _unit(code: str) -> OrgUnit:
    row = OrgUnit.objects.select_for_update(of=("self",)).select_related("agency").filter(code=code).first()
    if row is None:
        raise UnitNotThere(f"Không có đơn vị mã “{code[:60]}”.", next="Hãy mở trang cơ quan và chọn đơn vị.")
    return row


@transaction.atomic
def set_remit(
    *,
    unit_code: str,
    fields: Sequence[str],
    procedures: Sequence[str],
    valid_from: date,
    by: Actor,
    at: datetime,
    alike: bool = False,
) -> int:
    """Giao lĩnh vực, thủ tục: from a day on the unit takes these; nothing named means what no other unit names.

    ``alike`` does the same for the units of this name at all agencies of the same kind. Steps that stand somewhere already
    stay there; those that open later go by the new word. Returns how many units it was written for.
    """
    access.require(by, EDIT)
    unit = _unit(unit_code)
    if not unit.in_force(valid_from):
        raise BadDates(f"{unit.name} không hoạt động vào ngày {valid_from:%d/%m/%Y}.")
    fields, procedures = _known(fields, procedures)
    units, press, written = [unit], uuid.uuid4().hex, 0
    if alike:
        same = OrgUnit.objects.select_for_update(of=("self",)).on(valid_from).filter(
            name=unit.name, agency__kind=unit.agency.kind
        )  # fmt: skip
        units += [one for one in same.order_by("code") if one.pk != unit.pk]
    for one in units:
        before = _standing(one, valid_from)
        if before is not None and (before.fields, before.procedures) == (fields, procedures):
            continue
        row = Remit.objects.create(
            unit=one, fields=fields, procedures=procedures, valid_from=valid_from, set_at=at, set_by=by.title,
            press=press,
        )  # fmt: skip
        audit.record(
            by, "organizations.set_remit", f"unit:{one.code}", at=at, before=_said(before),
            after=_said(row) | {"valid_from": valid_from},
        )  # fmt: skip
        written += 1
    if not written:
        raise BadRemit(f"{unit.name} đã phụ trách đúng như vậy.", next="Hãy thay đổi rồi ghi lại.")
    return written


def _standing(unit: OrgUnit, on: date) -> Remit | None:
    rows = Remit.objects.filter(unit=unit, valid_from__lte=on, withdrawn_at=None)
    return rows.order_by("valid_from", "pk").last()


def _said(row: Remit | None) -> dict[str, object]:
    return {"fields": row.fields if row else [], "procedures": row.procedures if row else []}


def _known(fields: Sequence[str], procedures: Sequence[str]) -> tuple[list[str], list[str]]:
    """Names as the catalogue writes them; what it does not know is refused, all at once."""
    codes = sorted({code for one in procedures if (code := one.strip().upper())})
    if len(codes) > MOST or len(fields) > MOST:
        raise BadRemit(
            f"Một đơn vị ghi nhiều nhất {MOST} mục.", next="Hãy ghi theo lĩnh vực thay cho từng thủ tục."
        )
    known = ports.matters(codes)
    by_fold = {text.fold(name): name for name in known.fields}
    wanted = {text.fold(name): text.clean(name) for name in fields if text.clean(name)}
    strange = [name for fold, name in wanted.items() if fold not in by_fold]
    near = [by_fold[fold] for name in strange for fold in get_close_matches(text.fold(name), by_fold, 2, 0.7)]
    strange += [code for code in codes if code not in known.procedures]
    if strange:
        raise BadRemit(
            f"Danh mục không có: {'; '.join(one[:80] for one in strange[:5])}.",
            why="Hồ sơ được chia theo tên lĩnh vực và mã thủ tục của danh mục; tên khác sẽ không bao giờ khớp.",
            next=f"Có phải: {'; '.join(near[:6])}?"
            if near
            else "Hãy ghi lĩnh vực và mã thủ tục như trong danh mục.",
        )
    return sorted(by_fold[fold] for fold in wanted), codes


@transaction.atomic
def withdraw_remit(*, unit_code: str, remit_id: int, by: Actor, at: datetime) -> int:
    """Hoàn tác: what was last written, with all that was written by the same press, never counted; what stood before stands
    again. Returns for how many units."""
    access.require(by, EDIT)
    unit, undone = _unit(unit_code), 0
    last = Remit.objects.select_for_update().filter(unit=unit, withdrawn_at=None).order_by("pk").last()
    if last is None or last.pk != remit_id:
        raise EndedAlready(
            "Chỉ hoàn tác được lần ghi mới nhất, một lần.", next="Hãy tải lại trang để xem phạm vi hiện nay."
        )
    for row in Remit.objects.select_for_update(of=("self",)).filter(press=last.press, withdrawn_at=None):
        newest = Remit.objects.filter(unit=row.unit, withdrawn_at=None).order_by("pk").last()
        if newest is None or newest.pk != row.pk:
            continue  # written anew since: that word stands
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        undone += 1
        audit.record(
            by, "organizations.withdraw_remit", f"unit:{row.unit.code}", at=at,
            before=_said(row) | {"valid_from": row.valid_from}, after=_said(_standing(row.unit, row.valid_from)),
        )  # fmt: skip
    return undone
