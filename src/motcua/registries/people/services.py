"""Commands of the people register: write a person, an organisation, a mandate."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from motcua.kernel import access, audit, text
from motcua.kernel.access import Actor
from motcua.kernel.refusals import AlreadyDone, Invalid

from . import queries, rules
from .models import AccessLook, IdentityDocument, Mandate, Organization, Person
from .types import EDIT, Precision, Sex


class BadPerson(Invalid):
    code = "PEO-10"
    title = "Thông tin cá nhân chưa đúng"


class PersonAlready(AlreadyDone):
    code = "PEO-11"
    title = "Đã có người mang số này"


class BadOrganization(Invalid):
    code = "PEO-12"
    title = "Thông tin tổ chức chưa đúng"


class BadMandate(Invalid):
    code = "PEO-13"
    title = "Ủy quyền chưa hợp lệ"


def _may_write(by: Actor, personal_number: str) -> None:
    """People write their own record; officers and jobs need the right."""
    if by.kind == "system" or (by.kind in ("citizen", "anonymous") and by.id in ("", personal_number)):
        return
    access.require(by, EDIT)


def _number(number: str, sex: str, born_on: date | None, at: datetime) -> str:
    checked = rules.check_personal_number(
        number, places=queries.birth_places(at.date()), sex=sex, born_on=born_on, today=at.date()
    )
    if checked.faults:
        raise BadPerson(checked.faults[0], next="Hãy kiểm tra lại trên thẻ căn cước.")
    return checked.value


@transaction.atomic
def register_person(
    *,
    full_name: str,
    by: Actor,
    at: datetime,
    personal_number: str = "",
    born_on: date | None = None,
    born_precision: str = Precision.DAY,
    sex: str = Sex.UNKNOWN,
    phone: str = "",
    email: str = "",
    address: str = "",
    place_code: str = "",
    place_code_written: str = "",
    nationality: str = "Việt Nam",
    ethnic_group: str = "",
    source: str = "",
    documents: Iterable[dict] = (),
) -> int:
    """Ghi nhận cá nhân: a new record. Returns its key, for rooms that hold a foreign key."""
    number = _number(personal_number, sex, born_on, at) if personal_number else None
    _may_write(by, number or "")
    name = rules.check_name(full_name)
    if name.faults:
        raise BadPerson(name.faults[0])
    if phone:
        called = rules.check_phone(phone)
        if called.faults:
            raise BadPerson(called.faults[0])
        phone = called.value
    if born_on and born_on > at.date():
        raise BadPerson("Ngày sinh ở sau ngày hôm nay.")
    if number and Person.objects.filter(personal_number=number).exists():
        raise PersonAlready("Số định danh này đã có trong danh bạ.", next="Hãy tìm người theo số định danh.")
    row = Person.objects.create(
        personal_number=number,
        full_name=text.clean(name.value),
        folded=text.fold(name.value),
        born_on=born_on,
        born_precision=str(born_precision),
        sex=str(sex),
        phone=phone,
        email=text.clean(email),
        address=text.clean(address),
        place_code=place_code,
        place_code_written=place_code_written or place_code,
        nationality=text.clean(nationality),
        ethnic_group=text.clean(ethnic_group),
        source=source,
        created_at=at,
        changed_at=at,
    )
    IdentityDocument.objects.bulk_create(
        IdentityDocument(person=row, **{k: v for k, v in one.items() if k in _DOCUMENT}) for one in documents
    )
    audit.record(by, "people.register", f"person:{row.pk}", at=at, after={"source": source})
    return row.pk


_DOCUMENT = {"kind", "number", "issued_on", "issued_by", "expires_on"}
_CHANGEABLE = {
    "full_name", "born_on", "born_precision", "sex", "phone", "email", "address", "place_code", "nationality",
    "ethnic_group",
}  # fmt: skip


@transaction.atomic
def change_person(*, person_id: int, by: Actor, at: datetime, reason: str, **values: object) -> None:
    """Sửa thông tin: the ledger keeps which fields changed; the address as once written is never overwritten."""
    row = Person.objects.select_for_update().get(pk=person_id)
    _may_write(by, row.personal_number or "-")
    unknown = set(values) - _CHANGEABLE
    if unknown:
        raise BadPerson(f"Không sửa được: {', '.join(sorted(unknown))}.")
    if "full_name" in values:
        name = rules.check_name(str(values["full_name"]))
        if name.faults:
            raise BadPerson(name.faults[0])
        values["full_name"] = name.value
        row.folded = text.fold(name.value)
    if values.get("phone"):
        called = rules.check_phone(str(values["phone"]))
        if called.faults:
            raise BadPerson(called.faults[0])
        values["phone"] = called.value
    changed = [key for key, value in values.items() if getattr(row, key) != value]
    for key in changed:
        setattr(row, key, text.clean(values[key]) if isinstance(values[key], str) else values[key])
    row.changed_at = at
    if by.kind == "officer" and changed:
        row.source = "Cán bộ ghi nhận"
    row.save(update_fields=[*changed, "folded", "changed_at", "source"])
    audit.record(
        by, "people.change", f"person:{row.pk}", at=at, after={"fields": sorted(changed)}, reason=reason
    )


@transaction.atomic
def register_organization(
    *,
    name: str,
    by: Actor,
    at: datetime,
    tax_code: str = "",
    kind: str = "enterprise",
    representative_id: int | None = None,
    representative_name: str = "",
    phone: str = "",
    email: str = "",
    address: str = "",
    place_code: str = "",
) -> int:
    """Ghi nhận tổ chức, with its representative by law, who reads its papers. Returns its key."""
    if by.kind != "system":
        access.require(by, EDIT)
    name = text.clean(name)
    if not name:
        raise BadOrganization("Chưa có tên tổ chức.")
    code = None
    if tax_code:
        checked = rules.check_tax_code(tax_code)
        if checked.faults:
            raise BadOrganization(checked.faults[0])
        code = checked.value
        if Organization.objects.filter(tax_code=code).exists():
            raise PersonAlready(f"Mã số thuế {rules.tax_code_text(code)} đã có trong danh bạ.")
    row = Organization.objects.create(
        tax_code=code,
        name=name,
        folded=text.fold(name),
        kind=kind,
        representative_id=representative_id,
        representative_name=text.clean(representative_name),
        phone=phone,
        email=text.clean(email),
        address=text.clean(address),
        place_code=place_code,
        created_at=at,
    )
    audit.record(
        by, "people.register_organization", f"organization:{code or row.pk}", at=at, after={"name": name}
    )
    return row.pk


@transaction.atomic
def name_representative(
    *, tax_code: str, personal_number: str, basis: str, by: Actor, at: datetime, name: str = ""
) -> str:
    """Ghi người đại diện theo pháp luật: who reads the papers of an organisation from now on, in place of whoever did; an
    organisation not known yet is registered under the name given. Returns its name.

    Raises:
        BadOrganization: a wrong tax code, no name, nobody of that number, the same person again, no paper seen.
    """
    access.require(by, EDIT)
    checked, seen = rules.check_tax_code(tax_code), text.clean(basis)
    if checked.faults:
        raise BadOrganization(checked.faults[0])
    if not seen:
        raise BadOrganization(
            "Chưa ghi giấy tờ đã đối chiếu.", next="Hãy ghi số, ngày giấy đăng ký của tổ chức."
        )
    person = Person.objects.filter(personal_number=personal_number.replace(" ", "")).first()
    if person is None:
        raise BadOrganization(
            "Chưa có ai mang số định danh này trong danh bạ.",
            next="Hãy xác nhận danh tính người ấy tại quầy trước.",
        )
    row = Organization.objects.select_for_update().filter(tax_code=checked.value).first()
    if row is None:
        key = register_organization(name=name, tax_code=checked.value, by=by, at=at)
        row = Organization.objects.select_for_update().get(pk=key)
    if row.representative_id == person.pk:
        raise BadOrganization(f"{person.full_name} đang là người đại diện của {row.name}.")
    before = {"representative": row.representative_id}
    row.representative, row.representative_name = person, person.full_name
    row.save(update_fields=["representative", "representative_name"])
    audit.record(
        by, "people.name_representative", f"organization:{checked.value}", at=at, before=before,
        after={"representative": person.pk}, reason=seen[:255],
    )  # fmt: skip
    return row.name


@transaction.atomic
def give_mandate(
    *,
    agent_id: int,
    valid_from: date,
    by: Actor,
    at: datetime,
    principal_id: int | None = None,
    organization_id: int | None = None,
    scope: Iterable[str] = (),
    valid_to: date | None = None,
    paper: str = "",
) -> int:
    """Ủy quyền nộp hộ: the agent may file for the principal, for some procedures, for some time."""
    if (principal_id is None) == (organization_id is None):
        raise BadMandate("Ủy quyền phải của đúng một người hoặc một tổ chức.")
    if principal_id == agent_id:
        raise BadMandate("Không cần ủy quyền cho chính mình.")
    if valid_to is not None and valid_to < valid_from:
        raise BadMandate("Ngày hết hạn đứng trước ngày bắt đầu.")
    own = Person.objects.filter(pk=principal_id).values_list("personal_number", flat=True).first()
    if not (by.kind == "citizen" and own and by.id == own):
        access.require(by, EDIT)
        if not text.clean(paper):
            raise BadMandate("Chưa ghi văn bản ủy quyền.", next="Hãy ghi số, ngày văn bản và nơi chứng thực.")
    row = Mandate.objects.create(
        principal_id=principal_id,
        principal_organization_id=organization_id,
        agent_id=agent_id,
        scope=list(scope),
        valid_from=valid_from,
        valid_to=valid_to,
        paper=text.clean(paper),
    )
    audit.record(
        by, "people.give_mandate", f"mandate:{row.pk}", at=at,
        after={"agent": agent_id, "valid_from": valid_from, "valid_to": valid_to, "scope": list(scope)},
    )  # fmt: skip
    return row.pk


@transaction.atomic
def revoke_mandate(*, mandate_id: int, by: Actor, at: datetime, reason: str) -> None:
    """Chấm dứt ủy quyền nộp hộ."""
    row = Mandate.objects.select_for_update(of=("self",)).select_related("principal").get(pk=mandate_id)
    own = row.principal.personal_number if row.principal else None
    if not (by.kind == "citizen" and own and by.id == own):
        access.require(by, EDIT)
    if row.revoked_at is not None:
        raise PersonAlready("Ủy quyền này đã chấm dứt trước đó.")
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    audit.record(by, "people.revoke_mandate", f"mandate:{row.pk}", at=at, reason=reason)


@transaction.atomic
def note_looks(
    *,
    owner_number: str,
    things: Iterable[tuple[str, str]],
    by: Actor,
    at: datetime,
    reason: str,
    refused: bool = False,
    once_since: datetime | None = None,
) -> None:
    """Ghi lượt xem: things of an owner (their subject and name) that somebody else saw, or asked for in vain.

    The same look for the same work since ``once_since`` leaves one row; a refused one is always written.
    """
    reason, named = text.clean(reason)[:255], dict(things)
    if once_since is not None and not refused:
        seen = AccessLook.objects.filter(
            owner_number=owner_number, actor_id=by.id, reason=reason, at__gte=once_since, refused=False
        )
        for subject in seen.values_list("subject", flat=True):
            named.pop(subject, None)
    if not named:
        return
    person = Person.objects.filter(personal_number=owner_number).values_list("pk", flat=True).first()
    AccessLook.objects.bulk_create(
        AccessLook(
            person_id=person, owner_number=owner_number, subject=subject, what=what[:300], at=at, actor_kind=by.kind,
            actor_id=by.id, actor_name=by.name[:120], post_title=by.post_words[:160], agency_code=by.agency_code,
            reason=reason, refused=refused,
        )
        for subject, what in named.items()
    )  # fmt: skip
    whose = (
        f"organization:{owner_number}" if len(owner_number) != 12 else f"person:{person or 'unregistered'}"
    )
    audit.record(
        by, "people.look_refused" if refused else "people.look", whose, at=at,
        after={"things": sorted(named)}, reason=reason,
    )  # fmt: skip
