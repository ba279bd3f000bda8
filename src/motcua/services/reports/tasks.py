"""Jobs of reports."""

from datetime import timedelta

from motcua.kernel import clock
from motcua.kernel.access import Actor
from motcua.kernel.outbox import periodic
from motcua.services.workflow import queries as processes

from . import queries, services


@periodic(name="reports.count_moved", every=timedelta(minutes=2))
def count_moved() -> None:
    """A clock may stop or go on without a change of state: dossiers whose steps moved of late are counted again. An
    installation that had no facts yet counts all dossiers once."""
    if queries.nothing_counted():
        services.recount(by=Actor.system("reports"), at=clock.now())
        return
    for name in processes.moved_since(clock.now() - timedelta(minutes=5)):
        services.count_dossier(code=name.removeprefix("dossier:"))
