"""What every command of a petition does the same way: lock, ask, write down, wind the clock."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

from motcua.kernel import audit, text
from motcua.kernel.access import Actor
from motcua.kernel.ciphers import cipher
from motcua.kernel.refusals import NotAllowed
from motcua.kernel.words import say
from motcua.registries.calendars import queries as calendars
from motcua.services.notifications.queries import compose
from motcua.services.notifications.services import notify
from motcua.services.notifications.types import Text
from motcua.services.petitions import queries, rules
from motcua.services.petitions.models import Petition, Step
from motcua.services.petitions.types import PetitionInvalid, PetitionMoved, Sender, State

PURPOSE = queries.PURPOSE


def sealed(sender: Sender, words: str = "") -> str:
    """Who sent it, and the words where those rest apart too, as they rest in the table."""
    return cipher(PURPOSE).encrypt(json.dumps([asdict(sender), words], ensure_ascii=False).encode()).decode()


def locked(code: str, by: Actor, *states: State, seen: int) -> Petition:
    """The petition under lock, where this officer handles it and it stands as the page showed it.

    Raises:
        PetitionNotThere: no such petition, or not theirs.
        NotAllowed: it stands with another agency, and is theirs to see only.
        PetitionMoved: somebody has moved it since.
    """
    row = Petition.objects.select_for_update().filter(queries.in_hands(by), code=code).first()
    if row is None:
        if Petition.objects.filter(queries.scope(by), code=code).exists():
            raise NotAllowed(
                f"Đơn {code} đang ở cơ quan khác.", why="Bạn theo dõi được, cơ quan đang giữ mới xử lý.",
                next="Hãy nhắc cơ quan ấy.",
            )  # fmt: skip
        raise queries.not_there()
    if row.version != seen or row.standing not in states:
        raise PetitionMoved(
            f"Đơn {code} vừa có người xử lý: {row.standing.label.lower()}.", next="Hãy tải lại trang."
        )
    return row


def reason_of(words: str, doing: str, *, most: int = 1000) -> str:
    """Real words, cleaned.

    Raises:
        PetitionInvalid: none, or too many.
    """
    words = text.clean(words)
    if not 5 <= len(words) <= most:
        raise PetitionInvalid(
            say("Cần ghi lời cho việc “{doing}”, từ 5 đến {most} chữ cái.", doing=doing, most=most),
            next=say("Hãy viết ngắn, rõ; lời này được lưu lại."),
        )
    return words


def wind(row: Petition) -> None:
    """Set the hour at which somebody is told next: half a working day before the limit, then at it."""
    row.wakes_at = (
        rules.warned_at(row.due_at, calendars.calendar(row.agency_code)) if row.standing.is_open else None
    )


def keep(
    row: Petition, by: Actor, action: str, words: str, *, at: datetime, detail: str = "", public: bool = False
) -> None:
    """Save the petition's next version with its line of history and of the ledger. The ledger names no sender."""
    row.version += 1
    row.save()
    Step.objects.create(
        petition=row, at=at, by=by.title, action=action, words=words[:500], detail=detail, is_public=public
    )
    after = {"state": row.state, "agency": row.agency_code, "kind": row.kind}
    audit.record(by, f"petitions.{action}", f"petition:{row.code}", at=at, reason=detail[:500], after=after)


def tell_sender(row: Petition, text: Text, *, at: datetime, **facts: str) -> None:
    """Tell an account that sent it. A denunciation has none: no list of notices may point at who denounced."""
    if row.owner_user_id is not None and not row.kind_of.is_secret:
        words, detail = compose(text, at=at, code=row.code, **facts)
        notify(
            kind=text.kind, key=f"petitions:{row.pk}:{row.version}", words=words, detail=detail, link=f"/phan-anh/{row.token}/",
            subject=f"petition:{row.code}", users=[row.owner_user_id], at=at,
        )  # fmt: skip
