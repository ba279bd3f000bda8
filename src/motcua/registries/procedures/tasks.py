"""Jobs of the clock: drafts and limits whose day has come; and files of the catalogue, as soon as they are sent."""

from __future__ import annotations

from datetime import timedelta

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.outbox import periodic
from motcua.registries.procedures import queries, services
from motcua.registries.procedures.services.uploads import JOB
from motcua.registries.procedures.types import EDIT, IMPORTS_SILENT


@periodic(name="procedures.publish_due", every=timedelta(minutes=5))
def publish_due() -> None:
    """Publish what was to hold from today; what no longer fits waits, with its reason, for a person."""
    now = clock.now()
    for code in queries.drafts_due(clock.local(now).date()):
        services.publish_due(code=code, by=Actor.system("publish", EDIT), at=now)


@periodic(name="procedures.turn_limits", every=timedelta(hours=1))
def turn_limits() -> None:
    """A limit entered for today shows in lists and tables too, and among what has changed."""
    services.turn_limits(by=Actor.system("turn_limits", EDIT), at=clock.now())


@periodic(name=JOB, every=timedelta(minutes=1), lease=IMPORTS_SILENT)
def work_on_imports() -> None:
    """Read and take the files administrators sent; woken with each, and by the clock where a worker died over one."""
    services.work_on_imports()
