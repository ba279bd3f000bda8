"""The two provinces one can click through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings

from motcua.kernel import clock, yamls
from motcua.registries.eforms.types import GENERIC
from motcua.registries.organizations import queries as organizations
from motcua.registries.procedures.models import Adoption
from motcua.services.dossiers.queries.offer import Offer, offer_of

from .play import Desk, Offering


@dataclass(frozen=True, slots=True)
class Scenario:
    """A province, a moment in its history, and how much to play."""

    code: str
    title: str
    organizations_file: str
    from_on: date
    province_name: str
    agency: str
    place: str
    birth_province: str
    dossiers: int
    weeks: int

    def now(self) -> datetime:
        """Until when the scenario is played: the present, by the scenario's own clock."""
        return clock.now()


SCENARIOS = {
    "ninh-binh": Scenario(
        code="ninh-binh",
        title="Ninh Bình ngày nay: hai cấp, 129 xã, phường",
        organizations_file="ninh_binh_2026.yaml",
        from_on=date(2025, 7, 1),
        province_name="tỉnh Ninh Bình",
        agency="H42",
        place="37",
        birth_province="037",
        dossiers=1700,
        weeks=6,
    ),
    "nam-dinh-2023": Scenario(
        code="nam-dinh-2023",
        title="Nam Định năm 2023: ba cấp, mười huyện và thành phố",
        organizations_file="nam_dinh_2023.yaml",
        from_on=date(2021, 7, 1),
        province_name="tỉnh Nam Định",
        agency="H40",
        place="36",
        birth_province="036",
        dossiers=400,
        weeks=6,
    ),
}

FAVOURITES = {
    "2.000815": 30,
    "1.001193": 26,
    "1.004873": 14,
    "1.001612": 10,
    "1.000894": 6,
    "1.000656": 6,
    "1.013225": 6,
    "1.004859": 4,
    "2.000488": 8,
    "1.012783": 8,
}
"""How often the procedures with a form of their own are filed, against one for each of the others."""


def desks(scenario: Scenario, on: date, say: Callable[[str], None]) -> list[Desk]:
    """Desks with enough people to carry a dossier to its end, and what they are asked for."""
    commune, province = _offerings("commune", on), _offerings("province", on)
    found = []
    for desk in organizations.desks(on):
        committee = desk.parent_code or desk.code
        if desk.level == "commune" and len(organizations.officers_of(committee, on)) < 8:
            continue
        if desk.level not in ("commune", "province"):
            continue
        parent = organizations.agency(committee, on)
        found.append(
            Desk(
                code=desk.code,
                name=desk.name,
                committee=committee,
                place_code=parent.place_code if desk.level == "commune" else "",
                place_name=parent.name.removeprefix("Ủy ban nhân dân "),
                offerings=commune if desk.level == "commune" else province,
            )
        )
    say(f"{len(found)} trung tâm tiếp nhận có đủ cán bộ")
    return found


def _offerings(level: str, on: date) -> tuple[Offering, ...]:
    """Procedures with a trustworthy limit, the favourites often, the others now and then."""
    adopted = (
        Adoption.objects.filter(level=level, province_code=settings.PROVINCE_AGENCY, is_published=True)
        .exclude(limit_value=None)
        .order_by("procedure__code")
        .values_list("procedure__code", flat=True)
    )
    others = [code for code in adopted if code not in FAVOURITES]
    chosen = others[:: max(1, len(others) // 18)][:18]
    favourites = [code for code in FAVOURITES if code in set(adopted)]
    rows = []
    for code in [*favourites, *chosen]:
        offer = offer_of(code, on)
        answers = examples_of(code if code in FAVOURITES else GENERIC)
        rows.append(
            Offering(
                code=code,
                weight=FAVOURITES.get(code, 1),
                answers=answers,
                online=offer.online and bool(answers),
                positions=tuple(_handed_in(offer, one) for one in answers or ({},)),
                ways=tuple(offer.result_ways(one) for one in answers or ({},)),
            )
        )
    return tuple(rows)


def _handed_in(offer: Offer, answers: dict) -> tuple[int, ...]:
    """What a careful citizen brings: every required paper, the first of each group; else the first few papers."""
    asked = offer.papers_for(answers, "counter")
    groups: set[str] = set()
    found = []
    for paper in asked:
        if paper.required and (not paper.group or paper.group not in groups):
            groups.add(paper.group)
            found.append(paper.position)
    return tuple(found) or tuple(paper.position for paper in asked[:3])


def examples_of(code: str) -> tuple[dict, ...]:
    """Answer sets that pass the form, kept beside the forms."""
    path = Path(settings.DATA_DIR) / "eforms" / "examples" / f"{code}.yaml"
    if not path.exists():
        return ()
    content = yamls.read(path)
    rows = content.get("examples", content) if isinstance(content, dict) else content
    return tuple(row.get("answers", row) for row in rows)


def first_moment(scenario: Scenario) -> datetime:
    """When the first dossier of the scenario is filed."""
    return scenario.now() - timedelta(weeks=scenario.weeks)
