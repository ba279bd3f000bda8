"""Sắp xếp bộ máy: an agency founded on the structure of an old one, an old one's posts and people to its heirs, a new name.

Each is one transaction that writes whole tables' worth of rows at once; a reorganisation calls one for each agency.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from motcua.kernel import access, audit, outbox, text
from motcua.kernel.access import Actor

from .. import queries, rules
from ..events import AgencySucceeded
from ..models import Agency, Appointment, Delegation, Officer, OrgUnit, Post, PostLane, Remit, Succession
from ..types import EDIT, HeirPosts, NewAgency
from .change import _agency, _officer, open_agency
from .remit import _standing

DAY = timedelta(days=1)


@transaction.atomic
def found_agency(*, new: NewAgency, on: date, basis: str, by: Actor, at: datetime) -> None:
    """Thành lập theo cơ cấu của một cơ quan cũ: its units with what they handle, its posts with their lanes; its head takes
    office. People of the old agencies follow when those pass on."""
    access.require(by, EDIT)
    open_agency(
        code=new.code, name=new.name, kind=new.kind, level=new.level, valid_from=on, parent_code=new.parent_code,
        place_code=new.place_code, address=new.address, by=by, at=at,
    )  # fmt: skip
    agency = _agency(new.code, on)
    model = _agency(new.model_code, on - DAY)
    _copy_units(model, agency, OrgUnit.objects.on(on - DAY).filter(agency=model), on, by=by, at=at)
    _copy_posts(model, agency, Post.objects.on(on - DAY).filter(agency=model).select_related("unit"), on)
    head = Post.objects.filter(agency=agency, leader_rank=1).order_by("position").first()
    if new.head_code and head is not None:
        Appointment.objects.create(
            officer=_officer(new.head_code), post=head, valid_from=on, decision=text.clean(basis)[:120]
        )


def _copy_units(
    old: Agency, new: Agency, rows: Sequence[OrgUnit], on: date, *, by: Actor, at: datetime
) -> None:
    made = OrgUnit.objects.bulk_create(
        OrgUnit(
            agency=new, code=_moved(row.code, old.code, new.code), name=row.name, is_desk=row.is_desk, position=row.position,
            valid_from=on,
        )
        for row in rows
    )  # fmt: skip
    Remit.objects.bulk_create(
        Remit(
            unit=unit, fields=remit.fields, procedures=remit.procedures, valid_from=on, set_at=at, set_by=by.title,
            press=uuid.uuid4().hex,
        )
        for row, unit in zip(rows, made, strict=True)
        if (remit := _standing(row, on)) is not None
    )  # fmt: skip


def _copy_posts(old: Agency, new: Agency, rows: Sequence[Post], on: date) -> None:
    units = {row.code: row for row in OrgUnit.objects.on(on).filter(agency=new)}
    there = queries.heir_posts(old.code, new.code, on).units
    made = Post.objects.bulk_create(
        Post(
            code=_moved(row.code, old.code, new.code), title=row.title, agency=new, unit=units[there[row.unit.code]],
            roles=row.roles, leader_rank=row.leader_rank, can_sign=row.can_sign, signature_form=row.signature_form,
            position=row.position, valid_from=on,
        )
        for row in rows
    )  # fmt: skip
    lanes = PostLane.objects.filter(post__in=[row.pk for row in rows]).values_list("post_id", "lane")
    by_old = dict(zip([row.pk for row in rows], made, strict=True))
    PostLane.objects.bulk_create(PostLane(post=by_old[post], lane=lane) for post, lane in lanes)


def _moved(code: str, old: str, new: str) -> str:
    """The code of a unit or post in the heir; what is taken there already (an heir of many) says from whom it came."""
    tail = code.removeprefix(f"{old}-")
    made = f"{new}-{tail}"
    taken = OrgUnit.objects.filter(code=made).exists() or Post.objects.filter(code=made).exists()
    return f"{new}-{old.replace('.', '')}-{tail}" if taken else made


@transaction.atomic
def pass_on(
    *,
    old_code: str,
    heirs: Mapping[str, str],
    rest: str,
    people: Mapping[str, str],
    kind: str,
    grow: bool,
    ending: frozenset[str],
    on: date,
    basis: str,
    by: Actor,
    at: datetime,
) -> list[str]:
    """Bàn giao bộ máy: the agency ends the day before; its posts' people hold the like posts of its heir.

    ``heirs`` tells the share of each heir, ``rest`` the one everything goes to that no share names, ``people`` officers
    who go elsewhere than there. With ``grow`` the heir gains the posts it lacks. Returns who holds no post afterwards:
    heads of merged agencies, and people whose post the heir has no like of; they are appointed by hand.
    """
    access.require(by, EDIT)
    old = _agency(old_code, on - DAY)
    for code, share in heirs.items():
        Succession.objects.create(
            old=old,
            new=_agency(code, on),
            kind=kind,
            share=text.clean(share)[:255],
            basis=text.clean(basis),
            on=on,
        )
    if grow:
        _grow(old, _agency(rest, on), on, by=by, at=at)
    left = _appoint_again(old, rest, people, on, basis)
    _end(old, on)
    Agency.objects.on(on).filter(parent=old).exclude(code__in=ending).update(parent=_agency(rest, on))
    audit.record(
        by, "organizations.pass_on", old, at=at,
        after={"heirs": dict(heirs), "rest": rest, "kind": kind, "on": on, "left": left}, reason=basis,
    )  # fmt: skip
    for code in heirs:
        outbox.publish(AgencySucceeded(old_code=old.code, new_code=code, kind=kind, on=on, occurred_at=at))
    return left


def _grow(old: Agency, new: Agency, on: date, *, by: Actor, at: datetime) -> None:
    known = queries.heir_posts(old.code, new.code, on)
    units = [row for row in OrgUnit.objects.on(on - DAY).filter(agency=old) if row.code not in known.units]
    _copy_units(old, new, units, on, by=by, at=at)
    posts = Post.objects.on(on - DAY).filter(agency=old).select_related("unit")
    _copy_posts(old, new, [row for row in posts if row.code not in known.posts], on)


def _appoint_again(old: Agency, rest: str, people: Mapping[str, str], on: date, basis: str) -> list[str]:
    """Everybody in office on the last day, into the like post of the heir they go to."""
    maps: dict[str, HeirPosts] = {}
    here = Appointment.objects.on(on - DAY).filter(post__agency=old).select_related("officer", "post")
    rows, left = list(here.order_by("post__position", "pk")), list[str]()
    wanted: dict[tuple[int, str], Officer] = {}
    for row in rows:
        heir = people.get(row.officer.code, rest)
        if heir not in maps:
            maps[heir] = queries.heir_posts(old.code, heir, on)
        there = maps[heir].posts.get(row.post.code)
        if row.officer.code in maps[heir].officers:
            continue  # holds a post there already, as its head does
        if there is None or row.post.leader_rank == 1:
            left.append(row.officer.code)
        else:
            wanted[row.officer.pk, there] = row.officer
    posts = {row.code: row for row in Post.objects.filter(code__in={code for _, code in wanted})}
    Appointment.objects.bulk_create(
        Appointment(officer=officer, post=posts[code], valid_from=on, decision=text.clean(basis)[:120])
        for (_, code), officer in wanted.items()
    )
    return sorted(set(left))


def _end(old: Agency, on: date) -> None:
    """The last day of everything the agency has."""
    last = on - DAY
    still = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    Appointment.objects.filter(still, post__agency=old, valid_from__lte=last).update(valid_to=last)
    Delegation.objects.filter(still, post__agency=old, valid_from__lte=last).update(valid_to=last)
    Post.objects.filter(still, agency=old).update(valid_to=last)
    OrgUnit.objects.filter(still, agency=old).update(valid_to=last)
    old.valid_to = last
    old.save(update_fields=["valid_to"])


@transaction.atomic
def rename_agency(*, code: str, name: str, on: date, basis: str, by: Actor, at: datetime) -> None:
    """Đổi tên, giữ mã: from a day on the same agency is called otherwise; what it was called stays readable for ever."""
    access.require(by, EDIT)
    old = _agency(code, on - DAY)
    until, first = old.valid_to, Agency.objects.get(pk=old.pk)
    old.valid_to = on - DAY
    old.save(update_fields=["valid_to"])
    first.pk, first.name, first.short_name = None, text.clean(name), ""  # type: ignore[assignment]
    first.folded, first.valid_from, first.valid_to = text.fold(first.name), on, until
    first.save(force_insert=True)
    OrgUnit.objects.filter(agency=old).update(agency=first)
    Post.objects.filter(agency=old).update(agency=first)
    Agency.objects.on(on).filter(parent=old).update(parent=first)
    Succession.objects.create(old=old, new=first, kind="rename", basis=text.clean(basis), on=on)
    audit.record(
        by, "organizations.rename_agency", f"agency:{rules.normal(code)}", at=at, before={"name": old.name},
        after={"name": first.name, "on": on}, reason=basis,
    )  # fmt: skip
