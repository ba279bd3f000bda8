"""Terms with days: the limits of an adoption by the day of filing, and a matter under each of its codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from motcua.registries.procedures.models import Adoption
from motcua.registries.procedures.rules import dated
from motcua.registries.procedures.rules.codes import short_code, whole_code
from motcua.registries.procedures.types import CHANNEL_LABELS, Limit


@dataclass(frozen=True, slots=True)
class LimitLine:
    """A limit and the days of filing it holds for."""

    limit: Limit
    channel_label: str
    valid_from: date | None
    valid_to: date | None
    legal_basis: str
    now: bool


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A code the national list gives, or gave, to this matter."""

    code: str
    valid_from: date | None
    valid_to: date | None
    note: str


def adopted_limits(adoption: Adoption, on: date) -> tuple[Limit | None, dict[str, Limit]]:
    """The province's limit of a filing of this day, and those of channels that differ."""
    by_channel = {
        channel: Limit(item["value"], item["unit"], channel=channel, source="province")
        for channel, item in (adoption.limit_by_channel or {}).items()
    }
    base = None
    if adoption.limit_value is not None and adoption.limit_unit is not None:
        base = Limit(
            adoption.limit_value,
            adoption.limit_unit,
            source=adoption.limit_source or "province",
            same_day=adoption.return_same_day,
        )
    return dated.limits_on(adoption.limits, base, by_channel, on)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def limit_lines(rows: Sequence[Mapping[str, Any]], on: date) -> list[LimitLine]:
    """Dated limits for a page, in the order of days."""
    return [
        LimitLine(
            Limit(int(row["value"]), row["unit"], channel=row["channel"]), str(CHANNEL_LABELS.get(row["channel"], "")),
            _day(row["valid_from"]), _day(row["valid_to"]), row["legal_basis"], dated.holds(row, on),
        )
        for row in sorted(rows, key=lambda row: (row["channel"], *dated.days(row)))
    ]  # fmt: skip


def code_lines(rows: Sequence[Mapping[str, Any]], own: str, on: date) -> list[CodeLine]:
    """The other codes of a matter, those to come left out."""
    return [
        CodeLine(row["code"], _day(row["valid_from"]), _day(row["valid_to"]), row["note"])
        for row in sorted(rows, key=dated.days)
        if row["code"] != own and dated.days(row)[0] <= on.isoformat()
    ]


def offered_code(code: str) -> str:
    """The code under which the province offers a matter that the national list names by this one; empty where it does not."""
    rows = Adoption.objects.filter(province_code=settings.PROVINCE_AGENCY, is_published=True)
    listing = rows.exclude(codes=[]).values_list("procedure__code", "codes")
    return dated.owners(listing).get(code, "")


def plain_code(said: str) -> str:
    """The code in the one form rows are kept under, from whatever form it was written in; what is no code stays as said."""
    return whole_code(said) or short_code(said) or said.strip()


def limits_turning(on: date) -> list[str]:
    """Codes whose plain limit is no longer the one their dated rows give on a day."""
    rows = Adoption.objects.filter(province_code=settings.PROVINCE_AGENCY).exclude(limits=[])
    found = []
    for row in rows.select_related("procedure"):
        usual, _ = adopted_limits(row, on)
        if (
            (usual.value, usual.unit) != (row.limit_value, row.limit_unit)
            if usual
            else row.limit_value is not None
        ):
            found.append(row.code)
    return found
