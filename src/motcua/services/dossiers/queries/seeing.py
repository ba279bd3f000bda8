"""Who may see a dossier, and how: one door for officers, citizens and strangers with a code."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from motcua.kernel import access
from motcua.kernel.access import Actor
from motcua.kernel.refusals import NotThere
from motcua.kernel.words import say
from motcua.registries.people.types import proven
from motcua.services.accounts import queries as accounts
from motcua.services.dossiers.models import Dossier, Work
from motcua.services.dossiers.types import REASSIGN, VIEW_AGENCY, VIEW_ALL, DossierNotThere
from motcua.services.workflow.types import TaskKind

EVERYTHING = (Q(),)
ASKED = Q(task=TaskKind.CONSULT.value)
AGENCIES = ("receiving_agency", "competent_agency")


def is_owner(by: Actor, dossier: Dossier) -> bool:
    """Whether a citizen filed it, is its applicant, or submitted it for the applicant."""
    if by.kind != "citizen":
        return False
    if dossier.owner_user_id is not None and dossier.owner_user_id == by.user_id:
        return True
    return bool(by.id) and proven(by) and by.id in (dossier.applicant_id_number, dossier.submitter_id_number)


def visible_to(by: Actor) -> QuerySet[Dossier]:
    """The dossiers an actor may see at all: own ones, those of the agencies the post reaches, or the province's."""
    own = _own_arms(by)
    if own == EVERYTHING:  # an empty Q in an OR counts for nothing
        return Dossier.objects.all()
    whole = Q(pk__in=_held_by(by)) if by.kind == "officer" else Q(pk__in=())
    for arm in own:
        whole |= arm
    return Dossier.objects.filter(whole)


def opens(by: Actor, codes: Iterable[str]) -> set[str]:
    """Which of these dossiers this person can open: a paper may be theirs whose dossier another filed."""
    return set(visible_to(by).filter(code__in=set(codes)).values_list("code", flat=True))


def arms(by: Actor, *, walked: bool = True) -> tuple[Q, ...]:
    """The same as a list walks it (`kernel.pages`): an OR of conditions, each with an index of its own. What is only
    counted, not ``walked``, takes all agencies of the post in one.

    What is held away from the post's agencies is looked up first: it is little or nothing, and a planner that does
    not know so walks the whole table for it.
    """
    found = _own_arms(by, walked=walked)
    if by.kind == "officer" and found != EVERYTHING:
        codes = _codes(by) if access.allows(by, VIEW_AGENCY) else []
        held = list(_held_by(by).exclude(agency_code__in=codes).values_list("dossier_id", flat=True))
        found = (*found, Q(pk__in=held)) if held else found
    return found or (Q(pk__in=()),)


def _own_arms(by: Actor, *, walked: bool = True) -> tuple[Q, ...]:
    if by.kind == "system" or access.allows(by, VIEW_ALL):
        return EVERYTHING
    found: list[Q] = []
    if by.kind == "citizen":
        if by.user_id is not None:
            found.append(Q(owner_user_id=by.user_id))
        if by.id and proven(by):
            found += [Q(applicant_id_number=by.id), Q(submitter_id_number=by.id)]
    elif by.kind == "officer" and access.allows(by, VIEW_AGENCY):
        found += agency_arms(by) if walked else [Q(**{f"{column}__in": _codes(by)}) for column in AGENCIES]
    return tuple(found)


def _codes(by: Actor) -> list[str]:
    return sorted(by.agency_codes | {by.agency_code})


def agency_arms(by: Actor) -> list[Q]:
    """What the agencies of the post took in, and what they decide. The point that took a dossier in is the receiving
    unit whose code it bears, so two agencies see it at most."""
    return [Q(**{column: code}) for column in AGENCIES for code in _codes(by)]


def _held_by(by: Actor) -> QuerySet:
    held = Q(officer_code=by.id)
    if by.post_code:  # an empty code would match every step nobody holds
        held |= Q(post_code=by.post_code)
    if by.unit_code:
        held |= Q(unit_code=by.unit_code)
    if access.allows(by, REASSIGN):  # the common queues of the agencies they distribute in
        held |= Q(unit_code__in=_codes(by))
    # Who is only asked an opinion sees the question (queries.consulting), not the dossier.
    return Work.objects.filter(held).exclude(Q(lane__contains="@") | ASKED).values("dossier_id")


def dossier_for(by: Actor, code: str) -> Dossier:
    """The dossier, if this person may see it.

    Raises:
        DossierNotThere: not there, or not theirs; both answer alike.
    """
    found = visible_to(by).filter(code=code).first()
    if found is None:
        raise DossierNotThere(
            say("Không tìm thấy hồ sơ “{code}” trong phạm vi của bạn.", code=code[:60]),
            next=say("Hãy kiểm tra lại mã in trên giấy tiếp nhận, hoặc chọn đúng chức vụ."),
        )
    return found


def officers_who_see(dossier: Dossier, officer_codes: Iterable[str]) -> list[str]:
    """Those of some officers who may see a dossier in any of their posts today, by the same door as its page."""
    found = []
    for code in officer_codes:
        try:
            hats = accounts.actors_of_officer(code)
        except NotThere:
            continue
        if any(visible_to(hat).filter(pk=dossier.pk).exists() for hat in hats):
            found.append(code)
    return found
