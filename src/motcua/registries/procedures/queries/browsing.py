"""The citizen's list: what fits the words, narrowed and counted by field, level, agency and way of filing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings

from motcua.kernel.text import fold
from motcua.registries.procedures.models import Adoption, Procedure
from motcua.registries.procedures.queries.lists import Listing, portal_list
from motcua.registries.procedures.queries.searching import index, popularity, ranked
from motcua.registries.procedures.rules.search import rank
from motcua.registries.procedures.types import LEVEL_LABELS, ONLINE_LABELS, Hit

FACETS = ("field", "level", "agency", "online")
ORDERS = ("", "ten", "nhanh")
MOST_HITS = 100
SURE = 0.45  # an answer below this may not be what was meant
MOST_AGENCIES = 60
_IN_DAYS = {"working_hours": 1 / 8, "working_days": 1.0, "calendar_days": 5 / 7}
_LABELS: dict[str, Mapping[str, str]] = {"level": LEVEL_LABELS, "online": ONLINE_LABELS}


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow a list, and how many would be left."""

    value: str
    label: str
    count: int


@dataclass(slots=True)
class Browse:
    """A list with the ways to narrow it."""

    listing: Listing
    chosen: dict[str, str]
    choices: dict[str, list[Choice]]
    without_filters: int
    sure: bool = True
    meant: list[Hit] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Line:
    code: str
    name: str
    days: float
    facts: dict[str, str]


def browse(*, asked: str = "", wanted: Mapping[str, str] | None = None, order: str = "") -> Browse:
    """What fits the words (all the province offers where there are none), narrowed by what was chosen.

    A choice that narrows nothing here, because no procedure has it, is dropped rather than answered by an empty page.
    """
    wanted = wanted or {}
    hits = ranked(asked, MOST_HITS) if asked else []
    lines = _lines([hit.code for hit in hits] if asked else None, central=wanted.get("level") == "ministry")
    known = {name: {line.facts[name] for line in lines} - {""} for name in FACETS}
    chosen = {name: wanted[name] for name in FACETS if wanted.get(name) in known[name]}
    kept = [line for line in lines if _fits(line, chosen)]
    if order == "ten":
        kept.sort(key=lambda line: fold(line.name))
    elif order == "nhanh":
        kept.sort(key=lambda line: line.days)
    return Browse(
        listing=Listing(Procedure.objects.all(), [line.code for line in kept]),
        chosen=chosen,
        choices={name: _choices(name, lines, chosen) for name in FACETS},
        without_filters=len(lines),
        sure=not asked or bool(hits and hits[0].score >= SURE),
        meant=rank(index(), asked, 3, least=0.0) if asked and not hits else [],
    )


def asked_most(limit: int = 6) -> Listing:
    """What people come for most, where nothing else helps."""
    pushes = popularity()
    codes = sorted(pushes, key=lambda code: (-pushes[code], code))[: limit * 2]
    listing = portal_list(codes=codes)
    return Listing(listing.rows, (listing.codes or [])[:limit])


def _lines(codes: Sequence[str] | None, *, central: bool) -> list[_Line]:
    """The procedures in question with what they are narrowed by, in the order of the codes, or what people come for
    most before the rest by field and name."""
    ours = Adoption.objects.filter(province_code=settings.PROVINCE_AGENCY, is_published=True)
    rows = Procedure.objects.filter(is_listed=True)
    if codes is not None:
        rows = rows.filter(code__in=list(codes))
        ours = ours.filter(procedure__code__in=list(codes))
    elif not central:
        rows = rows.filter(pk__in=ours.values("procedure"))
    terms = {
        code: (level, online, agency, limit, unit)
        for code, level, online, agency, limit, unit in ours.values_list(
            "procedure__code", "level", "online_level", "competent_name", "limit_value", "limit_unit"
        )
    }
    found = []
    for code, name, field_name, top, issuer in rows.values_list(
        "code", "name", "field__name", "top_level", "issuing_body"
    ):
        level, online, agency, limit, unit = terms.get(code, (top, "", issuer, None, None))
        facts = {"field": field_name or "", "level": level, "agency": agency or issuer, "online": online}
        found.append(_Line(code, name, 9999.0 if limit is None else limit * _IN_DAYS[unit], facts))
    if codes is not None:
        place = {code: at for at, code in enumerate(codes)}
        return sorted(found, key=lambda line: place[line.code])
    pushes = popularity()
    return sorted(
        found, key=lambda line: (-pushes.get(line.code, 0.0), line.facts["field"], fold(line.name), line.code)
    )


def _fits(line: _Line, chosen: Mapping[str, str]) -> bool:
    return all(line.facts[name] == value for name, value in chosen.items())


def _choices(name: str, lines: Sequence[_Line], chosen: Mapping[str, str]) -> list[Choice]:
    """What may be chosen beside the other choices, by name; agencies by how many they have, the rest left out."""
    others = {key: value for key, value in chosen.items() if key != name}
    counts = Counter(line.facts[name] for line in lines if line.facts[name] and _fits(line, others))
    if name in chosen:
        counts.setdefault(chosen[name], 0)
    labels = _LABELS.get(name, {})
    found = [Choice(value, labels.get(value, value), count) for value, count in counts.items()]
    if name in _LABELS:
        order = list(labels)
        return sorted(found, key=lambda one: order.index(one.value) if one.value in order else 99)
    if name == "agency":
        most = {one.value for one in sorted(found, key=lambda one: -one.count)[:MOST_AGENCIES]}
        found = [one for one in found if one.value in most or one.value == chosen.get(name)]
    return sorted(found, key=lambda one: fold(one.label))
