"""Bàn giao khi sắp xếp bộ máy: what stood with an agency goes to its heir, thousands of dossiers a statement.

A dossier keeps code, acceptance, every promise and its journal; only who has it changes. What was moved no longer stands
with the old agency, so a command that is run again goes on where the last one ended and moves nothing twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from motcua.kernel import access, audit
from motcua.kernel.access import Actor
from motcua.registries.organizations.types import EDIT, HeirPosts
from motcua.services.dossiers.models import (
    Apology,
    Dossier,
    Draft,
    HandOver,
    JournalEntry,
    Member,
    ResultList,
    Work,
)
from motcua.services.dossiers.queries.reorganising import WAITING, in_portion, to_hand_over
from motcua.services.dossiers.types import Handed, Portion
from motcua.services.workflow import services as workflow


@dataclass(frozen=True, slots=True)
class Passing:
    """From whom to whom, in codes and names, and on what ground."""

    old: str
    old_name: str
    new: str
    new_name: str
    basis: str


@transaction.atomic
def hand_over_dossiers(
    *, passing: Passing, portion: Portion, size: int, by: Actor, at: datetime
) -> list[Handed]:
    """The next ``size`` dossiers of a portion change hands; an empty answer says that none is left."""
    access.require(by, EDIT)
    rows = Dossier.objects.select_for_update().filter(to_hand_over(passing.old) & in_portion(portion))
    moved = [_handed(row, passing.old) for row in rows.order_by("id").values(*_COLUMNS)[:size]]
    if not moved:
        return []
    ids = [one.dossier_id for one in moved]
    here = Dossier.objects.filter(id__in=ids)
    here.filter(helper_agency=passing.old).update(helper_agency=passing.new)
    decided = [one.dossier_id for one in moved if one.competent]
    Dossier.objects.filter(id__in=decided).update(
        competent_agency=passing.new, competent_agency_name=passing.new_name
    )
    here.filter(receiving_agency=passing.old).update(receiving_agency=passing.new)
    here.update(version=F("version") + 1)
    Apology.objects.filter(
        dossier_id__in=ids, agency_code=passing.old, signed_at=None, closed_at=None
    ).update(agency_code=passing.new)
    _write_down(moved, passing, by, at)
    audit.record(
        by, "dossiers.hand_over_agency", f"agency:{passing.old}", at=at,
        after={"new": passing.new, "dossiers": len(moved), "first": moved[0].code, "last": moved[-1].code},
        reason=passing.basis,
    )  # fmt: skip
    return moved


_COLUMNS = (
    "id", "code", "procedure_code", "field_name", "status", "receiving_agency", "competent_agency", "accepted_at",
    "due_at", "owner_user_id",
)  # fmt: skip


def _handed(row: dict, old: str) -> Handed:
    return Handed(
        dossier_id=row["id"], code=row["code"], procedure_code=row["procedure_code"], field_name=row["field_name"],
        status=row["status"], receiving=row["receiving_agency"] == old,
        competent=row["competent_agency"] == old and row["status"] != WAITING, accepted_at=row["accepted_at"],
        due_at=row["due_at"], owner_user_id=row["owner_user_id"],
    )  # fmt: skip


def _write_down(moved: Sequence[Handed], passing: Passing, by: Actor, at: datetime) -> None:
    """A line of the journal and one of the control slip for each."""
    slip = f"Bàn giao theo {passing.basis}"[:500]
    JournalEntry.objects.bulk_create(
        JournalEntry(
            dossier_id=one.dossier_id, at=at, actor_id=by.id, actor_name=by.name, agency_name=passing.old_name[:300],
            action="hand_over_agency", text=_words(one, passing)[:500],
            detail="Mã hồ sơ, thời điểm tiếp nhận và ngày hẹn trả giữ nguyên.",
        )
        for one in moved
    )  # fmt: skip
    HandOver.objects.bulk_create(
        HandOver(
            dossier_id=one.dossier_id, step_name="Bàn giao khi sắp xếp bộ máy", from_agency=passing.old_name[:300],
            from_name="", given_at=at, to_agency=passing.new_name[:300], received_at=at, note=slip,
        )
        for one in moved
    )  # fmt: skip


def _words(one: Handed, passing: Passing) -> str:
    if one.receiving and one.competent:
        role = "tiếp nhận và giải quyết"
    else:
        role = "giải quyết" if one.competent else "tiếp nhận, trả kết quả"
    return f"Nơi {role} chuyển từ {passing.old_name} sang {passing.new_name} theo {passing.basis}"


@transaction.atomic
def hand_over_work(
    *, passing: Passing, portion: Portion, posts: HeirPosts, size: int, by: Actor, at: datetime
) -> int:
    """The next ``size`` open steps: to the like unit and post of the heir, in the same hands where those work there now; else
    to the heir's common queue, where they are distributed."""
    access.require(by, EDIT)
    columns = ("id", "token_id", "unit_code", "post_code", "officer_code", "lane")
    rows = Work.objects.select_for_update(of=("self",)).filter(
        in_portion(portion, "dossier__"), agency_code=passing.old
    )
    groups: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for pk, token, *place in rows.order_by("id").values_list(*columns)[:size]:
        groups[tuple(place)].append((pk, token))
    for (unit, post, officer, lane), pairs in groups.items():
        unit_now, post_now = place_at_heir(passing, posts, unit, post)
        kept = not unit or officer in posts.officers
        lane_now = f"{lane.partition('@')[0]}@{passing.new}" if lane.endswith(f"@{passing.old}") else lane
        changes = {"agency_code": passing.new, "unit_code": unit_now, "post_code": post_now, "lane": lane_now}
        if lane_now != lane:
            changes |= {"lane_name": passing.new_name[:200]}
        if not kept:
            changes |= {"officer_code": "", "officer_name": "", "claimed_at": None}
        Work.objects.filter(pk__in=[pk for pk, _ in pairs]).update(**changes)
        workflow.hand_over(
            token_ids=[token for _, token in pairs],
            unit_code=unit_now,
            post_code=post_now,
            lane=lane_now,
            keep=kept,
        )
        Member.objects.filter(token_id__in=[token for _, token in pairs], agency_code=passing.old).update(
            agency_code=passing.new, lane=lane_now
        )
    number = sum(len(pairs) for pairs in groups.values())
    if number:
        _record(passing, "hand_over_work", {"steps": number}, by, at)
    return number


def _record(passing: Passing, verb: str, counts: dict[str, int], by: Actor, at: datetime) -> None:
    audit.record(
        by, f"dossiers.{verb}", f"agency:{passing.old}", at=at, after={"new": passing.new} | counts, reason=passing.basis
    )  # fmt: skip


def place_at_heir(passing: Passing, posts: HeirPosts, unit: str, post: str) -> tuple[str, str]:
    """Unit and post of the heir for those of the old agency; the heir itself where it has no like."""
    if not unit:
        return "", ""
    post_now = posts.posts.get(post, "")
    if post_now:
        return posts.post_units[post_now], post_now
    return posts.units.get(unit, passing.new), ""


@transaction.atomic
def hand_over_rest(
    *, passing: Passing, place_code: str, sole: bool, by: Actor, at: datetime
) -> list[tuple[str, int, str]]:
    """Results on their way to the old desk go to the new one; unfinished filings have their chosen agency replaced, or asked
    anew where the old one has several heirs. Returns (key, owner, procedure) of those filings."""
    access.require(by, EDIT)
    ResultList.objects.filter(to_agency=passing.old, received_at=None).update(to_agency=passing.new)
    drafts = Draft.objects.select_for_update().filter(
        Q(competent_agency=passing.old), dossier=None, discarded_at=None
    )
    found = list(drafts.values_list("key", "owner_user_id", "procedure_code"))
    if sole:
        drafts.exclude(place_code="").update(place_code=place_code)
        drafts.update(competent_agency=passing.new)
    else:
        drafts.update(competent_agency="", place_code="")
    _record(passing, "hand_over_rest", {"drafts": len(found)}, by, at)
    return found


@transaction.atomic
def rename_in_dossiers(*, code: str, name: str, by: Actor, at: datetime) -> int:
    """Đổi tên: open dossiers bear the new name of the agency that decides; closed ones keep the one of their day."""
    access.require(by, EDIT)
    here = Dossier.objects.filter(to_hand_over(code), competent_agency=code)
    number = here.exclude(status=WAITING).update(competent_agency_name=name)
    audit.record(
        by, "dossiers.rename_agency", f"agency:{code}", at=at, after={"name": name, "dossiers": number}
    )
    return number
