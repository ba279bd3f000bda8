"""News goes up: events written with the change they tell of, delivered after commit by a worker.

Delivery is at least once and in order within a stream; a listener's database effects and the mark
"heard" are one transaction, so hearing twice is harmless. What keeps failing backs off, then stands in a
list that an operator reads and retries.
"""

from __future__ import annotations

import dataclasses
import types as pytypes
import typing
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from motcua.kernel import commands
from motcua.kernel.events import Event as Event

Handler = Callable[[Any], None]


LEASE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Periodic:
    """A job that runs by the clock: every so often, or daily at a local time; ``lease`` is how long another worker
    waits before it takes the job over from one that fell silent."""

    name: str
    run: Callable[[], None]
    every: timedelta | None = None
    at: time | None = None
    lease: timedelta = LEASE

    def next_after(self, moment: datetime) -> datetime:
        """The next moment to run, strictly after ``moment`` (local, aware)."""
        if self.every is not None:
            return moment + self.every
        assert self.at is not None
        candidate = datetime.combine(moment.date(), self.at, moment.tzinfo)
        return candidate if candidate > moment else candidate + timedelta(days=1)


HANDLERS: dict[str, dict[str, Handler]] = {}
EVENTS: dict[str, type[Event]] = {}
PERIODIC: dict[str, Periodic] = {}
STEADY: dict[str, Callable[[], bool]] = {}

F = TypeVar("F", bound=Callable[..., None])


def handles(event: type[Event], *, name: str) -> Callable[[F], F]:
    """Register a listener; its name is stable, since deliveries are stored under it."""

    def register(handler: F) -> F:
        known = HANDLERS.setdefault(event.name, {})
        if known.setdefault(name, handler) is not handler:
            raise ValueError(f"two handlers are called {name}")
        EVENTS[event.name] = event
        return handler

    return register


def periodic(
    *,
    name: str,
    every: timedelta | None = None,
    at: str | None = None,
    lease: timedelta = LEASE,
) -> Callable[[F], F]:
    """Register a job: ``every=timedelta(...)`` or ``at="02:00"`` local time."""

    def register(run: F) -> F:
        PERIODIC[name] = Periodic(name, run, every, time.fromisoformat(at) if at else None, lease)
        return run

    return register


S = TypeVar("S", bound=Callable[[], bool])


def steady(*, name: str) -> Callable[[S], S]:
    """Register long work that waits in a table of its room, taken there piece by piece; it runs in a thread of the worker
    beside news and jobs, which never wait for it. The function does one piece and says whether there was one."""

    def register(run: S) -> S:
        STEADY[name] = run
        return run

    return register


def wake(name: str, *, at: datetime) -> None:
    """With the command that left it work: a job runs in the worker's next round instead of at its hour."""
    from motcua.kernel.outbox.models import Job

    Job.objects.filter(name=name, next_run_at__gt=at).update(next_run_at=at)


def publish(event: Event) -> None:
    """Write the event once a listener, with the command that tells of it; what nobody hears is not written."""
    from motcua.kernel.outbox.models import Delivery

    if not (listeners := HANDLERS.get(event.name)):
        return
    told: dict[str, Any] = {
        "stream": event.stream,
        "name": event.name,
        "payload": _to_plain(event),
        "occurred_at": event.occurred_at,  # type: ignore[attr-defined]
        "run_at": event.occurred_at,  # type: ignore[attr-defined]
    }
    for handler in listeners:
        commands.leave(Delivery(handler=handler, **told))


def _to_plain(event: Event) -> dict[str, Any]:
    assert dataclasses.is_dataclass(event)
    plain: dict[str, Any] = {}
    for field in dataclasses.fields(event):
        value = getattr(event, field.name)
        if isinstance(value, date | datetime):
            value = value.isoformat()
        elif isinstance(value, tuple | frozenset | set):
            value = list(value)
        plain[field.name] = value
    return plain


def from_plain(name: str, payload: dict[str, Any]) -> Event:
    """Rebuild an event from its stored form; unknown fields of newer writers are left aside."""
    kind = EVENTS[name]
    hints = typing.get_type_hints(kind)
    values = {}
    for field in dataclasses.fields(kind):  # type: ignore[arg-type]
        if field.name in payload:
            values[field.name] = _revive(hints[field.name], payload[field.name])
    return kind(**values)


def _revive(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    options = typing.get_args(hint) if isinstance(hint, pytypes.UnionType) else (hint,)
    if datetime in options:
        return datetime.fromisoformat(value)
    if date in options:
        return date.fromisoformat(value)
    if any(typing.get_origin(option) is tuple for option in options):
        return tuple(value)
    return value
