"""A PostgreSQL server of the tests' own: started from the binaries at hand, on a socket in a folder of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path | None:
    """The folder with initdb and postgres, newest version first; None where there is none."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def _as_server_user(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root; then its own user, or nobody, runs it."""
    if os.geteuid() != 0:
        return command
    return ["runuser", "-u", _server_user(), "--", *command]


def _server_user() -> str:
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise RuntimeError("no user to run PostgreSQL as")


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """Run a server for the length of the block; yields the value of MOTCUA_DATABASE_URL."""
    home = binaries()
    if home is None:
        raise RuntimeError("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="motcua-pg-"))
    data = folder / "data"
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, _server_user())
        init = [
            str(home / "initdb"),
            "-D",
            str(data),
            "-U",
            "motcua",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-A",
            "trust",
        ]
        subprocess.run(_as_server_user(init), check=True, capture_output=True, cwd=folder)
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={folder}",
            "max_connections=60",
            f"fsync={'on' if durable else 'off'}",
            f"synchronous_commit={'on' if durable else 'off'}",
        ]
        (folder / "settings").write_text("\n".join(settings))
        try:
            _start(folder)
            subprocess.run(
                [str(home / "createdb"), "-h", str(folder), "-U", "motcua", "motcua"],
                check=True,
                capture_output=True,
            )
            yield f"postgresql://motcua@/motcua?host={folder}"
        finally:
            _stop(folder, signal.SIGINT)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def crash(url: str) -> None:
    """Kill the server without warning in the middle of whatever it does, and start it again on what is left."""
    folder = Path(url.split("host=")[1])
    pid = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    children = subprocess.run(
        ["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False
    ).stdout.split()
    for process in [pid, *map(int, children)]:
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            pass
    time.sleep(0.5)
    (folder / "data" / "postmaster.pid").unlink(missing_ok=True)
    _start(folder)


def _start(folder: Path) -> None:
    home = binaries()
    assert home is not None
    options = [part for line in (folder / "settings").read_text().splitlines() for part in ("-c", line)]
    process = subprocess.Popen(
        _as_server_user([str(home / "postgres"), "-D", str(folder / "data"), *options]),
        stdout=subprocess.DEVNULL,
        stderr=(folder / "log").open("ab"),
        cwd=folder,
    )
    for _ in range(200):
        ready = subprocess.run(
            [str(home / "pg_isready"), "-h", str(folder), "-U", "motcua"], capture_output=True, check=False
        )
        if ready.returncode == 0:
            return
        if process.poll() is not None:
            raise RuntimeError((folder / "log").read_text(errors="replace"))
        time.sleep(0.1)
    raise RuntimeError("PostgreSQL did not start in 20 seconds")


def _stop(folder: Path, how: signal.Signals) -> None:
    """Stop by the process id the server wrote, and wait until it has gone."""
    pid_file = folder / "data" / "postmaster.pid"
    if not pid_file.exists():
        return
    os.kill(int(pid_file.read_text().split()[0]), how)
    for _ in range(200):
        if not pid_file.exists():
            return
        time.sleep(0.1)
