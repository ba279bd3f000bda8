"""Phân công thụ lý: who does the next step, chosen when the step of distributing is done, and taken back for a while."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel import access, outbox
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.registries.organizations.types import Holder as Officer
from motcua.services.dossiers.events import StepGiven
from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.queries.placing import able, agency_of_lane, gone, posts_for, standing
from motcua.services.dossiers.types import REASSIGN, RUNNING, CannotAssign, NotYourStep, Receipt, Status
from motcua.services.workflow import queries as processes
from motcua.services.workflow import services as workflow
from motcua.services.workflow.types import Holder, Node, NodeKind, TaskKind, TokenView

from .common import already, expect, locked, note, put_back
from .steps import assign, current_token, due_of, settle, subject, unit_words

NOT_CHOSEN = frozenset(
    {TaskKind.RETURN, TaskKind.RECEIVE, TaskKind.SUPPLEMENT, TaskKind.WAIT, TaskKind.CONSULT}
)
"""Kinds of steps nobody is chosen for: the desk's, and those that wait."""


def require_able(
    dossier: Dossier, lane: str, lane_name: str, task: str, to_officer: str, unit: str = ""
) -> Officer:
    """The officer a step is to be given to, in the ``unit`` where one is named too.

    Raises:
        CannotAssign: not of a unit that takes the step, not of the unit named, or away with nobody standing in.
    """
    people = able(dossier, lane, task)
    posts = [one for one in people if one.officer_code == to_officer]
    chosen = next((one for one in posts if unit in ("", one.unit_code)), None)
    if posts and chosen is None:
        words = f"{posts[0].full_name} làm việc ở {posts[0].unit_name}, không ở đơn vị “{unit}”."
        raise CannotAssign(
            words,
            next="Hãy bỏ đơn vị, ghi đúng đơn vị của người được chọn, hoặc chỉ chọn đơn vị.",
            places=[(("to_unit",), words)],
        )
    if chosen is None:
        raise CannotAssign(
            "Người được chọn không giữ chức vụ làm được bước này.",
            why="Chỉ người của đơn vị phụ trách lĩnh vực, thủ tục của hồ sơ mới nhận được việc.",
            next=f"Hãy chọn người thuộc {unit_words(dossier, lane, lane_name)}.",
        )
    if away := gone(people, chosen):
        raise CannotAssign(
            f"{chosen.full_name} đang vắng: {away}.", next="Hãy chọn người khác, hoặc để phòng tự nhận."
        )
    return chosen


class Choice:
    """What was chosen for the step that follows; asked by the process as it opens steps."""

    def __init__(self, dossier: Dossier, *, to_officer: str = "", to_unit: str = "") -> None:
        self.dossier, self.to_officer, self.to_unit = dossier, to_officer, to_unit
        self.given: dict[str, Officer] = {}
        self.words = ""

    def __call__(self, node: Node) -> Holder | None:
        posts = posts_for(self.dossier, node.lane)
        if node.kind is not NodeKind.TASK or node.task in NOT_CHOSEN or not posts:
            return None
        if self.to_officer:
            chosen = require_able(
                self.dossier, node.lane, node.lane, node.task, self.to_officer, self.to_unit
            )
            self.given[node.id], self.words = chosen, f"giao {chosen.full_name}"
            return Holder(chosen.unit_code, chosen.post_code, chosen.officer_code)
        if self.to_unit:
            own = [post for post in posts if post.unit_code == self.to_unit]
            if not own:
                raise CannotAssign(
                    "Đơn vị được chọn không làm bước này.",
                    next="Hãy chọn một trong các đơn vị trang đưa ra.",
                )
            self.words = f"để {own[0].unit_name} tự nhận"
            return Holder(self.to_unit, own[0].code if len(own) == 1 else "")
        found = standing(self.dossier, node.lane)
        if found.unit_code == found.agency_code and any(post.is_held for post in posts):
            raise CannotAssign(
                "Cần chọn đơn vị hoặc người thụ lý.",
                why="Nhiều đơn vị của cơ quan cùng làm được bước tiếp theo.",
                next="Hãy chọn một người, hoặc một đơn vị để đơn vị tự nhận.",
            )
        self.words = f"để {found.unit_name} tự nhận" if found.unit_name else ""
        return None

    def require_used(self) -> None:
        """Refuse a choice that no opened step took."""
        if (self.to_officer or self.to_unit) and not self.words:
            raise CannotAssign(
                "Bước tiếp theo không do người trong cơ quan làm nên không phân công được.",
                next="Hãy hoàn thành bước mà không chọn người.",
            )

    def tell(self, tokens: tuple[TokenView, ...], *, by: Actor, at: datetime) -> None:
        """News for whoever was given a step."""
        for token in tokens:
            given = self.given.get(token.node)
            if given is not None and given.officer_code != by.id:
                outbox.publish(
                    StepGiven(
                        code=self.dossier.code,
                        occurred_at=at,
                        token_id=token.id,
                        step=token.name,
                        to_officer=given.officer_code,
                        by_name=by.name,
                        reason="Phân công thụ lý",
                    )
                )


@command
def unassign(
    *, code: str, token_id: int, by: Actor, at: datetime, was: int | None = None, seen: int | None = None
) -> Receipt:
    """Hoàn tác phân công: the step that was given out closes, the step of distributing is open again, and the dossier
    is in the state it ``was`` in.

    Only who distributed takes it back, and only while nobody has begun.
    """
    dossier = locked(code, seen=seen)
    token = current_token(dossier, token_id)
    access.require(by, REASSIGN, agency_code=agency_of_lane(dossier, token.lane))
    expect(dossier, *RUNNING, doing="hoàn tác phân công", action="unassign")
    if token.claimed_by:
        raise already(dossier)
    done = [one for one in processes.history(subject(dossier)) if one.ended == "done"]
    if not done or done[-1].task != TaskKind.ASSIGN or done[-1].done_by != by.id:
        raise NotYourStep(
            "Việc này không do bạn phân công.", next="Hãy dùng “Chuyển người khác” nếu cần đổi người thụ lý."
        )
    advance = workflow.send_back(
        token_id=token.id, to_node=done[-1].node, reason="Hoàn tác phân công", by=by, at=at, assign=assign(dossier),
        due_calculator=due_of(dossier),
    )  # fmt: skip
    settle(dossier, advance, by=by, at=at, done=token)
    if was == Status.ACCEPTED:
        put_back(dossier, Status.ACCEPTED, at=at)
    note(dossier, by, "unassign", f"Hoàn tác phân công: {token.name}", at=at, public=False)
    return Receipt(code=code, due_at=dossier.due_at)
