"""Reading a whole province from one file: agencies, units, posts, invented officers, succession.

Loading twice changes nothing: what stands in the register by its code is left as it is.
"""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import connection, transaction

from motcua.kernel import access, audit, text, yamls
from motcua.kernel.access import Actor
from motcua.kernel.refusals import Invalid
from motcua.registries.places import queries as places

from .. import rules
from ..models import Agency, Appointment, Officer, OrgUnit, Post, PostLane, Remit, Succession
from ..types import EDIT

DATA = Path(__file__).resolve().parents[5] / "data" / "organizations"


class BadFile(Invalid):
    code = "ORG-20"
    title = "Tệp danh mục cơ quan chưa đúng"


@dataclass
class Counts:
    """What a load added."""

    agencies: int = 0
    units: int = 0
    posts: int = 0
    officers: int = 0
    successions: int = 0


@dataclass
class _Plan:
    """Everything the file asks for, flat, before a row is written."""

    agencies: list[dict[str, Any]] = field(default_factory=list)
    units: list[dict[str, Any]] = field(default_factory=list)
    posts: list[dict[str, Any]] = field(default_factory=list)
    staffed: dict[str, str] = field(default_factory=dict)  # post code -> agency code
    remits: dict[str, tuple[list[str], list[str]]] = field(
        default_factory=dict
    )  # unit code -> fields, procedures


@transaction.atomic
def load_organizations(*, file: str | Path, by: Actor, at: datetime) -> Counts:
    """Nạp danh mục: take the agencies of a file into the register; a file name alone is looked up in data/."""
    access.require(by, EDIT)
    path = Path(file)
    if not path.is_absolute() and not path.exists():
        path = DATA / path
    try:
        content = yamls.read(path)
    except (OSError, yaml.YAMLError) as fault:
        raise BadFile(f"Không đọc được tệp {path.name}.", why=str(fault)[:200]) from fault
    plan = _plan(content)
    counts = _write(plan, content, by=by, at=at)
    counts.successions = _succeed(content)
    _tell_the_planner()
    audit.record(by, "organizations.load", f"file:{path.name}", at=at, after=vars(counts))
    return counts


def _tell_the_planner() -> None:
    """PostgreSQL knows nothing yet of rows loaded a moment ago and would walk them all for every question."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in (Agency, OrgUnit, Post, PostLane, Remit, Officer, Appointment):
                cursor.execute(f'ANALYZE "{model._meta.db_table}"')


# --- from the file to a flat plan -----------------------------------------------------------------------


def _plan(content: dict) -> _Plan:
    plan = _Plan()
    templates, span = content["templates"], (content["valid_from"], content.get("valid_to"))
    staffed_places = set(content.get("fully_staffed", []))
    for row in content["agencies"]:
        _add(plan, row, templates[row["template"]], span, full=True, extra_rooms=row.get("rooms", ()))
    for rule in content.get("by_place", []):
        _add_by_place(plan, rule, templates, span, staffed_places)
    return plan


def _add_by_place(plan: _Plan, rule: dict, templates: dict, span: tuple, staffed_places: set[str]) -> None:
    """One set of agencies for every place under a code: communes, wards, districts."""
    number = rule.get("first_number", 1)
    for place in sorted(places.children(rule["under"], rule["places_on"]), key=lambda p: p.code):
        skip = rule.get("skip", [])
        if place.code in skip:
            continue
        code = f"{rule['code_prefix']}.{number:0{rule.get('digits', 2)}d}"
        number += 1
        words = {"place": _place_name(place), "code": code, "parent": rule.get("parent", "")}
        full = place.code in staffed_places or bool(rule.get("full"))
        for row in rule["agencies"]:
            template = row["template"]
            if isinstance(template, dict):
                kind = _place_name(place).split()[0].lower()
                template = template.get(kind, template["other"])
            made = {
                key: (value.format(**words) if isinstance(value, str) else value)
                for key, value in row.items()
                if key != "template"
            }
            made["place_code"] = place.code
            _add(plan, made, templates[template], span, full=full)
        for below in rule.get("below", []):
            _add_by_place(
                plan,
                {
                    **below,
                    "under": place.code,
                    "code_prefix": code,
                    "parent": code,
                    "places_on": rule["places_on"],
                },
                templates,
                span,
                staffed_places,
            )


def _place_name(place: Any) -> str:
    """xã Hải Hậu, phường Hoa Lư: inside the name of an agency the kind is lower case."""
    return f"{str(place.kind).lower()} {place.name}"


def _add(plan: _Plan, row: dict, template: dict, span: tuple, *, full: bool, extra_rooms: Any = ()) -> None:
    code = rules.normal(row["code"])
    if fault := rules.code_fault(code):
        raise BadFile(f"Cơ quan “{row.get('name')}”: {fault}")
    valid_from, valid_to = row.get("valid_from", span[0]), row.get("valid_to", span[1])
    plan.agencies.append(
        {
            "code": code,
            "name": text.clean(row["name"]),
            "short_name": text.clean(row.get("short_name", "")),
            "kind": row.get("kind") or template["kind"],
            "level": row.get("level") or template["level"],
            "parent": row.get("parent", ""),
            "place_code": str(row.get("place_code", "")),
            "address": text.clean(row.get("address", "")),
            "phone": row.get("phone", ""),
            "email": row.get("email", ""),
            "sectors": row.get("sectors", []),
            "valid_from": valid_from,
            "valid_to": valid_to,
        }
    )
    units = [*template.get("units", [])]
    units += [
        {**template["room"], **({"name": room} if isinstance(room, str) else room), "code": f"P{index}"}
        for index, room in enumerate(extra_rooms, start=1)
    ]
    for position, unit in enumerate(units, start=1):
        unit_code = f"{code}-{unit['code']}"
        plan.units.append(
            {
                "code": unit_code,
                "agency": code,
                "name": unit["name"],
                "is_desk": bool(unit.get("desk")),
                "position": position,
                "valid_from": valid_from,
                "valid_to": valid_to,
            }
        )
        if unit.get("fields") or unit.get("procedures"):
            plan.remits[unit_code] = (unit.get("fields", []), unit.get("procedures", []))
        for post in unit.get("posts", []):
            for number in range(1, post.get("times", 1) + 1):
                suffix = str(number) if post.get("times", 1) > 1 else ""
                post_code = f"{unit_code}-{post['code']}{suffix}"
                title = post["title"].format(unit=unit["name"], unit_lower=_inside(unit["name"]))
                plan.posts.append(
                    {
                        "code": post_code,
                        "agency": code,
                        "unit": unit_code,
                        "title": title,
                        "roles": post.get("roles", []),
                        "lanes": post.get("lanes", []),
                        "leader_rank": post.get("rank", 0),
                        "can_sign": bool(post.get("sign")),
                        "signature_form": post.get("form", ""),
                        "position": position * 10 + post.get("rank", 5),
                        "valid_from": valid_from,
                        "valid_to": valid_to,
                    }
                )
                if (full or post.get("always")) and number <= post.get("staffed", 99):
                    plan.staffed[post_code] = code


def _inside(name: str) -> str:
    """A unit's name inside a title: "phòng Kinh tế" after "Trưởng"."""
    return name[:1].lower() + name[1:]


# --- from the plan to rows ------------------------------------------------------------------------------


def _write(plan: _Plan, content: dict, *, by: Actor, at: datetime) -> Counts:
    counts = Counts()
    known = {(a.code, a.valid_from): a for a in Agency.objects.all()}
    new = [row for row in plan.agencies if (row["code"], row["valid_from"]) not in known]
    made = Agency.objects.bulk_create(
        Agency(
            **{k: v for k, v in row.items() if k != "parent"},
            former_code=rules.to_former(row["code"]),
            folded=text.fold(f"{row['name']} {row['short_name']}"),
        )
        for row in new
    )
    counts.agencies = len(made)
    here = {a.code: a for a in [*known.values(), *made]}
    here.update(
        {
            row["code"]: known[row["code"], row["valid_from"]]
            for row in plan.agencies
            if (row["code"], row["valid_from"]) in known
        }
    )
    for agency, row in zip(made, new, strict=True):
        if row["parent"]:
            if row["parent"] not in here:
                raise BadFile(f"Cơ quan {row['code']} trực thuộc {row['parent']}, nhưng không có mã này.")
            agency.parent = here[row["parent"]]
    Agency.objects.bulk_update([a for a in made if a.parent_id], ["parent"], batch_size=200)

    units = {u.code: u for u in OrgUnit.objects.all()}
    fresh = OrgUnit.objects.bulk_create(
        OrgUnit(**{**row, "agency": here[row["agency"]]}) for row in plan.units if row["code"] not in units
    )
    counts.units = len(fresh)
    units.update({u.code: u for u in fresh})
    Remit.objects.bulk_create(
        Remit(
            unit=unit, fields=named[0], procedures=named[1], valid_from=unit.valid_from, set_at=at,
            set_by=by.title, press=uuid.uuid4().hex,
        )
        for unit in fresh
        if (named := plan.remits.get(unit.code))
    )  # fmt: skip

    posts = {p.code: p for p in Post.objects.all()}
    rows = [row for row in plan.posts if row["code"] not in posts]
    fresh_posts = Post.objects.bulk_create(
        (
            Post(
                **{k: v for k, v in row.items() if k not in ("agency", "unit", "lanes")},
                agency=here[row["agency"]],
                unit=units[row["unit"]],
            )
            for row in rows
        ),
        batch_size=500,
    )
    counts.posts = len(fresh_posts)
    PostLane.objects.bulk_create(
        (
            PostLane(post=p, lane=lane)
            for p, row in zip(fresh_posts, rows, strict=True)
            for lane in row["lanes"]
        ),
        batch_size=1000,
    )
    counts.officers = _staff(plan, {p.code: p for p in fresh_posts}, content)
    return counts


def _staff(plan: _Plan, fresh: dict[str, Post], content: dict) -> int:
    """Invented officers for the posts to be filled; the same file always invents the same people."""
    names, since = content["names"], content["valid_from"]
    taken = set(Officer.objects.values_list("code", flat=True))
    officers: list[Officer] = []
    held: list[Post] = []
    for code, agency_code in plan.staffed.items():
        if code not in fresh:
            continue
        officer_code = code.replace(f"{agency_code}-", f"CB.{agency_code}-", 1)
        if officer_code in taken:
            continue
        chance = random.Random(f"{content['seed']}:{code}")
        full_name = _invent(names, chance)
        officers.append(
            Officer(
                code=officer_code,
                full_name=full_name,
                folded=text.fold(full_name),
                email=f"{text.fold(full_name).replace(' ', '')}.{agency_code.lower().replace('.', '')}@motcua.vidu.vn",
                phone=f"09{chance.randrange(10**8):08d}",
            )
        )
        held.append(fresh[code])
    made = Officer.objects.bulk_create(officers, batch_size=500)
    Appointment.objects.bulk_create(
        (
            Appointment(officer=o, post=p, valid_from=max(since, p.valid_from), valid_to=p.valid_to)
            for o, p in zip(made, held, strict=True)
        ),
        batch_size=500,
    )
    return len(made)


def _invent(names: dict, chance: random.Random) -> str:
    woman = chance.random() < 0.5
    family = chance.choices(list(names["family"]), weights=list(names["family"].values()))[0]
    middle = chance.choice(names["middle_women" if woman else "middle_men"])
    given = chance.choice(names["given_women" if woman else "given_men"])
    return text.clean(f"{family} {middle} {given}")


def _succeed(content: dict) -> int:
    """Succession rows of the file: named ones, and communes by the successors of their places."""
    made = 0
    for row in content.get("successions", []):
        made += _one_succession(
            row["old"], row["new"], row["kind"], row["from_on"], row["basis"], row.get("share", "")
        )
    rule = content.get("successions_by_place")
    if not rule:
        return made
    heirs = {a.place_code: a for a in Agency.objects.filter(kind="ubnd_xa", valid_from__gte=rule["from_on"])}
    old = Agency.objects.filter(
        kind="ubnd_xa", valid_to__lt=rule["from_on"], code__startswith=rule["old_prefix"]
    )
    done = set(Succession.objects.values_list("old_id", flat=True))
    for agency in old:
        if agency.pk in done:
            continue
        for heir in places.successors(agency.place_code, "ward"):
            if heir.place.code in heirs:
                made += _one_succession(
                    agency.code,
                    heirs[heir.place.code].code,
                    "merger",
                    rule["from_on"],
                    rule["basis"],
                    heir.share,
                )
    return made


def _one_succession(old: str, new: str, kind: str, on: date, basis: str, share: str) -> int:
    before = Agency.objects.filter(code=old, valid_from__lt=on).order_by("-valid_from").first()
    after = Agency.objects.filter(code=new, valid_from__lte=on).order_by("-valid_from").first()
    if before is None or after is None:
        return 0
    _, created = Succession.objects.get_or_create(
        old=before, new=after, on=on, defaults={"kind": kind, "basis": basis, "share": share}
    )
    return int(created)
