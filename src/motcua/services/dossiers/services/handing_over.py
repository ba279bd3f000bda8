"""Bàn giao kết quả: the agency hands signed results to the desk on a numbered list; the desk says that it has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from motcua.kernel import access, audit, clock, numbers
from motcua.kernel.access import Actor
from motcua.kernel.commands import command
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers.models import Dossier, ResultList, ResultListLine
from motcua.services.dossiers.queries.paying import subject_of
from motcua.services.dossiers.queries.result_lists import list_for, to_hand_over
from motcua.services.dossiers.types import PROCESS, RETURN, ResultChannel, WrongState
from motcua.services.payments.queries import paid_among

from . import papers as paper_data
from .common import not_there, note_aside

MOST = 200


@command
def hand_over_results(*, codes: Sequence[str], by: Actor, at: datetime) -> ResultList:
    """Lập phiếu bàn giao: results of one desk, each on one list only; the number is the agency's and the year's.

    Raises:
        WrongState: nothing chosen, results of several desks, or one that is on a list already.
    """
    access.require(by, PROCESS)
    chosen = list(dict.fromkeys(codes))
    if len(chosen) > MOST:
        raise WrongState(
            f"Một phiếu bàn giao nhiều nhất {MOST} kết quả, bạn chọn {len(chosen)}.",
            next="Hãy chia thành nhiều phiếu.",
        )
    rows = list(
        Dossier.objects.select_for_update()
        .filter(pk__in=to_hand_over(by).values("pk"), code__in=chosen)
        .order_by("id")
    )
    if len(rows) != len(chosen) or not rows:
        missing = next((code for code in chosen if code not in {row.code for row in rows}), "")
        if not missing:
            raise WrongState("Chưa chọn kết quả nào để bàn giao.", next="Hãy đánh dấu ít nhất một hồ sơ.")
        raise WrongState(
            f"Kết quả của hồ sơ {missing[:60]} không còn chờ bàn giao.",
            next="Hãy tải lại trang rồi chọn lại.",
        )
    desks, agencies = {row.receiving_agency for row in rows}, {row.competent_agency for row in rows}
    if len(desks) > 1 or len(agencies) > 1:
        raise WrongState("Mỗi phiếu bàn giao cho một nơi nhận.", next="Hãy lập phiếu riêng cho từng nơi.")
    desk, agency, on = desks.pop(), agencies.pop(), clock.local(at).date()
    number = f"{numbers.take(f'paper:{agency}:{on.year}:BGKQ'):02d}/BGKQ"
    results = {row.pk: row.results.signed().last() for row in rows}
    head, paid = paper_data.desk_head(agency, on), paid_among(subject_of(row.code) for row in rows)
    made = ResultList.objects.create(
        number=number, from_agency=agency, to_agency=desk, given_by=by.title, given_at=at,
        data={
            "parent": head["parent"], "agency": head["agency"], "number": number,
            "place_date": f"{head['place']}, {paper_data.day_words(on)}", "from": head["desk"],
            "to": organizations.agency(desk, on).name, "given_name": by.name,
            "given_at": paper_data.moment_words(at),
            "rows": [_line(row, results[row.pk].name, subject_of(row.code) in paid) for row in rows],
        },
    )  # fmt: skip
    ResultListLine.objects.bulk_create(
        ResultListLine(result_list=made, dossier=row, result=results[row.pk]) for row in rows
    )
    after = {"number": number, "dossiers": [row.code for row in rows], "to": desk}
    audit.record(by, "dossiers.hand_over_results", f"result_list:{made.pk}", at=at, after=after)
    return made


def _line(row: Dossier, result: str, paid: bool) -> dict[str, str]:
    return {
        "code": row.code, "subject": row.procedure_name, "result": result, "owner": row.applicant_name,
        "address": row.applicant_address, "fee": "X" if paid else "", "by_post": "X" if row.result_channel == ResultChannel.POST else "",
    }  # fmt: skip


@command
def receive_results(*, list_id: int, missing: Sequence[str] = (), by: Actor, at: datetime) -> ResultList:
    """Nhận bàn giao: the desk has every result on the list in its hands, but for those it names. What did not come is
    marked on the list for ever and waits at the agency again, to be handed over on another.

    Raises:
        DossierNotThere: no such list, or another desk's.
        WrongState: received already; a missing one that does not stand on it; nothing came at all.
    """
    access.require(by, RETURN)
    row = ResultList.objects.select_for_update().filter(pk=list_for(by, list_id).pk).first()
    if row is None or row.to_agency not in by.agency_codes | {by.agency_code}:
        raise not_there(str(list_id))
    if row.received_at is not None:
        raise WrongState(f"Phiếu {row.number} đã được {row.received_by} nhận.", next="Hãy tải lại trang.")
    gone = set(missing)
    lines = list(row.lines.select_related("dossier").filter(dossier__code__in=gone).order_by("dossier_id"))
    if len(lines) != len(gone):
        raise WrongState(
            f"Có hồ sơ không thuộc phiếu {row.number}.", next="Hãy tải lại trang rồi đánh dấu lại."
        )
    if gone and not row.lines.exclude(dossier__code__in=gone).exists():
        raise WrongState(
            f"Không có kết quả nào của phiếu {row.number} đến nơi.", why="Phiếu chỉ được nhận khi có kết quả trong tay.",
            next="Hãy báo bên giao; phiếu vẫn chờ ở đây.",
        )  # fmt: skip
    row.received_by, row.received_at = by.title, at
    rows = [line | ({"missing": True} if line["code"] in gone else {}) for line in row.data["rows"]]
    row.data = row.data | {"taken_name": by.name, "taken_at": paper_data.moment_words(at), "rows": rows}
    row.save(update_fields=["received_by", "received_at", "data"])
    for line in lines:
        words = f"Kết quả ghi ở phiếu bàn giao {row.number} chưa đến nơi nhận"
        note_aside(line.dossier, by, "result_missing", words, at)
        line.delete()
    after = {"number": row.number, "missing": sorted(gone)}
    audit.record(by, "dossiers.receive_results", f"result_list:{row.pk}", at=at, after=after)
    return row
