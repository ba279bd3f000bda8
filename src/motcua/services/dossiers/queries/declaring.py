"""The declaration of a dossier after it was filed: the frame it is held to, and who may complete or correct it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from motcua.kernel import access, clock
from motcua.kernel.access import Actor
from motcua.registries.eforms import queries as eforms
from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.types import ACCEPT, PROCESS, RUNNING, Status
from motcua.services.workflow.types import TaskKind, TokenView

from .offer import Offer, offer_of
from .placing import works_at

CHANGED_IN = (Status.SUBMITTED, Status.SUPPLEMENT, *RUNNING)
LAST_STEPS = frozenset({TaskKind.SIGN, TaskKind.RETURN})
"""Steps at which the paper lies before the signer or the citizen: it is sent back before the declaration changes."""


def frame_of(dossier: Dossier) -> Offer:
    """What the province offered on the day of filing, over the form the dossier was received under."""
    offer = offer_of(dossier.procedure_code, clock.local(dossier.submitted_at).date())
    if dossier.form_version_id is None or dossier.form_version_id == offer.form_version_id:
        return offer
    form = eforms.version(dossier.form_version_id)
    return replace(offer, form_version_id=form.id, definition=form.definition)


def filer_of(dossier: Dossier) -> str:
    """The personal number of who filed it."""
    return dossier.submitter_id_number or dossier.applicant_id_number


def decider_of(dossier: Dossier, frame: Offer, answers: dict[str, Any]) -> str:
    """The agency these answers make competent, where nothing in them says so the one that is."""
    here = frame.agency(dossier.competent_agency, frame.on).place_code
    return frame.competent(here, dossier.helper_agency, frame.on, answers)


def open_questions(dossier: Dossier) -> dict[str, str]:
    """What decides its case and is not answered: code to words."""
    if not dossier.undecided or dossier.form_version_id is None:
        return {}
    definition = eforms.version(dossier.form_version_id).definition
    fields = {item.code: item.label for item in definition.fields()}
    return {code: fields.get(code, code) for code in dossier.undecided}


def may_declare(by: Actor, dossier: Dossier, mine: Sequence[TokenView]) -> bool:
    """Whether the page is offered: to the desk before acceptance, then to who does an open step (``mine``)."""
    if by.kind != "officer" or dossier.form_version_id is None or dossier.state not in CHANGED_IN:
        return False
    if dossier.accepted_at is None:
        return access.allows(by, ACCEPT, agency_code=dossier.receiving_agency)
    if not access.allows(by, PROCESS):
        return False
    return any(token.task not in LAST_STEPS and works_at(by, dossier, token) for token in mine)
