"""An agency's own words beside the province's: places, contact, note, a shorter limit. Never instead of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.kernel import access, audit, clock, outbox
from motcua.kernel.access import Actor
from motcua.kernel.text import clean
from motcua.registries.organizations import queries as organizations
from motcua.registries.procedures.events import ProcedureEdited
from motcua.registries.procedures.models import AgencyAddition
from motcua.registries.procedures.queries import states
from motcua.registries.procedures.queries.dated import adopted_limits
from motcua.registries.procedures.rules.additions import shorter
from motcua.registries.procedures.types import ADD_LOCAL, BadTerms, Limit, NotAdopted, StalePage

FIELDS = ("places", "contact", "note", "limit_value", "limit_unit")


@transaction.atomic
def set_addition(
    *, code: str, agency_code: str, changes: dict[str, Any], seen: int, by: Actor, at: datetime
) -> AgencyAddition | None:
    """Bổ sung của cơ quan; all fields empty takes the addition away. ``seen`` is the revision on the page, 0 for none.

    Raises:
        NotAllowed: another agency's.
        BadTerms: longer than the province allows, or half a limit.
        StalePage: a colleague saved meanwhile.
    """
    access.require(by, ADD_LOCAL, agency_code=agency_code)
    adoption = states.adoptions([code], lock=True).get(code)
    if adoption is None or not adoption.is_published:
        raise NotAdopted(
            f"Tỉnh không công bố thủ tục {code}.", next="Chỉ bổ sung được cho thủ tục đang công bố."
        )
    row = (
        AgencyAddition.objects.select_for_update().filter(adoption=adoption, agency_code=agency_code).first()
    )
    if seen != (row.revision if row else 0):
        who = f"{row.changed_by} vừa sửa phần này" if row else "Phần này vừa được bỏ"
        raise StalePage(
            f"{who}.", why="Chưa có gì bị ghi đè.", next="Hãy mở lại trang, xem nội dung mới rồi sửa tiếp."
        )
    said = {name: clean(changes.get(name) or "") for name in ("places", "contact", "note", "limit_unit")}
    said["limit_value"] = changes.get("limit_value")
    _refuse_limit(said, adoption)
    before = {name: getattr(row, name) for name in FIELDS} if row else {}
    subject = f"procedure:{code}/{agency_code}"
    if not any(said[name] not in ("", None) for name in FIELDS):
        if row is not None:
            row.delete()
            audit.record(by, "procedures.remove_addition", subject, at=at, before=before)
        return None
    if before == said:
        return row
    agency = organizations.agency(agency_code, clock.local(at).date())
    row = row or AgencyAddition(adoption=adoption, agency_code=agency_code, revision=0)
    row.agency_name, row.changed_at, row.changed_by = agency.name, at, by.title
    for name in FIELDS:
        setattr(row, name, said[name])
    row.revision += 1
    row.save()
    audit.record(by, "procedures.set_addition", subject, at=at, before=before, after=said)
    outbox.publish(ProcedureEdited(code=code, version=0, occurred_at=at))
    return row


def _refuse_limit(said: dict[str, Any], adoption: Any) -> None:
    value, unit = said["limit_value"], said["limit_unit"]
    if (value is None) != (not unit):
        raise BadTerms(
            "Thời hạn rút ngắn phải có cả số và đơn vị.", next="Hãy ghi đủ hai ô, hoặc để trống cả hai."
        )
    if value is None:
        return
    if unit not in ("working_days", "calendar_days", "working_hours") or not 0 <= value <= 2000:
        raise BadTerms("Thời hạn rút ngắn chưa đúng.", next="Hãy ghi số từ 0 đến 2.000 và chọn đơn vị.")
    province, _ = adopted_limits(adoption, clock.today())
    if not shorter(Limit(value, unit), province):
        raise BadTerms(
            f"Thời hạn {Limit(value, unit)} không ngắn hơn thời hạn của tỉnh ({province or 'chưa có'}).",
            why="Cơ quan chỉ được rút ngắn thời hạn tỉnh đã công bố.",
            next="Hãy ghi số nhỏ hơn, cùng đơn vị với tỉnh.",
        )


@transaction.atomic
def hand_over_additions(*, old_code: str, new_code: str, new_name: str, by: Actor, at: datetime) -> int:
    """Bàn giao khi sắp xếp bộ máy: what the old agency lays over the province's terms, its heir lays there too unless it has
    words of its own. How many procedures."""
    access.require(by, ADD_LOCAL, agency_code=new_code)
    own = set(AgencyAddition.objects.filter(agency_code=new_code).values_list("adoption_id", flat=True))
    rows = [row for row in AgencyAddition.objects.filter(agency_code=old_code) if row.adoption_id not in own]
    AgencyAddition.objects.bulk_create(
        AgencyAddition(
            adoption_id=row.adoption_id, agency_code=new_code, agency_name=new_name, changed_at=at, changed_by=by.title,
            **{name: getattr(row, name) for name in FIELDS},
        )
        for row in rows
    )  # fmt: skip
    if rows:
        audit.record(
            by, "procedures.hand_over_additions", f"agency:{new_code}", at=at, after={"from": old_code, "procedures": len(rows)}
        )  # fmt: skip
    return len(rows)
