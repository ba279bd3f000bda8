"""Commands of reports: keep a dossier's fact, count all again, write down what left the house, keep a report by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import transaction

from motcua.kernel import access, audit, clock, text
from motcua.kernel.access import Actor
from motcua.services.dossiers.queries import reporting
from motcua.services.dossiers.queries.reporting import Reportable

from .models import OPEN, Fact, FactMove, SavedReport
from .types import DONE, VIEW, ReportNotSaved, ReportNotThere

MOST_SAVED = 50


def fact_of(one: Reportable) -> Fact:
    """A dossier in local days. Where it came in is read from the code it bears for ever."""
    received = clock.local(one.accepted_at).date()
    returned = clock.local(one.returned_at).date() if one.returned_at else None
    return Fact(
        dossier_id=one.id, code=one.code, procedure_code=one.procedure_code, field_name=one.field_name,
        channel=one.channel, result_channel=one.result_channel, competent_agency=one.competent_agency,
        receiving_agency=one.code.rsplit("-", 2)[0], received_on=received, received_weekday=received.isoweekday(),
        ended_on=clock.local(one.finished_at).date() if one.finished_at else OPEN,
        outcome=one.timeliness if one.finished_at and one.timeliness in DONE else "", due_at=one.due_at,
        paused_at=None if one.finished_at else one.paused_at, returned_on=returned,
        returned_weekday=returned.isoweekday() if returned else None, digitised=one.digitised, reused=one.reused,
        stored=one.stored, result_form=one.result_form,
    )  # fmt: skip


@transaction.atomic
def count_dossier(*, code: str) -> None:
    """Đếm lại một hồ sơ: its fact as it now stands; one not accepted, or no longer, has none. Twice is as once. The dossier is
    held meanwhile: of two workers that count it at once, the one that reads last writes last."""
    one = reporting.reportable(code, held=True)
    if one is None:
        Fact.objects.filter(code=code).delete()
    else:
        fact_of(one).save()


@transaction.atomic
def recount(*, by: Actor, at: datetime, progress: Callable[[int], None] = lambda done: None) -> int:
    """Đếm lại tất cả: every fact from the dossiers themselves; tells how far it is, returns how many there are."""
    Fact.objects.all().delete()
    number, waiting = 0, list[Fact]()
    for one in reporting.all_reportable():
        waiting.append(fact_of(one))
        if len(waiting) == 2000:
            Fact.objects.bulk_create(waiting)
            number += len(waiting)
            waiting = []
            progress(number)
    Fact.objects.bulk_create(waiting)
    number += len(waiting)
    progress(number)
    audit.record(by, "reports.recount", "reports", at=at, after={"dossiers": number})
    return number


@transaction.atomic
def note_report(*, by: Actor, at: datetime, what: str, rows: int, kind: str) -> None:
    """Ghi lượt xem, lượt tải: a list with people's names was opened, or a report left the house as a file."""
    access.require(by, VIEW)
    audit.record(by, f"reports.{kind}", f"report:{what[:300]}", at=at, after={"rows": rows})


@transaction.atomic
def save_report(*, name: str, query: str, by: Actor, at: datetime) -> None:
    """Lưu báo cáo: what was asked, under a name; the same name again takes the place of the first."""
    access.require(by, VIEW)
    name = text.clean(name)[:80]
    if not name:
        raise ReportNotSaved("Báo cáo cần một cái tên.", next="Hãy ghi tên rồi bấm Lưu lại.")
    own = SavedReport.objects.select_for_update().filter(officer_code=by.id, removed_at=None)
    same = own.filter(name=name).first()
    if same is None and own.count() >= MOST_SAVED:
        raise ReportNotSaved(f"Bạn đã lưu {MOST_SAVED} báo cáo.", next="Hãy bỏ bớt một báo cáo không dùng.")
    row = same or SavedReport(officer_code=by.id, name=name)
    before, row.query, row.saved_at = row.query, query[:500], at
    row.save()
    audit.record(
        by, "reports.save", f"report:{row.pk}", at=at, before={"query": before}, after={"query": row.query}
    )


@transaction.atomic
def set_removed(*, report_id: int, removed: bool, by: Actor, at: datetime) -> str:
    """Bỏ một báo cáo đã lưu, or take it back; returns its name."""
    access.require(by, VIEW)
    row = SavedReport.objects.select_for_update().filter(pk=report_id, officer_code=by.id).first()
    if row is None:
        raise ReportNotThere("Không có báo cáo đã lưu này.", next="Hãy mở lại trang Báo cáo.")
    before, row.removed_at = row.removed_at, at if removed else None
    row.save(update_fields=["removed_at"])
    audit.record(
        by,
        "reports.remove",
        f"report:{row.pk}",
        at=at,
        before={"removed_at": before},
        after={"removed_at": row.removed_at},
    )
    return row.name


@transaction.atomic
def hand_over(*, dossier_ids: Sequence[int], old: str, new: str, on: date) -> int:
    """Bàn giao khi sắp xếp bộ máy: the facts of dossiers that another agency decides from a day on. Who decided them before
    stays known, so that a report of an earlier period, as organised then, says what it said."""
    moved = Fact.objects.filter(dossier_id__in=dossier_ids, competent_agency=old)
    FactMove.objects.bulk_create(
        [FactMove(dossier_id=pk, from_agency=old, moved_on=on) for pk in moved.values_list("pk", flat=True)],
        ignore_conflicts=True,
    )
    return moved.update(competent_agency=new)
