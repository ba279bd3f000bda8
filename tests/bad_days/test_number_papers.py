"""Sixteen clerks at once: statutory papers are numbered without a gap and without a twin, on both databases."""

from __future__ import annotations

import threading

from django.db import connection, transaction

from motcua.kernel import clock
from motcua.kernel.refusals import Refusal
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import Dossier, IssuedPaper
from motcua.services.dossiers.tests.factories import AT, dossier_rows, make_town
from motcua.services.dossiers.types import Status

CLERKS, EACH = 16, 3


def test_sixteen_clerks_number_papers_without_gap_or_twin(own_database):
    with clock.fixed(AT):
        town = make_town()
        clerks = [town.actor("clerk"), town.actor("clerk2")]
        codes = [row.code for row in dossier_rows(town, CLERKS * EACH, status=Status.SUBMITTED, tails=False)]
    gate, wrong = threading.Barrier(CLERKS), list[BaseException]()

    def refuse(code: str, n: int) -> None:
        dossiers.refuse_at_reception(code=code, reason="Không thuộc thẩm quyền.", by=clerks[n % 2], at=AT)

    def clerk(n: int) -> None:
        try:
            gate.wait()
            with clock.fixed(AT):
                for code in codes[n * EACH : (n + 1) * EACH]:
                    try:  # the printer jams, the line breaks: what was begun is as if it had never been
                        with transaction.atomic():
                            refuse(code, n)
                            raise ConnectionError
                    except ConnectionError:
                        refuse(code, n)
                    try:
                        refuse(code, n)
                        raise AssertionError("refused twice")
                    except Refusal:
                        pass
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=clerk, args=(n,)) for n in range(CLERKS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert wrong == []
    numbers = sorted(int(paper.number.split("/")[0]) for paper in IssuedPaper.objects.all())
    assert numbers == list(range(1, CLERKS * EACH + 1))
    assert set(Dossier.objects.values_list("status", flat=True)) == {Status.NOT_ACCEPTED}
