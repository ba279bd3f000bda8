"""Lists and counts: one query lists and counts, a page costs the same whatever the size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import FilteredRelation, Prefetch, Q, QuerySet, prefetch_related_objects

from motcua.kernel import clock
from motcua.registries.procedures.models import (
    Adoption,
    FeeRule,
    Field,
    Method,
    Procedure,
)
from motcua.registries.procedures.queries.catalogue import names
from motcua.registries.procedures.rules import missing
from motcua.registries.procedures.rules.fees import price
from motcua.registries.procedures.types import (
    LEVEL_LABELS,
    ONLINE_LABELS,
    UNIT_LABELS,
    Limit,
    is_own,
)


class Listing:
    """A list for a paginator: counts with the query that lists, reads only the page asked for."""

    def __init__(self, rows: Any, codes: Sequence[str] | None = None) -> None:
        self.rows = rows
        self.codes = codes

    def count(self) -> int:
        """How many there are in all."""
        return len(self.codes) if self.codes is not None else self.rows.count()

    __len__ = count

    def __iter__(self) -> Iterator[Card]:
        return iter(self[0 : len(self)])

    def __getitem__(self, part: slice) -> list[Card]:
        if self.codes is None:
            return _cards(_dressed(self.rows)[part])
        shown = list(self.codes[part])
        cards = {card.code: card for card in _cards(_dressed(Procedure.objects.filter(code__in=shown)))}
        return [cards[code] for code in shown if code in cards]


@dataclass(frozen=True, slots=True)
class Card:
    """One procedure in a list."""

    code: str
    name: str
    field: str
    level: str
    level_label: str
    online_level: str
    online_label: str
    limit_words: str
    fee_words: str
    offered: bool
    is_published: bool
    detail: str
    missing: tuple[str, ...] = ()
    adoption_revision: int = 0


def field_names() -> list[str]:
    """Every field in use, for filters."""
    return list(Field.objects.filter(procedures__isnull=False).distinct().values_list("name", flat=True))


def matters(codes: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """All fields in use and the names of some procedures: the answer to the register of agencies."""
    return sorted(field_names()), names(codes) if codes else {}


def level_choices() -> list[tuple[str, str]]:
    """Levels a list can be narrowed to."""
    return [(key, LEVEL_LABELS[key]) for key in ("commune", "province", "ministry", "other")]


def _cards(rows: Iterable[Procedure]) -> list[Card]:
    """Cards of dressed rows; the fees of today are read beside those the province has adopted."""
    found, today = list(rows), clock.today()
    fees = FeeRule.objects.filter(valid_from__lte=today).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    )
    ours = [row.ours for row in found if row.ours is not None]  # type: ignore[attr-defined]
    prefetch_related_objects(ours, Prefetch("fee_rules", queryset=fees, to_attr="fees_now"))
    return [_card(row) for row in found]


def _card(row: Procedure) -> Card:
    adoption: Adoption | None = row.ours  # type: ignore[attr-defined]
    level = adoption.level if adoption else row.top_level
    online = adoption.online_level if adoption else ""
    limit = ""
    if adoption and adoption.limit_value is not None and adoption.limit_unit:
        limit = str(Limit(adoption.limit_value, adoption.limit_unit, same_day=adoption.return_same_day))
    return Card(
        code=row.code,
        name=row.name,
        field=row.field.name if row.field else "",
        level=level,
        level_label=LEVEL_LABELS.get(level, "Chưa rõ cấp"),
        online_level=online,
        online_label=ONLINE_LABELS.get(online, "") if online else "",
        limit_words=limit,
        fee_words=_fee(row, adoption),
        offered=adoption is not None and adoption.is_published,
        is_published=adoption is not None and adoption.is_published,
        detail=row.detail,
        adoption_revision=adoption.revision if adoption else 0,
    )


def _fee(row: Procedure, adoption: Adoption | None) -> str:
    """What the procedure's own page says of money, from the same sources; empty where nothing is known."""
    version = row.current
    if version is None:
        return ""
    asked = price(
        [(rule.amount_vnd, rule.per_unit) for rule in adoption.fees_now] if adoption else [],  # type: ignore[attr-defined]
        version.fee_vnd if "fee_vnd" in version.verified_fields else None,
        [(method.fee_vnd, method.fee_text) for method in version.methods.all()],
        own=is_own(version.scope, version.source, version.captured_on),
    )
    return asked.words if asked.known else ""


def _dressed(rows: QuerySet[Procedure]) -> QuerySet[Procedure]:
    # A procedure is adopted once by a province: what it adds comes in the same row.
    ours = FilteredRelation("adoptions", condition=Q(adoptions__province_code=settings.PROVINCE_AGENCY))
    told = Method.objects.only("version_id", "order", "fee_vnd", "fee_text")
    return (
        rows.annotate(ours=ours)
        .select_related("field", "current", "ours")
        .only(
            "code", "name", "field__name", "top_level", "detail", "is_listed",
            "current__fee_vnd", "current__verified_fields", "current__scope", "current__source", "current__captured_on",
        )
        .prefetch_related(Prefetch("current__methods", queryset=told))
    )  # fmt: skip


def _narrow(
    rows: QuerySet[Procedure],
    *,
    field_name: str = "",
    level: str = "",
    online: str = "",
    offered: bool = False,
) -> QuerySet[Procedure]:
    ours = Adoption.objects.filter(province_code=settings.PROVINCE_AGENCY)
    if field_name:
        rows = rows.filter(field__name=field_name)
    if level in ("commune", "province"):
        rows = rows.filter(pk__in=ours.filter(level=level).values("procedure"))
    elif level:
        rows = rows.filter(top_level=level)
    if online in ("full", "partial", "none"):
        rows = rows.filter(pk__in=ours.filter(online_level=online).values("procedure"))
    if offered:
        rows = rows.filter(pk__in=ours.filter(is_published=True).values("procedure"))
    return rows


def portal_list(
    *,
    codes: Sequence[str] | None,
    field_name: str = "",
    level: str = "",
    online: str = "",
    offered: bool = False,
) -> Listing:
    """The citizen's list: search order where words were given, else what the province offers, by field and name."""
    rows = _narrow(
        Procedure.objects.filter(is_listed=True), field_name=field_name, level=level, online=online,
        offered=offered or (codes is None and level not in ("ministry", "other")),
    )  # fmt: skip
    if codes is not None:
        place = {code: at for at, code in enumerate(codes)}
        kept = rows.filter(code__in=list(place)).values_list("code", flat=True).distinct()
        return Listing(rows, sorted(kept, key=lambda code: place[code]))
    return Listing(rows.order_by("field__name", "name", "code"))


def cards_after(
    code: str, *, field_name: str = "", level: str = "", online: str = "", offered: bool = True, limit: int
) -> list[Card]:
    """The list by code, going on after one: as quick deep in the list as at its head."""
    rows = _narrow(
        Procedure.objects.filter(is_listed=True, code__gt=code), field_name=field_name, level=level,
        online=online, offered=offered,
    )  # fmt: skip
    return _cards(_dressed(rows.order_by("code"))[:limit])


def console_list(
    *,
    codes: Sequence[str] | None = None,
    field_name: str = "",
    level: str = "",
    online: str = "",
    published: str = "",
    gap: str = "",
) -> Listing:
    """The administrator's list: adopted procedures, by what they lack."""
    ours = Adoption.objects.filter(province_code=settings.PROVINCE_AGENCY)
    if published:
        ours = ours.filter(is_published=published == "yes")
    if gap == "limit":
        ours = ours.filter(limit_value__isnull=True)
    elif gap == "online":
        ours = ours.filter(online_level="")
    elif gap == "fee":
        ours = ours.filter(fee_rules__isnull=True, procedure__current__fee_vnd__isnull=True)
    rows = _narrow(Procedure.objects.all(), field_name=field_name, level=level, online=online)
    rows = rows.filter(pk__in=ours.values("procedure"))
    if gap == "detail":
        rows = rows.filter(detail="index-only")
    if codes is not None:
        rows = rows.filter(code__in=list(codes))
    return Listing(rows.order_by("code"))


def missing_report() -> list[tuple[str, str, int]]:
    """(key, label, how many adopted procedures lack it): the gaps an administrator works off."""
    ours = Adoption.objects.filter(province_code=settings.PROVINCE_AGENCY)
    here = Procedure.objects.filter(adoptions__province_code=settings.PROVINCE_AGENCY)
    counts = {
        "limit": ours.filter(limit_value__isnull=True).count(),
        "online": ours.filter(online_level="").count(),
        "detail": here.filter(detail="index-only").count(),
        "fee": here.filter(adoptions__fee_rules__isnull=True, current__fee_vnd__isnull=True)
        .distinct()
        .count(),
    }
    labels = {
        "limit": "Chưa có thời hạn dùng được để hẹn ngày trả",
        "online": "Chưa rõ mức độ trực tuyến",
        "detail": "Chỉ có tên trong danh mục, chưa có nội dung",
        "fee": "Chưa có mức thu đã kiểm tra",
    }
    return [(key, labels[key], counts[key]) for key in labels]


def missing_labels(keys: Iterable[str]) -> list[tuple[str, bool]]:
    """(label, demanded by the decree) of the parts that are missing."""
    return [(missing.PARTS[key], key in missing.REQUIRED) for key in keys]


def unit_label(unit: str) -> str:
    """Words of a limit's unit."""
    return UNIT_LABELS.get(unit, unit)
