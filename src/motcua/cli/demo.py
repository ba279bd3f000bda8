"""`motcua demo`: a province ready to click."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from types import FrameType

import click

from motcua.cli import setup_django


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65534))
@click.option("--fresh", is_flag=True, help="throw the demo data away and play it anew")
@click.option(
    "--scenario",
    default="ninh-binh",
    show_default=True,
    type=click.Choice(["ninh-binh", "nam-dinh-2023"]),
    help="which province, at which time",
)
@click.option("--dossiers", type=int, help="how many dossiers to play (default: the scenario's)")
@click.option("--no-serve", is_flag=True, help="make the data and stop")
@click.option("--reload", is_flag=True, help="restart the web when code changes")
def command(
    port: int, fresh: bool, scenario: str, dossiers: int | None, no_serve: bool, reload: bool
) -> None:
    """Province ready to click: data, worker, sandbox, web. Stop with Ctrl+C."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # as Ctrl+C: what was started is stopped too
    var = _own_folder(scenario)
    if not no_serve:
        _require_free(port)
    _require_demo_folder(var)
    if fresh:
        _empty(var)
    os.environ.setdefault("MOTCUA_SQLITE_SYNCHRONOUS", "NORMAL")
    os.environ.setdefault("MOTCUA_PUBLIC_URL", f"http://127.0.0.1:{port}")
    os.environ.setdefault("MOTCUA_UI_PAGE", "1")
    _say_environment(scenario)
    setup_django()
    from dataclasses import replace

    from motcua.demo import province
    from motcua.demo.scenarios import SCENARIOS

    chosen = SCENARIOS[scenario]
    if dossiers is not None:
        chosen = replace(chosen, dossiers=dossiers)
    kept = province.ready(chosen)
    if kept is None:
        started = time.monotonic()
        click.echo(f"Dựng {chosen.title}. Lần đầu mất vài phút.")
        _require_empty_server()
        _empty(var)
        var.mkdir(parents=True, exist_ok=True)
        (var / BEGUN).write_text("dữ liệu dùng thử, dựng dở thì dựng lại từ đầu\n", encoding="utf-8")
        kept = province.make(chosen, players=2, say=lambda words: _line(words, started))
        _line(f"xong: {kept['counts']}", started)
    if no_serve:
        return
    _introduce(kept, port)
    _serve(port, reload)


BEGUN = "demo.begun"


def _require_demo_folder(var: Path) -> None:
    """Never lay invented people over a real installation, and never throw one away."""
    if (var / "motcua.sqlite3").exists() and not any((var / name).exists() for name in (BEGUN, "demo.json")):
        click.echo(
            f"Thư mục {var} đang giữ dữ liệu không phải của tỉnh dùng thử. Hãy đặt MOTCUA_VAR sang thư mục khác.",
            err=True,
        )
        sys.exit(1)


def _require_empty_server() -> None:
    """On a database server the demo begins only where nothing stands yet."""
    from django.db import connection

    if connection.vendor != "sqlite" and connection.introspection.table_names():
        click.echo(
            "Cơ sở dữ liệu trong MOTCUA_DATABASE_URL đã có bảng. Hãy tạo một cơ sở dữ liệu trống cho tỉnh dùng thử.",
            err=True,
        )
        sys.exit(1)


def _own_folder(scenario: str) -> Path:
    """Each scenario lives in a folder of its own under MOTCUA_VAR."""
    from motcua.kernel.legal import LAW

    base = Path(os.environ.get("MOTCUA_VAR", LAW.parent / "var"))
    var = base if scenario == "ninh-binh" else base / scenario
    os.environ["MOTCUA_VAR"] = str(var)
    return var


def _say_environment(scenario: str) -> None:
    """The province's own settings, for this process and those it starts."""
    names = {
        "ninh-binh": ("tỉnh Ninh Bình", "H42", "37", None),
        "nam-dinh-2023": ("tỉnh Nam Định", "H40", "36", datetime(2023, 11, 20, 14, 10)),
    }
    name, agency, place, moment = names[scenario]
    if moment is not None:  # a province of another year lives by the clock of that year
        os.environ.setdefault("MOTCUA_CLOCK_OFFSET_S", str(_offset_of(moment)))
    os.environ.setdefault("MOTCUA_PROVINCE_NAME", name)
    os.environ.setdefault("MOTCUA_PROVINCE_AGENCY", agency)
    os.environ.setdefault("MOTCUA_PROVINCE_PLACE", place)


def _offset_of(moment: datetime) -> int:
    """Seconds from the world's clock to the scenario's; kept from the first day, so that its time goes on."""
    mark = Path(os.environ["MOTCUA_VAR"]) / "demo.json"
    if mark.exists():
        return int(json.loads(mark.read_text(encoding="utf-8")).get("clock_offset_s", 0))
    return int((moment - datetime.now()).total_seconds())


def _empty(var: Path) -> None:
    """A broken earlier set-up is thrown away; keys and secrets of the folder go with it."""
    for leftover in (
        "motcua.sqlite3",
        "motcua.sqlite3-wal",
        "motcua.sqlite3-shm",
        "files",
        "pki",
        "cache",
        "sandbox",
        "static",
        "demo.json",
        BEGUN,
    ):
        path = var / leftover
        if path.is_dir():
            shutil.rmtree(path)
        elif path.exists():
            path.unlink()


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            click.echo(
                f"Cổng {port} đang có chương trình khác dùng. Hãy chạy: make demo PORT={port + 10}", err=True
            )
            sys.exit(1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _line(words: str, started: float) -> None:
    click.echo(f"  {time.monotonic() - started:5.0f} s  {words}")


def _introduce(kept: dict, port: int) -> None:
    from motcua.demo.cast import PASSWORD

    click.echo(f"\nMột Cửa chạy tại http://127.0.0.1:{port}  (dừng: Ctrl+C)")
    click.echo(f"Số liệu đến {kept['until'][:16].replace('T', ' ')}. Mật khẩu chung: {PASSWORD}\n")
    for row in kept["personas"]:
        code = f"   mã xác thực: motcua otp {row['username']}" if row["second_factor"] else ""
        click.echo(f"  {row['username']:<14} {row['name']:<24} {row['what_for']}{code}")
    click.echo(
        f"\n  Cổng người dân /   Bàn làm việc /can-bo/   Quản trị /quan-tri/   Bộ phận giao diện /ui/\n  {json.dumps(kept['counts'])}\n"
    )


def _push_key(var: Path) -> Path:
    """The key browsers know the demo by, made once."""
    path = var / "push-key.pem"
    if not path.exists():
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        key = ec.generate_private_key(ec.SECP256R1())
        path.touch(mode=0o600)
        path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


def _serve(port: int, reload: bool) -> None:
    """Web and worker side by side, and the sandbox (time stamps, telephones, a partner of joint procedures) beside them.

    When web or worker falls, all stop; without the sandbox signatures lack their time stamp and text messages wait.
    """
    var = Path(os.environ["MOTCUA_VAR"])
    sandbox_port = _free_port()
    nation = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "--port", str(sandbox_port), "--folder", str(var / "sandbox")]
    )
    sandbox = f"http://127.0.0.1:{sandbox_port}"
    insurance = {"url": f"{sandbox}/insurance", "contact": "Bảo hiểm xã hội tỉnh, bộ phận thẻ, 0229 3871 000"}
    environment = {
        **os.environ,
        **_time_stamps(sandbox, nation),
        "MOTCUA_SMS_URL": f"{sandbox}/sms",
        "MOTCUA_SMS_SECRET_FILE": str(var / "sandbox" / "sms-secret"),
        "MOTCUA_PUSH_KEY_FILE": str(_push_key(var)),
        "MOTCUA_PARTNERS": json.dumps({"bao_hiem_xa_hoi": insurance}),
        "MOTCUA_PUBLIC_URL": os.environ.get("MOTCUA_PUBLIC_URL", f"http://127.0.0.1:{port}"),
    }
    click.echo(f"  Tin nhắn SMS tới điện thoại của mọi người: {sandbox}/sms/messages\n")
    me = [sys.executable, "-m", "motcua"]
    running = [
        nation,
        subprocess.Popen([*me, "worker"], env=environment),
        subprocess.Popen(
            [*me, "web", "--port", str(port), *(["--reload"] if reload else [])], env=environment
        ),
    ]

    def stop(number: int, frame: FrameType | None) -> None:
        for process in running:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    while all(process.poll() is None for process in running[1:]):
        time.sleep(0.3)
    stop(0, None)
    for process in running:
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()


def _time_stamps(address: str, nation: subprocess.Popen[bytes]) -> dict[str, str]:
    """Trust the sandbox's time-stamp root, so that what is signed from now on reaches level B-T."""
    import httpx

    from motcua.services.signing import services as signing

    for _ in range(100):
        if nation.poll() is not None:
            break
        try:
            root = httpx.get(f"{address}/time-stamp/root.pem", timeout=2)
            root.raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
            continue
        signing.trust(pem=root.content, name="sandbox-time-stamp")
        return {"MOTCUA_TIME_STAMP_URL": f"{address}/time-stamp"}
    click.echo("Hộp cát chưa trả lời: chữ ký mới sẽ không có dấu thời gian.", err=True)
    return {}
