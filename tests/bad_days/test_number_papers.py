"""Sixteen clerks at once: statutory papers and receipts are numbered without a gap and without a twin, on both databases."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable

from django.db import connection, transaction

from motcua.kernel import clock
from motcua.kernel.refusals import Refusal
from motcua.registries.procedures.models import Adoption, FeeRule
from motcua.services.dossiers import services as dossiers
from motcua.services.dossiers.models import Dossier, IssuedPaper
from motcua.services.dossiers.queries.paying import rates_of
from motcua.services.dossiers.tests.factories import AT, dossier_rows, make_procedure, make_town
from motcua.services.dossiers.types import Status
from motcua.services.payments.models import Receipt
from motcua.services.payments.types import Method, Wanted

CLERKS, EACH = 16, 3


def test_sixteen_clerks_number_papers_without_gap_or_twin(own_database):
    with clock.fixed(AT):
        town = make_town()
        clerks = [town.actor("clerk"), town.actor("clerk2")]
        codes = [row.code for row in dossier_rows(town, CLERKS * EACH, status=Status.SUBMITTED, tails=False)]

    def refuse(code: str, n: int) -> None:
        dossiers.refuse_at_reception(code=code, reason="Không thuộc thẩm quyền.", by=clerks[n % 2], at=AT)

    at_once(codes, refuse)
    numbers = sorted(int(paper.number.split("/")[0]) for paper in IssuedPaper.objects.all())
    assert numbers == list(range(1, CLERKS * EACH + 1))
    assert set(Dossier.objects.values_list("status", flat=True)) == {Status.NOT_ACCEPTED}


def test_sixteen_clerks_take_money_without_gap_or_twin(own_database):
    with clock.fixed(AT):
        town = make_town()
        make_procedure()
        FeeRule.objects.create(
            adoption=Adoption.objects.get(),
            kind="charge",
            name="Lệ phí",
            amount_vnd=8000,
            valid_from=AT.date(),
        )
        clerks = [town.actor("clerk"), town.actor("clerk2")]
        rows = dossier_rows(town, CLERKS * EACH, submitted_at=AT, tails=False)
        key = rates_of(rows[0])[0].key

    def collect(code: str, n: int) -> None:
        dossiers.collect_fees(
            code=code,
            wanted=[Wanted(key, 1)],
            method=Method.CASH,
            press=secrets.token_hex(4),
            by=clerks[n % 2],
            at=AT,
        )

    at_once([row.code for row in rows], collect)
    found = list(Receipt.objects.order_by("number").values_list("number", flat=True))
    assert found == list(range(1, CLERKS * EACH + 1))
    assert IssuedPaper.objects.filter(kind="fee").count() == len(found)


def at_once(codes: list[str], work: Callable[[str, int], None]) -> None:
    """Sixteen clerks do a thing to some dossiers each: begun and broken off, done, and tried again, which is refused."""
    gate, wrong = threading.Barrier(CLERKS), list[BaseException]()

    def clerk(n: int) -> None:
        try:
            gate.wait()
            with clock.fixed(AT):
                for code in codes[n * EACH : (n + 1) * EACH]:
                    try:  # the printer jams, the line breaks: what was begun is as if it had never been
                        with transaction.atomic():
                            work(code, n)
                            raise ConnectionError
                    except ConnectionError:
                        work(code, n)
                    try:
                        work(code, n)
                        raise AssertionError("done twice")
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
