"""What must hold of all dossiers whatever has died in between."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Sum

from motcua.kernel import audit, clock
from motcua.kernel.numbers.models import Series
from motcua.kernel.outbox.models import Delivery
from motcua.kernel.outbox.worker import drain
from motcua.services.dossiers.models import Dossier, IssuedPaper, JournalEntry, Result, Work
from motcua.services.dossiers.types import PAUSED, RUNNING, Status
from motcua.services.files import queries as files
from motcua.services.indicators.models import DailyFact
from motcua.services.workflow import queries as processes


def broken() -> list[str]:
    """Every sentence here is a fault; an empty list is a healthy house."""
    return [*_numbers(), *_states(), *_papers(), *_files(), *_ledger(), *_news()]


def _numbers() -> list[str]:
    """Codes, register lines and result numbers: each used once, none left out."""
    faults = []
    used: dict[str, list[int]] = defaultdict(list)
    for code in Dossier.objects.values_list("code", flat=True):
        agency, day, number = code.rsplit("-", 2)
        used[f"dossier:{agency}:{day}"].append(int(number))
    for agency, volume, number in Dossier.objects.exclude(register_number=None).values_list(
        "receiving_agency", "register_volume", "register_number"
    ):
        used[f"register:{agency}:{volume}"].append(number)
    for paper in IssuedPaper.objects.select_related("dossier"):
        number, suffix = paper.number.split("/")
        used[f"paper:{paper.dossier.receiving_agency}:{paper.issued_at.year}:{suffix}"].append(int(number))
    for result in Result.objects.exclude(number="").filter(on_paper=False).select_related("dossier"):
        used[
            f"result:{result.dossier.competent_agency}:{result.dossier.submitted_at.year}:{result.template}"
        ].append(int(result.number))
    for series, numbers in used.items():
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            faults.append(f"{series}: {sorted(numbers)[:20]} has a gap or a number used twice")
        last = Series.objects.filter(name=series).values_list("last", flat=True).first()
        if last != len(numbers):
            faults.append(f"{series}: counter says {last}, {len(numbers)} in use")
    return faults


def _states() -> list[str]:
    """Status, open steps, queue rows and journal agree."""
    faults = []
    work: dict[str, set[int]] = defaultdict(set)
    for code, token in Work.objects.values_list("dossier__code", "token_id"):
        work[code].add(token)
    for dossier in Dossier.objects.all():
        open_tokens = {t.id for t in processes.open_tokens(f"dossier:{dossier.code}") if t.name}
        if open_tokens != work[dossier.code]:
            faults.append(f"{dossier.code}: open steps {open_tokens} but queue rows {work[dossier.code]}")
        alive = dossier.state in (*RUNNING, *PAUSED, Status.FINISHED) and dossier.accepted_at is not None
        if alive != bool(open_tokens):
            faults.append(f"{dossier.code}: {dossier.state.name} with {len(open_tokens)} open steps")
        lines = JournalEntry.objects.filter(dossier=dossier).count()
        if dossier.version != lines + 1:
            faults.append(f"{dossier.code}: version {dossier.version} after {lines} journal lines")
    return faults


def _papers() -> list[str]:
    faults = []
    for dossier in Dossier.objects.exclude(accepted_at=None):
        receipts = IssuedPaper.objects.filter(dossier=dossier, kind="receipt").count()
        if receipts != 1:
            faults.append(f"{dossier.code}: {receipts} receipts")
    for dossier in Dossier.objects.filter(status=Status.RETURNED):
        signed = Result.objects.filter(dossier=dossier, superseded_at=None).signed().count()
        if signed != 1:
            faults.append(f"{dossier.code}: returned with {signed} signed results")
    return faults


def _files() -> list[str]:
    return [str(fault) for fault in files.fsck(deep=False) if "missing" in str(fault).lower()]


def _news() -> list[str]:
    """Every event is written once a listener, none is dead, and the public figures equal a direct count."""
    faults = [f"{row}: waits for a person" for row in Delivery.objects.filter(state=Delivery.State.DEAD)[:5]]
    drain()
    Delivery.objects.filter(state=Delivery.State.PENDING).update(lease_until=None, run_at=clock.now())
    drain()
    waiting = Delivery.objects.filter(state=Delivery.State.PENDING).count()
    if waiting:
        faults.append(f"{waiting} deliveries do not end")
    stored = DailyFact.objects.aggregate(
        received=Sum("received", default=0), returned=Sum("returned", default=0)
    )
    received = Dossier.objects.exclude(accepted_at=None).count()
    returned = Dossier.objects.exclude(returned_at=None).count()
    if (stored["received"], stored["returned"]) != (received, returned):
        faults.append(f"public figures {stored}, dossiers {received} received, {returned} returned")
    return faults


def _ledger() -> list[str]:
    fault = audit.verify()
    return [fault] if fault else []
