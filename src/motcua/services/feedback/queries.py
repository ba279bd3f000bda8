"""Reading feedback: the page of rating, scores, comments and follow-ups of those whose work it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from django.core import signing
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from motcua.kernel import access, clock
from motcua.kernel.access import Actor
from motcua.kernel.pages import Rows
from motcua.registries.organizations import queries as organizations
from motcua.registries.organizations.types import Holder
from motcua.services.accounts import queries as accounts
from motcua.services.dossiers.queries.rating import Rated, rated_by_token
from motcua.services.dossiers.queries.tracking import token_of
from motcua.services.dossiers.types import VIEW_ALL
from motcua.services.notifications.queries import texts_reach

from . import rules
from .models import FollowUp, Rating
from .types import FOLLOW_UP, VIEW, VIEW_AGENCY, Criterion, Door, Line, Look, Score

MOST_CHANGES = 5
"""The address is on a paper, not behind a login: it writes no more than this into the ledger."""

PROVED = "motcua.feedback.proved"
"""Salt of the addresses of who has read a code at the dossier's telephone."""

GROUPS = {
    "agency": ("agency_code", "agency_name"),
    "unit": ("unit_code", "unit_name"),
    "officer": ("officer_code", "officer_name"),
}


def criteria(on: date) -> list[Criterion]:
    """The criteria the form asks on a day."""
    return rules.criteria(on)


def fewest(on: date) -> int:
    """On fewer ratings nobody is shown a score."""
    return rules.fewest(on)


def open_until(rating: Rating) -> datetime:
    """Until when a rating may be changed."""
    return rating.given_at + timedelta(hours=rules.change_hours(clock.local(rating.given_at).date()))


def proved_address(code: str, at: datetime) -> str:
    """The address of a dossier for who has just read a code at its telephone."""
    return signing.dumps([code, int(at.timestamp())], salt=PROVED)


def opened(token: str, by: Actor, at: datetime) -> tuple[Rated, bool]:
    """The dossier behind an address, and whether who holds it may rate: the paper alone shows that somebody held it, so
    where its telephone takes texts a code read there is asked for too, but not of its signed-in owner.

    Raises:
        DossierNotThere: the address opens no dossier.
    """
    try:
        code, since = signing.loads(token, salt=PROVED)
    except signing.BadSignature:
        dossier, proved = rated_by_token(token), False
    else:
        hours = (
            rules.change_hours(clock.local(at).date()) + 1
        )  # the rating itself, and as long as it may be changed
        dossier, proved = rated_by_token(token_of(code)), at.timestamp() <= since + hours * 3600
    owns = by.kind == "citizen" and by.user_id is not None and by.user_id == dossier.owner_user_id
    return dossier, proved or owns or not texts_reach(dossier.phone)


def door(token: str, by: Actor, at: datetime) -> Door:
    """What the holder of a dossier's address may say about it; what was said is shown while it may be changed, and to who may
    rate alone.

    Raises:
        DossierNotThere: the address opens no dossier.
    """
    dossier, proved = opened(token, by, at)
    rating = Rating.objects.filter(dossier_code=dossier.code).first()
    may = dossier.is_over and (rating is None or (at <= open_until(rating) and rating.changes < MOST_CHANGES))
    shown = rating if rating is not None and may and proved else None
    return Door(
        code=dossier.code,
        paper=token_of(dossier.code),
        procedure_name=dossier.procedure_name,
        agency_name=dossier.agency_name,
        is_over=dossier.is_over,
        is_rated=rating is not None,
        may_write=may,
        is_proved=proved,
        until=open_until(rating) if rating is not None else None,
        answers=shown.answers if shown else {},
        comment=shown.comment if shown else "",
        may_contact=bool(shown and shown.may_contact),
    )


def scope(by: Actor) -> Q:
    """Whose ratings an officer answers for: the unit's, the agency's and its desk's, or the province's."""
    if access.allows(by, VIEW_ALL):
        return Q()
    if access.allows(by, VIEW_AGENCY):
        codes = sorted(by.agency_codes | {by.agency_code})
        return Q(agency_code__in=codes) | Q(desk_code__in=codes)
    return Q(unit_code=by.unit_code) if by.unit_code else Q(pk__in=())


def ratings(by: Actor, first: date, last: date, unit: str = "") -> QuerySet[Rating]:
    """The ratings of a period, both days counted, that this officer's post answers for.

    Raises:
        NotAllowed: the post reads no scores.
    """
    access.require(by, VIEW)
    since = datetime.combine(first, time(), clock.TZ)
    before = datetime.combine(last + timedelta(days=1), time(), clock.TZ)
    found = Rating.objects.filter(scope(by), given_at__gte=since, given_at__lt=before)
    return found.filter(unit_code=unit) if unit else found


def lines(rows: QuerySet[Rating], group: str, on: date) -> list[Line]:
    """Scores by officer, unit or agency, with the number of ratings behind each."""
    code, name = GROUPS[group]
    needed = rules.fewest(on)
    found = (
        rows.exclude(**{code: ""})
        .values(code, name, "agency_name")
        .annotate(ratings=Count("pk"), got=Sum("points"), could=Sum("most"))
        .order_by("agency_name", name, code)[:500]
    )
    return [
        Line(
            code=one[code],
            name=one[name] or one[code],
            place=one["agency_name"],
            count=one["ratings"],
            score=rules.of_whole(Score(one["got"], one["could"])) if one["ratings"] >= needed else None,
            grade=rules.grade(Score(one["got"], one["could"]), on) if one["ratings"] >= needed else "",
        )
        for one in found
    ]


def units(rows: QuerySet[Rating]) -> list[tuple[str, str]]:
    """Units with ratings, for the filter."""
    found = rows.exclude(unit_code="").order_by("unit_name", "unit_code")
    return [(code, name or code) for code, name in found.values_list("unit_code", "unit_name").distinct()]


def comments(rows: QuerySet[Rating], on: date) -> Sequence[tuple[str, str]] | None:
    """What people wrote, in the order of the words and not of time, with the procedure; nothing where so few ratings
    stand behind them that they would point at one citizen."""
    if rows.count() < rules.fewest(on):
        return None
    return list(
        rows.exclude(comment="").order_by("comment", "id").values_list("comment", "procedure_name")[:200]
    )


def follow_ups(by: Actor, *, closed: bool = False) -> Rows:
    """Low ratings to look into, the nearest term first; or those looked into, the latest first."""
    access.require(by, FOLLOW_UP)
    mine = FollowUp.objects.filter(looked_into(by)).select_related("rating")
    if closed:
        return Rows(mine.filter(closed_at__isnull=False), ("-closed_at", "-id"))
    return Rows(mine.filter(closed_at=None), ("due_on", "id"))


def looked_into(by: Actor) -> Q:
    """Follow-ups an officer sees: those of the ratings they answer for, and those that came up from below."""
    theirs = Q(rating__in=Rating.objects.filter(scope(by)))
    if not access.allows(by, VIEW_AGENCY):
        return theirs
    return theirs | Q(above_code__in=sorted((by.agency_codes | {by.agency_code}) - {""}))


def heads(rating: Rating, at: datetime) -> tuple[str, list[Holder]]:
    """Who looks into a low rating: heads of the unit, the agency and its desk, never whose work it was; where none is left, those
    of the agency above, whose code comes first."""
    on = clock.local(at).date()
    codes = {rating.agency_code, rating.desk_code}
    codes |= {code for one in codes for code, _ in organizations.standing_for(one, on)}
    found = [one for one, head in _at(codes, on) if Rating.objects.filter(scope(head), pk=rating.pk).exists()]
    if others := _other_than(rating.officer_code, found):
        return "", others
    agency = organizations.find_agency(rating.agency_code, on)
    above = agency.parent_code if agency is not None else ""
    found = [one for one, head in _at({above} - {""}, on) if access.allows(head, VIEW_AGENCY)]
    return above, _other_than(rating.officer_code, found)


def _at(codes: set[str], on: date) -> Iterator[tuple[Holder, Actor]]:
    for code in sorted(codes):
        for one in organizations.officers_of(code, on):
            head = accounts.actor_of_officer(one.officer_code, one.post_code)
            if access.allows(head, FOLLOW_UP):
                yield one, head


def _other_than(officer_code: str, found: list[Holder]) -> list[Holder]:
    return list({one.officer_code: one for one in found if one.officer_code != officer_code}.values())


def looks(rows: Sequence[FollowUp], by: Actor, at: datetime) -> list[Look]:
    """Follow-ups as their page tells of them: where few were rated of a procedure in a unit and month, neither the procedure nor
    the day, which would name the dossier; and who looks, where it is the reader's own work."""
    on = clock.local(at).date()
    alike = _alike(rows)
    return [_look(row, alike, rules.fewest(on), by, at) for row in rows]


def _alike(rows: Sequence[FollowUp]) -> Counter[tuple[str, ...]]:
    """Ratings by place and month, for each procedure and each field: of the months and units of these rows."""
    units = {(row.rating.agency_code, row.rating.unit_code) for row in rows}
    times = [row.rating.given_at for row in rows]
    if not times:
        return Counter()
    found = Rating.objects.filter(
        agency_code__in=sorted({agency for agency, _ in units}), given_at__gte=min(times) - timedelta(days=31),
        given_at__lte=max(times) + timedelta(days=31),
    )  # fmt: skip
    counted: Counter[tuple[str, ...]] = Counter()
    per_month = found.annotate(month=TruncMonth("given_at", tzinfo=clock.TZ))
    grouped = per_month.values_list("agency_code", "unit_code", "month", "field_name", "procedure_code")
    for agency, unit, month, field, procedure, many in grouped.annotate(many=Count("pk")).order_by():
        place = (agency, unit, f"{month:%Y-%m}")
        counted[(*place, "field", field)] += many
        counted[(*place, "procedure", procedure)] += many
    return counted


def _look(row: FollowUp, alike: Counter[tuple[str, ...]], fewest: int, by: Actor, at: datetime) -> Look:
    rating = row.rating
    place = (rating.agency_code, rating.unit_code, f"{clock.local(rating.given_at):%Y-%m}")
    plain = rating.may_contact or alike[(*place, "procedure", rating.procedure_code)] >= fewest
    field = rating.field_name if alike[(*place, "field", rating.field_name)] >= fewest else ""
    own = rating.officer_code == by.id
    return Look(
        row=row,
        title=rating.procedure_name if plain else f"Lĩnh vực {field}" if field else "Một hồ sơ của đơn vị",
        term=f"{row.due_on:%d/%m/%Y}" if plain else f"trong tháng {row.due_on:%m/%Y}",
        is_own=own,
        others=[f"{one.full_name} ({one.post_title})" for one in heads(rating, at)[1]]
        if own and row.closed_at is None
        else [],
    )
