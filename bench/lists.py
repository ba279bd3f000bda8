"""The officers' lists over 300,000 dossiers, beside the same lists over 100: `python bench/lists.py [--sqlite]`.

A province of 70 towns is filled straight into the tables; the pages are the real ones, asked through Django's test
client as three officers: a commune's desk, the largest desk, and one who sees the province. Time is the server's:
from the request to the last byte, without a wire. PostgreSQL is started for the run; `--sqlite` takes SQLite instead.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parent.parent
LIMIT_MS = 100
LIMIT_MB = 250
TOWNS = 70
ROUNDS = 8
SURNAMES = {"Nguyễn": 38, "Trần": 11, "Lê": 9, "Phạm": 7, "Hoàng": 5, "Vũ": 4, "Đặng": 3, "Bùi": 3, "Đỗ": 3, "Ngô": 2,
            "Dương": 1, "Lý": 1, "Đinh": 1, "Tống": 0.3, "Quách": 0.1}  # fmt: skip
MIDDLES = {
    "Thị": 30,
    "Văn": 24,
    "Đức": 5,
    "Minh": 5,
    "Thanh": 5,
    "Ngọc": 5,
    "Thu": 3,
    "Hữu": 3,
    "Quang": 3,
    "Gia": 1,
}
GIVEN = ["Anh", "Hoa", "Hòa", "Hùng", "Hương", "Lan", "Linh", "Long", "Mai", "Minh", "Nam", "Nga", "Phương", "Quân", "Sơn", "Thảo", "Thủy", "Trang", "Trung", "Tuấn", "Vân", "Việt", "Yến", "Ánh", "Bích", "Chi", "Cường", "Diễm", "Dũng", "Duyên", "Đạt", "Giang", "Hà", "Hải", "Hiền", "Hiếu", "Khánh", "Khoa", "Kiên", "Lâm", "Loan", "Luân", "Ly", "Mỹ", "Ngân", "Nhung", "Oanh", "Phúc", "Quyên", "Sáng", "Tâm", "Thắng", "Thịnh", "Toàn", "Tú", "Uyên", "Vinh", "Xuân"]  # fmt: skip


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sqlite", action="store_true")
    asked.add_argument("--dossiers", type=int, default=300_000)
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--only", default="", help="pages whose name has these words")
    asked.add_argument("--explain", action="store_true", help="print the plans of pages over the limit")
    asked.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    asked.add_argument("--run", action="store_true", help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.run:
        return run(given)
    sys.path.insert(0, str(HOUSE))
    from tests.support import postgres

    command = [sys.executable, __file__, "--run", *sys.argv[1:]]
    with tempfile.TemporaryDirectory(prefix="motcua-bench-") as var:
        surroundings = {**os.environ, "MOTCUA_VAR": var, "MOTCUA_SQLITE_SYNCHRONOUS": "OFF"}
        surroundings.pop("MOTCUA_DATABASE_URL", None)
        if given.sqlite or postgres.binaries() is None:
            sys.exit(subprocess.run(command, env=surroundings, cwd=HOUSE, check=False).returncode)
        with postgres.server() as url:
            surroundings["MOTCUA_DATABASE_URL"] = url
            sys.exit(subprocess.run(command, env=surroundings, cwd=HOUSE, check=False).returncode)


def run(given: argparse.Namespace) -> None:
    sys.path.insert(0, str(HOUSE))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
    os.environ.setdefault("MOTCUA_SECRET_KEY", "bench")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    if not given.measure:
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
    from motcua.kernel import clock
    from motcua.services.dossiers.tests import factories

    with clock.fixed(factories.AT):
        if given.measure:
            province = Province(connection, given.only)
            found = province.measure(rounds=given.rounds, explain=given.explain)
            print("FOUND " + json.dumps([found, current_megabytes()]))
            return
        Province(connection, given.only).settle()
        Province(connection, given.only).fill(100)
        few, _ = measured("2")
        began = time.perf_counter()
        Province(connection, given.only, first=101).fill(given.dossiers - 100)
        filled_s = time.perf_counter() - began
        many, megabytes = measured(str(given.rounds))
    print(
        f"{connection.vendor}, {given.dossiers} dossiers, filled in {filled_s:.0f} s; processor time counts the database's too"
    )
    print(f"{'page':<44}{'':>18}wall ms{'':>14}processor ms{'queries':>9}")
    print(f"{'':<44}{'100 rows':>10}{'p50':>8}{'p95':>8}{'100 rows':>10}{'p50':>8}{'p95':>8}")
    for name, (low, _, queries_few, low_cpu, _) in few.items():
        p50, p95, queries, cpu50, cpu95 = many[name]
        flags = ("", " over")[p95 > LIMIT_MS] + ("", " processor over")[cpu95 > LIMIT_MS]
        grown = "" if queries <= queries_few + 3 else f" more than the {queries_few} of a small table"
        print(
            f"{name:<44}{low:>10.1f}{p50:>8.1f}{p95:>8.1f}{low_cpu:>10.1f}{cpu50:>8.1f}{cpu95:>8.1f}{queries:>9}{flags}{grown}"
        )
    walls, cpus = sorted(found[1] for found in many.values()), sorted(found[4] for found in many.values())
    print(json.dumps({
        "database": connection.vendor, "dossiers": given.dossiers, "limit_ms": LIMIT_MS, "pages": len(many),
        "worst_p95_ms": round(walls[-1], 1), "pages_over_limit": sum(wall > LIMIT_MS for wall in walls),
        "worst_p95_processor_ms": round(cpus[-1], 1),
        "pages_over_limit_by_processor": sum(cpu > LIMIT_MS for cpu in cpus),
        "ratio_limit_to_worst_processor": round(LIMIT_MS / cpus[-1], 3), "worker_mb": round(megabytes),
        "limit_mb": LIMIT_MB,
    }))  # fmt: skip
    sys.exit(1 if megabytes > LIMIT_MB else 0)


def measured(rounds: str) -> tuple[dict[str, Any], float]:
    """Pages asked in a process of its own, so that its memory is a worker's."""
    command = [sys.executable, __file__, "--run", "--measure", *sys.argv[1:], "--rounds", rounds]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=HOUSE)
    *plans, last = done.stdout.strip().splitlines()
    print("\n".join(plans))
    return tuple(json.loads(last.removeprefix("FOUND ")))  # type: ignore[return-value]


def current_megabytes() -> float:
    """What the process that answered all these pages holds at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Province:
    """Towns, officers, and dossiers poured straight into the tables."""

    def __init__(self, connection: Any, only: str, first: int = 1) -> None:
        from motcua.services.dossiers.tests import factories

        self.connection, self.factories, self.only = connection, factories, only
        self.chance = random.Random(first)
        self.numbers = count(first)
        self.weights = [40.0] + [1 + 8 / (n + 1) for n in range(1, TOWNS)]
        self.procedures = [(f"1.{900000 + n}", f"Thủ tục thử số {n}, đăng ký và xác nhận") for n in range(60)]
        self.towns = [self._town(n) for n in range(TOWNS)]

    def _town(self, number: int) -> Any:
        """A town as it was made, by its names alone."""
        from motcua.services.accounts.models import User

        code = f"H42.{100 + number}"
        town = self.factories.Town(code, f"{code}.1", f"{98000 + number}")
        units = {"TN": f"{code}.1-TN", "TP": f"{code}-TP", "LD": f"{code}-LD"}
        for place, (who, staff) in enumerate(self.factories.STAFF.items(), start=1):
            town.officers[who], town.posts[who] = f"CB-{code}-{place}", f"{units[staff[2]]}-{place}"
        for user in User.objects.filter(username__endswith=f"-{code}"):
            town.users[user.username.partition("-")[0]] = user
        return town

    def settle(self) -> None:
        """Make the towns and the procedures."""
        for number in range(TOWNS):
            self.factories.make_town(f"H42.{100 + number}", f"{98000 + number}", f"xã Số {number}")
        for code, name in self.procedures:
            self.factories.make_procedure(code, name)
        monitor = self._town(0).users["leader"]
        monitor.roles = ["province_monitor"]
        monitor.save()

    def fill(self, most: int) -> None:
        """Dossiers of a year, with what their lists read."""
        from motcua.services.dossiers.models import Dossier, JournalEntry, Tail, Work

        made = self._dossiers(most)
        while batch := list(islice(made, 5_000)):
            self._pour(Dossier, [dossier for dossier, _ in batch])
            self._pour(Work, [work for _, work in batch if work])
            self._pour(Tail, self._tails([dossier for dossier, _ in batch]))
        with self.connection.cursor() as cursor:
            for model in (Dossier, Work, Tail, JournalEntry):
                if self.connection.vendor == "postgresql":
                    cursor.execute(f"VACUUM ANALYZE {model._meta.db_table}")
            if self.connection.vendor == "sqlite":
                cursor.execute("PRAGMA optimize=0x10002")

    def _tails(self, dossiers: list[dict[str, Any]]) -> list[dict[str, Any]]:
        from motcua.services.dossiers.rules import tails_of

        return [
            {"dossier_id": row["id"], "tail": tail}
            for row in dossiers
            for tail in tails_of(row["code"], row["applicant_folded"])
        ]

    def _dossiers(self, most: int) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
        from motcua.kernel import text
        from motcua.services.dossiers.types import Status

        chance, at = self.chance, self.factories.AT
        surnames, middles = (list(SURNAMES), list(SURNAMES.values())), (list(MIDDLES), list(MIDDLES.values()))
        shares = [1 / (n + 1) for n in range(len(self.procedures))]
        for number in islice(self.numbers, most):
            town = chance.choices(self.towns, self.weights)[0]
            procedure = chance.choices(self.procedures, shares)[0]
            age = chance.random() * 365
            submitted = at - timedelta(days=age, minutes=chance.randrange(480))
            due = submitted + timedelta(days=chance.choice((1, 2, 3, 5, 10, 15, 30)))
            status = self._status(age, chance.random())
            done = status in (Status.FINISHED, Status.RETURNED, Status.NOT_ACCEPTED, Status.WITHDRAWN)
            ended = due - timedelta(hours=chance.randrange(-20, 60)) if done else None
            name = " ".join((chance.choices(*surnames)[0], chance.choices(*middles)[0], chance.choice(GIVEN)))
            day = f"{town.centre}-{submitted:%y%m%d}"
            paused = at - timedelta(days=1) if status is Status.SUPPLEMENT else None
            held = status in (Status.ACCEPTED, Status.PROCESSING, Status.SUPPLEMENT, Status.FINISHED)
            competent = town if chance.random() < 0.9 else chance.choice(self.towns)
            dossier = {
                "id": number, "code": f"{day}-{number:07d}",
                "status": int(status),
                "channel": chance.choices(("counter", "online", "post"), (58, 40, 2))[0],
                "procedure_code": procedure[0], "procedure_name": procedure[1], "procedure_version_id": 1,
                "rule_set": "2025", "field_name": "Hộ tịch", "applicant_name": name,
                "applicant_folded": text.fold(name), "applicant_id_number": f"{36_000_000_000 + number * 3:012d}",
                "applicant_phone": f"09{number % 90_000_000:08d}", "applicant_address": "Tổ 4, thôn Trung",
                "owner_user_id": number % 90_000 if number % 3 == 0 else None,
                "answers": {"ho_ten": name, "noi_cu_tru": "Tổ 4, thôn Trung, xã Số 1, tỉnh Ninh Bình", "ghi_chu": "x" * 600},
                "result_channel": "counter", "helper_agency": town.centre, "receiving_agency": town.centre,
                "competent_agency": competent.committee, "competent_agency_name": "Ủy ban nhân dân xã",
                "limit_value": 3, "limit_unit": "working_days", "submitted_at": submitted,
                "answer_due_at": due if status is Status.SUBMITTED else None,
                "accepted_at": None if status is Status.SUBMITTED else submitted,
                "due_at": None if status is Status.SUBMITTED else due, "first_due_at": due, "paused_at": paused,
                "finished_at": ended, "returned_at": ended if status is Status.RETURNED else None,
                "timeliness": ("late" if ended > due else "early") if ended else "",
                "register_volume": "2026", "register_number": number, "step_name": "Thẩm định hồ sơ", "holder": "Chuyên viên",
            }  # fmt: skip
            yield dossier, self._work(dossier, competent, status) if held else None

    def _status(self, age: float, luck: float) -> Any:
        from motcua.services.dossiers.types import Status

        if age < 0.4:
            return Status.SUBMITTED if luck < 0.6 else Status.ACCEPTED
        if age < 8:
            return Status.PROCESSING if luck < 0.85 else Status.SUPPLEMENT if luck < 0.95 else Status.PAYING
        for share, status in ((0.92, Status.RETURNED), (0.94, Status.FINISHED), (0.96, Status.NOT_ACCEPTED),
                              (0.97, Status.WITHDRAWN), (0.975, Status.STOPPED), (0.985, Status.SUPPLEMENT)):  # fmt: skip
            if luck < share:
                return status
        return Status.PROCESSING if luck > 0.995 else Status.RETURNED

    def _work(self, dossier: dict[str, Any], town: Any, status: Any) -> dict[str, Any]:
        from motcua.services.dossiers.types import Status

        luck = self.chance.random()
        who = (
            "clerk"
            if status is Status.FINISHED
            else "leader"
            if luck < 0.1
            else "judge"
            if luck < 0.8
            else ""
        )
        task = "return" if status is Status.FINISHED else "sign" if who == "leader" else "task"
        place = {"clerk": f"{town.centre}-TN", "leader": f"{town.committee}-LD"}.get(
            who, f"{town.committee}-TP"
        )
        return {
            "dossier_id": dossier["id"], "token_id": dossier["id"], "node": "s3", "step_name": "Thẩm định hồ sơ",
            "task": task, "lane": "chuyen_mon", "agency_code": town.committee, "unit_code": place,
            "post_code": town.posts[who] if who else "", "officer_code": town.officers[who] if who else "",
            "officer_name": "Cán bộ" if who else "", "claimed_at": dossier["submitted_at"] if who else None,
            "entered_at": dossier["submitted_at"], "step_due_at": dossier["due_at"], "due_at": dossier["due_at"],
            "is_paused": dossier["paused_at"] is not None,
        }  # fmt: skip

    def _pour(self, model: Any, rows: list[dict[str, Any]]) -> None:
        """COPY on PostgreSQL, one prepared INSERT on SQLite; no objects in between."""
        if not rows:
            return
        fields = [field for field in model._meta.concrete_fields if field.attname != "id" or "id" in rows[0]]
        standing = {field.attname: field.get_default() for field in fields}
        names = ", ".join(f'"{field.column}"' for field in fields)
        ready = (
            tuple(
                field.get_db_prep_save(row.get(field.attname, standing[field.attname]), self.connection)
                if field.get_internal_type() == "JSONField" or self.connection.vendor == "sqlite"
                else row.get(field.attname, standing[field.attname])
                for field in fields
            )
            for row in rows
        )
        with self.connection.cursor() as cursor:
            if self.connection.vendor == "postgresql":
                with cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as copy:
                    for line in ready:
                        copy.write_row(line)
                if "id" in rows[0]:
                    cursor.execute(
                        f"SELECT setval(pg_get_serial_sequence('{model._meta.db_table}', 'id'), %s)",
                        [rows[-1]["id"]],
                    )
            else:
                marks = ", ".join("?" * len(fields))
                self.connection.connection.executemany(
                    f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({marks})", ready
                )
                self.connection.connection.commit()

    def measure(self, *, rounds: int, explain: bool = False) -> dict[str, tuple[float, ...]]:
        """Page to (p50, p95, queries, p50 and p95 of processor time), in ms."""
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext

        from motcua.config.serving import settle

        found = {}
        for name, who, address in self.pages():
            if self.only not in name:
                continue
            client = Client(raise_request_exception=True)
            if who.endswith("program"):
                client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {self.key_of(who)}"
            else:
                self.sign_in(client, who)
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(address)
            assert answer.status_code == 200, (name, address, answer.status_code)
            queries = list(asked.captured_queries)
            settle()  # as a serving process does once
            took, worked = [], []
            for _ in range(rounds):
                began, cpu = time.perf_counter(), self.cpu()
                client.get(address)
                took.append((time.perf_counter() - began) * 1000)
                worked.append((self.cpu() - cpu) * 1000)
            took.sort()
            worked.sort()
            last = int(len(took) * 0.95)
            found[name] = (
                took[len(took) // 2],
                took[last],
                len(queries),
                worked[len(worked) // 2],
                worked[last],
            )
            if explain and found[name][4] > LIMIT_MS / 2:
                self.explain(name, queries)
        return found

    def cpu(self) -> float:
        """Seconds of processor this process and its database's have taken: what other work on the machine leaves be."""
        own = time.process_time()
        if self.connection.vendor != "postgresql":
            return own
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        return own + int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9

    def explain(self, name: str, asked: Any) -> None:
        """The plans of the slowest statements of a page."""
        for query in sorted(asked, key=lambda query: -float(query["time"]))[:2]:
            print(f"-- {name}: {query['time']} s\n{query['sql'][:1500]}")
            if not query["sql"].startswith(("SELECT", "WITH")):
                continue
            how = (
                "EXPLAIN (ANALYZE, BUFFERS)"
                if self.connection.vendor == "postgresql"
                else "EXPLAIN QUERY PLAN"
            )
            with self.connection.cursor() as cursor:
                cursor.execute(f"{how} {query['sql']}".replace("%", "%%"))
                for line in cursor.fetchall()[:40]:
                    print("   ", str(line)[:300])

    def sign_in(self, client: Any, who: str) -> None:
        """`commune judge`: an officer of a town; `wide`: who sees the province; `citizen`: an owner."""
        if who == "citizen":
            from motcua.services.accounts.models import User

            user, _ = User.objects.get_or_create(
                pk=89_997, defaults={"username": "036000000009", "full_name": "Nguyễn Văn Sáu", "kind": "citizen",
                                     "joined_at": self.factories.AT, "identity_checked_at": self.factories.AT},
            )  # fmt: skip
            client.force_login(user)
            return
        self._town_of(who).login(client, "leader" if who == "wide" else who.split()[1])

    def key_of(self, who: str) -> str:
        """The key of a program in the judge's post: it sees one agency's dossiers and nothing else."""
        from motcua.kernel.access import Actor
        from motcua.services.clients import queries, services
        from motcua.services.clients.types import MANAGE

        town, keeper, at = self._town_of(who), Actor.system("bench", MANAGE), self.factories.AT
        code = f"bench-{who.split()[0]}"
        if not any(line.code == code for line in queries.listing(by=keeper)):
            services.register(
                code=code, name=code, purpose="Đo", contact="Trần Thị Bưởi, 0912345678", by=keeper, at=at,
                post_code=town.posts["judge"], scopes=["dossiers.read"],
            )  # fmt: skip
        return services.make_key(code=code, days=90, by=keeper, at=at).secret

    def _town_of(self, who: str) -> Any:
        return {"commune": self.towns[20], "large": self.towns[0], "wide": self.towns[0]}[who.split()[0]]

    def pages(self) -> Iterator[tuple[str, str, str]]:
        """(name, who, address): every list, first page and deep, of a hundred rows."""
        from django.core.cache import cache

        cache.clear()
        row = self._middle()
        for who in ("commune judge", "large judge", "wide"):
            short = who.split()[0]
            listed = {
                "agency": "", "open": "trang_thai=open", "returned": "trang_thai=10", "withdrawn": "trang_thai=7",
                "late now": "han=late", "today": "han=today", "was late": "han=was_late", "online": "kenh=online",
                "post": "kenh=post", "a common procedure": "thu_tuc=1.900001", "a rare procedure": "thu_tuc=1.900055",
                "post, was late": "kenh=post&han=was_late", "by name": "xep=name", "by name, from its end": "xep=-name",
                "oldest first": "xep=submitted", "open by promise": "trang_thai=open&xep=due",
            }  # fmt: skip
            for what, query in listed.items():
                yield f"{short}: {what}", who, f"/can-bo/ho-so/?{query}&so=100"
            yield f"{short}: agency, deep", who, f"/can-bo/ho-so/?so=100&trang={self._deep(who, '')}"
            yield (
                f"{short}: online, deep",
                who,
                f"/can-bo/ho-so/?kenh=online&so=100&trang={self._deep(who, '')}",
            )
            yield (
                f"{short}: by name, deep",
                who,
                f"/can-bo/ho-so/?xep=name&so=100&trang={self._deep(who, 'name')}",
            )
            for what, said in {
                "name with marks": row.applicant_name, "name without": row.applicant_folded, "a surname": "nguyen",
                "a common name": "nguyen thi", "a rare surname": "quach", "words apart": "quach sang",
                "common words apart": "hoang thanh minh phuong", "nobody": "khongai tenay", "given name": "bich",
                "end of a code": row.code.partition("-")[2], "start of a code": row.code[:16],
                "identity number": row.applicant_id_number, "phone": row.applicant_phone,
            }.items():  # fmt: skip
                yield f"{short}: find {what}", who, f"/can-bo/ho-so/?q={said}&so=100"
            yield f"{short}: late", who, "/can-bo/qua-han/?so=100"
            yield f"{short}: register of a month", who, "/can-bo/so-theo-doi/?tu=01/10/2026&den=31/10/2026"
            yield f"{short}: register of a year", who, "/can-bo/so-theo-doi/?tu=01/12/2025&den=20/11/2026"
            yield f"{short}: my work", who, "/can-bo/?so=100"
            yield f"{short}: find page", who, "/can-bo/tim/?q=nguyen van"
        for short in ("commune", "large"):
            yield f"{short}: not taken", f"{short} judge", "/can-bo/?nhom=chua-nhan&so=100"
            yield f"{short}: my work by name", f"{short} judge", "/can-bo/?q=nguyen&so=100"
            yield f"{short}: in-tray", f"{short} clerk", "/can-bo/cho-nhan/?so=100"
            yield f"{short}: supplements", f"{short} clerk", "/can-bo/bo-sung/?so=100"
            yield f"{short}: to return", f"{short} clerk", "/can-bo/cho-tra/?so=100"
            yield f"{short}: signing tray", f"{short} leader", "/can-bo/khay-ky/"
            yield f"{short}: unit board", f"{short} head", "/can-bo/don-vi/"
            yield f"{short}: unit board, late", f"{short} head", "/can-bo/don-vi/?loai=late"
            program, last = f"{short} program", self._deep(f"{short} judge", "", api=True)
            narrowed = {"": "", "a status": "status=10", "open": "status=4", "a rare status": "status=7",
                        "a common procedure": "procedure=1.900001", "a rare procedure": "procedure=1.900055",
                        "a month": "submitted_from=2026-03-01&submitted_to=2026-03-31",
                        "its own code": "external_code=khong-co"}  # fmt: skip
            for what, query in narrowed.items():
                yield f"{short}: API, {what or 'all'}", program, f"/api/v1/dossiers?limit=100&{query}"
            yield f"{short}: API, deep", program, f"/api/v1/dossiers?limit=100&cursor={last}"
        yield "citizen: my dossiers", "citizen", "/ho-so-cua-toi/"
        yield "citizen: my done dossiers", "citizen", "/ho-so-cua-toi/?phan=xong"

    def _middle(self) -> Any:
        from motcua.services.dossiers.models import Dossier

        rows = Dossier.objects.filter(receiving_agency=self.towns[20].centre).order_by("-submitted_at")
        return next(iter(rows[rows.count() // 2 :][:1]), None) or Dossier.objects.first()

    def _deep(self, who: str, sort: str, api: bool = False) -> str:
        """The mark in the middle of a list."""
        from motcua.services.dossiers.models import Dossier
        from motcua.services.dossiers.queries.lists import Filters, dossiers

        actor = self.towns[0].actor("leader") if who == "wide" else self._actor(who)
        rows = dossiers(actor, Filters(sort=sort))
        column = "applicant_folded" if sort else "submitted_at"
        middle = Dossier.objects.order_by(column)[Dossier.objects.count() // 2]
        if api:
            from motcua.kernel.api import mark

            asked = dict.fromkeys(
                ("status", "procedure_code", "external_code", "submitted_at__gte", "submitted_at__lte")
            )
            return mark("dossiers", [middle.submitted_at.isoformat(), middle.pk], asked)
        return rows.mark_of(middle, 150_000)

    def _actor(self, who: str) -> Any:
        town, post = who.split()
        return {"commune": self.towns[20], "large": self.towns[0]}[town].actor(post)


if __name__ == "__main__":
    main()
