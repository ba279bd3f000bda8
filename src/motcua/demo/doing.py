"""Who does a step, for scenarios, replay and tests: people of the unit where it lies."""

from __future__ import annotations

from motcua.kernel.access import Actor
from motcua.services.accounts import queries as accounts
from motcua.services.dossiers.queries.placing import able
from motcua.services.dossiers.queries.seeing import dossier_for
from motcua.services.dossiers.services.next_steps import assignees
from motcua.services.workflow.types import TaskKind, TokenView

SEER = Actor.system("scenario")


def doers(code: str, token: TokenView) -> list[Actor]:
    """Officers who may do an open step; none where it waits outside or to be distributed."""
    people = [
        holder
        for holder in able(dossier_for(SEER, code), token.lane, token.task)
        if token.unit_code == holder.unit_code
        and token.post_code in ("", holder.post_code)
        and (token.claimed_by or token.officer_code) in ("", holder.officer_code)
    ]
    return [accounts.actor_of_officer(holder.officer_code, holder.post_code) for holder in people]


def given_to(code: str, token: TokenView) -> str:
    """Whom a step of distributing proposes for the next one; nobody for any other step."""
    return assignees(dossier_for(SEER, code), token).first if token.task == TaskKind.ASSIGN else ""
