"""The one door to people's records. Whoever looks gives a reason, and the look is written down.

"Not yours" and "not there" are the same answer, word for word.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q

from motcua.kernel import access, audit, clock, legal, text
from motcua.kernel.access import Actor
from motcua.kernel.refusals import Invalid, NotThere
from motcua.kernel.words import say

from . import rules
from .models import AccessLook, Mandate, Organization, Person
from .types import LOOK, SELF_DECLARED, Checked, OrganizationCard, PersonCard, proven


class PersonNotThere(NotThere):
    code = "PEO-01"
    title = "Không tìm thấy"


class ReasonMissing(Invalid):
    code = "PEO-02"
    title = "Cần ghi lý do xem"


#: a person who looks at the same record again within this time leaves one row, not fifty
SAME_LOOK = timedelta(minutes=10)


@lru_cache(maxsize=4)
def _places(on: date) -> dict[str, str]:
    return legal.parameter("people.birth_place_codes", on=on)


def birth_places(on: date | None = None) -> Mapping[str, str]:
    """First three digits of a personal number -> province of birth registration."""
    return _places(on or clock.today())


def check_personal_number(number: str, *, sex: str = "", born_on: date | None = None) -> Checked:
    """The rule with today's list of places: for forms."""
    return rules.check_personal_number(
        number, places=birth_places(), sex=sex, born_on=born_on, today=clock.today()
    )


def check_tax_code(code: str) -> Checked:
    return rules.check_tax_code(code)


def check_phone(number: str) -> Checked:
    return rules.check_phone(number)


def check_name(name: str) -> Checked:
    return rules.check_name(name)


def check_called(name: str) -> Checked:
    return rules.check_called(name)


def check_identity(number: str) -> Checked:
    """The rule with today's list of places: a person's or an organisation's number."""
    return rules.check_identity(number, places=birth_places(), today=clock.today())


def check_email(address: str) -> Checked:
    """Thư điện tử, by the rule of the forms."""
    address = text.clean(address)
    try:
        validate_email(address)
    except ValidationError:
        words = say("Thư điện tử chưa đúng dạng. Hãy ghi như ten@example.vn, hoặc để trống.")
        return Checked(address, faults=(words,))
    return Checked(address)


def _card(row: Person) -> PersonCard:
    return PersonCard(
        id=row.pk,
        personal_number=row.personal_number or "",
        full_name=row.full_name,
        born_on=row.born_on,
        born_precision=row.born_precision,
        sex=row.sex,
        phone=row.phone,
        email=row.email,
        address=row.address,
        place_code=row.place_code,
        nationality=row.nationality,
        ethnic_group=row.ethnic_group,
        documents=tuple(row.documents.values("kind", "number", "issued_on", "issued_by", "expires_on")),
    )


def person(personal_number: str, *, by: Actor, reason: str) -> PersonCard:
    """A person's record for who may see it: themselves, their agent, or an officer with a reason."""
    nothing = PersonNotThere(
        "Không tìm thấy người có số định danh này.",
        next="Hãy kiểm tra lại số, hoặc nhập thông tin từ giấy tờ.",
    )
    row = Person.objects.filter(personal_number=personal_number).first()
    own = (
        by.kind == "citizen"
        and by.id == personal_number
        and (proven(by) or (row is not None and row.source == SELF_DECLARED))
    )
    may = own or by.kind == "system" or (by.kind == "officer" and access.allows(by, LOOK))
    if row is not None and not may and by.kind == "citizen" and by.id != personal_number and proven(by):
        may = _acts_for(by.id, row)
    if row is None or not may:
        raise nothing
    if not own:
        if not reason.strip():
            raise ReasonMissing(
                "Bạn cần ghi lý do xem dữ liệu cá nhân.",
                why="Người dân được biết ai đã xem dữ liệu của mình và vì sao.",
                next="Hãy ghi mã hồ sơ hoặc việc đang làm.",
            )
        _note(row, by, reason.strip())
    return _card(row)


def find_person(personal_number: str, *, by: Actor, reason: str) -> PersonCard | None:
    """Like `person`, but None instead of a refusal: prefill at the counter."""
    try:
        return person(personal_number, by=by, reason=reason)
    except PersonNotThere:
        return None


def _acts_for(agent_number: str, row: Person) -> bool:
    on = clock.today()
    return (
        Mandate.objects.filter(principal=row, agent__personal_number=agent_number, revoked_at=None)
        .filter(valid_from__lte=on)
        .filter(Q(valid_to=None) | Q(valid_to__gte=on))
        .exists()
    )


def _note(row: Person, by: Actor, reason: str) -> None:
    now = clock.now()
    again = AccessLook.objects.filter(
        person=row, actor_id=by.id, reason=reason[:255], at__gte=now - SAME_LOOK
    ).exists()
    if again:
        return
    AccessLook.objects.create(
        person=row,
        owner_number=row.personal_number or "",
        at=now,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
        post_title=by.post_title,
        agency_code=by.agency_code,
        reason=reason[:255],
    )
    audit.record(by, "people.look", f"person:{row.pk}", at=now, reason=reason)


def looks(*, by: Actor, limit: int = 100, subject: str = "", of: str = "") -> list[dict[str, Any]]:
    """Who looked at my data, or at one thing of mine: answered to the owner alone, for an organisation (``of``) to its
    representative."""
    numbers = own_numbers(by)
    rows = AccessLook.objects.filter(owner_number__in=[of] if of in numbers else numbers if not of else [])
    if subject:
        rows = rows.filter(subject=subject)
    columns = (
        "at",
        "actor_name",
        "actor_kind",
        "post_title",
        "agency_code",
        "reason",
        "subject",
        "what",
        "refused",
    )
    return list(rows.values(*columns, "owner_number")[:limit])


def own_numbers(by: Actor) -> list[str]:
    """The number this person goes by, once proven, and the tax codes of the organisations they represent by law."""
    if by.kind != "citizen" or not by.id or not proven(by):
        return []
    codes = Organization.objects.filter(representative__personal_number=by.id, tax_code__isnull=False)
    return [by.id, *codes.order_by("tax_code").values_list("tax_code", flat=True)]


def represented(codes: Collection[str]) -> set[str]:
    """Which of these tax codes are of organisations that somebody represents by law."""
    rows = Organization.objects.filter(tax_code__in=codes, representative__isnull=False)
    return set(rows.values_list("tax_code", flat=True))


def names_of_organizations(codes: Collection[str]) -> dict[str, str]:
    """Organisations by tax code, for lists."""
    return dict(Organization.objects.filter(tax_code__in=codes).values_list("tax_code", "name"))


def organization(tax_code: str, *, by: Actor) -> OrganizationCard | None:
    """A registered organisation; name and address of organisations are public."""
    row = Organization.objects.filter(tax_code=rules.check_tax_code(tax_code).value).first()
    if row is None:
        return None
    return OrganizationCard(
        id=row.pk,
        tax_code=row.tax_code or "",
        name=row.name,
        kind=row.kind,
        representative=row.representative_name,
        phone=row.phone,
        address=row.address,
    )


def mandates(*, by: Actor, procedure: str = "", on: date | None = None) -> list[dict[str, Any]]:
    """For whom the person who asks may file (a procedure) on a day."""
    on = on or clock.today()
    if not proven(by):
        return []
    rows = Mandate.objects.filter(agent__personal_number=by.id).select_related(
        "principal", "principal_organization"
    )
    return [
        {
            "id": row.pk,
            "principal": (row.principal or row.principal_organization).__str__(),
            "personal_number": row.principal.personal_number if row.principal else "",
            "tax_code": row.principal_organization.tax_code if row.principal_organization else "",
            "paper": row.paper,
            "valid_to": row.valid_to,
        }
        for row in rows
        if rules.mandate_covers(
            scope=row.scope, valid_from=row.valid_from, valid_to=row.valid_to,
            revoked=row.revoked_at is not None, procedure=procedure, on=on,
        )
    ]  # fmt: skip
