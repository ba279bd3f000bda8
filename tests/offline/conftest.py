"""The small province, and a machine that was prepared at its desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.services.dossiers.types import Filing
from motcua.services.offline import queries, services
from motcua.services.offline.types import Answer, Prepared, Sent
from tests.support.province import Province, standing

KEY = "may-quay-1-0000000000000000"
CODE = "1.001612"


@dataclass
class Machine:
    """A counter's machine as commands see it."""

    province: Province
    key: str = KEY
    made: Prepared | None = None
    given: int = 0
    at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.at = self.province.at

    def prepare(self, by: Actor | None = None, used: list[str] | None = None) -> Prepared:
        """Contact with the server."""
        self.made = services.prepare(
            device_key=self.key, name="Quầy 1", waiting=0, clock_behind_s=0, used=used or [],
            by=by or self.province.clerk, at=self.at,
        )  # fmt: skip
        return self.made

    def sent(
        self, number: str = "", *, key: str = "", minutes: int = 30, code: str = CODE, **changes: Any
    ) -> Sent:
        """An intake taken in so long after the numbers were reserved."""
        assert self.made is not None
        number = number or self.made.numbers[self.given].code
        self.given += 1
        now, _ = queries.procedure_on(code, self.at.date(), self.province.desk.code, self.filing(code))
        values: dict[str, Any] = {
            "device": self.key, "key": key or f"phieu-{number}"[:40].ljust(24, "x"), "number": number,
            "claimed_at": self.at + timedelta(minutes=minutes), "digest": f"{self.given:064d}",
            "fields": (("thu_tuc", code), ("hs-name", "Nguyễn Văn Ẫm")), "procedure": now,
        }  # fmt: skip
        return Sent(**(values | changes))

    def filing(self, code: str = CODE, **changes: Any) -> Filing:
        """What the form says."""
        return self.province.filing(code, answers={}, **changes)

    def send(self, sent: Sent, *, by: Actor | None = None, hours: float = 4, **changes: Any) -> Answer:
        """The line is back."""
        at = self.at + timedelta(hours=hours)
        filing = self.filing(str(sent.procedure["code"]), **changes)
        with clock.fixed(at):
            return services.receive(
                sent=sent, filing=filing, limit=None, faults=[], by=by or self.province.clerk, at=at
            )


@pytest.fixture(scope="package")
def laid(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), standing():
        yield


@pytest.fixture
def machine(laid: None, db: None) -> Iterator[Machine]:
    found = Machine(Province())
    with clock.fixed(found.at):
        found.prepare()
        yield found


@pytest.fixture
def told(machine: Machine, news: Callable[..., list[Any]]) -> Callable[[], list[str]]:
    """Names of the events published since the test began."""
    return lambda: [one.name for one in news()]
