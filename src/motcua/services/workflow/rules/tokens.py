"""The token step: where the tokens of a process stand after a task is done.

A token stands on a task, or waits at a join for the others. An exclusive gateway follows the first flow
whose conditions hold, else the default; a parallel gateway takes one token from every flow into it and
puts one on every flow out of it. Ends swallow tokens; a process is over when none is left.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from motcua.kernel.refusals import Refusal
from motcua.services.workflow.rules import conditions
from motcua.services.workflow.types import (
    OUTCOME,
    BadOutcome,
    BadProcess,
    CannotMove,
    Facts,
    Flow,
    Node,
    NodeKind,
    Place,
    ProcessDefinition,
    TaskKind,
)

Marking = tuple[Place, ...]
"""A multiset of places, sorted: equal states compare equal."""

MAX_HOPS = 1_000


@dataclass(frozen=True, slots=True)
class Moved:
    """What one step did to the tokens."""

    added: tuple[Place, ...]  # new places, tasks and joins still waiting
    joined: tuple[Place, ...]  # places of tokens that a join took up
    ended: tuple[str, ...]  # end nodes reached


def marking(places: Iterable[Place]) -> Marking:
    return tuple(sorted(places, key=lambda p: (p.node, p.via)))


def begin(d: ProcessDefinition, facts: Facts) -> Moved:
    """The first tokens."""
    return _flow_on(d, d.outgoing(d.start.id), (), None, facts)


def advance(d: ProcessDefinition, state: Marking, node_id: str, outcome: str | None, facts: Facts) -> Moved:
    """Finish one task: its token moves on, the rest of the state stays."""
    node = d.node(node_id)
    if node.kind is not NodeKind.TASK or Place(node_id) not in state:
        raise CannotMove(
            "Bước này không đang chờ làm.",
            why=f"Quy trình không đang ở bước “{node.name or node_id}”.",
            next="Tải lại trang để thấy bước hiện tại.",
        )
    rest = list(state)
    rest.remove(Place(node_id))
    return _flow_on(d, d.outgoing(node_id), tuple(rest), outcome_of(node, outcome), facts)


def openings(
    d: ProcessDefinition, state: Marking, node_id: str, facts: Facts
) -> dict[str, tuple[TaskKind, ...]]:
    """The kinds of tasks each outcome of a waiting task opens, as things stand; what can go nowhere opens none."""
    found: dict[str, tuple[TaskKind, ...]] = {}
    for outcome in [one.code for one in d.node(node_id).outcomes] or [""]:
        try:
            moved = advance(d, state, node_id, outcome, facts)
        except Refusal:
            found[outcome] = ()
        else:
            found[outcome] = tuple(d.node(place.node).task for place in moved.added if not place.via)
    return found


def outcome_of(node: Node, outcome: str | None) -> str | None:
    """The outcome as the task declares it: one declared outcome may be left unsaid, an unknown one is refused."""
    declared = [o.code for o in node.outcomes]
    if not outcome and len(declared) <= 1:
        return declared[0] if declared else None
    if outcome in declared:
        return outcome
    if not outcome:
        why = "Bước này có nhiều kết quả, cần chọn một."
    else:
        why = f"Bước “{node.name}” không có kết quả “{outcome}”."
    names = "; ".join(o.name for o in node.outcomes)
    raise BadOutcome(
        "Chưa ghi được kết quả bước.", why=why, next=f"Chọn một trong: {names}." if names else ""
    )


def apply(state: Marking, node_id: str | None, moved: Moved) -> Marking:
    """The state after a move (pure bookkeeping for checks and tests)."""
    left = Counter(state)
    if node_id is not None:
        left[Place(node_id)] -= 1
    left.subtract(moved.joined)
    left.update(moved.added)
    return marking(left.elements())


def _flow_on(
    d: ProcessDefinition, flows: tuple[Flow, ...], rest: tuple[Place, ...], outcome: str | None, facts: Facts
) -> Moved:
    seen = {**facts, OUTCOME: outcome} if outcome else {k: v for k, v in facts.items() if k != OUTCOME}
    waiting = Counter(p for p in rest if p.via)
    added: Counter[Place] = Counter()
    joined: list[Place] = []
    ended: list[str] = []
    todo: deque[tuple[Flow, Facts]] = deque((f, seen) for f in flows)
    hops = 0
    while todo:
        flow, view = todo.popleft()
        node = d.node(flow.target)
        hops += 1
        if hops > MAX_HOPS:
            raise BadProcess(
                "Quy trình chạy vòng không dừng.",
                why=f"Các cổng quanh “{node.id}” nối thành vòng không có việc nào ở giữa.",
                next="Báo quản trị viên sửa quy trình.",
            )
        if node.kind is NodeKind.TASK:
            added[Place(node.id)] += 1
        elif node.kind is NodeKind.END:
            ended.append(node.id)
        elif node.kind is NodeKind.EXCLUSIVE:
            todo.append((choose(d, node, view), view))
        else:
            into = d.incoming(node.id)
            if len(into) > 1:
                here = Place(node.id, flow.id)
                added[here] += 1
                if not all(waiting[Place(node.id, f.id)] + added[Place(node.id, f.id)] > 0 for f in into):
                    continue
                for f in into:
                    place = Place(node.id, f.id)
                    if added[place]:
                        added[place] -= 1
                    else:
                        waiting[place] -= 1
                        joined.append(place)
                # Behind a join nobody's outcome speaks for all.
                view = {k: v for k, v in view.items() if k != OUTCOME}
            todo.extend((f, view) for f in d.outgoing(node.id))
    return Moved(marking(added.elements()), tuple(joined), tuple(ended))


def choose(d: ProcessDefinition, gateway: Node, facts: Facts) -> Flow:
    flows = d.outgoing(gateway.id)
    for flow in flows:
        if flow.when and all(conditions.holds(c, facts) for c in flow.when):
            return flow
    for flow in flows:
        if flow.default or (len(flows) == 1 and not flow.when):
            return flow
    raise CannotMove(
        "Quy trình không có nhánh cho trường hợp này.",
        why=f"Không điều kiện nào của cổng “{gateway.name or gateway.id}” đúng và cổng không có nhánh mặc định.",
        next="Báo quản trị viên sửa quy trình; hồ sơ vẫn ở bước cũ.",
    )


# ---------- all states a process can be in ----------


@dataclass(frozen=True)
class States:
    """The reachability graph, with every choice at a gateway taken as possible."""

    markings: frozenset[Marking]
    steps: frozenset[str]  # nodes a token can come through
    dead: tuple[Marking, ...]  # nothing can move and the process is not over
    crowded: tuple[Marking, ...]  # two tokens in one place
    whole: bool  # False when the search stopped at its bound
    endless: bool  # some state can never come to an end


@lru_cache(maxsize=512)
def states(d: ProcessDefinition, bound: int = 4_000) -> States:
    first = _spread(d, tuple(f.id for f in d.outgoing(d.start.id)), ())
    steps: set[str] = {d.start.id}
    found: dict[Marking, set[Marking]] = {}
    todo: deque[Marking] = deque()
    crowded: list[Marking] = []
    for state, through in first:
        steps |= through
        todo.append(state)
    whole = True
    while todo:
        state = todo.popleft()
        if state in found:
            continue
        if len(found) >= bound:
            whole = False
            break
        following: set[Marking] = set()
        found[state] = following
        if max(Counter(state).values(), default=0) > 1:
            crowded.append(state)  # unsafe: do not follow, it may grow without end
            continue
        for place in state:
            if place.via:
                continue
            rest = tuple(p for p in state if p is not place)
            for after, through in _spread(d, tuple(f.id for f in d.outgoing(place.node)), rest):
                steps |= through
                following.add(after)
                todo.append(after)
    dead = tuple(s for s, after in found.items() if s and not after and s not in crowded)
    return States(
        frozenset(found), frozenset(steps), dead, tuple(crowded), whole, _endless(found) if whole else False
    )


def _endless(graph: dict[Marking, set[Marking]]) -> bool:
    before: dict[Marking, set[Marking]] = {s: set() for s in graph}
    for state, after in graph.items():
        for one in after:
            if one in before:
                before[one].add(state)
    good: set[Marking] = set()
    todo = [s for s in graph if not s]
    while todo:
        state = todo.pop()
        if state not in good:
            good.add(state)
            todo.extend(before[state])
    return any(s not in good for s in graph)


def _spread(
    d: ProcessDefinition, flows: tuple[str, ...], rest: tuple[Place, ...]
) -> list[tuple[Marking, frozenset[str]]]:
    """Every marking that pushing tokens along these flows may give, choices open."""
    by_id = {f.id: f for f in d.flows}
    results: dict[Marking, frozenset[str]] = {}
    stack: list[tuple[tuple[str, ...], Counter[Place], frozenset[str], frozenset[str]]] = [
        (flows, Counter(rest), frozenset(), frozenset())
    ]
    guard = 0
    while stack:
        pending, places, through, gates = stack.pop()
        guard += 1
        if guard > 20_000:
            break
        if not pending:
            state = marking(places.elements())
            results[state] = results.get(state, frozenset()) | through
            continue
        flow, others = by_id[pending[0]], pending[1:]
        node = d.node(flow.target)
        through = through | {node.id}
        if node.kind is NodeKind.TASK:
            stack.append((others, places + Counter([Place(node.id)]), through, gates))
        elif node.kind is NodeKind.END:
            stack.append((others, places, through, gates))
        elif node.kind is NodeKind.EXCLUSIVE:
            if flow.id in gates:
                continue  # a ring of gateways: the checker names it
            for out in d.outgoing(node.id):
                stack.append(((*others, out.id), places, through, gates | {flow.id}))
        else:
            into = d.incoming(node.id)
            if len(into) > 1:
                now = places + Counter([Place(node.id, flow.id)])
                need = [Place(node.id, f.id) for f in into]
                if not all(now[p] for p in need):
                    stack.append((others, now, through, gates))
                    continue
                places = now - Counter(need)
            if flow.id in gates:
                continue
            onward = tuple(f.id for f in d.outgoing(node.id))
            stack.append((others + onward, places, through, gates | {flow.id}))
    return list(results.items())
