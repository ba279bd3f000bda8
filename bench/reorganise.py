"""Three provinces become one and the district level ends, 100,000 dossiers among them: `python bench/reorganise.py [--sqlite]`.

Nam Định, Hà Nam and Ninh Bình as they stood on 30/6/2025: committees, departments, districts, every commune of the list of
administrative units; the plan is proposed from that list and checked as a person's would be. Dossiers are filled straight
into the tables, in every state, with their open steps. The time is that of carrying the plan out, to its last chunk. Beside
it, measured in the same run: the same number of rows updated and inserted by plain statements with nothing asked.
PostgreSQL is started for the run; `--sqlite` takes SQLite instead.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parent.parent
LIMIT_S = 300
PROVINCES = {"36": ("H40", "Nam Định", "36"), "35": ("H21", "Hà Nam", "35"), "37": ("H37", "Ninh Bình", "37")}
STATES = {1: 4, 2: 3, 4: 26, 5: 5, 6: 2, 8: 1, 9: 8, 3: 2, 7: 2, 10: 47}
FIELDS = ["Hộ tịch", "Chứng thực", "Đất đai", "Bảo trợ xã hội", "Xây dựng"]


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=100_000)
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    sys.path.insert(0, str(HOUSE))
    if given.inside:
        measure(given.dossiers)
        return
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "motcua.config.settings", "MOTCUA_SECRET_KEY": "bench",
        "MOTCUA_DATABASE_URL": "",
    }  # fmt: skip
    command = [sys.executable, __file__, "--inside", "--dossiers", str(given.dossiers)]
    with tempfile.TemporaryDirectory(prefix="motcua-bench-") as var:
        environment["MOTCUA_VAR"] = var
        if given.sqlite:
            sys.exit(subprocess.run(command, env=environment).returncode)
        from tests.support import postgres

        with postgres.server() as url:
            sys.exit(subprocess.run(command, env=environment | {"MOTCUA_DATABASE_URL": url}).returncode)


def measure(dossiers: int) -> None:
    """Lay, plan, carry out, compare."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from motcua.kernel import clock
    from motcua.services.dossiers.models import Dossier, Work
    from motcua.services.reorganisations import queries, services
    from motcua.services.reorganisations.models import Minutes, Passage, Reorganisation

    june, july = (datetime(2025, *day, tzinfo=clock.TZ) for day in ((6, 2, 9), (7, 1, 0, 1)))
    with clock.fixed(june):
        began = time.perf_counter()
        lay(june)
        laid_s = time.perf_counter() - began
        fill(dossiers, june)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        began = time.perf_counter()
        code = write_plan(june)
        planned_s = time.perf_counter() - began
        began = time.perf_counter()
        row = Reorganisation.objects.get(code=code)
        run = queries.dry_run(row)
        dry_s = time.perf_counter() - began
    clocks = _clocks()
    slowest = 0.0
    began = time.perf_counter()
    with clock.fixed(july):
        more = True
        while more:
            start = time.perf_counter()
            more = services.advance(code=code, at=july)
            slowest = max(slowest, time.perf_counter() - start)
    carried_s = time.perf_counter() - began
    row.refresh_from_db()
    sums = queries.sums(row)
    assert sums["equal"] and sums["before"] == dossiers, sums["differ"]
    assert _clocks() == clocks, "a promise moved"
    assert run.moved == Passage.objects.count(), (run.moved, Passage.objects.count())
    gone = {line_old for line in queries.plan(row) for line_old in line.old}
    assert not Work.objects.filter(agency_code__in=gone).exists()
    assert not Dossier.objects.filter(status__in=[1, 2, 4, 5, 6, 8], competent_agency__in=gone).exists()
    limit_s = plain(Passage.objects.count(), Work.objects.count())
    print(json.dumps({
        "database": connection.vendor, "dossiers": dossiers, "lines": len(row.lines), "agencies_ended": len(gone),
        "handed_over": Passage.objects.count(), "minutes": Minutes.objects.count(), "stages": row.stages,
        "laid_s": round(laid_s, 1), "planned_and_checked_s": round(planned_s, 1), "dry_run_s": round(dry_s, 2),
        "carried_out_s": round(carried_s, 1), "slowest_chunk_s": round(slowest, 2), "limit_s": LIMIT_S,
        "same_rows_by_plain_statements_s": round(limit_s, 1), "ratio_to_plain": round(limit_s / carried_s, 3),
        "ratio_to_target": round(LIMIT_S / carried_s, 2), "groups_equal_before_and_after": sums["groups"],
    }))  # fmt: skip
    sys.exit(0 if carried_s < LIMIT_S else 1)


def _clocks() -> list[tuple]:
    from motcua.services.dossiers.models import Dossier

    names = (
        "code",
        "status",
        "submitted_at",
        "accepted_at",
        "first_due_at",
        "due_at",
        "lawful_due_at",
        "field_name",
    )
    return list(Dossier.objects.order_by("id").values_list(*names))


def lay(at: datetime) -> None:
    """The three provinces: the file of one, with the names and codes of each; every post filled."""
    from motcua.demo.foundation import SETTER
    from motcua.kernel import yamls
    from motcua.registries.organizations import services as organizations
    from motcua.registries.places import services as places

    places.load_places()
    words = (HOUSE / "data/organizations/nam_dinh_2023.yaml").read_text("utf-8").split("\nsuccessions:")[0]
    for place, (code, name, number) in PROVINCES.items():
        own = words.replace("H40", code).replace("Nam Định", name).replace('"36"', f'"{place}"')
        own = own.replace("G12.18.36", f"G12.18.{number}").replace("seed: nam-dinh", f"seed: {place}")
        content = yamls.read(own)
        content["by_place"][0]["below"][0]["full"] = True
        content["by_place"][0]["places_on"] = date(2025, 6, 30)
        content["valid_to"] = None
        with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as file:
            import yaml

            yaml.safe_dump(content, file, allow_unicode=True)
            file.flush()
            organizations.load_organizations(file=file.name, by=SETTER, at=at)


def fill(count: int, at: datetime) -> None:
    """Dossiers over all committees, departments and districts; one open step each where one runs."""
    from motcua.registries.organizations.models import Agency, Appointment
    from motcua.registries.places import queries as places
    from motcua.services.dossiers.models import Dossier, Work

    chance = random.Random(11)
    deciding = list(Agency.objects.filter(kind__in=["ubnd_xa", "ubnd_huyen", "so"]).order_by("code"))
    wards = {
        one.place_code: [
            f"{ward.kind.lower()} {ward.name}" for ward in places.children(one.place_code, at.date())
        ]
        for one in deciding
        if one.kind == "ubnd_huyen"
    }
    held: dict[str, tuple[str, str, str, str]] = {}
    rows = Appointment.objects.filter(post__lane_rows__lane="chuyen_vien").select_related("post", "officer")
    for one in rows.select_related("post__agency", "post__unit"):
        held.setdefault(
            one.post.agency.code, (one.post.unit.code, one.post.code, one.officer.code, one.officer.full_name)
        )
    states, weights = list(STATES), list(STATES.values())
    for start in range(0, count, 5000):
        made = []
        for number in range(start, min(start + 5000, count)):
            agency, status = chance.choice(deciding), chance.choices(states, weights)[0]
            filed = at - timedelta(minutes=chance.randrange(60 * 24 * 25))
            around = wards.get(agency.place_code)
            made.append(
                _dossier(number, agency, status, filed, chance, chance.choice(around) if around else "Tổ 4")
            )
        made = Dossier.objects.bulk_create(made)
        Work.objects.bulk_create(
            Work(
                dossier=row, token_id=row.pk, node="s3", step_name="Thẩm định", task="task", lane="chuyen_vien",
                agency_code=row.competent_agency, unit_code=place[0], post_code=place[1], officer_code=place[2],
                officer_name=place[3], entered_at=row.accepted_at, due_at=row.due_at, step_due_at=row.due_at,
            )
            for row in made
            if row.status == 4 and (place := held.get(row.competent_agency, (row.competent_agency, "", "", "")))
        )  # fmt: skip


def _dossier(
    number: int, agency: Any, status: int, filed: datetime, chance: random.Random, living: str
) -> Any:
    from motcua.services.dossiers.models import Dossier

    due = filed + timedelta(days=chance.randrange(1, 40))
    ended = status in (3, 7, 9, 10)
    return Dossier(
        code=f"{agency.code}-{filed:%y%m%d}-{number:06d}", status=status, channel="online" if number % 2 else "counter",
        procedure_code="1.001193", procedure_name="Đăng ký khai sinh", procedure_version_id=1,
        field_name=chance.choice(FIELDS), rule_set="2018", applicant_name=f"Nguyễn Văn Số {number}",
        applicant_folded=f"nguyen van so {number}", applicant_address=f"Thôn {number % 9 + 1}, {living}",
        result_channel="counter", helper_agency=agency.code, receiving_agency=agency.code, competent_agency=agency.code,
        competent_agency_name=agency.name, limit_value=5, limit_unit="working_days", submitted_at=filed,
        accepted_at=None if status in (1, 3) else filed, first_due_at=None if status in (1, 3) else due,
        due_at=None if status in (1, 3) else due, lawful_due_at=None if status in (1, 3) else due,
        finished_at=due if ended else None, timeliness="on_time" if status in (9, 10) else "",
    )  # fmt: skip


def write_plan(at: datetime) -> str:
    """Provincial bodies of the same name into one, by a file; communes and districts from the list of places; two people."""
    import yaml

    from motcua.kernel.access import Actor
    from motcua.registries.organizations import queries as organizations
    from motcua.registries.organizations.models import Agency
    from motcua.services.accounts.types import ROLES
    from motcua.services.reorganisations import queries, services
    from motcua.services.reorganisations.models import Reorganisation

    first, second = (
        Actor(
            kind="officer", id=f"QT{n}", name=f"Quản trị {n}", permissions=ROLES["province_admin"].permissions
        )
        for n in (1, 2)
    )
    on = date(2025, 7, 1)
    code = services.draft(
        name="Hợp nhất Nam Định, Hà Nam, Ninh Bình; bỏ cấp huyện", basis="Nghị quyết 202/2025/QH15", effective_on=on,
        by=first, at=at,
    )  # fmt: skip
    upper = [one for one in Agency.objects.filter(level="province").select_related("parent")]
    heads = organizations.heads_on([one.code for one in upper], at.date())
    groups: dict[str, list[Agency]] = {}
    for one in upper:
        groups.setdefault(one.code.partition(".")[2], []).append(one)
    vertical = {tail for tail in groups if tail.startswith("18.")}
    same: dict[str, list[Agency]] = {"tax": [one for tail in vertical for one in groups.pop(tail)]}
    same |= groups
    lines = []
    for tail, olds in same.items():
        into = "G12.18.38" if tail == "tax" else f"H42.{tail}" if tail else "H42"
        parent = olds[0].parent.code.replace(olds[0].parent.code[:3], "H42", 1) if olds[0].parent else ""
        named = [who for one in olds for who, _ in heads.get(one.code, ())]
        named += [one.officer_code for one in organizations.officers_of(olds[0].code, at.date())]
        lines.append({
            "kind": "merge", "old": [one.code for one in olds], "into": into, "parent": parent,
            "name": olds[0].name.replace("Nam Định", "Ninh Bình").replace("Hà Nam", "Ninh Bình"), "head": named[0],
        })  # fmt: skip
    content = yaml.safe_dump({"lines": lines}, allow_unicode=True).encode()
    services.load_file(code=code, name="cap-tinh.yaml", content=content, seen=1, by=first, at=at)
    found = services.propose_places(
        code=code, old=("H40", "H21", "H37"), prefix="H42", first=101, parent="H42", seen=2, by=first, at=at
    )
    assert not found.unknown, found.unknown
    row = Reorganisation.objects.get(code=code)
    faults = [fault.words for fault in queries.checked(row, at.date()) if fault.stops]
    assert not faults, faults[:10]
    services.submit(code=code, seen=3, by=first, at=at)
    services.approve(code=code, seen=4, by=second, at=at)
    return code


def plain(moved: int, steps: int) -> float:
    """The same rows in the same tables' shape, written without asking anything: an update a dossier and a step, and three rows."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_kept (id integer PRIMARY KEY, a text, b text, c text)")
        cursor.execute("CREATE TABLE bench_line (id integer, text text, note text, at text)")
        for start in range(0, moved + steps, 2000):
            many = [
                (n, "H40.21.01", "H40.21.01", "x" * 60)
                for n in range(start, min(start + 2000, moved + steps))
            ]
            cursor.executemany("INSERT INTO bench_kept VALUES (%s, %s, %s, %s)", many)
    began = time.perf_counter()
    for start in range(0, moved + steps, 2000):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE bench_kept SET a = 'H42.101', b = 'H42.101' WHERE id >= %s AND id < %s",
                [start, start + 2000],
            )
            lines = [(n, "y" * 150, "z" * 60, "2025-07-01") for n in range(start, start + 2000)]
            for _ in range(3 if start < moved else 0):
                cursor.executemany("INSERT INTO bench_line VALUES (%s, %s, %s, %s)", lines)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
