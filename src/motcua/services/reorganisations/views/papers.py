"""What a plan gives out: its file, the minutes of each hand-over, the list of dossiers."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import yaml
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.kernel import clock
from motcua.kernel.access import audience
from motcua.registries.organizations import queries as organizations
from motcua.services.dossiers.queries import reorganising
from motcua.services.dossiers.queries.heads import day_words
from motcua.services.dossiers.types import Status
from motcua.services.reorganisations import queries, services
from motcua.services.reorganisations.types import PREPARE
from motcua.ui import paper

administrator = audience("admin", permission=PREPARE)
TEMPLATE = Path(__file__).parents[1] / "templates/reorganisations/paper/bien_ban.typ"
LISTED, PER_PAGE, MOST = 2000, 50, 200_000


@administrator
@require_safe
def export(request: HttpRequest, code: str) -> HttpResponse:
    """Phương án thành tệp YAML: sửa ở máy rồi nạp lại được."""
    row = queries.reorganisation(code, by=request.actor)
    content = {
        "name": row.name, "basis": row.basis, "effective_on": row.effective_on.isoformat(), "lines": row.lines,
    }  # fmt: skip
    words = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)
    answer = HttpResponse(words, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="phuong-an-{row.code}.yaml"'
    return answer


@administrator
@require_safe
def minutes(request: HttpRequest, code: str, old: str, new: str) -> HttpResponse:
    """Biên bản bàn giao, PDF; the look at people's names is written down."""
    row = queries.reorganisation(code, by=request.actor)
    made = queries.minutes_of(row, old, new)
    passages = list(queries.passages_of(row, old, new).query[:LISTED])
    lines = reorganising.lines_of_minutes([one.dossier_code for one in passages])
    services.note_look(
        code=code, what=f"{old}/{new}", rows=len(passages), kind="minutes", by=request.actor, at=clock.now()
    )
    heir = organizations.agency(new, row.effective_on)
    above = organizations.find_agency(heir.parent_code, row.effective_on) if heir.parent_code else None
    rows = [
        {
            "code": one.dossier_code, "subject": lines.get(one.dossier_code, ("", ""))[0],
            "owner": lines.get(one.dossier_code, ("", ""))[1], "state": Status(one.status).label,
            "accepted": _at(one.accepted_at), "due": _at(one.due_at),
        }
        for one in passages
    ]  # fmt: skip
    total = made.data["dossiers"]
    data = made.data | {
        "parent": [above.name.upper()] if above else [], "agency": [heir.name.upper()], "number": made.number,
        "place_date": day_words(row.effective_on).capitalize(), "rows": rows,
        "states": [[name, count] for name, count in made.data["states"].items()],
        "more": f"Còn {total - len(rows)} hồ sơ trong danh sách điện tử kèm theo." if total > len(rows) else "",
    }  # fmt: skip
    answer = HttpResponse(paper.render(TEMPLATE, data), content_type="application/pdf")
    name = made.number.replace("/", "-")
    answer["Content-Disposition"] = f'inline; filename="bien-ban-{name}-{new}.pdf"'
    return answer


def _at(moment) -> str:
    return f"{clock.local(moment):%H:%M %d/%m/%Y}" if moment else ""


@administrator
@require_safe
def passages(request: HttpRequest, code: str, old: str, new: str) -> HttpResponse | StreamingHttpResponse:
    """Danh sách hồ sơ đã bàn giao; `?dang=csv` gives the file. No names of people: codes and clocks."""
    row = queries.reorganisation(code, by=request.actor)
    made, rows = queries.minutes_of(row, old, new), queries.passages_of(row, old, new)
    if request.GET.get("dang") == "csv":
        services.note_look(
            code=code,
            what=f"{old}/{new}",
            rows=made.data["dossiers"],
            kind="export",
            by=request.actor,
            at=clock.now(),
        )
        answer = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="ban-giao-{row.code}-{old}-{new}.csv"'
        return answer
    page = rows.page(request.GET.get("trang", ""), PER_PAGE)
    shown = [(one, Status(one.status)) for one in page]
    return render(
        request,
        "reorganisations/console/passages.html",
        {"row": row, "made": made, "page": page, "rows": shown},
    )


def _lines(rows):
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(["ma_ho_so", "ma_thu_tuc", "linh_vuc", "trang_thai", "tiep_nhan", "hen_tra"])
    yield "\ufeff" + out.getvalue()
    for one in rows.each(MOST):
        out.seek(0)
        out.truncate()
        write.writerow(
            [
                one.dossier_code, one.procedure_code, one.field_name, Status(one.status).label, _at(one.accepted_at),
                _at(one.due_at),
            ]
        )  # fmt: skip
        yield out.getvalue()
