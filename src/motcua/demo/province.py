"""Making a scenario once, and knowing that it is made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from motcua.kernel import audit, clock
from motcua.registries.procedures import services as procedures
from motcua.services.files import services as files
from motcua.services.indicators import services as indicators
from motcua.services.reports import services as reports
from motcua.services.signing import services as signing
from motcua.ui import paper

from . import (
    books,
    cast,
    foundation,
    hall,
    joining,
    letters,
    merging,
    money,
    mornings,
    outage,
    papers,
    petitions,
    store,
    texts,
    voices,
)
from .play import SYSTEM, Player
from .scenarios import SCENARIOS, Scenario, desks, first_moment

MARK = "demo.json"
SCAN = Path(__file__).parent / "paper" / "scan.typ"


def ready(scenario: Scenario) -> dict | None:
    """What the last complete set-up left behind; None when there is none for this scenario."""
    path = Path(settings.VAR_DIR) / MARK
    if not path.exists():
        return None
    kept = json.loads(path.read_text(encoding="utf-8"))
    if kept.get("scenario") != scenario.code:
        return None
    call_command("migrate", verbosity=0, interactive=False)  # set up by an older copy of this code
    return kept


def make(scenario: Scenario, *, players: int, say: Callable[[str], None]) -> dict:
    """Set the province up and play its past weeks; the mark is written last, so a broken run starts anew."""
    say("bảng dữ liệu")
    call_command("migrate", verbosity=0)
    foundation.lay(organizations_file=scenario.organizations_file, from_on=scenario.from_on, say=say)
    until = scenario.now()
    born = datetime.combine(scenario.from_on, time(8), clock.TZ)
    with clock.fixed(born):
        say("chứng thư số cho người ký và con dấu cơ quan")
        cast.give_keys(at=born)
    with clock.fixed(first_moment(scenario)):
        at = clock.now()
        procedures.turn_limits(by=foundation.SETTER, at=at)  # the clock's job, as it would have run meanwhile
        played = desks(scenario, at.date(), say)
        main = main_desk(scenario, played)
        province = next((desk for desk in played if not desk.place_code), None)
        personas = cast.officers(main, province, at=at)
        people, _ = cast.citizens(main, birth_province=scenario.birth_province, at=at)
        personas += people
        files.store_issued(data=scan(), name="ban-chup.pdf", media_type="application/pdf", by=SYSTEM, at=at)
    say(f"{scenario.dossiers} hồ sơ trong {scenario.weeks} tuần, qua đúng các lệnh của hệ thống")
    done = _play_apart(scenario, players, until)
    say("giấy tờ quét tại quầy")
    papers.scan_some(main, at=clock.now())
    store.fill(main, at=clock.now())
    joining.half_way(main, until=until)
    hall.morning(main, until=until)
    outage.line_down(main, until=until)
    signing.publish_revocations(at=clock.now())
    say("số liệu công khai và niêm phong nhật ký")
    indicators.recount(by=SYSTEM, at=clock.now())
    reports.recount(by=SYSTEM, at=clock.now())
    mornings.foresee(until=until)
    money.take_some(main, at=until)
    books.certify_some(main, at=until)
    letters.register_some(main, at=until)
    merging.wait_for_the_second(played, at=until)
    voices.rate_some(main, until=until)
    petitions.send_some(main, until=until)
    texts.send_some(main, until=until)
    while audit.seal(at=clock.now()):
        pass
    kept = {
        "scenario": scenario.code,
        "until": until.isoformat(),
        "clock_offset_s": int(clock.OFFSET.total_seconds()),
        "personas": [persona.row() for persona in personas],
        "counts": done,
    }
    (Path(settings.VAR_DIR) / MARK).write_text(
        json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    return kept


def lay_for_replay(*, say: Callable[[str], None]) -> None:
    """The least a replay stands on: registries, the hand-checked catalogue, processes and keys."""
    scenario = SCENARIOS["ninh-binh"]
    foundation.lay(
        organizations_file=scenario.organizations_file,
        from_on=scenario.from_on,
        say=say,
        catalogue=("checked.yaml",),
    )
    born = datetime.combine(scenario.from_on, time(8), clock.TZ)
    with clock.fixed(born):
        cast.give_keys(at=born)


def main_desk(scenario: Scenario, played: list):
    """The desk the personas work at: the ward that bears the name of the old city, else the first."""
    return next(
        (d for d in played if "phường Nam Định" in d.place_name or "thành phố Nam Định" in d.place_name),
        played[0],
    )


def scan() -> bytes:
    """A page that stands for a photographed paper."""
    return paper.render(SCAN, {"title": "BẢN CHỤP GIẤY TỜ", "note": "Giấy tờ minh họa của tỉnh dùng thử"})


def _play_apart(scenario: Scenario, players: int, until: datetime) -> dict[str, int]:
    """Desks are shared out over processes; each plays its own in the order of time."""
    environment = {**os.environ, "MOTCUA_SQLITE_SYNCHRONOUS": "OFF"}
    running = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "motcua.demo.player",
                scenario.code,
                str(part),
                str(players),
                str(scenario.dossiers),
                until.isoformat(),
            ],
            stdout=subprocess.PIPE,
            env=environment,
        )
        for part in range(players)
    ]
    total: dict[str, int] = {}
    try:
        for process in running:
            out, _ = process.communicate()
            if process.returncode:
                raise RuntimeError(f"scenario {scenario.code} broke off (exit {process.returncode})")
            for what, count in json.loads(out.splitlines()[-1]).items():
                total[what] = total.get(what, 0) + count
    finally:  # broken off, by a fault or by who stops the demo, none plays on by itself
        for process in running:
            if process.poll() is None:
                process.terminate()
    return total


def play_part(code: str, part: int, parts: int, dossiers: int, until: datetime) -> dict[str, int]:
    """One process's share of the desks."""
    scenario = SCENARIOS[code]
    start = first_moment_until(scenario, until)
    with clock.fixed(start):
        everyone = desks(scenario, start.date(), lambda _: None)
        citizens = cast.known_citizens(main_desk(scenario, everyone), birth_province=scenario.birth_province)
        sha = files.store_issued(
            data=scan(), name="ban-chup.pdf", media_type="application/pdf", by=SYSTEM, at=clock.now()
        ).sha256
    mine = everyone[part::parts]
    count = dossiers * len(mine) // len(everyone)
    player = Player(
        desks=mine,
        seed=part + 1,
        birth_province=scenario.birth_province,
        paper_sha=sha,
        until=until,
        citizens=citizens,
    )
    player.play(count=count, from_at=start)
    for refusal in player.refused[:20]:
        print(refusal, file=sys.stderr)
    return player.done


def first_moment_until(scenario: Scenario, until: datetime) -> datetime:
    """The first moment counted back from the end agreed for all players."""
    return until - (scenario.now() - first_moment(scenario))
