"""What waits for the citizen."""

from __future__ import annotations

from datetime import datetime, timedelta

from motcua.services.dossiers.models import Dossier, Work
from motcua.services.workflow import queries as processes
from motcua.services.workflow.types import TokenView

CITIZEN_LANE = "cong_dan"
SILENCE = "im_lang"


def step_of_citizen(dossier: Dossier) -> TokenView | None:
    """The step that waits for the citizen's answer, with the answers that may be given."""
    tokens = processes.open_tokens(f"dossier:{dossier.code}")
    return next((token for token in tokens if token.lane == CITIZEN_LANE), None)


def answers_of(step: TokenView | None) -> list[tuple[str, str]]:
    """(code, words) of the answers a citizen may give; silence is not one of them."""
    if step is None:
        return []
    return [(one.code, one.name) for one in step.outcomes if not one.code.startswith(SILENCE)]


def silent_steps(now: datetime) -> list[tuple[str, int, str]]:
    """(dossier code, step, outcome) of steps older than a day whose process takes silence for an answer."""
    rows = Work.objects.filter(lane=CITIZEN_LANE, entered_at__lt=now - timedelta(days=1)).select_related(
        "dossier"
    )
    found = []
    for row in rows.order_by("id").iterator(chunk_size=500):
        token = processes.token(row.token_id)
        outcome = next((one.code for one in token.outcomes if one.code.startswith(SILENCE)), "")
        if outcome:
            found.append((row.dossier.code, row.token_id, outcome))
    return found
